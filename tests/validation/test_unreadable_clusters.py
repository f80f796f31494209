"""The same unreadable answer in many interviews is told once."""

from __future__ import annotations

import pandas as pd
import pytest

from survey.findings import Findings
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire
from survey.validation import Rules, join_clusters, validate

USUAL = {"W1": "2018Q1", "D1": "2018-03-07", "T1": "10:00", "U1": "1", "P1": "01-007", "V1": "1", "A1": "1", "A2": "40"}


def found(form: Questionnaire, n: int, among: int = 100, **spoilt: str) -> tuple[Interviews, Findings]:
    """Findings of ``among`` interviews, in the first n of which some answers are spoilt."""
    rows = [{"N1": f"no-{at}", **USUAL, **(spoilt if at <= n else {})} for at in range(1, among + 1)]
    interviews, unread = decode(RawTable("w.csv", "csv", "", pd.DataFrame(rows)), form)
    return interviews, unread + validate(interviews, Rules())


def about(findings: Findings, variable: str) -> list[tuple[str, str, str | None]]:
    told = findings.of(variable=variable)
    return [(one.rule, one.severity, one.interview) for one in told if one.rule != "question_absent"]


@pytest.mark.parametrize(
    ("variable", "value", "rule", "severity"),
    [
        ("U1", "3", "cluster_of_codes", "error"),  # a new district: without it the interview has no place in the sample
        ("U1", "Жаңа аудан", "cluster_of_wordings", "error"),
        ("A2", "500", "cluster_of_numbers", "error"),
        ("V1", "7", "cluster_of_codes", "warning"),
    ],
)
def test_twenty_alike_are_one_finding_of_the_file(
    form: Questionnaire, variable: str, value: str, rule: str, severity: str
) -> None:
    """With what follows from them, that the answer is missing."""
    interviews, findings = found(form, 20, 100, **{variable: value})
    assert len(about(findings, variable)) >= 20
    joined = join_clusters(findings, interviews)
    assert about(joined, variable) == [(rule, severity, None)]
    (one,) = joined.of(rule=rule)
    assert (one.row, one.value) == (None, value)
    assert all("20" in text and value in text for _, text in one.message)


def test_the_sampling_points_are_named_when_they_are_few(form: Questionnaire) -> None:
    """A new district has its own."""
    interviews, findings = found(form, 20, U1="3", P1="03-001")
    (one,) = join_clusters(findings, interviews).of(rule="cluster_of_codes")
    assert all("03-001" in text for _, text in one.message)


def test_nineteen_of_many_stay_single(form: Questionnaire) -> None:
    """Each is mended from its paper form."""
    interviews, findings = found(form, 19, among=300, U1="3")
    assert join_clusters(findings, interviews) == findings


@pytest.mark.parametrize(("n", "is_joined"), [(4, False), (5, True)])
def test_a_tenth_of_a_small_wave_is_many(form: Questionnaire, n: int, is_joined: bool) -> None:
    """At least five, and more than a tenth of forty."""
    interviews, findings = found(form, n, among=40, U1="3")
    assert bool(join_clusters(findings, interviews).of(rule="cluster_of_codes")) is is_joined


def test_different_values_are_not_alike(form: Questionnaire) -> None:
    """Ten times 3 and ten times 4 are twenty slips."""
    interviews, findings = found(form, 10, U1="3")
    _, others = found(form, 10, U1="4")
    both = Findings([*findings, *others.of(rule="code_unknown")])
    assert not join_clusters(both, interviews).of(rule="cluster_of_codes")
