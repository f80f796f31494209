"""What became of every rule: interviews checked, failed, unknown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.findings import RuleOutcome
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire
from survey.validation import Rules, read_rules, validate

LOST = "LOST"
Held = Callable[..., Interviews]
ReadRules = Callable[[str], Rules]


@pytest.fixture
def rules(form: Questionnaire, tmp_path: Path) -> ReadRules:
    """A function that reads one house rule from its condition."""

    def read(condition: str) -> Rules:
        text = f"""
version: "1"
rules:
  - id: house
    severity: warning
    date: 2018-01-01
    variables: [B3]
    {condition}
    kk: "Тексеріңіз: {{B3}}"
    ru: "Проверьте: {{B3}}"
    en: "Check: {{B3}}"
"""
        (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
        return read_rules(tmp_path, form)

    return read


def outcome(interviews: Interviews, rules: Rules, rule: str, variable: str | None = None) -> RuleOutcome:
    """The outcome of one rule and variable."""
    (found,) = validate(interviews, rules).outcomes.of(rule=rule, variable=variable)
    return found


@pytest.mark.parametrize(
    ("row", "checked", "failed", "unknown"),
    [
        ({"B4a": 1, "B3": 1}, 1, 0, 0),
        ({"B4a": 1, "B3": 2}, 1, 1, 0),
        ({"B4a": 2, "B3": 2}, 0, 0, 0),
        ({"B4a": 1, "B3": LOST}, 0, 0, 1),
        ({"B4a": LOST, "B3": 2}, 0, 0, 1),
        ({"B4a": LOST, "B3": 1}, 0, 0, 0),
        ({"B4a": LOST, "B3": LOST}, 0, 0, 1),
    ],
)
def test_a_house_rule_is_a_condition_of_three_values(
    held: Held, rules: ReadRules, row: dict[str, object], checked: int, failed: int, unknown: int
) -> None:
    """If, then: broken when the first is true and the second false; unknown when a blank could decide."""
    rule = rules('when: "B4a == 1"\n    must: "B3 == 1"')
    kept = {"B4a": 2, "B3": 1}
    found = outcome(held(kept, row), rule, "house")
    assert (found.checked, found.failed, found.unknown) == (checked, failed, unknown)


def test_a_rule_of_which_nobody_has_the_answers_cannot_be_evaluated(held: Held, rules: ReadRules) -> None:
    """A question that is not in the file, or was not asked in this wave."""
    rule = rules('must: "B3 == 1"')
    found = [outcome(held({"B3": blank}, {"B3": blank}), rule, "house").outcome for blank in (None, LOST)]
    assert found == ["cannot_be_evaluated"] * 2


@pytest.mark.parametrize(
    ("rule", "variable", "row", "counts"),
    [
        ("required", "A2", {"A2": LOST}, (2, 1, 0)),
        ("not_recorded", "B3", {"B3": LOST}, (2, 1, 0)),
        ("out_of_range", "A2", {"A2": LOST}, (1, 0, 1)),
        ("out_of_range", "A2", {"A2": 140}, (2, 1, 0)),
        ("code_unknown", "U1", {"U1": LOST}, (1, 0, 1)),
        ("key_missing", "N1", {"N1": None}, (2, 1, 0)),
        ("key_twice", "N1", {"N1": None}, (1, 0, 1)),
        ("date_outside", "D1", {"D1": LOST}, (1, 0, 1)),
        ("wave_differs", "W1", {"W1": LOST}, (1, 0, 1)),
        ("too_many", "B1", {"B1": LOST}, (1, 0, 1)),
    ],
)
def test_a_rule_of_the_questionnaire_counts_what_it_could_check(
    held: Held, rule: str, variable: str, row: dict[str, object], counts: tuple[int, int, int]
) -> None:
    """An answer that is lost is neither right nor wrong; that it is lost is a rule of its own."""
    found = outcome(held({}, row), Rules(), rule, variable)
    assert (found.checked, found.failed, found.unknown) == counts


def test_every_rule_has_an_outcome_though_nothing_is_wrong(held: Held) -> None:
    """Silence of a check that was made differs from a check that was not made."""
    findings = validate(held({}, {"B5": "text"}), Rules())
    assert list(findings) == []
    assert len(findings.outcomes) > 30
    assert {one.outcome for one in findings.outcomes} == {"passed", "cannot_be_evaluated"}


def test_findings_in_many_interviews_are_built_when_somebody_looks(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """And are then what they would have been; interviews are set aside without building any."""
    interviews = held({"N1": "7", "A2": 140.0}, {"N1": "7", "A2": LOST}, {}, {"A2": 150.0}, {"N1": None})
    at_once = validate(interviews)
    monkeypatch.setattr("survey.validation.rule_breaches.BUILT_AT_ONCE", 0)
    monkeypatch.setattr("survey.validation.delivery_validation.BUILT_AT_ONCE", 0)
    grouped = validate(interviews)
    given = interviews.answers["A2"].copy()
    interviews.answers.loc[:, "A2"] = 30.0  # what is corrected afterwards does not change what was found
    assert list(grouped) == list(at_once)
    interviews.answers["A2"] = given
    assert [one.id for one in grouped] == [one.id for one in at_once]
    assert list(grouped.outcomes) == list(at_once.outcomes)
    monkeypatch.setattr("survey.validation.rule_breaches._for_one", None)
    aside = interviews.set_aside(grouped.of("error"))
    assert aside.accepted.tolist() == interviews.set_aside(at_once.of("error")).accepted.tolist()
    assert 0 < aside.n_accepted < 5
