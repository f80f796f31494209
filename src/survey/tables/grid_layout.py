"""Grids: the rows of a battery as rows, the answers as columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from survey.design.sample import Sample
from survey.errors import TabulationError
from survey.indicators.rule_constants import PublicationRule
from survey.tables.analysis_table import AnalysisColumn, AnalysisRow, CellStatistic
from survey.tables.answer_rows import AnswerBlock
from survey.tables.banner import read_banner
from survey.tables.block_cells import LayoutOptions, TableSample, compute_block
from survey.tables.cell_estimates import EstimateOptions
from survey.tables.cell_grid import CellGrid
from survey.tables.hidden_lines import column_groups
from survey.tables.row_blocks import RowBlock
from survey.tables.row_order import row_order
from survey.tables.table_content import TableParts
from survey.tables.table_notes import TableNoteFacts
from survey.tables.table_words import words


def grid_parts(
    sample: Sample,
    blocks: Sequence[AnswerBlock],
    given: Sequence[RowBlock],
    options: EstimateOptions,
    rule: PublicationRule | None,
    layout: LayoutOptions,
    facts: TableNoteFacts,
) -> tuple[TableParts, list[TableNoteFacts]]:
    """Rows, columns and cells of a grid; the rows are ordered by the first column where the first block asks for it.

    Raises
    ------
    TabulationError
        ``B041`` questions with different answers.
    """
    _check_alike(blocks)
    banner = read_banner(sample, (), total=True)
    groups, counted = column_groups(sample, banner) if rule is not None else (None, None)
    prepared = TableSample(sample, banner, options, rule, groups, counted)
    rows, lines = [], []
    for at, block in enumerate(blocks):
        made = compute_block(prepared, block, at, dataclasses.replace(layout, total_row=False))
        parts = [*(group.cells for group in made.groups), made.bases.cells]
        lines.append(_turned(parts[0].joined(*parts[1:])))
        rows.append(AnalysisRow(at, "", block.title, "share", "data", 0, layout.digits))
        columns = _columns(block, layout)
    order = list(range(len(rows)))
    cells = lines[0].joined(*lines[1:])
    if given[0].order != "given":
        order = row_order(rows, np.nan_to_num(cells.value[:, 0]), descending=given[0].order == "descending")
    ordered = TableParts(tuple(rows[at] for at in order), columns, cells.arranged(order))
    return ordered, [dataclasses.replace(facts, several=block.several) for block in blocks]


def _check_alike(blocks: Sequence[AnswerBlock]) -> None:
    first = blocks[0]
    for other in blocks[1:]:
        if [one.level for one in first.answers] != [one.level for one in other.answers] or first.show != other.show:
            raise TabulationError(
                "B041",
                f"survey.tabulate: grid, {other.name!r}",
                f"It has other answers than {first.name!r}.",
                "A grid is for questions with the same answers, such as the rows of a battery.",
            )


def _columns(block: AnswerBlock, layout: LayoutOptions) -> tuple[AnalysisColumn, ...]:
    columns: list[AnalysisColumn] = []
    for statistic in block.show:
        if statistic == "mean" or statistic == "median":
            columns.append(AnalysisColumn(statistic, words(statistic), shows=statistic))
        else:
            shows: CellStatistic = "share" if statistic == "shares" else "count"
            columns += [AnalysisColumn(f"{statistic}:{one.level}", one.label, shows=shows) for one in block.answers]
    columns += [AnalysisColumn(f"base_{name}", words(f"base_{name}"), shows=name) for name in layout.bases]
    return tuple(columns)


def _turned(column: CellGrid) -> CellGrid:
    """A column of cells as a row."""
    fields = {field.name: getattr(column, field.name).T for field in dataclasses.fields(column)}
    return CellGrid(**fields)
