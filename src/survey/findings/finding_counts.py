"""Counts of findings by rule, without anything about a single interview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.findings.finding import SEVERITIES, Severity
from survey.findings.findings import Findings
from survey.text import Text


@dataclass(frozen=True, slots=True)
class FindingCount:
    """Counts of the findings of one rule: findings, and the interviews concerned."""

    rule: str
    severity: Severity
    message: Text
    n: int
    n_interviews: int


def count_findings(findings: Findings, messages: Mapping[str, Text] | None = None) -> tuple[FindingCount, ...]:
    """Counts of findings by severity and rule, the most severe first, then the most frequent.

    Parameters
    ----------
    findings : Findings
    messages : mapping rule -> Text
        The meaning of a rule in general. A rule that is missing here and in the glossary of the report is shown by its
        count only: the message of a single finding may be about one respondent.
    """
    given = messages or {}
    counted = []
    for rule, severity in findings.kinds:
        found = findings.of(severity, rule=rule)
        counted.append(FindingCount(rule, severity, given.get(rule, Text()), len(found), len(found.interviews)))
    return tuple(sorted(counted, key=lambda one: (SEVERITIES.index(one.severity), -one.n, one.rule)))
