"""Claims about the status of one number: each probability under its own name, and what kept a level back."""

from __future__ import annotations

import math
from dataclasses import dataclass

from survey.indicators import IndicatorRow, StatusRule
from survey.indicators.status_rule import CLASSES
from survey.reports.claims.change_claims import trimmed
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """A row of the indicator table and the rule by which it was judged."""

    row: IndicatorRow
    rule: StatusRule

    @property
    def probability(self) -> float:
        """Probability of the status, or of the level that an inconclusive one leans to; NaN where there is none."""
        row = self.row
        known: dict[str | None, float] = {"stable": row.p_stable, "tension": row.p_tension, "negative": row.p_negative}
        leads = row.leaning if row.status == "inconclusive" else row.status
        return known.get(leads, math.nan)

    @property
    def is_decided(self) -> bool:
        """Whether the status is a level with a probability that the data gave it."""
        return self.row.status in CLASSES and not math.isnan(self.probability) and "veto" not in self.row.notes

    @property
    def is_alert(self) -> bool:
        """Tension with a probability of the negative level that the rule calls high."""
        return self.row.status == "tension" and "alert" in self.row.notes

    def lacks(self, note: str) -> bool:
        """Whether the status is inconclusive for the reason of this note."""
        return self.row.status == "inconclusive" and note in self.row.notes

    @property
    def least_n(self) -> float:
        """Interviews below which this category has no status."""
        return self.rule.least(self.row.domain)

    @property
    def is_thin(self) -> bool:
        """Too few interviews."""
        return self.row.status == "insufficient_data" and self.row.n < self.least_n

    @property
    def has_few_answers(self) -> bool:
        """Enough interviews, too few of them with a substantive answer."""
        return self.row.status == "insufficient_data" and not self.is_thin and self.row.n_answered < self.rule.least_n

    @property
    def has_points(self) -> bool:
        """Whether some sampling point has several interviews; otherwise each interview is its own."""
        return self.row.n_psus < self.row.n

    @property
    def has_few_points(self) -> bool:
        """Enough interviews and answers at too few sampling points."""
        enough = not (self.is_thin or self.has_few_answers)
        return self.row.status == "insufficient_data" and enough and self.row.n_psus < self.rule.least_psus


def _probability(facts: StatusFacts, words: Phrases) -> Places:
    return {"probability": words.probability(facts.probability)}


def _alert(facts: StatusFacts, words: Phrases) -> Places:
    chance = words.probability(facts.row.p_negative)
    return {"probability": words.probability(facts.probability), "negative": words.status("negative"), "chance": chance}


def _leaning(facts: StatusFacts, words: Phrases) -> Places:
    assert facts.row.leaning is not None
    return {"leaning": words.status(facts.row.leaning), "probability": words.probability(facts.probability)}


def _veto(facts: StatusFacts, words: Phrases) -> Places:
    named = {"stable": words.status("stable"), "negative": words.status("negative")}
    return {**named, "probability": words.probability(facts.row.p_stable)}


def _hit(facts: StatusFacts, words: Phrases) -> Places:
    return {"hit": trimmed(words, facts.rule.psus_hit)}


def _stable(_: StatusFacts, words: Phrases) -> Places:
    return {"stable": words.status("stable")}


STATUS_CLAIMS: tuple[ReportClaim[StatusFacts], ...] = (
    ReportClaim("status_probability", lambda facts: facts.is_decided and not facts.is_alert, _probability),
    ReportClaim("status_alert", lambda facts: facts.is_decided and facts.is_alert, _alert),
    ReportClaim("status_veto", lambda facts: "veto" in facts.row.notes, _veto),
    ReportClaim(
        "status_leaning",
        lambda facts: facts.row.status == "inconclusive" and not math.isnan(facts.probability),
        _leaning,
    ),
    ReportClaim("status_unreached", lambda facts: facts.lacks("unreached") and facts.has_points, _stable),
    ReportClaim("status_unreached_direct", lambda facts: facts.lacks("unreached") and not facts.has_points, _stable),
    ReportClaim("status_newest", lambda facts: facts.lacks("newest"), _stable),
    ReportClaim("status_one_place", lambda facts: facts.lacks("one_place") and facts.has_points, _hit),
    ReportClaim("status_one_case", lambda facts: facts.lacks("one_place") and not facts.has_points, _hit),
    ReportClaim("status_thin", lambda facts: facts.is_thin, lambda facts, words: {"n": trimmed(words, facts.least_n)}),
    ReportClaim(
        "status_few_answers",
        lambda facts: facts.has_few_answers,
        lambda facts, words: {"n": trimmed(words, facts.rule.least_n)},
    ),
    ReportClaim(
        "status_few_points",
        lambda facts: facts.has_few_points,
        lambda facts, words: {"psus": trimmed(words, facts.rule.least_psus)},
    ),
    ReportClaim(
        "status_no_error",
        lambda facts: (
            facts.row.status == "insufficient_data"
            and not (facts.is_thin or facts.has_few_answers or facts.has_few_points)
        ),
    ),
)
