"""Annex of full tables: every indicator for the region, and every headline indicator by district and group."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from survey.indicators import Indicator, IndicatorRow
from survey.questionnaire import Grouping
from survey.reports.change_words import change_cell
from survey.reports.claims.change_claims import NOTE_CLAIMS
from survey.reports.claims.claim import every
from survey.reports.claims.headline_claims import MARK_NOTES, TABLE_NOTES
from survey.reports.claims.method_claims import INTERVAL_CLAIMS as INTERVAL_DESIGN
from survey.reports.document_model import ReportSection, ReportTable, TableRow
from survey.reports.report_context import ReportContext, group_row
from survey.reports.row_cells import count_cell, estimate_cell, interval_cell, range_cell, share_cell
from survey.reports.sections.groups import divisions_of, groups_table
from survey.reports.sections.table_sources import asked_of, pooled_notes, source_of
from survey.reports.status_cells import level_cell, status_cell
from survey.text import Text


def full_tables(material: ReportContext) -> tuple[ReportSection, ...]:
    """The annex with all numbers for the region, and those of headline indicators by every grouping; empty without numbers."""
    words = material.words
    shown = [one for one in material.given.indicators if material.region(one.id).n or _is_shown_empty(material, one)]
    if not shown:
        return ()
    tables = [all_indicators(material, shown)]
    divisions, _ = divisions_of(material)
    tables += [groups_table(material, divisions)] if divisions else []
    found = [
        ReportSection(
            "tables", words.say("tables_title"), tuple(tables), is_annex=True, starts_page=True, is_landscape=True
        )
    ]
    by_grouping = [table for one in material.computed if (table := _by_grouping(material, one)) is not None]
    if by_grouping:
        title = words.say("tables_grouping_title")
        found.append(
            ReportSection("tables_grouping", title, tuple(by_grouping), level=2, is_annex=True, starts_page=True)
        )
    return tuple(found)


def _by_grouping(material: ReportContext, indicator: Indicator) -> ReportTable | None:
    """A headline indicator by every grouping; None where it was computed by none."""
    divisions = [one for one in material.given.groupings if material.has(indicator.id, one)]
    if not divisions:
        return None
    words, region = material.words, material.region(indicator.id)
    rows = [_numbers(material, indicator, region, "region", words.say("row_region", region=material.given.region))]
    listed = [region]
    for division in divisions:
        rows.append(group_row(f"division_{division.id}", division.text))
        rows += _levels(material, indicator, division)
        listed += material.rows_by(indicator.id, division)
    return ReportTable(
        id=f"full_{indicator.id}",
        title=words.say("table_full_title", indicator=indicator.name),
        corner=words.say("column_group"),
        columns=(
            material.column("estimate", "column_estimate"),
            material.column("interval", "column_interval"),
            material.column("n", "column_n"),
            material.column("n_eff", "column_n_eff"),
            material.column("status", "column_status"),
        ),
        rows=tuple(rows),
        notes=(*pooled_notes(material, divisions, [indicator]), *every(MARK_NOTES, material.marks(listed), words)),
        asked=asked_of(material, [indicator]),
        source=source_of(material),
    )


def _levels(material: ReportContext, indicator: Indicator, division: Grouping) -> list[TableRow]:
    pairs = zip(division.categories, material.rows_by(indicator.id, division), strict=True)
    return [_numbers(material, indicator, row, f"{division.id}_{level.id}", level.text) for level, row in pairs]


def _numbers(
    material: ReportContext, indicator: Indicator, row: IndicatorRow, identifier: str, heading: Text
) -> TableRow:
    unit = indicator.unit
    cells = (
        estimate_cell(row, unit),
        interval_cell(row, unit),
        count_cell(row.n, row),
        count_cell(row.n_eff_pooled, row),
        level_cell(material, row),
    )
    return TableRow(identifier, heading, cells)


def all_indicators(material: ReportContext, shown: Sequence[Indicator]) -> ReportTable:
    """Every indicator for the region, grouped by section."""
    with_change = bool(material.changes or material.apart)
    columns = [
        material.column("estimate", "column_estimate"),
        material.column("range", "column_range"),
        material.column("interval", "column_interval"),
        *([material.column("change", "column_change")] if with_change else []),
        material.column("valid", "column_valid"),
        material.column("no_answer", "column_no_answer"),
        material.column("n", "column_n"),
        material.column("n_eff", "column_n_eff"),
        material.column("status", "column_status"),
    ]
    rows = tuple(material.region(one.id) for one in shown)
    notes = [
        *every(TABLE_NOTES, material, material.words),
        *every(INTERVAL_DESIGN, material.given.methods, material.words),
    ]
    notes += every(NOTE_CLAIMS, material, material.words) if with_change else ()
    notes += every(MARK_NOTES, material.marks(rows), material.words)
    return ReportTable(
        id="indicators",
        title=material.words.say("table_all_title"),
        corner=material.words.say("column_indicator"),
        columns=tuple(columns),
        rows=tuple(_grouped(material, shown, with_change=with_change)),
        notes=tuple(notes),
        wide=True,
        source=source_of(material),
    )


def _is_shown_empty(material: ReportContext, indicator: Indicator) -> bool:
    row = material.region(indicator.id)
    return row.is_hidden or bool(row.withheld)


def _grouped(material: ReportContext, shown: Iterable[Indicator], *, with_change: bool) -> list[TableRow]:
    rows: list[TableRow] = []
    names = {section.id: section.name for section in material.given.indicators.sections}
    by_section: dict[str, list[Indicator]] = {}
    for indicator in shown:
        by_section.setdefault(indicator.section, []).append(indicator)
    for position, (section, indicators) in enumerate(by_section.items()):
        rows.append(group_row(f"section_{position}", names[section]))
        rows += [_row(material, one, with_change=with_change) for one in indicators]
    return rows


def _row(material: ReportContext, indicator: Indicator, *, with_change: bool) -> TableRow:
    row, unit = material.region(indicator.id), indicator.unit
    cells = [
        estimate_cell(row, unit),
        range_cell(row, unit),
        interval_cell(row, unit),
        *([change_cell(material, indicator)] if with_change else []),
        share_cell(row.share_valid if unit == "percent" else math.nan, row),
        share_cell(row.share_dk + row.share_refused, row),
        count_cell(row.n, row),
        count_cell(row.n_eff_pooled, row),
        status_cell(material, row),
    ]
    return TableRow(indicator.id, indicator.name, tuple(cells), material.unit_mark(unit))
