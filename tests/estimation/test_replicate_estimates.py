"""Variances from replicates."""

import functools
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, Replicates, Sample, make_sample, replicate
from survey.errors import EstimationError
from survey.estimation import contrast, correlation, glm, mean, ratio, replicate_estimate, share, total, variance
from survey.estimation.confidence_intervals import t_quantile


def drawn(n: int = 60, seed: int = 3) -> Sample:
    """Three strata of four PSUs with five interviews each."""
    random = np.random.default_rng(seed)
    psu = np.repeat(np.arange(12), n // 12)
    data = pd.DataFrame(
        {
            "stratum": psu // 4,
            "psu": psu,
            "sex": random.integers(1, 3, len(psu)),
            "y": random.normal(10, 2, len(psu)) + psu / 4,
            "x": random.uniform(1, 3, len(psu)),
            "w": random.uniform(1, 4, len(psu)),
        }
    )
    data.loc[[3, 17, 40], "y"] = np.nan
    return make_sample(data, Design(strata="stratum", psu="psu", weight="w"))


@pytest.fixture(scope="module")
def jackknife() -> Sample:
    return replicate(drawn(), "JKn")


def by_hand(sample: Sample, statistic: Callable[[Floats], float]) -> float:
    """Standard error from replicate weights written out, one replicate at a time."""
    form = sample.stages[-1].form
    values = np.array([statistic(sample.weights * factors[sample.units]) for factors in form.factors])  # type: ignore[union-attr]
    centre = statistic(sample.weights) if form.mse else values.mean()  # type: ignore[union-attr]
    return float(np.sqrt((form.scale * (values - centre) ** 2).sum()))  # type: ignore[union-attr]


@pytest.mark.parametrize("mse", [True, False])
def test_a_ratio_is_calculated_anew_in_every_replicate(mse: bool) -> None:
    """Not linearised: sum of wy over sum of wx with each replicate's weights."""
    sample = replicate(drawn(), "JKn", mse=mse)
    y, x = sample.values("y"), sample.values("x")
    known = ~np.isnan(y)
    expected = by_hand(sample, lambda w: float((w[known] @ y[known]) / (w[known] @ x[known])))
    assert ratio(sample, "y", "x").se[0] == pytest.approx(expected, rel=1e-12)


def test_domains_are_calculated_in_every_replicate(jackknife: Sample) -> None:
    """Each domain's own weights; a blank leaves its variable."""
    y, sex = jackknife.values("y"), jackknife.values("sex")
    found = mean(jackknife, "y", by="sex")

    def average(level: int, w: Floats) -> float:
        inside = ~np.isnan(y) & (sex == level)
        return float(np.average(y[inside], weights=w[inside]))

    for at, level in enumerate((1, 2)):
        assert found.se[at] == pytest.approx(by_hand(jackknife, functools.partial(average, level)), rel=1e-12)


def test_many_domains_are_kept_apart_without_a_full_grid() -> None:
    """More pairs of unit and domain than interviews: the same numbers as domain by domain."""
    random = np.random.default_rng(1)
    data = pd.DataFrame({"y": random.normal(size=3000), "g": random.integers(0, 40, 3000), "w": 1.0})
    sample = replicate(make_sample(data, Design(weight="w")), "bootstrap", replicates=20, seed=1)
    found, one = mean(sample, "y", by="g"), mean(sample, "y", where="g == 17")
    assert found.se[17] == pytest.approx(one.se[0], rel=1e-12)
    assert found.df[17] == one.df[0]


def test_covariances_and_contrasts_come_from_the_replicates(jackknife: Sample) -> None:
    """The difference of two means, calculated anew in every replicate."""
    y, sex = jackknife.values("y"), jackknife.values("sex")
    groups = [~np.isnan(y) & (sex == level) for level in (1, 2)]

    def difference(w: Floats) -> float:
        one, other = (np.average(y[inside], weights=w[inside]) for inside in groups)
        return float(one - other)

    found = mean(jackknife, "y", by="sex")
    matrix = found.covariance()
    expected = by_hand(jackknife, difference)
    assert contrast(found, [1, -1]).se[0] == pytest.approx(expected, rel=1e-12)
    assert np.sqrt(matrix[0, 0] + matrix[1, 1] - 2 * matrix[0, 1]) == pytest.approx(expected, rel=1e-12)


def test_a_variance_is_about_each_replicates_own_mean(jackknife: Sample) -> None:
    """n/(n-1) times the weighted mean square."""
    y = jackknife.values("y")
    known = ~np.isnan(y)
    factor = known.sum() / (known.sum() - 1)

    def spread(w: Floats) -> float:
        centre = np.average(y[known], weights=w[known])
        return float(factor * np.average((y[known] - centre) ** 2, weights=w[known]))

    assert variance(jackknife, "y").se[0] == pytest.approx(by_hand(jackknife, spread), rel=1e-10)


def test_a_correlation_is_calculated_anew_in_every_replicate(jackknife: Sample) -> None:
    """Weighted covariance over the root of both variances."""
    y, x = jackknife.values("y"), jackknife.values("x")
    known = ~np.isnan(y)

    def correlate(w: Floats) -> float:
        matrix = np.cov(y[known], x[known], aweights=w[known])
        return float(matrix[0, 1] / np.sqrt(matrix[0, 0] * matrix[1, 1]))

    assert correlation(jackknife, ["y", "x"]).se[0] == pytest.approx(by_hand(jackknife, correlate), rel=1e-10)


def test_a_model_is_fitted_anew_in_every_replicate(jackknife: Sample) -> None:
    """Weighted least squares, the slope."""
    y, x = jackknife.values("y"), jackknife.values("x")
    known = ~np.isnan(y)
    X = np.column_stack([np.ones(known.sum()), x[known]])

    def slope(w: Floats) -> float:
        weighted = X * w[known, None]
        return float(np.linalg.solve(weighted.T @ X, weighted.T @ y[known])[1])

    assert glm(jackknife, "y ~ x").coefficients.se[1] == pytest.approx(by_hand(jackknife, slope), rel=1e-9)


def test_any_kernel_gives_the_same_as_the_estimator(jackknife: Sample) -> None:
    """A mean as a function of weights."""
    y = jackknife.values("y")
    known = ~np.isnan(y)
    found = replicate_estimate(jackknife, lambda w: [np.average(y[known], weights=w[known])], ["mean"])
    usual = mean(jackknife, "y")
    assert found.variable == ("mean",)
    np.testing.assert_allclose([found.estimate[0], found.se[0]], [usual.estimate[0], usual.se[0]])
    assert found.df[0] == usual.df[0]


def test_a_kernel_sees_zeros_outside_the_domain(jackknife: Sample) -> None:
    """The total of everybody in the domain."""
    found = replicate_estimate(jackknife, lambda w: w.sum(), where="sex == 1")
    usual = total(jackknife, {"one": np.ones(len(jackknife))}, where="sex == 1")
    np.testing.assert_allclose([found.estimate[0], found.se[0]], [usual.estimate[0], usual.se[0]])


def test_a_replicate_without_the_domain_does_not_count() -> None:
    """Its only PSU is left out in one of three replicates: no estimate there, the others are left."""
    data = pd.DataFrame({"psu": [1, 2, 3], "y": [1.0, 2, 3], "solo": [1, 0, 0], "w": 1.0})
    sample = replicate(make_sample(data, Design(psu="psu", weight="w")), "JK1")
    found = mean(sample, "y", where="solo == 1")
    assert (found.estimate[0], found.se[0], found.df[0]) == (1.0, 0.0, 0.0)
    assert not np.isnan([found.ci_low[0], found.ci_high[0]]).any()


def test_degrees_of_freedom_are_those_of_the_replicate_weights() -> None:
    """Twelve PSUs in three strata: 9; supplied weights: what their producer says."""
    sample = replicate(drawn(), "JKn")
    found = mean(sample, "x", df="design")
    assert found.df[0] == 9
    assert found.ci_high[0] - found.estimate[0] == pytest.approx(
        float(t_quantile(0.95, np.array([9.0]))[0]) * found.se[0]
    )
    data = pd.DataFrame({"x": [1.0, 2, 4], "w": 1.0, "r1": [0.0, 2, 1], "r2": [2.0, 0, 1]})
    given = make_sample(data, Design(weight="w", replicates=Replicates("^r", kind="BRR", df=7)))
    assert mean(given, "x").df[0] == 7


def test_shares_have_their_intervals_from_replicates(jackknife: Sample) -> None:
    """Limits stay within 0 and 1, and the result says where its variance comes from."""
    found = share(jackknife, "sex", [1])
    assert 0 < found.ci_low[0] < found.estimate[0] < found.ci_high[0] < 1
    assert "variance: JKn: 12 replicates" in found.about
    assert "df: rank - 1 of the replicates of the domain" in found.about


def test_an_empty_domain_has_no_estimate(jackknife: Sample) -> None:
    """NaN with a flag, as without replicates."""
    found = mean(jackknife, "y", where="sex == 7")
    assert np.isnan(found.se[0])
    assert found.flag("empty")[0]


@pytest.mark.parametrize(
    ("call", "code", "place"),
    [
        (lambda s: replicate_estimate(s, lambda w: [np.nan]), "E250", "survey.replicate_estimate: kernel"),
        (lambda s: replicate_estimate(s, lambda w: np.ones(1 if w[0] else 2)), "E250", "survey.replicate_estimate: replicate 1"),
        (lambda s: replicate_estimate(s, lambda w: [1 / int(w[0] > 0)]), "E251", "survey.replicate_estimate: replicate 1"),
        (lambda s: replicate_estimate(drawn(), lambda w: [1.0]), "E252", "survey.replicate_estimate"),
        (lambda s: replicate_estimate(s, lambda w: [1.0], ["a", "b"]), "E254", "survey.replicate_estimate: options"),
        (lambda s: replicate_estimate(s, lambda w: [1.0], level=95), "E254", "survey.replicate_estimate: options"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call: Callable[[Sample], object], code: str, place: str, jackknife: Sample) -> None:
    """Each with its code and place."""
    with pytest.raises(EstimationError) as caught:
        call(jackknife)
    assert (caught.value.code, caught.value.place) == (code, place)


def test_log_odds_that_a_replicate_does_not_have_are_not_used() -> None:
    """Without the last interview nobody says 1: its share is 0, and the limits rest on the error of the share."""
    sample = replicate(make_sample({"y": [0, 0, 0, 0, 1], "w": [1] * 5}, Design(weight="w")), "JK1")
    logit, delta = (share(sample, "y", 1, interval=interval) for interval in ("logit", "xlogit"))
    assert (logit.ci_low[0], logit.ci_high[0]) == (delta.ci_low[0], delta.ci_high[0])
