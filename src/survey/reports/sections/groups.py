"""Section of groups: headline indicators by sex, age, town and village, ethnic group, language of the interview."""

from __future__ import annotations

from collections.abc import Sequence

from survey.indicators.group_differences import GroupDifference
from survey.questionnaire import Grouping
from survey.questionnaire.grouping_roles import grouping_in_role
from survey.reports.claims.claim import every, first, paragraphs
from survey.reports.claims.group_claims import (
    DIVISION_CLAIM,
    GROUP_CLAIMS,
    GROUP_NOTES,
    GROUP_VALUES,
    MINORITY_CLAIMS,
    TEST_CLAIMS,
    DivisionFacts,
    GroupsFacts,
    MinorityFacts,
)
from survey.reports.claims.headline_claims import MARK_NOTES
from survey.reports.document_model import (
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableColumn,
    TableRow,
)
from survey.reports.report_context import ReportContext, group_row
from survey.reports.row_cells import both_cell, count_cell
from survey.reports.sections.group_heat import heat_maps
from survey.reports.sections.table_sources import pooled_notes, source_of
from survey.text import Text


def groups(material: ReportContext) -> ReportSection | None:
    """The section on groups of residents; None when nothing was computed by group."""
    divisions, left_out = divisions_of(material)
    if not divisions:
        return None
    together = [paragraph for one in divisions for paragraph in material.quarters_together(one, material.computed)]
    blocks: list[SectionBlock] = [
        *paragraphs(GROUP_CLAIMS, tuple(divisions), material.words),
        *together,
        *_differences(material, divisions),
        *_minority(material, divisions),
    ]
    blocks += heat_maps(material, divisions)
    blocks += [
        Paragraph(
            f"groups_withheld_{one.id}", material.words.joined([one.text, _why_withheld(material, one)], ". "), "note"
        )
        for one in left_out
    ]
    return ReportSection("groups", material.words.say("groups_title"), tuple(blocks))


def divisions_of(material: ReportContext) -> tuple[list[Grouping], list[Grouping]]:
    """The groupings of people by which headline indicators were computed, and those that are withheld."""
    found = [one for one in material.given.groupings if one != material.units]
    found = [one for one in found if any(material.has(indicator.id, one) for indicator in material.computed)]
    left_out = [one for one in found if _why_withheld(material, one)]
    return [one for one in found if one not in left_out], left_out


def _why_withheld(material: ReportContext, division: Grouping) -> Text:
    """The reason why nothing is shown by this division; empty when something is."""
    rows = [row for one in material.computed for row in material.rows_by(one.id, division)]
    return material.why_withheld(rows[0]) if rows and all(row.withheld for row in rows) else Text()


def _differences(material: ReportContext, divisions: list[Grouping]) -> list[Paragraph]:
    """The differences between groups that tests have established, with the values of the groups; else that there are none."""
    words, known = material.words, material.given.indicators
    facts = tuple(
        DivisionFacts(one, tests, tuple(known[test.indicator].name for test in tests))
        for one in divisions
        if (tests := tuple(test for test in material.given.group_tests if test.domain == one.id))
    )
    found: list[Paragraph] = []
    for one in facts:
        if said := DIVISION_CLAIM.text(one, words):
            found.append(Paragraph(f"groups_differ_{one.grouping.id}", said))
            found += [_values(material, one.grouping, test) for test in one.tests if test.is_established]
    tested = every(TEST_CLAIMS, facts, words)
    return [*found, Paragraph("groups_tests", words.joined(tested, " "))] if tested else found


def _values(material: ReportContext, division: Grouping, test: GroupDifference) -> Paragraph:
    indicator = material.given.indicators[test.indicator]
    pairs = zip(division.categories, material.rows_by(indicator.id, division), strict=True)
    rows = tuple((level.text, row) for level, row in pairs if row.level in test.levels and row.has_estimate)
    said = first(GROUP_VALUES, GroupsFacts(indicator, test, rows), material.words)
    return Paragraph(f"groups_values_{division.id}_{indicator.id}", said, "item")


def _minority(material: ReportContext, divisions: list[Grouping]) -> list[Paragraph]:
    """The first headline indicator for the region together with the range of its groups; groups are not ranked."""
    division = grouping_in_role(material.given.indicators.form, "ethnicity")
    if division is None or division not in divisions or not material.computed:
        return []
    indicator = material.computed[0]
    rows = material.rows_by(indicator.id, division)
    shown = tuple(row for row in rows if row.has_estimate and row.publish == "ok" and "thin" not in row.notes)
    facts = MinorityFacts(indicator, material.region(indicator.id), shown)
    return paragraphs(MINORITY_CLAIMS, facts, material.words)


def groups_table(material: ReportContext, divisions: Sequence[Grouping]) -> ReportTable:
    """Every headline indicator by every group, for the annex: the maps have the same numbers without decimals."""
    words = material.words
    rows: list[TableRow] = [_region_row(material)]
    for division in divisions:
        rows.append(group_row(f"division_{division.id}", division.text))
        rows += _rows(material, division)
    listed = [row for one in material.computed for division in divisions for row in material.rows_by(one.id, division)]
    notes = [*every(GROUP_NOTES, tuple(divisions), words), *pooled_notes(material, divisions, material.computed)]
    notes += every(MARK_NOTES, material.marks(listed), words)
    columns = [TableColumn(one.id, one.name, material.unit_mark(one.unit)) for one in material.computed]
    return ReportTable(
        id="groups",
        title=words.say("table_groups_title"),
        corner=words.say("column_group"),
        columns=(material.column("n", "column_n"), *columns),
        rows=tuple(rows),
        notes=tuple(notes),
        wide=True,
        source=source_of(material),
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
