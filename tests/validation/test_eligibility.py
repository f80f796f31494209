"""People who should not have been interviewed."""

from collections.abc import Callable

from survey.interviews import Interviews, Stray
from survey.validation import validate

Held = Callable[..., Interviews]
LOST = "LOST"
Row = dict[str, object]


NOTHING_AFTER_AGE: Row = dict.fromkeys(("B1", "B2", "B3", "B4a", "B4b", "B5", "B6"))


def test_an_interview_with_somebody_under_age_is_an_error(held: Held) -> None:
    """At 16 the interview had to end."""
    findings = validate(held({"A2": 16}, {}))
    assert [(one.rule, one.severity, one.row, one.variable, one.value) for one in findings] == [
        ("ended", "error", 2, "A2", "16")
    ]


def test_answers_after_a_refusal_are_an_error(held: Held) -> None:
    """Nobody may be interviewed without consent."""
    assert [one.variable for one in validate(held({"A1": 2})).of(rule="ended")] == ["A1"]


def test_a_screened_out_person_without_answers_is_no_error(held: Held) -> None:
    """That is how a screen-out should look."""
    assert not validate(held({"A2": 16, **NOTHING_AFTER_AGE}))


def test_strays_after_the_end_make_one_error_and_no_warnings(held: Held) -> None:
    """When decode has set the later answers aside as strays, they are not told one by one."""
    interviews = held({"A2": 16, **NOTHING_AFTER_AGE}, strays=(Stray(0, "B3", "1"), Stray(0, "B4a", "1")))
    assert [one.rule for one in validate(interviews)] == ["ended"]


def test_missing_answers_after_the_end_are_not_told(held: Held) -> None:
    """The one error says enough."""
    assert [one.rule for one in validate(held({"A2": 16, "B4a": LOST}))] == ["ended"]
