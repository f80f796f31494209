"""The status rule of the methodology, section 2.3."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from survey.indicators.definitions import StatusRule
from survey.indicators.status_rule import UncertainEstimates, lower_bound, probabilities, probability_below, statuses

RULE = StatusRule()


def one(
    estimate: float,
    se: float,
    *,
    df: float = 80,
    n: float = 1000,
    n_eff: float = 500,
    n_cases: float = 500,
    share: bool = True,
) -> UncertainEstimates:
    numbers = {"estimate": estimate, "se": se, "df": df, "n": n, "n_eff": n_eff, "n_cases": n_cases}
    return UncertainEstimates(
        **{name: np.array([value], float) for name, value in numbers.items()}, is_share=np.array([share])
    )


def chances(these: UncertainEstimates, stable: float, negative: float, sign: int = 1) -> tuple[float, float, float]:
    borders = np.array([stable], float), np.array([negative], float)
    found = probabilities(these, *borders, np.array([sign]), RULE)[0]
    assert found.sum() == pytest.approx(1)
    return float(found[0]), float(found[1]), float(found[2])


@pytest.mark.parametrize(
    ("p_stable", "p_tension", "p_negative", "status", "leaning"),
    [
        (0.00, 0.15, 0.85, "negative", None),
        (0.00, 0.20, 0.80, "negative", None),
        (0.00, 0.21, 0.79, "tension", None),
        (0.20, 0.60, 0.20, "tension", None),
        (0.21, 0.59, 0.20, "inconclusive", "tension"),
        (0.19, 0.62, 0.19, "inconclusive", "tension"),
        (0.05, 0.80, 0.15, "tension", None),
        (0.18, 0.81, 0.01, "tension", None),
        (0.90, 0.10, 0.00, "stable", None),
        (0.89, 0.11, 0.00, "inconclusive", "stable"),
        (0.50, 0.26, 0.24, "inconclusive", "stable"),
        (0.35, 0.20, 0.45, "inconclusive", "negative"),
    ],
)
def test_truth_table_of_the_rule(
    p_stable: float, p_tension: float, p_negative: float, status: str, leaning: str | None
) -> None:
    """Constructed probabilities, with enough interviews."""
    found, towards = statuses(np.array([[p_stable, p_tension, p_negative]]), one(50, 5), RULE)
    assert (found[0], towards[0]) == (status, leaning)


@pytest.mark.parametrize(("n", "n_eff"), [(1000, 29.9), (29, 60), (0, 0), (40, np.nan)])
def test_too_few_interviews_give_no_status(n: float, n_eff: float) -> None:
    """29 interviews do not become 60 by a lucky design effect."""
    found, _ = statuses(np.array([[1.0, 0, 0]]), one(90, 1, n=n, n_eff=n_eff), RULE)
    assert found[0] == "insufficient_data"


def test_thirty_effective_interviews_are_enough() -> None:
    """The border itself counts."""
    assert statuses(np.array([[1.0, 0, 0]]), one(90, 1, n=30, n_eff=30), RULE)[0][0] == "stable"


def test_an_unknown_error_gives_no_status() -> None:
    """One PSU: no degree of freedom."""
    these = one(90, np.nan, df=0)
    found = probabilities(these, np.array([60.0]), np.array([40.0]), np.array([1]), RULE)
    assert np.isnan(found).all()
    assert statuses(found, these, RULE)[0][0] == "insufficient_data"


def test_a_share_is_judged_on_the_logit_scale() -> None:
    """Logit 0.6 - logit 0.7 over 0.03 / (0.7 x 0.3), Student's t with 20 degrees of freedom."""
    logit = np.log(0.6 / 0.4) - np.log(0.7 / 0.3)
    expected = stats.t.cdf(logit / (0.03 / 0.21), 20)
    p_stable, p_tension, p_negative = chances(one(70, 3, df=20), 60, 40)
    assert p_stable == pytest.approx(1 - expected)
    assert p_tension == pytest.approx(expected, rel=1e-4)
    assert p_negative < 1e-6


