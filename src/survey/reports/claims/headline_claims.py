"""Claims of the first section: counts of statuses, how to read the cards, notes of the table of all indicators."""

from __future__ import annotations

import math
from collections import Counter

from survey.indicators import IndicatorRow
from survey.indicators.definitions import Net
from survey.reports.claims.change_claims import trimmed
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.claims.status_claims import StatusFacts
from survey.reports.phrases import STATUSES, Phrases
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import is_low


def cards_shown(material: ReportContext) -> tuple[IndicatorRow, ...]:
    """The rows of the headline cards that have a number."""
    rows = (material.region(one.id) for one in material.computed)
    return tuple(row for row in rows if row.has_estimate)


def _judged(material: ReportContext) -> list[StatusFacts]:
    rule = material.given.indicators.status_rule
    return [StatusFacts(row, rule) for row in cards_shown(material)]


def _summary(material: ReportContext, words: Phrases) -> Places:
    counted = Counter(material.region(one.id).status for one in material.primary)
    parts = [
        words.say("headline_status_count", status=words.level(status), n=counted[status])
        for status in STATUSES
        if counted[status]
    ]
    if counted[None]:
        parts.append(words.say("headline_status_count", status=words.say("status_none"), n=counted[None]))
    if counted["withheld"]:
        word = words.say("status_withheld")
        parts.append(words.say("headline_status_count", status=word, n=counted["withheld"]))
    return {"n": len(material.primary), "parts": words.joined(parts, "; ")}


def _levels(_: ReportContext, words: Phrases) -> Places:
    return {name: words.status(name) for name in ("negative", "tension", "stable")}


SUMMARY_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("headline_summary", lambda material: bool(material.primary), _summary),
)

READING_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim(
        "headline_reading_dot",
        lambda material: any(not math.isnan(row.ci_low + row.ci_high) for row in cards_shown(material)),
    ),
    ReportClaim(
        "headline_reading_bands",
        lambda material: any(one.thresholds for one in material.computed) and bool(cards_shown(material)),
        _levels,
    ),
    ReportClaim(
        "headline_reading_probability",
        lambda material: any(not math.isnan(facts.probability) for facts in _judged(material)),
    ),
)

PREVIOUS_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("headline_no_previous_declared", lambda material: material.given.no_previous == "declared"),
    ReportClaim("headline_no_previous_gap", lambda material: material.given.no_previous == "gap"),
)


def _rows(material: ReportContext) -> list[IndicatorRow]:
    return [row for one in material.given.indicators if (row := material.region(one.id)).has_estimate]


TABLE_NOTES: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim(
        "note_shares",
        lambda material: any(
            (one.is_share or isinstance(one.formula, Net)) and material.region(one.id).has_estimate
            for one in material.given.indicators
        ),
    ),
    ReportClaim("note_valid", lambda material: any(not math.isnan(row.share_valid) for row in _rows(material))),
    ReportClaim("note_n_eff", lambda material: any(not math.isnan(row.n_eff_pooled) for row in _rows(material))),
)


def _least_n_eff(facts: NoteFacts, words: Phrases) -> Places:
    return {"n": trimmed(words, facts[1])}


NoteFacts = tuple[tuple[IndicatorRow, ...], float]
"""Rows of a table, and the effective number below which a number carries the mark of low precision."""

MARK_NOTES: tuple[ReportClaim[NoteFacts], ...] = (
    ReportClaim("note_hidden", lambda facts: any(row.is_hidden for row in facts[0])),
    ReportClaim("note_low_base", lambda facts: is_low(facts[0]), _least_n_eff),
)
"""What the marks in a table mean."""
