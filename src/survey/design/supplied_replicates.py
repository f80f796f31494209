"""Replicate weights that came with the data, converted to factors on the weights."""

from __future__ import annotations

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.replicate_factors import ReplicateFactors, group_rows
from survey.design.replicate_spec import Replicates
from survey.errors import DesignError


def supplied(
    given: Replicates, matrix: Floats, weights: Floats, psus: Indices
) -> tuple[ReplicateFactors, Indices, Indices]:
    """Replicate factors from supplied replicate weights; interviews of a PSU with the same factors make one unit.

    Parameters
    ----------
    given : Replicates
    matrix : (n, replicates) array
        The columns of the data: weights, or factors where ``given.combined`` is False.
    weights : (n,) array
    psus : (n,) array of int
        PSU of each interview.

    Returns
    -------
    made : ReplicateFactors
    parent : (units,) array of int
        PSU of each unit.
    units : (n,) array of int
        Unit of each interview.

    Raises
    ------
    DesignError
        ``S117`` scales that do not fit; ``S118`` a replicate weight where the weight is zero: no factor gives it.
    """
    factors = matrix
    if given.combined:
        zero = weights == 0
        if (matrix[zero] != 0).any():
            raise without_weight(int((matrix[zero] != 0).any(1).sum()))
        factors = matrix / np.where(zero, 1.0, weights)[:, None]
    first, units = group_rows(psus, factors)
    made = ReplicateFactors(
        given.kind, np.ascontiguousarray(factors[first].T), given.scales(matrix), given.about_estimate
    )
    return made, psus[first], units


def without_weight(number: int) -> DesignError:
    """Error for interviews that weigh something in a replicate only (``S118``)."""
    return DesignError(
        "S118",
        "survey.Replicates: columns",
        f"{number} interviews with a weight of 0 weigh something in a replicate.",
        "Give the weights that belong to the replicates, or leave these interviews out.",
    )
