"""Words of the report about changes: sentences on cards, cells and notes of tables, the rule in the methods."""

from __future__ import annotations

from decimal import Decimal

from survey.indicators import ChangeVerdict, Indicator
from survey.indicators.definitions import Unit
from survey.reports.document_model import TableCell
from survey.reports.number_format import rounded
from survey.reports.phrases import Phrases
from survey.reports.report_context import ReportContext
from survey.text import Text

VERDICT_WORDS: dict[ChangeVerdict, str] = {
    "improved": "change_improved",
    "worsened": "change_worsened",
    "higher": "change_higher",
    "lower": "change_lower",
    "slight": "change_slight",
    "steady": "change_steady",
    "undetermined": "change_undetermined",
}

VERDICT_SHORT: dict[ChangeVerdict, str] = {
    "improved": "verdict_improved",
    "worsened": "verdict_worsened",
    "higher": "verdict_higher",
    "lower": "verdict_lower",
    "slight": "verdict_slight",
    "steady": "verdict_steady",
}

CHANGE_UNITS: dict[Unit, str] = {
    "percent": "change_unit_percent",
    "points": "change_unit_points",
    "pp": "change_unit_percent",
    "scale10": "change_unit_points",
}
_MOST_DIGITS = 3
_SLOPE_DIGITS = 2


def change_sentence(material: ReportContext, indicator: Indicator) -> Text:
    """A sentence on the change against the wave before, or the reason why there is none; empty without a wave before."""
    change = material.changes.get(indicator.id)
    if change is None or change.verdict is None:
        return material.why_apart(indicator.id)
    words = material.words
    return words.say(
        VERDICT_WORDS[change.verdict],
        previous=material.previous,
        change=words.number(change.change, signed=True),
        interval=words.say(
            "interval_signed",
            low=words.number(change.ci_low, signed=True),
            high=words.number(change.ci_high, signed=True),
        ),
        unit=words.say(CHANGE_UNITS[indicator.unit]),
        limit=trimmed(words, change.margin),
        smallest=trimmed(words, change.smallest),
    )


def flip_sentence(material: ReportContext, indicator: Indicator) -> Text:
    """A sentence that a status differs from that of the wave before without a significant change; empty when it does not."""
    change = material.changes.get(indicator.id)
    if change is None or not change.flips_unproven:
        return Text()
    return material.words.say("change_flip", previous=material.previous)


def trend_sentence(material: ReportContext, indicator: Indicator) -> Text:
    """A sentence on the slope over the waves, where it is shown and the waves do lie on a line; else empty."""
    trend = material.trends.get(indicator.id)
    if trend is None or trend.note or not (trend.ci_low > 0 or trend.ci_high < 0):
        return Text()
    words = material.words
    return words.say(
        "trend_rose" if trend.slope > 0 else "trend_fell",
        n=trend.n_waves,
        first=material.period(trend.first),
        slope=words.number(trend.slope, _SLOPE_DIGITS, signed=True),
        interval=words.say(
            "interval_signed",
            low=words.number(trend.ci_low, _SLOPE_DIGITS, signed=True),
            high=words.number(trend.ci_high, _SLOPE_DIGITS, signed=True),
        ),
        unit=words.say(CHANGE_UNITS[indicator.unit]),
    )


def change_cell(material: ReportContext, indicator: Indicator) -> TableCell:
    """The change with its interval and the verdict in a word; nothing where neither a change nor its absence is shown."""
    change = material.changes.get(indicator.id)
    if change is None or change.verdict is None:
        return TableCell("difference", detail=material.why_apart(indicator.id))
    words = material.words
    keys = [VERDICT_SHORT[change.verdict]] if change.verdict in VERDICT_SHORT else []
    keys += ["verdict_flip"] if change.flips_unproven else []
    detail = words.joined([words.say(key) for key in keys], "; ") if keys else Text()
    return TableCell("difference", "pp", change.change, change.ci_low, change.ci_high, detail=detail)


def change_note(material: ReportContext) -> Text:
    """The note below a table of changes: the level of the intervals of the primary indicators, and that of the others."""
    primary = {one.id for one in material.primary}
    words, usual = material.words, trimmed(material.words, 100 * (1 - material.given.indicators.change_rule.rate))
    others = {
        change.ci_level for name, change in material.changes.items() if name not in primary and change.is_compared
    }
    if not others:
        return words.say("note_changes_primary", level=usual)
    return words.say("note_changes", level=usual, other=trimmed(words, 100 * min(others)))


def change_rule_words(material: ReportContext) -> Text:
    """The rule for changes with its constants, for the methods."""
    rule, words = material.given.indicators.change_rule, material.words
    return words.say(
        "precision_changes",
        margin=trimmed(words, 100 * rule.margin),
        scale=trimmed(words, 100 * rule.margin_of_scale),
        smallest=trimmed(words, 100 * rule.smallest),
        level=trimmed(words, 100 * (1 - rule.rate)),
        rate=trimmed(words, 100 * rule.rate),
    )


def trimmed(words: Phrases, value: float) -> Text:
    """A number with as many decimals as it needs, three at most: 5; 3,75; 0,375."""
    exact: Decimal = rounded(value, _MOST_DIGITS)
    digits = next((at for at in range(_MOST_DIGITS) if rounded(value, at) == exact), _MOST_DIGITS)
    return words.number(value, digits)
