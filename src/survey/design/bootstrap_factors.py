"""Bootstrap factors: each replicate draws PSUs from the sample again, within their strata."""

from __future__ import annotations

import numpy as np

from survey.arrays import Floats
from survey.design.design import Lonely
from survey.design.jackknife_factors import refuse_lonely
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sampling_stages import Stage
from survey.errors import DesignError

_FULL_COPIES = 0.01
"""Selected share below which drawing with replacement hardly differs from drawing from copies of the sample."""


def canty_davison(
    psus: Stage, replicates: int, random: np.random.Generator, lonely: Lonely, mse: bool
) -> ReplicateFactors:
    """Replicate factors of the population bootstrap: the n PSUs of a stratum, drawn from N copies of themselves.

    The factor is the number of times a PSU was drawn. N is n over the selected share; where that share is below 1 % or
    not known, the n PSUs are drawn with replacement.

    Parameters
    ----------
    psus : Stage
    replicates : int
        Their number.
    random : numpy.random.Generator
    lonely : rule of the design
    mse : bool
        Deviations from the estimate of the whole sample instead of from the mean of the replicates.

    Raises
    ------
    DesignError
        ``S105`` a lonely PSU under "fail"; ``S110`` under a rule the bootstrap does not have.

    Notes
    -----
    Canty and Davison (1999); R's ``as.svrepdesign(type="bootstrap")``. Drawing n out of n makes variances too small by
    (n - 1)/n; as in R, one factor H/(H - 1) corrects for that, H being the harmonic mean of the PSUs per stratum.
    Unlike R, strata with a lonely PSU do not count in H. Rao and Wu's factors correct stratum by stratum.
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
    # Without such strata all factors are 1 and the variance is 0, whatever the scale: 2 merely keeps it finite.
    mean = 1 / float(np.mean(1 / several)) if len(several) else 2.0
    scale = mean / ((mean - 1) * (replicates - 1))
    return ReplicateFactors("bootstrap", factors, np.full(replicates, scale), mse, strata=psus.stratum, drawn=True)


def rao_wu(
    psus: Stage, replicates: int, random: np.random.Generator, lonely: Lonely, mse: bool, *, finite: bool
) -> ReplicateFactors:
    """Replicate factors of the rescaling bootstrap: n - 1 of the n PSUs of a stratum, drawn with replacement.

    Parameters
    ----------
    psus, replicates, random, lonely, mse
        As in :func:`canty_davison`.
    finite : bool
        Rescale for finite populations, too. Without it this is R's ``type="subbootstrap"``.

    Raises
    ------
    DesignError
        ``S105`` a lonely PSU under "fail"; ``S110`` under a rule the bootstrap does not have.

    Notes
    -----
    Rao and Wu (1988), section 2 with m = n - 1: factor 1 - r + r k n/(n-1) for a PSU drawn k times, r being the root of
    the share of the stratum that was not selected. With this m no factor is negative, because r is at most 1; a larger
    m would be closer to the size of the sample, but could give negative weights.
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
    """First unit and size of the strata with several PSUs; a lonely PSU keeps the factor 1 in every replicate."""
    rows = zip(psus.first_units.tolist(), psus.sizes.tolist(), strict=True)
    return [row for row in rows if row[1] > 1]


def _with_replacement(size: int, draws: int, replicates: int, random: np.random.Generator) -> Floats:
    """(replicates, size) number of times each PSU was drawn with replacement."""
    # Each replicate counts in a range of keys to itself, so that one bincount serves all replicates.
    keys = random.integers(0, size, (replicates, draws), dtype=np.int64)
    keys += np.arange(replicates)[:, None] * size
    return np.bincount(keys.ravel(), minlength=replicates * size).reshape(replicates, size).astype(np.float64)


def _from_copies(size: int, population: int, replicates: int, random: np.random.Generator) -> Floats:
    """(replicates, size) number of times each PSU was drawn without replacement from a population of copies."""
    # When the population is not a multiple of the sample, the copies left over go to PSUs chosen at random: the order
    # of the file must not favour the first ones.
    copies = np.full(size, population // size)
    copies[random.permutation(size)[: population % size]] += 1
    return random.multivariate_hypergeometric(copies, size, replicates).astype(np.float64)


def _check_lonely(psus: Stage, lonely: Lonely, kind: str) -> None:
    """Refuse lonely PSUs under a rule that has no counterpart in a bootstrap."""
    refuse_lonely(psus, lonely, kind)
    if psus.lonely.any() and lonely in ("adjust", "average"):
        raise DesignError(
            "S110",
            f"survey.replicate: kind {kind!r}, lonely PSU {lonely!r}",
            "There are strata with one PSU, and the bootstrap knows no such rule.",
            "Say lonely='collapse' in Design to join them to a neighbour, or 'certainty'.",
        )
