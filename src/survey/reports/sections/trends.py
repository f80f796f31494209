"""Section of trends: headline indicators over all waves, a line each with its band and its breaks."""

from __future__ import annotations

from collections.abc import Sequence

from survey.indicators import Indicator
from survey.indicators.trend_table import WaveValue
from survey.reports.chart_model import DotRow, TrendChart, TrendPoint, TrendSeries
from survey.reports.claims.claim import every, paragraphs
from survey.reports.claims.wave_claims import LINE_ALTERNATIVE, LINE_NOTES, SERIES_CLAIMS, LineFacts, SeriesFacts
from survey.reports.document_model import Figure, FigureGroup, ReportSection, SectionBlock
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import known
from survey.reports.sections.dot_charts import axis_of, threshold_marks
from survey.text import Text

FEWEST = 3
"""Waves from which a series is drawn; two are a change."""


def trends(material: ReportContext) -> ReportSection | None:
    """The section on trends; None when no headline indicator has values of three waves."""
    series = material.given.trend
    points = {one.id: series.values(one.id) for one in material.computed} if series is not None else {}
    shown = [one for one in material.computed if _n_values(points.get(one.id, ())) >= FEWEST]
    if not shown:
        return None
    words = material.words
    longest = max(_n_values(points[one.id]) for one in shown)
    facts = SeriesFacts(tuple(shown), material.trends, longest)
    figures = tuple(_figure(material, one, points[one.id]) for one in shown)
    blocks: list[SectionBlock] = [*paragraphs(SERIES_CLAIMS, facts, words), FigureGroup(figures, small=True)]
    return ReportSection("trends", words.say("trends_title"), tuple(blocks))


def _with_value(material: ReportContext, word: Text, value: float, indicator: Indicator) -> Text:
    """The word of a threshold with its value: in a legend below the chart both lines look the same."""
    shown = material.words.number(value, signed=indicator.unit == "pp")
    return material.words.say("name_value", name=word, value=shown)


def _n_values(values: Sequence[WaveValue]) -> int:
    return sum(known(one.estimate) is not None for one in values)


def _figure(material: ReportContext, indicator: Indicator, points: Sequence[WaveValue]) -> Figure:
    words = material.words
    marks = threshold_marks(material, indicator)
    dots = [DotRow(Text(), known(one.estimate), known(one.ci_low), known(one.ci_high)) for one in points]
    series = TrendSeries(
        indicator.name,
        tuple(
            TrendPoint(round(one.position), words.period_named(one.wave), dot.value, dot.low, dot.high, one.publish)
            for one, dot in zip(points, dots, strict=True)
        ),
        tuple(round(one.position) for one in points if one.breaks),
    )
    chart = TrendChart(
        lines=(series,),
        unit=indicator.unit,
        axis=axis_of(dots, [value for value, _ in marks], indicator.unit),
        marks=tuple((value, _with_value(material, word, value, indicator)) for value, word in marks),
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
