"""Months, quarters, half-years, years and rounds: names, days, and what came before."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import MonitorError
from survey.periods import (
    CALENDAR_PERIODS,
    CalendarPeriod,
    HalfYear,
    Month,
    Quarter,
    Round,
    Year,
    calendar_period,
    in_time,
    known_period,
    period_before,
    period_year_ago,
    window_of,
)

DAY = datetime.timedelta(days=1)
PERIODS = st.builds(
    lambda kind, year, number: kind(year, number % kind.per_year + 1),
    st.sampled_from(CALENDAR_PERIODS),
    st.integers(1900, 2100),
    st.integers(0, 11),
)


def _round(name: str, first: str, last: str) -> Round:
    return Round(name, datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


def test_the_last_quarter_of_a_year_ends_on_its_last_day() -> None:
    """Quarter 4 is followed by quarter 1 of the next year."""
    quarter = Quarter.parse("2017q4")
    assert (quarter.first_day, quarter.last_day) == (datetime.date(2017, 10, 1), datetime.date(2017, 12, 31))
    assert str(quarter + 1) == "2018Q1"


@pytest.mark.parametrize("name", ["2018", "2018Q5", "Q1 2018", "", "2018-13", "2018H3", "20181"])
def test_what_is_not_a_quarter_is_refused(name: str) -> None:
    """Rather than guessed."""
    with pytest.raises(MonitorError) as caught:
        Quarter.parse(name)
    assert caught.value.code == "M001"


@pytest.mark.parametrize("name", ["2018Q5", "Q1 2018", "", "2018-13", "2018-00", "2018H3", "20181", "spring", "201803"])
def test_what_names_no_period_is_refused(name: str) -> None:
    """A mistyped quarter must not become a year or a month."""
    assert known_period(name) is None
    with pytest.raises(MonitorError) as caught:
        calendar_period(name)
    assert caught.value.code == "M001"


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("2018Q1", Quarter(2018, 1)),
        ("2018-q2", Quarter(2018, 2)),
        ("2018К3", Quarter(2018, 3)),
        (" 2018 Q4 ", Quarter(2018, 4)),
        ("2018-03", Month(2018, 3)),
        ("2018-3", Month(2018, 3)),
        ("2018M11", Month(2018, 11)),
        ("2018h2", HalfYear(2018, 2)),
        ("2018", Year(2018)),
    ],
)
def test_a_period_is_known_by_the_way_it_is_written(name: str, period: CalendarPeriod) -> None:
    """Each way of writing belongs to one kind."""
    assert calendar_period(name) == period


@given(PERIODS, st.integers(-50, 50))
def test_periods_follow_one_another_without_gap(period: CalendarPeriod, steps: int) -> None:
    """And what is written is read as the same period."""
    assert (period + 1).first_day == period.last_day + DAY
    assert (period + steps) - steps == period
    assert calendar_period(str(period)) == period
    assert type(period)(period.year + 1, period.number) == period + period.per_year


@given(PERIODS)
def test_twelve_months_hold_every_period_of_a_year_once(period: CalendarPeriod) -> None:
    """A yearly survey has one wave in them."""
    known = [period - back for back in range(-3, 30)]
    found = window_of(period, known)
    assert found == tuple(period - back for back in reversed(range(period.per_year)))


@given(PERIODS)
def test_the_period_before_is_that_of_the_calendar_or_none(period: CalendarPeriod) -> None:
    """A gap is not bridged."""
    assert period_before(period, [period - 2, period, period - 1]) == period - 1
    assert period_before(period, [period - 2, period]) is None
    ago = period - period.per_year
    assert period_year_ago(period, [ago, period - 1]) == ago


def test_rounds_follow_in_the_order_of_their_days() -> None:
    """Rounds keep to no calendar: what began earlier came before."""
    first, second = _round("pilot", "2017-03-01", "2017-03-20"), _round("main", "2017-09-01", "2017-10-10")
    third = _round("second", "2018-03-15", "2018-04-20")
    known = [third, first, second]
    assert in_time(known) == (first, second, third)
    assert period_before(third, known) == second
    assert period_before(first, known) is None
    assert period_year_ago(third, known) == first
    assert period_year_ago(second, known) is None
    assert window_of(third, known) == (second, third)


def test_a_leap_day_has_a_day_of_the_year_before() -> None:
    """Twelve months before 29 February begin on 1 March."""
    february = Month(2020, 2)
    assert window_of(february, [Month(2019, 2), Month(2019, 3)]) == (Month(2019, 3), february)
