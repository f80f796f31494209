"""Section of concerns: what people worry about in their own words, a question with several answers."""

from __future__ import annotations

from survey.indicators.mentions_table import MentionsTable
from survey.reports.chart_model import DotChart
from survey.reports.claims.claim import every, first, paragraphs
from survey.reports.claims.concern_claims import (
    CONCERN_ALTERNATIVE,
    CONCERN_BASES,
    CONCERN_CHART_NOTES,
    CONCERN_CLAIMS,
    CONCERN_NOTES,
    UNPROMPTED_CLAIMS,
    answer_name,
)
from survey.reports.claims.headline_claims import MARK_NOTES
from survey.reports.document_model import Figure, FigureGroup, ReportSection, ReportTable, SectionBlock, TableRow
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import dot_row, estimate_cell, interval_cell
from survey.reports.sections.dot_charts import axis_of
from survey.reports.sections.table_sources import source_of
from survey.text import Text


def concerns(material: ReportContext) -> ReportSection | None:
    """The section on concerns; None when the question was not asked, and when too few answered it."""
    table, words = material.given.concerns, material.words
    if table is None or table.is_hidden:
        return None
    blocks: list[SectionBlock] = [
        *paragraphs(CONCERN_CLAIMS, table, words),
        FigureGroup((_figure(material, table),)),
        _table(material, table),
    ]
    return ReportSection("concerns", words.say("concerns_title"), tuple(blocks))


def _figure(material: ReportContext, table: MentionsTable) -> Figure:
    words = material.words
    rows = tuple(dot_row(answer_name(one.option), one.row) for one in table.by_share)
    chart = DotChart(
        rows=rows,
        unit="percent",
        axis=axis_of(rows, (), "percent"),
        band=None,
        marks=(),
        value_heading=words.say("mark_percent"),
        n_heading=words.say("chart_n"),
        hidden_word=words.say("hidden_mark"),
    )
    notes = every((*UNPROMPTED_CLAIMS, *CONCERN_CHART_NOTES), table, words)
    return Figure(
        id="concerns",
        title=words.say("concerns_chart_title"),
        chart=chart,
        alternative=CONCERN_ALTERNATIVE.text(table, words),
        note=words.joined(notes, " ") if notes else Text(),
    )


def _table(material: ReportContext, table: MentionsTable) -> ReportTable:
    words = material.words
    rows = [one.row for one in table.lines]
    return ReportTable(
        id="concerns",
        title=words.say("concerns_table_title"),
        corner=words.say("column_answer"),
        columns=(material.column("estimate", "column_share"), material.column("interval", "column_interval")),
        rows=tuple(
            TableRow(
                f"answer_{one.option.code}",
                answer_name(one.option),
                (estimate_cell(one.row, "percent"), interval_cell(one.row, "percent")),
            )
            for one in table.by_share
        ),
        notes=(*every(CONCERN_NOTES, table, words), *every(MARK_NOTES, material.marks(rows), words)),
        asked=(words.quoted(table.question.text),),
        base=first(CONCERN_BASES, table, words),
        source=source_of(material),
    )
