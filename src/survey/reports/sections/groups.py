"""Section of groups: headline indicators by sex, age, town and village, ethnic group, language of the interview."""

from __future__ import annotations

from survey.indicators import Indicator
from survey.questionnaire import Grouping
from survey.questionnaire.grouping_roles import grouping_in_role
from survey.reports.chart_model import DotChart, DotRow
from survey.reports.claims.claim import every, paragraphs
from survey.reports.claims.group_claims import (
    GROUP_CHART_CLAIM,
    GROUP_CLAIMS,
    GROUP_NOTES,
    MINORITY_CLAIMS,
    MinorityFacts,
)
from survey.reports.claims.headline_claims import MARK_NOTES
from survey.reports.document_model import (
    Figure,
    FigureGroup,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableColumn,
    TableRow,
)
from survey.reports.report_context import ReportContext, group_row
from survey.reports.row_cells import both_cell, count_cell, dot_row
from survey.reports.sections.districts import axis_of
from survey.text import Text


def groups(material: ReportContext) -> ReportSection | None:
    """The section on groups of residents; None when nothing was computed by group."""
    divisions = [one for one in material.given.groupings if one != material.units]
    divisions = [one for one in divisions if any(material.has(indicator.id, one) for indicator in material.computed)]
    left_out = [one for one in divisions if _why_withheld(material, one)]
    divisions = [one for one in divisions if one not in left_out]
    if not divisions:
        return None
    figures = tuple(_figure(material, indicator, divisions) for indicator in material.computed)
    together = [paragraph for one in divisions for paragraph in material.quarters_together(one, material.computed)]
    blocks: list[SectionBlock] = [
        *paragraphs(GROUP_CLAIMS, tuple(divisions), material.words),
        *together,
        *_minority(material, divisions),
    ]
    blocks.append(FigureGroup(figures, small=True))
    blocks.append(_table(material, divisions))
    blocks += [
        Paragraph(
            f"groups_withheld_{one.id}", material.words.joined([one.text, _why_withheld(material, one)], ": "), "note"
        )
        for one in left_out
    ]
    return ReportSection("groups", material.words.say("groups_title"), tuple(blocks))


def _why_withheld(material: ReportContext, division: Grouping) -> Text:
    """The reason why nothing is shown by this division; empty when something is."""
    rows = [row for one in material.computed for row in material.rows_by(one.id, division)]
    return material.why_withheld(rows[0]) if rows and all(row.withheld for row in rows) else Text()


def _minority(material: ReportContext, divisions: list[Grouping]) -> list[Paragraph]:
    """The first headline indicator for the region together with the range of its groups; groups are not ranked."""
    division = grouping_in_role(material.given.indicators.form, "ethnicity")
    if division is None or division not in divisions or not material.computed:
        return []
    indicator = material.computed[0]
    rows = material.rows_by(indicator.id, division)
    shown = tuple(row for row in rows if row.has_estimate and row.publish == "ok" and "thin" not in row.notes)
    facts = MinorityFacts(indicator, material.region(indicator.id), shown)
    return paragraphs(MINORITY_CLAIMS, facts, material.words, "lead" if facts.is_comparable else "text")


def _figure(material: ReportContext, indicator: Indicator, divisions: list[Grouping]) -> Figure:
    words = material.words
    region = dot_row(words.say("row_region_short"), material.region(indicator.id))
    rows: list[DotRow] = []
    for division in divisions:
        rows.append(DotRow(division.text, heading=True))
        pairs = zip(division.categories, material.rows_by(indicator.id, division), strict=True)
        rows += [dot_row(level.text, row) for level, row in pairs]
    chart = DotChart(
        rows=tuple(rows),
        unit=indicator.unit,
        axis=axis_of((*rows, region), (), indicator.unit),
        band=region if region.value is not None else None,
        marks=(),
        value_heading=Text(),
        n_heading=Text(),
        hidden_word=words.say("hidden_mark"),
        compact=True,
    )
    return Figure(
        id=f"groups_{indicator.id}",
        title=indicator.name,
        chart=chart,
        alternative=GROUP_CHART_CLAIM.text(indicator, words),
    )


def _table(material: ReportContext, divisions: list[Grouping]) -> ReportTable:
    words = material.words
    rows: list[TableRow] = [_region_row(material)]
    for division in divisions:
        rows.append(group_row(f"division_{division.id}", division.text))
        rows += _rows(material, division)
    listed = [row for one in material.computed for division in divisions for row in material.rows_by(one.id, division)]
    notes = [*every(GROUP_NOTES, tuple(divisions), words), *every(MARK_NOTES, material.marks(listed), words)]
    columns = [TableColumn(one.id, one.name, material.unit_mark(one.unit)) for one in material.computed]
    return ReportTable(
        id="groups",
        title=words.say("table_groups_title"),
        corner=words.say("column_group"),
        columns=(material.column("n", "column_n"), *columns),
        rows=tuple(rows),
        notes=tuple(notes),
        wide=True,
    )


def _region_row(material: ReportContext) -> TableRow:
    shown = [material.region(one.id) for one in material.computed]
    largest = max(shown, key=lambda row: row.n)
    cells = [both_cell(row, one.unit) for row, one in zip(shown, material.computed, strict=True)]
    return TableRow("region", material.words.say("row_region_short"), (count_cell(largest.n, largest), *cells))


def _rows(material: ReportContext, division: Grouping) -> list[TableRow]:
    by_indicator = [material.rows_by(one.id, division) for one in material.computed]
    rows = []
    for position, level in enumerate(division.categories):
        shown = [listed[position] for listed in by_indicator]
        largest = max(shown, key=lambda row: row.n)
        cells = [both_cell(row, one.unit) for row, one in zip(shown, material.computed, strict=True)]
        rows.append(TableRow(f"{division.id}_{level.id}", level.text, (count_cell(largest.n, largest), *cells)))
    return rows
