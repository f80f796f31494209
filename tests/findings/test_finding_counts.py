"""Counts of findings by rule."""

from survey.findings import Finding, Findings
from survey.findings.finding_counts import count_findings
from survey.text import Text


def test_findings_are_counted_gravest_first_then_most_frequent() -> None:
    """A finding without an interview adds to the findings only."""
    said = Text.of(kk="а", ru="а")
    findings = Findings(
        [
            Finding("stray", "info", said, "1"),
            Finding("too_short", "warning", said, "1"),
            Finding("out_of_range", "warning", said, "1"),
            Finding("out_of_range", "warning", said, "1"),
            Finding("column_missing", "error", said),
        ]
    )
    counted = [(one.rule, one.severity, one.n, one.n_interviews) for one in count_findings(findings)]
    assert counted == [
        ("column_missing", "error", 1, 0),
        ("out_of_range", "warning", 2, 1),
        ("too_short", "warning", 1, 1),
        ("stray", "info", 1, 1),
    ]


def test_the_message_of_one_finding_is_not_the_message_of_its_rule() -> None:
    """It may speak of a respondent; only words given for the rule are taken."""
    findings = Findings([Finding("house", "warning", Text.of(kk="12-үй", ru="дом 12"), "1")])
    general = Text.of(kk="Ереже", ru="Правило")
    assert [one.message for one in count_findings(findings)] == [Text()]
    assert [one.message for one in count_findings(findings, {"house": general})] == [general]
