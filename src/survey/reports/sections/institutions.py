"""Section of the battery: trust in institutions, sorted by the net share; missing answers are shown separately."""

from __future__ import annotations

from survey.indicators.battery_table import BatteryLine, BatteryTable
from survey.reports.chart_model import LikertChart, LikertRow
from survey.reports.claims.claim import every, first, paragraphs
from survey.reports.claims.district_claims import NUMBERS_BELOW
from survey.reports.claims.headline_claims import MARK_NOTES
from survey.reports.claims.institution_claims import (
    CHART_CLAIMS,
    CHART_NOTES,
    INTRO_CLAIM,
    MAJORITY_CLAIMS,
    TABLE_NOTES,
    sorted_lines,
)
from survey.reports.document_model import (
    Figure,
    FigureGroup,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableCell,
    TableColumn,
    TableRow,
)
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import count_cell, estimate_cell, interval_cell, share_cell
from survey.reports.sections.table_sources import source_of
from survey.reports.status_cells import status_cell


def institutions(material: ReportContext, *, has_table: bool = True) -> ReportSection | None:
    """The section on institutions; None when the battery was not asked. The chart refers to the table where the reader has it."""
    battery, words = material.given.battery, material.words
    if battery is None:
        return None
    blocks: tuple[SectionBlock, ...] = (
        *paragraphs((INTRO_CLAIM, *MAJORITY_CLAIMS), battery, words),
        FigureGroup((_figure(material, battery, has_table=has_table),)),
        _table(material, battery),
        *_not_asked(material, battery),
    )
    return ReportSection("institutions", battery.topic, blocks, level=2)


def _not_asked(material: ReportContext, battery: BatteryTable) -> tuple[Paragraph, ...]:
    said = material.why_lacking(battery.not_asked)
    return (Paragraph("withheld_reason", said, "note"),) if said else ()


def _figure(material: ReportContext, battery: BatteryTable, *, has_table: bool) -> Figure:
    words = material.words
    chart = LikertChart(
        rows=tuple(_bar(battery, line) for line in sorted_lines(battery)),
        answers=tuple(option.text for option in battery.question.options),
        sides=battery.sides,
        dont_know=words.say("dont_know"),
        refused=words.say("refused"),
        net_heading=words.say("column_net_short"),
        no_answer_heading=words.say("no_answer"),
        hidden_word=words.say("hidden_mark"),
    )
    return Figure(
        id="institutions",
        title=words.say("battery_chart_title", topic=battery.topic),
        chart=chart,
        alternative=words.joined(
            [
                first(CHART_CLAIMS, battery, words),
                *every((NUMBERS_BELOW,), has_table and not all(one.is_hidden for one in battery.lines), words),
            ],
            " ",
        ),
        note=words.joined(every(CHART_NOTES, battery, words), " "),
    )


def _bar(battery: BatteryTable, line: BatteryLine) -> LikertRow:
    if line.is_hidden:
        return LikertRow(line.name, (), 0.0, 0.0, 0.0, "hidden")
    row = line.positive
    shares = tuple(one.estimate for one in line.answers)
    return LikertRow(line.name, shares, row.share_dk, row.share_refused, battery.net(line), row.publish)


def _table(material: ReportContext, battery: BatteryTable) -> ReportTable:
    words, lines = material.words, sorted_lines(battery)
    answers = [TableColumn(f"answer_{at}", option.text) for at, option in enumerate(battery.question.options)]
    return ReportTable(
        id="institutions",
        title=words.say("battery_table_title", topic=battery.topic),
        corner=words.say("column_named"),
        columns=(
            material.column("positive", "column_positive_answers"),
            material.column("interval", "column_interval"),
            material.column("net", "column_net"),
            *answers,
            TableColumn("dont_know", words.say("dont_know")),
            TableColumn("refused", words.say("refused")),
            material.column("n", "column_n"),
            material.column("status", "column_status"),
        ),
        rows=tuple(TableRow(one.id, one.name, _cells(material, battery, one)) for one in lines),
        notes=(
            *every(TABLE_NOTES, battery, words),
            *every(MARK_NOTES, material.marks(one.positive for one in lines), words),
        ),
        wide=True,
        source=source_of(material),
    )


def _cells(material: ReportContext, battery: BatteryTable, line: BatteryLine) -> tuple[TableCell, ...]:
    if line.is_hidden:
        return tuple(TableCell("estimate", publish="hidden") for _ in range(len(line.answers) + 7))
    row = line.positive
    return (
        estimate_cell(row, "percent"),
        interval_cell(row, "percent"),
        TableCell("difference", value=battery.net(line), publish=row.publish),
        *(estimate_cell(one, "percent") for one in line.answers),
        share_cell(row.share_dk, row),
        share_cell(row.share_refused, row),
        count_cell(row.n, row),
        status_cell(material, row),
    )
