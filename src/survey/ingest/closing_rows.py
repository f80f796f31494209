"""Totals, means and notes in rows below the last interview."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Objects
from survey.findings import Finding
from survey.text import Catalogue

_MOST = 5
_FEWEST = 3


def closing_rows(keys: Objects, rows: NDArray[np.int64]) -> list[Finding]:
    """One error for each row at the end whose number lacks a figure, where the numbers of all other rows have one.

    Such a row is a sum or a note below the table. It is reported as an interview, so that it is set aside and accounted for.

    Parameters
    ----------
    keys, rows : (n,) arrays
        Number and row of each interview; None without a number.

    Examples
    --------
    >>> keys = np.array(["A-1", "A-2", "A-3", "Total", None], object)
    >>> [one.row for one in closing_rows(keys, np.arange(2, 7))]
    [5]
    """
    closing: list[int] = []
    first = len(keys)
    while first and len(closing) <= _MOST and (keys[first - 1] is None or not _has_figure(keys[first - 1])):
        first -= 1
        closing += [first] if keys[first] is not None else []
    if not 0 < len(closing) <= _MOST:
        return []
    before = [key for key in keys[:first] if key is not None]
    if len(before) < _FEWEST or not all(map(_has_figure, before)):
        return []
    return [
        Finding(
            "closing_row",
            "error",
            Catalogue.load("survey.ingest").text("closing_row", value=keys[at]),
            interview=keys[at],
            row=int(rows[at]),
            value=str(keys[at]),
        )
        for at in reversed(closing)
    ]


def _has_figure(key: object) -> bool:
    return any(letter.isdigit() for letter in str(key))
