"""The charts of the report: specifications of :mod:`survey.reports.document_model` drawn as SVG text."""

from survey.reports.charts.draw_chart import draw

__all__ = ["draw"]
