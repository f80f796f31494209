"""Section 1: key messages, the headline cards and the table of all indicators for the region."""

from __future__ import annotations

import math
from collections.abc import Iterable

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.question_wordings import wordings_of
from survey.indicators.status_rule import Status
from survey.reports.change_words import change_cell, change_sentence, flip_sentence, trend_sentence
from survey.reports.claims.card_claims import (
    BASE_CLAIMS,
    EARNED_CLAIMS,
    INTERVAL_CLAIMS,
    MANY_QUESTIONS,
    MOST_ON_CARD,
    UNIT_CLAIMS,
    CardFacts,
)
from survey.reports.claims.change_claims import NOTE_CLAIMS, UNDETERMINED_CLAIM
from survey.reports.claims.claim import every, first, paragraphs
from survey.reports.claims.headline_claims import (
    MARK_NOTES,
    PREVIOUS_CLAIMS,
    READING_CLAIMS,
    SUMMARY_CLAIMS,
    TABLE_NOTES,
)
from survey.reports.claims.method_claims import INTERVAL_CLAIMS as INTERVAL_DESIGN
from survey.reports.document_model import (
    FIGURE,
    Card,
    Cards,
    Paragraph,
    Quote,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableRow,
)
from survey.reports.phrases import UNIT_WORDS
from survey.reports.report_context import ReportContext, group_row
from survey.reports.report_input import SCALES
from survey.reports.row_cells import count_cell, estimate_cell, interval_cell, known, range_cell, share_cell
from survey.reports.sections.key_messages import key_messages
from survey.reports.sections.question_quotes import quoted
from survey.reports.status_cells import status_cell
from survey.text import Text


def headline(material: ReportContext) -> ReportSection:
    """The headline section."""
    words = material.words
    lead = key_messages(material)
    blocks: list[SectionBlock] = [lead] if lead is not None else []
    blocks += paragraphs(SUMMARY_CLAIMS, material, words, "text" if lead is not None else "lead")
    blocks.append(Cards(tuple(_card(material, one) for one in material.primary)))
    if reading := every(READING_CLAIMS, material, words):
        blocks.append(Paragraph("headline_reading", words.joined(reading, " "), "note"))
    blocks += paragraphs((UNDETERMINED_CLAIM,), material, words, "note")
    blocks += paragraphs(PREVIOUS_CLAIMS, material, words, "note")
    blocks.append(all_indicators(material))
    return ReportSection("headline", words.say("headline_title"), tuple(blocks))


def _card(material: ReportContext, indicator: Indicator) -> Card:
    words, row = material.words, material.region(indicator.id)
    facts = CardFacts(indicator, row, material.given.indicators)
    return Card(
        id=indicator.id,
        name=indicator.name,
        unit=indicator.unit,
        figure=first(UNIT_CLAIMS, facts, words) or words.say(UNIT_WORDS[indicator.unit], value=FIGURE),
        estimate=estimate_cell(row, indicator.unit),
        interval=first(INTERVAL_CLAIMS, facts, words),
        status=status_cell(material, row),
        change=change_sentence(material, indicator),
        lines=_lines(material, facts),
        asked=_asked(material, indicator),
        base=first(BASE_CLAIMS, facts, words),
        axis=card_axis(indicator, row),
        zones=_zones(indicator, card_axis(indicator, row)),
    )


def _lines(material: ReportContext, facts: CardFacts) -> tuple[Text, ...]:
    words = material.words
    lines = (
        facts.indicator.meaning,
        trend_sentence(material, facts.indicator),
        flip_sentence(material, facts.indicator),
        first(EARNED_CLAIMS, facts, words),
        first(MANY_QUESTIONS, facts, words),
    )
    return tuple(line for line in lines if line)


def _asked(material: ReportContext, indicator: Indicator) -> tuple[Quote, ...]:
    """The questions of an indicator as they were asked; none when it rests on many."""
    wordings = wordings_of(indicator, material.given.indicators)
    if len(wordings) > MOST_ON_CARD:
        return ()
    return tuple(quoted(material, f"{indicator.id}_{one.question}", one) for one in wordings)


def card_axis(indicator: Indicator, row: IndicatorRow) -> tuple[float, float]:
    """Ends of the scale on a card: the whole scale, for rare events only the part that is needed."""
    low, high = SCALES[indicator.unit]
    if indicator.polarity != "-" or indicator.thresholds is None:
        return low, high
    needed = max(2 * indicator.thresholds.negative, known(row.ci_high) or 0.0)
    return low, min(high, 10 * math.ceil(needed / 10))


def _zones(indicator: Indicator, axis: tuple[float, float]) -> tuple[tuple[float, float, Status], ...]:
    borders = indicator.thresholds
    if borders is None:
        return ()
    first, second = sorted((borders.stable, borders.negative))
    levels: tuple[Status, Status, Status] = ("negative", "tension", "stable")
    if indicator.polarity == "-":
        levels = ("stable", "tension", "negative")
    ends = (axis[0], first, second, axis[1])
    return tuple((ends[place], ends[place + 1], level) for place, level in enumerate(levels))


def all_indicators(material: ReportContext) -> ReportTable:
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
    shown = [one for one in material.given.indicators if material.region(one.id).n or _is_shown_empty(material, one)]
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
