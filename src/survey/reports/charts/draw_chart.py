"""Drawing of any chart as SVG or as an image."""

from __future__ import annotations

from survey.reports.chart_model import ChangeChart, Chart, DotChart, HeatMap, LikertChart, TileMap, TrendChart
from survey.reports.charts.change_chart import draw_changes
from survey.reports.charts.dot_chart import draw_dots
from survey.reports.charts.heat_map import draw_heat
from survey.reports.charts.likert_chart import draw_likert
from survey.reports.charts.svg_canvas import SvgCanvas
from survey.reports.charts.tile_map import draw_tiles
from survey.reports.charts.trend_chart import draw_trends
from survey.text import Language


def draw(chart: Chart, language: Language, *, narrow: bool = False) -> str:
    """The chart as an SVG element; the same chart gives the same bytes.

    Parameters
    ----------
    chart : one of the charts of :mod:`survey.reports.chart_model`
    language : str
    narrow : bool
        Laid out for a telephone, 350 pixels wide, with the same numbers.
    """
    return _sheet(chart, language, narrow=narrow).svg()


def draw_svg(chart: Chart, language: Language, *, font: str, narrow: bool = False) -> str:
    """The chart as an SVG file with its words in a font, for formats that take in pictures."""
    return _sheet(chart, language, narrow=narrow).svg_file(font)


def draw_png(chart: Chart, language: Language, *, scale: float = 2.0) -> bytes:
    """The chart as a PNG image on white paper, for formats without SVG; the same chart gives the same bytes.

    Parameters
    ----------
    chart : one of the charts of :mod:`survey.reports.chart_model`
    language : str
    scale : float
        Dots to a pixel of the drawing.
    """
    return _sheet(chart, language, narrow=False).png(scale)


def _sheet(chart: Chart, language: Language, *, narrow: bool) -> SvgCanvas:
    match chart:
        case DotChart():
            return draw_dots(chart, language, narrow=narrow)
        case TileMap():
            return draw_tiles(chart, language, narrow=narrow)
        case LikertChart():
            return draw_likert(chart, language, narrow=narrow)
        case TrendChart():
            return draw_trends(chart, language, narrow=narrow)
        case HeatMap():
            return draw_heat(chart, language, narrow=narrow)
        case ChangeChart():
            return draw_changes(chart, language, narrow=narrow)
