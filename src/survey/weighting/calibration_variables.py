"""The variables whose totals are met: categories held by cell, numbers by row. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices


@dataclass(frozen=True, slots=True, eq=False)
class Regressors:
    """A matrix X that is never written out.

    Parameters
    ----------
    table : (cells, k) array
        Membership of cells in categories.
    cells : (rows,) array of int, or None
        Cell of each row; None when the rows are the cells.
    numbers : (rows, j) array or None
        Further columns.
    """

    table: Floats
    cells: Indices | None = None
    numbers: Floats | None = None

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.table.shape[1]) + (0 if self.numbers is None else int(self.numbers.shape[1]))

    def times(self, coefficients: Floats) -> Floats:
        """(rows,) X b."""
        k = self.table.shape[1]
        found = self.table @ coefficients[:k]
        if self.cells is not None:
            found = found[self.cells]
        return found if self.numbers is None else np.asarray(found + self.numbers @ coefficients[k:])

    def sums(self, weights: Floats) -> Floats:
        """(columns,) X' w."""
        found = self.table.T @ self._by_cell(weights)
        return found if self.numbers is None else np.concatenate([found, self.numbers.T @ weights])

    def sizes(self, weights: Floats) -> Floats:
        """(columns,) weighted sums of the absolute values."""
        found = self.table.T @ self._by_cell(weights)
        return found if self.numbers is None else np.concatenate([found, np.abs(self.numbers).T @ weights])

    def moments(self, weights: Floats) -> Floats:
        """(columns, columns) X' W X."""
        found = self.table.T @ (self.table * self._by_cell(weights)[:, None])
        if self.numbers is None:
            return np.asarray(found)
        weighted = self.numbers * weights[:, None]
        by_cell = np.stack([self._by_cell(one) for one in weighted.T], axis=1)
        crossed = self.table.T @ by_cell
        return np.block([[found, crossed], [crossed.T, self.numbers.T @ weighted]])

    def dense(self) -> Floats:
        """(rows, columns) X written out."""
        table = self.table if self.cells is None else self.table[self.cells]
        return table if self.numbers is None else np.hstack([table, self.numbers])

    def _by_cell(self, weights: Floats) -> Floats:
        if self.cells is None:
            return weights
        return np.asarray(np.bincount(self.cells, weights, len(self.table)), np.float64)


def solve_symmetric(matrix: Floats, right: Floats) -> Floats:
    """The solution of a system of equations; the shortest one where columns depend on one another exactly.

    Examples
    --------
    >>> solve_symmetric(np.ones((2, 2)), np.array([2.0, 2.0])).round(9)
    array([1., 1.])
    """
    try:
        return np.asarray(np.linalg.solve(matrix, right), np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(matrix, rcond=1e-13, hermitian=True) @ right, np.float64)
