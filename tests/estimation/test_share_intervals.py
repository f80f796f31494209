"""Seven intervals of a share: by hand, at the edges, and without degrees of freedom."""

from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import share, shares
from survey.estimation.confidence_intervals import ShareInterval, proportion, t_quantile
from survey.estimation.profile_likelihood import likelihood_limits, spline

INTERVALS: tuple[ShareInterval, ...] = get_args(ShareInterval)


def limits(p: float, se: float, df: float, n: float, interval: ShareInterval) -> tuple[float, float, str]:
    share, error, freedom, number = (np.array([value]) for value in (p, se, df, n))
    low, high, method = proportion(share, error, freedom, number, number, 0.95, interval)
    return float(low[0]), float(high[0]), str(method[0])


# By hand: p = 0.2, se = 0.05, t = 1.96 (infinite degrees of freedom)


def test_mean_by_hand() -> None:
    """0.2 -+ 1.96 x 0.05."""
    assert limits(0.2, 0.05, np.inf, 100, "mean")[:2] == pytest.approx((0.102002, 0.297998), abs=1e-6)


def test_logit_by_hand() -> None:
    """log(1/4) -+ 1.96 x 0.05/0.16 = -1.38629 -+ 0.61249."""
    expected = 1 / (1 + np.exp(1.3862944 + 0.6124887)), 1 / (1 + np.exp(1.3862944 - 0.6124887))
    assert limits(0.2, 0.05, np.inf, 100, "logit")[:2] == pytest.approx(expected, abs=1e-7)
    assert limits(0.2, 0.05, np.inf, 100, "xlogit")[:2] == pytest.approx(expected, abs=1e-7)


def test_arcsine_by_hand() -> None:
    """arcsin(sqrt 0.2) = 0.4636476, half width 1.96 x 0.05/0.8 = 0.1224977."""
    expected = np.sin(0.4636476 - 0.1224977) ** 2, np.sin(0.4636476 + 0.1224977) ** 2
    assert limits(0.2, 0.05, np.inf, 100, "asin")[:2] == pytest.approx(expected, abs=1e-6)


def test_wilson_by_hand() -> None:
    """0.16/0.0025 = 64 interviews; at both limits the distance to 0.2 is 1.96 standard errors there."""
    for limit in limits(0.2, 0.05, np.inf, 100, "wilson")[:2]:
        assert abs(limit - 0.2) / np.sqrt(limit * (1 - limit) / 64) == pytest.approx(1.959964, abs=1e-6)


def test_beta_is_the_exact_binomial_interval() -> None:
    """20 of 100: Clopper and Pearson's limits are 0.126656 and 0.291843."""
    found = limits(0.2, 0.04, np.inf, 1e9, "beta")
    assert found[:2] == pytest.approx((0.126656, 0.291843), abs=1e-6)


def test_likelihood_limits_have_the_deviance_of_the_quantile() -> None:
    """Twice the drop of the log likelihood of 64 interviews is 1.96 squared, to the accuracy of the table."""
    for limit in limits(0.2, 0.05, np.inf, 1e6, "likelihood")[:2]:
        deviance = 2 * 64 * (0.2 * np.log(0.2 / limit) + 0.8 * np.log(0.8 / (1 - limit)))
        assert deviance == pytest.approx(1.959964**2, rel=5e-3)


def test_likelihood_is_exact_where_a_table_cannot_be_made() -> None:
    """Two interviews and one degree of freedom: the signed root is the cutoff at both limits."""
    arrays = [np.array([value]) for value in (0.5, 0.43, 12.706, 2.0)]
    low, high = likelihood_limits(*arrays)
    cutoff = 12.706 * 0.43 * np.sqrt(2 / 0.25)
    deviance = 2 * (0.5 * np.log(0.5 / low) + 0.5 * np.log(0.5 / (1 - low)))
    assert np.sqrt(deviance) == pytest.approx(cutoff, rel=1e-6)
    assert low[0] < 0.5 < high[0]


