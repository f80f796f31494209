"""Rows of groups that a statement returns, and the sums by unit and domain made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.estimation.cell_sums import CellSums, OccurringCells, find_cells


@dataclass(frozen=True, slots=True, eq=False)
class GroupedRows:
    """Groups of rows that agree in unit, domain and category.

    Parameters
    ----------
    units : (rows,) array of int
    domains : (rows,) array of int
        -1 outside every domain.
    sums, squares : (columns, rows) arrays
        Weighted sums of the columns and of their squares, without those of the categories.
    counts, weight_squares : (bases, rows) arrays
        Rows with a weight above zero, and sums of squared weights, of each base.
    blanks : (2, variables, rows) array
        Rows that do not know, and that refused; NaN where reasons are unknown.
    categories : (rows,) array of int, or None
        Category of each group, -1 where blank; the columns of the categories come after the others.
    n_categories : int
    """

    units: Indices
    domains: Indices
    sums: Floats
    squares: Floats
    counts: Floats
    weight_squares: Floats
    blanks: Floats
    categories: Indices | None = None
    n_categories: int = 0


def add_rows(rows: GroupedRows, n_units: int, n_domains: int) -> tuple[CellSums, Floats]:
    """Sums by unit and domain of all groups, and the (2, variables, domains) numbers of blanks by reason."""
    cells = find_cells(rows.units, n_units, rows.domains, n_domains)
    by_cell = [_added(cells.of_row, len(cells), row) for row in rows.sums]
    by_domain = [_added(cells.domain_of_row, n_domains, row) for row in rows.squares]
    if rows.categories is not None:
        of_categories = _by_category(rows, cells)
        by_cell += list(of_categories)
        by_domain += [_added(cells.domains, n_domains, row) for row in of_categories]
    counts = [_added(cells.of_row, len(cells), row) for row in rows.counts]
    weight_squares = [_added(cells.domain_of_row, n_domains, row) for row in rows.weight_squares]
    table = CellSums(
        cells.units,
        cells.domains,
        n_domains,
        np.stack(by_cell),
        np.stack(by_domain),
        np.stack(counts),
        np.stack(weight_squares),
    )
    blanks = np.array([[_added(cells.domain_of_row, n_domains, row) for row in part] for part in rows.blanks])
    return table, blanks


def stack_tables(tables: list[CellSums]) -> CellSums:
    """One table of the columns of several, which have the same domains."""
    first = tables[0]
    if len(tables) == 1:
        return first
    keys = [table.units * first.n_domains + table.domains for table in tables]
    present = np.unique(np.concatenate(keys))
    units, domains = np.divmod(present, first.n_domains)
    sums: list[Floats] = []
    counts: list[Floats] = []
    for table, own in zip(tables, keys, strict=True):
        at = np.searchsorted(present, own)
        for found, given in ((sums, table.sums), (counts, table.counts)):
            wide = np.zeros((len(given), len(present)))
            wide[:, at] = given
            found.append(wide)
    squares = np.concatenate([table.squares for table in tables])
    weight_squares = np.concatenate([table.weight_squares for table in tables])
    return CellSums(
        units, domains, first.n_domains, np.concatenate(sums), squares, np.concatenate(counts), weight_squares
    )


def _by_category(rows: GroupedRows, cells: OccurringCells) -> Floats:
    """(categories, cells) weighted sums of the categories; the sums of the weights are the first column."""
    assert rows.categories is not None
    size = len(cells) * rows.n_categories
    keys = np.where(rows.categories >= 0, cells.of_row * rows.n_categories + rows.categories, size)
    found = _added(np.minimum(keys, size), size, rows.sums[0])
    return found.reshape(len(cells), rows.n_categories).T


def _added(keys: Indices, size: int, row: Floats) -> Floats:
    """(size,) sums by key; the key ``size`` means outside."""
    return np.bincount(keys, row, size + 1)[:size].astype(np.float64, copy=False)
