"""Choice of the sheet of a workbook that holds the interviews, and what is said of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from survey.errors import ReadError, nearest
from survey.findings import Finding
from survey.ingest.heading_rows import find_heading
from survey.ingest.reader_findings import finding

Visibility = Literal["visible", "hidden", "very hidden"]

_DOMINANT = 4


@dataclass(slots=True)
class Look:
    """One sheet: its name, whether it is shown, its rows from row 1, and the names in its heading."""

    name: str
    visibility: Visibility
    rows: list[list[object]]
    names: frozenset[str] = field(init=False)
    n_records: int = field(init=False)

    def __post_init__(self) -> None:
        found = find_heading(self.rows)
        at = found.heading
        cells = self.rows[at] if at is not None else []
        self.names = frozenset(str(cell).strip() for cell in cells if str(cell).strip())
        self.n_records = max(len(self.rows) - at - 1 - len(found.further), 0) if at is not None else 0

    @property
    def is_table(self) -> bool:
        """True with several columns and records."""
        return len(self.names) >= 2 and self.n_records >= 1

    @property
    def size(self) -> int:
        """Number of cells below its heading."""
        return len(self.names) * self.n_records

    def is_like(self, other: Look) -> bool:
        """True when both may hold interviews: they share names, or as many records and a common name."""
        common, smaller = len(self.names & other.names), min(len(self.names), len(other.names))
        if not common or smaller < 2:
            return False
        few, many = sorted((self.n_records, other.n_records))
        return 2 * common >= smaller or (smaller >= 3 and 2 * few >= many)

    def __str__(self) -> str:
        """Name and size, for people."""
        return f"{self.name} ({self.n_records} × {len(self.names)})"


def choose_sheet(looks: Sequence[Look], wanted: str | None, place: str) -> tuple[Look, list[Finding]]:
    """The sheet to read, and findings about the others.

    Raises
    ------
    ReadError
        ``F031`` when there is no such sheet, ``F032`` when no sheet holds anything.
    """
    if wanted is not None and wanted not in [look.name for look in looks]:
        raise ReadError("F031", place, f"There is no sheet {wanted!r}.", nearest(wanted, [look.name for look in looks]))
    candidates = [look for look in looks if look.names and wanted in (None, look.name)]
    if not candidates:
        which = f"Sheet {wanted!r} is empty." if wanted is not None else "No sheet holds anything."
        raise ReadError("F032", place, which, f"Sheets: {', '.join(look.name for look in looks)}.")
    chosen = _first_table(candidates)
    others = [look for look in looks if look is not chosen and look.names]
    findings: list[Finding] = []
    if chosen.visibility != "visible":
        findings.append(finding("sheet_hidden", "warning", sheet=chosen.name))
    rivals = [look for look in others if look.visibility == "visible" and look.is_table and chosen.is_like(look)]
    if rivals and wanted is None:
        names = ", ".join(map(str, [chosen, *rivals]))
        findings.append(finding("sheets_unclear", "error", sheets=names, sheet=chosen.name))
    hidden = [look for look in others if look.visibility != "visible"]
    if hidden:
        findings.append(finding("sheets_hidden", "warning", n=len(hidden), sheets=", ".join(map(str, hidden))))
    plain = [look for look in others if look.visibility == "visible" and (wanted is not None or look not in rivals)]
    if plain:
        findings.append(finding("sheets_unread", "info", n=len(plain), sheets=", ".join(map(str, plain))))
    return chosen, findings


def _first_table(candidates: Sequence[Look]) -> Look:
    """The first visible table, unless another one is far larger; failing that the first visible sheet, or any."""
    visible = [look for look in candidates if look.visibility == "visible"]
    tables = [look for look in visible if look.is_table]
    if not tables:
        return (visible or candidates)[0]
    first, largest = tables[0], max(tables, key=lambda look: look.size)
    return largest if largest.size >= _DOMINANT * first.size and not first.is_like(largest) else first
