"""Membership of cells in the categories of margins, as products with its 0/1 columns that never write them out.

Sums by category take a fraction of the time of products of matrices. These are also divided among threads, which wait for one
another a hundred times as long as they work when another program uses the processors.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from survey.arrays import Floats, Indices

BLOCK = 1_000_000
"""Cells times pairs of margins that are added up at once; those of hundreds of margins would take gigabytes."""


class MarginColumns:
    """Columns X of margins: 1 where a cell belongs to a category, else 0; the categories of the first margin come first.

    Parameters
    ----------
    categories : (cells, margins) array of int
        Category of each cell in every margin.
    sizes : sequence of int
        Number of categories of every margin.

    Attributes
    ----------
    width, first : int
        p, the number of columns; the number of them that belong to the first margin.

    Examples
    --------
    >>> X = MarginColumns(np.array([[0, 1], [1, 1], [1, 0]]), (2, 2))
    >>> X.products(np.array([1.0, 2, 4])), X.slopes(np.array([1.0, 2, 10, 20]))
    (array([1., 6., 4., 3.]), array([21., 22., 12.]))
    """

    def __init__(self, categories: Indices, sizes: Sequence[int]) -> None:
        self.width, self.first = int(sum(sizes)), int(sizes[0]) if len(sizes) else 0
        starts = np.cumsum([0, *sizes[:-1]], dtype=np.intp) if len(sizes) else np.zeros(0, np.intp)
        self._columns = np.ascontiguousarray((categories + starts).T)
        n_margins, n_cells = self._columns.shape
        ones, others = np.triu_indices(n_margins, 1)
        n_pairs = max(1, BLOCK // max(n_cells, 1))
        self._pairs = [(ones[at : at + n_pairs], others[at : at + n_pairs]) for at in range(0, len(ones), n_pairs)]
        self._only = self._crossed(*self._pairs[0]) if len(self._pairs) == 1 else None

    def products(self, values: Floats) -> Floats:
        """(p,) X'v of one value per cell."""
        many = np.tile(values, len(self._columns))
        return np.bincount(self._columns.ravel(), many, self.width).astype(np.float64, copy=False)

    def moments(self, values: Floats) -> Floats:
        """(p, p) X' diag(v) X of one value per cell."""
        width = self.width
        above = np.zeros(width * width)
        for pairs in self._pairs:
            crossed = self._crossed(*pairs) if self._only is None else self._only
            above += np.bincount(crossed.ravel(), np.tile(values, len(crossed)), width * width)
        found = above.reshape(width, width)
        found = found + found.T
        found.flat[:: width + 1] = self.products(values)
        return found

    def _crossed(self, ones: Indices, others: Indices) -> Indices:
        """(pairs, cells) place of each cell in the table of the categories of two margins."""
        return self._columns[ones] * self.width + self._columns[others]

    def slopes(self, coefficients: Floats) -> Floats:
        """(cells,) X b of one coefficient per category."""
        return np.asarray(coefficients[self._columns].sum(axis=0), np.float64)
