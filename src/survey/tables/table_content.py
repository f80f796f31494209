"""Contents of a table from the cells of its questions: order of rows, columns of waves and bases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.tables.analysis_table import AnalysisBlock, AnalysisColumn, AnalysisRow, CellStatistic
from survey.tables.answer_rows import AnswerBlock
from survey.tables.banner import Banner
from survey.tables.block_cells import ComputedBlock, LayoutOptions, RowGroup
from survey.tables.cell_grid import CellGrid
from survey.tables.row_blocks import RowOrder
from survey.tables.row_order import order_of, rearranged
from survey.tables.table_notes import TableNoteFacts, notes_of
from survey.tables.table_words import words
from survey.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class TableParts:
    """Rows, columns and cells that belong together."""

    rows: tuple[AnalysisRow, ...]
    columns: tuple[AnalysisColumn, ...]
    cells: CellGrid


def assemble(
    banner: Banner,
    now: Sequence[ComputedBlock],
    before: Sequence[ComputedBlock] | None,
    orders: Sequence[RowOrder],
    layout: LayoutOptions,
    waves: tuple[Text, Text],
) -> TableParts:
    """Rows of all questions under one another."""
    rows: list[AnalysisRow] = []
    parts: list[CellGrid] = []
    for at, (block, order) in enumerate(zip(now, orders, strict=True)):
        places = [order_of(group, order) for group in block.groups]
        own = _stacked(block, places)
        rows += own.rows
        parts.append(own.cells if before is None else _stacked(before[at], places).cells.beside(own.cells))
    columns = banner_columns(banner) if before is None else wave_columns(banner, waves)
    cells = parts[0].joined(*parts[1:])
    if layout.percent == "row":
        return _with_base_columns(TableParts(tuple(rows), columns, cells), layout)
    return TableParts(tuple(rows), columns, cells)


def _stacked(block: ComputedBlock, places: Sequence[Sequence[int]]) -> RowGroup:
    groups = [rearranged(group, at) for group, at in zip(block.groups, places, strict=True)]
    every = [*groups, block.bases]
    rows = [row for group in every for row in group.rows]
    return RowGroup(rows, every[0].cells.joined(*(group.cells for group in every[1:])), None)


def banner_columns(banner: Banner) -> tuple[AnalysisColumn, ...]:
    """One column for each of the banner."""
    return tuple(
        AnalysisColumn(one.id, one.heading, one.spanners, _break_name(banner, one.of_break), one.letter)
        for one in banner.columns
    )


def wave_columns(banner: Banner, waves: tuple[Text, Text]) -> tuple[AnalysisColumn, ...]:
    """Two columns for each of the banner: the wave before, then this one."""
    columns = []
    for one in banner.columns:
        spanners, name = (*one.spanners, one.heading), _break_name(banner, one.of_break)
        columns.append(AnalysisColumn(f"{one.id}@before", waves[0], spanners, name, "", "before"))
        columns.append(AnalysisColumn(one.id, waves[1], spanners, name, one.letter))
    return tuple(columns)


def _break_name(banner: Banner, at: int) -> str:
    return "" if at < 0 else banner.names[at]


def _with_base_columns(parts: TableParts, layout: LayoutOptions) -> TableParts:
    """Columns with the base of each row, where every row has another one."""
    names: list[CellStatistic] = [name for name in layout.bases if name != "n_eff"]
    cells = parts.cells
    own = np.array([row.statistic == "share" for row in parts.rows])
    columns = []
    for name in names:
        added = CellGrid.blank(len(parts.rows), 1)
        given = getattr(cells, "n" if name == "n" else "weight")[:, :1]
        added.value[own] = given[own]
        added.publish[:] = cells.publish[:, :1]
        cells = cells.extended(added)
        columns.append(AnalysisColumn(f"base_{name}", words(f"base_{name}"), shows=name))
    return TableParts(parts.rows, (*parts.columns, *columns), cells)


def block_facts(
    blocks: Sequence[AnswerBlock], parts: TableParts, facts: Sequence[TableNoteFacts]
) -> tuple[AnalysisBlock, ...]:
    """Names, headings, bases and notes of the questions."""
    found = []
    for at, (one, own) in enumerate(zip(blocks, facts, strict=True)):
        rows = [place for place, row in enumerate(parts.rows) if row.block == at]
        notes = notes_of(own, [parts.rows[place] for place in rows], parts.columns, parts.cells.arranged(rows))
        found.append(AnalysisBlock(one.name, one.title, one.asked, _base_words(one), notes))
    return tuple(found)


def _base_words(block: AnswerBlock) -> Text:
    return words("base_asked" if block.base_asked else "base_answered")
