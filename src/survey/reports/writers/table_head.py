"""Headings of a table in rows, for every format: spanners over columns, and headings that reach up where no spanner is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey.reports.document_model import ColumnSpanner, ReportTable, TableColumn
from survey.text import Text


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A heading of columns: how many columns and rows it covers; ``column`` is None for a spanner and for an empty place."""

    heading: Text | None
    width: int = 1
    height: int = 1
    column: TableColumn | None = None


def head_of_columns(table: ReportTable, columns: Sequence[int]) -> list[list[HeadCell]]:
    """Rows of headings over some columns (from 0) of a table; a spanner covers those of its columns that are among them."""
    ids = [column.id for column in table.columns]
    clipped = []
    for one in table.spanners:
        under = [at for at in columns if ids.index(one.first) <= at <= ids.index(one.last)]
        if under:
            clipped.append(replace(one, first=ids[under[0]], last=ids[under[-1]]))
    return head_rows([table.columns[at] for at in columns], clipped)


def head_rows(columns: Sequence[TableColumn], spanners: Sequence[ColumnSpanner]) -> list[list[HeadCell]]:
    """Headings of columns in rows, from the outermost level of spanners to the columns.

    A heading reaches up over levels where nothing lies above it, so that no cell of the head is empty unless spanners
    overlap.
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
