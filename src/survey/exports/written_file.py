"""What a writer of one format made: the names of the columns in the file, and what the format could not hold."""

from __future__ import annotations

from dataclasses import dataclass

from survey.findings import Finding


@dataclass(frozen=True, slots=True)
class Written:
    """Names of the columns as written, in order, and findings about limits of the format."""

    names: tuple[str, ...]
    findings: tuple[Finding, ...]
