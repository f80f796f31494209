"""Intervals of quantiles from the test whether a share lies at or below a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from survey.arrays import Floats, Indices
from survey.estimation.confidence_intervals import t_quantile
from survey.estimation.distribution_function import SortedValues
from survey.estimation.estimates import Estimates


def score_limits(
    answers: Sequence[SortedValues],
    probabilities: Floats,
    below: Callable[[Floats, Sequence[float]], Estimates],
    level: float,
    *,
    unweighted: bool,
    find: Callable[[Floats], Floats],
) -> tuple[Floats, Floats]:
    """Limits of quantiles.

    Parameters
    ----------
    answers : sequence of SortedValues
        One per variable.
    probabilities : (k,) array
    below : callable
        Shares at or below thresholds (variables, m, domains) with m labels.
    level : float
    unweighted : bool
        As R survey does it: of the two answers between which the test begins to reject, the one nearer to its limit,
        read as its unweighted share and turned into a value by ``find``. Otherwise the first answer that is not
        rejected, and the first that is again.
    find : callable
        Values for probabilities (variables, k, domains).

    Returns
    -------
    low, high : (variables x k x domains,) arrays

    Notes
    -----
    Francisco and Fuller (1991). The answers are halved until the pair is found at which the test changes sides, for
    all variables, probabilities and domains at once.
    """
    values = [_distinct(one) for one in answers]
    n_domains = len(values[0])
    sizes = np.array([[len(one) for one in of_variable] for of_variable in values])
    shape = (len(answers), 2 * len(probabilities), n_domains)
    wanted = np.repeat(probabilities, 2)[None, :, None]
    side = np.tile([-1.0, 1.0], len(probabilities))[None, :, None]
    labels = list(range(shape[1]))

    def excess(places: Indices) -> Floats:
        """How far the test statistic is beyond its limit; below the first answer the share is 0."""
        shares = below(_at(values, places), labels)
        estimate, se = shares.estimate.reshape(shape), shares.se.reshape(shape)
        df = shares.df.reshape(shape)
        limit = side * np.where(df > 0, t_quantile(level, np.maximum(df, 1)), 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = np.where(se > 0, (estimate - wanted) / se, np.sign(estimate - wanted) * np.inf)
        return np.where(places < 0, -np.inf, np.nan_to_num(statistic, nan=0.0, posinf=np.inf, neginf=-np.inf) - limit)

    left, right = np.full(shape, -1), np.broadcast_to(sizes[:, None, :] - 1, shape).copy()
    while (right - left > 1).any():
        middle = (left + right) // 2
        rejected = excess(middle) < 0
        left, right = np.where(rejected, middle, left), np.where(rejected, right, middle)
    if unweighted:
        nearer = np.where(np.abs(excess(left)) <= np.abs(excess(right)), left, right)
        reached = _at([_unweighted_shares(one) for one in answers], nearer)
        limits = find(np.where(nearer < 0, 0.0, reached))
    else:
        limits = _at(values, right)
    return limits[:, 0::2].ravel(), limits[:, 1::2].ravel()


def _distinct(answers: SortedValues) -> list[Floats]:
    """Distinct answers of each domain."""
    return [np.unique(answers.of(domain)[0]) for domain in range(len(answers.starts) - 1)]


def _unweighted_shares(answers: SortedValues) -> list[Floats]:
    """Share of the interviews at or below each distinct answer of each domain."""
    parts = [answers.of(domain)[0] for domain in range(len(answers.starts) - 1)]
    return [np.searchsorted(part, np.unique(part), side="right") / max(len(part), 1) for part in parts]


def _at(values: Sequence[Sequence[Floats]], places: Indices) -> Floats:
    """Values at places (variables, m, domains); NaN where there are none."""
    found = np.full(places.shape, np.nan)
    for variable, of_variable in enumerate(values):
        for domain, known in enumerate(of_variable):
            if len(known):
                found[variable, :, domain] = known[np.maximum(places[variable, :, domain], 0)]
    return found
