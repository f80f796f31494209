"""Strata with one selected unit joined to a neighbour."""

from __future__ import annotations

import dataclasses

import numpy as np

from survey.arrays import Indices, Mask
from survey.design.sampling_stages import Stage
from survey.errors import DesignError


def collapse(psus: Stage) -> tuple[Stage, tuple[str, ...]]:
    """Lonely strata of the first stage joined to the next stratum, the last to the one before it.

    Parameters
    ----------
    psus : Stage
        Its units keep their order.

    Returns
    -------
    psus : Stage
        Strata that were joined share the fraction of their units together.
    joined : tuple of str
        The joint strata, as ``18 + 19``.

    Raises
    ------
    DesignError
        ``S150`` when there is no other stratum to join.

    Notes
    -----
    Hansen, Hurwitz and Madow (1953); Wolter (2007), section 2.5. The variance is then too large by the differences
    between the strata: list neighbours that are alike next to each other.
    """
    lonely = psus.lonely
    if not lonely.any():
        return psus, ()
    if len(lonely) == 1:
        raise DesignError(
            "S150",
            "survey.Design: lonely='collapse'",
            "There is one stratum with one PSU, and no other stratum to join it to.",
            "A variance needs two PSUs; name the units that were selected.",
        )
    group = _groups(lonely)
    titles = [" + ".join(np.array(psus.strata, object)[group == at]) for at in range(group[-1] + 1)]
    stratum = group[psus.stratum]
    selected = np.bincount(stratum).astype(np.float64)
    with np.errstate(divide="ignore"):
        population = np.bincount(stratum, np.where(psus.fraction > 0, 1 / psus.fraction, np.inf))
    fraction = np.where(np.isfinite(population), selected / population, 0.0)[stratum]
    fraction = np.where(np.bincount(group)[stratum] > 1, fraction, psus.fraction)
    joined = tuple(title for title, size in zip(titles, np.bincount(group).tolist(), strict=True) if size > 1)
    return dataclasses.replace(psus, stratum=stratum, strata=tuple(titles), fraction=fraction), joined


def _groups(lonely: Mask) -> Indices:
    """(strata,) number of the joint stratum: each lonely one goes with its successor, unless it is one of a pair already."""
    group, taken = np.zeros(len(lonely), np.intp), False
    for at in range(1, len(lonely)):
        joins = lonely[at - 1] and not taken
        last = at == len(lonely) - 1 and lonely[at] and not joins
        group[at] = group[at - 1] + (not (joins or last))
        taken = bool(joins or last)
    return group
