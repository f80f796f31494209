"""Jackknife factors: each replicate leaves one PSU out."""

from __future__ import annotations

import numpy as np

from survey.design.design import Lonely
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sampling_stages import Stage
from survey.errors import DesignError

_MOST_UNITS = 20_000


def delete_one(psus: Stage, mse: bool) -> ReplicateFactors:
    """Factors of JK1, for PSUs that were drawn together.

    Raises
    ------
    DesignError
        ``S103`` several strata; ``S104`` fewer than two PSUs.
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
    """Factors of JKn.

    A stratum with a lonely PSU has no replicate under "remove", "certainty" and "average"; under "average" all
    squares are multiplied by PSUs over replicates. Under "adjust" its replicate leaves the stratum out and gives its
    weight to all others. These are the conventions of R's package survey.

    Raises
    ------
    DesignError
        ``S105`` a lonely PSU under "fail"; ``S106`` no stratum has a replicate.
    """
    n_units, n_strata = len(psus.stratum), len(psus.strata)
    _check_size(n_units)
    refuse_lonely(psus, lonely, "JKn")
    own = psus.sizes[psus.stratum]
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
