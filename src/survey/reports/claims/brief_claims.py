"""Claims of the brief about itself: how the survey was done, what an interval is, where everything else is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from survey.indicators import IndicatorRow
from survey.reports.claims.change_claims import trimmed
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases
from survey.reports.report_context import ReportContext
from survey.reports.report_input import Methods, ReportInput
from survey.reports.row_cells import status_of


def _days(methods: Methods, words: Phrases) -> Places:
    assert methods.days is not None
    return {"period": words.period(*methods.days)}


HOW_CLAIMS: tuple[ReportClaim[Methods], ...] = (
    ReportClaim("brief_interviews", lambda one: one.n_used > 0, lambda one, _: {"n": one.n_used}),
    ReportClaim("brief_days", lambda one: one.days is not None, _days),
    ReportClaim("brief_mode", lambda one: bool(one.mode), lambda one, _: {"mode": one.mode}),
    ReportClaim("brief_population", lambda one: bool(one.population), lambda one, _: {"population": one.population}),
    ReportClaim("brief_sampling", lambda one: bool(one.sampling), lambda one, _: {"sampling": one.sampling}),
)

INTERVAL_CLAIM: ReportClaim[Sequence[IndicatorRow]] = ReportClaim(
    "brief_interval", lambda rows: any(not math.isnan(row.ci_low + row.ci_high) for row in rows)
)

BriefRows = tuple[ReportContext, Sequence[IndicatorRow]]


def _signal(facts: BriefRows, words: Phrases) -> Places:
    material, _ = facts
    alert = material.given.indicators.status_rule.alert
    return {"negative": words.status("negative"), "alert": trimmed(words, 100 * alert)}


LEVEL_CLAIMS: tuple[ReportClaim[BriefRows], ...] = (
    ReportClaim("brief_levels", lambda facts: any(status_of(row) is not None for row in facts[1])),
    ReportClaim(
        "brief_signal",
        lambda facts: any(status_of(row) == "tension" and "alert" in row.notes for row in facts[1]),
        _signal,
    ),
)
"""What a level is, and what its mark means."""

FULL_CLAIM: ReportClaim[ReportInput] = ReportClaim(
    "brief_full",
    lambda given: bool(given.files),
    lambda _, words: {"file": words.each(lambda language: f"report.{language}")},
)
"""Where the report is: files are named where a run writes both."""
