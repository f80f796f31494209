"""Lines over time with the bands of their intervals; a missing wave and a break of the series interrupt the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.reports.chart_model import TrendChart, TrendPoint, TrendSeries
from survey.reports.charts.colours import SERIES, SERIES_DASHES, SERIES_MARKERS
from survey.reports.charts.dot_chart import ticks
from survey.reports.charts.svg_canvas import GREY, LINE, PAPER, SvgCanvas, room, wrapped
from survey.reports.number_format import number
from survey.text import Language

LARGE, SMALL = (760.0, 44.0, 196.0), (350.0, 34.0, 14.0)
"""Width of the sheet, room left and right of the plot, in pixels."""
TOP, HEIGHT, PERIODS = 30.0, 232.0, 30.0
SIZE, LEADING = 13.0, 16.0
MOST_LABELLED = 8
"""Points of a single line that are all labelled; of a longer one only the last is."""


@dataclass(frozen=True, slots=True)
class TrendLayout:
    """Places on a sheet: the plot from ``left`` to ``right`` and from ``TOP`` down, ``last`` the last position."""

    width: float
    left: float
    right: float
    last: int
    axis: tuple[float, float]
    narrow: bool

    @classmethod
    def of(cls, chart: TrendChart, *, narrow: bool) -> TrendLayout:
        """Names to the right of the plot, or under it when narrow."""
        width, left, beside = SMALL if narrow else LARGE
        last = max((point.position for line in chart.lines for point in line.points), default=0)
        return cls(width, left, width - beside, last, chart.axis, narrow)

    def x(self, position: float) -> float:
        """Pixels from the left; half a step is free at both ends."""
        return self.left + (position + 0.5) / (self.last + 1) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Pixels from above."""
        low, high = self.axis
        share = (value - low) / (high - low) if high > low else 0.5
        return TOP + (1 - min(max(share, 0), 1)) * HEIGHT


@dataclass(frozen=True, slots=True)
class LineName:
    """A name at ``y``: that of a line of the chart by its position, or of a threshold (no position)."""

    y: float
    lines: tuple[str, ...]
    series: int | None


def draw_trends(chart: TrendChart, language: Language, *, narrow: bool = False) -> SvgCanvas:
    """A sheet with the chart."""
    layout = TrendLayout.of(chart, narrow=narrow)
    names = list(_names(chart, layout, language))
    below = sum(LEADING * len(name.lines) + 4 for name in names) + 8 if narrow else 0.0
    paper = SvgCanvas.sheet(layout.width, TOP + HEIGHT + PERIODS + below)
    _frame(paper, chart, layout, language)
    for position, line in enumerate(chart.lines):
        for run in runs(line):
            _band(paper, layout, run, SERIES[position % len(SERIES)])
    for position, line in enumerate(chart.lines):
        _line(paper, layout, line, position)
    _values(paper, chart, layout, language)
    if narrow:
        _legend(paper, names)
    else:
        for name in spread(names):
            colour = GREY if name.series is None else SERIES[name.series % len(SERIES)]
            paper.paragraph(layout.right + 12, name.y, name.lines, size=SIZE, align="left", colour=colour)
    return paper


def runs(line: TrendSeries) -> Iterator[tuple[TrendPoint, ...]]:
    """Points that follow each other without a missing or hidden value, a missing wave or a break."""
    run: list[TrendPoint] = []
    for point in line.points:
        known = point.value is not None and point.publish != "hidden"
        if run and (not known or point.position != run[-1].position + 1 or point.position in line.breaks):
            yield tuple(run)
            run = []
        if known:
            run.append(point)
    if run:
        yield tuple(run)


def labelled_points(chart: TrendChart) -> Iterator[tuple[int, int]]:
    """Positions of the line and of the point in it for every value that the chart writes."""
    for series, line in enumerate(chart.lines):
        known = [at for at, one in enumerate(line.points) if one.value is not None and one.publish != "hidden"]
        every = len(chart.lines) == 1 and len(known) <= MOST_LABELLED
        yield from ((series, at) for at in (known if every else known[-1:]))


def shown_point(chart: TrendChart, point: TrendPoint, language: Language) -> str:
    """The value of a point as the chart writes it."""
    shown = number(point.value or 0.0, language, signed=chart.unit == "pp")
    return f"{shown}*" if point.publish == "low" else shown


def _frame(paper: SvgCanvas, chart: TrendChart, layout: TrendLayout, language: Language) -> None:
    bottom = TOP + HEIGHT
    places = ticks(*chart.axis)
    paper.lines([((layout.left, layout.y(one)), (layout.right, layout.y(one))) for one in places], LINE, width=0.8)
    for one in places:
        shown = number(one, language, 0 if one == int(one) else 1)
        paper.text(layout.left - 8, layout.y(one), shown, size=12, align="right", colour=GREY)
    paper.lines([((layout.left, bottom), (layout.right, bottom))], "#aeb6c0", width=1)
    for value, _ in _inside(chart):
        paper.lines([((layout.left, layout.y(value)), (layout.right, layout.y(value)))], GREY, width=1.2, dashed=True)
    for position, word in _periods(chart, layout, language):
        paper.text(layout.x(position), bottom + 16, word, size=12, align="center", colour=GREY)
    for position in sorted({one for line in chart.lines for one in line.breaks}):
        x = layout.x(position - 0.5)
        paper.lines([((x, TOP - 12), (x, bottom))], GREY, width=1, dashed=True)
        word = chart.break_word[language]
        before = x + 5 + room(word, 11.5) > layout.right
        paper.text(
            x - 5 if before else x + 5, TOP - 12, word, size=11.5, align="right" if before else "left", colour=GREY
        )


