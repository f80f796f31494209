"""Findings of one rule in many interviews: built when somebody looks, and then the same as findings made at once."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from survey.errors import FindingsError
from survey.findings import Finding, FindingGroup, Findings, Outcomes, RuleOutcome
from survey.findings.finding_counts import count_findings
from survey.text import Text

KEYS = ["A-1", "A-2", "A-1", None, None, "A-3"]


class Builder:
    """Builds findings of a rule, and counts how many it has built."""

    def __init__(self, rule: str = "required", value: str | None = None) -> None:
        self.rule = rule
        self.value = value
        self.built = 0

    def __call__(self, position: int) -> Finding:
        self.built += 1
        message = Text.of(kk="жауап жоқ", ru="нет ответа")
        return Finding(self.rule, "error", message, KEYS[position], position + 2, "S03", self.value)


def group(build: Builder) -> FindingGroup:
    return FindingGroup(build.rule, "error", "S03", np.arange(2, 8), np.array(KEYS, object), build)


def single() -> Iterator[Finding]:
    yield Finding("no_column", "warning", Text.of(kk="баған жоқ", ru="нет столбца"), variable="S04")
    yield Finding("odd", "info", Text.of(kk="біртүрлі", ru="странно"), "A-2", 3, "S03", "7")


OUTCOMES = Outcomes([RuleOutcome("required", "error", "S03", 10, 1, 5)])


@pytest.fixture
def grouped() -> Findings:
    first, last = single()
    return Findings([first, group(Builder()), last], OUTCOMES)


@pytest.fixture
def whole() -> Findings:
    """The same findings made at once."""
    first, last = single()
    return Findings([first, *group(Builder()), last], OUTCOMES)


def test_grouped_findings_are_those_made_at_once(grouped: Findings, whole: Findings) -> None:
    """In order, number and id, also of those alike: two without a key, two of one key."""
    assert list(grouped) == list(whole)
    assert [one.id for one in grouped] == [one.id for one in whole]
    assert len({one.id for one in grouped}) == len(grouped) == 8
    assert grouped == whole
    assert hash(grouped) == hash(whole)
    assert [grouped[at] for at in (0, 3, -1, -7)] == [whole[at] for at in (0, 3, -1, -7)]
    assert list(grouped[2:7:2]) == list(whole[2:7:2])
    assert list(grouped[::-1]) == list(whole[::-1])
    with pytest.raises(IndexError):
        grouped[8]


@pytest.mark.parametrize(
    "chosen",
    [
        {"severity": "error"},
        {"severity": "info"},
        {"rule": "required", "variable": "S03"},
        {"interview": "A-1"},
        {"interview": "A-2", "severity": "info"},
    ],
)
def test_selections_of_groups_are_those_of_findings(grouped: Findings, whole: Findings, chosen: dict[str, str]) -> None:
    found = grouped.of(**chosen)  # type: ignore[arg-type]
    assert list(found) == list(whole.of(**chosen))  # type: ignore[arg-type]
    assert len(found) > 0
    assert list(found.outcomes) == list(whole.of(**chosen).outcomes)  # type: ignore[arg-type]


def test_sums_of_groups_are_those_of_findings(grouped: Findings, whole: Findings) -> None:
    """Counts, summaries, keys, languages, outcomes, the table."""
    assert grouped.counts() == whole.counts()
    assert grouped.interviews == whole.interviews
    assert grouped.kinds == whole.kinds
    assert grouped.rows.tolist() == whole.rows.tolist() == [2, 3, 4, 5, 6, 7]
    assert grouped.languages == whole.languages
    assert list(grouped.outcomes) == list(whole.outcomes)
    assert grouped.outcomes[0].failed == 6
    assert list(grouped.waived) == list(whole.waived)
    assert list(grouped.about_the_file) == list(whole.about_the_file)
    for by in ("rule", "variable", "severity", "interview"):
        pd.testing.assert_frame_equal(grouped.summary(by), whole.summary(by))
    pd.testing.assert_frame_equal(grouped.to_frame(), whole.to_frame())
    assert count_findings(grouped) == count_findings(whole)
    assert list(grouped + whole)[:8] == list(whole)
    assert grouped.built() == whole
    assert whole.built() is whole
    sent = pickle.loads(pickle.dumps(grouped))
    assert sent == whole
    assert list(sent.outcomes) == list(whole.outcomes)


def test_findings_that_are_raised_are_those_made_at_once(grouped: Findings, whole: Findings) -> None:
    """With their number and the first five."""
    said = []
    for findings in (grouped, whole):
        with pytest.raises(FindingsError) as caught:
            findings.raise_if("warning")
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert "6 error, 1 warning" in said[0]
    assert "and 2 more" in said[0]


def test_two_groups_of_one_rule_and_variable_number_what_is_alike() -> None:
    """Of two deliveries together, for example."""
    joined = Findings([group(Builder()), group(Builder())])
    assert len({one.id for one in joined}) == len(joined) == 12


def test_counting_and_selecting_build_nothing() -> None:
    """A million findings are a million rows in an array."""
    build = Builder()
    findings = Findings([*single(), group(build)], OUTCOMES)
    errors = findings.of("error")
    assert (len(findings), len(errors), errors.counts()["error"]) == (8, 6, 6)
    assert (errors.rows.tolist(), len(errors.keys_without_row)) == ([2, 3, 4, 5, 6, 7], 0)
    assert findings.summary("rule")["findings"].tolist() == [6, 1, 1]
    assert count_findings(findings)[0].n == 6
    left = findings.but_for(lambda one: one.severity == "warning")
    assert (len(left), left.counts()["warning"]) == (8 - findings.counts()["warning"], 0)
    assert build.built == 0
    assert findings.of(interview="A-3")[0].row == 7
    assert build.built == 1
    every = findings.built()
    assert [one.row for one in every] == [one.row for one in every]
    assert build.built == 7
