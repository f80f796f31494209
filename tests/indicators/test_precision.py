"""Pooled design effects and the limits made from them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from survey.arrays import Floats
from survey.indicators.precision import Cells, Precision, not_seen, pooled_design_effects, share_limit

LARGE = 1e9


def cells(
    estimate: list[float],
    variance: list[float],
    *,
    df: float = 3,
    n: float = 50,
    spread: list[float] | None = None,
    share: bool = True,
) -> Cells:
    value = np.array(estimate, float)
    s2 = value * (100 - value) * n / (n - 1) if spread is None else np.array(spread, float)
    whole = np.ones(len(value))
    return Cells(value, np.array(variance, float), df * whole, s2, n * whole, 4 * whole, np.full(len(value), share))


def pooled(these: Cells, groups: list[int] | None = None, counted: list[bool] | None = None) -> tuple[Floats, Floats]:
    m = len(these.n)
    group = np.array([0] * m if groups is None else groups, np.intp)
    return pooled_design_effects(these, group, np.array([True] * m if counted is None else counted, bool))


def test_the_design_effect_is_a_ratio_of_sums() -> None:
    """Variances 60 and 90 where simple samples of 50 would have 51.02 (s2 = 2,500 x 50/49) each."""
    deff, df = pooled(cells([50, 50], [60, 90]))
    assert_allclose(deff, (60 + 90) / (2 * 2500 / 49))
    assert_allclose(df, 150**2 / (60**2 / 3 + 90**2 / 3))


def test_a_cell_with_a_count_of_zero_receives_the_design_effect_of_the_others() -> None:
    """It adds nothing to either sum, and its own variance of 0 would have made it certain."""
    deff, _ = pooled(cells([0, 50, 50], [0, 100, 100]))
    assert_allclose(deff, 200 / (2 * 2500 / 49))


def test_clustering_is_never_credited_as_a_gain() -> None:
    """A variance of half a simple sample's."""
    assert pooled(cells([50, 50], [25, 25]))[0].tolist() == [1, 1]


def test_every_variance_zero() -> None:
    """Nothing is known to be more than simple; degrees of freedom add up."""
    deff, df = pooled(cells([0, 0], [0, 0]))
    assert (deff.tolist(), df.tolist()) == ([1, 1], [6, 6])


def test_small_cells_do_not_count_but_receive() -> None:
    """The third cell is below the gate."""
    deff, _ = pooled(cells([50, 50, 50], [60, 90, 10_000]), counted=[True, True, False])
    assert_allclose(deff, 150 / (2 * 2500 / 49))


def test_a_group_of_small_cells_counts_all_of_them() -> None:
    """Else none of them would have an interval."""
    deff, _ = pooled(cells([50, 50], [60, 90]), counted=[False, False])
    assert_allclose(deff, 150 / (2 * 2500 / 49))


def test_groups_do_not_mix() -> None:
    """Two indicators."""
    deff, _ = pooled(cells([50, 50], [60, 120]), groups=[0, 1])
    assert_allclose(deff, [60 / (2500 / 49), 120 / (2500 / 49)])


def test_nothing_is_known_without_a_degree_of_freedom() -> None:
    """One PSU each."""
    deff, df = pooled(cells([50, 50], [np.nan, np.nan], df=0))
    assert np.isnan(deff).all()
    assert np.isnan(df).all()


def test_no_cells() -> None:
    """An empty table."""
    assert [len(found) for found in pooled(cells([], []))] == [0, 0]


@pytest.mark.parametrize("count", [0, 1, 7, 25, 50])
def test_limits_of_a_simple_sample_are_those_of_wilson(count: int) -> None:
    """``proportion_confint(count, 50, method="wilson")`` of statsmodels: design effect 1, many degrees of freedom."""
    expected = proportion_confint(count, 50, 0.05, "wilson")
    found = [share_limit(2.0 * count, 50, 1.0, LARGE, 0.975, upper=upper) for upper in (False, True)]
    assert_allclose(found, 100 * np.array(expected), atol=1e-5)


def test_fewer_degrees_of_freedom_and_effective_interviews_widen() -> None:
    """Both by the same formula: t for z, n / D for n."""
    t, n = stats.t.ppf(0.94, 20), 100 / 1.6
    centre, half = (0.3 + t**2 / (2 * n)), t * np.sqrt(0.3 * 0.7 / n + t**2 / (4 * n**2))
    assert share_limit(30.0, 100, 1.6, 20, 0.94, upper=True) == pytest.approx(100 * (centre + half) / (1 + t**2 / n))


def test_a_score_has_a_symmetric_interval() -> None:
    """62 -+ t(0.975, 20) sqrt(1.5 x 400 / 50)."""
    precision = Precision(cells([62], [9], spread=[400], share=False), np.array([1.5]), np.array([20.0]))
    assert precision.limit(0.975, upper=False)[0] == pytest.approx(62 - stats.t.ppf(0.975, 20) * np.sqrt(12))


@pytest.mark.parametrize("share", [True, False])
@pytest.mark.parametrize("level", [0.03, 0.5, 0.8, 0.94, 0.999])
@pytest.mark.parametrize("estimate", [5.0, 50.0, 99.0])
def test_the_probability_is_the_level_at_which_the_limit_meets_the_border(
    estimate: float, level: float, share: bool
) -> None:
    """Limit and probability cannot disagree, on either side."""
    these = Precision(cells([estimate], [9], spread=[500], share=share), np.array([1.4]), np.array([12.0]))
    assert these.below(these.limit(level, upper=True))[0] == pytest.approx(level, abs=1e-9)
    assert 1 - these.below(these.limit(level, upper=False))[0] == pytest.approx(level, abs=1e-9)


@pytest.mark.parametrize(("estimate", "border", "expected"), [(65, 65, 0), (64.9, 65, 1), (66, 65, 0)])
def test_a_mean_without_spread_is_a_point(estimate: float, border: float, expected: float) -> None:
    """It is less than a border or not."""
    these = Precision(cells([estimate], [0], spread=[0], share=False), np.array([1.0]), np.array([9.0]))
    assert these.below(np.array([border], float))[0] == expected


def test_nothing_is_below_zero_or_above_a_hundred_per_cent() -> None:
    """Borders at the ends of the scale."""
    these = Precision(cells([2, 50], [1, 9]), np.ones(2), np.full(2, 20.0))
    assert these.below(np.zeros(2)).tolist() == [0, 0]
    assert these.below(np.full(2, 100.0)).tolist() == [1, 1]


def test_an_unknown_error_has_neither_limit_nor_probability() -> None:
    """Blank, never a guess."""
    these = Precision(cells([50], [np.nan]), np.array([np.nan]), np.array([np.nan]))
    assert np.isnan([these.limit(0.9, upper=True)[0], these.below(np.array([40.0]))[0]]).all()


@pytest.mark.parametrize(("border", "m"), [(10, 22), (5, 45), (3, 76), (2, 114)])
def test_psus_needed_to_reach_an_event(border: float, m: int) -> None:
    """The figures of the methodology at 10 %: 1 - T in the power m."""
    missed = not_seen(np.full(2, float(border)), np.array([m - 1.0, m]))
    assert missed[0] > 0.10 >= missed[1]
