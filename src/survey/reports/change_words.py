"""Changes on cards and in tables: the sentence, the cell, and the reason why there is none."""

from __future__ import annotations

from survey.indicators import Indicator
from survey.reports.claims.change_claims import (
    APART_CLAIMS,
    CHANGE_CLAIMS,
    FLIP_CLAIMS,
    TREND_CLAIMS,
    WORD_CLAIMS,
    ApartFacts,
    ChangeFacts,
    TrendFacts,
)
from survey.reports.claims.claim import every, first
from survey.reports.document_model import TableCell
from survey.reports.report_context import ReportContext
from survey.text import Text


def change_sentence(material: ReportContext, indicator: Indicator) -> Text:
    """A sentence on the change against the wave before, or the reason why there is none; empty without a wave before."""
    facts = _facts(material, indicator)
    return first(CHANGE_CLAIMS, facts, material.words) if facts is not None else _why_apart(material, indicator)


def flip_sentence(material: ReportContext, indicator: Indicator) -> Text:
    """A sentence that a status differs from that of the wave before without a significant change; empty when it does not."""
    facts = _facts(material, indicator)
    return first(FLIP_CLAIMS, facts, material.words) if facts is not None else Text()


def trend_sentence(material: ReportContext, indicator: Indicator) -> Text:
    """A sentence on the slope over the waves, where it is shown and the waves do lie on a line; else empty."""
    trend = material.trends.get(indicator.id)
    if trend is None:
        return Text()
    facts = TrendFacts(trend, indicator.unit, material.words.period_named(trend.first))
    return first(TREND_CLAIMS, facts, material.words)


def change_cell(material: ReportContext, indicator: Indicator) -> TableCell:
    """The change with its interval and the verdict in a word; nothing where neither a change nor its absence is shown."""
    change = material.changes.get(indicator.id)
    if change is None or change.verdict is None:
        return TableCell("difference", detail=_why_apart(material, indicator))
    said = every(WORD_CLAIMS, change, material.words)
    detail = material.words.joined(said, "; ") if said else Text()
    return TableCell("difference", "pp", change.change, change.ci_low, change.ci_high, detail=detail)


def _facts(material: ReportContext, indicator: Indicator) -> ChangeFacts | None:
    change = material.changes.get(indicator.id)
    if change is None or change.verdict is None:
        return None
    return ChangeFacts(change, indicator.unit, material.previous)


def _why_apart(material: ReportContext, indicator: Indicator) -> Text:
    why = material.apart.get(indicator.id)
    if why is None:
        return Text()
    return first(APART_CLAIMS, ApartFacts(why, material.questions(why.questions), material.previous), material.words)
