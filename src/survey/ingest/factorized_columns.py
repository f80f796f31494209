"""Factorised columns: distinct cells and the rows that hold them, so that a frequent cell is read once."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.arrays import Indices, Mask
from survey.frames import distinct_values
from survey.ingest.numbers import shown
from survey.ingest.wording_codes import Match
from survey.spelling import NOTHING

Result = TypeVar("Result")

_PLAIN_TYPES = frozenset({str, int, float, type(None), datetime.date, datetime.datetime, datetime.time, pd.Timestamp})
_LONGEST = 200
_LONGEST_NUMBER = 4096


@dataclass(frozen=True, slots=True)
class UnreadableCells:
    """Cells alike that could not be read: the rule they break, their column, their rows, what was delivered.

    ``positions`` (k,) are those of the rows, rising, at least one. ``maximum`` is the bound they break where that is not the
    bound of the question. ``is_mark`` says that the column is that of one option.
    """

    rule: str
    column: str
    positions: Indices
    value: str
    maximum: float | None = None
    is_mark: bool = False

    def where(self, mask: Mask) -> tuple[UnreadableCells, ...]:
        """The unreadable cells in the rows of a mask (n,); empty when none of them is there."""
        kept = self.positions[mask[self.positions]]
        return (replace(self, positions=kept),) if len(kept) else ()


@dataclass(frozen=True, slots=True, eq=False)
class FactorizedColumn:
    """Distinct cells of a column, the last one the blank; ``index`` (n,) is the position of the cell of each row.

    The index has the smallest type that holds it, since all columns of a delivery are kept at once.
    """

    name: str
    cells: Sequence[object]
    index: NDArray[np.integer]

    @classmethod
    def of(cls, column: pd.Series, name: str) -> FactorizedColumn:
        """Distinct cells of this column; true and false become text, what no file format writes becomes text too."""
        index, cells = distinct_values(_plain(column))
        distinct: list[object] = [*map(_writable_number, cells), None]
        positions = np.where(index < 0, len(distinct) - 1, index)
        return cls(name, distinct, positions.astype(np.min_scalar_type(len(distinct))))

    def __len__(self) -> int:
        return len(self.index)

    def each(self, read: Callable[[object], Result]) -> list[Result]:
        """Result of ``read`` for every distinct cell."""
        return [read(cell) for cell in self.cells]

    @property
    def counts(self) -> Indices:
        """(distinct cells,) number of rows that hold each."""
        return np.bincount(self.index, minlength=len(self.cells))

    def filled(self) -> Mask:
        """(n,) rows whose cell is not empty."""
        return np.asarray(np.array([not is_empty(cell) for cell in self.cells], bool)[self.index])

    def without(self, positions: Iterable[int]) -> FactorizedColumn:
        """The column with these distinct cells emptied."""
        emptied = set(positions)
        cells = [None if position in emptied else cell for position, cell in enumerate(self.cells)]
        return FactorizedColumn(self.name, cells, self.index)

    def at(self, rows: Indices) -> FactorizedColumn:
        """The column in some rows."""
        return FactorizedColumn(self.name, self.cells, self.index[rows])

    def filled_from(self, other: FactorizedColumn) -> FactorizedColumn:
        """The column with the cells of another where it is empty."""
        index = np.where(self.filled(), self.index, other.index + len(self.cells))
        return FactorizedColumn(self.name, [*self.cells, *other.cells], index)

    def same_as(self, other: FactorizedColumn) -> bool:
        """Whether every row holds the same."""
        one, two = (np.array([shown(cell) for cell in part.cells], object)[part.index] for part in (self, other))
        return bool((one == two).all())

    def unreadable(self, problems: Sequence[str]) -> list[UnreadableCells]:
        """The rows of every distinct cell with a problem, given the problem of each distinct cell or empty text."""
        wrong = np.array([bool(problem) for problem in problems], bool)
        if not wrong.any():
            return []
        rows = np.flatnonzero(wrong[self.index])
        cells = self.index[rows]
        order = np.argsort(cells, kind="stable")
        distinct, starts = np.unique(cells[order], return_index=True)
        parts = np.split(rows[order], starts[1:])
        found = zip(distinct.tolist(), parts, strict=True) if len(distinct) else ()
        return [UnreadableCells(problems[cell], self.name, part, self._shown(cell)) for cell, part in found]

    def shown_at(self, row: int) -> str:
        """The cell of a row as delivered, short enough for a finding."""
        return self._shown(int(self.index[row]))

    def _shown(self, position: int) -> str:
        return cut(shown(self.cells[position]))

    def count(self, matches: Sequence[Match]) -> Counter[Match]:
        """Number of rows by how their wording was recognised, given the match of each distinct cell; exact ones not counted."""
        if all(match == "exact" for match in matches):
            return Counter()
        found: Counter[Match] = Counter()
        for match, number in zip(matches, self.counts, strict=True):
            found[match] += int(number)
        del found["exact"]
        return found


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing: missing, or text of spaces and invisible characters."""
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip(NOTHING))


def cut(text: str) -> str:
    """A text short enough for a finding."""
    return writable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def writable(text: str) -> str:
    """A text without lone surrogates, which no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


def _plain(column: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(column.dtype) and column.dtype != object:
        return column.astype(object).map(_as_scalar, na_action="ignore")
    if column.dtype != object or set(map(type, cells := column.tolist())) <= _PLAIN_TYPES:
        return column
    return pd.Series([_as_scalar(cell) for cell in cells], dtype=object)


def _writable_number(cell: object) -> object:
    """A cell; a whole number of thousands of digits, which Python does not write in decimals, as text."""
    return hex(cell) if type(cell) is int and cell.bit_length() > _LONGEST_NUMBER else cell


def _as_scalar(cell: object) -> object:
    """A cell as number, text, day or time of day. 1 and true are equal in Python, so true becomes a word."""
    if isinstance(cell, bool | np.bool_):
        return "TRUE" if cell else "FALSE"
    if cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, Decimal):
        return float(cell) if cell.is_finite() else None
    if isinstance(cell, np.generic):
        return _as_scalar(cell.item())
    if isinstance(cell, bytes | bytearray):
        return bytes(cell).decode("utf-8", errors="replace")
    if isinstance(cell, list | tuple | set | frozenset | np.ndarray):
        return "; ".join(str(_as_scalar(part)) for part in cell)
    if isinstance(cell, str | int | float | datetime.date | datetime.time | datetime.timedelta) or cell is None:
        return cell
    return str(cell)
