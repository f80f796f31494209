"""Estimates of every replicate: from the table of sums where that is enough, else from the replicate weights."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from survey.design.replication import Replication, replication_of
from survey.design.sample import Sample
from survey.estimation.influence import Influence

Floats = NDArray[np.float64]
Kernel = Callable[[Floats], object]

_PLACE = "survey.replicate_estimate"
_BLOCK = 4_000_000


def replicate_totals(
    form: Replication, units: NDArray[np.intp], domains: NDArray[np.intp], n_domains: int, sums: Floats
) -> Floats:
    """(replicates, columns, domains) totals of every replicate.

    Parameters
    ----------
    form : Replication
    units, domains : (cells,) arrays of int
        Ordered by unit, then domain.
    n_domains : int
    sums : (columns, cells) array
        Weighted sums of the whole sample.
    """
    n_units, n_columns = form.factors.shape[1], len(sums)
    if sums.shape[1] == n_units * n_domains:
        wide = sums.reshape(n_columns, n_units, n_domains).transpose(1, 0, 2).reshape(n_units, -1)
        return np.asarray((form.factors @ wide).reshape(len(form), n_columns, n_domains))
    order = np.argsort(domains, kind="stable")
    ends = np.searchsorted(domains[order], np.arange(n_domains + 1))
    found = np.zeros((len(form), n_columns, n_domains))
    for at in range(n_domains):
        own = order[ends[at] : ends[at + 1]]
        found[:, :, at] = form.factors[:, units[own]] @ sums[:, own].T
    return found


def with_replicates(
    sample: Sample, influence: Influence, estimate: Floats, replicates: Callable[[Replication], Floats]
) -> Influence:
    """Influences whose variances come from replicate estimates, where the sample has replicates.

    Parameters
    ----------
    sample : Sample
    influence : Influence
    estimate : (variables, domains) array
        NaN where there is none.
    replicates : callable
        From the replication to estimates (replicates, variables, domains).
    """
    form = replication_of(sample)
    if form is None:
        return influence
    with np.errstate(divide="ignore", invalid="ignore"):
        values = replicates(form)
    values = np.where(np.isnan(estimate), 0.0, values)
    return dataclasses.replace(influence, replicates=form.deviations(values, np.nan_to_num(estimate)))
