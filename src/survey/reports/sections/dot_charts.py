"""Axes and thresholds of dot charts, for all sections that draw them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from survey.indicators import Indicator
from survey.indicators.definitions import Unit
from survey.reports.chart_model import DotRow
from survey.reports.report_context import ReportContext
from survey.reports.report_input import SCALES
from survey.text import Text


def axis_of(rows: Sequence[DotRow], marks: Sequence[float], unit: Unit) -> tuple[float, float]:
    """Ends of the axis, in whole steps of a tenth of the scale, wide enough for intervals and thresholds."""
    low, high = SCALES[unit]
    step = (high - low) / 10
    ends = [end for row in rows for end in (row.low, row.high, row.value) if end is not None]
    ends += [mark for mark in marks if low < mark < high]
    if not ends:
        return low, high
    return max(low, math.floor(min(ends) / step) * step), min(high, math.ceil(max(ends) / step) * step)


def threshold_marks(material: ReportContext, indicator: Indicator) -> tuple[tuple[float, Text], ...]:
    """Thresholds with the word for the level they open."""
    borders = indicator.thresholds
    if borders is None:
        return ()
    marks = ((borders.negative, "mark_negative"), (borders.stable, "mark_stable"))
    return tuple((value, material.words.say(key)) for value, key in marks)
