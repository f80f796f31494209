"""Table of population figures: every row counts and no cell is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.ingest.numbers import NumberFormat, SeparatorRole, Separators, is_unclear, number_of, shape_of, shown

_PLAIN = "Write figures alone, such as 1250 or 1250.5; leave out empty classes."
_MOST = 1e15


class TableError(Exception):
    """Table that cannot be read; fact and remedy go into the complaint about the line that names the file."""

    def __init__(self, fact: str, remedy: str) -> None:
        super().__init__(fact, remedy)
        self.fact = fact
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class PopulationTable:
    """Table under its headings.

    Parameters
    ----------
    headings : tuple of str
    rows : tuple of tuple
        Cells: texts without surrounding spaces, and numbers where a sheet holds numbers.
    lines : tuple of int
        Line of each row in the file, as a spreadsheet numbers it.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    lines: tuple[int, ...]

    def column(self, heading: str) -> Iterator[tuple[int, str]]:
        """Line and cell of every row in a column, as text."""
        return ((line, shown(cell)) for line, cell in zip(self.lines, self._cells(heading), strict=True))

    def to_frame(self, counts: str) -> pd.DataFrame:
        """Table as a frame; every cell is text but the numbers of people, NaN where there is none."""
        columns: dict[str, object] = {one: [cell for _, cell in self.column(one)] for one in self.headings}
        return pd.DataFrame(columns | {counts: self.counts(counts)}, columns=list(self.headings))

    def counts(self, heading: str) -> Floats:
        """(rows,) numbers of people of a column; NaN where a cell holds none or could hold two."""
        cells = self._cells(heading)
        written = _number_format(cells)
        return np.array([np.nan if (found := _count(one, written)) is None else found for one in cells])

    def wrong_count(self, heading: str) -> tuple[str, str] | None:
        """Sentence about the first cell that is not a number of people, and the remedy; None when all are."""
        counts = self.counts(heading)
        wrong = np.flatnonzero(np.isnan(counts))
        if not len(wrong):
            return None if np.any(counts > 0) else ("No number is above zero.", _PLAIN)
        cells = self._cells(heading)
        line, cell = self.lines[wrong[0]], cells[wrong[0]]
        if is_unclear(cell, _number_format(cells)):
            return _two_readings(line, heading, str(cell))
        text = shown(cell)
        return f"Line {line}: {text!r} is not a number of people." if text else f"Line {line} has no number.", _PLAIN

    def empty_category(self, heading: str) -> int | None:
        """First line without a category in this column; None when every line has one."""
        return next((line for line, cell in self.column(heading) if not cell), None)

    def repeated(self, heading: str) -> tuple[int, int] | None:
        """Lines of the first two rows with the same categories; None when all rows differ."""
        at = self.headings.index(heading)
        seen: dict[tuple[str, ...], int] = {}
        for line, row in zip(self.lines, self.rows, strict=True):
            key = tuple(map(shown, row[:at] + row[at + 1 :]))
            if key in seen:
                return seen[key], line
            seen[key] = line
        return None

    def _cells(self, heading: str) -> list[object]:
        at = self.headings.index(heading)
        return [row[at] for row in self.rows]


def _number_format(cells: Sequence[object]) -> NumberFormat:
    """Roles of comma and point in a column, by those of its cells that can be read in one way only."""
    evidence = Separators.of(cells)
    return NumberFormat(_role(evidence.comma, evidence.point), _role(evidence.point, evidence.comma))


def _role(own: frozenset[SeparatorRole], other: frozenset[SeparatorRole]) -> SeparatorRole:
    """Role of a separator that certain cells give it; failing that, the one that they do not give the other separator."""
    if len(own) == 1:
        return next(iter(own))
    if own or len(other) != 1:
        return "unclear"
    return "thousands" if other == {"decimal"} else "decimal"


def _count(cell: object, written: NumberFormat) -> float | None:
    """Number of people in a cell: written out, not negative; a power such as 1E+05 may be rounded."""
    if isinstance(cell, str) and ((shape := shape_of(cell)) is None or "e" in shape.decimal.lower()):
        return None
    number = number_of(cell, written)
    return number if number is not None and 0 <= number < _MOST else None


def _two_readings(line: int, heading: str, cell: str) -> tuple[str, str]:
    shape = shape_of(cell)
    assert shape is not None
    return (
        f"Line {line}, column {heading!r}: {cell!r} is {shape.without_groups} or {shape.decimal}.",
        "Write all figures of the column without a sign between thousands, and those with decimals with one or two.",
    )
