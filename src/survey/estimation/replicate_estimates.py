"""Replicate estimates: from the table of sums where that is enough, else from the replicate weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from survey.argument_errors import public
from survey.arrays import Floats, Indices
from survey.design.replicate_factors import ReplicateFactors
from survey.design.reweighting import replication_of
from survey.design.sample import Sample
from survey.errors import EstimationError, SurveyError
from survey.estimation.cell_columns import WrittenColumns
from survey.estimation.estimates import Estimates
from survey.estimation.linear_estimates import linear_rows, weighting_of
from survey.estimation.presence import Presence
from survey.estimation.variation import Replicated, Variation

Kernel = Callable[[Floats], object]

_PLACE = "survey.replicate_estimate"
_BLOCK = 4_000_000
"""Replicate weights written out at a time."""


def replicate_totals(form: ReplicateFactors, units: Indices, domains: Indices, n_domains: int, sums: Floats) -> Floats:
    """(replicates, columns, domains) totals of every replicate.

    Parameters
    ----------
    form : ReplicateFactors
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
    sample: Sample, variation: Variation, estimate: Floats, replicates: Callable[[ReplicateFactors], Floats]
) -> Variation:
    """Variation from replicate estimates where the sample has replicates, else the variation given.

    Parameters
    ----------
    sample : Sample
    variation : Variation
        Linearised.
    estimate : (variables, domains) array
        NaN where there is none.
    replicates : callable
        From the replication to estimates (replicates, variables, domains).
    """
    form = replication_of(sample)
    if form is None:
        return variation
    with np.errstate(divide="ignore", invalid="ignore"):
        values = replicates(form)
    values = np.where(np.isnan(estimate), 0.0, values)
    return Replicated(variation.presence, form.deviations(values, np.nan_to_num(estimate)))


def replicate_values(sample: Sample, form: ReplicateFactors, kernel: Kernel, size: int, place: str) -> Floats:
    """(replicates, size) values of a kernel with the weights of every replicate.

    Parameters
    ----------
    sample : Sample
    form : ReplicateFactors
    kernel : callable
        From weights (n,) to ``size`` numbers; NaN where a replicate has none.
    size : int
    place : str
        For messages.

    Raises
    ------
    EstimationError
        ``E250`` a kernel that gives another number of values; ``E251`` one that fails in a replicate.
    """
    found, at = np.empty((len(form), size)), 0
    for block in form.weights(sample.units, sample.weights, max(1, _BLOCK // max(len(sample), 1))):
        for weights in block:
            found[at] = _values(kernel, weights, size, f"{place}: replicate {at + 1}")
            at += 1
    return found


@public
def replicate_estimate(
    sample: Sample,
    kernel: Kernel,
    names: Sequence[str] | None = None,
    *,
    where: str | ArrayLike | None = None,
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """Estimates of any kind, with uncertainty from the replicates of the sample.

    Parameters
    ----------
    sample : Sample
        With replicates: :func:`survey.replicate`, or ``Design(replicates=...)``.
    kernel : callable
        From weights (n,) to numbers (k,). It is called with the weights of the whole sample and those of every
        replicate, 0 outside the domain.
    names : sequence of k str
        Names of the rows.
    where : str or (n,) array of bool
        As :meth:`Sample.where`.
    level : float
    df : float
        Degrees of freedom; left out: the rank of the replicate weights of the domain minus 1.

    Returns
    -------
    Estimates
        k rows with t intervals.

    Raises
    ------
    EstimationError
        ``E250`` numbers that are not k finite ones; ``E251`` a kernel that fails in a replicate; ``E252`` a sample
        without replicates; ``E254`` options.

    Notes
    -----
    As R's ``withReplicates``. When *not* to use it: for quantiles with a jackknife, whose variance is not consistent.

    Examples
    --------
    >>> import numpy as np
    >>> from survey.design import Design, make_sample, replicate
    >>> sample = make_sample({"y": [1, 2, 3, 6], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> y = sample.values("y")
    >>> found = replicate_estimate(replicate(sample, "JK1"), lambda w: [np.average(y, weights=w)], ["mean of y"])
    >>> float(found.estimate[0]), round(float(found.se[0]), 4)
    (3.0, 1.0801)
    """
    form = replication_of(sample)
    if form is None:
        raise EstimationError(
            "E252",
            _PLACE,
            "The sample has no replicates.",
            "survey.replicate makes them from strata and PSUs; Design(replicates=...) reads those of the data.",
        )
    domain = sample if where is None else sample.where(where)
    inside = np.ones(len(sample)) if domain.domain is None else domain.domain.astype(np.float64)
    estimate = _whole(kernel, sample.weights * inside)
    titles = tuple(str(at + 1) for at in range(len(estimate))) if names is None else tuple(names)
    if len(titles) != len(estimate) or not 0 < level < 1 or not (df is None or df > 0):
        raise EstimationError(
            "E254",
            f"{_PLACE}: options",
            f"{len(titles)} names for {len(estimate)} numbers, level={level!r}, df={df!r} are not possible.",
            "Give one name per number, a level between 0 and 1, and positive degrees of freedom.",
        )
    values = replicate_values(sample, form, lambda w: kernel(w * inside), len(estimate), _PLACE)
    variation = Replicated(_presence(sample, inside, len(estimate)), form.deviations(values, estimate)[:, :, None])
    return linear_rows(
        "replicate",
        titles,
        estimate,
        variation,
        level=level,
        df=float(variation.degrees()[0, 0]) if df is None else df,
        about=f"estimate of every replicate; {weighting_of(domain)}",
        n=float(((sample.weights != 0) & (inside > 0)).sum()),
        weight=float((sample.weights * inside).sum()),
    )


def _presence(sample: Sample, inside: Floats, size: int) -> Presence:
    """Interviews of the domain in each unit, for ``size`` variables."""
    n_units = len(sample.stages[-1].stratum)
    counts = np.bincount(sample.units, inside * (sample.weights != 0), n_units).astype(np.float64)[None, :]
    everybody, base_of = np.zeros(n_units, np.intp), np.zeros(size, np.intp)
    return Presence.of(sample, np.arange(n_units), everybody, 1, WrittenColumns(counts), base_of)


def _whole(kernel: Kernel, weights: Floats) -> Floats:
    found = np.atleast_1d(np.asarray(kernel(weights), np.float64))
    if found.ndim == 1 and np.isfinite(found).all():
        return found
    raise _misshapen(f"{_PLACE}: kernel", f"With the weights of the whole sample it gives {found!r}.")


def _values(kernel: Kernel, weights: Floats, size: int, place: str) -> Floats:
    try:
        found = np.atleast_1d(np.asarray(kernel(weights), np.float64))
    except (SurveyError, ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
        fact = error.fact if isinstance(error, SurveyError) else f"{type(error).__name__}: {error}"
        raise EstimationError(
            "E251",
            place,
            f"The estimate cannot be made in this replicate. {fact}",
            "Join small classes, or use replicates in which nobody weighs nothing (Fay, Rao-Wu).",
        ) from error
    if found.shape != (size,):
        raise _misshapen(place, f"It gives {found.shape} numbers.")
    return found


def _misshapen(place: str, fact: str) -> EstimationError:
    return EstimationError("E250", place, fact, "The kernel gives the same number of finite numbers every time.")
