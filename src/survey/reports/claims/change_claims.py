"""Claims about changes between waves: verdicts, flips of a level, why an indicator is not compared, the rule."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from survey.indicators import ChangeRow, ChangeVerdict, TrendRow
from survey.indicators.definitions import Unit
from survey.indicators.status_rule import CLASSES
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.number_format import rounded
from survey.reports.phrases import CHANGE_UNITS, Phrases
from survey.reports.report_context import ReportContext
from survey.reports.report_input import NoComparison
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
_MOST_DIGITS = 3
_SLOPE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """The change of an indicator with its unit, and the wave it is compared with."""

    change: ChangeRow
    unit: Unit
    previous: Text


def _change(facts: ChangeFacts, words: Phrases) -> Places:
    change = facts.change
    ends = {name: words.number(end, signed=True) for name, end in (("low", change.ci_low), ("high", change.ci_high))}
    return {
        "previous": facts.previous,
        "change": words.number(change.change, signed=True),
        "interval": words.say("interval_signed", **ends),
        "unit": words.say(CHANGE_UNITS[facts.unit]),
        "limit": trimmed(words, change.margin),
        "smallest": trimmed(words, change.smallest),
    }


def _verdict(verdict: ChangeVerdict, key: str) -> ReportClaim[ChangeFacts]:
    return ReportClaim(key, lambda facts: facts.change.verdict == verdict, _change)


def _word(verdict: ChangeVerdict, key: str) -> ReportClaim[ChangeRow]:
    return ReportClaim(key, lambda change: change.verdict == verdict and not _flips(change, steady=True))


CHANGE_CLAIMS = tuple(_verdict(verdict, key) for verdict, key in VERDICT_WORDS.items())
"""The sentence on a card; one for every verdict."""


def _flips(change: ChangeRow, *, steady: bool) -> bool:
    """Whether the level differs without an established change, in an indicator that is shown to be steady or is not."""
    return change.flips_unproven and (change.verdict == "steady") == steady


def _before(change: ChangeRow, words: Phrases) -> Places:
    """The level of the wave before, where it was determined."""
    status = change.status_before
    return {"before": words.status(status)} if status in CLASSES else {}


def _flip(key: str, *, steady: bool, is_open: bool) -> ReportClaim[ChangeFacts]:
    return ReportClaim(
        key,
        lambda facts: _flips(facts.change, steady=steady) and _was_open(facts.change) == is_open,
        lambda facts, words: {"previous": facts.previous, **_before(facts.change, words)},
    )


def _flip_word(key: str, *, steady: bool, is_open: bool) -> ReportClaim[ChangeRow]:
    return ReportClaim(key, lambda change: _flips(change, steady=steady) and _was_open(change) == is_open, _before)


def _was_open(change: ChangeRow) -> bool:
    """Whether the level of the wave before was not determined."""
    return change.status_before not in CLASSES


FLIP_CLAIMS: tuple[ReportClaim[ChangeFacts], ...] = (
    _flip("change_flip", steady=False, is_open=False),
    _flip("change_flip_open", steady=False, is_open=True),
    _flip("change_flip_steady", steady=True, is_open=False),
    _flip("change_flip_steady_open", steady=True, is_open=True),
)
"""The level of the wave before; it is named, because a level that is not determined may still be the same."""
WORD_CLAIMS: tuple[ReportClaim[ChangeRow], ...] = (
    *(_word(verdict, key) for verdict, key in VERDICT_SHORT.items()),
    _flip_word("verdict_flip", steady=False, is_open=False),
    _flip_word("verdict_flip_open", steady=False, is_open=True),
    _flip_word("verdict_flip_steady", steady=True, is_open=False),
    _flip_word("verdict_flip_steady_open", steady=True, is_open=True),
)
"""The word beside a change in a table; a change that is not established has none."""


@dataclass(frozen=True, slots=True)
class TrendFacts:
    """The trend of an indicator with its unit, and the first period in words."""

    trend: TrendRow
    unit: Unit
    first: Text

    @property
    def is_line(self) -> bool:
        """Whether nothing speaks against a line through the waves."""
        return not self.trend.note


def _trend(facts: TrendFacts, words: Phrases) -> Places:
    trend = facts.trend
    slope, low, high = (
        words.number(one, _SLOPE_DIGITS, signed=True) for one in (trend.slope, trend.ci_low, trend.ci_high)
    )
    return {
        "n": trend.n_waves,
        "first": facts.first,
        "slope": slope,
        "interval": words.say("interval_signed", low=low, high=high),
        "unit": words.say(CHANGE_UNITS[facts.unit]),
    }


TREND_CLAIMS: tuple[ReportClaim[TrendFacts], ...] = (
    ReportClaim("trend_rose", lambda facts: facts.is_line and facts.trend.ci_low > 0, _trend),
    ReportClaim("trend_fell", lambda facts: facts.is_line and facts.trend.ci_high < 0, _trend),
)
"""The slope over the waves, where its interval shows one."""


@dataclass(frozen=True, slots=True)
class ApartFacts:
    """Why an indicator is not compared, the questions concerned in words, and the wave before."""

    why: NoComparison
    questions: Text
    previous: Text


def _apart(facts: ApartFacts, _: Phrases) -> Places:
    return {"previous": facts.previous, "questions": facts.questions}


APART_CLAIMS: tuple[ReportClaim[ApartFacts], ...] = (
    ReportClaim("apart_not_asked", lambda facts: facts.why.reason == "not_asked", _apart),
    ReportClaim("apart_not_yet", lambda facts: facts.why.reason == "not_yet", _apart),
    ReportClaim("apart_new", lambda facts: facts.why.reason == "new" and bool(facts.why.questions), _apart),
    ReportClaim("apart_new_indicator", lambda facts: facts.why.reason == "new" and not facts.why.questions, _apart),
    ReportClaim("apart_definition", lambda facts: facts.why.reason == "definition", _apart),
    ReportClaim("apart_question", lambda facts: facts.why.reason == "question", _apart),
)


def _others(material: ReportContext) -> set[float]:
    """Levels of the intervals of all indicators except headlines."""
    primary = {one.id for one in material.primary}
    return {one.ci_level for name, one in material.changes.items() if name not in primary}


def _is_wider(material: ReportContext) -> bool:
    """Whether the intervals of the other indicators are wider than those of headlines, as they are printed."""
    return any(
        rounded(100 * level, _MOST_DIGITS) != rounded(100 * _usual(material), _MOST_DIGITS)
        for level in _others(material)
    )


def _usual(material: ReportContext) -> float:
    return 1 - material.given.indicators.change_rule.rate


def _levels(material: ReportContext, words: Phrases) -> Places:
    usual = {"level": trimmed(words, 100 * _usual(material))}
    return {**usual, "other": trimmed(words, 100 * min(_others(material)))} if _is_wider(material) else usual


def _constants(material: ReportContext, words: Phrases) -> Places:
    rule = material.given.indicators.change_rule
    numbers = {
        "margin": rule.margin,
        "scale": rule.margin_of_scale,
        "smallest": rule.smallest,
        "level": 1 - rule.rate,
        "rate": rule.rate,
    }
    return {name: trimmed(words, 100 * value) for name, value in numbers.items()}


UNDETERMINED_CLAIM: ReportClaim[ReportContext] = ReportClaim(
    "headline_change_note", lambda material: any(one.verdict == "undetermined" for one in material.changes.values())
)
NOTE_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("note_changes", _is_wider, _levels),
    ReportClaim("note_changes_primary", lambda material: bool(material.changes) and not _is_wider(material), _levels),
)
RULE_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("precision_changes", lambda material: bool(material.changes), _constants),
    ReportClaim(
        "precision_changes_points",
        lambda material: bool(material.changes) and material.given.methods.n_psu is not None,
    ),
)


def trimmed(words: Phrases, value: float) -> Text:
    """A number with as many decimals as it needs, three at most: 5; 3,75; 0,375."""
    exact: Decimal = rounded(value, _MOST_DIGITS)
    digits = next((at for at in range(_MOST_DIGITS) if rounded(value, at) == exact), _MOST_DIGITS)
    return words.number(value, digits)
