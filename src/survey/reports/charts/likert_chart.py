"""Diverging bars: negative answers to the left of the middle, positive to the right, missing answers separately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.reports.chart_model import LikertChart, LikertRow
from survey.reports.charts.colours import NEGATIVE, NEUTRAL, NO_ANSWER, POSITIVE, text_on
from survey.reports.charts.shapes import Align
from survey.reports.charts.svg_canvas import GREY, INK, LINE, SvgCanvas, wrapped
from survey.reports.number_format import number
from survey.text import Language


@dataclass(frozen=True, slots=True)
class LikertLayout:
    """Layout in pixels: bars between ``left`` and ``right``, missing answers from ``apart``, ``middles`` of the bars.

    ``names`` are the lines of the names with their middles, in a narrow drawing above the bars, else to their left.
    """

    width: float
    left: float
    right: float
    apart: float
    bar: float
    size: float
    top: float
    middles: tuple[float, ...]
    names: tuple[tuple[float, tuple[str, ...]], ...]
    bottom: float
    is_narrow: bool

    @classmethod
    def of(cls, chart: LikertChart, language: Language, *, narrow: bool = False) -> LikertLayout:
        """The layout of a chart; a narrow one is as wide as a telephone and has the names above the bars."""
        names = [tuple(wrapped(row.name[language], 48 if narrow else 30)) for row in chart.rows]
        legend_lines = len(_legend_lines(chart, language, NARROW_WIDTH if narrow else WIDTH))
        top = (50.0 if narrow else 52.0) + LEGEND_STEP * legend_lines
        if not narrow:
            steps = [max(STEP, NAME_STEP * len(lines) + 6) for lines in names]
            middles = tuple(top + sum(steps[:position]) + step / 2 for position, step in enumerate(steps))
            placed = tuple(zip(middles, names, strict=True))
            right, apart = _right_and_apart(chart, WIDTH, LEFT, RIGHT)
            return cls(WIDTH, LEFT, right, apart, BAR, 13, top, middles, placed, top + sum(steps), False)
        middle_places, placed_names, y = [], [], top
        for lines in names:
            words = NAME_STEP * len(lines)
            placed_names.append((y + words / 2, lines))
            middle_places.append(y + words + NARROW_BAR / 2 + 1)
            y += words + NARROW_BAR + 10
        right, apart = _right_and_apart(chart, NARROW_WIDTH, 2, NARROW_RIGHT)
        bars, placed = tuple(middle_places), tuple(placed_names)
        return cls(NARROW_WIDTH, 2, right, apart, NARROW_BAR, 12.5, top, bars, placed, y, True)

    def x(self, percent: float, reach: tuple[float, float]) -> float:
        """Place of a percentage from the middle line."""
        return self.left + (percent + reach[0]) / sum(reach) * (self.right - self.left)


WIDTH, LEFT, RIGHT, STEP, BAR = 1000.0, 262.0, 776.0, 36.0, 24.0
GAP, NUMBERS = 14.0, 68.0
"""Pixels between the bars and those of missing answers, and to the right of these, for their number and the balance."""
NARROW_WIDTH, NARROW_RIGHT, NAME_STEP, NARROW_BAR, LEGEND_STEP = 350.0, 236.0, 15.0, 20.0, 20.0
SMALLEST_LABELLED = 6.0
"""Percent; a smaller part of a bar is too narrow for its number, which the table has."""

LABEL_ROOM = 6.5
"""Pixels that a digit needs inside a bar."""

LEAST_PLACE = 11.0
"""Pixels from the left at which the middle of a number on the axis is not cut off."""

LEFT_SIDE: Align = "left"
RIGHT_SIDE: Align = "right"

Segment = tuple[float, float, str]
"""Start and width in percent from the middle line, and a colour."""


def draw_likert(chart: LikertChart, language: Language, *, narrow: bool = False) -> SvgCanvas:
    """A sheet with the chart."""
    layout = LikertLayout.of(chart, language, narrow=narrow)
    paper = SvgCanvas.sheet(layout.width, layout.bottom + 24)
    reach = _reach(chart)
    _frame(paper, chart, layout, reach, language)
    _legend(paper, chart, layout, language)
    for row, y, (name_middle, lines) in zip(chart.rows, layout.middles, layout.names, strict=True):
        place, align = (layout.left, LEFT_SIDE) if layout.is_narrow else (layout.left - 10, RIGHT_SIDE)
        paper.paragraph(place, name_middle, lines, size=layout.size, align=align)
        _bar(paper, chart, layout, row, y, reach, language)
    middle = layout.x(0, reach)
    if not narrow:
        paper.lines([((middle, layout.top - 4), (middle, layout.bottom))], INK, width=1.2)
    else:
        reach_of_bar = layout.bar / 2 + 3
        paper.lines([((middle, y - reach_of_bar), (middle, y + reach_of_bar)) for y in layout.middles], INK, width=1.2)
    return paper


def colours(sides: tuple[int, ...]) -> list[str]:
    """A colour per answer: the outer answers are the strongest."""
    positive, negative = sides.count(1), sides.count(-1)
    blues = iter(POSITIVE[:positive])
    reds = reversed(NEGATIVE[:negative])
    return [next(blues) if side > 0 else next(reds) if side < 0 else NEUTRAL for side in sides]


def _right_and_apart(chart: LikertChart, width: float, left: float, right: float) -> tuple[float, float]:
    """End of the bars and start of those of missing answers: both to one scale, that of ``right`` if there is room for it."""
    reach = sum(_reach(chart))
    missing = max((row.dont_know + row.refused for row in chart.rows if row.publish != "hidden"), default=0.0)
    scale = min((right - left) / reach, (width - left - GAP - NUMBERS) / (reach + missing))
    return left + scale * reach, left + scale * reach + GAP


def _reach(chart: LikertChart) -> tuple[float, float]:
    """Percent shown left and right of the middle, in tens."""
    left = right = 10.0
    for row in chart.rows:
        for start, width, _ in segments(chart, row):
            left, right = max(left, -start), max(right, start + width)
    return -(-left // 10) * 10, -(-right // 10) * 10


def likert_ticks(chart: LikertChart) -> list[int]:
    """Percentages named on the axis, to the left and to the right of the middle."""
    return [abs(one) for one in _ticks(_reach(chart))]


def _ticks(reach: tuple[float, float]) -> list[int]:
    step = 20 if sum(reach) > 60 else 10
    return [one for one in range(-100, 101, step) if -reach[0] <= one <= reach[1]]


def segments(chart: LikertChart, row: LikertRow) -> Iterator[Segment]:
    """Parts of a bar, positive ones to the right of 0, negative to the left, half of a neutral one on either side."""
    shades = colours(chart.sides)
    listed = list(zip(row.shares, chart.sides, shades, strict=False))
    neutral = sum(share for share, side, _ in listed if side == 0)
    place = neutral / 2
    for share, _, shade in [one for one in reversed(listed) if one[1] > 0]:
        yield place, share, shade
        place += share
    place = -neutral / 2
    for share, _, shade in [one for one in listed if one[1] == 0]:
        yield place, share, shade
        place += share
    place = -neutral / 2
    for share, _, shade in [one for one in listed if one[1] < 0]:
        place -= share
        yield place, share, shade


def _frame(
    paper: SvgCanvas, chart: LikertChart, layout: LikertLayout, reach: tuple[float, float], language: Language
) -> None:
    places = _ticks(reach)
    if not layout.is_narrow:
        ends = [((layout.x(one, reach), layout.top - 4), (layout.x(one, reach), layout.bottom)) for one in places]
        paper.lines(ends, LINE, width=0.8)
    for one in places:
        shown = number(abs(one), language, 0)
        place = max(layout.x(one, reach), LEAST_PLACE)
        paper.text(place, layout.bottom + 12, shown, size=layout.size - 1, align="center", colour=GREY)
    y = layout.top - 16
    missing = chart.no_answer_heading[language]
    begin, align = (layout.apart + 44, RIGHT_SIDE) if layout.is_narrow else (layout.apart, LEFT_SIDE)
    paper.text(begin, y, missing, size=layout.size - 1, align=align, colour=GREY)
    heading = chart.net_heading[language]
    paper.text(layout.width - 4, y, heading, size=layout.size - 1, align="right", colour=GREY)


def _legend(paper: SvgCanvas, chart: LikertChart, layout: LikertLayout, language: Language) -> None:
    """Answers from worst to best, above the bars in the same order; then the two kinds of no answer."""
    for position, line in enumerate(_legend_lines(chart, language, layout.width)):
        for x, words, shade in line:
            paper.box(x, 8 + LEGEND_STEP * position, 13, 13, shade)
            paper.text(x + 18, 14.5 + LEGEND_STEP * position, words, size=12)


def _legend_lines(chart: LikertChart, language: Language, width: float) -> list[list[tuple[float, str, str]]]:
    """Lines of the legend: place, words and colour of its entries."""
    shades = list(zip(chart.answers, colours(chart.sides), strict=True))[::-1]
    shades += [(chart.dont_know, NO_ANSWER[0]), (chart.refused, NO_ANSWER[1])]
    lines: list[list[tuple[float, str, str]]] = [[]]
    x = 2.0
    for text, shade in shades:
        words = text[language]
        needed = 18 + 6.9 * len(words)
        if lines[-1] and x + needed > width:
            lines.append([])
            x = 2.0
        lines[-1].append((x, words, shade))
        x += needed + 18
    return lines


def _bar(
    paper: SvgCanvas,
    chart: LikertChart,
    layout: LikertLayout,
    row: LikertRow,
    y: float,
    reach: tuple[float, float],
    language: Language,
) -> None:
    if row.publish == "hidden":
        paper.text(layout.x(0, reach) + 8, y, chart.hidden_word[language], size=layout.size, colour=GREY)
        return
    for start, width, shade in segments(chart, row):
        ends = layout.x(start, reach), layout.x(start + width, reach)
        _part(paper, layout, ends, y, shade, _label(width, language))
    scale = (layout.right - layout.left) / sum(reach)
    end = layout.apart + row.dont_know * scale
    last = end + row.refused * scale
    _part(paper, layout, (layout.apart, end), y, NO_ANSWER[0], "")
    _part(paper, layout, (end, last), y, NO_ANSWER[1], "")
    _beside(paper, last + 6, y, number(row.dont_know + row.refused, language, 0), "left")
    _beside(paper, layout.width - 4, y, number(row.net, language, 0, signed=True), "right", bold=True)


def _label(percent: float, language: Language) -> str:
    return number(percent, language, 0) if percent >= SMALLEST_LABELLED else ""


def _part(paper: SvgCanvas, layout: LikertLayout, ends: tuple[float, float], y: float, shade: str, label: str) -> None:
    start, end = ends
    if end - start < 0.05:
        return
    paper.box(start, y - layout.bar / 2, end - start, layout.bar, shade, edge="#ffffff")
    if label and end - start > LABEL_ROOM * len(label):
        paper.text((start + end) / 2, y, label, size=layout.size - 1, align="center", colour=text_on(shade))


def _beside(paper: SvgCanvas, x: float, y: float, words: str, align: Align, *, bold: bool = False) -> None:
    paper.text(x, y, words, size=12.5, align=align, colour=INK if bold else GREY, bold=bold)
