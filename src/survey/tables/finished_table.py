"""Finished table: what :func:`survey.tabulate` gives, which shows itself and turns into other formats."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.argument_errors import noun
from survey.design.sample import Sample
from survey.errors import TabulationError
from survey.reports.document_model import ReportTable
from survey.tables.analysis_table import AnalysisBlock, BlockLayout, TableContent, table_frame
from survey.tables.document_tables import report_tables
from survey.tables.plain_tables import plain_table
from survey.tables.row_blocks import Wording
from survey.tables.schema import TableFormat
from survey.tables.table_content import TableParts
from survey.tables.table_words import as_text, common_languages, languages_of, words
from survey.tables.table_writing import html_of, typst_of, write_table_file
from survey.text import Language, Text


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnalysisTable(TableContent):
    """Table for analysts: made by :func:`survey.tabulate`; the fields are those of ``TableContent``.

    It shows itself in notebooks and prints in a terminal; hidden cells have no numbers in any form.
    """

    @property
    def tables(self) -> tuple[ReportTable, ...]:
        """The tables as the report has them: one for each question, or one for all."""
        return report_tables(self)

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """One row per cell.

        Parameters
        ----------
        labels : str, optional
            Language of the wordings; that of the table by default.

        Returns
        -------
        pandas.DataFrame
            Columns: ``question``, ``level``, ``role`` (data, net, total or base), ``statistic``, ``break``, ``column``,
            ``letter`` and ``wave`` with their wordings; ``value`` (shares in percent), ``se``, ``low``, ``high``, ``df``,
            ``n`` and ``weight`` of the base, ``n_eff``; ``letters``; ``difference`` from the total with its p-value
            and mark; ``change`` since the wave before with the same; ``publish``. Blank in hidden cells.
        """
        return table_frame(self, self._spoken(labels))

    def to_html(self, language: Language | None = None) -> str:
        """The tables as a fragment of HTML with its style, light and dark, for other pages."""
        return html_of(self.tables, self._spoken(language))

    def to_typst(self, language: Language | None = None) -> str:
        """The tables in the markup of Typst."""
        return typst_of(self.tables, self._spoken(language))

    def to_docx(self, path: str | os.PathLike[str], language: Language | None = None) -> Path:
        """Write the tables into a Word document that an editor can go on with, and return its path."""
        return self._write(path, language, "docx")

    def to_xlsx(self, path: str | os.PathLike[str], language: Language | None = None) -> Path:
        """Write the tables into a workbook, a sheet for each, and return its path."""
        return self._write(path, language, "xlsx")

    def _write(self, path: str | os.PathLike[str], language: Language | None, form: TableFormat) -> Path:
        spoken = self._spoken(language)
        return write_table_file(self.tables, spoken, Path(path), form, self.title[spoken])

    def _repr_html_(self) -> str:
        return html_of(self.tables, self.language)

    def __repr__(self) -> str:
        return "\n\n".join(plain_table(table, self.language) for table in self.tables)

    def _spoken(self, language: Language | None) -> Language:
        """A language of the table, its own when none is named (``B051`` for another)."""
        if language is None:
            return self.language
        if language not in self.languages:
            raise TabulationError(
                "B051",
                "survey.AnalysisTable: language",
                f"The table has no wordings in {language!r}.",
                f"It has them in: {', '.join(self.languages)}.",
            )
        return language


def finished(
    sample: Sample,
    blocks: Sequence[AnalysisBlock],
    parts: TableParts,
    title: Wording | None,
    language: Language | None,
    layout: BlockLayout,
    *,
    intervals: bool,
) -> AnalysisTable:
    """Table of parts, in the languages that all its wordings have.

    Raises
    ------
    TabulationError
        ``B050`` when the language asked for is not among them, or when there is none.
    """
    heading = as_text(title) if title is not None else _title(blocks)
    texts = [heading, *(row.label for row in parts.rows)]
    texts += [text for one in parts.columns for text in (one.heading, *one.spanners)]
    texts += [text for one in blocks for text in (one.title, one.asked, one.base, *one.notes)]
    languages = common_languages(texts, languages_of(sample))
    if not languages or (language is not None and language not in languages):
        raise TabulationError(
            "B050",
            "survey.tabulate: language",
            f"Not all wordings of this table are there in {'one language' if language is None else repr(language)}.",
            f"They are in: {', '.join(languages) or 'no language'}.",
        )
    content = heading, parts.rows, parts.columns, tuple(blocks), parts.cells, languages
    return AnalysisTable(*content, language or languages[0], layout, intervals)


def _title(blocks: Sequence[AnalysisBlock]) -> Text:
    """Heading of a table: the question, that of a battery, or how many questions there are."""
    asked = {one.asked for one in blocks}
    if len(blocks) > 1:
        return asked.pop() if len(asked) == 1 and blocks[0].asked else words("title_questions", n=len(blocks))
    return blocks[0].title
