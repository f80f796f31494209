"""Section 1: the headline cards and the table of all indicators for the region."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.earned_words import HALF, OVERWHELMING, share_limits
from survey.indicators.status_rule import Status
from survey.reports.change_words import change_cell, change_note, change_sentence, flip_sentence, trend_sentence
from survey.reports.document_model import (
    FIGURE,
    Card,
    Cards,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableRow,
)
from survey.reports.explanations import explained
from survey.reports.phrases import STATUSES, UNIT_WORDS, Phrases
from survey.reports.report_context import ReportContext, group_row
from survey.reports.report_input import SCALES, NoPrevious
from survey.reports.row_cells import count_cell, estimate_cell, interval_cell, is_low, known, range_cell, share_cell
from survey.text import Text

NO_PREVIOUS_WORDS: dict[NoPrevious | None, str] = {
    "declared": "headline_no_previous_declared",
    "gap": "headline_no_previous_gap",
}


def headline(material: ReportContext) -> ReportSection:
    """The headline section."""
    blocks: list[SectionBlock] = [_summary(material), Cards(tuple(_card(material, one) for one in material.primary))]
    blocks.append(material.paragraph("headline_reading", "note"))
    if material.changes:
        blocks.append(material.paragraph("headline_change_note", "note"))
    if material.given.no_previous in NO_PREVIOUS_WORDS:
        blocks.append(material.paragraph(NO_PREVIOUS_WORDS[material.given.no_previous], "note"))
    blocks.append(all_indicators(material))
    return ReportSection("headline", material.words.say("headline_title"), tuple(blocks))


def _summary(material: ReportContext) -> Paragraph:
    counted = Counter(material.region(one.id).status for one in material.primary)
    parts = [
        material.words.say("headline_status_count", status=material.words.level(status), n=counted[status])
        for status in STATUSES
        if counted[status]
    ]
    if n_withheld := len(material.primary) - len(material.computed):
        word = material.words.say("status_withheld")
        parts.append(material.words.say("headline_status_count", status=word, n=n_withheld))
    return material.paragraph(
        "headline_summary", "lead", n=len(material.primary), parts=material.words.joined(parts, "; ")
    )


def _card(material: ReportContext, indicator: Indicator) -> Card:
    words, row = material.words, material.region(indicator.id)
    if math.isnan(row.ci_low + row.ci_high):
        interval = words.say("interval_none")
    else:
        interval = words.say("card_interval", interval=words.interval(row.ci_low, row.ci_high, indicator.unit))
    return Card(
        id=indicator.id,
        name=indicator.name,
        unit=indicator.unit,
        figure=words.say(UNIT_WORDS[indicator.unit], value=FIGURE),
        estimate=estimate_cell(row, indicator.unit),
        interval=interval,
        status=material.status_cell(row),
        change=change_sentence(material, indicator),
        lines=tuple(line for line in _lines(material, indicator, row) if line),
        axis=card_axis(indicator, row),
        zones=_zones(indicator, card_axis(indicator, row)),
    )


def _lines(material: ReportContext, indicator: Indicator, row: IndicatorRow) -> tuple[Text, ...]:
    """Sentences below the number: its meaning, its trend, a flip of the level that proves nothing, the sentence it earned."""
    words = material.words
    changes = trend_sentence(material, indicator), flip_sentence(material, indicator)
    return _meaning(words, indicator), *changes, earned(words, indicator, row)


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


def _meaning(words: Phrases, indicator: Indicator) -> Text:
    return indicator.meaning or explained("meaning", indicator.id, words.languages)


def earned(words: Phrases, indicator: Indicator, row: IndicatorRow) -> Text:
    """The strongest sentence about a share that its one-sided 95 % limits allow; empty when there is none."""
    limits = share_limits(row)
    if limits is None or row.publish != "ok" or indicator.polarity == "0":
        return Text()
    low, high = limits
    if indicator.polarity == "-":
        key = "earned_not_observed" if row.estimate == 0 else "earned_at_most"
        return words.say(key, n=row.n, bound=words.value(high, "percent"))
    if low > OVERWHELMING:
        return words.say("earned_overwhelming", bound=words.value(low, "percent"))
    if low > HALF:
        return words.say("earned_most", bound=words.value(low, "percent"))
    if high < HALF:
        return words.say("earned_less_than_half", bound=words.value(high, "percent"))
    return words.say("earned_no_majority")


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
    notes = [material.words.say("note_all_indicators")]
    if with_change:
        notes.append(change_note(material))
    if is_low([material.region(one.id) for one in shown]):
        notes.append(material.low_note())
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
        material.status_cell(row),
    ]
    return TableRow(indicator.id, indicator.name, tuple(cells), material.unit_mark(unit))
