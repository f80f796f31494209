"""Jackknife factors (JK1, JKn): each replicate leaves one PSU out."""

from __future__ import annotations

import numpy as np

from survey.design.design import Lonely
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sampling_stages import Stage
from survey.errors import DesignError

_MOST_UNITS = 20_000
"""Largest number of PSUs: there are as many replicates, so the factors of 20,000 fill 3.2 GB."""


def delete_one(psus: Stage, mse: bool) -> ReplicateFactors:
    """Replicate factors of JK1, for PSUs selected without strata.

    The PSU left out has the factor 0, the n - 1 others have n / (n - 1); the scale is (1 - f)(n - 1) / n, f being the
    selected share of the PSUs (0 where it is not known).

    Raises
    ------
    DesignError
        ``S103`` several strata; ``S104`` fewer than two PSUs; ``S107`` too many PSUs.

    Notes
    -----
    Wolter (2007), chapter 4.
    """
    n = len(psus.stratum)
    if len(psus.strata) > 1:
        raise DesignError(
            "S103",
            "survey.replicate: kind 'JK1'",
            f"The design has {len(psus.strata)} strata; JK1 is for a sample without strata.",
            "Use kind='JKn', which leaves out one PSU at a time within its stratum.",
        )
    if n < 2:
        raise DesignError(
            "S104", "survey.replicate: kind 'JK1'", f"There are {n} PSUs.", "A jackknife needs two PSUs or more."
        )
    _check_size(n)
    factors = np.full((n, n), n / (n - 1))
    np.fill_diagonal(factors, 0.0)
    scale = np.full(n, (1 - psus.fraction[0]) * (n - 1) / n)
    return ReplicateFactors("JK1", factors, scale, mse, strata=psus.stratum)


def delete_one_by_stratum(psus: Stage, lonely: Lonely, mse: bool) -> ReplicateFactors:
    """Replicate factors of JKn: one PSU is left out at a time, and its stratum takes over its weight.

    In a stratum of n PSUs the one left out has the factor 0, the others have n / (n - 1); the scale of the replicate
    is (1 - f)(n - 1) / n.

    Parameters
    ----------
    psus : Stage
    lonely : rule of the design
        A stratum with a lonely PSU has no replicate under "remove", "certainty" and "average"; under "average" every
        scale is multiplied by the number of PSUs over the number of replicates. Under "adjust" one replicate leaves
        the whole stratum out and multiplies all others by H / (H - 1), H being the number of strata.
    mse : bool
        Deviations from the estimate of the whole sample instead of from the mean of the replicates.

    Raises
    ------
    DesignError
        ``S105`` a lonely PSU under "fail"; ``S106`` no stratum has a replicate; ``S107`` too many PSUs.

    Notes
    -----
    Wolter (2007), chapter 4; the rules for lonely PSUs are those of R's package survey.
    """
    n_units, n_strata = len(psus.stratum), len(psus.strata)
    _check_size(n_units)
    refuse_lonely(psus, lonely, "JKn")
    own = psus.sizes[psus.stratum]  # (units,) number of PSUs in the stratum of each
    out = np.flatnonzero(own > 1)
    factors = np.ones((len(out), n_units))
    same = psus.stratum[out][:, None] == psus.stratum[None, :]
    np.copyto(factors, (own / np.maximum(own - 1, 1))[None, :], where=same)
    factors[np.arange(len(out)), out] = 0.0
    scale = ((1 - psus.fraction) * (own - 1) / own)[out]
    alone = np.flatnonzero(psus.lonely[psus.stratum])
    if lonely == "adjust" and len(alone) and n_strata > 1:
        more = np.full((len(alone), n_units), n_strata / (n_strata - 1))
        more[np.arange(len(alone)), alone] = 0.0
        factors, scale = np.vstack([factors, more]), np.append(scale, np.full(len(alone), (n_strata - 1) / n_strata))
    if not (scale > 0).any():
        raise DesignError(
            "S106",
            "survey.replicate: kind 'JKn'",
            "No stratum has two PSUs and more to choose from.",
            "There is nothing to replicate: all strata are lonely or were taken completely.",
        )
    if lonely == "average" and len(alone):
        scale = scale * n_units / len(factors)
    # The replicate of a lonely stratum changes the factors of all others: strata are then not independent of one
    # another, and the rank of the factors cannot be counted from them.
    extra = lonely == "adjust" and len(alone) > 0
    return ReplicateFactors("JKn", factors, scale, mse, strata=None if extra else psus.stratum)


def refuse_lonely(psus: Stage, lonely: Lonely, kind: str) -> None:
    """Refuse strata with one PSU where the design says "fail"."""
    if lonely != "fail" or not psus.lonely.any():
        return
    names = ", ".join(psus.strata[at] or "(all)" for at in np.flatnonzero(psus.lonely)[:5].tolist())
    raise DesignError(
        "S105",
        f"survey.replicate: kind {kind!r}, stratum {names}",
        "Only one PSU was selected there, so no replicate can leave it out or take half of it.",
        "Say lonely='collapse' in Design to join it to a neighbour, 'certainty' when the PSU was sure to be taken.",
    )


def _check_size(n_units: int) -> None:
    if n_units <= _MOST_UNITS:
        return
    raise DesignError(
        "S107",
        "survey.replicate: kind",
        f"A jackknife of {n_units:,} units needs as many replicates, {n_units**2 * 8 / 1e9:,.0f} GB of factors.",
        "Use kind='bootstrap' with some hundred replicates, or leave the variance linearised.",
    )
