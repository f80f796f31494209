"""What was found in a delivered file: findings, and what became of every rule."""

from survey.findings.finding import SEVERITIES, Finding, Severity
from survey.findings.findings import Findings
from survey.findings.rule_outcomes import Outcome, Outcomes, RuleOutcome

__all__ = ["SEVERITIES", "Finding", "Findings", "Outcome", "Outcomes", "RuleOutcome", "Severity"]
