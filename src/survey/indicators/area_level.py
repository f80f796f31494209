"""Indicators that exist for areas only: list experiments, geometric means, gaps; each with a linearised variable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from survey.arrays import AnyFloats, Floats, Indices
from survey.indicators.areas import Area, influence, means
from survey.indicators.definitions import GeometricMean, ListExperiment
from survey.indicators.respondents import Respondents

FLOOR = 1.0
"""A dimension below 1 of 100 counts as 1, so that one zero does not make the whole index zero."""


Column = TypeVar("Column")
"""Values of the respondents: an array (n,), or the name of a column in a database."""


@dataclass(frozen=True, slots=True, eq=False)
class AreaEstimate(Generic[Column]):
    """Estimates of an indicator for every level of an area, and their linearised variable.

    ``estimate`` is (levels,); ``column`` has n values, blank outside the base: its mean in a level has the variance of the
    estimate.
    """

    estimate: Floats
    column: Column


def list_experiment(formula: ListExperiment, people: Respondents, area: Area) -> AreaEstimate[AnyFloats]:
    """List experiment: per cent agreeing with the sensitive statement; with ``direct``, minus the share asked directly.

    Notes
    -----
    Difference of weighted means: the version with the statement minus the version without (Blair and Imai 2012). It
    assumes that the statement does not change the answers to the other statements, and that nobody lies in a count.
    """
    treatment, control = people.versions(formula)
    columns = [100 * treatment.value, 100 * control.value]
    slopes = [1.0, -1.0]
    if formula.direct is not None:
        columns.append(people.share(formula.direct, formula.direct.names).value)
        slopes.append(-1.0)
    return _linear(columns, np.array(slopes), people, area)


def gap(item: str, people: Respondents, area: Area, level: int, region: Area) -> AreaEstimate[AnyFloats]:
    """Gap: mean of an indicator in one level minus its mean in the region; the estimate has one element."""
    value = people.column(item).value
    return _linear([np.where(area.codes == level, value, np.nan), value], np.array([1.0, -1.0]), people, region)


def _linear(columns: Sequence[AnyFloats], slopes: Floats, people: Respondents, area: Area) -> AreaEstimate[AnyFloats]:
    weights = people.sample.weights
    found = means(area, columns, weights)
    gradient = np.repeat(slopes[:, None], len(area.levels), axis=1)
    return AreaEstimate(slopes @ found.means, influence(found, gradient, weights))


def geometric_mean(formula: GeometricMean, people: Respondents, area: Area) -> AreaEstimate[AnyFloats]:
    r"""Geometric mean of area means, :math:`g = (\prod_k \max(D_k, 1))^{1/K}`, with its error by the delta method.

    The derivative by :math:`D_k` is :math:`g / (K D_k)`, and 0 where :math:`D_k` is raised to 1.
    """
    weights = people.sample.weights
    found = means(area, [people.column(item).value for item in formula.items], weights)
    estimate, gradient = geometric(found.means)
    return AreaEstimate(estimate, influence(found, gradient, weights))


def geometric(means: Floats) -> tuple[Floats, Floats]:
    """Geometric mean (levels,) of means (k, levels), and its derivatives (k, levels) by each of them."""
    raised = np.maximum(means, FLOOR)
    estimate = np.exp(np.log(raised).mean(axis=0))
    return estimate, np.where(means > FLOOR, estimate / (len(raised) * raised), 0.0)


def split_depends_on(version: Floats, groups: Indices, at_most: float = 0.01, numbers: Floats | None = None) -> bool:
    """Whether the versions of a list experiment depend on groups, although drawn at random (Pearson's chi-square test).

    Parameters
    ----------
    version : (n,) array of codes, NaN where blank
    groups : (n,) array of int, -1 outside
    at_most : float
        Level of the test. It is unweighted: what is tested is the draw, not the population.
    numbers : (n,) array, optional
        Respondents for which a row is there; one each by default.
    """
    from scipy.special import chdtrc

    known = np.isfinite(version) & (groups >= 0)
    _, row = np.unique(version[known], return_inverse=True)
    _, column = np.unique(groups[known], return_inverse=True)
    if not known.any() or row.max() == 0 or column.max() == 0:
        return False
    seen = np.zeros((row.max() + 1, column.max() + 1))
    np.add.at(seen, (row, column), 1 if numbers is None else numbers[known])
    expected = np.outer(seen.sum(1), seen.sum(0)) / seen.sum()
    statistic = ((seen - expected) ** 2 / expected).sum()
    return bool(chdtrc((seen.shape[0] - 1) * (seen.shape[1] - 1), statistic) < at_most)
