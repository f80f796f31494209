"""Cells of tables as rows: one row per cell, with everything that is published of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.reports.document_model import ReportTable, TableCell, TableColumn, TableRow
from survey.reports.phrases import Phrases
from survey.reports.writers.shown_cell import shown_cell
from survey.text import Language, Text

TIDY_COLUMNS = (
    "table", "table_title", "row", "row_label", "column", "column_label", "kind", "unit", "value", "low", "high", "se", "n", "n_eff",
    "letters", "status", "status_label", "text", "detail", "before", "publish", "shown",
)  # fmt: skip
"""Names of the columns, the same in every language: ``numbers.csv`` uses the same ids of tables, rows and columns."""

TidyRow = tuple[str | float | None, ...]


def tidy_rows(tables: Sequence[ReportTable], language: Language) -> Iterator[TidyRow]:
    """A row per cell, in the order of reading; cells drawn to scale repeat numbers of their neighbours and are left out."""
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True) if row.cells else ():
                if cell.kind != "range":
                    yield _tidy_row(table, row, column, cell, language)


def _tidy_row(table: ReportTable, row: TableRow, column: TableColumn, cell: TableCell, language: Language) -> TidyRow:
    place = (
        table.id, worded(table.title, language), row.id, worded(row.heading, language), column.id, worded(column.heading, language),
        cell.kind, cell.unit or "",
    )  # fmt: skip
    shown = shown_cell(cell, language)
    if cell.publish == "hidden":
        return *place, *[None] * (len(TIDY_COLUMNS) - len(place) - 2), "hidden", shown.main
    status = Phrases((language,)).status(cell.status)[language] if cell.status else ""
    return (
        *place, cell.value, cell.low, cell.high, cell.se, cell.n, cell.n_eff, cell.letters, cell.status or "", status,
        worded(cell.text, language), worded(cell.detail, language), cell.before or "", cell.publish, shown.plain,
    )  # fmt: skip


def worded(text: Text, language: Language) -> str:
    """The wording in a language; empty for an empty text."""
    return text[language] if text else ""
