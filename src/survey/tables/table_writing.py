"""Files of tables: a page, a document or a workbook, each whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from survey.tables.schema import TableFormat
from survey.text import Language

if TYPE_CHECKING:
    from survey.reports.document_model import ReportTable

_STYLE = (
    ":root{color-scheme:light dark}body{margin:1.5rem auto;max-width:76rem;padding:0 1rem;"
    "font:16px/1.45 system-ui,sans-serif}.survey-table{margin:0 0 2.5rem}"
)


def html_of(tables: Sequence[ReportTable], language: Language) -> str:
    """The tables as a fragment of HTML, one under the other."""
    from survey.reports.writers.html_table import render_table

    return "\n".join(render_table(table, language) for table in tables)


def html_page(tables: Sequence[ReportTable], language: Language, title: str) -> str:
    """A page of its tables, which needs no other file and no network."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    )
    body = f"<h1>{escape(title)}</h1>\n{html_of(tables, language)}"
    return f'<!doctype html>\n<html lang="{language}">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def typst_of(tables: Sequence[ReportTable], language: Language) -> str:
    """The tables in the markup of Typst, one under the other."""
    from survey.reports.writers.typst_tables import typst_table

    return "\n\n".join(typst_table(table, language) for table in tables)


def write_table_file(
    tables: Sequence[ReportTable], language: Language, path: Path, form: TableFormat, title: str
) -> Path:
    """Write tables into one file that appears whole or not at all."""
    if form == "xlsx":
        from survey.reports.writers.workbook import write_table_workbook

        return write_table_workbook(tables, language, path)
    if form == "docx":
        from survey.reports.writers.docx_document import write_docx_tables

        write_docx_tables(tables, language, path)
        return path
    path.write_text(html_page(tables, language, title), encoding="utf-8", newline="\n")
    return path
