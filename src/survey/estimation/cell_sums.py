"""Weighted sums by unit and domain in one pass over the interviews; everything else works on this small table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from survey.arrays import AnyFloats, Floats, Indices, Mask
from survey.design.population_margin import compress

_SMALL_GRID = 4096
"""Number of pairs of unit and domain up to which the full grid is kept: sparse keys would cost more than they save."""


@dataclass(frozen=True, slots=True, eq=False)
class OccurringCells:
    """Cells of the sums: the pairs of unit and domain that occur, or all of them.

    Parameters
    ----------
    units, domains : (cells,) array of int
        Ordered by unit, then domain.
    n_domains : int
    of_row : (n,) array of int
        Cell of each interview; ``len(units)`` outside every domain.
    domain_of_row : (n,) array of int
        Domain of each interview; ``n_domains`` outside every domain.
    """

    units: Indices
    domains: Indices
    n_domains: int
    of_row: Indices
    domain_of_row: Indices

    def __len__(self) -> int:
        return len(self.units)


@dataclass(frozen=True, slots=True, eq=False)
class SummedColumn:
    """A column to add up.

    ``given`` (n,) may have blanks where ``known`` (n,) is false; ``None`` means all ones. ``base`` is the position of its
    base among the bases; ``binary`` says that the values are 0 and 1 only.
    """

    given: AnyFloats | NDArray[np.integer] | Mask | None
    base: int
    binary: bool = False
    known: Mask | None = None

    @property
    def values(self) -> AnyFloats | NDArray[np.integer] | Mask | None:
        """(n,) values with zeros for blanks, made when they are added up: many columns with copies would take much memory."""
        if self.given is None or self.known is None:
            return self.given
        filled = self.given.copy()
        filled[~self.known] = 0
        return filled


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Indicator columns of the classes of one classification, added up in one pass.

    ``codes`` (n,) is from 0 to ``number`` - 1, any of them outside the cells.
    """

    codes: Indices
    number: int


SummedColumns = Sequence[SummedColumn] | Coded


@dataclass(frozen=True, slots=True, eq=False)
class CellSums:
    """Sums by unit and domain: everything an engine supplies and the variance step needs of the data.

    Parameters
    ----------
    units, domains : (cells,) array of int
        Ordered by unit, then domain.
    n_domains : int
    sums : (columns, cells) array
        Weighted sums of the columns.
    squares : (columns, domains) array
        Weighted sums of the squared columns.
    counts : (bases, cells) array
        Interviews with a weight above zero.
    weight_squares : (bases, domains) array
        Sums of the squared weights.
    """

    units: Indices
    domains: Indices
    n_domains: int
    sums: Floats
    squares: Floats
    counts: Floats
    weight_squares: Floats

    def by_domain(self, sums: Floats) -> Floats:
        """(rows, domains) sums over the units of rows (rows, cells)."""
        if len(self.domains) % self.n_domains == 0:
            wide = self.domains.reshape(-1, self.n_domains)
            if (wide == np.arange(self.n_domains)).all():
                return np.stack([row.reshape(wide.shape).sum(0) for row in sums])
        return add_up(self.domains, self.n_domains, sums)


def add_tables(one: CellSums, other: CellSums) -> CellSums:
    """The table of two parts of a sample together."""
    if len(one.units) == len(other.units) and not (
        (one.units != other.units).any() or (one.domains != other.domains).any()
    ):
        units, domains = one.units, one.domains
        sums, counts = one.sums + other.sums, one.counts + other.counts
    else:
        keys = [table.units * one.n_domains + table.domains for table in (one, other)]
        present = np.union1d(*keys)
        units, domains = np.divmod(present, one.n_domains)
        sums, counts = np.zeros((len(one.sums), len(units))), np.zeros((len(one.counts), len(units)))
        for table, own in zip((one, other), keys, strict=True):
            at = np.searchsorted(present, own)
            sums[:, at] += table.sums
            counts[:, at] += table.counts
    squares, weight_squares = one.squares + other.squares, one.weight_squares + other.weight_squares
    return CellSums(units, domains, one.n_domains, sums, squares, counts, weight_squares)


class Engine(Protocol):
    """Adding up of arrays in memory; for data elsewhere see :class:`survey.estimation.estimation_source.Source`."""

    def __call__(
        self,
        cells: OccurringCells,
        weights: Floats,
        columns: Sequence[SummedColumn],
        bases: Sequence[Mask | None],
    ) -> CellSums:
        """The table of sums; a base of None means every interview."""
        ...


