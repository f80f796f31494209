"""Heat maps of groups by headline indicators: what a test has established is coloured, everything else is pale."""

from __future__ import annotations

from collections.abc import Sequence

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.definitions import Unit
from survey.questionnaire import Grouping
from survey.reports.chart_model import HeatCell, HeatMap, HeatRow
from survey.reports.claims.claim import every, first
from survey.reports.claims.heat_claims import HEAT_ALTERNATIVES, HEAT_NOTES, HeatFacts
from survey.reports.document_model import Figure, FigureGroup
from survey.reports.phrases import UNIT_MARKS
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import dot_row, known, mark_of
from survey.reports.sections.dot_charts import axis_of


def heat_maps(material: ReportContext, divisions: Sequence[Grouping]) -> list[FigureGroup]:
    """One map per unit, since colours of different units cannot be compared; without those that would show nothing."""
    units: dict[Unit, list[Indicator]] = {}
    for one in material.computed:
        units.setdefault(one.unit, []).append(one)
    figures = [_figure(material, unit, own, divisions) for unit, own in units.items()]
    return [FigureGroup((one,)) for one in figures if one.alternative]


def _figure(
    material: ReportContext, unit: Unit, indicators: Sequence[Indicator], divisions: Sequence[Grouping]
) -> Figure:
    words = material.words
    apart = {
        (test.indicator, test.domain, level)
        for test in material.given.group_tests
        if test.is_established
        for level in test.apart_from_rest
    }
    rows: list[HeatRow] = []
    listed: list[IndicatorRow] = []
    for division in divisions:
        by_indicator = [material.rows_by(one.id, division) for one in indicators]
        for level, own in zip(division.categories, zip(*by_indicator, strict=True), strict=True):
            listed += own
            rows.append(HeatRow(level.text, tuple(_cell(row, apart) for row in own)))
    chart = HeatMap(
        columns=tuple(one.name for one in indicators),
        rows=tuple(rows),
        unit=unit,
        axis=axis_of([dot_row(words.each(lambda _: ""), row) for row in listed], (), unit),
        different_word=words.say("heat_different"),
        hidden_word=words.say("hidden_mark"),
    )
    facts = HeatFacts(chart)
    return Figure(
        id=f"groups_{unit}",
        title=words.say("heat_title", unit=words.say(UNIT_MARKS[unit])),
        chart=chart,
        alternative=first(HEAT_ALTERNATIVES, facts, words),
        note=words.joined(every(HEAT_NOTES, facts, words), " "),
    )


def _cell(row: IndicatorRow, apart: set[tuple[str, str, str]]) -> HeatCell:
    is_different = (row.indicator, row.domain, row.level) in apart
    return HeatCell(known(row.estimate), known(row.ci_low), known(row.ci_high), mark_of(row), is_different)