def test_spline_goes_through_a_parabola() -> None:
    """Three points: the spline is the parabola."""
    x = np.array([0.0, 1.0, 2.0])
    assert spline(x, x**2, np.array([0.5, 1.5])) == pytest.approx([0.25, 2.25])


# Never outside, never missing


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("p", [0.001, 0.02, 0.5, 0.97, 0.9999])
@pytest.mark.parametrize("se", [1e-4, 0.02, 0.4])
def test_limits_enclose_the_share_within_0_and_1(interval: ShareInterval, p: float, se: float) -> None:
    """Also where the standard error is far too large for the share."""
    low, high, method = limits(p, se, 5, 50, interval)
    assert 0 <= low <= p <= high <= 1
    assert method == interval or (interval, method) == ("mean", "mean_clipped")


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("p", [0.0, 1.0])
def test_at_the_edges_every_interval_is_korn_and_graubards(interval: ShareInterval, p: float) -> None:
    """A standard error of 0 is not certainty: 0 of 50 leaves everything up to 7 %."""
    low, high, method = limits(p, 0.0, 49, 50, interval)
    assert method == "korn_graubard"
    assert high - low == pytest.approx(1 - 0.025 ** (1 / 50), rel=1e-6)


@pytest.mark.parametrize("interval", INTERVALS)
def test_without_degrees_of_freedom_nothing_is_known(interval: ShareInterval) -> None:
    """One PSU: the limits are 0 and 1."""
    assert limits(0.3, 0.0, 0, 8, interval) == (0, 1, "none")


def test_a_clipped_mean_says_so() -> None:
    """0.02 -+ 2.57 x 0.02 would begin below 0."""
    assert limits(0.02, 0.02, 5, 50, "mean")[::2] == (0.0, "mean_clipped")


def test_arcsine_does_not_turn_back() -> None:
    """The sine of a negative angle, squared, would be above 0."""
    assert limits(0.01, 0.05, 5, 50, "asin")[0] == 0


@pytest.mark.parametrize("interval", INTERVALS)
def test_no_spread_inside_means_no_width(interval: ShareInterval) -> None:
    """Every PSU with the same share, or a share that the weights meet by construction."""
    assert limits(0.25, 0.0, 10, 50, interval)[:2] == (0.25, 0.25)


def test_the_normal_quantile_with_infinite_degrees_of_freedom() -> None:
    """Exact, not Student's t with very many."""
    assert t_quantile(0.95, np.array([np.inf]))[0] == pytest.approx(1.959963984540054, rel=1e-14)


# Through share and shares


@pytest.fixture
def sample() -> Sample:
    table = {"y": [1, 2, 1, 2, 2, 1, 2, 2], "p": [1, 1, 2, 2, 3, 3, 4, 4], "w": [1.0, 2, 1, 1, 3, 1, 1, 1]}
    return make_sample(table, Design(psu="p", weight="w"))


@pytest.mark.parametrize("estimate", [lambda s, **o: share(s, "y", 1, **o), lambda s, **o: shares(s, "y", **o)])
def test_share_and_shares_take_the_interval(sample: Sample, estimate: Callable[..., object]) -> None:
    """The row says which."""
    assert set(estimate(sample, interval="wilson").method) == {"wilson"}  # type: ignore[attr-defined]


def test_level_and_degrees_of_freedom_matter_to_every_interval(sample: Sample) -> None:
    """Narrower at 50 %, narrower with more degrees of freedom."""
    for interval in INTERVALS:
        usual, lower, more = (
            share(sample, "y", 1, interval=interval, **options)  # type: ignore[arg-type]
            for options in ({}, {"level": 0.5}, {"df": np.inf})
        )
        width = usual.ci_high - usual.ci_low
        assert (lower.ci_high - lower.ci_low < width).all(), interval
        assert (more.ci_high - more.ci_low < width).all(), interval


def test_an_unknown_interval_is_refused(sample: Sample) -> None:
    """With the nearest name."""
    with pytest.raises(EstimationError, match="Did you mean 'wilson'") as caught:
        share(sample, "y", 1, interval="wlison")  # type: ignore[arg-type]
    assert caught.value.code == "E100"
