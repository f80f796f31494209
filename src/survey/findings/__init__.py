"""Findings about a delivered file, and the outcome of every rule."""

from survey.findings.finding import SEVERITIES, Finding, Severity
from survey.findings.finding_group import BUILT_AT_ONCE, FindingGroup
from survey.findings.findings import Findings
from survey.findings.rule_outcomes import Outcome, Outcomes, RuleOutcome

__all__ = [
    "BUILT_AT_ONCE",
    "SEVERITIES",
    "Finding",
    "FindingGroup",
    "Findings",
    "Outcome",
    "Outcomes",
    "RuleOutcome",
    "Severity",
]
