"""Replicate weights of the data as factors on the weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from survey.design.replicates import Replicates
from survey.design.replication import Replication
from survey.errors import DesignError

Floats = NDArray[np.float64]


def supplied(
    given: Replicates, matrix: Floats, weights: Floats, psus: NDArray[np.intp]
) -> tuple[Replication, NDArray[np.intp], NDArray[np.intp]]:
    """Replication from supplied weights; interviews of a PSU with the same factors make one unit.

    Parameters
    ----------
    given : Replicates
    matrix : (n, replicates) array
    weights : (n,) array
    psus : (n,) array of int

    Returns
    -------
    replication : Replication
    parent : (units,) array of int
        PSU of each unit.
    units : (n,) array of int

    Raises
    ------
    DesignError
        ``S118`` a replicate weight where the weight is zero.
    """
    factors = matrix
    if given.combined:
        zero = weights == 0
        if (matrix[zero] != 0).any():
            raise DesignError(
                "S118",
                "survey.Replicates: columns",
                f"{int((matrix[zero] != 0).any(1).sum())} interviews with a weight of 0 weigh something in a replicate.",
                "Give the weights that belong to the replicates, or leave these interviews out.",
            )
        factors = matrix / np.where(zero, 1.0, weights)[:, None]
    keys = np.column_stack([psus, _fingerprints(factors)])
    _, first, units = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    made = Replication(given.kind, np.ascontiguousarray(factors[first].T), given.scales(matrix), given.about_estimate)
    return made, psus[first], units.ravel()


def _fingerprints(factors: Floats) -> NDArray[np.int64]:
    """(n,) numbers that agree for equal rows; exact arithmetic modulo 2^64, so that equal rows never differ."""
    random = np.random.default_rng(0).integers(0, 2**63, factors.shape[1], dtype=np.uint64) * np.uint64(2) + np.uint64(
        1
    )
    bits = np.ascontiguousarray(factors).view(np.uint64)
    mixed = (bits ^ (bits >> np.uint64(29))) @ random
    return mixed.view(np.int64)
