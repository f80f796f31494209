"""Columns of numbers by cell or unit: written out, or as a small table of classes times a weight of each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.population_margin import compress
from survey.estimation.cell_sums import add_up

_BLOCK = 32_768
"""Rows written out at a time."""


def _rows_of_groups(groups: Indices, number: int) -> Sequence[slice | Indices]:
    """The rows of each group; slices where the groups take turns, as in a full grid."""
    if len(groups) % number == 0 and (groups.reshape(-1, number) == np.arange(number)).all():
        return [slice(group, None, number) for group in range(number)]
    return np.split(np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups, minlength=number))[:-1])


@dataclass(frozen=True, slots=True, eq=False)
class WrittenColumns:
    """An array (columns, n) in memory."""

    array: Floats

    def __len__(self) -> int:
        """Number of columns."""
        return len(self.array)

    def __iter__(self) -> Iterator[Floats]:
        """(n,) each column."""
        return iter(self.array)

    def rows(self, at: slice | Indices) -> Floats:
        """(k, columns) copy of the rows at these positions."""
        return np.array(self.array[:, at].T, order="C")

    def sums(self, keys: Indices, size: int) -> Floats:
        """(columns, size) sums by key."""
        return add_up(keys, size, self.array)

    def take(self, at: slice | Indices) -> WrittenColumns:
        """Columns of the rows at these positions."""
        # numpy.take is the faster one, but copies all of an array whose columns lie side by side.
        if isinstance(at, slice) or not self.array.flags.c_contiguous:
            return WrittenColumns(self.array[:, at])
        return WrittenColumns(np.take(self.array, at, axis=1))

    def of_columns(self, at: slice | Indices) -> WrittenColumns:
        """The columns at these positions."""
        return WrittenColumns(self.array[at])

    def weighted(self, factors: Floats) -> WrittenColumns:
        """Columns whose rows are multiplied by (n,) factors."""
        return WrittenColumns(self.array * factors)

    def scaled(self, groups: Indices, factors: Floats) -> WrittenColumns:
        """The columns times factors by group."""
        return WrittenColumns(self.array * (factors if factors.shape[1] == 1 else factors[:, groups]))

    def mapped(self, groups: Indices, maps: Floats) -> WrittenColumns:
        """Linear combinations, group by group."""
        if maps.shape[2] == 1:
            return WrittenColumns(maps[:, :, 0] @ self.array)
        found = np.empty((len(maps), self.array.shape[1]))
        for group, own in enumerate(_rows_of_groups(groups, maps.shape[2])):
            found[:, own] = maps[:, :, group] @ np.ascontiguousarray(self.array[:, own])
        return WrittenColumns(found)

    def positive(self) -> WrittenColumns:
        """1 where a number is positive, 0 elsewhere."""
        return WrittenColumns((self.array > 0).astype(np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class FactoredColumns:
    """An array (columns, n) that is never written out as a whole: a number of the row's class times the row's weight.

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

    @property
    def array(self) -> None:
        """None: the array is not in memory."""
        return None

    def __len__(self) -> int:
        """Number of columns."""
        return int(self.table.shape[1])

    def __iter__(self) -> Iterator[Floats]:
        """(n,) each column."""
        return (column[self.of] * self.weights for column in self.table.T)

    def rows(self, at: slice | Indices) -> Floats:
        """(k, columns) rows at these positions, written out."""
        found = self.table[self.of[at]]
        found *= self.weights[at][:, None]
        return found

    def sums(self, keys: Indices, size: int) -> Floats:
        """(columns, size) sums by key; through sums by key and class where these are few."""
        classes = len(self.table)
        if size * classes > 4 * len(keys):
            return np.stack([np.bincount(keys, column, size) for column in self])
        by_class = np.bincount(keys * classes + self.of, self.weights, size * classes)
        return np.asarray((by_class.reshape(size, classes) @ self.table).T)

    def take(self, at: slice | Indices) -> FactoredColumns:
        """Columns of the rows at these positions, with the same classes."""
        return FactoredColumns(self.table, self.of[at], self.weights[at])

    def of_columns(self, at: slice | Indices) -> FactoredColumns:
        """The columns at these positions."""
        return FactoredColumns(self.table[:, at], self.of, self.weights)

    def weighted(self, factors: Floats) -> FactoredColumns:
        """Columns whose rows are multiplied by (n,) factors."""
        return FactoredColumns(self.table, self.of, self.weights * factors)

    def scaled(self, groups: Indices, factors: Floats) -> FactoredColumns:
        """The columns times factors by group."""
        return self._by_group(groups, self.table * factors.T[:, None])

    def mapped(self, groups: Indices, maps: Floats) -> FactoredColumns:
        """Linear combinations, group by group."""
        return self._by_group(groups, np.einsum("kv,mvg->gkm", self.table, maps, optimize=True))

    def _by_group(self, groups: Indices, tables: Floats) -> FactoredColumns:
        """The same rows with one table per group (groups, classes, columns)."""
        number = len(self.table)
        of = self.of if len(tables) == 1 else groups * number + self.of
        return FactoredColumns(tables.reshape(len(tables) * number, -1), of, self.weights)

    def positive(self) -> FactoredColumns:
        """1 where the number of the class and the weight are positive, 0 elsewhere."""
        return FactoredColumns((self.table > 0).astype(np.float64), self.of, (self.weights > 0).astype(np.float64))

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


