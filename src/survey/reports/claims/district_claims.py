"""Claims about districts and cities: order, levels, what is not excluded, what charts and maps show."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from survey.indicators import IndicatorRow
from survey.indicators.definitions import Unit
from survey.indicators.earned_words import no_negative
from survey.indicators.heterogeneity import DifferenceVerdict
from survey.indicators.status_rule import CLASSES, Status
from survey.reports.chart_model import DotChart, DotRow, Tile, TileMap
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.district_differences import VERDICT_WORDS, DistrictDifferences
from survey.reports.phrases import Phrases
from survey.text import Text

SMALL_PROBABILITY = 0.05
"""Probability of a negative level up to which that level counts as excluded."""


@dataclass(frozen=True, slots=True)
class DistrictFacts:
    """Rows of one indicator by district in the order shown, with the names of the districts.

    ``status`` is the level of which a sentence speaks; None when it speaks of all.
    """

    rows: tuple[IndicatorRow, ...]
    names: tuple[Text, ...]
    unit: Unit
    has_levels: bool
    status: Status | None = None

    @property
    def shown(self) -> tuple[IndicatorRow, ...]:
        """Rows with an estimate."""
        return tuple(row for row in self.rows if row.has_estimate)

    @property
    def margins(self) -> list[float]:
        """Half the width of every interval."""
        return [(row.ci_high - row.ci_low) / 2 for row in self.rows if not math.isnan(row.ci_high - row.ci_low)]

    @property
    def of_status(self) -> tuple[Text, ...]:
        """Names of the districts with the level."""
        return tuple(name for row, name in zip(self.rows, self.names, strict=True) if row.status == self.status)

    @property
    def alerts(self) -> tuple[Text, ...]:
        """Names of the districts in tension whose probability of the negative level is high."""
        pairs = zip(self.rows, self.names, strict=True)
        return tuple(name for row, name in pairs if row.status == "tension" and "alert" in row.notes)

    @property
    def n_open(self) -> int:
        """Districts in which the negative level is not excluded."""
        return len(no_negative(self.rows, SMALL_PROBABILITY).open_levels)

    @property
    def speaks_of_negative(self) -> bool:
        """Whether there are levels and no district is negative."""
        return self.has_levels and bool(self.shown) and all(row.status != "negative" for row in self.rows)


def _of_status(facts: DistrictFacts, words: Phrases) -> Places:
    assert facts.status is not None
    names = facts.of_status
    return {"status": words.status(facts.status), "n": len(names), "names": words.joined(names)}


def _typical(facts: DistrictFacts, words: Phrases) -> Places:
    n = round(statistics.median(row.n for row in facts.rows if row.n))
    return {"n": n, "margin": words.margin(statistics.median(facts.margins), facts.unit)}


def _small(_: DistrictFacts, words: Phrases) -> Places:
    return {"negative": words.status("negative"), "small": words.number(100 * SMALL_PROBABILITY, 0)}


def _open(facts: DistrictFacts, words: Phrases) -> Places:
    return {**_small(facts, words), "n": facts.n_open}


def _alerts(facts: DistrictFacts, words: Phrases) -> Places:
    levels = {name: words.status(name) for name in ("tension", "negative")}
    return {**levels, "n": len(facts.alerts), "names": words.joined(facts.alerts)}


PRECISION_CLAIMS: tuple[ReportClaim[DistrictFacts], ...] = (
    ReportClaim("districts_none_shown", lambda facts: not facts.margins),
    ReportClaim("districts_precision", lambda facts: bool(facts.margins), _typical),
)


def _spread(found: DistrictDifferences, words: Phrases) -> Places:
    return {
        "sd": words.margin(found.between_sd, found.unit),
        "low": words.number(found.between_low),
        "high": words.margin(found.between_high, found.unit),
    }


def _differences(verdict: DifferenceVerdict, key: str) -> ReportClaim[DistrictDifferences]:
    return ReportClaim(key, lambda found: found.verdict == verdict, _spread)


DIFFERENCE_CLAIMS: tuple[ReportClaim[DistrictDifferences], ...] = (
    *(_differences(verdict, key) for verdict, key in VERDICT_WORDS.items()),
    ReportClaim("districts_ranked", lambda found: found.is_ranked),
    ReportClaim("districts_fixed_order", lambda found: found.verdict is not None and not found.is_ranked),
)
"""What the test of heterogeneity has earned, and what the order of the list means."""

REGION_NOTE: ReportClaim[tuple[Sequence[IndicatorRow], IndicatorRow]] = ReportClaim(
    "region_newest",
    lambda facts: (
        facts[1].has_estimate
        and len(facts[1].quarters_used) < 2
        and any(len(row.quarters_used) > 1 for row in facts[0] if row.has_estimate)
    ),
)
"""Districts of several waves next to a region of the newest one; the facts are their rows."""

MODEL_NOTE: ReportClaim[DistrictDifferences] = ReportClaim("note_model", lambda found: bool(found.models))

MOST_LISTED = 8
"""Districts without a level that are listed by name; of more the number is given."""


def _is_open(facts: DistrictFacts, status: Status, *, many: bool) -> bool:
    n = len(facts.of_status)
    return facts.status == status and n > 0 and (n > MOST_LISTED) == many


def _are_all(facts: DistrictFacts) -> bool:
    return facts.status in CLASSES and len(facts.of_status) == len(facts.rows) > 1


STATUS_LIST_CLAIMS: tuple[ReportClaim[DistrictFacts], ...] = (
    ReportClaim("districts_status_all", _are_all, _of_status),
    ReportClaim("districts_status_list", lambda facts: facts.status in CLASSES and bool(facts.of_status), _of_status),
    ReportClaim("districts_inconclusive", lambda facts: _is_open(facts, "inconclusive", many=False), _of_status),
    ReportClaim("districts_inconclusive_many", lambda facts: _is_open(facts, "inconclusive", many=True), _of_status),
    ReportClaim("districts_insufficient", lambda facts: _is_open(facts, "insufficient_data", many=False), _of_status),
    ReportClaim(
        "districts_insufficient_many", lambda facts: _is_open(facts, "insufficient_data", many=True), _of_status
    ),
)
"""Lists of districts by status; one at most holds."""

LEVEL_CLAIMS: tuple[ReportClaim[DistrictFacts], ...] = (
    ReportClaim("districts_alerts", lambda facts: bool(facts.alerts), _alerts),
    ReportClaim("districts_no_negative", lambda facts: facts.speaks_of_negative and facts.n_open == 0, _small),
    ReportClaim("districts_negative_not_excluded", lambda facts: facts.speaks_of_negative and facts.n_open > 0, _open),
)


@dataclass(frozen=True, slots=True)
class DotFacts:
    """A dot chart and the name of its indicator; ``differ`` where its lines differ by more than chance explains."""

    indicator: Text
    chart: DotChart
    whole: tuple[float, float]
    differ: bool

    @property
    def shown(self) -> list[DotRow]:
        """Lines with a value."""
        return [row for row in self.chart.rows if row.value is not None]

    @property
    def has_ends(self) -> bool:
        """Whether there is a region and at least one district to name."""
        return bool(self.shown) and self.chart.band is not None


def _ends(facts: DotFacts, words: Phrases) -> Places:
    first, last = (find(facts.shown, key=lambda row: row.value or 0.0) for find in (max, min))
    band = facts.chart.band
    assert band is not None
    unit = facts.chart.unit
    return {
        "indicator": facts.indicator,
        "n": len(facts.shown),
        "highest": first.name,
        "highest_value": words.value(first.value or 0.0, unit),
        "lowest": last.name,
        "lowest_value": words.value(last.value or 0.0, unit),
        "region_value": words.value(band.value or 0.0, unit),
    }


def _named(facts: DotFacts, _: Phrases) -> Places:
    return {"indicator": facts.indicator, "n": len(facts.shown)}


NUMBERS_BELOW: ReportClaim[bool] = ReportClaim("numbers_below", bool)
"""Where the numbers of a chart are; the fact is whether a table follows it, which it does not in the brief."""

DOT_NOTES: tuple[ReportClaim[DotFacts], ...] = (
    ReportClaim("dots_note_band", lambda facts: facts.chart.band is not None),
    ReportClaim("dots_note_marks", lambda facts: bool(facts.chart.marks)),
    ReportClaim("dots_note_low", lambda facts: any(row.publish == "low" for row in facts.shown)),
    ReportClaim("dots_note_cut", lambda facts: facts.chart.axis != facts.whole),
)
DOT_ALTERNATIVES: tuple[ReportClaim[DotFacts], ...] = (
    ReportClaim("dots_alternative", lambda facts: facts.has_ends and facts.differ, _ends),
    ReportClaim("dots_alternative_unordered", lambda facts: facts.has_ends and not facts.differ, _ends),
    ReportClaim("dots_alternative_none", lambda facts: not facts.has_ends, _named),
)


@dataclass(frozen=True, slots=True)
class MapFacts:
    """A tile map: the name of its indicator, the names of its tiles, and whether they are placed like the districts and show
    models.
    """

    indicator: Text
    chart: TileMap
    names: tuple[Text, ...]
    is_placed: bool
    by_model: bool

    @property
    def shown(self) -> list[tuple[Text, Tile]]:
        """Tiles with a value and their names."""
        pairs = zip(self.names, self.chart.tiles, strict=True)
        return [(name, tile) for name, tile in pairs if tile.value is not None and tile.publish != "hidden"]

    @property
    def apart(self) -> list[tuple[Text, Tile]]:
        """Tiles that are known to differ from the region."""
        return [(name, tile) for name, tile in self.shown if not tile.is_same]


def _of_map(facts: MapFacts, words: Phrases) -> Places:
    unit = facts.chart.unit
    values = [
        words.say("name_value", name=name, value=words.value(tile.value or 0.0, unit)) for name, tile in facts.apart
    ]
    return {"indicator": facts.indicator, "values": words.joined(values, "; ")}


MAP_TITLES: tuple[ReportClaim[MapFacts], ...] = (
    ReportClaim("map_title", lambda facts: not facts.by_model, _of_map),
    ReportClaim("map_title_model", lambda facts: facts.by_model, _of_map),
)
MAP_ALTERNATIVES: tuple[ReportClaim[MapFacts], ...] = (
    ReportClaim("map_alternative", lambda facts: bool(facts.apart), _of_map),
    ReportClaim("map_alternative_same", lambda facts: bool(facts.shown) and not facts.apart, _of_map),
)
MAP_NOTES: tuple[ReportClaim[MapFacts], ...] = (
    ReportClaim("map_note_placed", lambda facts: facts.is_placed),
    ReportClaim("map_note_grid", lambda facts: not facts.is_placed),
    ReportClaim("map_note_colour", lambda facts: bool(facts.apart)),
    ReportClaim("map_note_same", lambda facts: bool(facts.shown) and not facts.apart),
)
