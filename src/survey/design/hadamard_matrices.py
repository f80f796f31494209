"""Hadamard matrices: square matrices of 1 and -1 with orthogonal columns, the pattern of balanced replicates."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Indices

Signs = NDArray[np.int8]

_SECOND_KIND = {28: 13, 36: 17}
"""Orders that neither doubling nor Paley's first kind reaches, and the prime of the second kind."""


def hadamard(least: int) -> Signs:
    """Hadamard matrix, (order, order): 1 and -1, columns orthogonal, first row and first column all 1.

    Parameters
    ----------
    least : int
        Lower limit of the order. The order returned is the smallest that the constructions below give.

    Notes
    -----
    Sylvester (1867) for powers of two; Paley (1933) for a prime plus one, and his second kind for 28 and 36; their
    doublings. R's package survey has the same orders, so the number of replicates agrees. Some orders that are known
    to exist, such as 52, are not constructed: the next one is taken.

    Examples
    --------
    >>> hadamard(4)
    array([[ 1,  1,  1,  1],
           [ 1, -1,  1, -1],
           [ 1,  1, -1, -1],
           [ 1, -1, -1,  1]], dtype=int8)
    >>> [len(hadamard(least)) for least in (5, 12, 13, 29, 50)]
    [8, 12, 16, 32, 56]
    """
    # Above 2, a Hadamard matrix can exist only when its order is a multiple of 4.
    order = max(4, -(-least // 4) * 4)
    while (found := _of_order(order)) is None:
        order += 4
    return found


@lru_cache(maxsize=8)
def _of_order(order: int) -> Signs | None:
    if order <= 2:
        return np.array([[1, 1], [1, -1]], np.int8)[:order, :order]
    if order in _SECOND_KIND:
        return _second_kind(_SECOND_KIND[order])
    half = _of_order(order // 2) if order % 8 == 0 or order == 4 else None
    if half is not None:  # Sylvester: H doubled is [[H, H], [H, -H]].
        return np.block([[half, half], [half, -half]]).astype(np.int8)
    return _first_kind(order - 1) if _is_prime(order - 1) else None


def _first_kind(prime: int) -> Signs:
    """Paley matrix of the first kind: order prime + 1, for a prime that leaves 3 when divided by 4."""
    # The sign depends on whether i + j is a square modulo the prime. Paley takes i - j; the sum gives the same rows in
    # another order, and a symmetric matrix whose first row and column stay 1.
    sign = np.ones(prime, np.int8)
    sign[_squares(prime)] = -1
    sign[0] = -1
    found = np.ones((prime + 1, prime + 1), np.int8)
    found[1:, 1:] = sign[np.add.outer(np.arange(prime), np.arange(prime)) % prime]
    return found


def _second_kind(prime: int) -> Signs:
    """Paley matrix of the second kind: order 2 (prime + 1), for a prime that leaves 1 when divided by 4."""
    residue = np.full(prime, -1, np.int8)
    residue[_squares(prime)] = 1
    residue[0] = 0
    core = np.ones((prime + 1, prime + 1), np.int8)
    core[0, 0] = 0
    core[1:, 1:] = residue[np.subtract.outer(np.arange(prime), np.arange(prime)) % prime]
    ends = np.eye(prime + 1, dtype=np.int8)
    found = np.kron(core, np.array([[1, 1], [1, -1]])) + np.kron(ends, np.array([[1, -1], [-1, -1]]))
    # A whole column or row may change its sign without harm to orthogonality: first row and first column become 1.
    found = found * found[0]
    return np.asarray(found * found[:, :1], np.int8)


def _squares(prime: int) -> Indices:
    """Quadratic residues of a prime, 0 left out: k and prime - k have the same square, so half of them suffice."""
    return np.unique(np.arange(1, prime // 2 + 1) ** 2 % prime)


def _is_prime(number: int) -> bool:
    return number > 2 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
