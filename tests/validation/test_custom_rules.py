"""House rules applied to interviews."""

from collections.abc import Callable

from survey.expressions import parse
from survey.interviews import Interviews
from survey.text import Text
from survey.validation import CustomRule, Rules, StartsWith, validate

Held = Callable[..., Interviews]
LOST = "LOST"


MESSAGE = Text.of(kk="{A2} жас", ru="{U1}", en="Unit {U1}, age {A2}.")


def rule(**parts: object) -> Rules:
    """One rule, for tests."""
    usual = {"id": "house", "severity": "warning", "date": "2018-01-01", "message": MESSAGE, "variables": ("A2", "U1")}
    return Rules((CustomRule(**{**usual, **parts}),))  # type: ignore[arg-type]


def test_a_rule_is_broken_where_what_must_hold_is_false(held: Held) -> None:
    """Its first variable and its value are named."""
    findings = validate(held({"A2": 70}, {"A2": 30}), rule(must=parse("A2 < 60")))
    assert [(one.rule, one.severity, one.row, one.variable, one.value) for one in findings] == [
        ("house", "warning", 2, "A2", "70")
    ]


def test_an_unknown_answer_breaks_nothing(held: Held) -> None:
    """Three-valued: the code of the unit is lost."""
    assert not validate(held({"U1": LOST}), rule(must=parse("U1 == 2"))).of(rule="house")


def test_a_rule_speaks_only_of_those_its_when_names(held: Held) -> None:
    """Both are 70, one lives in the second unit."""
    findings = validate(held({"A2": 70}, {"A2": 70, "U1": 2}), rule(when=parse("U1 == 2"), must=parse("A2 < 60")))
    assert [one.row for one in findings] == [3]


def test_the_share_of_a_widespread_rule_is_of_those_it_speaks_of(held: Held) -> None:
    """20 of the 20 in unit 2, though of 220 in all: told once."""
    interviews = held(*({"U1": 2, "A2": 70} if at < 20 else {} for at in range(220)))
    (finding,) = validate(interviews, rule(when=parse("U1 == 2"), must=parse("A2 < 60")))
    assert finding.interview is None
    assert "20 of 20" in finding.message["en"]


def test_places_show_answers_with_the_wording_of_the_language(held: Held) -> None:
    """The instrument has no English wording, so the code stands alone there."""
    (finding,) = validate(held({"A2": 70}), rule(must=parse("A2 < 60")))
    assert finding.message["ru"] == "1 (Первый район)"
    assert finding.message["en"] == "Unit 1, age 70."


def test_a_point_that_begins_with_the_code_of_its_unit_is_right(held: Held) -> None:
    """01-007 belongs to unit 1; 2 does not stand before it; a lost code breaks nothing."""
    rules = rule(starts_with=StartsWith("P1", "U1", 2))
    findings = validate(held({"P1": "01-007"}, {"U1": 2}, {"P1": LOST}), rules).of(rule="house")
    assert [one.row for one in findings] == [3]
