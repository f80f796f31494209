"""Tables for analysts: rows, columns and cells with everything that formats show of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from survey.design.population_margin import Level
from survey.reports.document_model import RowRole
from survey.tables.cell_grid import CellGrid
from survey.text import Language, Text

CellStatistic = Literal["share", "count", "mean", "median", "estimate", "n", "weight", "n_eff", "low", "high", "p"]
"""What a row or a column shows: a share in percent, persons, a mean, a median, an estimate of a model, interviews, the sum
of their weights, their effective number, the limits of the estimate, a p-value."""

BlockLayout = Literal["separate", "stacked", "grid"]

ColumnWave = Literal["now", "before"]


@dataclass(frozen=True, slots=True)
class AnalysisRow:
    """A row: the block it belongs to, its level in the data, what it shows, and its words."""

    block: int
    level: Level
    label: Text
    statistic: CellStatistic
    role: RowRole = "data"
    indent: int = 0
    digits: int = 1


@dataclass(frozen=True, slots=True)
class AnalysisColumn:
    """A column: its place in the banner, its words, and its letter in tests.

    ``shows`` is "estimate" where the row says what is shown; ``spanners`` are the headings over it, the outermost first.
    """

    id: str
    heading: Text
    spanners: tuple[Text, ...] = ()
    of_break: str = ""
    letter: str = ""
    wave: ColumnWave = "now"
    shows: CellStatistic = "estimate"


@dataclass(frozen=True, slots=True)
class AnalysisBlock:
    """A question of the table: its name, heading and wording, whose answers are counted, and notes on its numbers."""

    name: str
    title: Text
    asked: Text
    base: Text
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class TableContent:
    """Everything a table holds; :class:`survey.AnalysisTable` shows it.

    Parameters
    ----------
    title : Text
    rows : tuple of AnalysisRow
    columns : tuple of AnalysisColumn
    blocks : tuple of AnalysisBlock
    cells : CellGrid
    languages : tuple of str
        Languages in which every text of the table has a wording.
    language : str
        The one in which the table shows itself.
    layout : BlockLayout
        Whether every question is printed as a table, all of them as one, or as the rows of a grid.
    intervals : bool
        Whether cells are printed with their intervals.
    """

    title: Text
    rows: tuple[AnalysisRow, ...]
    columns: tuple[AnalysisColumn, ...]
    blocks: tuple[AnalysisBlock, ...]
    cells: CellGrid
    languages: tuple[Language, ...]
    language: Language
    layout: BlockLayout
    intervals: bool

    @property
    def notes(self) -> tuple[Text, ...]:
        """Notes under the table: how the numbers were made, and what the marks mean."""
        return tuple(dict.fromkeys(note for block in self.blocks for note in block.notes))

    def rows_of(self, block: int) -> list[int]:
        """Positions of the rows of a block."""
        return [at for at, row in enumerate(self.rows) if row.block == block]


def table_frame(content: TableContent, language: Language) -> pd.DataFrame:
    """One row per cell, with wordings in a language."""
    return pd.DataFrame(_records(content, language)).astype({"n": "Int64"})


def _records(content: TableContent, language: Language) -> Iterator[dict[str, object]]:
    cells = content.cells
    for r, row in enumerate(content.rows):
        block = content.blocks[row.block]
        for c, column in enumerate(content.columns):
            n = cells.n[r, c]
            yield {
                "question": block.name,
                "question_label": block.title[language],
                "level": str(row.level),
                "label": row.label[language],
                "role": row.role,
                "statistic": row.statistic if column.shows == "estimate" else column.shows,
                "break": column.of_break,
                "column": column.id,
                "column_label": column.heading[language],
                "letter": column.letter,
                "wave": column.wave,
                **{name: getattr(cells, name)[r, c] for name in ("value", "se", "low", "high", "df")},
                "n": pd.NA if np.isnan(n) else round(n),
                **{name: getattr(cells, name)[r, c] for name in ("weight", "n_eff", "letters")},
                **{name: getattr(cells, name)[r, c] for name in ("difference", "difference_p", "against_total")},
                **{name: getattr(cells, name)[r, c] for name in ("change", "change_p", "changed", "publish")},
            }
