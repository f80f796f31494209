"""Groups by indicators as cells: coloured where a value is known to differ from the region, pale where it may be equal."""

from __future__ import annotations

from dataclasses import dataclass

from survey.reports.chart_model import HeatCell, HeatMap, HeatRow
from survey.reports.charts.colours import TILE_CLASSES, text_on
from survey.reports.charts.svg_canvas import GREY, INK, LINE, PAPER, SvgCanvas, room, wrapped
from survey.reports.number_format import number
from survey.text import Language

WIDTH, NAMES, MOST_WIDE = 760.0, 190.0, 132.0
NARROW, AT_ONCE = 350.0, 2
"""Pixels, and columns of a narrow map; further ones follow below."""
STEP, GAP, HEADING, LEGEND, STRIPES = 42.0, 3.0, 15.0, 46.0, 6.0
EDGE = "#c3c9d0"


@dataclass(frozen=True, slots=True)
class HeatPart:
    """Columns ``first`` to before ``last`` with the headings of the rows: cells from ``left``, each ``cell`` pixels wide."""

    first: int
    last: int
    left: float
    cell: float
    top: float
    headings: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> float:
        """Size of the letters of the headings: smaller where a word is wider than its column."""
        longest = max((len(line) for lines in self.headings for line in lines), default=1)
        return min(12.0, (self.cell - 4) / (0.6 * longest))

    @property
    def body(self) -> float:
        """Top of the first row, under the headings."""
        return self.top + HEADING * max(map(len, self.headings), default=1) + 8


def draw_heat(chart: HeatMap, language: Language, *, narrow: bool = False) -> SvgCanvas:
    """A sheet with the map and its legend."""
    parts = _parts(chart, language, narrow=narrow)
    height = STEP * len(chart.rows)
    bottom = parts[-1].body + height if parts else 0.0
    width = NARROW if narrow else max([part.left + part.cell * (part.last - part.first) for part in parts] + [420.0])
    paper = SvgCanvas.sheet(width, bottom + LEGEND)
    for part in parts:
        for position, lines in enumerate(part.headings):
            middle = part.left + (position + 0.5) * part.cell
            base = part.body - 8 - HEADING * len(lines) / 2
            paper.paragraph(middle, base, lines, size=part.size, align="center", colour=GREY)
        for position, row in enumerate(chart.rows):
            _row(paper, chart, row, part, part.body + position * STEP, language)
    _legend(paper, chart, bottom + 14, language)
    return paper


def _parts(chart: HeatMap, language: Language, *, narrow: bool) -> list[HeatPart]:
    left = 118.0 if narrow else NAMES
    at_once = AT_ONCE if narrow else max(len(chart.columns), 1)
    cell = (NARROW - left) / AT_ONCE if narrow else min(MOST_WIDE, (WIDTH - left) / at_once)
    parts: list[HeatPart] = []
    for first in range(0, len(chart.columns), at_once):
        last = min(first + at_once, len(chart.columns))
        top = parts[-1].body + STEP * len(chart.rows) + 14 if parts else 2.0
        headings = tuple(tuple(wrapped(one[language], int(cell / 7.2))) for one in chart.columns[first:last])
        parts.append(HeatPart(first, last, left, cell, top, headings))
    return parts


def _row(paper: SvgCanvas, chart: HeatMap, row: HeatRow, part: HeatPart, y: float, language: Language) -> None:
    lines = wrapped(row.name[language], int((part.left - 10) / 7.8))
    paper.paragraph(part.left - 10, y + STEP / 2, lines, size=13, align="right")
    for position, cell in enumerate(row.cells[part.first : part.last]):
        _cell(paper, chart, cell, part.left + position * part.cell, y, part.cell, language)


def _cell(
    paper: SvgCanvas, chart: HeatMap, cell: HeatCell, x: float, y: float, width: float, language: Language
) -> None:
    fill = heat_fill(chart, cell)
    paper.box(x + GAP / 2, y + GAP / 2, width - GAP, STEP - GAP, fill, edge=EDGE if fill == PAPER else fill)
    middle, colour = x + width / 2, INK if fill == PAPER else text_on(fill)
    if cell.publish == "hidden" or cell.value is None:
        words = chart.hidden_word[language] if cell.publish == "hidden" else "–"
        paper.text(middle, y + STEP / 2, words, size=13, align="center", colour=GREY)
        return
    low = cell.publish == "low"
    if low:
        paper.box(x + GAP / 2, y + STEP - GAP / 2 - STRIPES, width - GAP, STRIPES, PAPER, edge=GREY, hatch=True)
    shown = shown_heat(chart, cell.value, language) + ("*" if low else "")
    ends = heat_ends(chart, cell, language)
    middle_row = y + (STEP - (STRIPES if low else 0)) / 2
    paper.text(
        middle, middle_row - (7 if ends else 0), shown, size=14, align="center", bold=cell.is_different, colour=colour
    )
    if ends:
        paper.text(middle, middle_row + 9, ends, size=11, align="center", colour=colour)


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
