"""The charts of the report: specifications of :mod:`survey.reports.model` drawn as SVG text."""

from survey.reports.charts.drawing import draw

__all__ = ["draw"]
