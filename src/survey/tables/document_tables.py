"""Tables for analysts as tables of the document model, from which every format is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import get_args

from survey.indicators.publication import Publish
from survey.reports.document_model import CellKind, ColumnSpanner, ReportTable, TableCell, TableColumn, TableRow
from survey.reports.number_format import MINUS, number
from survey.tables.analysis_table import AnalysisColumn, AnalysisRow, CellStatistic, TableContent
from survey.tables.table_words import everywhere, words
from survey.text import Text

_COUNTS: frozenset[CellStatistic] = frozenset({"count", "n", "weight", "n_eff"})
_SMALLEST_P = 0.001
_P_DIGITS = 3
_MARKS = {"+": "+", "-": MINUS, "": ""}
_CHANGES = {"+": "▲", "-": "▼", "": ""}


def report_tables(content: TableContent) -> tuple[ReportTable, ...]:
    """One table for every question, or one for all, as the layout says."""
    if content.layout == "separate":
        several = len(content.blocks) > 1
        return tuple(_of_rows(content, [at], at + 1 if several else 0) for at in range(len(content.blocks)))
    return (_of_rows(content, list(range(len(content.blocks))), 0),)


def _of_rows(content: TableContent, blocks: Sequence[int], number: int) -> ReportTable:
    several = len(blocks) > 1
    title = content.title if several or len(content.blocks) == 1 else content.blocks[blocks[0]].title
    wordings = (content.blocks[at].asked for at in blocks)
    asked = tuple(one for one in dict.fromkeys(wordings) if one and one != title)
    bases = dict.fromkeys(content.blocks[at].base for at in blocks)
    return ReportTable(
        id=f"table-{max(number, 1)}",
        title=title,
        corner=words("corner"),
        columns=tuple(TableColumn(one.id, one.heading, _letter(one)) for one in content.columns),
        rows=tuple(_rows(content, blocks, headed=several and content.layout == "stacked")),
        notes=tuple(dict.fromkeys(note for at in blocks for note in content.blocks[at].notes)),
        wide=len(content.columns) > _WIDE,
        number=number,
        spanners=_spanners(content.columns),
        asked=asked,
        base=next(iter(bases)) if len(bases) == 1 else words("base_several"),
    )


_WIDE = 8
"""Columns from which a table needs a page across."""


def _letter(column: AnalysisColumn) -> Text:
    return everywhere(f"({column.letter})") if column.letter else Text()


def _rows(content: TableContent, blocks: Sequence[int], *, headed: bool) -> list[TableRow]:
    rows = []
    for block in blocks:
        own, title = content.rows_of(block), content.blocks[block].title
        with_heading = headed and [content.rows[at].label for at in own] != [title]
        if with_heading:
            rows.append(TableRow(f"block-{block}", title))
        for at in own:
            row = content.rows[at]
            cells = tuple(_cell(content, at, column) for column in range(len(content.columns)))
            rows.append(TableRow(f"row-{at}", row.label, cells, role=row.role, indent=row.indent + with_heading))
    if content.layout == "grid":
        order = {row.block: at for at, row in enumerate(content.rows)}
        rows.sort(key=lambda row: order[content.rows[int(row.id.removeprefix("row-"))].block])
    return rows


def _cell(content: TableContent, r: int, c: int) -> TableCell:
    row, column, cells = content.rows[r], content.columns[c], content.cells
    shows = row.statistic if column.shows == "estimate" else column.shows
    publish = _publish(str(cells.publish[r, c]))
    value = _known(cells.value[r, c])
    if publish == "hidden":
        return TableCell("text" if shows == "p" else _kind(shows, intervals=content.intervals), publish="hidden")
    if shows == "p":
        return _p_cell(value)
    if shows in _COUNTS:
        return TableCell("count", value=value, n=_whole(cells.n[r, c]), digits=0, letters=_letters(content, r, c))
    return TableCell(
        _kind(shows, intervals=content.intervals),
        "percent" if shows == "share" else None,
        value,
        _known(cells.low[r, c]),
        _known(cells.high[r, c]),
        publish=publish,
        se=_known(cells.se[r, c]),
        n=_whole(cells.n[r, c]),
        n_eff=_known(cells.n_eff[r, c]),
        letters=_letters(content, r, c),
        digits=_digits(row, shows),
    )


def _publish(decision: str) -> Publish:
    return next(one for one in get_args(Publish) if one == decision)


def _digits(row: AnalysisRow, shows: CellStatistic) -> int:
    return max(row.digits, 2) if shows != row.statistic and shows in ("mean", "median") else row.digits


def _kind(shows: CellStatistic, *, intervals: bool) -> CellKind:
    if shows in _COUNTS:
        return "count"
    return "both" if intervals else "estimate"


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(value)


def _letters(content: TableContent, r: int, c: int) -> str:
    cells = content.cells
    against, changed = _MARKS[cells.against_total[r, c]], _CHANGES[cells.changed[r, c]]
    return " ".join(part for part in (cells.letters[r, c], against, changed) if part)


def _p_cell(p: float | None) -> TableCell:
    """A p-value with three decimals; words where it is smaller than these can show, and nothing where there is none."""
    if p is None:
        return TableCell("text", text=everywhere(""))
    if p < _SMALLEST_P:
        shown = Text.each(words("total").languages, lambda one: f"< {number(_SMALLEST_P, one, _P_DIGITS)}")
        return TableCell("text", text=shown)
    return TableCell("factor", value=p, digits=_P_DIGITS)


def _spanners(columns: Sequence[AnalysisColumn]) -> tuple[ColumnSpanner, ...]:
    """Headings over neighbouring columns that share them, and all headings above them."""
    found: list[ColumnSpanner] = []
    for level in range(1, max((len(one.spanners) for one in columns), default=0) + 1):
        previous: tuple[object, ...] | None = None
        for one in columns:
            path = (
                (one.of_break, *one.spanners[: len(one.spanners) - level + 1]) if len(one.spanners) >= level else None
            )
            if path is not None and path == previous:
                last = found[-1]
                found[-1] = ColumnSpanner(last.heading, last.first, one.id, level)
            elif path is not None:
                found.append(ColumnSpanner(one.spanners[-level], one.id, one.id, level))
            previous = path
    return tuple(found)
