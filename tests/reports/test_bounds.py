"""One-sided bounds."""

import pytest
from scipy.special import betaincinv

from survey.reports.bounds import lower_bound, upper_bound
from survey.reports.report_input import ReportedRow


@pytest.mark.parametrize(("n_eff", "bound"), [(587.0, 0.5), (512.0, 0.6), (32.0, 8.9)])
def test_nothing_seen_is_bounded_by_the_effective_number(n_eff: float, bound: float) -> None:
    """The three numbers of the methodology: 1 - 0.05 ** (1 / n_eff)."""
    assert upper_bound(ReportedRow("A", estimate=0.0, n=1000, n_eff=n_eff)) == pytest.approx(bound, abs=0.06)


def test_everybody_seen_is_bounded_too() -> None:
    """100 % in 32 effective interviews: the 5 % point of the beta distribution with shapes 32.5 and 0.5."""
    row = ReportedRow("A", estimate=100.0, se=0.0, df=3, n=40, n_eff=32.0, n_cases=40)
    assert lower_bound(row) == pytest.approx(betaincinv(32.5, 0.5, 0.05) * 100)


def test_the_bound_is_one_sided() -> None:
    """With many degrees of freedom 1.645 errors on the logit scale, not 1.96: 60 % with an error of 2 points."""
    row = ReportedRow("A", estimate=60.0, se=2.0, df=1e6, n=1000, n_eff=600.0, low=56.0, high=64.0)
    assert (lower_bound(row), upper_bound(row)) == pytest.approx((56.668, 63.237), abs=0.01)


def test_a_rare_trait_is_bounded_by_the_beta_distribution() -> None:
    """3 % of 500 effective: the 95 % point of the beta distribution with shapes 15.5 and 485.5."""
    row = ReportedRow("A", estimate=3.0, se=0.8, df=80, n=1000, n_eff=500.0, n_cases=30)
    assert upper_bound(row) == pytest.approx(betaincinv(15.5, 485.5, 0.95) * 100)


def test_without_an_error_the_interval_stands_in() -> None:
    """Its end is a bound of 97.5 %, which is safe."""
    row = ReportedRow("A", estimate=60.0, n=1000, low=56.0, high=64.0)
    assert (lower_bound(row), upper_bound(row)) == (56.0, 64.0)


def test_a_blank_has_no_bound() -> None:
    """Nothing is said of nothing."""
    assert (lower_bound(ReportedRow("A")), upper_bound(ReportedRow("A"))) == (None, None)
