"""What the monitor hands in."""

import pandas as pd
import pytest

from survey.findings import Finding, Findings
from survey.reports.report_input import ContactOutcomes, ReportedRow, count_findings
from survey.reports.rows import indicator_rows
from survey.text import Text


def test_a_line_of_the_table_becomes_a_row_with_blanks_as_none() -> None:
    """Missing text and missing numbers alike; the region has no level."""
    table = pd.DataFrame(
        {
            "wave": ["2018Q1"] * 2, "indicator": ["ISI"] * 2, "domain": ["region", "sex"], "level": ["region", "1"],
            "estimate": [63.5, float("nan")], "ci_low": [61.0, float("nan")], "n": [980, 0], "status": ["stable", None],
            "leaning": [None, None], "publish": ["ok", "hidden"],
        }
    )  # fmt: skip
    assert indicator_rows(table) == (
        ReportedRow("ISI", "region", "", 63.5, low=61.0, n=980, status="stable"),
        ReportedRow("ISI", "sex", "1", publish="hidden"),
    )


def test_response_rates_follow_their_definitions() -> None:
    """600 complete, 200 refused, 100 not contacted, 50 other, 50 unknown."""
    outcomes = ContactOutcomes(complete=600, refusal=200, non_contact=100, other=50, unknown=50)
    assert outcomes.rate_if_all_eligible == pytest.approx(60.0)
    assert outcomes.rate_if_none_eligible == pytest.approx(100 * 600 / 950)
    assert outcomes.cooperation == pytest.approx(100 * 600 / 850)
    assert outcomes.refusal_rate == pytest.approx(20.0)


def test_rates_of_nothing_are_nil() -> None:
    """No division by zero."""
    assert ContactOutcomes(0).rate_if_none_eligible == 0.0


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
