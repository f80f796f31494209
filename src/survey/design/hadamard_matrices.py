"""Hadamard matrices: which half of the sample each balanced replicate takes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Indices

Signs = NDArray[np.int8]

_SECOND_KIND = {28: 13, 36: 17}


def hadamard(least: int) -> Signs:
    """(order, order) matrix of 1 and -1 with orthogonal columns, first row and first column all 1.

    Parameters
    ----------
    least : int
        The order is the smallest at hand that is not below it.

    Notes
    -----
    Sylvester (1867) for powers of two; Paley (1933) for a prime plus one, and his second kind for 28 and 36; their
    doublings. These are also the orders R's package survey works with, so the number of replicates agrees.

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
    if half is not None:
        return np.block([[half, half], [half, -half]]).astype(np.int8)
    return _first_kind(order - 1) if _is_prime(order - 1) else None


def _first_kind(prime: int) -> Signs:
    """Order prime + 1, for a prime that leaves 3 when divided by 4: signs by the quadratic residue of i + j."""
    sign = np.ones(prime, np.int8)
    sign[_squares(prime)] = -1
    sign[0] = -1
    found = np.ones((prime + 1, prime + 1), np.int8)
    found[1:, 1:] = sign[np.add.outer(np.arange(prime), np.arange(prime)) % prime]
    return found


def _second_kind(prime: int) -> Signs:
    """Order 2 (prime + 1), for a prime that leaves 1 when divided by 4."""
    residue = np.full(prime, -1, np.int8)
    residue[_squares(prime)] = 1
    residue[0] = 0
    core = np.ones((prime + 1, prime + 1), np.int8)
    core[0, 0] = 0
    core[1:, 1:] = residue[np.subtract.outer(np.arange(prime), np.arange(prime)) % prime]
    ends = np.eye(prime + 1, dtype=np.int8)
    found = np.kron(core, np.array([[1, 1], [1, -1]])) + np.kron(ends, np.array([[1, -1], [-1, -1]]))
    found = found * found[0]
    return np.asarray(found * found[:, :1], np.int8)


def _squares(prime: int) -> Indices:
    return np.unique(np.arange(1, prime // 2 + 1) ** 2 % prime)


def _is_prime(number: int) -> bool:
    return number > 2 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
