"""Words that must be earned."""

import dataclasses

import numpy as np
import pytest

from survey.indicators import (
    IndicatorRow,
    majority,
    no_negative,
    not_observed,
)

ROW = IndicatorRow(
    wave="2018Q1", indicator="REL_LOCAL", domain="region", level="region", estimate=60.0, se=2.0, ci_low=56.0, ci_high=64.0,
    df=80.0, n=1000, n_eff=600.0, deff=1.67, status="tension", p_stable=0.0, p_tension=1.0, p_negative=0.0, note="",
    share_valid=61.0, bound_low=60.0, bound_high=62.0, share_dk=1.0, share_refused=1.0, leaning=None, unit="percent",
    n_cases=600, publish="ok", deff_pooled=1000 / 600, df_pooled=80.0, n_psus=100,
)  # fmt: skip


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [(50.0, None), (53.3, None), (53.5, "most"), (77.8, "most"), (78.0, "overwhelming")],
)
def test_most_needs_a_lower_bound_above_one_half(estimate: float, expected: str | None) -> None:
    """One-sided 95 % at 600 effective interviews: 1.664 x sqrt(0.25 / 600) = 3.4 points at one half, 2.9 at 75 %."""
    assert majority(dataclasses.replace(ROW, estimate=estimate)) == expected


def test_most_is_said_of_shares_only() -> None:
    """A score of 80 is no majority, nor is a list experiment, which has no bounds."""
    assert majority(dataclasses.replace(ROW, estimate=80.0, unit="points")) is None
    assert majority(dataclasses.replace(ROW, estimate=80.0, bound_high=np.nan)) is None


def test_most_is_not_said_without_an_error() -> None:
    """One PSU."""
    assert majority(dataclasses.replace(ROW, estimate=90.0, deff_pooled=np.nan, df_pooled=np.nan)) is None


def test_nobody_showed_the_trait() -> None:
    """0 of 45 interviews worth 32 with 40 degrees of freedom: t^2 / (n + t^2) with t = 2.021."""
    said = not_observed(dataclasses.replace(ROW, estimate=0.0, n=45, deff_pooled=45 / 32, df_pooled=40.0, n_psus=5))
    assert said is not None
    assert (said.n, said.n_psus, round(said.upper, 2)) == (45, 5, round(100 * 2.021075**2 / (32 + 2.021075**2), 2))


def test_somebody_showed_the_trait() -> None:
    """Nothing is to be said, nor of an empty group, nor without an error."""
    assert not_observed(ROW) is None
    assert not_observed(dataclasses.replace(ROW, estimate=np.nan, bound_high=np.nan, n=0)) is None
    assert not_observed(dataclasses.replace(ROW, estimate=0.0, deff_pooled=np.nan)) is None


def test_no_negative_must_hold_in_every_area() -> None:
    """One area at 6 % and one without probabilities stay open."""
    rows = [
        dataclasses.replace(ROW, level=level, p_negative=p) for level, p in (("1", 0.05), ("2", 0.06), ("3", np.nan))
    ]
    assert no_negative(rows).open_levels == ("2", "3")
    assert not no_negative(rows).excluded
    assert no_negative(rows[:1]).excluded
