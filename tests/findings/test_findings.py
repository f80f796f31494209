"""Findings: their ids, their counts, and raising when they speak against going on."""

from __future__ import annotations

import dataclasses
import time

import pytest

from survey.errors import FindingsError
from survey.findings import Finding, Findings, Outcomes, RuleOutcome, Severity
from survey.text import Text


def finding(severity: Severity = "error", **fields: object) -> Finding:
    """A finding that differs from the usual one in these fields."""
    usual: dict[str, object] = {"interview": "A-1", "row": 7, "variable": "S03", "value": "140"}
    return Finding("out_of_range", severity, Text.of(kk="қате", ru="ошибка"), **(usual | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        {"row": 99},
        {"value": "140.0"},
        {"value": "140,00"},
        {"value": " 140 "},
        {"message": Text.of(en="mistake")},
        {"severity": "warning"},
        {"interview": "A-1 "},
    ],
)
def test_the_id_ignores_rows_formats_and_languages(other: dict[str, object]) -> None:
    """One mistake keeps its name in the next delivery."""
    assert dataclasses.replace(finding(), **other).id == finding().id  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "required"},
        {"interview": "A-2"},
        {"interview": None},
        {"variable": "S04"},
        {"value": "141"},
        {"value": None},
    ],
)
def test_the_id_tells_findings_apart(other: dict[str, object]) -> None:
    """By rule, interview, variable and value."""
    assert dataclasses.replace(finding(), **other).id != finding().id  # type: ignore[arg-type]


def test_findings_alike_get_ids_of_their_own_that_survive_selection() -> None:
    """Two interviews without a key that have the same mistake."""
    both = Findings([finding(interview=None, row=2), finding(interview=None, row=3), finding("warning")])
    first, second, _ = (one.id for one in both)
    assert first != second
    assert [one.id for one in both.of("error")] == [first, second]
    assert next(one.id for one in both[1:]) == second
    assert len({one.id for one in both + both}) == 6


def test_no_id_reads_as_a_number() -> None:
    """A spreadsheet would change 12e4 into 120000."""
    ids = [finding(value=str(value)).id for value in range(500)]
    assert len(set(ids)) == 500
    assert all(one.startswith("f") and len(one) == 13 for one in ids)


@pytest.mark.parametrize(
    ("limit", "severities", "raises"),
    [
        ("error", ("error", "info"), True),
        ("error", ("warning", "info"), False),
        ("warning", ("warning",), True),
        ("warning", ("error",), True),
        ("warning", ("info",), False),
        ("info", ("info",), True),
        ("error", (), False),
    ],
)
def test_raise_if_raises_for_the_severity_or_a_worse_one(
    limit: Severity, severities: tuple[Severity, ...], raises: bool
) -> None:
    """Otherwise nothing happens."""
    findings = Findings(finding(severity) for severity in severities)
    if not raises:
        findings.raise_if(limit)
        return
    with pytest.raises(FindingsError) as error:
        findings.raise_if(limit)
    assert error.value.code == "V100"


def test_raise_if_says_how_many_and_which() -> None:
    """The count, and the first five."""
    with pytest.raises(FindingsError) as error:
        Findings(finding(interview=f"A-{at}") for at in range(8)).raise_if()
    assert "8 error" in error.value.fact
    assert "interview A-4" in error.value.fact
    assert "and 3 more" in error.value.fact


def test_a_waived_error_is_no_error() -> None:
    """It neither raises nor counts as one."""
    waived = Findings([finding("info", waived="error")])
    waived.raise_if("error")
    assert waived.counts()["error"] == 0
    assert len(waived.waived) == 1


@pytest.mark.parametrize(
    ("checked", "failed", "unknown", "outcome"),
    [
        (10, 0, 0, "passed"),
        (10, 0, 5, "passed"),
        (10, 1, 5, "failed"),
        (0, 0, 10, "cannot_be_evaluated"),
        (0, 0, 0, "passed"),
    ],
)
def test_a_rule_has_one_of_three_outcomes(checked: int, failed: int, unknown: int, outcome: str) -> None:
    """Unknown of some is no failure; unknown of all is no pass."""
    assert RuleOutcome("rule", "error", "A1", checked, failed, unknown).outcome == outcome


def test_joined_findings_add_up_their_outcomes() -> None:
    """Rule by rule and variable by variable."""
    one = Findings([], Outcomes([RuleOutcome("a", "error", "X", 10, 1), RuleOutcome("b", "error", None, 5, 0)]))
    other = Findings([], Outcomes([RuleOutcome("a", "error", "X", 20, 2, 3)]))
    assert list((one + other).outcomes) == [
        RuleOutcome("a", "error", "X", 30, 3, 3),
        RuleOutcome("b", "error", None, 5, 0),
    ]


def test_what_decoding_blanked_counts_as_failed() -> None:
    """Validation sees a blank where decoding has found a code that does not exist."""
    unread = Findings([finding(), finding(interview="A-2", row=8)])
    validated = Findings([], Outcomes([RuleOutcome("out_of_range", "error", "S03", 98, 0, 2)]))
    (outcome,) = (unread + validated).outcomes
    assert (outcome.outcome, outcome.checked, outcome.failed, outcome.unknown) == ("failed", 100, 2, 0)


def test_a_summary_by_rule_lists_rules_that_found_nothing() -> None:
    """With the interviews they were held against."""
    outcomes = Outcomes(
        [RuleOutcome("out_of_range", "error", "S03", 100, 2), RuleOutcome("copied", "error", None, 100, 0)]
    )
    summary = Findings([finding(), finding(interview="A-2")], outcomes).summary()
    assert summary[["rule", "findings", "interviews", "outcome", "checked"]].values.tolist() == [
        ["out_of_range", 2, 2, "failed", 100],
        ["copied", 0, 0, "passed", 100],
    ]


@pytest.mark.parametrize(("by", "key"), [("variable", "S03"), ("severity", "error"), ("interview", "A-1")])
def test_a_summary_counts_by_other_things(by: str, key: str) -> None:
    """Findings by severity, and different interviews."""
    summary = Findings([finding(), finding(value="141")]).summary(by)  # type: ignore[arg-type]
    assert summary.to_dict("records") == [
        {by: key, "findings": 2, "errors": 2, "warnings": 0, "infos": 0, "interviews": 1}
    ]


def test_a_summary_by_something_that_findings_do_not_know_names_the_way() -> None:
    """Interviewers are in the interviews."""
    with pytest.raises(FindingsError, match="summarize_findings") as error:
        Findings().summary("interviewer")  # type: ignore[arg-type]
    assert error.value.code == "V101"


def test_very_many_findings_alike_are_numbered_without_counting_through() -> None:
    """Fifty thousand in well under a second; each has a number of its own."""
    alike = Finding("r", "error", Text((("en", "same"),)), interview="K-1", variable="A")
    started = time.process_time()
    numbered = Findings([alike] * 50_000)
    assert time.process_time() - started < 5
    assert [one.occurrence for one in numbered[:3]] + [numbered[-1].occurrence] == [1, 2, 3, 50_000]
