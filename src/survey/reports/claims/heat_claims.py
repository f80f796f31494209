"""Claims about a heat map: which groups differ by a test, and that none does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.reports.chart_model import HeatCell, HeatMap
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases
from survey.text import Text


@dataclass(frozen=True, slots=True)
class HeatFacts:
    """A heat map of groups by indicators."""

    chart: HeatMap

    @property
    def shown(self) -> bool:
        """Whether some value is published."""
        return any(cell.value is not None for row in self.chart.rows for cell in row.cells)

    @property
    def different(self) -> list[tuple[Text, Text, HeatCell]]:
        """Group, indicator and cell of every value that is known to differ."""
        return [found for found in self._cells() if found[2].is_different and found[2].value is not None]

    def _cells(self) -> Iterator[tuple[Text, Text, HeatCell]]:
        for row in self.chart.rows:
            for column, cell in zip(self.chart.columns, row.cells, strict=True):
                yield row.name, column, cell


def _different(facts: HeatFacts, words: Phrases) -> Places:
    values = [
        words.say("heat_cell", group=group, indicator=indicator, value=words.value(cell.value or 0.0, facts.chart.unit))
        for group, indicator, cell in facts.different
    ]
    return {"values": words.joined(values, "; ")}


HEAT_ALTERNATIVES: tuple[ReportClaim[HeatFacts], ...] = (
    ReportClaim("heat_alternative", lambda facts: bool(facts.different), _different),
    ReportClaim("heat_alternative_none", lambda facts: facts.shown and not facts.different),
)
HEAT_NOTES: tuple[ReportClaim[HeatFacts], ...] = (
    ReportClaim("heat_note", lambda facts: facts.shown),
    ReportClaim(
        "heat_note_low", lambda facts: any(cell.publish == "low" for row in facts.chart.rows for cell in row.cells)
    ),
)
