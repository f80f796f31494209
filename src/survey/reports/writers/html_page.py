"""The report as one self-contained HTML page."""

from __future__ import annotations

import os
from pathlib import Path

from survey.reports.document_model import Report
from survey.reports.writers.html_templates import straight, templates
from survey.reports.writers.page_words import PageWords
from survey.reports.writers.whole_file import need_language, write_whole
from survey.text import Language


def render(report: Report, language: Language) -> str:
    """The page in one language.

    Raises
    ------
    ReportError
        ``R001`` when the report was not built in this language.
    """
    need_language(report, language)
    page = templates().get_template("report.html.j2").render(report=report, page=PageWords(language))
    return straight(page).strip() + "\n"


def write_html(report: Report, language: Language, path: str | os.PathLike[str]) -> Path:
    """Write the page to a file that appears whole or not at all, and return its path."""
    return write_whole(path, render(report, language).encode("utf-8"))
