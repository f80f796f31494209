"""Headline section: key messages, the cards of the headline indicators and how to read them."""

from __future__ import annotations

import math

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.question_wordings import wordings_of
from survey.indicators.status_rule import Status
from survey.reports.change_words import change_sentence, flip_sentence, trend_sentence
from survey.reports.claims.card_claims import (
    BASE_CLAIMS,
    EARNED_CLAIMS,
    INTERVAL_CLAIMS,
    MANY_QUESTIONS,
    MOST_ON_CARD,
    UNIT_CLAIMS,
    CardFacts,
)
from survey.reports.claims.change_claims import UNDETERMINED_CLAIM
from survey.reports.claims.claim import every, first, paragraphs
from survey.reports.claims.headline_claims import (
    PREVIOUS_CLAIMS,
    READING_CLAIMS,
    SUMMARY_CLAIMS,
)
from survey.reports.document_model import (
    FIGURE,
    Card,
    Cards,
    Paragraph,
    Quote,
    ReportSection,
    SectionBlock,
)
from survey.reports.phrases import UNIT_WORDS
from survey.reports.report_context import ReportContext
from survey.reports.report_input import SCALES
from survey.reports.row_cells import estimate_cell, known
from survey.reports.sections.key_messages import key_messages
from survey.reports.sections.question_quotes import quoted
from survey.reports.status_cells import status_cell
from survey.text import Text


def headline(material: ReportContext) -> ReportSection | None:
    """The headline section; None where there is nothing to lead with."""
    words = material.words
    lead = key_messages(material)
    blocks: list[SectionBlock] = [lead] if lead is not None else []
    blocks += paragraphs(SUMMARY_CLAIMS, material, words, "text" if lead is not None else "lead")
    if material.primary:
        blocks.append(Cards(tuple(_card(material, one) for one in material.primary)))
    if reading := every(READING_CLAIMS, material, words):
        blocks.append(Paragraph("headline_reading", words.joined(reading, " "), "note"))
    blocks += paragraphs((UNDETERMINED_CLAIM,), material, words, "note")
    blocks += paragraphs(PREVIOUS_CLAIMS, material, words, "note")
    return ReportSection("headline", words.say("headline_title"), tuple(blocks)) if blocks else None


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
