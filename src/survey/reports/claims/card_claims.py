"""Claims on the card of an indicator: whom the number is about, and the words that a share has earned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from survey.indicators import Indicator, IndicatorRow, Indicators
from survey.indicators.definitions import Net
from survey.indicators.earned_words import HALF, OVERWHELMING, share_limits
from survey.indicators.precision import not_seen
from survey.indicators.question_wordings import wordings_of
from survey.indicators.source_questions import is_asked_of_all
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.document_model import FIGURE
from survey.reports.phrases import Phrases


@dataclass(frozen=True, slots=True)
class CardFacts:
    """An indicator, its row, and the definitions both belong to."""

    indicator: Indicator
    row: IndicatorRow
    indicators: Indicators

    @property
    def has_number(self) -> bool:
        """Whether there is a number to speak of."""
        return self.row.has_estimate and not self.row.withheld

    @property
    def counts_asked(self) -> bool:
        """Whether everybody who was asked is in the base: shares and balances."""
        return _counts_asked(self.indicator)

    @property
    def asks_all(self) -> bool:
        """Whether every respondent was to be asked."""
        return is_asked_of_all(self.indicator, self.indicators)

    @property
    def n_questions_shown(self) -> int:
        """Questions that enter the number, a battery counted once."""
        return len(wordings_of(self.indicator, self.indicators))

    @property
    def has_interval(self) -> bool:
        """Whether the error is known."""
        return not math.isnan(self.row.ci_low + self.row.ci_high)

    @property
    def is_silent(self) -> bool:
        """Whether most of those asked gave no answer, and too few did for a level."""
        answered = self.row.n_answered
        return answered < self.indicators.status_rule.least_n and answered < self.row.n / 2

    @property
    def limits(self) -> tuple[float, float] | None:
        """One-sided limits of a share that is published without a mark and rests on answers; None for anything else."""
        if self.row.publish != "ok" or self.is_silent or not self.indicator.is_share:
            return None
        return share_limits(self.row)

    @property
    def is_event(self) -> bool:
        """A share with limits whose lower values are more stable."""
        return self.limits is not None and self.indicator.sign < 0

    @property
    def lower(self) -> float:
        """Lower limit of a share of all residents whose higher values are more stable; NaN for anything else."""
        return self.limits[0] if self.limits is not None and self.indicator.sign > 0 and self.asks_all else math.nan

    @property
    def upper(self) -> float:
        """Upper limit, as :attr:`lower`; for an event of whoever was asked."""
        if self.limits is None or not (self.is_event or not math.isnan(self.lower)):
            return math.nan
        return self.limits[1]

    @property
    def is_unseen(self) -> bool:
        """Whether it is an event that nobody reported."""
        return self.is_event and self.row.estimate == 0

    @property
    def has_points(self) -> bool:
        """Whether some sampling point has several interviews; otherwise each interview is its own."""
        return self.row.n_psus < self.row.n

    @property
    def is_reached(self) -> bool:
        """Whether an event that struck whole places, as often as the upper limit says, would hardly have been missed."""
        missed = not_seen(self.upper, self.row.n_psus)  # type: ignore[arg-type]
        return self.is_event and bool(missed <= self.indicators.status_rule.reach)


def _figure(_: CardFacts, __: Phrases) -> Places:
    return {"value": FIGURE}


def _n(facts: CardFacts, _: Phrases) -> Places:
    return {"n": facts.row.n}


def _interval(facts: CardFacts, words: Phrases) -> Places:
    return {"interval": words.interval(facts.row.ci_low, facts.row.ci_high, facts.indicator.unit)}


def _at_least(facts: CardFacts, words: Phrases) -> Places:
    return {"bound": words.value(facts.lower, "percent")}


def _at_most(facts: CardFacts, words: Phrases) -> Places:
    return {"bound": words.value(facts.upper, "percent")}


def _seen(facts: CardFacts, words: Phrases) -> Places:
    return {"n": facts.row.n, "psus": words.number(facts.row.n_psus, 0), **_at_most(facts, words)}


UNIT_CLAIMS: tuple[ReportClaim[CardFacts], ...] = (
    ReportClaim("unit_percent", lambda facts: facts.indicator.is_share and facts.asks_all, _figure),
    ReportClaim("unit_percent_asked", lambda facts: facts.indicator.is_share and not facts.asks_all, _figure),
    ReportClaim(
        "unit_percent_other", lambda facts: facts.indicator.unit == "percent" and not facts.indicator.is_share, _figure
    ),
)
"""Words after the number of a card when it is in percent."""

INTERVAL_CLAIMS: tuple[ReportClaim[CardFacts], ...] = (
    ReportClaim("card_interval", lambda facts: facts.has_interval, _interval),
    ReportClaim("interval_none", lambda facts: not facts.has_interval),
)

CardRows = Sequence[tuple[Indicator, IndicatorRow]]
"""Indicators of a table with their rows."""


def _counts_asked(indicator: Indicator) -> bool:
    return indicator.is_share or isinstance(indicator.formula, Net)


TABLE_BASE_CLAIMS: tuple[ReportClaim[CardRows], ...] = (
    ReportClaim("base_of_shares", lambda pairs: any(_counts_asked(one) and row.has_estimate for one, row in pairs)),
    ReportClaim(
        "base_of_means", lambda pairs: any(one.unit in ("points", "scale10") and row.has_estimate for one, row in pairs)
    ),
)
"""What the numbers of a table of several indicators are out of."""

BASE_CLAIMS: tuple[ReportClaim[CardFacts], ...] = (
    ReportClaim("base_all", lambda facts: facts.has_number and facts.counts_asked and facts.asks_all, _n),
    ReportClaim("base_asked", lambda facts: facts.has_number and facts.counts_asked and not facts.asks_all, _n),
    ReportClaim("base_answered", lambda facts: facts.has_number and not facts.counts_asked, _n),
)
"""Whose answers are in the number; the first that holds."""

EARNED_CLAIMS: tuple[ReportClaim[CardFacts], ...] = (
    ReportClaim("earned_overwhelming", lambda facts: facts.lower > OVERWHELMING, _at_least),
    ReportClaim("earned_most", lambda facts: facts.lower > HALF, _at_least),
    ReportClaim("earned_less_than_half", lambda facts: not facts.is_event and facts.upper < HALF, _at_most),
    ReportClaim("earned_no_majority", lambda facts: facts.lower <= HALF <= facts.upper),
    ReportClaim("earned_not_seen", lambda facts: facts.is_reached and facts.is_unseen and facts.has_points, _seen),
    ReportClaim("earned_not_seen_direct", lambda facts: facts.is_reached and facts.is_unseen, _seen),
    ReportClaim("earned_not_seen_unreached", lambda facts: facts.is_unseen and facts.has_points, _seen),
    ReportClaim("earned_not_seen_unreached_direct", lambda facts: facts.is_unseen, _seen),
    ReportClaim("earned_at_most", lambda facts: facts.is_reached, _at_most),
    ReportClaim("earned_up_to", lambda facts: facts.is_event and facts.has_points, _seen),
    ReportClaim("earned_up_to_direct", lambda facts: facts.is_event, _seen),
)
"""The strongest sentence that the one-sided 95 % limits of a share allow; the first that holds."""

MOST_ON_CARD = 3
"""Questions that a card shows in their own words."""

MANY_QUESTIONS: tuple[ReportClaim[CardFacts], ...] = (
    ReportClaim(
        "card_questions",
        lambda facts: facts.n_questions_shown > MOST_ON_CARD,
        lambda facts, _: {"n": facts.n_questions_shown},
    ),
)
