"""Claims about a part of the report that the definitions of the indicators name: levels, signals, changes, what charts show."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.indicators import ChangeRow, ChangeVerdict, Indicator, IndicatorRow
from survey.indicators.status_rule import CLASSES, Status
from survey.reports.chart_model import DotChart, DotRow
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import STATUSES, Phrases
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import status_of
from survey.text import Text

MOST_NAMED = 6
"""Indicators that a sentence names; of more it gives the number, the table has their names."""


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """Indicators of a part with their rows for the region, the changes that were compared, and the wave before in words."""

    pairs: tuple[tuple[Indicator, IndicatorRow], ...]
    changes: Mapping[str, ChangeRow]
    previous: Text

    @property
    def judged(self) -> tuple[tuple[Indicator, Status], ...]:
        """Indicators with a status, of numbers that were computed."""
        found = ((one, status_of(row)) for one, row in self.pairs)
        return tuple((one, status) for one, status in found if status is not None)

    def at(self, status: Status) -> tuple[Indicator, ...]:
        """Indicators with a status."""
        return tuple(one for one, found in self.judged if found == status)

    @property
    def signals(self) -> tuple[Indicator, ...]:
        """Indicators in tension whose probability of the negative level is high."""
        return tuple(one for one, row in self.pairs if status_of(row) == "tension" and "alert" in row.notes)

    @property
    def compared(self) -> tuple[ChangeRow, ...]:
        """Changes that have a verdict, of numbers that are shown."""
        found = (self.changes.get(one.id) for one, row in self.pairs if row.has_estimate)
        return tuple(change for change in found if change is not None and change.verdict is not None)

    def with_verdict(self, verdict: ChangeVerdict) -> tuple[Indicator, ...]:
        """Indicators whose change has a verdict."""
        named = {change.indicator for change in self.compared if change.verdict == verdict}
        return tuple(one for one, _ in self.pairs if one.id in named)

    @property
    def moved(self) -> bool:
        """Whether some change is established."""
        return any(change.verdict not in ("steady", "undetermined") for change in self.compared)


def named(indicators: Sequence[Indicator], words: Phrases) -> Text:
    """Names of indicators in quotation marks, as many as a reader takes in; of more the first ones and the number."""
    shown = words.joined([words.quoted(one.name) for one in indicators[:MOST_NAMED]])
    left = len(indicators) - MOST_NAMED
    return words.say("names_more", names=shown, n=left) if left > 0 else shown


def _levels(facts: TopicFacts, words: Phrases) -> Places:
    counted = Counter(status for _, status in facts.judged)
    parts = [
        words.say("headline_status_count", status=words.level(status), n=counted[status])
        for status in STATUSES
        if counted[status]
    ]
    return {"parts": words.joined(parts, "; ")}


def _negative(facts: TopicFacts, words: Phrases) -> Places:
    return {"negative": words.status("negative"), "names": named(facts.at("negative"), words)}


def _signals(facts: TopicFacts, words: Phrases) -> Places:
    levels = {name: words.status(name) for name in ("tension", "negative")}
    return {**levels, "names": named(facts.signals, words)}


def _moved(verdict: ChangeVerdict, key: str) -> ReportClaim[TopicFacts]:
    return ReportClaim(
        key,
        lambda facts: bool(facts.with_verdict(verdict)),
        lambda facts, words: {"previous": facts.previous, "names": named(facts.with_verdict(verdict), words)},
    )


def _none_moved(facts: TopicFacts) -> bool:
    return len(facts.compared) > 1 and not facts.moved and not _all_steady(facts)


def _all_steady(facts: TopicFacts) -> bool:
    """Whether every indicator was compared and found steady; one that was not compared may have changed."""
    is_whole = len(facts.compared) == len(facts.pairs) > 1
    return is_whole and all(change.verdict == "steady" for change in facts.compared)


def _previous(facts: TopicFacts, _: Phrases) -> Places:
    return {"previous": facts.previous}


TOPIC_CLAIMS: tuple[ReportClaim[TopicFacts], ...] = (
    ReportClaim("topic_levels", lambda facts: len(facts.judged) > 1, _levels),
    ReportClaim("topic_negative", lambda facts: len(facts.judged) > 1 and bool(facts.at("negative")), _negative),
    ReportClaim("topic_signals", lambda facts: bool(facts.signals), _signals),
    _moved("improved", "topic_improved"),
    _moved("worsened", "topic_worsened"),
    _moved("higher", "topic_higher"),
    _moved("lower", "topic_lower"),
    ReportClaim("topic_steady", _all_steady, _previous),
    ReportClaim("topic_no_change", _none_moved, _previous),
)
"""What the indicators of a part have earned together."""


@dataclass(frozen=True, slots=True)
class ListedFacts:
    """A dot chart of several indicators."""

    chart: DotChart

    @property
    def shown(self) -> list[DotRow]:
        """Lines with a value that is published."""
        return [row for row in self.chart.rows if row.value is not None and row.publish != "hidden"]


def _listed(facts: ListedFacts, words: Phrases) -> Places:
    values = [
        words.say("name_value", name=row.name, value=words.value(row.value or 0.0, facts.chart.unit))
        for row in facts.shown
    ]
    return {"values": words.joined(values, "; ")}


LISTED_ALTERNATIVE: ReportClaim[ListedFacts] = ReportClaim(
    "topic_alternative", lambda facts: bool(facts.shown), _listed
)


@dataclass(frozen=True, slots=True)
class CompositeFacts:
    """A composite indicator with its row, and its parts with theirs."""

    whole: Indicator
    row: IndicatorRow
    parts: tuple[tuple[Indicator, IndicatorRow], ...]

    def at(self, status: Status) -> tuple[Indicator, ...]:
        """Parts with a status."""
        return tuple(one for one, row in self.parts if status_of(row) == status)

    @property
    def has_number(self) -> bool:
        """Whether the composite was computed and is published."""
        return self.row.has_estimate and not self.row.is_hidden and not self.row.withheld


COMPOSITE_CLAIMS: tuple[ReportClaim[CompositeFacts], ...] = (
    ReportClaim(
        "composite_value",
        lambda facts: facts.has_number and not math.isnan(facts.row.ci_low + facts.row.ci_high),
        lambda facts, words: {
            "name": facts.whole.name,
            "value": words.value(facts.row.estimate, facts.whole.unit),
            "interval": words.interval(facts.row.ci_low, facts.row.ci_high, facts.whole.unit),
            "n": len(facts.parts),
        },
    ),
)
PARTS_CLAIM: ReportClaim[tuple[CompositeFacts, Status]] = ReportClaim(
    "composite_level",
    lambda facts: facts[1] in CLASSES and bool(facts[0].at(facts[1])),
    lambda facts, words: {"level": words.status(facts[1]), "names": named(facts[0].at(facts[1]), words)},
)
"""The parts of a composite at a level; parts are not ranked."""

OPEN_PARTS_CLAIM: ReportClaim[CompositeFacts] = ReportClaim(
    "composite_open",
    lambda facts: bool(facts.at("inconclusive")),
    lambda facts, words: {"names": named(facts.at("inconclusive"), words)},
)
"""The parts whose level is not determined: without them a list of levels looks complete."""

BAND_CLAIM: ReportClaim[CompositeFacts] = ReportClaim(
    "composite_band", lambda facts: facts.has_number, lambda facts, _: {"name": facts.whole.name}
)

TABLE_CLAIMS: tuple[ReportClaim[tuple[ReportContext, bool]], ...] = (
    ReportClaim("note_topic", lambda facts: not facts[1]),
    ReportClaim("note_topic_change", lambda facts: facts[1]),
)
"""What is printed under a value in the table of a part, without and with a column of changes."""
