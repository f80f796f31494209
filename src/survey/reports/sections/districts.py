"""Section 2: districts and cities, as a dot chart, a tile map, a list of statuses and a table.

They stand in the order of the questionnaire, and are ranked only where a test says that they differ.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.definitions import Unit
from survey.indicators.status_rule import Status
from survey.questionnaire import Grouping
from survey.questionnaire.model import Category
from survey.reports.district_differences import DistrictDifferences
from survey.reports.document_model import (
    DotChart,
    DotRow,
    Figure,
    FigureGroup,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableRow,
    Tile,
    TileMap,
)
from survey.reports.phrases import CHART_UNITS, STATUSES
from survey.reports.report_context import ReportContext
from survey.reports.report_input import SCALES
from survey.reports.row_cells import count_cell, dot_row, estimate_cell, interval_cell, is_low, known, mark_of
from survey.reports.tile_places import spots
from survey.text import Text

LISTS: dict[Status, str] = {"inconclusive": "districts_inconclusive", "insufficient_data": "districts_insufficient"}
"""Sentences that list districts without a level."""

SMALL_PROBABILITY = 0.05
"""Probability of a negative level up to which that level counts as excluded."""


def districts(material: ReportContext) -> ReportSection | None:
    """The section on districts; None when nothing was computed by district."""
    units = material.units
    known = {one.id: one for one in material.given.indicators}
    shown = [known[name] for name in material.given.district_indicators if name in known]
    if units is None or not any(material.has(one.id, units) for one in shown):
        return None
    blocks: list[SectionBlock] = [*material.quarters_together(units)]
    for indicator in shown:
        if material.has(indicator.id, units):
            blocks += _about(material, indicator, units)
    return ReportSection("districts", material.words.say("districts_title"), tuple(blocks))


def _about(material: ReportContext, indicator: Indicator, units: Grouping) -> list[SectionBlock]:
    reason = material.why_withheld(material.region(indicator.id))
    if reason:
        return [
            Paragraph(f"districts_{indicator.id}", indicator.name, "heading"),
            Paragraph(f"districts_withheld_{indicator.id}", reason, "note"),
        ]
    rows = material.rows_by(indicator.id, units)
    found = DistrictDifferences.of(material, indicator, units)
    pairs = found.ordered(list(zip(units.categories, rows, strict=True)))
    return [
        Paragraph(f"districts_{indicator.id}", indicator.name, "heading"),
        _precision(material, indicator, rows),
        *found.sentence(material, indicator),
        FigureGroup((_dots(material, indicator, pairs), _map(material, indicator, units, rows, found))),
        *_statuses(material, pairs),
        *_negative(material, indicator, rows),
        _table(material, indicator, pairs, found),
    ]


def _precision(material: ReportContext, indicator: Indicator, rows: Sequence[IndicatorRow]) -> Paragraph:
    widths = [(row.ci_high - row.ci_low) / 2 for row in rows if not math.isnan(row.ci_high - row.ci_low)]
    if not widths:
        return material.paragraph("districts_none_shown", "note")
    return Paragraph(
        f"districts_precision_{indicator.id}",
        material.words.say(
            "districts_precision",
            n=round(statistics.median(row.n for row in rows if row.n)),
            margin=material.words.margin(statistics.median(widths), indicator.unit),
        ),
        "note",
    )


def axis_of(rows: Sequence[DotRow], marks: Sequence[float], unit: Unit) -> tuple[float, float]:
    """Ends of the axis, in whole steps of a tenth of the scale, wide enough for intervals and thresholds."""
    low, high = SCALES[unit]
    step = (high - low) / 10
    ends = [end for row in rows for end in (row.low, row.high, row.value) if end is not None]
    ends += [mark for mark in marks if low < mark < high]
    if not ends:
        return low, high
    return max(low, math.floor(min(ends) / step) * step), min(high, math.ceil(max(ends) / step) * step)


def threshold_marks(material: ReportContext, indicator: Indicator) -> tuple[tuple[float, Text], ...]:
    """Thresholds with the word for the level they open."""
    borders = indicator.thresholds
    if borders is None:
        return ()
    marks = ((borders.negative, "mark_negative"), (borders.stable, "mark_stable"))
    return tuple((value, material.words.say(key)) for value, key in marks)


def _dots(material: ReportContext, indicator: Indicator, pairs: Sequence[tuple[Category, IndicatorRow]]) -> Figure:
    words = material.words
    region = dot_row(material.given.region, material.region(indicator.id))
    rows = tuple(dot_row(level.text, row) for level, row in pairs)
    marks = threshold_marks(material, indicator)
    chart = DotChart(
        rows=rows,
        unit=indicator.unit,
        axis=axis_of((*rows, region), [value for value, _ in marks], indicator.unit),
        band=region if region.value is not None else None,
        marks=marks,
        value_heading=words.say(CHART_UNITS[indicator.unit]),
        n_heading=words.say("chart_n"),
        hidden_word=words.say("hidden_mark"),
    )
    return Figure(
        id=f"dots_{indicator.id}",
        title=words.say("dots_title", indicator=indicator.name),
        chart=chart,
        alternative=_dots_in_words(material, indicator, rows, region),
        note=_dots_note(material, chart),
    )


def _dots_note(material: ReportContext, chart: DotChart) -> Text:
    note = material.words.say("dots_note")
    whole = chart.axis == SCALES[chart.unit]
    return note if whole else material.words.joined((note, material.words.say("dots_note_cut")), " ")


def _dots_in_words(material: ReportContext, indicator: Indicator, rows: Sequence[DotRow], region: DotRow) -> Text:
    shown = [row for row in rows if row.value is not None]
    if not shown or region.value is None:
        return material.words.say("dots_alternative_none", indicator=indicator.name)
    first, last = (find(shown, key=lambda row: row.value or 0.0) for find in (max, min))
    return material.words.say(
        "dots_alternative",
        indicator=indicator.name,
        n=len(shown),
        highest=first.name,
        highest_value=material.words.value(first.value or 0.0, indicator.unit),
        lowest=last.name,
        lowest_value=material.words.value(last.value or 0.0, indicator.unit),
        region_value=material.words.value(region.value, indicator.unit),
    )


def _map(
    material: ReportContext,
    indicator: Indicator,
    units: Grouping,
    rows: Sequence[IndicatorRow],
    found: DistrictDifferences,
) -> Figure:
    """Districts by their model-based values, with that mark; by their estimates where some district has no such value."""
    words = material.words
    by_model = found.covers(rows)
    places = spots(units.categories, words.languages)
    low, high = SCALES[indicator.unit]
    chart = TileMap(
        tiles=tuple(
            Tile(
                places[row.level].name,
                places[row.level].column,
                places[row.level].row,
                found.value(row) if by_model else known(row.estimate),
                mark_of(row),
            )
            for row in rows
        ),
        unit=indicator.unit,
        bounds=tuple(low + (high - low) * step / 10 for step in (3, 4, 5, 6, 7, 8)),
        low_word=words.say("map_low"),
        hidden_word=words.say("hidden_mark"),
    )
    return Figure(
        id=f"map_{indicator.id}",
        title=words.say("map_title_model" if by_model else "map_title", indicator=indicator.name),
        chart=chart,
        alternative=words.say("map_alternative_model" if by_model else "map_alternative", indicator=indicator.name),
        note=words.say("map_note"),
    )


def _statuses(material: ReportContext, pairs: Sequence[tuple[Category, IndicatorRow]]) -> list[SectionBlock]:
    lines: list[SectionBlock] = []
    for status in STATUSES:
        names = [level.text for level, row in pairs if row.status == status]
        if names:
            lines.append(
                Paragraph(
                    f"districts_{status}",
                    material.words.say(
                        LISTS.get(status, "districts_status_list"),
                        status=material.words.status(status),
                        n=len(names),
                        names=material.words.joined(names),
                    ),
                    "item",
                )
            )
    return lines


def _negative(material: ReportContext, indicator: Indicator, rows: Sequence[IndicatorRow]) -> list[SectionBlock]:
    """A sentence on whether a negative level is excluded; none when a district is negative or without thresholds."""
    if indicator.thresholds is None or any(row.status == "negative" for row in rows):
        return []
    open_yet = sum(1 for row in rows if not _negative_excluded(row))
    if open_yet == 0:
        return [material.paragraph("districts_negative_excluded")]
    return [material.paragraph("districts_negative_open", n=open_yet)]


def _negative_excluded(row: IndicatorRow) -> bool:
    """Whether the data suffice to call a negative level improbable."""
    return row.status != "insufficient_data" and row.p_negative <= SMALL_PROBABILITY


def _table(
    material: ReportContext,
    indicator: Indicator,
    pairs: Sequence[tuple[Category, IndicatorRow]],
    found: DistrictDifferences,
) -> ReportTable:
    unit = indicator.unit
    region = material.region(indicator.id)
    listed = [(level.id, level.text, row) for level, row in pairs]
    listed.append(("region", material.words.say("row_region", region=material.given.region), region))
    notes = [material.words.say("note_hidden")] if any(row.is_hidden for _, _, row in listed) else []
    if is_low([row for _, _, row in listed]):
        notes.append(material.low_note())
    modelled = [material.column("model", "column_model")] if found.models else []
    if found.models:
        notes.append(material.words.say("note_model"))
    return ReportTable(
        id=f"districts_{indicator.id}",
        title=material.words.say("table_districts_title", indicator=indicator.name),
        corner=material.words.say("column_unit"),
        columns=(
            material.column("estimate", "column_estimate"),
            material.column("interval", "column_interval"),
            material.column("n", "column_n"),
            material.column("n_eff", "column_n_eff"),
            material.column("status", "column_status"),
            *modelled,
        ),
        rows=tuple(
            TableRow(
                identifier,
                name,
                (
                    estimate_cell(row, unit),
                    interval_cell(row, unit),
                    count_cell(row.n, row),
                    count_cell(row.n_eff_pooled, row),
                    material.status_cell(row),
                    *(found.cell(row, indicator) for _ in modelled),
                ),
            )
            for identifier, name, row in listed
        ),
        notes=tuple(notes),
    )
