"""Section of changes: headline indicators against the wave before, as pairs of values and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.definitions import Unit
from survey.indicators.indicator_table import blank_row
from survey.reports.change_words import change_cell
from survey.reports.chart_model import ChangeChart, ChangeLine
from survey.reports.claims.change_claims import WORD_CLAIMS
from survey.reports.claims.claim import every, first
from survey.reports.claims.topic_claims import TopicFacts
from survey.reports.claims.wave_claims import CHANGES_CLAIMS, CHANGES_NOTES, PAIR_ALTERNATIVES, PAIR_NOTES, PairsFacts
from survey.reports.document_model import (
    Figure,
    FigureGroup,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableRow,
)
from survey.reports.phrases import UNIT_MARKS
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import both_cell, dot_row, known
from survey.reports.sections.dot_charts import axis_of
from survey.reports.sections.table_sources import source_of
from survey.reports.status_cells import status_cell
from survey.text import Text


def changes(material: ReportContext) -> ReportSection | None:
    """The section on changes; None when no indicator is compared with the wave before."""
    words = material.words
    pairs = tuple((one, material.region(one.id)) for one in material.given.indicators)
    facts = TopicFacts(pairs, material.changes, material.previous)
    if not facts.compared:
        return None
    said = words.joined(every(CHANGES_CLAIMS, facts, words), " ")
    blocks: list[SectionBlock] = [Paragraph("changes", said)]
    compared = {change.indicator for change in facts.compared}
    shown = [one for one in material.computed if one.id in compared]
    blocks += _figures(material, shown)
    if shown:
        blocks.append(_table(material, shown))
    return ReportSection("changes", words.say("changes_title"), tuple(blocks))


def _figures(material: ReportContext, shown: Sequence[Indicator]) -> list[FigureGroup]:
    """A chart per unit of the indicators whose values of both waves are published."""
    units: dict[Unit, list[tuple[Indicator, IndicatorRow, IndicatorRow]]] = {}
    for one in shown:
        now, before = material.region(one.id), material.before.get(one.id)
        if before is not None and now.has_estimate and before.has_estimate:
            units.setdefault(one.unit, []).append((one, before, now))
    return [FigureGroup((_figure(material, unit, own),)) for unit, own in units.items()]


def _figure(
    material: ReportContext, unit: Unit, listed: Sequence[tuple[Indicator, IndicatorRow, IndicatorRow]]
) -> Figure:
    words = material.words
    rows = [dot_row(one.name, row) for one, before, now in listed for row in (before, now)]
    chart = ChangeChart(
        rows=tuple(_line(material, *one) for one in listed),
        unit=unit,
        axis=axis_of(rows, (), unit),
        before_word=material.previous,
        now_word=words.wave(material.given.wave),
        hidden_word=words.say("hidden_mark"),
    )
    facts = PairsFacts(chart)
    return Figure(
        id=f"changes_{unit}",
        title=words.say("changes_chart_title", unit=words.say(UNIT_MARKS[unit])),
        chart=chart,
        alternative=first(PAIR_ALTERNATIVES, facts, words),
        note=words.joined(every(PAIR_NOTES, facts, words), " "),
    )


def _line(material: ReportContext, indicator: Indicator, before: IndicatorRow, now: IndicatorRow) -> ChangeLine:
    change = material.changes[indicator.id]
    said = every(WORD_CLAIMS, change, material.words)
    return ChangeLine(
        name=indicator.name,
        before=known(before.estimate),
        now=known(now.estimate),
        before_ends=_ends(before),
        now_ends=_ends(now),
        is_change=change.verdict not in ("steady", "undetermined"),
        word=said[0] if said and not change.flips_unproven else Text(),
        publish=change.publish,
    )


def _ends(row: IndicatorRow) -> tuple[float, float] | None:
    low, high = known(row.ci_low), known(row.ci_high)
    return None if low is None or high is None else (low, high)


def _table(material: ReportContext, shown: Sequence[Indicator]) -> ReportTable:
    words = material.words
    with_before = any(one.id in material.before for one in shown)
    before = [material.column("before", "column_before")] if with_before else []

    def row(one: Indicator) -> TableRow:
        now, earlier = material.region(one.id), material.before.get(one.id)
        cells = [both_cell(earlier or blank_row(one.id), one.unit)] if with_before else []
        cells += [both_cell(now, one.unit), change_cell(material, one), status_cell(material, now)]
        return TableRow(one.id, one.name, tuple(cells), material.unit_mark(one.unit))

    return ReportTable(
        id="changes_region",
        title=words.say("changes_table_title"),
        corner=words.say("column_indicator"),
        columns=(
            *before,
            material.column("estimate", "column_now"),
            material.column("change", "column_change"),
            material.column("status", "column_status"),
        ),
        rows=tuple(row(one) for one in shown),
        notes=every(CHANGES_NOTES, [material.changes[one.id] for one in shown], words),
        source=source_of(material),
    )
