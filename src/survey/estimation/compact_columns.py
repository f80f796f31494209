"""Columns that are a number of a class times a weight of the row: a small table stands for millions of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.population_margin import compress

_BLOCK = 32_768
"""Rows written out at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class FactoredColumns:
    """An array (columns, n) that is never written out as a whole.

    Parameters
    ----------
    table : (classes, columns) array
    of : (n,) array of int
        Class of each row.
    weights : (n,) array
    """

    table: Floats
    of: Indices
    weights: Floats

    def __len__(self) -> int:
        """Number of columns."""
        return int(self.table.shape[1])

    def __iter__(self) -> Iterator[Floats]:
        """(n,) each column."""
        return (column[self.of] * self.weights for column in self.table.T)

    def rows(self, at: slice | Indices) -> Floats:
        """(k, columns) some rows."""
        found = self.table[self.of[at]]
        found *= self.weights[at][:, None]
        return found

    def sums(self, keys: Indices, size: int) -> Floats:
        """(columns, size) sums by key."""
        classes = len(self.table)
        if size * classes > 4 * len(keys):
            return np.stack([np.bincount(keys, column, size) for column in self])
        by_class = np.bincount(keys * classes + self.of, self.weights, size * classes)
        return np.asarray((by_class.reshape(size, classes) @ self.table).T)

    def weighted(self, factors: Floats) -> FactoredColumns:
        """The rows times factors."""
        return FactoredColumns(self.table, self.of, self.weights * factors)

    def products(self, other: FactoredColumns) -> Floats:
        """(columns, columns of the other) sums of products over the rows."""
        weights, classes = self.weights * other.weights, len(other.table)
        if other is self:
            return self.table.T @ (self.table * np.bincount(self.of, weights, classes)[:, None])
        size = len(self.table) * classes
        if size <= 4 * len(weights):
            by_class = np.bincount(self.of * classes + other.of, weights, size).reshape(-1, classes)
            return self.table.T @ (by_class @ other.table)
        blocks = [slice(start, start + _BLOCK) for start in range(0, len(weights), _BLOCK)]
        return np.asarray(sum(self.rows(block).T @ other.rows(block) for block in blocks))

    def by_group(self, groups: Indices, tables: Floats) -> FactoredColumns:
        """The same rows with a table of their own (groups, classes, columns) in each group."""
        number = len(self.table)
        return FactoredColumns(tables.reshape(len(tables) * number, -1), groups * number + self.of, self.weights)

    def positive(self) -> FactoredColumns:
        """1 where a number of the table and the weight are positive, 0 elsewhere."""
        return FactoredColumns((self.table > 0).astype(np.float64), self.of, (self.weights > 0).astype(np.float64))

    def take(self, at: slice | Indices) -> FactoredColumns:
        """Some rows, of the same classes."""
        return FactoredColumns(self.table, self.of[at], self.weights[at])


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationAdjustment:
    """What calibrations take off the influence of every unit, whether it is in the domain or not.

    Parameters
    ----------
    parts : tuple of FactoredColumns
        Columns of each calibration, (p, units) together.
    coefficients : (p, variables, domains) array
    known : dict
        Moments of the columns, kept by the variance step; the same for everything that is estimated with them.
    """

    parts: tuple[FactoredColumns, ...]
    coefficients: Floats
    known: dict[str, Floats]

    def rows(self, at: slice | Indices) -> Floats:
        """(k, p) columns of some units."""
        return np.hstack([part.rows(at) for part in self.parts])

    def explained(self, domain: int) -> list[FactoredColumns]:
        """What each calibration takes off in a domain, (variables, units)."""
        ends = np.cumsum([len(part) for part in self.parts])[:-1]
        split = np.split(self.coefficients[:, :, domain], ends)
        return [
            FactoredColumns(part.table @ own, part.of, part.weights)
            for part, own in zip(self.parts, split, strict=True)
        ]

    def sums(self, keys: Indices, size: int) -> Floats:
        """(p, size) sums by key."""
        return np.vstack([part.sums(keys, size) for part in self.parts])

    def with_coefficients(self, coefficients: Floats) -> CalibrationAdjustment:
        """The same columns with other coefficients."""
        return CalibrationAdjustment(self.parts, coefficients, self.known)

    def products(self) -> Floats:
        """(p, p) sums of products of the columns."""
        return np.block([[one.products(other) for other in self.parts] for one in self.parts])

    def take(self, units: Indices) -> CalibrationAdjustment:
        """Of some units, and of the classes they have."""
        parts = []
        for part in self.parts:
            of, present = compress(part.of[units], len(part.table))
            parts.append(FactoredColumns(part.table[present], of, part.weights[units]))
        return CalibrationAdjustment(tuple(parts), self.coefficients, {})

    def weighted(self, factors: Floats) -> CalibrationAdjustment:
        """The columns times factors by unit."""
        return CalibrationAdjustment(tuple(part.weighted(factors) for part in self.parts), self.coefficients, {})

    def added_up(self, keys: Indices, size: int) -> CalibrationAdjustment:
        """Of the units of an earlier stage."""
        whole = FactoredColumns(self.sums(keys, size).T, np.arange(size), np.ones(size))
        return CalibrationAdjustment((whole,), self.coefficients, {})
