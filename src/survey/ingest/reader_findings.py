"""Findings of readers, in sentences for people."""

from __future__ import annotations

from collections.abc import Sequence

from survey.findings import Finding, Severity
from survey.text import Catalogue

_SHOWN = 12


def finding(rule: str, severity: Severity, **places: object) -> Finding:
    """A finding about the whole file, in the sentence of its rule."""
    return Finding(rule, severity, Catalogue.load("survey.ingest").text(rule, **places))


def some(parts: Sequence[object]) -> str:
    """The first of them, separated by commas."""
    return ", ".join(map(str, parts[:_SHOWN])) + (" …" if len(parts) > _SHOWN else "")


def ranges(rows: Sequence[int]) -> str:
    """Row numbers in ascending order, neighbours as a range.

    Examples
    --------
    >>> ranges([3, 4, 5, 9])
    '3–5, 9'
    """
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return some([str(first) if first == last else f"{first}–{last}" for first, last in runs])
