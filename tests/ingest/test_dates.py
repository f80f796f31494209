"""Dates and times in the ways files write them."""

import datetime

import pandas as pd
import pytest

from survey.ingest.dates import DateFormat, date_of, decide_dates
from survey.ingest.times_of_day import time_of

DATES = [
    ("2018-03-09", "2018-03-09"),
    ("2018-03-09T23:52:00.000+06:00", "2018-03-09"),
    ("2018-03-09 17:52:00", "2018-03-09"),
    ("20180309", "2018-03-09"),
    ("09.03.2018", "2018-03-09"),
    ("9.3.18", "??18-03-09"),
    ("09.03.2018 17:52", "2018-03-09"),
    ("09.03.2018 г.", "2018-03-09"),
    (datetime.date(2018, 3, 9), "2018-03-09"),
    (datetime.datetime(2018, 3, 9, 23, 59), "2018-03-09"),
    (pd.Timestamp("2018-03-09T23:52:00+06:00"), "2018-03-09"),
    (43168, "2018-03-09"),
    (43168.75, "2018-03-09"),
    ("43168", "2018-03-09"),
    ("31.02.2018", None),
    ("2018-13-01", None),
    ("март", None),
    (34.0, None),
]


@pytest.mark.parametrize(("cell", "date"), DATES)
def test_a_date_is_read_in_every_form(cell: object, date: str | None) -> None:
    """ISO, Russian, Excel's serial number, date objects; never a guess."""
    assert date_of(cell) == date


SLASHED: list[tuple[str, DateFormat, str | None]] = [
    ("03/04/2018", DateFormat(), None),
    ("03/04/2018", DateFormat({"/": "dmy"}), "2018-04-03"),
    ("03/04/2018", DateFormat({"/": "mdy"}), "2018-03-04"),
    ("04/04/2018", DateFormat(), "2018-04-04"),
]


@pytest.mark.parametrize(("cell", "written", "date"), SLASHED)
def test_a_slashed_date_needs_to_know_what_comes_first(cell: str, written: DateFormat, date: str | None) -> None:
    """3 April and 4 March are written alike."""
    assert date_of(cell, written) == date


def test_other_dates_of_the_column_tell_what_comes_first() -> None:
    """A 25 can be no month; when both places hold one, nothing is told."""
    assert decide_dates(["25/03/2018", "03/04/2018"]).orders == {"/": "dmy"}
    assert decide_dates(["03/25/2018", "03/04/2018"]).orders == {"/": "mdy"}
    assert decide_dates(["03/25/2018", "25/04/2018"]).orders == {"/": "unclear"}


TIMES = [
    ("17:52", "17:52"),
    ("9:05", "09:05"),
    ("17:52:59", "17:52"),
    ("17:52:00.000+06:00", "17:52"),
    ("2018-03-09T17:52:00.000+06:00", "17:52"),
    ("17.52", "17:52"),
    (datetime.time(17, 52), "17:52"),
    (datetime.datetime(2018, 3, 9, 17, 52), "17:52"),
    (datetime.timedelta(hours=17, minutes=52), "17:52"),
    (0.744444444, "17:52"),
    ("0,744444444", "17:52"),
    (43168.744444444, "17:52"),
    ("24:00", None),
    ("12:60", None),
    ("вечер", None),
    (17.0, None),
    (-1e305, None),
    (9999, None),
    ("8888", None),
    (43168.0, None),
]


@pytest.mark.parametrize(("cell", "time"), TIMES)
def test_a_time_is_read_in_every_form_as_written(cell: object, time: str | None) -> None:
    """A zone is not applied: the clock on the wall is meant."""
    assert time_of(cell) == time


@pytest.mark.parametrize("cell", ["2018-03-05T25:61:61", "2018-03-05 10:99", "05.03.2018 31:00", "2018-03-05Tx"])
def test_a_day_with_a_clock_that_does_not_exist_is_no_date(cell: str) -> None:
    """What follows a day must be a time of day."""
    assert date_of(cell) is None


@pytest.mark.parametrize("seconds", [2**40, -(2**40), 2**52])
def test_a_moment_beyond_the_calendar_is_no_date(seconds: int) -> None:
    """Arrow and pandas hold moments of the year 36,812; Python has no such day."""
    far = pd.Series([seconds]).astype("datetime64[s]").iloc[0]
    assert date_of(far) is None
