"""Margins of the population, and the coding of columns into categories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.arrays import Floats, Indices
from survey.errors import FrameError

Level = int | float | str
"""A category as in the data: a code, a number, or a text."""

OneLevel = TypeVar("OneLevel", bound=Level)
"""Type of the levels of one variable: numbers or texts."""

_DENSE = 1 << 16
"""Largest range of integers for which a table of all of them is built instead of sorting."""


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """Margin: numbers of people by the categories of one variable, or of several crossed.

    Parameters
    ----------
    names : tuple of str
        The variable or variables.
    categories : tuple of tuple
        One tuple of categories per row, in the order of ``names``.
    counts : (rows,) array, persons
    """

    names: tuple[str, ...]
    categories: tuple[tuple[Level, ...], ...]
    counts: Floats

    @property
    def title(self) -> str:
        """Title made of the variables.

        Examples
        --------
        >>> Margin(("sex", "age4"), (("1", "18-29"),), np.array([5.0])).title
        'sex x age4'
        """
        return " x ".join(self.names)

    @property
    def total(self) -> float:
        """Number of persons in all categories together."""
        return float(self.counts.sum())

    def __repr__(self) -> str:
        return f"<Margin {self.title}: {len(self.categories)} categories, {self.total:,.0f} persons>"


def compress(keys: Indices, size: int) -> tuple[Indices, Indices]:
    """Consecutive codes of the keys that occur, in ascending order of the keys.

    Parameters
    ----------
    keys : (n,) array of int, 0 <= key < size
    size : int

    Returns
    -------
    codes : (n,) array of int
        From 0 to k - 1. When every key occurs, this is the array of keys itself, not a copy.
    present : (k,) array of int
        The key of each code.
    """
    if size > max(8 * len(keys), _DENSE):
        found, codes = np.unique(keys, return_inverse=True)
        return np.asarray(codes, np.intp), np.asarray(found, np.intp)
    seen = np.zeros(size, bool)
    seen[keys] = True
    if seen.all():
        return keys, np.arange(size)
    present = np.flatnonzero(seen)
    rank = np.zeros(size, np.intp)
    rank[present] = np.arange(len(present))
    return rank[keys], np.asarray(present, np.intp)


def code(column: pd.Series) -> tuple[Indices, tuple[Level, ...]]:
    """Codes (n,) and levels of a column: position of each value among the sorted values that occur, -1 where blank.

    Missing values and empty text are blank. A categorical column keeps its own levels and their order.

    Raises
    ------
    FrameError
        ``F007`` lists or other objects in place of single values; ``F008`` a category as a number and as text.

    Examples
    --------
    >>> code(pd.Series([7, 3, 7]))
    (array([1, 0, 1]), (3, 7))
    """
    beyond = _beyond(column)
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub" and not beyond:
        return _code_integers(column.to_numpy(np.int64))
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes, np.intp), _levels(column.name, column.cat.categories)
    if pd.api.types.is_bool_dtype(column.dtype) and not column.hasnans:
        return _code_integers(column.to_numpy(np.int64))
    if pd.api.types.is_numeric_dtype(column.dtype) and not beyond:
        if pd.api.types.is_integer_dtype(column.dtype) and not column.hasnans:
            return _code_integers(column.to_numpy(np.int64))
        return code_numbers(column.to_numpy(np.float64, na_value=np.nan))
    try:
        codes, values = pd.factorize(column.where(column.notna() & (column != "")), sort=True)
    except (TypeError, ValueError):
        raise FrameError(
            "F007",
            f"column {column.name!r}",
            "Its values are lists or other objects, not single numbers or texts.",
            "Make a column of single values of it, or one column per value.",
        ) from None
    return codes.astype(np.intp, copy=False), _levels(column.name, values)


def _beyond(column: pd.Series) -> bool:
    """Whether numbers of the column are too large for a signed integer of 64 bits."""
    return column.dtype == np.uint64 and len(column) > 0 and int(column.max()) > np.iinfo(np.int64).max


def _levels(name: object, values: Iterable[object]) -> tuple[Level, ...]:
    """Levels of the values; two that read the same, such as 1 and "1", are refused (``F008``)."""
    levels = tuple(_plain(one) for one in values)
    seen: dict[str, Level] = {}
    for level in levels:
        if str(level) in seen:
            raise FrameError(
                "F008",
                f"column {name!r}",
                f"It holds {seen[str(level)]!r} and {level!r}, which read the same: a number and a text.",
                "Convert the column to one type, for example with astype(str).",
            )
        seen[str(level)] = level
    return levels


def code_numbers(values: Floats) -> tuple[Indices, tuple[Level, ...]]:
    """Codes (n,) and levels of numbers, as :func:`code` gives them; NaN is blank, whole numbers become int."""
    filled = ~np.isnan(values)
    inside = values if filled.all() else values[filled]
    # Above 2^53 floats skip whole numbers, so a conversion could join two categories.
    whole = inside.astype(np.int64) if len(inside) and np.abs(inside).max() < 2**53 else None
    if whole is not None and np.array_equal(whole, inside):
        inner, levels = _code_integers(whole)
    else:
        present, inverse = np.unique(inside, return_inverse=True)
        inner, levels = inverse.astype(np.intp), tuple(float(one) for one in present)
    if len(inner) == len(values):
        return inner, levels
    codes = np.full(len(values), -1, np.intp)
    codes[filled] = inner
    return codes, levels


def _code_integers(values: NDArray[np.int64]) -> tuple[Indices, tuple[Level, ...]]:
    if not len(values):
        return np.zeros(0, np.intp), ()
    low, high = int(values.min()), int(values.max())
    if low >= 0 and high < _DENSE:
        codes, present = compress(values.astype(np.intp, copy=False), high + 1)
        return codes, tuple(present.tolist())
    codes, present = compress(values - low, high - low + 1)
    return codes, tuple((present + low).tolist())


def _plain(value: object) -> Level:
    """Level as a plain number or text: a date without time as ISO 8601, True as 1, 3.0 as 3."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.date().isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | float) else str(value)
