"""Single answers: recorded, within codes, as many as allowed, only where asked."""

from collections.abc import Callable

import pytest

from survey.findings import Finding
from survey.interviews import Interviews, Stray
from survey.validation import validate

Held = Callable[..., Interviews]
LOST = "LOST"


def only(findings: list[Finding]) -> Finding:
    """The one finding there is."""
    (finding,) = findings
    return finding


def test_an_interview_without_mistakes_has_no_findings(held: Held) -> None:
    """The usual interview, twice; an empty open question is no mistake."""
    assert list(validate(held({}, {"A2": 41}))) == []


def test_a_required_question_without_an_answer_is_an_error(held: Held) -> None:
    """Without the age nobody knows whether the person belongs to the population."""
    finding = only(list(validate(held({}, {"A2": LOST}))))
    assert (finding.rule, finding.severity, finding.interview, finding.variable) == ("required", "error", "no-2", "A2")


def test_another_answer_that_is_not_recorded_is_a_warning(held: Held) -> None:
    """One lost answer does not spoil an interview."""
    finding = only(list(validate(held({"B4a": LOST}))))
    assert (finding.rule, finding.severity, finding.row, finding.value) == ("not_recorded", "warning", 2, None)


def test_an_answer_is_not_lost_where_nobody_can_tell_whether_it_was_to_be_asked(held: Held) -> None:
    """B2 depends on B1: with B1 lost only B1 is told."""
    findings = validate(held({"B1": LOST, "B2": LOST}, {"B1": [1, 2], "B2": LOST}))
    assert [(one.rule, one.row, one.variable) for one in findings] == [
        ("not_recorded", 2, "B1"),
        ("not_recorded", 3, "B2"),
    ]


def test_a_code_the_question_does_not_have_is_an_error(held: Held) -> None:
    """Interviews made without decode can hold one."""
    finding = only(list(validate(held({"B4a": 7}))))
    assert (finding.rule, finding.severity, finding.value) == ("code_unknown", "error", "7")


@pytest.mark.parametrize("age", [120, 30.5])
def test_a_number_outside_its_range_or_broken_is_an_error(held: Held, age: float) -> None:
    """Ages are whole and at most 110."""
    finding = only(list(validate(held({"A2": age}))))
    assert (finding.rule, finding.severity) == ("out_of_range", "error")
    assert "0 to 110" in finding.message["en"]


def test_an_exclusive_answer_with_others_is_a_warning(held: Held) -> None:
    """4 means 'from nowhere'; the sentence shows the wordings of the codes."""
    finding = only(list(validate(held({"B1": [1, 4], "B2": 1}))))
    assert (finding.rule, finding.value) == ("exclusive", "1 4")
    assert "1 (Телевидение), 4 (Ниоткуда)" in finding.message["ru"]


def test_more_choices_than_allowed_are_a_warning(held: Held) -> None:
    """Two are allowed, three marked."""
    finding = only(list(validate(held({"B1": [1, 2, 3], "B2": 3}))))
    assert (finding.rule, finding.value, finding.severity) == ("too_many", "1 2 3", "warning")


def test_an_answer_that_was_not_offered_is_a_warning(held: Held) -> None:
    """B2 offers what was chosen in B1."""
    findings = validate(held({"B1": [1, 2], "B2": 3}, {"B1": [1, 2], "B2": 2}))
    assert [(one.rule, one.row, one.value) for one in findings] == [("not_offered", 2, "3")]


def test_the_count_of_a_list_experiment_is_bounded_by_its_version(held: Held) -> None:
    """Version 1 has two statements, version 2 three."""
    findings = validate(held({"V1": 1, "B3": 3}, {"V1": 2, "B3": 3}))
    assert [(one.rule, one.row) for one in findings] == [("count_too_high", 2)]


def test_an_answer_to_a_question_that_was_not_to_be_asked_is_a_warning(held: Held) -> None:
    """It comes from decode as a stray."""
    finding = only(list(validate(held({}, {}, strays=(Stray(1, "B2", "3"),)))))
    assert (finding.rule, finding.row, finding.variable, finding.value) == ("stray", 3, "B2", "3")


def test_a_widespread_warning_is_told_once_for_the_file(held: Held) -> None:
    """30 of 40 interviews lost the same answer: the form is at fault, not thirty people."""
    interviews = held(*({"B4a": LOST} if at < 30 else {} for at in range(40)))
    finding = only(list(validate(interviews)))
    assert (finding.rule, finding.interview, finding.row, finding.variable) == ("not_recorded", None, None, "B4a")
    assert finding.message["en"].startswith("30 of 40 interviews")


def test_errors_are_told_one_by_one_however_many(held: Held) -> None:
    """Each of them sets its interview aside."""
    assert len(validate(held(*({"A2": LOST} for _ in range(30)))).of("error")) == 30


def test_every_message_is_there_in_three_languages(held: Held) -> None:
    """Kazakh and Russian for the office, English for the log."""
    rows = [{"A2": LOST}, {"B4a": 7}, {"B1": [1, 4], "B2": 1}, {"N1": LOST}, {"W1": "2017Q4"}, {"T2": "09:00"}]
    findings = validate(held(*rows))
    assert len(findings) >= len(rows)
    assert all(one.message.languages == ("en", "kk", "ru") for one in findings)
