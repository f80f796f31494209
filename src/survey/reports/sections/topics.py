"""Sections of the indicators: one for every part that their definitions name, with sentences, charts and a small table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey.indicators import Indicator, IndicatorRow
from survey.indicators.definitions import Gap, GeometricMean, IndicatorSection, ScoreFormula, Unit
from survey.indicators.source_questions import questions_of
from survey.reports.change_words import change_cell
from survey.reports.chart_model import DotChart, DotRow
from survey.reports.claims.card_claims import TABLE_BASE_CLAIMS
from survey.reports.claims.claim import every
from survey.reports.claims.district_claims import DOT_NOTES, DotFacts
from survey.reports.claims.headline_claims import MARK_NOTES
from survey.reports.claims.topic_claims import (
    BAND_CLAIM,
    COMPOSITE_CLAIMS,
    LISTED_ALTERNATIVE,
    OPEN_PARTS_CLAIM,
    PARTS_CLAIM,
    TABLE_CLAIMS,
    TOPIC_CLAIMS,
    CompositeFacts,
    ListedFacts,
    TopicFacts,
)
from survey.reports.document_model import (
    Figure,
    FigureGroup,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableCell,
    TableRow,
)
from survey.reports.phrases import CHART_UNITS, STATUSES, UNIT_MARKS
from survey.reports.report_context import ReportContext
from survey.reports.report_input import SCALES
from survey.reports.row_cells import both_cell, dot_row
from survey.reports.sections.dot_charts import axis_of, threshold_marks
from survey.reports.sections.institutions import institutions
from survey.reports.sections.table_sources import asked_of, source_of
from survey.reports.status_cells import status_cell
from survey.text import Language, Text


def topics(material: ReportContext) -> tuple[ReportSection, ...]:
    """A section for every part with numbers, the battery after the first part that rests on its rows."""
    found: list[ReportSection] = []
    battery = institutions(material)
    for part in _parts(material):
        if part.is_composite:
            continue
        found.append(_section(material, part))
        if battery is not None and part.rests_on_battery:
            found.append(_titled_apart(material, battery, part.section))
            battery = None
    return (*found, replace(battery, level=1)) if battery is not None else tuple(found)


def _titled_apart(material: ReportContext, battery: ReportSection, section: IndicatorSection) -> ReportSection:
    """The section of the battery with a title that is not that of the part before it."""
    if battery.title != section.name:
        return battery
    return replace(battery, title=material.words.say("battery_table_title", topic=battery.title))


def composites(material: ReportContext) -> tuple[ReportSection, ...]:
    """The sections that hold a composite and its parts and nothing else: the index and its dimensions."""
    return tuple(_section(material, part) for part in _parts(material) if part.is_composite)


@dataclass(frozen=True, slots=True)
class _TopicPart:
    """A part of the report: its indicators that have a row for the region, and the composites among them."""

    section: IndicatorSection
    indicators: tuple[Indicator, ...]
    composites: tuple[Indicator, ...]
    in_battery: frozenset[str]
    rests_on_battery: bool

    @property
    def is_composite(self) -> bool:
        """Whether every indicator is a composite, a part of one or follows from one."""
        known = {one.id for one in self.composites} | {name for one in self.composites for name in parts_of(one)}
        return bool(self.composites) and all(one.id in known or _follows(one, known) for one in self.indicators)


def _follows(indicator: Indicator, known: set[str]) -> bool:
    formula = indicator.formula
    if isinstance(formula, Gap):
        return formula.item in known
    return isinstance(formula, GeometricMean) and set(formula.items) <= known


def parts_of(indicator: Indicator) -> tuple[str, ...]:
    """Names of what a composite is the mean of; empty for another indicator."""
    if isinstance(indicator.formula, ScoreFormula):
        return tuple(item.name for item in indicator.formula.items if item.event is None)
    return ()


def _parts(material: ReportContext) -> list[_TopicPart]:
    known = material.given.indicators
    battery = material.given.battery
    rows = {line.id for line in battery.lines} if battery is not None else set()
    found = []
    for section in known.sections:
        own = tuple(one for one in known.in_section(section.id) if _is_shown(material.region(one.id)))
        names = {one.id for one in own}
        whole = tuple(one for one in own if len(names.intersection(parts_of(one))) > 1)
        inner = {name for one in whole for name in parts_of(one)}
        asked = {one.id: set(questions_of(one, known)) for one in own}
        # the chart of the battery shows what counts answers to one of its rows
        drawn = frozenset(one.id for one in own if one.is_share and len(asked[one.id]) == 1 and asked[one.id] <= rows)
        rests = any(asked[one.id] and asked[one.id] <= rows for one in own)
        if own:
            composites = tuple(one for one in whole if one.id not in inner)
            found.append(_TopicPart(section, own, composites, drawn, rests))
    return found


def _is_shown(row: IndicatorRow) -> bool:
    return bool(row.n or row.is_hidden or row.withheld)


def _section(material: ReportContext, part: _TopicPart) -> ReportSection:
    words = material.words
    pairs = tuple((one, material.region(one.id)) for one in part.indicators)
    facts = TopicFacts(pairs, material.changes, material.previous)
    said = every(TOPIC_CLAIMS, facts, words)
    blocks: list[SectionBlock] = [Paragraph(f"topic_{part.section.id}", words.joined(said, " "))] if said else []
    drawn: set[str] = set()
    for whole in part.composites:
        blocks += _composite(material, whole)
        drawn |= {whole.id, *parts_of(whole)}
    left = [(one, row) for one, row in pairs if one.id not in drawn | part.in_battery and row.has_estimate]
    figures = _figures(material, part.section, left)
    blocks += [FigureGroup((one,)) for one in figures]
    blocks.append(_table(material, part, pairs))
    return ReportSection(f"topic_{part.section.id}", part.section.name, tuple(blocks))


def _composite(material: ReportContext, whole: Indicator) -> list[SectionBlock]:
    """Sentences and the chart of a composite: its parts against the band of the whole."""
    words, known = material.words, material.given.indicators
    parts = _plainly_named([(known[name], material.region(name)) for name in parts_of(whole) if name in known])
    row = material.region(whole.id)
    facts = CompositeFacts(whole, row, parts)
    said = every(COMPOSITE_CLAIMS, facts, words)
    blocks: list[SectionBlock] = [Paragraph(f"composite_{whole.id}", one) for one in said]
    levels = ((status, PARTS_CLAIM.text((facts, status), words)) for status in STATUSES)
    blocks += [Paragraph(f"composite_{status}_{whole.id}", text, "item") for status, text in levels if text]
    if open_parts := OPEN_PARTS_CLAIM.text(facts, words):
        blocks.append(Paragraph(f"composite_open_{whole.id}", open_parts, "item"))
    if why := material.why_withheld(row):
        blocks.append(Paragraph(f"withheld_{whole.id}", words.joined([whole.name, why], ". "), "note"))
    same = [(one, own) for one, own in parts if one.unit == whole.unit and own.has_estimate]
    if same:
        title = words.say("composite_title", name=whole.name)
        band = dot_row(whole.name, row) if row.has_estimate else None
        figure = _dots(material, f"parts_{whole.id}", title, same, band, threshold_marks(material, whole))
        note = words.joined([one for one in (BAND_CLAIM.text(facts, words), figure.note) if one], " ")
        blocks.append(FigureGroup((replace(figure, note=note),)))
    return blocks


_IN_BRACKETS = re.compile(r"\s*(\([^()]*\))$")


def _plainly_named(parts: Sequence[tuple[Indicator, IndicatorRow]]) -> tuple[tuple[Indicator, IndicatorRow], ...]:
    """Parts without words in brackets that all their names end with: the chart says already whose parts they are."""

    def ending(one: Indicator, language: Language) -> str:
        found = _IN_BRACKETS.search(one.name[language])
        return found[1] if found else ""

    def plain(one: Indicator) -> Text:
        return Text.each(
            one.name.languages,
            lambda language: (
                _IN_BRACKETS.sub("", one.name[language])
                if len({ending(other, language) for other, _ in parts}) == 1
                else one.name[language]
            ),
        )

    return tuple((replace(one, name=plain(one)), row) for one, row in parts)


def _figures(
    material: ReportContext, section: IndicatorSection, pairs: Sequence[tuple[Indicator, IndicatorRow]]
) -> tuple[Figure, ...]:
    """A chart per unit; one indicator alone needs none."""
    units: dict[Unit, list[tuple[Indicator, IndicatorRow]]] = {}
    for one, row in pairs:
        units.setdefault(one.unit, []).append((one, row))
    drawn = {unit: own for unit, own in units.items() if len(own) > 1}
    words = material.words
    return tuple(
        _dots(
            material,
            f"topic_{section.id}_{unit}",
            words.say("topic_chart_title", topic=section.name)
            if len(drawn) == 1
            else words.say("topic_chart_title_unit", topic=section.name, unit=words.say(UNIT_MARKS[unit])),
            own,
            None,
            (),
        )
        for unit, own in drawn.items()
    )


def _dots(
    material: ReportContext,
    identifier: str,
    title: Text,
    pairs: Sequence[tuple[Indicator, IndicatorRow]],
    band: DotRow | None,
    marks: tuple[tuple[float, Text], ...],
) -> Figure:
    words, unit = material.words, pairs[0][0].unit
    rows = tuple(dot_row(one.name, row) for one, row in pairs)
    shown = (*rows, band) if band is not None else rows
    chart = DotChart(
        rows=rows,
        unit=unit,
        axis=axis_of(shown, [value for value, _ in marks], unit),
        band=band,
        marks=marks,
        value_heading=words.say(CHART_UNITS[unit]),
        n_heading=words.say("chart_n"),
        hidden_word=words.say("hidden_mark"),
    )
    notes = every(DOT_NOTES[1:], DotFacts(title, chart, SCALES[unit], differ=False), words)
    return Figure(
        identifier, title, chart, LISTED_ALTERNATIVE.text(ListedFacts(chart), words), words.joined(notes, " ")
    )


def _table(material: ReportContext, part: _TopicPart, pairs: Sequence[tuple[Indicator, IndicatorRow]]) -> ReportTable:
    """Estimate, change and level of every indicator of a part."""
    words = material.words
    with_change = any(one.id in material.changes or one.id in material.apart for one, _ in pairs)
    columns = [material.column("estimate", "column_estimate")]
    columns += [material.column("change", "column_change")] if with_change else []
    columns.append(material.column("status", "column_status"))
    notes = [*every(TABLE_BASE_CLAIMS, pairs, words), *every(TABLE_CLAIMS, (material, with_change), words)]
    notes += every(MARK_NOTES, material.marks(row for _, row in pairs), words)
    return ReportTable(
        id=f"topic_{part.section.id}_region",
        title=words.say("table_topic_title", topic=part.section.name),
        corner=words.say("column_indicator"),
        columns=tuple(columns),
        rows=tuple(_row(material, one, row, with_change=with_change) for one, row in pairs),
        notes=tuple(notes),
        asked=asked_of(material, [one for one, _ in pairs]),
        source=source_of(material),
    )


def _row(material: ReportContext, indicator: Indicator, row: IndicatorRow, *, with_change: bool) -> TableRow:
    cells: list[TableCell] = [both_cell(row, indicator.unit)]
    cells += [change_cell(material, indicator)] if with_change else []
    cells.append(status_cell(material, row))
    return TableRow(indicator.id, indicator.name, tuple(cells), material.unit_mark(indicator.unit))
