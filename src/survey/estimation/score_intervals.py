"""Score intervals of quantiles: the values at which the test of the share at or below them begins to reject."""

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
    """Limits of quantiles, by inverting the test of the share at or below a value.

    Parameters
    ----------
    answers : sequence of SortedValues
        Answers of each domain in ascending order, one per variable.
    probabilities : (k,) array
    below : callable
        From thresholds (variables, m, domains) and m labels to the shares at or below them.
    level : float
        Confidence level.
    unweighted : bool
        True: as in R survey, of the two answers between which the test begins to reject, the one whose statistic is
        nearer to its limit; its unweighted cumulative share is turned into a value by ``find``. False: for the lower
        limit the first answer that is not rejected, for the upper limit the first that is rejected again.
    find : callable
        From probabilities (variables, k, domains) to quantiles of the same shape.

    Returns
    -------
    low, high : (variables x k x domains,) arrays
        In the unit of the variable; NaN in a domain without answers.

    Notes
    -----
    Francisco and Fuller (1991). The two neighbouring answers between which the test changes sides are found by
    bisection, for all variables, probabilities and domains at once.
    """
    values = [_distinct(one) for one in answers]
    n_domains = len(values[0])
    sizes = np.array([[len(one) for one in of_variable] for of_variable in values])
    shape = (len(answers), 2 * len(probabilities), n_domains)
    wanted = np.repeat(probabilities, 2)[None, :, None]
    side = np.tile([-1.0, 1.0], len(probabilities))[None, :, None]
    labels = list(range(shape[1]))

    def excess(places: Indices) -> Floats:
        """Distance of the test statistic from its limit, negative where the share is still too small.

        Place -1 means a value below every answer, where the share is 0.
        """
        shares = below(_at(values, places), labels)
        estimate, se = shares.estimate.reshape(shape), shares.se.reshape(shape)
        df = shares.df.reshape(shape)
        limit = side * np.where(df > 0, t_quantile(level, np.maximum(df, 1)), 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = np.where(se > 0, (estimate - wanted) / se, np.sign(estimate - wanted) * np.inf)
        return np.where(places < 0, -np.inf, np.nan_to_num(statistic, nan=0.0, posinf=np.inf, neginf=-np.inf) - limit)

    # at ``left`` the share is too small, at ``right`` it is not; the last answer, with a share of 1, is never too small
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