def test_a_score_is_judged_on_its_own_scale() -> None:
    """(65 - 68) / 2 with 3 degrees of freedom: wide tails."""
    p_stable, _, p_negative = chances(one(68, 2, df=3, share=False), 65, 50)
    assert p_stable == pytest.approx(1 - stats.t.cdf(-1.5, 3))
    assert p_negative == pytest.approx(stats.t.cdf(-9, 3))


@pytest.mark.parametrize(("estimate", "n_cases"), [(4.9, 60), (95.1, 900), (20.0, 9), (0.0, 0), (100.0, 1000)])
def test_small_shares_are_judged_on_the_beta_distribution(estimate: float, n_cases: float) -> None:
    """Beta(p n_eff + 0.5, (1 - p) n_eff + 0.5) with n_eff 200."""
    p = estimate / 100
    beta = stats.beta(p * 200 + 0.5, (1 - p) * 200 + 0.5)
    p_stable, _, p_negative = chances(one(estimate, 1.5, n_eff=200, n_cases=n_cases), 5, 15, -1)
    assert p_stable == pytest.approx(beta.cdf(0.05))
    assert p_negative == pytest.approx(beta.sf(0.15))


def test_beta_never_counts_more_than_the_interviews() -> None:
    """A design effect of 0.2 would make 200 of 40 interviews."""
    assert chances(one(0, 0, n=40, n_eff=200, n_cases=0), 5, 15, -1)[0] == pytest.approx(
        stats.beta.cdf(0.05, 0.5, 40.5)
    )


def test_psus_that_agree_by_chance_do_not_make_a_share_certain() -> None:
    """Four PSUs of ten with nine yeses each: no spread, but not 90 % for sure."""
    p_stable, _, _ = chances(one(90, 0, df=3, n=40, n_eff=40, n_cases=36), 80, 60)
    assert p_stable == pytest.approx(stats.beta.sf(0.8, 36.5, 4.5))


def test_lower_is_better_mirrors_the_rule() -> None:
    """A share of 30 against 10 and 25 is to minus what 70 against 90 and 75 is to plus."""
    mirrored = chances(one(70, 3), 90, 75)
    assert_allclose(chances(one(30, 3), 10, 25, -1), mirrored, atol=1e-12)


def test_a_mean_without_spread_is_a_point() -> None:
    """On the border it is stable in both directions; below or above it is not."""
    assert chances(one(65, 0, share=False), 65, 50) == (1, 0, 0)
    assert chances(one(65, 0, share=False), 65, 80, -1) == (1, 0, 0)
    assert chances(one(64.9, 0, share=False), 65, 50) == (0, 1, 0)
    assert chances(one(49.9, 0, share=False), 65, 50) == (0, 0, 1)
    assert chances(one(50, 0, share=False), 65, 50) == (0, 1, 0)
    assert chances(one(80, 0, share=False), 65, 80, -1) == (0, 1, 0)


def test_a_net_balance_may_have_borders_of_zero_and_below() -> None:
    """0 and -15, as for the perceived change."""
    p_stable, p_tension, _ = chances(one(0, 3, share=False), 0, -15)
    assert p_stable == pytest.approx(0.5)
    assert p_tension == pytest.approx(0.5, abs=1e-5)


def test_nothing_is_below_zero_per_cent_or_above_a_hundred() -> None:
    """Borders at the ends of the scale are allowed."""
    for border, expected in ((0.0, 0.0), (100.0, 1.0)):
        for these in (one(50, 5), one(2, 1)):
            assert probability_below(np.array([border]), these, RULE)[0] == expected


def test_lower_bounds_use_the_same_distributions() -> None:
    """One-sided 95 %: logit for a share, Jeffreys for a small one, t for a score."""
    logit = np.log(0.6 / 0.4) - stats.t.ppf(0.95, 80) * 0.02 / 0.24
    assert lower_bound(one(60, 2), RULE)[0] == pytest.approx(100 / (1 + np.exp(-logit)))
    assert lower_bound(one(98, 1, n_eff=100), RULE)[0] == pytest.approx(100 * stats.beta.ppf(0.05, 98.5, 2.5))
    assert lower_bound(one(60, 2, share=False), RULE)[0] == pytest.approx(60 - 2 * stats.t.ppf(0.95, 80))