Columns = WrittenColumns | FactoredColumns
"""An array (columns, n), however it is stored: what is asked of one storage, the other answers too."""


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationAdjustment:
    """Amounts that calibrations subtract from the influence of every unit, whether it is in the domain or not.

    The influence of unit u on variable v in domain d becomes z - sum over p of columns[p, u] coefficients[p, v, d].

    Parameters
    ----------
    parts : tuple of FactoredColumns
        Columns of each calibration, (p, units) together; none where nothing is pending.
    coefficients : (p, variables, domains) array
    known : dict
        Moments of the columns, kept by the variance step; the same for everything that is estimated with them.
    """

    parts: tuple[FactoredColumns, ...]
    coefficients: Floats
    known: dict[str, Floats]

    @classmethod
    def nothing(cls, n_variables: int, n_domains: int) -> CalibrationAdjustment:
        """No adjustment: p is 0."""
        return cls((), np.empty((0, n_variables, n_domains)), {})

    def __bool__(self) -> bool:
        """Whether anything is pending."""
        return bool(self.parts)

    def rows(self, at: slice | Indices) -> Floats:
        """(k, p) columns of some units."""
        return np.hstack([part.rows(at) for part in self.parts])

    def subtract_from(self, full: Floats, block: slice) -> None:
        """Subtract, in place, the adjustment of some units from their influences (k, variables x domains)."""
        if self.parts:
            full -= self.rows(block) @ self.coefficients.reshape(-1, full.shape[1])

    def explained(self, domain: int) -> list[FactoredColumns]:
        """(variables, units) what each calibration subtracts in a domain."""
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
        """The columns of some units, with the classes these have."""
        parts = []
        for part in self.parts:
            of, present = compress(part.of[units], len(part.table))
            parts.append(FactoredColumns(part.table[present], of, part.weights[units]))
        return CalibrationAdjustment(tuple(parts), self.coefficients, {})

    def weighted(self, factors: Floats) -> CalibrationAdjustment:
        """The columns times factors by unit."""
        return CalibrationAdjustment(tuple(part.weighted(factors) for part in self.parts), self.coefficients, {})

    def added_up(self, keys: Indices, size: int) -> CalibrationAdjustment:
        """The adjustment of the units of an earlier stage."""
        if not self.parts:
            return self
        whole = FactoredColumns(self.sums(keys, size).T, np.arange(size), np.ones(size))
        return CalibrationAdjustment((whole,), self.coefficients, {})
