"""Heading rows of a sheet, found by a rule that does not know the questionnaire.

A heading names almost every column, each differently and with words. Rows above it that are mostly empty (a merged title) or
repeat few texts (names of groups) are titles. Rows below it are headings when they cannot be an interview: the
``{"ImportId": ...}`` row of Qualtrics and the row above it, or words in all columns that otherwise hold numbers.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

SheetRow = Sequence[object]

_SAMPLE = 60
_MOST_TITLES = 10
_MOST_FURTHER = 3
_FEWEST_WORDS = 2
_LONGEST_NUMBER = 40
_NUMBER = re.compile(r"[-+]?[\s.,:/-]*(?:\d[\d\s.,:/Ee+-]*)?\d[\d\s.,:/%-]*(T[\d:.+-]+Z?)?")
_MARKERS = frozenset({"na", "n/a", "null", "nan", "none", "-", ".", "#n/a", "#null!"})
_IMPORT = re.compile(r'\{\s*"+ImportId"+')


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """Positions of rows, from 0.

    Parameters
    ----------
    heading : int or None
        The heading; None when no row holds anything.
    titles : tuple of int
        Filled rows above it.
    further : tuple of int
        Rows directly below it that are headings too.
    doubtful : int or None
        A row directly below that looks like wording, and may be an interview all the same.
    """

    heading: int | None
    titles: tuple[int, ...] = ()
    further: tuple[int, ...] = ()
    doubtful: int | None = None


def find_heading(rows: Sequence[SheetRow], given: int | None = None) -> HeadingRows:
    """The heading among the first rows of a sheet, or the one given.

    Examples
    --------
    >>> find_heading([["Report", "", ""], ["H01", "S03", "K01"], ["A-1", "34", "no"]])
    HeadingRows(heading=1, titles=(0,), further=(), doubtful=None)
    """
    sample = rows[: _SAMPLE if given is None else given + _SAMPLE]
    filled = [position for position, row in enumerate(sample) if any(map(_is_filled, row))]
    if given is not None:
        heading: int | None = given
    else:
        heading = _first_heading([sample[position] for position in filled], filled)
    if heading is None:
        return HeadingRows(None)
    further, doubtful = _below(sample, heading)
    return HeadingRows(heading, tuple(row for row in filled if row < heading), further, doubtful)


def _first_heading(rows: Sequence[SheetRow], positions: Sequence[int]) -> int | None:
    if not rows:
        return None
    used = sorted({column for row in rows for column, cell in enumerate(row) if _is_filled(cell)})
    for order, row in enumerate(rows[: _MOST_TITLES + 1]):
        if _names_columns(row, used):
            return positions[order]
        if not _is_title(row, used):
            break
    cells = [cell for cell in rows[0] if _is_filled(cell)]
    return 0 if all(map(_is_number, cells)) else positions[0]


def _names_columns(row: SheetRow, used: Sequence[int]) -> bool:
    cells = [_cell(row, column) for column in used]
    if len(cells) > 1 and not _is_filled(cells[0]):
        cells = cells[1:]
    named = [str(cell).strip() for cell in cells if _is_filled(cell)]
    is_worded = all(isinstance(cell, str) and not _is_number(cell) for cell in cells if _is_filled(cell))
    return is_worded and 5 * len(named) >= 4 * len(cells) and len(set(named)) == len(named) and bool(named)


def _is_title(row: SheetRow, used: Sequence[int]) -> bool:
    named = [str(cell).strip() for cell in (_cell(row, column) for column in used) if _is_filled(cell)]
    return len(used) >= 3 and (2 * len(named) <= len(used) or 2 * len(set(named)) <= len(named))


def _below(sample: Sequence[SheetRow], heading: int) -> tuple[tuple[int, ...], int | None]:
    names = [str(cell).strip() for cell in sample[heading]] if heading < len(sample) else []
    last = min(heading + _MOST_FURTHER, len(sample) - 1)
    imports = [row for row in range(heading + 1, last + 1) if _is_import(sample[row])]
    if imports:
        return tuple(range(heading + 1, imports[-1] + 1)), None
    if len(sample) < heading + 2:
        return (), None
    candidate = sample[heading + 1]
    if [str(cell).strip() for cell in candidate] == names or sum(map(_is_worded, candidate)) < _FEWEST_WORDS:
        return (), None
    n_numeric, n_worded = _worded_under_numbers(candidate, sample[heading + 2 :])
    has_number = any(_is_filled(cell) and _is_number(cell) for cell in candidate)
    if n_numeric >= 3 and n_worded == n_numeric and not has_number:
        return (heading + 1,), None
    is_doubtful = n_worded >= _FEWEST_WORDS and 2 * n_worded >= n_numeric
    return (), heading + 1 if is_doubtful else None


def _is_import(row: SheetRow) -> bool:
    filled = [str(cell) for cell in row if _is_filled(cell)]
    return bool(filled) and 5 * sum(bool(_IMPORT.match(cell)) for cell in filled) >= 4 * len(filled)


def _worded_under_numbers(candidate: SheetRow, rest: Sequence[SheetRow]) -> tuple[int, int]:
    """Number of columns that hold nothing but numbers below, and of those in which the candidate has words."""
    numeric = worded = 0
    for column, cell in enumerate(candidate):
        below = [value for value in (_cell(row, column) for row in rest) if _is_filled(value)]
        if len(below) >= 2 and all(map(_is_number, below)):
            numeric += 1
            worded += _is_worded(cell)
    return numeric, worded


def _is_worded(cell: object) -> bool:
    return _is_filled(cell) and not _is_number(cell) and len(str(cell).strip()) > 2


def _cell(row: SheetRow, column: int) -> object:
    return row[column] if column < len(row) else ""


def _is_filled(cell: object) -> bool:
    return _holds_text(cell) if isinstance(cell, str) else cell is not None and cell == cell


@functools.lru_cache(maxsize=2**10)
def _holds_text(cell: str) -> bool:
    return bool(cell.strip()) and cell.strip().lower() not in _MARKERS


def _is_number(cell: object) -> bool:
    if isinstance(cell, str):
        return len(cell) < _LONGEST_NUMBER and _NUMBER.fullmatch(cell.strip()) is not None
    return isinstance(cell, int | float | datetime.date | datetime.time | datetime.timedelta)
