"""Cells of tables and lines of charts made from rows of the indicator table, where blanks and hidden numbers are None."""

from __future__ import annotations

import math
from collections.abc import Iterable

from survey.indicators import IndicatorRow
from survey.indicators.definitions import Unit
from survey.indicators.publication import Publish
from survey.indicators.status_rule import Status
from survey.reports.chart_model import DotRow
from survey.reports.document_model import CellKind, TableCell
from survey.text import Text


def known(value: float) -> float | None:
    """The number; None for a blank.

    Examples
    --------
    >>> known(63.2), known(float("nan"))
    (63.2, None)
    """
    return None if math.isnan(value) else value


def mark_of(row: IndicatorRow) -> Publish:
    """The mark of publication; a number that was not computed has nothing to hide and no precision."""
    return "ok" if row.withheld else row.publish


def status_of(row: IndicatorRow) -> Status | None:
    """The status by which a number is coloured; None for a descriptive number and for one that was not computed."""
    return None if row.withheld else row.status


def estimate_cell(row: IndicatorRow, unit: Unit) -> TableCell:
    """The estimate."""
    return _cell("estimate", row, unit)


def both_cell(row: IndicatorRow, unit: Unit) -> TableCell:
    """The estimate with its interval beneath."""
    return _cell("both", row, unit)


def range_cell(row: IndicatorRow, unit: Unit) -> TableCell:
    """The interval drawn to the scale of the unit."""
    return _cell("range", row, unit)


def interval_cell(row: IndicatorRow, unit: Unit) -> TableCell:
    """The 95 % interval alone."""
    return TableCell("interval", unit, None, known(row.ci_low), known(row.ci_high), publish=mark_of(row))


def share_cell(value: float, row: IndicatorRow) -> TableCell:
    """Another share of the same interviews, in percent."""
    return TableCell("estimate", "percent", known(value), publish=mark_of(row))


def count_cell(value: float, row: IndicatorRow) -> TableCell:
    """A number of interviews."""
    return TableCell("count", value=None if row.is_hidden else known(value), publish=mark_of(row))


def dot_row(name: Text, row: IndicatorRow) -> DotRow:
    """A line of a dot chart; for a hidden row only its name."""
    n = None if row.is_hidden else row.n
    low, high = known(row.ci_low), known(row.ci_high)
    return DotRow(name, known(row.estimate), low, high, n, status_of(row), mark_of(row))


def is_low(rows: Iterable[IndicatorRow]) -> bool:
    """Whether any row has a small base."""
    return any(mark_of(row) == "low" for row in rows)


def _cell(kind: CellKind, row: IndicatorRow, unit: Unit) -> TableCell:
    low, high = known(row.ci_low), known(row.ci_high)
    return TableCell(kind, unit, known(row.estimate), low, high, status_of(row), mark_of(row))
