"""Groups by indicators as cells: coloured where a value is known to differ from the region, pale where it may be equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from survey.reports.chart_model import HeatCell, HeatMap, HeatRow
from survey.reports.charts.colours import TILE_CLASSES, text_on
from survey.reports.charts.svg_canvas import GREY, INK, LINE, PAPER, SvgCanvas, fitting, room, wrapped
from survey.reports.number_format import number
from survey.text import Language

WIDTH, NAMES, MOST_WIDE = 760.0, 190.0, 132.0
NARROW, AT_ONCE = 350.0, 2
"""Pixels, and columns of a narrow map; further ones follow below."""
STEP, GAP, HEADING, LEGEND, STRIPES = 42.0, 3.0, 15.0, 46.0, 6.0
EDGE = "#c3c9d0"


@dataclass(frozen=True, slots=True)
class HeatPart:
    """Columns ``first`` to before ``last`` with the headings of the rows: cells from ``left``, each ``cell`` pixels wide.

    ``names`` are the lines of the row headings, by which the rows are as high as they need to be.
    """

    first: int
    last: int
    left: float
    cell: float
    top: float
    headings: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, ...], ...]

    def size(self, lines: Sequence[str]) -> float:
        """Size of the letters of a heading: smaller where a word is wider than its column."""
        return min(12.0, (self.cell - 4) / room(max(lines, key=len), 1))

    @property
    def body(self) -> float:
        """Top of the first row, under the headings."""
        return self.top + HEADING * max(map(len, self.headings), default=1) + 8

    @property
    def rows(self) -> tuple[tuple[float, float], ...]:
        """Top and height of every row."""
        heights = [max(STEP, HEADING * len(lines) + 6) for lines in self.names]
        tops = accumulate(heights, initial=self.body)
        return tuple(zip(tops, heights, strict=False))

    @property
    def bottom(self) -> float:
        """End of the last row."""
        return sum(self.rows[-1]) if self.rows else self.body


def draw_heat(chart: HeatMap, language: Language, *, narrow: bool = False) -> SvgCanvas:
    """A sheet with the map and its legend."""
    parts = _parts(chart, language, narrow=narrow)
    bottom = parts[-1].bottom if parts else 0.0
    width = NARROW if narrow else max([part.left + part.cell * (part.last - part.first) for part in parts] + [420.0])
    paper = SvgCanvas.sheet(width, bottom + LEGEND)
    for part in parts:
        for position, lines in enumerate(part.headings):
            middle = part.left + (position + 0.5) * part.cell
            base = part.body - 8 - HEADING * len(lines) / 2
            paper.paragraph(middle, base, lines, size=part.size(lines), align="center", colour=GREY)
        for position, row in enumerate(chart.rows):
            _row(paper, chart, row, part, position, language)
    _legend(paper, chart, bottom + 14, language)
    return paper


def _parts(chart: HeatMap, language: Language, *, narrow: bool) -> list[HeatPart]:
    left = 118.0 if narrow else NAMES
    at_once = AT_ONCE if narrow else max(len(chart.columns), 1)
    cell = (NARROW - left) / AT_ONCE if narrow else min(MOST_WIDE, (WIDTH - left) / at_once)
    names = tuple(tuple(wrapped(row.name[language], int((left - 10) / 7.8))) for row in chart.rows)
    parts: list[HeatPart] = []
    for first in range(0, len(chart.columns), at_once):
        last = min(first + at_once, len(chart.columns))
        top = parts[-1].bottom + 14 if parts else 2.0
        headings = tuple(tuple(wrapped(one[language], int(cell / 7.2))) for one in chart.columns[first:last])
        parts.append(HeatPart(first, last, left, cell, top, headings, names))
    return parts


def _row(paper: SvgCanvas, chart: HeatMap, row: HeatRow, part: HeatPart, position: int, language: Language) -> None:
    top, height = part.rows[position]
    lines = part.names[position]
    size = fitting(lines, 13, part.left - 10)
    paper.paragraph(part.left - 10, top + height / 2, lines, size=size, align="right")
    for at, cell in enumerate(row.cells[part.first : part.last]):
        _cell(paper, chart, cell, (part.left + at * part.cell, top, part.cell, height), language)


def _cell(
    paper: SvgCanvas, chart: HeatMap, cell: HeatCell, place: tuple[float, float, float, float], language: Language
) -> None:
    """A cell at left, top, width and height."""
    x, y, width, height = place
    fill = heat_fill(chart, cell)
    paper.box(x + GAP / 2, y + GAP / 2, width - GAP, height - GAP, fill, edge=EDGE if fill == PAPER else fill)
    middle, colour = x + width / 2, INK if fill == PAPER else text_on(fill)
    if cell.publish == "hidden" or cell.value is None:
        words = chart.hidden_word[language] if cell.publish == "hidden" else "–"
        paper.text(middle, y + height / 2, words, size=13, align="center", colour=GREY)
        return
    low = cell.publish == "low"
    if low:
        paper.box(x + GAP / 2, y + height - GAP / 2 - STRIPES, width - GAP, STRIPES, PAPER, edge=GREY, hatch=True)
    shown = shown_heat(chart, cell.value, language) + ("*" if low else "")
    ends = heat_ends(chart, cell, language)
    centre = y + (height - (STRIPES if low else 0)) / 2
    bold = cell.is_different
    paper.text(middle, centre - (7 if ends else 0), shown, size=14, align="center", bold=bold, colour=colour)
    if ends:
        paper.text(middle, centre + 9, ends, size=11, align="center", colour=colour)


def heat_fill(chart: HeatMap, cell: HeatCell) -> str:
    """Colour of a cell: a class of the scale where its value is known to differ, else the paper."""
    if cell.value is None or cell.publish == "hidden" or not cell.is_different:
        return PAPER
    low, high = chart.axis
    share = (cell.value - low) / (high - low) if high > low else 0.5
    # The lightest class is too near to paper, which says that nothing is known to differ.
    shades = TILE_CLASSES[1:]
    return shades[min(max(int(share * len(shades)), 0), len(shades) - 1)]


def shown_heat(chart: HeatMap, value: float, language: Language) -> str:
    """A value or an end of an interval as the map writes it."""
    return number(value, language, heat_digits(chart), signed=chart.unit == "pp")


def heat_digits(chart: HeatMap) -> int:
    """Decimals of the map."""
    return 1 if chart.unit == "scale10" else 0


def heat_ends(chart: HeatMap, cell: HeatCell, language: Language) -> str:
    """The interval as the map writes it, with dots where signs would meet a dash."""
    if cell.low is None or cell.high is None:
        return ""
    dash = " … " if chart.unit == "pp" or cell.low < 0 else "–"
    return shown_heat(chart, cell.low, language) + dash + shown_heat(chart, cell.high, language)


def _legend(paper: SvgCanvas, chart: HeatMap, y: float, language: Language) -> None:
    """The scale with its ends, and what its colours mean."""
    low, high = (shown_heat(chart, end, language) for end in chart.axis)
    x = 2 + room(low, 12) + 6
    paper.text(x - 6, y + 6, low, size=12, align="right", colour=GREY)
    for fill in TILE_CLASSES[1:]:
        paper.box(x, y, 22, 12, fill, edge=LINE)
        x += 22
    paper.text(x + 6, y + 6, high, size=12, colour=GREY)
    paper.text(2, y + 24, chart.different_word[language], size=12, colour=GREY)
