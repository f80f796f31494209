"""Tails of weighted sums of chi-squares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import chdtrc, fdtrc

from survey.errors import EstimationError
from survey.estimation.weighted_chi_squares import TailMethod, f_tail, weighted_chi_squares


@pytest.mark.parametrize("probability", [0.999, 0.5, 0.05, 1e-6, 1e-40])
@pytest.mark.parametrize("number", [1, 2, 5, 30])
def test_equal_weights_are_one_chi_square(number: int, probability: float) -> None:
    """Chi-squares of one degree with weight 1 add up to one of as many degrees, far into the tail."""
    x = float(stats.chi2.isf(probability, number))
    assert weighted_chi_squares(x, np.ones(number)) == pytest.approx(probability, rel=1e-10)


@pytest.mark.parametrize("probability", [0.999, 0.5, 0.05, 1e-6])
@pytest.mark.parametrize("ddf", [1.0, 4.5, 30.0, 5000.0])
def test_equal_weights_over_an_estimated_scale_are_one_f(ddf: float, probability: float) -> None:
    """Three chi-squares over chi-square(d)/d exceed 3x when F(3, d) exceeds x."""
    x = float(stats.f.isf(probability, 3, ddf))
    assert weighted_chi_squares(3 * x, np.ones(3), ddf=ddf) == pytest.approx(probability, rel=1e-9)


def test_two_exponentials_have_a_closed_tail() -> None:
    """2a and 2b times chi-square(2)/2: P = (a exp(-x/2a) - b exp(-x/2b)) / (a - b)."""
    a, b, x = 3.0, 0.5, 7.0
    expected = (a * np.exp(-x / (2 * a)) - b * np.exp(-x / (2 * b))) / (a - b)
    assert weighted_chi_squares(x, [a, b], 2.0) == pytest.approx(expected, rel=1e-12)


def test_difference_of_two_exponentials_has_a_closed_tail() -> None:
    """Of a X - b Y with chi-square(2), P(above x) = a/(a + b) exp(-x/2a) for x above 0, 1 - b/(a + b) exp(x/2b) below."""
    a, b = 2.0, 3.0
    assert weighted_chi_squares(1.5, [a, -b], 2.0) == pytest.approx(0.4 * np.exp(-1.5 / 4), rel=1e-12)
    assert weighted_chi_squares(-1.5, [a, -b], 2.0) == pytest.approx(1 - 0.6 * np.exp(-1.5 / 6), rel=1e-12)


def test_values_of_imhof() -> None:
    """Table 1 of Imhof (1961): 0.6, 0.3, 0.1 at 0.1 and 2; two and six degrees with 0.7 and -0.3."""
    assert weighted_chi_squares(0.1, [0.6, 0.3, 0.1]) == pytest.approx(0.9458, abs=5e-5)
    assert weighted_chi_squares(2.0, [0.6, 0.3, 0.1]) == pytest.approx(0.1240, abs=5e-5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.05, 20), min_size=1, max_size=8), st.floats(0.01, 60), st.floats(1, 300))
def test_a_tail_is_a_probability_and_falls(weights: list[float], x: float, ddf: float) -> None:
    """Between 0 and 1, and smaller further out."""
    near, far = weighted_chi_squares(x, weights, ddf=ddf), weighted_chi_squares(1.1 * x, weights, ddf=ddf)
    assert 0 <= far < near <= 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.2, 5), min_size=2, max_size=6), st.floats(0.2, 4))
def test_the_saddlepoint_is_close(weights: list[float], times: float) -> None:
    """Kuonen's approximation is within a few per cent of the integral."""
    x = times * sum(weights)
    exact = weighted_chi_squares(x, weights)
    assert weighted_chi_squares(x, weights, method="saddlepoint") == pytest.approx(exact, rel=0.12, abs=0.03)


def test_the_saddlepoint_has_no_step_at_the_mean() -> None:
    """At the mean the expression is 0/0; its limit joins the two sides."""
    below, at, above = (weighted_chi_squares(x, [1.0, 2.0], method="saddlepoint") for x in (2.998, 3.0, 3.002))
    assert at == pytest.approx((below + above) / 2, rel=1e-6)


@pytest.mark.parametrize("method", ["exact", "saddlepoint", "satterthwaite"])
def test_a_scale_of_many_degrees_is_known(method: TailMethod) -> None:
    """With ten million degrees of freedom the scale is as good as 1."""
    known = weighted_chi_squares(9.0, [2.0, 1.0, 0.5], method=method)
    assert weighted_chi_squares(9.0, [2.0, 1.0, 0.5], ddf=1e7, method=method) == pytest.approx(known, rel=1e-5)


def test_values_at_the_ends() -> None:
    """Nothing exceeds infinity, a positive sum exceeds 0, a sum of nothing exceeds what is below 0, NaN stays NaN."""
    assert weighted_chi_squares(np.inf, [1.0]) == 0
    assert weighted_chi_squares(0.0, [1.0]) == 1
    assert weighted_chi_squares(-1.0, [0.0]) == 1
    assert weighted_chi_squares(1.0, [0.0]) == 0
    assert weighted_chi_squares(0.5, [-1.0]) == 0
    assert weighted_chi_squares(-3.841458820694124, [-1.0]) == pytest.approx(0.95)
    assert np.isnan(weighted_chi_squares(np.nan, [1.0]))
    assert np.isnan(f_tail(1.0, 2.0, 0.0))
    assert f_tail(-1.0, 2.0, 3.0) == 1


def test_f_with_infinite_degrees_is_a_chi_square() -> None:
    """F(2, infinity) above x: chi-square(2) above 2x."""
    assert f_tail(3.0, 2.0, np.inf) == pytest.approx(np.exp(-3))


def test_unknown_method_is_refused() -> None:
    """E200 names the nearest method."""
    with pytest.raises(EstimationError, match="saddlepoint") as caught:
        weighted_chi_squares(1.0, [1.0], method="sadlepoint")  # type: ignore[arg-type]
    assert caught.value.code == "E200"
    assert "method" in caught.value.place


def test_tails_at_both_ends_are_those_of_chi_square_and_f() -> None:
    """Statistics of a million interviews reach thousands; rounding makes others nearly 0."""
    sizes = (1e-300, 1e-20, 1e-5, 1.0, 700.0, 1480.0, 1491.0, 2e3, 1e5, 1e12)
    for q in (1, 3):
        for x in sizes:
            assert weighted_chi_squares(x, [1.0] * q) == pytest.approx(chdtrc(q, x), rel=1e-9, abs=1e-290), (q, x)
            for ddf in (2.0, 30.0, 1e5):
                found = weighted_chi_squares(x, [1.0] * q, ddf=ddf)
                assert found == pytest.approx(fdtrc(q, ddf, x / q), rel=1e-7, abs=1e-290), (q, x, ddf)
            assert 0 <= weighted_chi_squares(x, [1.0] * q, ddf=30.0, method="saddlepoint") <= 1
    assert weighted_chi_squares(42002.0, [-0.027, 11.0, 1.9, 28.0]) < 1e-300


def test_a_tail_below_zero_is_one_less_its_mirror() -> None:
    """With weights below 0 and a scale of many degrees of freedom; P(chi-square(1) < x S) is that of F."""
    for x, ddf in ((0.1, 300.0), (1.0, 300.0), (3.0, 10.0)):
        expected = 1 - fdtrc(1, ddf, x)
        assert weighted_chi_squares(-x, [-1.0], ddf=ddf) == pytest.approx(expected, rel=1e-9)
