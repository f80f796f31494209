"""Change between waves and its verdict."""

import math
from dataclasses import replace

import pytest

from survey.indicators import Indicator
from survey.indicators.definitions import Polarity, Unit
from survey.indicators.indicator_table import blank_row
from survey.reports.change import Verdict, changes
from tests.reports.example_wave import definitions


def indicator(polarity: Polarity = "+", unit: Unit = "percent", name: str = "A") -> Indicator:
    like = definitions()["TRUST_STATE_010" if unit == "scale10" else "REL_LOCAL"]
    return replace(like, id=name, polarity=polarity, primary=True)


def verdict(now: float, before: float, se: float, about: Indicator) -> Verdict:
    row = replace(blank_row(about.id), estimate=now, se=se, df=80, n=1000)
    return changes([row], [replace(row, estimate=before)], [about])[about.id].verdict


@pytest.mark.parametrize(
    ("now", "before", "polarity", "expected"),
    [
        (70.0, 60.0, "+", "improved"),
        (60.0, 70.0, "+", "worsened"),
        (60.0, 70.0, "-", "improved"),
        (70.0, 60.0, "-", "worsened"),
        (70.0, 60.0, "0", "higher"),
        (60.0, 70.0, "0", "lower"),
        (70.0, 60.0, "0/+", "improved"),
    ],
)
def test_a_significant_change_is_named_by_its_direction(
    now: float, before: float, polarity: Polarity, expected: Verdict
) -> None:
    """Ten points with a standard error of 2: z is 3.5."""
    assert verdict(now, before, 2.0, indicator(polarity)) == expected


def test_a_change_below_three_points_is_not_called_one() -> None:
    """Two points with a tiny error are significant, and steady within five."""
    assert verdict(62.0, 60.0, 0.2, indicator()) == "steady"


def test_no_significance_is_not_steadiness() -> None:
    """Four points with an error of 2: neither significant nor shown to be small."""
    assert verdict(64.0, 60.0, 2.0, indicator()) == "undetermined"


def test_the_scale_to_ten_has_a_tenth_of_the_limits() -> None:
    """0.4 of 10 with an error of 0.05 is a change; of 100 it would not be."""
    assert verdict(6.4, 6.0, 0.05, indicator(unit="scale10")) == "improved"


def test_the_interval_is_that_of_two_independent_samples() -> None:
    """Two errors of 2 give 2.83; both with 80 degrees of freedom give 160: t is 1.975."""
    row = replace(blank_row("A"), estimate=64.0, se=2.0, df=80, n=1000)
    change = changes([row], [replace(row, estimate=60.0)], [indicator()])["A"]
    assert (change.low, change.high) == pytest.approx((4 - 1.97490 * 8**0.5, 4 + 1.97490 * 8**0.5), abs=1e-4)


def test_an_indicator_without_a_past_has_no_change() -> None:
    """Nor has one whose error is not known, or is nil in both waves."""
    row = replace(blank_row("A"), estimate=0.0, se=0.0, df=80, n=1000)
    assert changes([row], [], [indicator()]) == {}
    assert changes([row], [replace(row, se=math.nan)], [indicator()]) == {}
    assert changes([row], [row], [indicator()]) == {}


def test_each_family_of_indicators_is_adjusted_for_its_own_number() -> None:
    """5 points with an error of 1.5 twice: t is 2.36, p is 0.020; of three primary indicators q is 0.06, not of two."""
    primary = [indicator(name=name) for name in ("A", "B", "C")]
    rows = [replace(blank_row(name), estimate=65.0 if name == "A" else 60.0, se=1.5, df=80, n=1000) for name in "ABC"]
    past = [replace(row, estimate=60.0) for row in rows]
    other = replace(primary[2], primary=False)
    assert changes(rows, past, primary)["A"].verdict == "undetermined"
    assert changes(rows, past, [*primary[:2], other])["A"].verdict == "improved"
    assert changes(rows, past, primary, apart=["C"])["A"].verdict == "undetermined"
