"""Questions as they were asked, for cards and for the section on methods."""

from __future__ import annotations

from survey.indicators.question_wordings import QuestionWording
from survey.reports.document_model import Quote
from survey.reports.report_context import ReportContext


def quoted(material: ReportContext, identifier: str, wording: QuestionWording) -> Quote:
    """A question with its rows, its answers and those that count."""
    names = {one.id: one.name for one in material.given.indicators}
    return Quote(
        id=f"wording_{identifier}",
        serves=material.words.joined([names[name] for name in wording.indicators if name in names], "; "),
        question=material.words.quoted(wording.text),
        rows=wording.rows,
        answers=wording.answers,
        counted=wording.counted,
    )
