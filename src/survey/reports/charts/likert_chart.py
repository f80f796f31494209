"""Diverging bars: negative answers to the left of the middle, positive to the right, missing answers separately."""

from __future__ import annotations

from collections.abc import Iterator

from survey.reports.chart_model import LikertChart, LikertRow
from survey.reports.charts.colours import NEGATIVE, NEUTRAL, NO_ANSWER, POSITIVE, text_on
from survey.reports.charts.shapes import Align
from survey.reports.charts.svg_canvas import GREY, INK, LINE, SvgCanvas, wrapped
from survey.reports.number_format import number
from survey.text import Language

WIDTH, LEFT, RIGHT = 1000.0, 262.0, 776.0
APART = 800.0
TOP, STEP, BAR = 72.0, 36.0, 24.0
SMALLEST_LABELLED = 6.0
"""Percent; a smaller part of a bar is too narrow for its number, which the table has."""

Segment = tuple[float, float, str]
"""Start and width in percent from the middle line, and a colour."""


def draw_likert(chart: LikertChart, language: Language) -> SvgCanvas:
    """A sheet with the chart."""
    bottom = TOP + STEP * len(chart.rows)
    paper = SvgCanvas.sheet(WIDTH, bottom + 24)
    reach = _reach(chart)
    _frame(paper, chart, bottom, reach, language)
    _legend(paper, chart, language)
    for position, row in enumerate(chart.rows):
        _bar(paper, chart, row, TOP + STEP * (position + 0.5), reach, language)
    middle = _x(0, reach)
    paper.lines([((middle, TOP - 4), (middle, bottom))], INK, width=1.2)
    return paper


def colours(sides: tuple[int, ...]) -> list[str]:
    """A colour per answer: the outer answers are the strongest."""
    positive, negative = sides.count(1), sides.count(-1)
    blues = iter(POSITIVE[:positive])
    reds = reversed(NEGATIVE[:negative])
    return [next(blues) if side > 0 else next(reds) if side < 0 else NEUTRAL for side in sides]


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


def _x(percent: float, reach: tuple[float, float]) -> float:
    return LEFT + (percent + reach[0]) / (reach[0] + reach[1]) * (RIGHT - LEFT)


def _frame(paper: SvgCanvas, chart: LikertChart, bottom: float, reach: tuple[float, float], language: Language) -> None:
    places = _ticks(reach)
    paper.lines([((_x(one, reach), TOP - 4), (_x(one, reach), bottom)) for one in places], LINE, width=0.8)
    for one in places:
        paper.text(_x(one, reach), bottom + 12, number(abs(one), language, 0), size=12, align="center", colour=GREY)
    paper.text(APART, TOP - 16, chart.no_answer_heading[language], size=12, colour=GREY)
    paper.text(WIDTH - 4, TOP - 16, chart.net_heading[language], size=12, align="right", colour=GREY)


def _legend(paper: SvgCanvas, chart: LikertChart, language: Language) -> None:
    """Answers from worst to best, above the bars in the same order; then the two kinds of no answer."""
    shades = list(zip(chart.answers, colours(chart.sides), strict=True))[::-1]
    shades += [(chart.dont_know, NO_ANSWER[0]), (chart.refused, NO_ANSWER[1])]
    x = 2.0
    for words, shade in shades:
        paper.box(x, 8, 13, 13, shade)
        paper.text(x + 18, 14.5, words[language], size=12)
        x += 36 + 6.9 * len(words[language])


def _bar(
    paper: SvgCanvas, chart: LikertChart, row: LikertRow, y: float, reach: tuple[float, float], language: Language
) -> None:
    paper.paragraph(LEFT - 10, y, wrapped(row.name[language], 30), size=13, align="right")
    if row.publish == "hidden":
        paper.text(_x(0, reach) + 8, y, chart.hidden_word[language], size=13, colour=GREY)
        return
    for start, width, shade in segments(chart, row):
        _part(paper, _x(start, reach), _x(start + width, reach), y, shade, _label(width, language))
    scale = (RIGHT - LEFT) / sum(reach)
    end = APART + row.dont_know * scale
    _part(paper, APART, end, y, NO_ANSWER[0], "")
    _part(paper, end, end + row.refused * scale, y, NO_ANSWER[1], "")
    total = number(row.dont_know + row.refused, language, 0)
    _beside(paper, end + row.refused * scale + 6, y, total, "left")
    _beside(paper, WIDTH - 4, y, number(row.net, language, 0, signed=True), "right", bold=True)


def _label(percent: float, language: Language) -> str:
    return number(percent, language, 0) if percent >= SMALLEST_LABELLED else ""


def _part(paper: SvgCanvas, start: float, end: float, y: float, shade: str, label: str) -> None:
    if end - start < 0.05:
        return
    paper.box(start, y - BAR / 2, end - start, BAR, shade, edge="#ffffff")
    if label:
        paper.text((start + end) / 2, y, label, size=12, align="center", colour=text_on(shade))


def _beside(paper: SvgCanvas, x: float, y: float, words: str, align: Align, *, bold: bool = False) -> None:
    paper.text(x, y, words, size=12.5, align=align, colour=INK if bold else GREY, bold=bold)
