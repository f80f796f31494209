"""Waves, dates and times of day."""

import datetime
from collections.abc import Callable

import pytest

from survey.errors import MonitorError
from survey.interviews import Interviews
from survey.validation import AnswerLimits, Rules, validate

Held = Callable[..., Interviews]
LOST = "LOST"


def test_an_interview_of_another_wave_than_most_is_an_error(held: Held) -> None:
    """Two of three say 2018Q1."""
    findings = validate(held({}, {"W1": "2017Q4"}, {"W1": "2018-Q1"}))
    assert [(one.rule, one.severity, one.row, one.value) for one in findings] == [
        ("wave_differs", "error", 3, "2017Q4")
    ]


def test_a_mark_that_is_no_quarter_is_of_another_wave(held: Held) -> None:
    """An empty mark is only not recorded."""
    findings = validate(held({}, {}, {"W1": "spring"}, {"W1": LOST}))
    assert [(one.rule, one.row) for one in findings] == [("wave_differs", 4), ("not_recorded", 5)]


def test_the_wave_asked_for_counts_more_than_the_majority(held: Held) -> None:
    """A file of the wrong wave is wrong in every row."""
    findings = validate(held({}, {}), wave="2018Q2").of(rule="wave_differs")
    assert len(findings) == 2


def test_a_wave_that_is_no_quarter_is_refused(held: Held) -> None:
    """The caller must mend it."""
    with pytest.raises(MonitorError) as error:
        validate(held({}), wave="spring")
    assert error.value.code == "M001"
    assert "spring" in error.value.place


def test_a_date_outside_the_quarter_is_an_error(held: Held) -> None:
    """2018-04-01 is the day after the first quarter, 2018-03-31 its last."""
    findings = validate(held({}, {"D1": "2018-04-01"}, {"D1": "2018-03-31"})).of("error")
    assert [(one.rule, one.row, one.value) for one in findings] == [("date_outside", 3, "2018-04-01")]


def test_a_date_outside_the_fieldwork_given_is_an_error(held: Held) -> None:
    """Both ends belong to the fieldwork."""
    fieldwork = (datetime.date(2018, 3, 7), datetime.date(2018, 3, 9))
    dates = [{"D1": f"2018-03-{day:02d}"} for day in (6, 7, 9, 10)]
    assert [one.row for one in validate(held(*dates), fieldwork=fieldwork).of(rule="date_outside")] == [2, 5]


@pytest.mark.parametrize("date", ["2918-03-05", "1218-03-05", "0001-01-01", "9999-12-31", "1677-09-21", "2262-04-12"])
def test_a_date_of_any_year_is_compared_with_the_fieldwork(held: Held, date: str) -> None:
    """Years that a 64-bit count of nanoseconds does not hold are found like any other."""
    findings = validate(held({}, {"D1": date}, {})).of("error")
    assert [(one.rule, one.row, one.value) for one in findings] == [("date_outside", 3, date)]


@pytest.mark.parametrize("date", ["2918-03-05", "1218-03-05", "0001-01-01", "9999-12-31", "2019-03-10", "2017-03-05"])
def test_a_date_a_year_from_the_others_is_an_error_where_no_fieldwork_is_known(held: Held, date: str) -> None:
    """No interview is marked with a wave, so the middle date of the file is the only measure."""
    findings = validate(held(*({"W1": LOST, "D1": day} for day in ("2018-03-07", date, "2018-03-08")))).of("error")
    assert [(one.rule, one.row, one.value) for one in findings] == [("date_impossible", 3, date)]


def test_dates_within_a_year_are_possible_where_no_fieldwork_is_known(held: Held) -> None:
    """366 days apart may be one wave of a yearly survey."""
    days = ("2018-03-07", "2018-03-07", "2019-03-08")
    assert len(validate(held(*({"W1": LOST, "D1": day} for day in days))).of("error")) == 0


@pytest.mark.parametrize(("birth", "rows"), [("2018-03-08", [2]), ("2085-03-15", [2]), ("2018-03-07", []), (LOST, [])])
def test_a_stated_date_after_the_interview_is_a_warning(held: Held, birth: str, rows: list[int]) -> None:
    """The interview was held on 2018-03-07; nobody was born later."""
    findings = validate(held({"B6": birth}, {})).of(rule="date_after_interview")
    assert [(one.row, one.severity, one.variable) for one in findings] == [(row, "warning", "B6") for row in rows]


def test_a_stated_date_is_not_held_against_an_impossible_date_of_the_interview(held: Held) -> None:
    """The year 1218 is the mistake, not the birth in 1978."""
    assert len(validate(held({}, {}, {"D1": "1218-03-05"})).of(rule="date_after_interview")) == 0


def test_few_interviews_far_from_all_others_are_a_warning(held: Held) -> None:
    """One of 30 is dated three weeks later, within the quarter."""
    interviews = held(*({} for _ in range(29)), {"D1": "2018-03-28"})
    findings = validate(interviews)
    assert [(one.rule, one.severity, one.row) for one in findings] == [("date_apart", "warning", 31)]


def test_a_second_round_of_fieldwork_is_no_mistake(held: Held) -> None:
    """Half of the interviews three weeks later."""
    dates = ("2018-03-06", "2018-03-28")
    assert not validate(held(*({"D1": dates[at % 2]} for at in range(20))))


def test_an_answer_before_the_day_it_can_be_asked_is_a_warning(held: Held) -> None:
    """The second programme was announced on 6 March."""
    findings = validate(held({"D1": "2018-03-05"}, {"D1": "2018-03-06"}))
    assert [(one.rule, one.row, one.variable) for one in findings] == [("before_known", 2, "B4b")]


def test_a_row_that_cannot_be_asked_yet_may_stay_empty(held: Held) -> None:
    """Empty on 5 March is right, on 6 March it is lost."""
    findings = validate(held({"D1": "2018-03-05", "B4b": LOST}, {"D1": "2018-03-06", "B4b": LOST}))
    assert [(one.rule, one.row) for one in findings] == [("not_recorded", 3)]


def test_an_end_before_the_start_is_a_warning(held: Held) -> None:
    """Both times are shown."""
    (finding,) = validate(held({"T1": "10:00", "T2": "09:35"}))
    assert (finding.rule, finding.variable, finding.value) == ("end_before_start", "T2", "09:35")
    assert "10:00" in finding.message["kk"]


def test_an_interview_shorter_than_the_floor_is_a_warning(held: Held) -> None:
    """Ten minutes is the floor, not yet too short."""
    rules = Rules(limits=AnswerLimits(shortest_minutes=10))
    findings = validate(held({"T2": "10:09"}, {"T2": "10:10"}), rules)
    assert [(one.rule, one.row, one.value) for one in findings] == [("too_short", 2, "9")]


def test_without_a_floor_no_length_is_checked(held: Held) -> None:
    """The floor is a number of the house."""
    assert not validate(held({"T2": "10:01"}))
