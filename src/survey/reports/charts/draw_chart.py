"""Drawing of any chart as SVG."""

from __future__ import annotations

from survey.reports.chart_model import Chart, DotChart, TileMap
from survey.reports.charts.dot_chart import draw_dots
from survey.reports.charts.likert_chart import draw_likert
from survey.reports.charts.svg_canvas import SvgCanvas
from survey.reports.charts.tile_map import draw_tiles
from survey.text import Language


def draw(chart: Chart, language: Language, salt: str, *, narrow: bool = False) -> str:
    """The chart as an SVG element.

    Parameters
    ----------
    chart : DotChart, TileMap or LikertChart
    language : str
    salt : str
        Makes the names inside the drawing unlike those of other drawings on the page; the same salt gives
        the same bytes.
    narrow : bool
        Laid out for a telephone, 350 pixels wide, with the same numbers.
    """
    return _sheet(chart, language, narrow=narrow).svg(salt)


def _sheet(chart: Chart, language: Language, *, narrow: bool) -> SvgCanvas:
    if isinstance(chart, DotChart):
        return draw_dots(chart, language, narrow=narrow)
    if isinstance(chart, TileMap):
        return draw_tiles(chart, language, narrow=narrow)
    return draw_likert(chart, language, narrow=narrow)
