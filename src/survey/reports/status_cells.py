"""Cells with the status of a number in words, its mark, and what the data say about it."""

from __future__ import annotations

from dataclasses import replace

from survey.indicators import REGION, IndicatorRow
from survey.indicators.status_rule import CLASSES, Status
from survey.reports.claims.claim import every
from survey.reports.claims.status_claims import STATUS_CLAIMS, StatusFacts
from survey.reports.document_model import TableCell
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import mark_of, status_of


def level_cell(material: ReportContext, row: IndicatorRow) -> TableCell:
    """The status in words alone, without its probability or reason."""
    if row.is_hidden:
        return TableCell("status", publish="hidden")
    words, status = material.words, status_of(row)
    key = "status_withheld" if row.withheld else "status_none"
    return TableCell(
        "status",
        status=status,
        publish=mark_of(row),
        text=words.status(status) if status else words.say(key),
        alert=material.is_alert(row),
        before=_status_before(material, row),
    )


def status_cell(material: ReportContext, row: IndicatorRow) -> TableCell:
    """The status in words with its probability; for a withheld number the reason."""
    cell, words = level_cell(material, row), material.words
    if row.withheld:
        return replace(cell, detail=material.why_withheld(row))
    if row.is_hidden or cell.status is None:
        return cell
    said = every(STATUS_CLAIMS, StatusFacts(row, material.given.indicators.status_rule), words)
    return replace(cell, detail=words.joined(said, "; "))


def _status_before(material: ReportContext, row: IndicatorRow) -> Status | None:
    """The level in the wave before, where it is known to be another one.

    None for groups, where nothing was compared, and where the change is not established: a sentence then names both levels.
    """
    change = material.changes.get(row.indicator) if row.domain == REGION else None
    if change is None or change.flips_unproven or change.status_before not in CLASSES:
        return None
    return change.status_before if change.status_before != row.status else None
