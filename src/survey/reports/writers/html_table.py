"""Tables of the document model as HTML, in a page or alone: for notebooks and for pages of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.reports.document_model import ReportTable, TableRow
from survey.reports.phrases import Phrases
from survey.reports.writers.html_cells import cell_markup, kind_class
from survey.reports.writers.html_templates import straight, templates
from survey.reports.writers.table_head import HeadCell, head_rows
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
    return straight(template.render(block=table, words=TableWords(language))).strip()


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

    def columns_of_words(self, table: ReportTable) -> frozenset[str]:
        """Ids of the columns whose cells are words: their headings are aligned as the words are."""
        cells = [cell for row in table.rows for cell in zip(table.columns, row.cells, strict=False)]
        return frozenset(column.id for column, cell in cells if kind_class(cell) == "words")

    def groups(self, table: ReportTable) -> list[list[TableRow]]:
        """The rows in groups: each line that opens a group with the rows after it."""
        return list(_grouped(table.rows))

    def size_class(self, table: ReportTable) -> str:
        """The class by which a table of many columns is set."""
        columns = len(table.columns)
        if columns > CROWDED_COLUMNS:
            return " wide crowded"
        return " wide" if table.wide or columns > MANY_COLUMNS else ""


def _grouped(rows: Sequence[TableRow]) -> Iterator[list[TableRow]]:
    group: list[TableRow] = []
    for row in rows:
        if not row.cells and group:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
