"""The report as one self-contained HTML page."""

from __future__ import annotations

import os
from pathlib import Path

from survey.errors import ReportError
from survey.reports.document_model import Report
from survey.reports.writers.html_templates import straight, templates
from survey.reports.writers.page_words import PageWords
from survey.text import Language


def render(report: Report, language: Language) -> str:
    """The page in one language.

    Raises
    ------
    ReportError
        ``R001`` when the report was not built in this language.
    """
    if language not in report.meta.languages:
        raise ReportError(
            "R001",
            f"report of {report.meta.wave}, language {language!r}",
            "The report was not built in this language.",
            f"Ask for one of: {', '.join(report.meta.languages)}, or add it to ReportInput.languages.",
        )
    page = templates().get_template("report.html.j2").render(report=report, page=PageWords(language))
    return straight(page).strip() + "\n"


def write_html(report: Report, language: Language, path: str | os.PathLike[str]) -> Path:
    """Write the page to a file that appears whole or not at all, and return its path."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.draft-{os.getpid()}")
    try:
        draft.write_text(render(report, language), encoding="utf-8", newline="\n")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target
