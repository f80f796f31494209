"""Annex of wordings: every question behind the indicators of the report, with all answers and those that count."""

from __future__ import annotations

from survey.indicators.question_wordings import wordings_behind
from survey.reports.claims.claim import paragraphs
from survey.reports.claims.quality_claims import WORDING_CLAIMS
from survey.reports.document_model import ReportSection, SectionBlock
from survey.reports.report_context import ReportContext
from survey.reports.sections.question_quotes import quoted


def wordings(material: ReportContext) -> ReportSection | None:
    """The annex of wordings; None when no indicator rests on a question that was asked."""
    given = material.given.indicators
    shown = [one for one in given if material.region(one.id).n or material.region(one.id).is_hidden]
    found = wordings_behind(shown, given)
    if not found:
        return None
    blocks: list[SectionBlock] = [*paragraphs(WORDING_CLAIMS, found, material.words)]
    blocks += [quoted(material, one.question, one) for one in found]
    return ReportSection(
        "wordings", material.words.say("wordings_title"), tuple(blocks), is_annex=True, starts_page=True
    )
