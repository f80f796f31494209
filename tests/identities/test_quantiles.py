"""What must hold for quantiles, distribution functions and moments of every sample."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.design import Design, Sample, make_sample
from survey.estimation import cdf, correlation, covariance, mean, quantile, share, variance
from survey.estimation.confidence_intervals import ShareInterval
from survey.estimation.quantile_rules import QuantileRule
from survey.estimation.quantiles import QuantileInterval

EXAMPLES = settings(max_examples=30, deadline=None)
P = [0.05, 0.3, 0.5, 0.77, 0.95]
RULES = [rule for rule in get_args(QuantileRule) if rule != "shahvaish"]


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """Strata of two to four PSUs of one to five interviews; ``y`` has ties and blanks."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    psus = [draw(st.integers(2, 4)) for _ in range(draw(st.integers(1, 4)))]
    sizes = random.integers(1, 6, sum(psus))
    n = int(sizes.sum())
    y = random.integers(0, draw(st.integers(2, 60)), n).astype(np.float64)
    y[1:][random.uniform(size=n - 1) < 0.1] = np.nan
    table = pd.DataFrame(
        {
            "s": np.repeat(np.repeat(np.arange(len(psus)), psus), sizes),
            "p": np.repeat(np.arange(sum(psus)), sizes),
            "w": random.uniform(0.5, 5, n),
            "y": y,
            "x": random.normal(size=n),
            "g": random.choice(["a", "b"], n),
        }
    )
    return make_sample(table, Design(strata="s", psu="p", weight="w"))


@EXAMPLES
@given(samples(), st.sampled_from(RULES))
def test_quantiles_ascend_and_lie_among_the_answers(sample: Sample, rule: QuantileRule) -> None:
    """For every rule but that of Shah and Vaish as R has it."""
    found = quantile(sample, "y", P, rule=rule).estimate
    values = sample.values("y")
    assert (np.diff(found) >= -1e-9).all()
    assert np.nanmin(values) <= found[0]
    assert found[-1] <= np.nanmax(values)


@EXAMPLES
@given(samples(), st.sampled_from(RULES), st.floats(0.1, 50), st.floats(-20, 20))
def test_quantiles_follow_a_change_of_unit(sample: Sample, rule: QuantileRule, scale: float, shift: float) -> None:
    """Estimates, limits and errors."""
    one = quantile(sample, "y", P, rule=rule)
    other = quantile(sample, {"y": sample.values("y") * scale + shift}, P, rule=rule)
    assert other.estimate == pytest.approx(one.estimate * scale + shift, abs=1e-7)
    assert other.se == pytest.approx(one.se * scale, abs=1e-7, nan_ok=True)
    assert other.ci_low == pytest.approx(one.ci_low * scale + shift, abs=1e-7)


@EXAMPLES
@given(samples())
def test_the_order_of_the_interviews_does_not_matter(sample: Sample) -> None:
    """Not for the rules that count ties together."""
    assert isinstance(sample.data, pd.DataFrame)
    shuffled = make_sample(sample.data.sample(frac=1, random_state=1).reset_index(drop=True), sample.design)
    for rule in ("math", "school", "hf3", "rounded"):
        one, other = (quantile(given, "y", P, by="g", rule=rule) for given in (sample, shuffled))
        for name in ("estimate", "se", "ci_low", "ci_high"):
            assert getattr(one, name) == pytest.approx(getattr(other, name), nan_ok=True), (rule, name)


@EXAMPLES
@given(samples(), st.sampled_from([one for one in get_args(QuantileInterval) if one != "quantile"]))
def test_limits_are_never_missing_where_there_is_a_quantile(sample: Sample, interval: QuantileInterval) -> None:
    """In every domain."""
    found = quantile(sample, "y", P, by="g", interval=interval)
    there = ~np.isnan(found.estimate)
    assert not np.isnan(found.ci_low[there]).any()
    assert not np.isnan(found.ci_high[there]).any()
    assert (found.ci_low[there] <= found.ci_high[there]).all()


@EXAMPLES
@given(samples(), st.sampled_from(get_args(ShareInterval)))
def test_limits_of_shares_are_never_missing_nor_outside(sample: Sample, interval: ShareInterval) -> None:
    """In every domain, for every way of making them."""
    found = share(sample, {"y": (sample.values("y") > 20).astype(float)}, by="g", interval=interval)
    there = ~np.isnan(found.estimate)
    low, high, estimate = found.ci_low[there], found.ci_high[there], found.estimate[there]
    assert ((low >= 0) & (low <= estimate) & (estimate <= high) & (high <= 1)).all()


@EXAMPLES
@given(samples())
def test_the_distribution_function_ascends_to_1_and_the_quantile_inverts_it(sample: Sample) -> None:
    """At or above p there, below p just before."""
    function = cdf(sample, "y")
    shares = function.estimates.estimate
    assert (np.diff(shares) >= 0).all()
    assert shares[-1] == 1
    values = quantile(sample, "y", P).estimate
    assert (function(values)[0] >= np.array(P) - 1e-12).all()
    assert (function(values - 0.5)[0] < np.array(P)).all()


@EXAMPLES
@given(samples())
def test_moments_follow_a_change_of_unit_and_of_order(sample: Sample) -> None:
    """Covariances are linear in each variable, correlations do not change."""
    changed = {"y": 3 * sample.values("y") - 7, "x": -2 * sample.values("x")}
    one, other = (covariance(sample, given, by="g") for given in (["y", "x"], changed))
    factors = np.repeat([9.0, -6.0, 4.0], len(one) // 3)
    assert other.estimate == pytest.approx(one.estimate * factors, nan_ok=True)
    assert other.se == pytest.approx(one.se * np.abs(factors), nan_ok=True)
    r, turned = correlation(sample, ["y", "x"]), correlation(sample, {name: changed[name] for name in ("x", "y")})
    assert turned.estimate == pytest.approx(-r.estimate, abs=1e-12, nan_ok=True)
    assert turned.se == pytest.approx(r.se, abs=1e-12, nan_ok=True)


@EXAMPLES
@given(samples())
def test_a_variance_is_the_mean_square_minus_the_squared_mean(sample: Sample) -> None:
    """Times n/(n-1), over those with an answer."""
    found = variance(sample, "y")
    y = sample.values("y")
    means = mean(sample, {"y": y, "square": y**2})
    n = means.n[0]
    if n > 1:
        expected = (means.estimate[1] - means.estimate[0] ** 2) * n / (n - 1)
        assert found.estimate[0] == pytest.approx(expected, abs=1e-9)
