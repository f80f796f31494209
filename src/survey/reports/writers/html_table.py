"""Tables of the document model as HTML, in a page or alone: for notebooks and for pages of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.reports.document_model import ColumnSpanner, ReportTable, TableColumn, TableRow
from survey.reports.phrases import Phrases
from survey.reports.writers.html_cells import cell_markup, kind_class
from survey.reports.writers.html_templates import templates
from survey.text import Language, Text

MANY_COLUMNS, CROWDED_COLUMNS = 9, 14
"""Columns from which a table takes the whole width of a page, and a printed page in landscape."""


def render_table(table: ReportTable, language: Language) -> str:
    """The table as a fragment of HTML with its style, light and dark, for a notebook or for a page of others.

    Parameters
    ----------
    table : ReportTable
        Its title becomes the caption, with its number unless that is 0. Hidden cells show their mark alone.
    language : str
        One of the languages of its texts.

    Returns
    -------
    str
        One ``<div class="survey-table">``. Its style touches nothing outside; it follows the colours of the browser, of
        JupyterLab, of VS Code and of sites that say ``data-theme``. It needs no network and no script.

    Raises
    ------
    TextError
        ``T001`` when a text of the table lacks the language.
    """
    template = templates().get_template("table_alone.html.j2")
    return template.render(block=table, words=TableWords(language)).strip()


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A heading of columns: how many columns and rows it covers; ``column`` is None for a spanner and for an empty place."""

    heading: Text | None
    width: int = 1
    height: int = 1
    column: TableColumn | None = None


@dataclass(frozen=True, slots=True)
class TableWords:
    """Functions that the template of a table may call, in one language."""

    language: Language

    def say(self, key: str, **places: Text | str | int) -> str:
        """A sentence of the catalogue."""
        return Phrases((self.language,)).say(key, **places)[self.language]

    cell = staticmethod(cell_markup)
    kind_class = staticmethod(kind_class)

    def head(self, table: ReportTable) -> list[list[HeadCell]]:
        """Rows of headings, the outermost spanners first, the columns last."""
        return head_rows(table.columns, table.spanners)

    def groups(self, table: ReportTable) -> list[list[TableRow]]:
        """The rows in groups: each line that opens a group with the rows after it."""
        return list(_grouped(table.rows))

    def size_class(self, table: ReportTable) -> str:
        """The class by which a table of many columns is set."""
        columns = len(table.columns)
        if columns > CROWDED_COLUMNS:
            return " wide crowded"
        return " wide" if table.wide or columns > MANY_COLUMNS else ""


def head_rows(columns: Sequence[TableColumn], spanners: Sequence[ColumnSpanner]) -> list[list[HeadCell]]:
    """Headings of columns in rows, from the outermost level of spanners to the columns.

    A heading reaches up over levels where nothing lies above it, so that no cell of the head is empty unless spanners overlap.
    """
    places = {column.id: place for place, column in enumerate(columns)}
    levels = sorted({spanner.level for spanner in spanners})
    rank = {level: position for position, level in enumerate(levels, 1)}
    found = [(rank[one.level], places[one.first], places[one.last] + 1, one) for one in spanners]
    covered = {(level, place) for level, first, end, _ in found for place in range(first, end)}
    rows: list[dict[int, HeadCell]] = [{} for _ in range(len(levels) + 1)]
    taken: set[tuple[int, int]] = set()

    def put(level: int, first: int, end: int, heading: Text, column: TableColumn | None) -> None:
        top = level
        while top < len(levels) and not any((top + 1, place) in covered for place in range(first, end)):
            top += 1
        rows[top][first] = HeadCell(heading, end - first, top - level + 1, column)
        taken.update((one, place) for one in range(level, top + 1) for place in range(first, end))

    for level, first, end, spanner in found:
        put(level, first, end, spanner.heading, None)
    for place, column in enumerate(columns):
        put(0, place, place + 1, column.heading, column)
    for level, row in enumerate(rows):
        row.update({place: HeadCell(None) for place in range(len(columns)) if (level, place) not in taken})
    return [[cell for _, cell in sorted(row.items(), key=lambda one: one[0])] for row in reversed(rows)]


def _grouped(rows: Sequence[TableRow]) -> Iterator[list[TableRow]]:
    group: list[TableRow] = []
    for row in rows:
        if not row.cells and group:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
