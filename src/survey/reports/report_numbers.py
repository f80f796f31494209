"""Numbers of a report with their places: what ``numbers.csv`` lists, read off the document model."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from survey.reports.chart_model import ChangeChart, DotChart, DotRow, HeatMap, LikertChart, TileMap, TrendChart
from survey.reports.charts.dot_chart import ticks
from survey.reports.charts.heat_map import heat_digits
from survey.reports.charts.likert_chart import SMALLEST_LABELLED, likert_ticks
from survey.reports.charts.trend_chart import labelled_points
from survey.reports.document_model import (
    Card,
    Cards,
    Downloads,
    FactList,
    Figure,
    FigureGroup,
    Glossary,
    KeyMessages,
    Paragraph,
    Report,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableCell,
)
from survey.reports.inline_marks import unmarked
from survey.reports.number_format import MINUS, month_names, number
from survey.text import Language, Text, number_marks


class ReportNumber(NamedTuple):
    """One number of a report.

    Parameters
    ----------
    section, block, row, column : str
        Ids in the document, the same in every language; empty where the number has no row or column.
    part : str
        ``value``, ``low``, ``high``, ``n`` and the like in a table, card or chart; ``text.1``, ``text.2``, … in a sentence.
    shown : Text
        As each language writes it; empty for a language whose sentence has no such number.
    value : float
        Not rounded in a table, card or chart; in a sentence as it is written there.
    is_exact : bool
        Whether ``value`` is not rounded.
    """

    section: str
    block: str
    row: str
    column: str
    part: str
    shown: Text
    value: float
    is_exact: bool = True

    @property
    def key(self) -> str:
        """Place of the number as one word."""
        return "/".join(part for part in (self.section, self.block, self.row, self.column, self.part) if part)


def report_numbers(report: Report) -> tuple[ReportNumber, ...]:
    """Every number of a report: of its tables, cards, charts, facts and sentences, in the order of reading.

    Not listed are dates, numbers in names (``18-29``, the title of a question), in questions as they were asked, and in
    digests.
    """
    found: list[ReportNumber] = []
    head = "head" if report.meta.kind == "report" else f"{report.meta.kind}_head"
    for position, fact in enumerate((*report.meta.facts, report.meta.caution)):
        found += _said(ReportNumber(head, f"fact_{position}", "", "", "", Text(), 0.0), fact)
    for name, words in (("revision", report.meta.revision), ("draft", report.meta.draft)):
        found += _said(ReportNumber(head, name, "", "", "", Text(), 0.0), words)
    for section in report.sections:
        for block in section.blocks:
            found += _of_block(section, block, report.meta.languages)
    return tuple(_with_own_keys(found))


def _with_own_keys(found: Sequence[ReportNumber]) -> Iterator[ReportNumber]:
    """The numbers; where two have one key the later ones are counted."""
    seen: Counter[str] = Counter()
    for one in found:
        seen[one.key] += 1
        yield one if seen[one.key] == 1 else one._replace(part=f"{one.part}~{seen[one.key]}")


def _of_block(section: ReportSection, block: SectionBlock, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    match block:
        case Cards(cards=cards):
            for card in cards:
                yield from _of_card(section, card, languages)
        case ReportTable():
            yield from _of_table(section, block, languages)
        case FigureGroup(figures=figures):
            for figure in figures:
                yield from _of_figure(section, figure, languages)
        case _:
            for row, text in _words_of(block):
                yield from _said(_place(section, block.id, row), text)


def _words_of(block: SectionBlock) -> Iterator[tuple[str, Text]]:
    """Words of a block that may have numbers, with the id of each; none of a question as it was asked."""
    match block:
        case Paragraph(text=text):
            yield "", text
        case FactList(facts=facts):
            yield from ((fact.id, fact.value) for fact in facts)
        case KeyMessages(messages=messages):
            yield from ((message.id, message.text) for message in messages)
        case Glossary(entries=entries):
            yield from ((entry.id, entry.meaning) for entry in entries)
        case Downloads(files=files):
            yield from ((f"file_{position}", file.description) for position, file in enumerate(files))


def _place(section: ReportSection, block: str, row: str = "", column: str = "", part: str = "") -> ReportNumber:
    return ReportNumber(section.id, block, row, column, part, Text(), 0.0)


def _of_card(section: ReportSection, card: Card, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    def place(part: str) -> ReportNumber:
        return _place(section, "cards", card.id, part)

    yield from _of_cell(place("estimate"), card.estimate, languages)
    yield from _said(place("unit"), card.figure)
    yield from _said(place("interval"), card.interval)
    for bound in [start for start, _, _ in card.zones[1:]]:
        yield _counted(place("scale")._replace(part="threshold"), bound, languages)
    yield from _of_cell(place("status"), card.status, languages)
    for position, line in enumerate(card.lines):
        yield from _said(place(f"line_{position}"), line)
    yield from _said(place("base"), card.base)
    yield from _said(place("change"), card.change)


def _of_table(section: ReportSection, table: ReportTable, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    for row in table.rows:
        if not row.cells:
            yield from _said(_place(section, table.id, row.id), row.heading)
            continue
        for column, cell in zip(table.columns, row.cells, strict=True):
            yield from _of_cell(_place(section, table.id, row.id, column.id), cell, languages)
    for name, words in (("base", table.base), ("source", table.source)):
        yield from _said(_place(section, table.id, name), words)
    for position, note in enumerate(table.notes):
        yield from _said(_place(section, table.id, f"note_{position}"), note)


def _of_cell(place: ReportNumber, cell: TableCell, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    """Numbers of a cell as the page shows them: a bar drawn to scale shows none."""
    digits = {"count": 0, "factor": 2}.get(cell.kind, 1) if cell.digits is None else cell.digits
    if cell.publish == "hidden" or cell.kind == "range":
        return
    if cell.kind in ("text", "status"):
        yield from _said(place, cell.text)
    elif cell.kind != "interval" and cell.value is not None:
        signed = cell.kind == "difference" or cell.unit == "pp"
        yield _exact(place._replace(part="value"), cell.value, languages, digits, signed=signed)
    if cell.kind in ("both", "interval", "difference") and cell.low is not None and cell.high is not None:
        signed = cell.unit == "pp" or cell.low < 0
        for part, end in (("low", cell.low), ("high", cell.high)):
            yield _exact(place._replace(part=part), end, languages, 1, signed=signed)
    yield from _said(place._replace(part="detail"), cell.detail)


def _of_figure(section: ReportSection, figure: Figure, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    place = _place(section, figure.id)
    match figure.chart:
        case DotChart():
            for position, row in enumerate(figure.chart.rows):
                yield from _of_dots(place._replace(row=f"row_{position}"), row, figure.chart, languages)
            yield from _of_axis(place, figure.chart.axis, languages)
        case TileMap(tiles=tiles, unit=unit, bounds=bounds):
            for position, tile in enumerate(tiles):
                if tile.value is not None and tile.publish != "hidden":
                    at = place._replace(row=f"tile_{position}", part="value")
                    yield _exact(at, tile.value, languages, 1 if unit == "scale10" else 0, signed=unit == "pp")
            for position, bound in enumerate(bounds):
                yield _counted(place._replace(row="legend", part=f"bound_{position}"), bound, languages)
        case LikertChart():
            yield from _of_bars(place, figure.chart, languages)
            for position, percent in enumerate(likert_ticks(figure.chart)):
                yield _counted(place._replace(row="axis", part=f"tick_{position}"), percent, languages)
        case TrendChart():
            yield from _of_trends(place, figure.chart, languages)
            yield from _of_axis(place, figure.chart.axis, languages)
        case HeatMap():
            yield from _of_heat(place, figure.chart, languages)
        case ChangeChart():
            yield from _of_changes(place, figure.chart, languages)
            yield from _of_axis(place, figure.chart.axis, languages)
    yield from _said(place._replace(row="alternative"), figure.alternative)
    yield from _said(place._replace(row="note"), figure.note)


def _of_dots(
    place: ReportNumber, row: DotRow, chart: DotChart, languages: Sequence[Language]
) -> Iterator[ReportNumber]:
    if row.value is not None and row.publish != "hidden":
        yield _exact(place._replace(part="value"), row.value, languages, 1, signed=chart.unit == "pp")
    if row.n is not None and not chart.compact:
        yield _counted(place._replace(part="n"), row.n, languages)


def _of_bars(place: ReportNumber, chart: LikertChart, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    for position, row in enumerate(chart.rows):
        if row.publish == "hidden":
            continue
        at = place._replace(row=f"bar_{position}")
        for answer, share in enumerate(row.shares):
            if share >= SMALLEST_LABELLED:
                yield _counted(at._replace(part=f"answer_{answer}"), share, languages)
        yield _counted(at._replace(part="no_answer"), row.dont_know + row.refused, languages)
        yield _exact(at._replace(part="net"), row.net, languages, 0, signed=True)


def _of_axis(place: ReportNumber, axis: tuple[float, float], languages: Sequence[Language]) -> Iterator[ReportNumber]:
    for position, tick in enumerate(ticks(*axis)):
        at, digits = place._replace(row="axis", part=f"tick_{position}"), 0 if tick == int(tick) else 1
        yield _exact(at, tick, languages, digits, signed=False)


def _of_trends(place: ReportNumber, chart: TrendChart, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    """The values that are written; where only the last ones are, the others are in the drawing alone."""
    for series, at in labelled_points(chart):
        value = chart.lines[series].points[at].value
        if value is not None:
            named = place._replace(row=f"line_{series}", part=f"point_{at}")
            yield _exact(named, value, languages, 1, signed=chart.unit == "pp")


def _of_heat(place: ReportNumber, chart: HeatMap, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    def shown(at: ReportNumber, part: str, value: float) -> ReportNumber:
        return _exact(at._replace(part=part), value, languages, heat_digits(chart), signed=chart.unit == "pp")

    for position, row in enumerate(chart.rows):
        for column, cell in enumerate(row.cells):
            if cell.value is None or cell.publish == "hidden":
                continue
            at = place._replace(row=f"row_{position}", column=f"column_{column}")
            yield shown(at, "value", cell.value)
            if cell.low is not None and cell.high is not None:
                yield shown(at, "low", cell.low)
                yield shown(at, "high", cell.high)
    for part, end in zip(("low", "high"), chart.axis, strict=True):
        yield shown(place._replace(row="legend"), part, end)


def _of_changes(place: ReportNumber, chart: ChangeChart, languages: Sequence[Language]) -> Iterator[ReportNumber]:
    for position, row in enumerate(chart.rows):
        if row.publish == "hidden":
            continue
        at = place._replace(row=f"row_{position}")
        for part, value in (("before", row.before), ("now", row.now)):
            if value is not None:
                yield _exact(at._replace(part=part), value, languages, 1, signed=chart.unit == "pp")
        yield from _said(at._replace(part="word"), row.word)


def _exact(
    place: ReportNumber, value: float, languages: Sequence[Language], digits: int, *, signed: bool
) -> ReportNumber:
    shown = Text.each(tuple(languages), lambda language: number(value, language, digits, signed=signed))
    return place._replace(shown=shown, value=value)


def _counted(place: ReportNumber, value: float, languages: Sequence[Language]) -> ReportNumber:
    return _exact(place, value, languages, 0, signed=False)


_NUMERAL = r"(?<![\w.,])[+\u2212-]?\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?:[.,]\d+)?|(?<![\w.,])[+\u2212]?\d+(?:[.,]\d+)*"


@functools.cache
def _date(language: Language) -> re.Pattern[str]:
    """A day with its month, or a year, which is the only number of four digits without a mark between thousands."""
    return re.compile(
        rf"\d{{1,2}}[\u00a0 ](?:{'|'.join(month_names(language))})|(?<![\d.,\u00a0])(?:19|20)\d\d(?![\d.,])"
    )


def numerals(text: str, language: Language) -> list[tuple[str, Decimal]]:
    r"""The numbers in a text as they are written, and what they are; without dates.

    Examples
    --------
    >>> numerals("12 марта 2018 года: 58,3 % из 1\N{NO-BREAK SPACE}985", "ru")
    [('58,3', Decimal('58.3')), ('1\xa0985', Decimal('1985'))]
    """
    decimal, _ = number_marks(language)
    whole = re.compile(rf"[+{MINUS}-]?\d+(?:{re.escape(decimal)}\d+)?")
    found = []
    for match in re.finditer(_NUMERAL, _date(language).sub(lambda date: "\0" * len(date[0]), text)):
        plain = re.sub(r"[\s\u00a0\u202f]", "", match[0])
        if whole.fullmatch(plain):
            found.append((match[0], Decimal(plain.replace(MINUS, "-").replace(decimal, "."))))
    return found


def _said(place: ReportNumber, text: Text) -> Iterator[ReportNumber]:
    """The numbers of a sentence; those of the languages belong together when they are the same number."""
    left = {language: numerals(unmarked(said), language) for language, said in text}
    position = 0
    for language in list(left):
        while left[language]:
            value = left[language][0][1]
            shown = []
            for other, listed in left.items():
                at = next((at for at, one in enumerate(listed) if one[1] == value), None)
                if at is not None:
                    shown.append((other, listed.pop(at)[0]))
            position += 1
            part = f"{place.part or 'text'}.{position}"
            yield place._replace(part=part, shown=Text(tuple(shown)), value=float(value), is_exact=False)
