"""Bootstrap factors: each replicate draws PSUs anew within their strata."""

from __future__ import annotations

import numpy as np

from survey.arrays import Floats
from survey.design.design import Lonely
from survey.design.jackknife_factors import refuse_lonely
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sampling_stages import Stage
from survey.errors import DesignError

_FULL_COPIES = 0.01
"""Sampled share below which a draw with replacement is as good as one from copies of the sample."""


def canty_davison(
    psus: Stage, replicates: int, random: np.random.Generator, lonely: Lonely, mse: bool
) -> ReplicateFactors:
    """As many PSUs as were selected, drawn from copies of them that make up the population.

    Raises
    ------
    DesignError
        ``S105`` a lonely PSU under "fail"; ``S110`` under a rule the bootstrap does not have.

    Notes
    -----
    Canty and Davison (1999); R's ``as.svrepdesign(type="bootstrap")``, with its factor for small strata: H/(H-1)
    with the harmonic mean H of the PSUs per stratum, lonely ones left out of it here.
    """
    _check_lonely(psus, lonely, "bootstrap")
    factors = np.ones((replicates, len(psus.stratum)))
    for first, size in _strata(psus):
        units = slice(first, first + size)
        share = psus.fraction[first]
        if share < _FULL_COPIES:
            factors[:, units] = _with_replacement(size, size, replicates, random)
        else:
            factors[:, units] = _from_copies(size, round(size / share), replicates, random)
    several = psus.sizes[psus.sizes > 1]
    mean = 1 / float(np.mean(1 / several)) if len(several) else 2.0
    scale = mean / ((mean - 1) * (replicates - 1))
    return ReplicateFactors("bootstrap", factors, np.full(replicates, scale), mse, strata=psus.stratum, drawn=True)


def rao_wu(
    psus: Stage, replicates: int, random: np.random.Generator, lonely: Lonely, mse: bool, *, finite: bool
) -> ReplicateFactors:
    """One PSU fewer than were selected, drawn with replacement, weights rescaled.

    Parameters
    ----------
    finite : bool
        Rescale for finite populations, too. Without it this is R's ``type="subbootstrap"``.

    Notes
    -----
    Rao and Wu (1988), section 2 with m = n - 1: factor 1 - r + r k n/(n-1) for a PSU drawn k times, r the root of
    the share of the stratum that was not selected.
    """
    kind = "Rao-Wu" if finite else "subbootstrap"
    _check_lonely(psus, lonely, kind)
    factors = np.ones((replicates, len(psus.stratum)))
    for first, size in _strata(psus):
        drawn = _with_replacement(size, size - 1, replicates, random) * (size / (size - 1))
        if finite:
            root = np.sqrt(1 - psus.fraction[first])
            drawn = 1 - root + root * drawn
        factors[:, first : first + size] = drawn
    scale = np.full(replicates, 1 / (replicates - 1))
    return ReplicateFactors(kind, factors, scale, mse, strata=psus.stratum, drawn=True)


def _strata(psus: Stage) -> list[tuple[int, int]]:
    """First unit and size of the strata with several PSUs."""
    rows = zip(psus.first_units.tolist(), psus.sizes.tolist(), strict=True)
    return [row for row in rows if row[1] > 1]


def _with_replacement(size: int, draws: int, replicates: int, random: np.random.Generator) -> Floats:
    """(replicates, size) how often each PSU was drawn."""
    keys = random.integers(0, size, (replicates, draws), dtype=np.int64)
    keys += np.arange(replicates)[:, None] * size
    return np.bincount(keys.ravel(), minlength=replicates * size).reshape(replicates, size).astype(np.float64)


def _from_copies(size: int, population: int, replicates: int, random: np.random.Generator) -> Floats:
    """(replicates, size) how often each PSU was drawn without replacement from its copies."""
    copies = np.full(size, population // size)
    copies[random.permutation(size)[: population % size]] += 1
    return random.multivariate_hypergeometric(copies, size, replicates).astype(np.float64)


def _check_lonely(psus: Stage, lonely: Lonely, kind: str) -> None:
    refuse_lonely(psus, lonely, kind)
    if psus.lonely.any() and lonely in ("adjust", "average"):
        raise DesignError(
            "S110",
            f"survey.replicate: kind {kind!r}, lonely PSU {lonely!r}",
            "There are strata with one PSU, and the bootstrap knows no such rule.",
            "Say lonely='collapse' in Design to join them to a neighbour, or 'certainty'.",
        )
