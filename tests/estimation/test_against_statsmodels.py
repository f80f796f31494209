"""Estimates and intervals of a simple random sample: there the design adds nothing, and statsmodels has the same."""

from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from survey.design import Design, Sample, make_sample
from survey.estimation import contrast, correlation, crosstab, mean, quantile, share, variance
from survey.estimation.confidence_intervals import ShareInterval, korn_graubard, proportion
from survey.indicators import StatusRule
from survey.indicators.status_rule import UncertainEstimates, lower_bound

Floats = NDArray[np.float64]

N = np.array([1, 7.5, 40, 987.65, 3000])
P = np.array([0, 0.003, 0.2, 0.5, 0.97, 1])
EVERY_N, EVERY_P = (grid.ravel() for grid in np.meshgrid(N, P))
INSIDE = (EVERY_P > 0) & (EVERY_P < 1)
NORMAL = np.full(len(EVERY_N), np.inf)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_korn_and_graubard_without_clusters_is_clopper_and_pearson(level: float) -> None:
    """Counts need not be whole; at 0 and 1 one limit is the share itself."""
    found = korn_graubard(EVERY_P, NORMAL, EVERY_N, NORMAL, level)
    known = proportion_confint(EVERY_P * EVERY_N, EVERY_N, alpha=1 - level, method="beta")
    assert np.array(found) == pytest.approx(np.array(known), rel=1e-12)


@pytest.mark.parametrize(("interval", "method"), [("wilson", "wilson"), ("mean", "normal")])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_intervals_with_the_binomial_error(interval: ShareInterval, method: str, level: float) -> None:
    """The standard error of n interviews and the normal quantile."""
    p, n = EVERY_P[INSIDE], EVERY_N[INSIDE]
    low, high, _ = proportion(p, np.sqrt(p * (1 - p) / n), np.full(len(p), np.inf), n, n, level, interval)
    known = proportion_confint(p * n, n, alpha=1 - level, method=method)
    assert np.array([low, high]) == pytest.approx(np.array(known), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("interval", "method"), [("beta", "beta"), ("wilson", "wilson")])
def test_intervals_of_a_simple_random_sample(interval: Literal["beta", "wilson"], method: str) -> None:
    """13 of 60: the variance of the sample is that of 59 interviews."""
    sample = make_sample({"y": [1] * 13 + [0] * 47, "w": [20] * 60}, Design(weight="w"))
    df = np.inf if interval == "wilson" else "domain"
    found = share(sample, "y", 1, interval=interval, df=df)  # type: ignore[arg-type]
    known = proportion_confint(13 / 60 * 59, 59, method=method)
    assert (found.ci_low[0], found.ci_high[0]) == pytest.approx(known, rel=1e-12)


def test_lower_bounds_of_small_shares_are_those_of_jeffreys() -> None:
    """One-sided 95 %: the lower end of the two-sided 90 %."""
    cases, n = np.array([0.0, 1, 2, 29, 30]), np.full(5, 30.0)
    these = UncertainEstimates(100 * cases / n, np.ones(5), np.full(5, 29.0), n, n, cases, np.ones(5, bool))
    small = these.small(StatusRule())
    assert small.sum() == 5
    known = proportion_confint(cases, n, alpha=0.1, method="jeffreys")[0]
    assert lower_bound(these, StatusRule()) == pytest.approx(100 * known, rel=1e-12)


@pytest.fixture(scope="module")
def drawn() -> tuple[Sample, Floats, Floats]:
    """150 interviews with two variables, the second full of ties, and unequal weights that add up to 512."""
    random = np.random.default_rng(11)
    values = np.column_stack([random.normal(10, 3, 150), random.integers(1, 8, 150)]).astype(np.float64)
    weights = random.integers(1, 6, 150).astype(np.float64)
    weights[-1] += 512 - weights.sum()
    return make_sample({"y": values[:, 0], "x": values[:, 1], "w": weights}, Design(weight="w")), values, weights


def test_moments_are_those_of_a_weighted_table(drawn: tuple[Sample, Floats, Floats]) -> None:
    """Variances times n/(n-1), n the number of interviews and not of persons."""
    sample, values, weights = drawn
    known = DescrStatsW(values, weights)
    assert mean(sample, ["y", "x"]).estimate == pytest.approx(known.mean, rel=1e-13)
    assert variance(sample, ["y", "x"]).estimate == pytest.approx(known.var * 150 / 149, rel=1e-12)
    assert correlation(sample, ["y", "x"]).estimate[0] == pytest.approx(known.corrcoef[0, 1], rel=1e-11)


def test_quantiles_are_those_of_a_weighted_table(drawn: tuple[Sample, Floats, Floats]) -> None:
    """Rule "school" is that of SAS, which statsmodels follows: halfway where a share is met exactly.

    Shares are whole 512ths: statsmodels misses one that rounding puts just below the probability.
    """
    sample, values, weights = drawn
    p = np.arange(1, 512) / 512
    known = DescrStatsW(values, weights).quantile(p, return_pandas=False)
    for at, name in enumerate(("y", "x")):
        halfway = np.isin(known[:, at], values[:, at], invert=True)
        assert halfway.sum() > 3
        assert quantile(sample, name, p.tolist(), rule="school").estimate == pytest.approx(known[:, at], rel=1e-14)


def kappa(cells: Floats) -> float:
    """Cohen's kappa of the shares of a table of three by three."""
    square = cells.reshape(3, 3)
    by_chance = float(square.sum(0) @ square.sum(1))
    return (float(np.trace(square)) - by_chance) / (1 - by_chance)


def test_kappa_of_a_simple_random_sample() -> None:
    """The contrast of the cells has the variance of Fleiss, Cohen and Everitt (1969), over n - 1 instead of n."""
    table = np.array([[20, 5, 2], [4, 25, 6], [1, 7, 30]])
    one, other = np.repeat(np.indices((3, 3)).reshape(2, 9), table.ravel(), axis=1)
    sample = make_sample({"a": one, "b": other, "w": np.ones(100)}, Design(weight="w"))
    found = contrast(crosstab(sample, "a", "b", test=None).shares, kappa)
    known = cohens_kappa(table)
    assert found.estimate[0] == pytest.approx(known.kappa, rel=1e-13)
    assert found.se[0] ** 2 == pytest.approx(known.var_kappa * 100 / 99, rel=1e-6)


def test_kappa_of_weighted_interviews(drawn: tuple[Sample, Floats, Floats]) -> None:
    """The estimate is that of the table of weights, which statsmodels takes as counts."""
    sample, values, weights = drawn
    one, other = (np.digitize(column, np.quantile(column, [1 / 3, 2 / 3])) for column in values.T)
    table = np.bincount(3 * one + other, weights, 9).reshape(3, 3)
    found = contrast(crosstab(sample.assign(a=one, b=other), "a", "b", test=None).shares, kappa)
    assert found.estimate[0] == pytest.approx(cohens_kappa(table, return_results=False), rel=1e-12, abs=1e-13)
