"""Balanced half samples (BRR, Fay): each replicate counts one PSU of every pair twice and drops the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Indices
from survey.design.design import Lonely
from survey.design.hadamard_matrices import hadamard
from survey.design.jackknife_factors import refuse_lonely
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sampling_stages import Stage
from survey.errors import DesignError

Large = Literal["split", "halve"]
"""Treatment of strata with more than two PSUs: pairs of neighbours, or two halves."""


@dataclass(frozen=True, slots=True, eq=False)
class _Halves:
    """Pairs of PSUs and the half each belongs to.

    ``pair`` (units,) is the number of the pair, from 0; ``side`` (units,) is 1 or -1, and 0 for units that keep their
    weight in every replicate. A lonely PSU has a number too.
    """

    pair: Indices
    side: NDArray[np.int8]
    n_pairs: int


def balanced(psus: Stage, order: Indices, lonely: Lonely, rho: float, large: Large, mse: bool) -> ReplicateFactors:
    """Replicate factors of BRR (rho 0) and of Fay's method.

    Parameters
    ----------
    psus : Stage
    order : (units,) array of int
        Place of each PSU in the file: neighbours there make a pair.
    lonely : rule of the design
        "remove" and "certainty": a lonely PSU keeps its weight in every replicate.
    rho : float, at least 0 and below 1
        Share of its weight that a PSU keeps in replicates that take the other one of its pair.
    large : {"split", "halve"}
        Strata with more than two PSUs: pairs of neighbours, or the first half against the second.
    mse : bool
        Deviations from the estimate of the whole sample instead of from the mean of the replicates.

    Returns
    -------
    ReplicateFactors
        Of as many replicates R as the Hadamard matrix has rows; scale 1 / (R (1 - rho)^2).

    Raises
    ------
    DesignError
        ``S105`` a lonely PSU under "fail"; ``S108`` a lonely rule that half samples do not have; ``S109`` an odd
        number of PSUs.

    Notes
    -----
    McCarthy (1969); Fay's method in Dippo, Fay and Morganstein (1984). There is no finite population correction.
    """
    kind = "Fay" if rho else "BRR"
    refuse_lonely(psus, lonely, kind)
    if psus.lonely.any() and lonely in ("adjust", "average"):
        raise DesignError(
            "S108",
            f"survey.replicate: kind {kind!r}, lonely PSU {lonely!r}",
            "There are strata with one PSU, and half samples know no such rule.",
            "Say lonely='collapse' in Design to join them to a neighbour, or 'certainty'.",
        )
    halves = _find_halves(psus, order, large)
    signs = hadamard(halves.n_pairs + 1).astype(np.float64)
    # The first row of the matrix is all 1: it would take the same PSU of its pair in every replicate. Every other row
    # takes each PSU in half of the replicates, and any two rows take all four combinations equally often.
    factors = 1 + (1 - rho) * signs[1:, :].T[:, halves.pair] * halves.side
    scale = np.full(len(factors), 1 / (len(factors) * (1 - rho) ** 2))
    # In a pair the factors add up to 2 in every replicate, so units can be counted to get the rank. In larger halves
    # units share their factors, and the rank has to be calculated.
    pairs = np.bincount(halves.pair).max() <= 2 and bool(halves.side.all())
    return ReplicateFactors(kind, np.ascontiguousarray(factors), scale, mse, strata=halves.pair if pairs else None)


def _find_halves(psus: Stage, order: Indices, large: Large) -> _Halves:
    """Pairs of PSUs, numbered as R's survey does: lonely strata, strata of more than two PSUs, strata of two, by name.

    The number of a pair decides which row of the Hadamard matrix it gets, so the order decides whether single
    replicates agree with those of R; the variance of a sum over pairs does not depend on it.
    """
    sizes = psus.sizes
    names = np.array([str(name) for name in psus.strata], dtype=object)
    group = np.where(sizes == 1, 0, np.where(sizes > 2, 1, 2))
    pair, side, number = np.zeros(len(psus.stratum), np.intp), np.zeros(len(psus.stratum), np.int8), 0
    for at in sorted(range(len(sizes)), key=lambda one: (group[one], names[one])):
        units = np.flatnonzero(psus.stratum == at)
        units = units[np.argsort(order[units], kind="stable")]
        n = len(units)
        if n > 2 and large == "halve":
            pair[units], side[units] = number, np.where(np.arange(n) < n // 2, 1, -1)
            number += 1
        elif n % 2 and n > 1:
            raise _odd(psus.strata[at], n)
        elif n > 1:
            pair[units], side[units] = number + np.arange(n) // 2, np.where(np.arange(n) % 2, -1, 1)
            number += n // 2
        else:  # A lonely PSU uses a row up.
            number += 1
    return _Halves(pair, side, number)


def _odd(stratum: str, n: int) -> DesignError:
    return DesignError(
        "S109",
        f"survey.replicate: stratum {stratum or '(all)'}",
        f"It has {n} PSUs, which do not make pairs.",
        "Say large='halve' to compare two halves of the stratum, or use kind='JKn' or 'bootstrap'.",
    )
