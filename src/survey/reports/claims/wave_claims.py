"""Claims about all indicators at once: what changed since the wave before, and where they go over the waves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.indicators import ChangeRow, ChangeVerdict, Indicator, TrendRow
from survey.indicators.trends import LEAST_FOR_LINE
from survey.reports.chart_model import ChangeChart, ChangeLine, TrendChart
from survey.reports.claims.change_claims import trimmed
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.claims.topic_claims import TopicFacts, named
from survey.reports.phrases import CHANGE_UNITS, Phrases


def _count(verdict: ChangeVerdict, facts: TopicFacts) -> int:
    return len(facts.with_verdict(verdict))


def _moved(key: str, verdict: ChangeVerdict) -> ReportClaim[TopicFacts]:
    return ReportClaim(
        key,
        lambda facts: bool(facts.with_verdict(verdict)),
        lambda facts, words: {"names": named(facts.with_verdict(verdict), words)},
    )


def _compared(facts: TopicFacts, _: Phrases) -> Places:
    return {"n": len(facts.compared), "previous": facts.previous}


CHANGES_CLAIMS: tuple[ReportClaim[TopicFacts], ...] = (
    ReportClaim("changes_compared", lambda facts: bool(facts.compared), _compared),
    _moved("changes_improved", "improved"),
    _moved("changes_worsened", "worsened"),
    _moved("changes_higher", "higher"),
    _moved("changes_lower", "lower"),
    _moved("changes_slight", "slight"),
    ReportClaim("changes_none", lambda facts: bool(facts.compared) and not facts.moved),
    ReportClaim(
        "changes_steady",
        lambda facts: _count("steady", facts) > 0,
        lambda facts, _: {"n": _count("steady", facts)},
    ),
    ReportClaim(
        "changes_undetermined",
        lambda facts: _count("undetermined", facts) > 0,
        lambda facts, _: {"n": _count("undetermined", facts)},
    ),
)
"""What the comparison with the wave before has established, over all indicators."""


CHANGES_NOTES: tuple[ReportClaim[list[ChangeRow]], ...] = (
    ReportClaim(
        "note_changes_headline",
        lambda rows: len({row.ci_level for row in rows}) == 1,
        lambda rows, words: {
            "level": trimmed(words, 100 * rows[0].ci_level),
            "error": trimmed(words, 100 * (1 - rows[0].ci_level)),
        },
    ),
)


@dataclass(frozen=True, slots=True)
class PairsFacts:
    """A chart of changes."""

    chart: ChangeChart

    @property
    def moved(self) -> list[ChangeLine]:
        """Lines of an established change."""
        return [row for row in self.chart.rows if row.is_change]


def _pairs(rows: list[ChangeLine], facts: PairsFacts, words: Phrases) -> Places:
    unit = facts.chart.unit
    values = [
        words.say(
            "change_pair",
            name=row.name,
            before=words.value(row.before or 0.0, unit),
            now=words.value(row.now or 0.0, unit),
        )
        for row in rows
    ]
    return {"values": words.joined(values, "; ")}


PAIR_ALTERNATIVES: tuple[ReportClaim[PairsFacts], ...] = (
    ReportClaim(
        "pairs_alternative", lambda facts: bool(facts.moved), lambda facts, words: _pairs(facts.moved, facts, words)
    ),
    ReportClaim(
        "pairs_alternative_none",
        lambda facts: not facts.moved,
        lambda facts, words: _pairs(list(facts.chart.rows), facts, words),
    ),
)
PAIR_NOTES: tuple[ReportClaim[PairsFacts], ...] = (
    ReportClaim("pairs_note", lambda facts: bool(facts.chart.rows)),
    ReportClaim("pairs_note_bold", lambda facts: bool(facts.moved)),
)


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """Headline indicators with their trends; ``n_waves`` is the number of waves of the longest series."""

    indicators: tuple[Indicator, ...]
    trends: Mapping[str, TrendRow]
    n_waves: int

    @property
    def lines(self) -> list[tuple[Indicator, TrendRow]]:
        """Indicators through whose waves a line can be drawn."""
        found = ((one, self.trends.get(one.id)) for one in self.indicators)
        return [(one, row) for one, row in found if row is not None and row.slope == row.slope and not row.note]

    @property
    def rising(self) -> tuple[Indicator, ...]:
        """Indicators whose line rises by its interval."""
        return tuple(one for one, row in self.lines if row.ci_low > 0)

    @property
    def falling(self) -> tuple[Indicator, ...]:
        """Indicators whose line falls by its interval."""
        return tuple(one for one, row in self.lines if row.ci_high < 0)

    @property
    def level(self) -> tuple[Indicator, ...]:
        """Indicators with a line that neither rises nor falls by its interval."""
        return tuple(one for one, row in self.lines if row.ci_low <= 0 <= row.ci_high)

    @property
    def bent(self) -> tuple[Indicator, ...]:
        """Indicators whose values do not lie along a line, whatever they did."""
        found = ((one, self.trends.get(one.id)) for one in self.indicators)
        return tuple(one for one, row in found if row is not None and row.note == "not_a_line")


def _slopes(indicators: tuple[Indicator, ...], facts: SeriesFacts, words: Phrases) -> Places:
    values = []
    for one in indicators:
        row = facts.trends[one.id]
        ends = {name: words.number(end, 2, signed=True) for name, end in (("low", row.ci_low), ("high", row.ci_high))}
        values.append(
            words.say(
                "slope_value",
                name=words.quoted(one.name),
                slope=words.number(row.slope, 2, signed=True),
                unit=words.say(CHANGE_UNITS[one.unit]),
                interval=words.say("interval_signed", **ends),
            )
        )
    return {"values": words.joined(values, "; ")}


SERIES_CLAIMS: tuple[ReportClaim[SeriesFacts], ...] = (
    ReportClaim(
        "series_rising", lambda facts: bool(facts.rising), lambda facts, words: _slopes(facts.rising, facts, words)
    ),
    ReportClaim(
        "series_falling", lambda facts: bool(facts.falling), lambda facts, words: _slopes(facts.falling, facts, words)
    ),
    ReportClaim(
        "series_no_direction",
        lambda facts: bool(facts.level),
        lambda facts, words: {"n": facts.n_waves, "names": named(facts.level, words)},
    ),
    ReportClaim(
        "series_no_line", lambda facts: bool(facts.bent), lambda facts, words: {"names": named(facts.bent, words)}
    ),
    ReportClaim(
        "series_short", lambda facts: facts.n_waves < LEAST_FOR_LINE, lambda _, __: {"least": str(LEAST_FOR_LINE)}
    ),
)
"""Which way the headline indicators went over all waves, where a line describes them."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A chart of one indicator over the waves."""

    chart: TrendChart

    @property
    def has_break(self) -> bool:
        """Whether waves before some wave are not compared with it."""
        return any(line.breaks for line in self.chart.lines)


def _points(facts: LineFacts, words: Phrases) -> Places:
    values = [
        words.say("name_value", name=point.period, value=words.value(point.value, facts.chart.unit))
        for line in facts.chart.lines
        for point in line.points
        if point.value is not None
    ]
    return {"values": words.joined(values, "; ")}


LINE_ALTERNATIVE: ReportClaim[LineFacts] = ReportClaim(
    "series_alternative", lambda facts: bool(facts.chart.lines), _points
)
LINE_NOTES: tuple[ReportClaim[LineFacts], ...] = (ReportClaim("series_note_break", lambda facts: facts.has_break),)
