"""Section of districts: districts and cities, as a dot chart, a tile map, a list of statuses and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from survey.indicators import Indicator, IndicatorRow
from survey.questionnaire import Grouping
from survey.questionnaire.model import Category
from survey.reports.chart_model import DotChart, Tile, TileMap
from survey.reports.claims.claim import every, first, paragraphs
from survey.reports.claims.district_claims import (
    DIFFERENCE_CLAIMS,
    DOT_ALTERNATIVES,
    DOT_NOTES,
    LEVEL_CLAIMS,
    MAP_ALTERNATIVES,
    MAP_NOTES,
    MAP_TITLES,
    MODEL_NOTE,
    NUMBERS_BELOW,
    PRECISION_CLAIMS,
    REGION_NOTE,
    STATUS_LIST_CLAIMS,
    DistrictFacts,
    DotFacts,
    MapFacts,
)
from survey.reports.claims.headline_claims import MARK_NOTES
from survey.reports.district_differences import DistrictDifferences
from survey.reports.document_model import (
    Figure,
    FigureGroup,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableRow,
)
from survey.reports.phrases import CHART_UNITS, STATUSES
from survey.reports.report_context import ReportContext
from survey.reports.report_input import SCALES
from survey.reports.row_cells import both_cell, count_cell, dot_row, known, mark_of
from survey.reports.sections.dot_charts import axis_of, threshold_marks
from survey.reports.sections.table_sources import asked_of, source_of
from survey.reports.status_cells import status_cell
from survey.reports.tile_places import spots
from survey.text import Text


def districts(material: ReportContext, *, has_tables: bool = True) -> ReportSection | None:
    """The section on districts; None when nothing was computed by district. Charts refer to tables where the reader has them."""
    units = material.units
    known = {one.id: one for one in material.given.indicators}
    shown = [known[name] for name in material.given.district_indicators if name in known]
    if units is None or not any(material.has(one.id, units) for one in shown):
        return None
    blocks: list[SectionBlock] = [*material.quarters_together(units, shown)]
    for indicator in shown:
        if material.has(indicator.id, units):
            blocks += _about(material, indicator, units, has_tables=has_tables)
    return ReportSection("districts", material.words.say("districts_title"), tuple(blocks))


def _about(material: ReportContext, indicator: Indicator, units: Grouping, *, has_tables: bool) -> list[SectionBlock]:
    reason = material.why_withheld(material.region(indicator.id))
    if reason:
        return [
            Paragraph(f"districts_{indicator.id}", indicator.name, "heading"),
            Paragraph(f"districts_withheld_{indicator.id}", reason, "note"),
        ]
    words = material.words
    rows = material.rows_by(indicator.id, units)
    found = DistrictDifferences.of(material, indicator, units)
    pairs = found.ordered(list(zip(units.categories, rows, strict=True)))
    facts = DistrictFacts(
        tuple(row for _, row in pairs),
        tuple(level.text for level, _ in pairs),
        indicator.unit,
        has_levels=indicator.thresholds is not None,
    )
    return [
        Paragraph(f"districts_{indicator.id}", indicator.name, "heading"),
        *_named(indicator, paragraphs(PRECISION_CLAIMS, facts, words, "note")),
        *_differences(material, indicator, found),
        *_figures(material, indicator, units, pairs, found, has_tables=has_tables),
        *_statuses(material, facts),
        *paragraphs(LEVEL_CLAIMS, facts, words),
        _table(material, indicator, units, pairs, found),
    ]


def _differences(material: ReportContext, indicator: Indicator, found: DistrictDifferences) -> list[Paragraph]:
    said = every(DIFFERENCE_CLAIMS, found, material.words)
    return (
        [Paragraph(f"districts_differences_{indicator.id}", material.words.joined(said, " "), "note")] if said else []
    )


def _named(indicator: Indicator, said: Sequence[Paragraph]) -> list[Paragraph]:
    return [replace(one, id=f"{one.id}_{indicator.id}") for one in said]


def _figures(
    material: ReportContext,
    indicator: Indicator,
    units: Grouping,
    pairs: Sequence[tuple[Category, IndicatorRow]],
    found: DistrictDifferences,
    *,
    has_tables: bool,
) -> list[FigureGroup]:
    """Dot chart and map; none where no number is published, because both would be empty."""
    if not any(row.has_estimate and not row.is_hidden for _, row in pairs):
        return []
    rows = material.rows_by(indicator.id, units)
    both = (_dots(material, indicator, pairs, found), _map(material, indicator, units, rows, found))
    below = NUMBERS_BELOW.text(has_tables, material.words)
    return [FigureGroup(tuple(replace(one, alternative=_followed(material, one.alternative, below)) for one in both))]


def _followed(material: ReportContext, said: Text, below: Text) -> Text:
    return material.words.joined([said, below], " ") if below else said


def _dots(
    material: ReportContext,
    indicator: Indicator,
    pairs: Sequence[tuple[Category, IndicatorRow]],
    found: DistrictDifferences,
) -> Figure:
    words = material.words
    whole = material.region(indicator.id)
    region = dot_row(material.given.region, whole)
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
    facts = DotFacts(indicator.name, chart, SCALES[chart.unit], differ=found.verdict == "differ")
    return Figure(
        id=f"dots_{indicator.id}",
        title=words.say("dots_title", indicator=indicator.name),
        chart=chart,
        alternative=first(DOT_ALTERNATIVES, facts, words),
        note=words.joined(
            [*every(DOT_NOTES, facts, words), *every((REGION_NOTE,), ([row for _, row in pairs], whole), words)], " "
        ),
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
    places = spots(units, words.languages)
    low, high = SCALES[indicator.unit]
    chart = TileMap(
        tiles=tuple(
            Tile(
                places[row.level].name,
                places[row.level].column,
                places[row.level].row,
                found.value(row) if by_model else known(row.estimate),
                mark_of(row),
                is_same=found.may_be_equal(row, material.region(indicator.id)),
            )
            for row in rows
        ),
        unit=indicator.unit,
        bounds=tuple(low + (high - low) * step / 10 for step in (3, 4, 5, 6, 7, 8)),
        low_word=words.say("map_low"),
        hidden_word=words.say("hidden_mark"),
        same_word=words.say("map_same"),
    )
    names = {level.id: level.text for level in units.categories}
    facts = MapFacts(indicator.name, chart, tuple(names[row.level] for row in rows), bool(units.tiles), by_model)
    return Figure(
        id=f"map_{indicator.id}",
        title=first(MAP_TITLES, facts, words),
        chart=chart,
        alternative=first(MAP_ALTERNATIVES, facts, words),
        note=words.joined(every(MAP_NOTES, facts, words), " "),
    )


def _statuses(material: ReportContext, facts: DistrictFacts) -> list[SectionBlock]:
    said = ((status, first(STATUS_LIST_CLAIMS, replace(facts, status=status), material.words)) for status in STATUSES)
    return [Paragraph(f"districts_{status}", text, "item") for status, text in said if text]


def _table(
    material: ReportContext,
    indicator: Indicator,
    units: Grouping,
    pairs: Sequence[tuple[Category, IndicatorRow]],
    found: DistrictDifferences,
) -> ReportTable:
    unit = indicator.unit
    region = material.region(indicator.id)
    listed = [(level.id, level.text, row) for level, row in pairs]
    listed.append(("region", material.words.say("row_region", region=material.given.region), region))
    notes = (
        *every((REGION_NOTE,), ([row for _, row in pairs], region), material.words),
        *every(MARK_NOTES, material.marks(row for _, _, row in listed), material.words),
        *every((MODEL_NOTE,), found, material.words),
    )
    modelled = [material.column("model", "column_model")] if found.models else []
    return ReportTable(
        id=f"districts_{indicator.id}",
        title=material.words.say("table_districts_title", indicator=indicator.name),
        corner=units.text,
        columns=(
            material.column("estimate", "column_estimate"),
            material.column("n", "column_n"),
            material.column("status", "column_status"),
            *modelled,
        ),
        rows=tuple(
            TableRow(
                identifier,
                name,
                (
                    both_cell(row, unit),
                    count_cell(row.n, row),
                    status_cell(material, row),
                    *(found.cell(row, indicator) for _ in modelled),
                ),
            )
            for identifier, name, row in listed
        ),
        notes=notes,
        asked=asked_of(material, [indicator]),
        source=source_of(material),
    )
