"""One-sided bounds."""

import pytest
from scipy import stats

from survey.reports.bounds import lower_bound, upper_bound
from survey.reports.report_input import ReportedRow


def test_nothing_seen_is_bounded_by_the_effective_number() -> None:
    """t^2 / (n_eff + t^2) with t(0.975): of 45 interviews worth 32, below 11.3 %, not 0."""
    row = ReportedRow("A", estimate=0.0, n=45, deff_pooled=45 / 32, df_pooled=40)
    square = stats.t.ppf(0.975, 40) ** 2
    assert upper_bound(row) == pytest.approx(100 * square / (32 + square))


def test_everybody_seen_is_bounded_too() -> None:
    """100 % in 32 effective interviews, one-sided: n_eff / (n_eff + t^2) with t(0.95)."""
    row = ReportedRow("A", estimate=100.0, n=40, deff_pooled=1.25, df_pooled=3)
    assert lower_bound(row) == pytest.approx(100 * 32 / (32 + stats.t.ppf(0.95, 3) ** 2))


def test_the_bound_is_one_sided() -> None:
    """With many degrees of freedom 1.645 errors of 2 points, not 1.96, about a centre drawn to one half."""
    row = ReportedRow("A", estimate=60.0, n=1000, deff_pooled=1000 / 600, df_pooled=1e6, low=56.0, high=64.0)
    assert (lower_bound(row), upper_bound(row)) == pytest.approx((56.665, 63.240), abs=0.01)


def test_without_a_design_effect_the_interval_stands_in() -> None:
    """Its end is a bound of 97.5 %, which is safe."""
    row = ReportedRow("A", estimate=60.0, n=1000, low=56.0, high=64.0)
    assert (lower_bound(row), upper_bound(row)) == (56.0, 64.0)


def test_a_blank_has_no_bound() -> None:
    """Nothing is said of nothing."""
    assert (lower_bound(ReportedRow("A")), upper_bound(ReportedRow("A"))) == (None, None)
