"""Section of trends: headline indicators over all waves, a line each with its band and its breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.indicators import Indicator
from survey.reports.chart_model import DotRow, TrendChart, TrendPoint, TrendSeries
from survey.reports.claims.claim import every, paragraphs
from survey.reports.claims.wave_claims import LINE_ALTERNATIVE, LINE_NOTES, SERIES_CLAIMS, LineFacts, SeriesFacts
from survey.reports.document_model import Figure, FigureGroup, ReportSection
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import known
from survey.reports.sections.dot_charts import axis_of, threshold_marks
from survey.text import Text

FEWEST = 3
"""Waves from which a series is drawn; two are a change."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A value of one wave."""

    position: int
    wave: str
    value: float | None
    low: float | None
    high: float | None
    is_hidden: bool
    breaks: bool


def trends(material: ReportContext) -> ReportSection | None:
    """The section on trends; None when no headline indicator has values of three waves."""
    points = _points(material)
    shown = [one for one in material.computed if _n_values(points.get(one.id, ())) >= FEWEST]
    if not shown:
        return None
    words = material.words
    longest = max(_n_values(points[one.id]) for one in shown)
    facts = SeriesFacts(tuple(shown), material.trends, longest)
    figures = tuple(_figure(material, one, points[one.id]) for one in shown)
    blocks = (*paragraphs(SERIES_CLAIMS, facts, words), FigureGroup(figures, small=True))
    return ReportSection("trends", words.say("trends_title"), blocks)


def _n_values(points: Sequence[_Point]) -> int:
    return sum(one.value is not None for one in points)


def _points(material: ReportContext) -> dict[str, list[_Point]]:
    """Values of every headline indicator by wave; hidden ones are blank already."""
    trend = material.given.trend
    found: dict[str, list[_Point]] = {}
    if trend is None:
        return found
    wanted = {one.id for one in material.computed}
    frame = trend.points[trend.points["indicator"].isin(wanted)]
    for row in frame.itertuples(index=False):
        numbers = (known(float(one)) for one in (row.estimate, row.ci_low, row.ci_high))
        hidden = row.publish == "hidden"
        found.setdefault(row.indicator, []).append(
            _Point(round(float(row.position)), row.wave, *numbers, hidden, bool(row.breaks))
        )
    return found


def _figure(material: ReportContext, indicator: Indicator, points: Sequence[_Point]) -> Figure:
    words = material.words
    marks = threshold_marks(material, indicator)
    dots = [DotRow(Text(), one.value, one.low, one.high) for one in points]
    series = TrendSeries(
        indicator.name,
        tuple(
            TrendPoint(
                one.position,
                words.period_named(one.wave),
                one.value,
                one.low,
                one.high,
                "hidden" if one.is_hidden else "ok",
            )
            for one in points
        ),
        tuple(one.position for one in points if one.breaks),
    )
    chart = TrendChart(
        lines=(series,),
        unit=indicator.unit,
        axis=axis_of(dots, [value for value, _ in marks], indicator.unit),
        marks=marks,
        break_word=words.say("series_break"),
        hidden_word=words.say("hidden_mark"),
    )
    facts = LineFacts(chart)
    notes = every(LINE_NOTES, facts, words)
    return Figure(
        id=f"trend_{indicator.id}",
        title=indicator.name,
        chart=chart,
        alternative=LINE_ALTERNATIVE.text(facts, words),
        note=words.joined(notes, " ") if notes else Text(),
    )
