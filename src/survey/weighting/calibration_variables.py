"""Calibration variables: a matrix with categories stored by cell and numbers by row. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices


@dataclass(frozen=True, slots=True, eq=False)
class Regressors:
    """Matrix X of the variables whose totals are met, not written out: a million rows may share a few hundred cells.

    Parameters
    ----------
    table : (cells, k) array
        Membership of cells in categories, 0 or 1: the first k columns of X.
    cells : (rows,) array of int, or None
        Cell of each row; None when the rows are the cells.
    numbers : (rows, j) array or None
        Numeric variables: the last j columns of X.
    """

    table: Floats
    cells: Indices | None = None
    numbers: Floats | None = None

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.table.shape[1]) + (0 if self.numbers is None else int(self.numbers.shape[1]))

    def times(self, coefficients: Floats) -> Floats:
        """(rows,) product X b."""
        k = self.table.shape[1]
        found = self.table @ coefficients[:k]
        if self.cells is not None:
            found = found[self.cells]
        return found if self.numbers is None else np.asarray(found + self.numbers @ coefficients[k:])

    def sums(self, weights: Floats) -> Floats:
        """(columns,) weighted totals X' w."""
        found = self.table.T @ self._by_cell(weights)
        return found if self.numbers is None else np.concatenate([found, self.numbers.T @ weights])

    def sizes(self, weights: Floats) -> Floats:
        """(columns,) weighted sums of absolute values: the sizes of the columns."""
        found = self.table.T @ self._by_cell(weights)
        return found if self.numbers is None else np.concatenate([found, np.abs(self.numbers).T @ weights])

    def moments(self, weights: Floats) -> Floats:
        """(columns, columns) weighted cross-products X' W X."""
        found = self.table.T @ (self.table * self._by_cell(weights)[:, None])
        if self.numbers is None:
            return np.asarray(found)
        weighted = self.numbers * weights[:, None]
        by_cell = np.stack([self._by_cell(one) for one in weighted.T], axis=1)
        crossed = self.table.T @ by_cell
        return np.block([[found, crossed], [crossed.T, self.numbers.T @ weighted]])

    def dense(self) -> Floats:
        """(rows, columns) matrix X written out."""
        table = self.table if self.cells is None else self.table[self.cells]
        return table if self.numbers is None else np.hstack([table, self.numbers])

    def _by_cell(self, weights: Floats) -> Floats:
        """(cells,) sums of figures of the rows."""
        if self.cells is None:
            return weights
        return np.asarray(np.bincount(self.cells, weights, len(self.table)), np.float64)


def solve_symmetric(matrix: Floats, right: Floats) -> Floats:
    """Solution of a symmetric system of equations; the shortest one where the matrix is exactly singular.

    Examples
    --------
    >>> solve_symmetric(np.ones((2, 2)), np.array([2.0, 2.0])).round(9)
    array([1., 1.])
    """
    try:
        return np.asarray(np.linalg.solve(matrix, right), np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(matrix, rcond=1e-13, hermitian=True) @ right, np.float64)
