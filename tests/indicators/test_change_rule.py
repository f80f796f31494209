"""Margins and verdicts of changes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.indicators import ChangeRule, ChangeVerdict, Indicators
from survey.indicators.change_rule import VERDICTS, margin, margins, verdicts
from survey.indicators.definitions import Unit

SIZES = st.floats(-100, 100, allow_nan=False)


def verdict(change: float, low: float, high: float, sign: int = 1, limit: float = 5.0) -> ChangeVerdict | None:
    size, below, above, most, least = (np.array([value]) for value in (change, low, high, limit, 0.6 * limit))
    found: ChangeVerdict | None = verdicts(size, below, above, most, least, np.array([sign]))[0]
    return found


@pytest.mark.parametrize(
    ("change", "sign", "expected"),
    [
        (10.0, 1, "improved"),
        (-10.0, 1, "worsened"),
        (-10.0, -1, "improved"),
        (10.0, -1, "worsened"),
        (10.0, 0, "higher"),
        (-10.0, 0, "lower"),
    ],
)
def test_a_significant_change_is_named_by_its_direction(change: float, sign: int, expected: ChangeVerdict) -> None:
    """Ten points give or take four."""
    assert verdict(change, change - 4, change + 4, sign) == expected


def test_a_significant_change_below_the_smallest_is_slight() -> None:
    """Two points of which 0 lies outside; three are the smallest change with a word."""
    assert verdict(2.0, 0.5, 3.5) == "slight"
    assert verdict(3.0, 1.5, 4.5) == "improved"


def test_no_significance_is_not_steadiness() -> None:
    """The interval must lie within five points for that."""
    assert verdict(4.0, -1.0, 9.0) == "undetermined"
    assert verdict(1.0, -3.0, 4.9) == "steady"
    assert verdict(1.0, -3.0, 5.0) == "undetermined"


@given(SIZES, SIZES, SIZES, st.floats(0.01, 50), st.sampled_from([-1, 0, 1]))
def test_the_verdict_can_be_read_from_the_interval(a: float, b: float, c: float, limit: float, sign: int) -> None:
    """Exactly one holds, and each says what the interval shows."""
    low, change, high = sorted([a, b, c])
    said = verdict(change, low, high, sign, limit)
    assert said in VERDICTS
    outside = low > 0 or high < 0
    assert (said in ("improved", "worsened", "higher", "lower")) == (outside and abs(change) >= 0.6 * limit)
    assert (said == "slight") == (outside and abs(change) < 0.6 * limit)
    assert (said == "steady") == (not outside and -limit < low and high < limit)
    if said in ("improved", "worsened"):
        assert (said == "improved") == (change * sign > 0)
    if said in ("higher", "lower"):
        assert (said == "higher") == (change > 0)
        assert sign == 0


def test_without_an_interval_there_is_no_verdict() -> None:
    """A blank is no verdict at all, not one that cannot be told."""
    assert verdict(np.nan, np.nan, np.nan) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [("TRUST_STATE", 5.0), ("ISI", 3.75), ("DISCRIM_ETHNIC", 2.5), ("CONFLICT_EXPER", 1.75), ("TRUST_PEOPLE", 0.375)],
)
def test_the_margin_is_a_quarter_of_the_distance_of_the_borders(
    shipped: Indicators, name: str, expected: float
) -> None:
    """The examples of the rule: 20 points, 15, 10, 7 and 1.5 of ten."""
    assert margin(shipped[name], ChangeRule()) == pytest.approx(expected)


@pytest.mark.parametrize(("unit", "expected"), [("percent", 5.0), ("points", 5.0), ("pp", 5.0), ("scale10", 0.5)])
def test_without_borders_the_margin_is_a_twentieth_of_the_scale(
    shipped: Indicators, unit: Unit, expected: float
) -> None:
    """Five of 100 points, half a point of ten."""
    bare = next(one for one in shipped if one.unit == unit)
    assert margin(replace(bare, thresholds=None), ChangeRule()) == pytest.approx(expected)


def test_a_share_near_an_end_has_a_margin_of_a_quarter_of_its_distance(shipped: Indicators) -> None:
    """3.3 to 5 %: 1.25 points; 98 to 97: 0.75; from 20 on five points; blanks and shares with borders as they are."""
    bare = replace(next(one for one in shipped if one.unit == "percent"), thresholds=None)
    now, before = np.array([5.0, 97, 21, 60, np.nan, 0]), np.array([3.3, 98, 10, 40, np.nan, 0])
    assert margins([bare] * 6, now, before, ChangeRule()).tolist() == pytest.approx([1.25, 0.75, 5, 5, 5, 0])
    assert margins([shipped["TRUST_STATE"]], now[:1], before[:1], ChangeRule()).tolist() == [5.0]


def test_the_rule_of_the_instrument_is_the_usual_one(shipped: Indicators) -> None:
    """The constants in the file are those that the code takes without a file."""
    assert shipped.change_rule == ChangeRule()
