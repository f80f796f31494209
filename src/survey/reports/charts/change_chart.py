"""Changes between two waves as dumbbells: an open dot before, a filled one now; an established change is bold."""

from __future__ import annotations

from dataclasses import dataclass

from survey.reports.chart_model import ChangeChart, ChangeLine
from survey.reports.charts.dot_chart import ticks
from survey.reports.charts.svg_canvas import FAINT, GREY, INK, LINE, PAPER, SvgCanvas, room, wrapped
from survey.reports.number_format import number
from survey.text import Language

BEFORE, NOW = "#6b7480", "#1f5fa8"
TOP, BOTTOM, SIZE, LEADING = 46.0, 26.0, 13.0, 15.0
APART = 7.0
"""Pixels between a pair of dots and its intervals: that before above, that now below."""


@dataclass(frozen=True, slots=True)
class ChangeLayout:
    """Columns of a sheet in pixels: the plot, right ends of the two values, left of the words; the lines.

    ``letters`` is the number of letters of a name on one line. ``middles`` are the heights of the dots, ``bottom`` that of
    the end of the last line. A narrow sheet has the name above each line and the words under it.
    """

    width: float
    left: float
    right: float
    before: float
    now: float
    words: float
    letters: int
    narrow: bool
    axis: tuple[float, float]
    middles: tuple[float, ...]
    bottom: float

    @classmethod
    def of(cls, chart: ChangeChart, language: Language, *, narrow: bool) -> ChangeLayout:
        """The layout for a page or a telephone."""
        letters = 44 if narrow else 25
        middles, y = [], TOP
        for row in chart.rows:
            names = LEADING * len(wrapped(row.name[language], letters))
            height = names + 48 if narrow else max(names, 26) + 12
            middles.append(y + names + 16 if narrow else y + height / 2)
            y += height
        columns = (350, 10, 232, 290, 346, 346) if narrow else (760, 210, 480, 542, 604, 620)
        return cls(*columns, letters, narrow, chart.axis, tuple(middles), y)

    def x(self, value: float) -> float:
        """Pixels from the left."""
        low, high = self.axis
        share = (value - low) / (high - low) if high > low else 0.5
        return self.left + min(max(share, 0), 1) * (self.right - self.left)


def draw_changes(chart: ChangeChart, language: Language, *, narrow: bool = False) -> SvgCanvas:
    """A sheet with the chart."""
    layout = ChangeLayout.of(chart, language, narrow=narrow)
    bottom = layout.bottom
    paper = SvgCanvas.sheet(layout.width, bottom + BOTTOM)
    places = ticks(*chart.axis)
    paper.lines([((layout.x(one), TOP - 4), (layout.x(one), bottom)) for one in places], LINE, width=0.8)
    for one in places:
        shown = number(one, language, 0 if one == int(one) else 1)
        paper.text(layout.x(one), bottom + 13, shown, size=12, align="center", colour=GREY)
    _legend(paper, chart, layout, language)
    for row, y in zip(chart.rows, layout.middles, strict=True):
        _line(paper, chart, row, layout, y, language)
    return paper


def _legend(paper: SvgCanvas, chart: ChangeChart, layout: ChangeLayout, language: Language) -> None:
    """The two dots with their words, above the plot; the words again above the values."""
    before, now = chart.before_word[language], chart.now_word[language]
    paper.dots([(layout.left + 6, 10)], "o", PAPER, BEFORE, size=8)
    paper.text(layout.left + 16, 10, before, size=12)
    x = layout.left + 32 + room(before, 12)
    paper.dots([(x, 10)], "o", NOW, NOW, size=8)
    paper.text(x + 10, 10, now, size=12)
    for end, mark, fill in ((layout.before, BEFORE, PAPER), (layout.now, NOW, NOW)):
        paper.dots([(end - 16, TOP - 14)], "o", fill, mark, size=8)


def _line(
    paper: SvgCanvas, chart: ChangeChart, row: ChangeLine, layout: ChangeLayout, y: float, language: Language
) -> None:
    paper.lines([((layout.left, y), (layout.right, y))], FAINT, width=0.8)
    lines = wrapped(row.name[language], layout.letters)
    if layout.narrow:
        paper.paragraph(2, y - 16 - LEADING * len(lines) / 2, lines, size=SIZE, align="left")
    else:
        paper.paragraph(layout.left - 12, y, lines, size=SIZE, align="right")
    if row.publish == "hidden":
        paper.text(layout.now, y, chart.hidden_word[language], size=SIZE, align="right", colour=GREY)
        return
    _dumbbell(paper, row, layout, y)
    for end, value, colour in ((layout.before, row.before, GREY), (layout.now, row.now, INK)):
        bold = row.is_change and colour == INK
        paper.text(
            end, y, shown_change(chart, row, value, language), size=SIZE, align="right", colour=colour, bold=bold
        )
    if row.word:
        _verdict(paper, row, layout, y, language)


def _verdict(paper: SvgCanvas, row: ChangeLine, layout: ChangeLayout, y: float, language: Language) -> None:
    words = row.word[language]
    if layout.narrow:
        paper.text(layout.words, y + 17, words, size=12, align="right", bold=row.is_change)
    else:
        paper.paragraph(layout.words, y, wrapped(words, 18), size=12.5, align="left", bold=row.is_change)


def shown_change(chart: ChangeChart, row: ChangeLine, value: float | None, language: Language) -> str:
    """A value as the chart writes it; with a star where the base is small."""
    if value is None:
        return "–"
    shown = number(value, language, signed=chart.unit == "pp")
    return f"{shown}*" if row.publish == "low" else shown


def _dumbbell(paper: SvgCanvas, row: ChangeLine, layout: ChangeLayout, y: float) -> None:
    low = row.publish == "low"
    for ends, place, colour in ((row.before_ends, y - APART, BEFORE), (row.now_ends, y + APART, NOW)):
        if ends is not None:
            paper.lines([((layout.x(ends[0]), place), (layout.x(ends[1]), place))], colour, width=1.4, dashed=low)
    if row.before is not None and row.now is not None:
        joined = [((layout.x(row.before), y), (layout.x(row.now), y))]
        paper.lines(joined, INK if row.is_change else "#aeb6c0", width=4 if row.is_change else 1.6)
    if row.before is not None:
        paper.dots([(layout.x(row.before), y)], "o", PAPER, BEFORE, size=8)
    if row.now is not None:
        paper.dots([(layout.x(row.now), y)], "o", PAPER if low else NOW, NOW, size=8)
