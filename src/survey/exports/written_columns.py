"""Columns as a writer of one format wrote them: their names, and findings about limits of the format."""

from __future__ import annotations

from dataclasses import dataclass

from survey.findings import Finding


@dataclass(frozen=True, slots=True)
class ColumnsWritten:
    """Names of the columns as written, in order, and findings about limits of the format."""

    names: tuple[str, ...]
    findings: tuple[Finding, ...]
