"""Dots with intervals: one line per district or group, against the band of the region."""

from __future__ import annotations

import math
from dataclasses import dataclass

from survey.reports.chart_model import DotChart, DotRow
from survey.reports.charts.colours import OPEN_MARKERS, STATUS_COLOURS, STATUS_MARKERS
from survey.reports.charts.shapes import Align
from survey.reports.charts.svg_canvas import FAINT, GREY, INK, LINE, PAPER, SvgCanvas, fitting, wrapped
from survey.reports.number_format import number
from survey.text import Language

BAND = "#e4ebf4"


@dataclass(frozen=True, slots=True)
class DotLayout:
    """Layout in pixels: the plot between ``left`` and ``right``, ``middles`` of the lines, ``bottom`` of the last.

    ``letters`` is the number of letters of a name on one line, ``values`` the right end of the values in words.
    """

    width: float
    left: float
    right: float
    top: float
    size: float
    letters: int
    values: float
    middles: tuple[float, ...]
    bottom: float

    @classmethod
    def of(cls, chart: DotChart, language: Language, *, narrow: bool = False) -> DotLayout:
        """Small for small multiples, else with room for names, values and numbers of interviews."""
        wide = WIDE if any(len(row.name[language]) > LONG for row in chart.rows) else LARGE
        width, left, right, top, step, size, letters, values = SMALL if chart.compact else NARROW if narrow else wide
        middles, y = [], top
        for row in chart.rows:
            height = step + (len(wrapped(row.name[language], int(letters))) - 1) * 1.15 * size
            middles.append(y + height / 2)
            y += height
        return cls(width, left, right, top, size, int(letters), values, tuple(middles), y)


SMALL = (372.0, 166.0, 324.0, 12.0, 19.0, 12.0, 21, 368.0)
NARROW = (350.0, 126.0, 246.0, 40.0, 24.0, 11.5, 15, 286.0)
LARGE = (520.0, 176.0, 390.0, 40.0, 23.0, 13.0, 20, 446.0)
WIDE = (760.0, 330.0, 618.0, 40.0, 23.0, 13.0, 42, 684.0)
"""Width, left, right, top, height of a line, size of the letters, letters in a name, right end of the values."""

LONG = 32
"""Letters from which on a name needs the wide layout."""


def draw_dots(chart: DotChart, language: Language, *, narrow: bool = False) -> SvgCanvas:
    """A sheet with the chart."""
    layout = DotLayout.of(chart, language, narrow=narrow)
    paper = SvgCanvas.sheet(layout.width, layout.bottom + 26)
    _background(paper, chart, layout, language)
    for row, y in zip(chart.rows, layout.middles, strict=True):
        _names(paper, chart, layout, row, y, language)
    _estimates(paper, chart, layout)
    return paper


def _x(chart: DotChart, layout: DotLayout, value: float) -> float:
    low, high = chart.axis
    share = (value - low) / (high - low) if high > low else 0.5
    return layout.left + min(max(share, 0), 1) * (layout.right - layout.left)


def ticks(low: float, high: float) -> list[float]:
    """Round values along an axis, three to six of them.

    Examples
    --------
    >>> ticks(0, 100), ticks(40, 80), ticks(0, 30)
    ([0, 20, 40, 60, 80, 100], [40, 50, 60, 70, 80], [0, 10, 20, 30])
    """
    span = high - low
    step = next((one for one in (0.5, 1, 2, 5, 10, 20, 50, 100) if span / one <= 5), span)
    first = math.ceil(low / step)
    return [one * step for one in range(first, math.floor(high / step + 1e-9) + 1)]


