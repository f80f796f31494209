"""Intervals and p-values of differences between two waves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.indicators.precision import share_limit
from survey.indicators.wave_differences import WaveDifferences, WaveSide


def side(estimate: float, variance: float, df: float = 80, n: float = 1000, deff: float = 1.5) -> WaveSide:
    return WaveSide(*(np.array([value]) for value in (estimate, variance, df, n, deff, df)))


def between(now: WaveSide, before: WaveSide, covariance: float = 0, kept: float = 0) -> WaveDifferences:
    edge = np.isin(now.estimate, [0, 100]) | np.isin(before.estimate, [0, 100])
    return WaveDifferences(now, before, np.array([covariance]), np.array([kept]), edge)


def test_independent_waves_by_hand() -> None:
    """Variances 4 and 4, 80 degrees of freedom each: 160 together, t is 1.97490."""
    found = between(side(64, 4), side(60, 4))
    low, high = found.interval(np.array([0.95]))
    assert (low[0], high[0]) == pytest.approx((4 - 1.97490 * 8**0.5, 4 + 1.97490 * 8**0.5), abs=1e-4)
    assert found.df[0] == pytest.approx(160)


def test_kept_psus_take_their_covariance_off_twice() -> None:
    """4 + 9 - 2 x 3."""
    found = between(side(64, 4), side(60, 9), covariance=3, kept=1)
    assert found.se[0] == pytest.approx(7**0.5)


def test_degrees_of_freedom_of_kept_psus_count_once() -> None:
    """Equal variances: 160 less 80; of very unequal ones never fewer than the smaller side has."""
    assert between(side(64, 4), side(60, 4), kept=1).df[0] == pytest.approx(80)
    assert between(side(64, 400), side(60, 0.01), kept=1).df[0] == pytest.approx(80)
    assert between(side(64, 4), side(60, 4), kept=0.25).df[0] == pytest.approx(140)


def test_a_share_of_zero_takes_the_limits_of_both_shares() -> None:
    """Zou and Donner: the distances of both shares to their own limits, as the two legs of a right angle."""
    found = between(side(4, 0.5), side(0, 0))
    low, high = found.interval(np.array([0.95]))
    limits = [share_limit(one, 1000, 1.5, 80, 0.975, upper=upper) for one in (4, 0) for upper in (False, True)]
    assert low[0] == pytest.approx(4 - np.hypot(4 - limits[0], limits[3]))
    assert high[0] == pytest.approx(4 + np.hypot(limits[1] - 4, 0), abs=1e-6)
    assert np.isnan(found.se[0])


@given(st.sampled_from([0.0, 0.3, 1.0, 2.0, 40.0]), st.sampled_from([0.0, 100.0, 1.5]), st.floats(0.01, 4))
def test_zero_is_a_limit_at_the_level_of_the_p_value(now: float, before: float, variance: float) -> None:
    """At 1 - p one limit is 0: for t as for the limits of shares."""
    found = between(side(now, variance), side(before, variance if before == 1.5 else 0.0))
    p = found.p_values()
    low, high = found.interval(1 - p)
    nearest = low if found.change[0] > 0 else high
    if p[0] > 1e-9:
        assert nearest[0] == pytest.approx(0, abs=1e-6)


def test_two_waves_without_the_event_did_not_change() -> None:
    """No doubt at all, p is 1, and the interval reaches as far as both upper limits."""
    found = between(side(0, 0), side(0, 0))
    low, high = found.interval(np.array([0.95]))
    assert found.p_values()[0] == pytest.approx(1)
    upper = share_limit(0, 1000, 1.5, 80, 0.975, upper=True)
    assert (low[0], high[0]) == pytest.approx((-upper, upper), abs=1e-9)


def test_without_an_error_there_is_no_interval() -> None:
    """A score without spread in either wave."""
    found = WaveDifferences(side(50, 0), side(40, 0), np.zeros(1), np.zeros(1), np.array([False]))
    assert not found.known[0]
    assert np.isnan(found.interval(np.array([0.95]))).all()
    assert not between(replace(side(0, 0), deff=np.array([np.nan])), side(0, 0)).known[0]
