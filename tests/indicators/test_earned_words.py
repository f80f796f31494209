"""Words that must be earned."""

import dataclasses

import numpy as np
import pytest

from survey.indicators import (
    IndicatorRow,
    majority,
    no_negative,
    not_observed,
    upper_limit_when_none_observed,
)

ROW = IndicatorRow(
    wave="2018Q1", indicator="REL_LOCAL", domain="region", level="region", estimate=60.0, se=2.0, ci_low=56.0, ci_high=64.0,
    df=80.0, n=1000, n_eff=600.0, deff=1.67, status="tension", p_stable=0.0, p_tension=1.0, p_negative=0.0, note="",
    share_valid=61.0, bound_low=60.0, bound_high=62.0, share_dk=1.0, share_refused=1.0, leaning=None, unit="percent",
    n_cases=600, publish="ok",
)  # fmt: skip


@pytest.mark.parametrize(("n_eff", "limit"), [(587, 0.5), (512, 0.6), (32, 8.9)])
def test_limits_of_the_methodology(n_eff: float, limit: float) -> None:
    """1 - 0.05 ** (1 / n_eff): region by two designs, a district."""
    assert round(upper_limit_when_none_observed(n_eff), 1) == limit


def test_the_limit_is_that_of_r() -> None:
    """``100 * binom.test(0, 587, alternative = "less")$conf.int[2]`` of R 4.2.2; a fraction by its formula."""
    assert upper_limit_when_none_observed(587) == pytest.approx(0.50904615979615231, rel=1e-12)
    assert upper_limit_when_none_observed(31.4) == pytest.approx(100 * (1 - 0.05 ** (1 / 31.4)), rel=1e-12)


@pytest.mark.parametrize(
    ("estimate", "se", "expected"),
    [(50.0, 2.0, None), (53.0, 2.0, None), (54.0, 2.0, "most"), (77.0, 2.0, "most"), (79.0, 2.0, "overwhelming")],
)
def test_most_needs_a_lower_bound_above_one_half(estimate: float, se: float, expected: str | None) -> None:
    """One-sided 95 %: about 1.66 standard errors."""
    assert majority(dataclasses.replace(ROW, estimate=estimate, se=se)) == expected


def test_most_is_said_of_shares_only() -> None:
    """A score of 80 is no majority, nor is a list experiment, which has no bounds."""
    assert majority(dataclasses.replace(ROW, estimate=80.0, unit="points")) is None
    assert majority(dataclasses.replace(ROW, estimate=80.0, bound_high=np.nan)) is None


def test_most_is_not_said_without_an_error() -> None:
    """One PSU."""
    assert majority(dataclasses.replace(ROW, estimate=90.0, se=np.nan, df=0.0)) is None


def test_nobody_showed_the_trait() -> None:
    """0 of 45 interviews worth 32: below 8.9 %."""
    said = not_observed(dataclasses.replace(ROW, estimate=0.0, se=0.0, n=45, n_eff=32.0, n_cases=0))
    assert said is not None
    assert (said.n, round(said.upper, 1)) == (45, 8.9)


def test_somebody_showed_the_trait() -> None:
    """Nothing is to be said, nor of an empty group."""
    assert not_observed(ROW) is None
    assert not_observed(dataclasses.replace(ROW, estimate=np.nan, bound_high=np.nan, n=0, n_eff=0.0)) is None


def test_no_negative_must_hold_in_every_area() -> None:
    """One area at 6 % and one without probabilities stay open."""
    rows = [
        dataclasses.replace(ROW, level=level, p_negative=p) for level, p in (("1", 0.05), ("2", 0.06), ("3", np.nan))
    ]
    assert no_negative(rows).open_levels == ("2", "3")
    assert not no_negative(rows).excluded
    assert no_negative(rows[:1]).excluded