def _background(paper: SvgCanvas, chart: DotChart, layout: DotLayout, language: Language) -> None:
    top, bottom = layout.top - 2, layout.bottom
    if chart.band is not None and chart.band.low is not None and chart.band.high is not None:
        start, end = _x(chart, layout, chart.band.low), _x(chart, layout, chart.band.high)
        paper.box(start, top, max(end - start, 1), bottom - top, BAND)
    places = ticks(*chart.axis)
    paper.lines([((_x(chart, layout, one), top), (_x(chart, layout, one), bottom)) for one in places], LINE, width=0.8)
    for one in places:
        shown = number(one, language, 0 if one == int(one) else 1)
        paper.text(_x(chart, layout, one), bottom + 12, shown, size=layout.size - 1, align="center", colour=GREY)
    if chart.band is not None and chart.band.value is not None:
        middle = _x(chart, layout, chart.band.value)
        paper.lines([((middle, top), (middle, bottom))], "#7d93b2", width=1.4)
    _marks(paper, chart, layout, language)
    if not chart.compact:
        paper.text(layout.values, 12, chart.value_heading[language], size=layout.size - 1, align="right", colour=GREY)
        paper.text(layout.width - 4, 12, chart.n_heading[language], size=layout.size - 1, align="right", colour=GREY)


def _marks(paper: SvgCanvas, chart: DotChart, layout: DotLayout, language: Language) -> None:
    inside = sorted((value, words[language]) for value, words in chart.marks if chart.axis[0] <= value <= chart.axis[1])
    ends = [
        ((_x(chart, layout, value), layout.top - 6), (_x(chart, layout, value), layout.bottom)) for value, _ in inside
    ]
    paper.lines(ends, GREY, width=1, dashed=True)
    for position, (value, word) in enumerate(inside):
        # The lower threshold is named to its left, the upper to its right: between them there may be no room.
        align: Align = "left" if position else "right"
        place = _x(chart, layout, value) + (4 if position else -4)
        paper.text(place, layout.top - 12, word, size=11.5, align=align, colour=GREY)


def _names(paper: SvgCanvas, chart: DotChart, layout: DotLayout, row: DotRow, y: float, language: Language) -> None:
    if row.heading:
        paper.text(2, y + 2, row.name[language], size=layout.size - 0.5, bold=True)
        return
    lines = wrapped(row.name[language], layout.letters)
    size = fitting(lines, layout.size, layout.left - 10)
    paper.paragraph(layout.left - 10, y, lines, size=size, align="right")
    hidden = row.publish == "hidden"
    shown = chart.hidden_word[language] if hidden else _shown(row, chart, language)
    paper.text(layout.values, y, shown, size=layout.size, align="right", colour=INK if row.value is not None else GREY)
    if not chart.compact and row.n is not None:
        paper.text(layout.width - 4, y, number(row.n, language, 0), size=layout.size, align="right", colour=GREY)


def _shown(row: DotRow, chart: DotChart, language: Language) -> str:
    if row.value is None:
        return "–"
    shown = number(row.value, language, signed=chart.unit == "pp")
    return f"{shown}*" if row.publish == "low" else shown


def _estimates(paper: SvgCanvas, chart: DotChart, layout: DotLayout) -> None:
    placed = [(row, y) for row, y in zip(chart.rows, layout.middles, strict=True) if row.value is not None]
    separators = [((layout.left, y), (layout.right, y)) for _, y in placed]
    paper.lines(separators, FAINT, width=0.8)
    for low_base in (False, True):
        ends, colours = [], []
        for row, y in placed:
            if (row.publish == "low") is low_base and row.low is not None and row.high is not None:
                ends.append(((_x(chart, layout, row.low), y), (_x(chart, layout, row.high), y)))
                colours.append(STATUS_COLOURS[row.status])
        paper.lines(ends, colours, width=2.2 if not low_base else 1.6, dashed=low_base)
    for status, marker in STATUS_MARKERS.items():
        for low_base in (False, True):
            points = [
                (_x(chart, layout, row.value or 0.0), y)
                for row, y in placed
                if row.status == status and (row.publish == "low") is low_base
            ]
            fill = PAPER if low_base or status in OPEN_MARKERS else STATUS_COLOURS[status]
            paper.dots(points, marker, fill, STATUS_COLOURS[status], size=6 if chart.compact else 7.5)
