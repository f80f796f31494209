"""The charts of the report: specifications of :mod:`survey.reports.chart_model` drawn as SVG text or as images."""

from survey.reports.charts.draw_chart import draw, draw_png, draw_svg

__all__ = ["draw", "draw_png", "draw_svg"]
