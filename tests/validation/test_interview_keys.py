"""Keys: missing, used twice, copied."""

from collections.abc import Callable

import pytest

from survey.interviews import Interviews
from survey.validation import AnswerLimits, Rules, validate

Held = Callable[..., Interviews]
LOST = "LOST"


FEW_SAME = Rules(limits=AnswerLimits(same_answers=3))


def test_an_interview_without_a_number_is_an_error_of_its_row(held: Held) -> None:
    """It is found by its row, since it has no key."""
    findings = validate(held({}, {"N1": LOST})).of(rule="key_missing")
    assert [(one.severity, one.interview, one.row, one.variable) for one in findings] == [("error", None, 3, "N1")]


def test_the_later_of_two_equal_numbers_is_the_error(held: Held) -> None:
    """The first row stays and is named."""
    findings = validate(held({"N1": "7"}, {}, {"N1": "7", "A2": 41})).of(rule="key_twice")
    assert [(one.severity, one.row, one.value) for one in findings] == [("error", 4, "7")]
    assert "row 2" in findings[0].message["en"]
    assert "differ" in findings[0].message["en"]


def test_an_interview_delivered_twice_is_told_from_a_mistyped_number(held: Held) -> None:
    """When every answer is the same the sentence says so."""
    findings = validate(held({"N1": "7"}, {"N1": "7"})).of(rule="key_twice")
    assert "every answer is the same" in findings[0].message["en"]


def test_setting_aside_keeps_the_first_of_two_equal_numbers(held: Held) -> None:
    """The finding names row and key, so only the later row goes."""
    interviews = held({"N1": "7"}, {"N1": "7"})
    assert interviews.set_aside(validate(interviews).of("error")).accepted.tolist() == [True, False]


def test_the_same_substantive_answers_under_another_number_are_a_copy(held: Held) -> None:
    """The later one is the error, the earlier one is named."""
    copies = held({"B3": 0}, {"B3": 2}, {"B3": 0})
    findings = validate(copies, FEW_SAME).of(rule="copied")
    assert [(one.severity, one.row, one.interview) for one in findings] == [("error", 4, "no-3")]
    assert "no-1 (row 2)" in findings[0].message["en"]


def test_too_few_answers_make_no_copy(held: Held) -> None:
    """Two short interviews may well be alike: 20 answers are asked for by default, these have 4."""
    assert not validate(held({}, {})).of(rule="copied")


def test_a_blank_is_not_an_answer_of_a_copy(held: Held) -> None:
    """Three answers left, four asked for."""
    rules = Rules(limits=AnswerLimits(same_answers=4))
    assert len(validate(held({}, {}), rules).of(rule="copied")) == 1
    assert not validate(held({"B4b": LOST}, {"B4b": LOST}), rules).of(rule="copied")


def test_a_file_without_interviews_is_an_error_of_the_file(held: Held) -> None:
    """Nothing else can be said of it."""
    assert [(one.rule, one.severity, one.row) for one in validate(held())] == [("no_interviews", "error", None)]


def test_errors_beyond_count_in_most_interviews_speak_of_the_file(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand sentences alike say no more than one; here the limit is two."""
    monkeypatch.setattr("survey.validation.rule_breaches.MANY", 2)
    findings = validate(held(*[{"N1": "7"}] * 5)).of(rule="key_twice")
    assert [(one.severity, one.interview, one.row) for one in findings] == [("error", None, None)]
