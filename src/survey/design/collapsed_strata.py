"""Collapsed strata: each stratum with one selected PSU is joined to a neighbour."""

from __future__ import annotations

import dataclasses

import numpy as np

from survey.arrays import Indices, Mask
from survey.design.sampling_stages import Stage
from survey.errors import DesignError


def collapse(psus: Stage) -> tuple[Stage, tuple[str, ...]]:
    """First stage with each lonely stratum joined to the next one, the last to the one before it.

    Parameters
    ----------
    psus : Stage

    Returns
    -------
    psus : Stage
        With the same units in the same order. A joint stratum has one fraction: units selected over units in it.
    joined : tuple of str
        Titles of the joint strata, such as ``18 + 19``; empty when no stratum is lonely.

    Raises
    ------
    DesignError
        ``S150`` when there is no other stratum to join.

    Notes
    -----
    Hansen, Hurwitz and Madow (1953); Wolter (2007), section 2.5. The variance is overestimated by the differences
    between the strata joined, so strata that resemble one another should follow one another in their order.
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
    # One over the fraction, added up over the selected units, is the number of units in the stratum. A fraction of 0
    # says that this number is not known; then it is not known for the joint stratum either.
    with np.errstate(divide="ignore"):
        population = np.bincount(stratum, np.where(psus.fraction > 0, 1 / psus.fraction, np.inf))
    fraction = np.where(np.isfinite(population), selected / population, 0.0)[stratum]
    fraction = np.where(np.bincount(group)[stratum] > 1, fraction, psus.fraction)
    joined = tuple(title for title, size in zip(titles, np.bincount(group).tolist(), strict=True) if size > 1)
    return dataclasses.replace(psus, stratum=stratum, strata=tuple(titles), fraction=fraction), joined


def _groups(lonely: Mask) -> Indices:
    """(strata,) number of the joint stratum: a lonely one joins its successor, unless its predecessor joined it."""
    group, taken = np.zeros(len(lonely), np.intp), False
    for at in range(1, len(lonely)):
        joins = lonely[at - 1] and not taken
        last = at == len(lonely) - 1 and lonely[at] and not joins
        group[at] = group[at - 1] + (not (joins or last))
        taken = bool(joins or last)
    return group
