"""Findings about the heading of a sheet or a text."""

from __future__ import annotations

from collections.abc import Sequence

from survey.findings import Finding
from survey.ingest.heading_rows import HeadingRows
from survey.ingest.reader_findings import finding, ranges, some

_LONGEST = 60


def about_headings(found: HeadingRows, sample: Sequence[Sequence[object]], shift: int = 0) -> list[Finding]:
    """Titles above the heading, further headings below it, and a row that may be one.

    Parameters
    ----------
    shift : int
        Rows of the file before the first of the sample.
    """
    findings = []
    heading = (found.heading or 0) + 1 + shift
    if found.titles:
        rows = ranges([row + 1 + shift for row in found.titles])
        texts = some([_said(sample[row]) for row in found.titles])
        findings.append(finding("titles_above", "info", rows=rows, heading=heading, texts=texts))
    if found.further:
        rows = ranges([row + 1 + shift for row in found.further])
        findings.append(finding("headings_below", "warning", n=len(found.further), rows=rows, heading=heading))
    if found.doubtful is not None:
        row = found.doubtful + 1 + shift
        findings.append(finding("heading_doubtful", "warning", row=row))
    return findings


def _said(row: Sequence[object]) -> str:
    """The first text of a row, shortened."""
    text = next((str(cell).strip() for cell in row if str(cell).strip()), "")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
