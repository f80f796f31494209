"""Grid of the cells of a table: numbers with their uncertainty, marks, and the decision on publication."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from survey.arrays import Floats, Mask, Objects

_NUMBERS = (
    "value", "se", "low", "high", "df", "n", "weight", "n_eff", "difference", "difference_p", "change", "change_p",
)  # fmt: skip
_MARKS = ("letters", "against_total", "changed")


@dataclass(frozen=True, slots=True, eq=False)
class CellGrid:
    """Cells of a table, every field a (rows, columns) array; hidden cells have no numbers.

    Parameters
    ----------
    value, se, low, high, df : arrays of float
        Shares in percent. NaN where there is none.
    n, weight, n_eff : arrays of float
        Interviews in the base of the cell, the sum of their weights, their effective number.
    difference, difference_p : arrays of float
        Column minus total, and its p-value after the correction.
    change, change_p : arrays of float
        This wave minus the one before, and its p-value after the correction.
    letters : array of str
        Columns of the same family than which the cell is greater.
    against_total : array of str
        ``+`` greater than the total, ``-`` smaller, empty: not shown to differ.
    changed : array of str
        The same against the wave before.
    publish : array of {"ok", "low", "hidden"}
    """

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    df: Floats
    n: Floats
    weight: Floats
    n_eff: Floats
    difference: Floats
    difference_p: Floats
    change: Floats
    change_p: Floats
    letters: Objects
    against_total: Objects
    changed: Objects
    publish: Objects

    @classmethod
    def blank(cls, rows: int, columns: int) -> Self:
        """Grid of blank cells."""
        shape = (rows, columns)
        numbers = {name: np.full(shape, np.nan) for name in _NUMBERS}
        marks = {name: np.full(shape, "", object) for name in _MARKS}
        return cls(**numbers, **marks, publish=np.full(shape, "ok", object))

    def with_fields(self, **fields: Floats | Objects) -> Self:
        """The same cells with other fields, each of which may be as wide as one row or one column."""
        shape = self.value.shape
        wide: dict[str, Any] = {name: np.array(np.broadcast_to(given, shape)) for name, given in fields.items()}
        return dataclasses.replace(self, **wide)

    def hide(self, hidden: Mask) -> Self:
        """The same without the numbers and marks of some cells, (rows, columns) or what widens to it."""
        out = np.broadcast_to(hidden, self.value.shape)
        publish = np.where(out, "hidden", self.publish).astype(object)
        blank = self._each(lambda field: np.where(out, np.nan if field.dtype.kind == "f" else "", field))
        return blank.with_fields(publish=publish)

    def arranged(self, rows: Sequence[int]) -> Self:
        """The rows in another order."""
        at = np.array(rows, np.intp)
        return self._each(lambda field: field[at])

    def joined(self, *others: Self) -> Self:
        """Grid with the rows of another one below."""
        return self._each(lambda *parts: np.concatenate(parts), *others)

    def beside(self, other: Self) -> Self:
        """Every column followed by the same column of another grid."""
        rows, columns = self.value.shape
        return self._each(lambda *parts: np.stack(parts, axis=2).reshape(rows, 2 * columns), other)

    def extended(self, other: Self) -> Self:
        """Further columns to the right."""
        return self._each(lambda *parts: np.concatenate(parts, axis=1), other)

    def inserted(self, other: Self, at: int) -> Self:
        """Further columns at a position."""
        return self._each(lambda one, more: np.concatenate([one[:, :at], more, one[:, at:]], axis=1), other)

    def _each(self, action: Callable[..., Floats | Objects], *others: Self) -> Self:
        names = [field.name for field in dataclasses.fields(self)]
        fields: dict[str, Any] = {name: action(*(getattr(one, name) for one in (self, *others))) for name in names}
        return dataclasses.replace(self, **fields)