def _inside(chart: TrendChart) -> list[tuple[float, int]]:
    """Thresholds on the axis, each with its position among the marks."""
    return [(value, at) for at, (value, _) in enumerate(chart.marks) if chart.axis[0] <= value <= chart.axis[1]]


def _periods(chart: TrendChart, layout: TrendLayout, language: Language) -> list[tuple[int, str]]:
    """Names of the waves, as many as there is room for, the last one in any case."""
    named = {point.position: point.period[language] for line in chart.lines for point in line.points}
    step = layout.x(1) - layout.x(0)
    widest = max((room(word, 12) for word in named.values()), default=0.0) + 8
    every = max(1, int(-(-widest // step)))
    return [(position, word) for position, word in sorted(named.items()) if (layout.last - position) % every == 0]


def _band(paper: SvgCanvas, layout: TrendLayout, run: Sequence[TrendPoint], colour: str) -> None:
    known = [point for point in run if point.low is not None and point.high is not None]
    if len(known) == 1 or len(known) < len(run):
        ends = [
            ((layout.x(one.position), layout.y(one.low or 0.0)), (layout.x(one.position), layout.y(one.high or 0.0)))
            for one in known
        ]
        paper.lines(ends, colour, width=1.4)
        return
    upper = [(layout.x(one.position), layout.y(one.high or 0.0)) for one in known]
    lower = [(layout.x(one.position), layout.y(one.low or 0.0)) for one in reversed(known)]
    if known:
        paper.area([*upper, *lower], colour)


def _line(paper: SvgCanvas, layout: TrendLayout, line: TrendSeries, position: int) -> None:
    colour, marker = SERIES[position % len(SERIES)], SERIES_MARKERS[position % len(SERIES_MARKERS)]
    for run in runs(line):
        points = [(layout.x(one.position), layout.y(one.value or 0.0)) for one in run]
        if len(points) > 1:
            paper.path(points, colour, width=2.2, dashes=SERIES_DASHES[position % len(SERIES_DASHES)])
        for one, place in zip(run, points, strict=True):
            paper.dots([place], marker, PAPER if one.publish == "low" else colour, colour, size=7)


def _values(paper: SvgCanvas, chart: TrendChart, layout: TrendLayout, language: Language) -> None:
    """Values at the points of a single line, the sign for hidden values at the foot; other values are with the names."""
    size = SIZE - 1 if layout.narrow else SIZE
    for series, at in labelled_points(chart):
        point = chart.lines[series].points[at]
        if len(chart.lines) == 1:
            place, words = _label_place(chart, layout, point), shown_point(chart, point, language)
            paper.text(layout.x(point.position), place, words, size=size, align="center", bold=True)
    for series, line in enumerate(chart.lines):
        for point in line.points:
            if point.publish == "hidden":
                # the signs of several lines in one wave lie side by side
                x = layout.x(point.position) + 10 * (series - (len(chart.lines) - 1) / 2)
                colour = SERIES[series % len(SERIES)]
                foot = TOP + HEIGHT - 10
                paper.text(x, foot, chart.hidden_word[language], size=SIZE, align="center", colour=colour)


def _label_place(chart: TrendChart, layout: TrendLayout, point: TrendPoint) -> float:
    """Height of the label of a point: over its interval, or under it where a threshold would strike it through."""
    value = point.value or 0.0
    above = layout.y(value if point.high is None else point.high) - 10
    below = layout.y(value if point.low is None else point.low) + 11
    struck = any(abs(layout.y(mark) - above) < 10 for mark, _ in _inside(chart))
    return below if struck or above < TOP else above


def _names(chart: TrendChart, layout: TrendLayout, language: Language) -> Iterator[LineName]:
    """Names of several lines with their last values, and of the thresholds."""
    letters = 42 if layout.narrow else 24
    if len(chart.lines) > 1:
        last = dict(labelled_points(chart))
        for series, line in enumerate(chart.lines):
            words = line.name[language]
            if series in last:
                words = f"{words} {shown_point(chart, line.points[last[series]], language)}"
            height = layout.y(line.points[last[series]].value or 0.0) if series in last else TOP + HEIGHT
            yield LineName(height, tuple(wrapped(words, letters)), series)
    for value, at in _inside(chart):
        yield LineName(layout.y(value), tuple(wrapped(chart.marks[at][1][language], letters)), None)


def spread(names: Sequence[LineName]) -> list[LineName]:
    """The names moved up and down until none lies on another, in the order of their heights."""
    placed: list[LineName] = []
    bottom = 0.0
    for name in sorted(names, key=lambda one: one.y):
        half = LEADING * len(name.lines) / 2
        y = max(name.y, bottom + half)
        placed.append(LineName(y, name.lines, name.series))
        bottom = y + half + 2
    limit = TOP + HEIGHT + PERIODS / 2
    for at in range(len(placed) - 1, -1, -1):
        half = LEADING * len(placed[at].lines) / 2
        y = min(placed[at].y, limit - half)
        placed[at] = LineName(y, placed[at].lines, placed[at].series)
        limit = y - half - 2
    return placed


def _legend(paper: SvgCanvas, names: Sequence[LineName]) -> None:
    y = TOP + HEIGHT + PERIODS + 8
    for name in names:
        middle = y + LEADING / 2
        if name.series is None:
            paper.lines([((2, middle), (32, middle))], GREY, width=1.2, dashed=True)
        else:
            colour = SERIES[name.series % len(SERIES)]
            paper.path([(2, middle), (32, middle)], colour, dashes=SERIES_DASHES[name.series % len(SERIES_DASHES)])
            paper.dots([(17, middle)], SERIES_MARKERS[name.series % len(SERIES_MARKERS)], colour, colour, size=6)
        for line in name.lines:
            paper.text(40, y + LEADING / 2, line, size=SIZE)
            y += LEADING
        y += 4
