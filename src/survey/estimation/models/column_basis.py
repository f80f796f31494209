"""Nearly orthogonal basis of the columns of a model; columns that are combinations of others are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from survey.arrays import Floats, Indices

CHUNK = 1 << 15
"""Rows worked on at a time, so that they stay near the processor."""

# Squared length of what a column adds to the earlier ones, for columns of length 1. X'WX holds squares, so that Cholesky
# loses twice the digits of QR: below 1e-6 ten digits are no longer certain, and QR is used. A length below 1e-11 is rounding.
_SUSPICIOUS = 1e-6
_REPEATED = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """Nearly orthonormal columns Z = X T under the weights, so that Z'WZ is near the identity and loses no digits.

    Parameters
    ----------
    Z : (n, k) array
    turn : (k, k) array
        T; coefficients of X are T times those of Z.
    kept : (k,) array of int
        Columns of X that do not repeat earlier ones.
    repeated : mapping column -> columns
        Each column left out, with the earlier ones of which it is a combination.
    """

    Z: Floats
    turn: Floats
    kept: Indices
    repeated: dict[int, list[int]]


def chunks(n: int) -> Iterator[slice]:
    """Consecutive slices of n rows."""
    for first in range(0, n, CHUNK):
        yield slice(first, min(first + CHUNK, n))


def gram(X: Floats, weights: Floats) -> Floats:
    """Cross-products X' diag(weights) X, (p, p)."""
    total = np.zeros((X.shape[1], X.shape[1]))
    for rows in chunks(len(X)):
        part = X[rows]
        total += (part * weights[rows, None]).T @ part
    return total


def find_basis(X: Floats, weights: Floats) -> Basis:
    """Nearly orthonormal basis of the columns of X under weights.

    Parameters
    ----------
    X : (n, p) array
    weights : (n,) array, not negative
        Best with sum 1.

    Examples
    --------
    >>> x = np.array([0.0, 1.0, 2.0, 5.0])
    >>> find_basis(np.column_stack([np.ones(4), x, 2 * x + 1]), np.ones(4)).repeated
    {2: [0, 1]}
    """
    if not X.shape[1]:
        return Basis(X, np.zeros((0, 0)), np.zeros(0, np.intp), {})
    cross = gram(X, weights)
    size = np.sqrt(np.diag(cross))
    scale = np.where(size > 0, size, 1.0)
    cross = cross / np.outer(scale, scale)
    upper = _cholesky(cross)
    if upper is None:
        upper = _triangle(X, np.sqrt(weights), scale)
    kept, repeated = _independent(upper)
    if repeated:
        upper = _upper(upper[:, kept])
    turn = solve_triangular(upper, np.eye(len(kept))) / scale[kept, None]
    return Basis((X if not repeated else X[:, kept]) @ turn, turn, kept, repeated)


def _cholesky(cross: Floats) -> Floats | None:
    """Upper triangle R with R'R = cross; None when a column comes near a combination of the earlier ones."""
    try:
        upper = np.linalg.cholesky(cross).T
    except np.linalg.LinAlgError:
        return None
    return np.asarray(upper, np.float64) if (np.diag(upper) ** 2 > _SUSPICIOUS).all() else None


def _upper(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.qr(matrix, mode="r"), np.float64)


def _triangle(X: Floats, root: Floats, scale: Floats) -> Floats:
    """R of the QR decomposition of the scaled columns, chunk by chunk (Demmel et al. 2012)."""
    p = X.shape[1]
    stacked = np.zeros((0, p))
    for rows in chunks(len(X)):
        part = X[rows] * (root[rows, None] / scale)
        stacked = _upper(np.vstack([stacked, part]))
    if len(stacked) < p:
        stacked = np.vstack([stacked, np.zeros((p - len(stacked), p))])
    return stacked


def _independent(upper: Floats) -> tuple[Indices, dict[int, list[int]]]:
    """Positions of the columns that are not combinations of earlier ones, and these combinations for the others."""
    kept: list[int] = []
    repeated: dict[int, list[int]] = {}
    space = np.zeros((len(upper), 0))
    for at, column in enumerate(upper.T):
        rest = column - space @ (space.T @ column)
        # Gram-Schmidt once more: the first pass leaves rounding errors in the directions it has removed
        rest = rest - space @ (space.T @ rest)
        length = float(np.linalg.norm(rest))
        if length > _REPEATED:
            kept.append(at)
            space = np.column_stack([space, rest / length])
        else:
            found = np.linalg.lstsq(upper[:, kept], column, rcond=None)[0] if kept else np.zeros(0)
            repeated[at] = [one for one, part in zip(kept, found, strict=True) if abs(part) > 1e-6]
    return np.array(kept, np.intp), repeated