def find_cells(units: Indices, n_units: int, domains: Indices | None, n_domains: int) -> OccurringCells:
    """Cells of a sample: the full grid when it is small or well filled, else the pairs that occur.

    Parameters
    ----------
    units : (n,) array of int
    domains : (n,) array of int, or None
        -1 outside every domain; None means one domain with everybody in it.
    """
    n, size = len(units), n_units * n_domains
    if domains is None:
        return OccurringCells(np.arange(n_units), np.zeros(n_units, np.intp), 1, units, np.zeros(n, np.intp))
    inside_all = not len(domains) or bool(domains.min() >= 0)
    outside = domains < 0 if not inside_all else np.zeros(0, bool)
    keys = units * n_domains
    keys += domains
    domain_of_row = domains if inside_all else np.where(outside, n_domains, domains)
    if size > max(n // 4, _SMALL_GRID):
        if n == n_units and n_domains > 4:
            found = _direct_cells(units, domains, n_domains, domain_of_row)
            if found is not None:
                return found
        inner, present = compress(keys if inside_all else keys[~outside], size)
        if len(present) < size // 4:
            of_row = inner
            if not inside_all:
                of_row = np.full(n, len(present), np.intp)
                of_row[~outside] = inner
            return OccurringCells(*np.divmod(present, n_domains), n_domains, of_row, domain_of_row)
    grid_units, grid_domains = np.divmod(np.arange(size), n_domains)
    of_row = keys if inside_all else np.where(outside, size, keys)
    return OccurringCells(grid_units, grid_domains, n_domains, of_row, domain_of_row)


def _direct_cells(units: Indices, domains: Indices, n_domains: int, domain_of_row: Indices) -> OccurringCells | None:
    """Cells where each interview is one unit and each unit one interview; None otherwise."""
    row = np.full(len(units), -1, np.intp)
    row[units] = np.arange(len(units))
    if row.min() < 0:
        return None
    by_unit = domains[row]
    inside = by_unit >= 0
    if inside.all():
        return OccurringCells(np.arange(len(units)), by_unit, n_domains, units, domain_of_row)
    cell = np.cumsum(inside) - 1
    of_row = np.where(domains >= 0, cell[units], int(cell[-1]) + 1)
    return OccurringCells(np.flatnonzero(inside), by_unit[inside], n_domains, of_row, domain_of_row)


def accumulate(
    cells: OccurringCells,
    weights: Floats,
    columns: Sequence[SummedColumn],
    bases: Sequence[Mask | None],
) -> CellSums:
    """The table of sums, by numpy in memory."""
    n_domains = cells.n_domains
    sums = np.empty((len(columns), len(cells)))
    squares = np.empty((len(columns), n_domains))
    product = np.empty(len(weights))
    for at, column in enumerate(columns):
        values = column.values
        if values is None:
            sums[at] = _bincount(cells.of_row, weights, len(cells))
        else:
            sums[at] = _bincount(cells.of_row, np.multiply(weights, values, out=product), len(cells))
        if values is None or column.binary:
            squares[at] = np.bincount(cells.domains, sums[at], n_domains)
        else:
            product *= values
            squares[at] = _bincount(cells.domain_of_row, product, n_domains)
    counts = np.empty((len(bases), len(cells)))
    weight_squares = np.empty((len(bases), n_domains))
    positive = None if weights.min(initial=np.inf) > 0 else weights != 0
    squared = weights * weights
    for at, base in enumerate(bases):
        counted = base if positive is None else positive if base is None else positive & base
        counts[at] = _bincount(cells.of_row, counted, len(cells))
        weight_squares[at] = _bincount(cells.domain_of_row, squared if base is None else squared * base, n_domains)
    return CellSums(cells.units, cells.domains, n_domains, sums, squares, counts, weight_squares)


def sum_columns(cells: OccurringCells, weights: Floats, columns: SummedColumns) -> Floats:
    """(columns, cells) weighted sums only."""
    if isinstance(columns, Coded):
        return sum_classes(cells, weights, columns)
    product = np.empty(len(weights))
    sums = np.empty((len(columns), len(cells)))
    for at, column in enumerate(columns):
        values = column.values
        products = weights if values is None else np.multiply(weights, values, out=product)
        sums[at] = _bincount(cells.of_row, products, len(cells))
    return sums


def sum_classes(cells: OccurringCells, weights: Floats | None, classes: Coded) -> Floats:
    """(classes, cells) sums of the weights, or numbers of interviews."""
    size = len(cells) * classes.number
    keys = cells.of_row * classes.number + classes.codes
    found = np.bincount(keys, weights, size + classes.number)[:size]
    return found.reshape(len(cells), classes.number).T.astype(np.float64)


def add_up(keys: Indices, size: int, rows: Floats) -> Floats:
    """(k, size) sums by key of each of the rows (k, cells)."""
    return np.stack([np.bincount(keys, row, size) for row in rows]) if len(rows) else np.zeros((0, size))


def _bincount(keys: Indices, weights: Floats | Mask | None, size: int) -> Floats:
    """(size,) sums by key; the key ``size`` means outside every cell."""
    return np.bincount(keys, weights, size + 1)[:size].astype(np.float64, copy=False)
