"""The contact sheet: what became of every household approached, in the classes of the AAPOR Standard Definitions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from survey.errors import MonitorError, nearest
from survey.ingest import read_file
from survey.reports import Outcomes

COLUMN = "disposition"
CLASSES = {
    "1.1": "complete",
    "1.2": "partial",
    "2.1": "refusal",
    "2.2": "non_contact",
    "2.3": "other",
    "3": "unknown",
    "4": "not_eligible",
}
"""Class of a disposition by the first figures of its code; the longest match counts."""


def read_outcomes(path: Path) -> Outcomes:
    """Households by outcome, from a table with a column ``disposition`` of AAPOR codes.

    Raises
    ------
    MonitorError
        ``M017`` when the column is missing, ``M018`` when a code is of no class.
    ReadError
        When the file cannot be read.
    """
    raw = read_file(path)
    if COLUMN not in raw.cells.columns:
        fact = f"The contact sheet has no column {COLUMN!r}."
        raise MonitorError("M017", str(path), fact, nearest(COLUMN, [str(name) for name in raw.cells.columns]))
    counted: Counter[str] = Counter()
    for code, number in Counter(str(cell).strip() for cell in raw.cells[COLUMN]).items():
        counted[_class_of(code, path)] += number
    return Outcomes(**{"complete": 0, **counted})


def _class_of(code: str, path: Path) -> str:
    for length in (3, 1):
        if code[:length] in CLASSES:
            return CLASSES[code[:length]]
    raise MonitorError(
        "M018",
        f"{path}, column {COLUMN}",
        f"{code!r} is no AAPOR disposition known here.",
        f"Codes begin with: {', '.join(CLASSES)}.",
    )
