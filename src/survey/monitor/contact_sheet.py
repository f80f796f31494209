"""The contact sheet: what became of every household approached, in the classes of the AAPOR Standard Definitions."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.errors import MonitorError, nearest
from survey.findings import Finding, Findings, Severity
from survey.ingest import read_file
from survey.ingest.repeating_columns import written_out
from survey.interviews import Interviews
from survey.periods import Period, is_named
from survey.text import Catalogue

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
"""Class of a disposition by the first digits of its code (AAPOR Standard Definitions); the longest match applies."""

FEW = 0.05
"""Share of interviews (0 to 1) that may be unknown to the sheet through slips of the pen."""

MANY = 0.10
"""Share of the interviews (0 to 1) by which their number may differ from that of completed contacts."""


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """A contact sheet that was read.

    Parameters
    ----------
    path : Path
    records : pandas.DataFrame
        One row per household, as text, blank where empty; columns by their headings in lower case.
    outcomes : ContactOutcomes
        Households by outcome.
    """

    path: Path
    records: pd.DataFrame
    outcomes: ContactOutcomes

    def column(self, *names: str) -> pd.Series | None:
        """The filled cells of the first of these columns that the sheet has; None when it has none."""
        found = next((name for name in names if name.casefold() in self.records.columns), None)
        if found is None:
            return None
        cells = self.records[found.casefold()]
        return cells[cells != ""]


def read_contacts(path: Path) -> Contacts:
    """A contact sheet: a table with a column ``disposition`` of AAPOR codes.

    Columns ``wave``, ``psu``, ``date`` and ``interview``, or those named like the questions with these roles, show
    to which wave and interviews the contacts belong (:func:`check_contacts`).

    Raises
    ------
    MonitorError
        ``M017`` when the column is missing, ``M018`` when a code belongs to no class.
    ReadError
        When the file cannot be read.
    """
    raw = read_file(path)
    records = pd.DataFrame(
        {str(name).strip().casefold(): written_out(raw.cells[name]).map(_text) for name in raw.cells.columns}
    )
    if COLUMN not in records.columns:
        fact = f"The contact sheet has no column {COLUMN!r}."
        raise MonitorError("M017", str(path), fact, nearest(COLUMN, [str(name) for name in raw.cells.columns]))
    records = records[(records != "").any(axis=1)]
    counted: Counter[str] = Counter()
    for code, number in Counter(records[COLUMN]).items():
        counted[_class_of(code, path)] += number
    return Contacts(path, records, ContactOutcomes(**{"complete": 0, **counted}))


def _text(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat()[:10] if isinstance(cell, datetime.date) else str(cell).strip()


def _class_of(code: str, path: Path) -> str:
    for length in (3, 1):
        if code[:length] in CLASSES:
            return CLASSES[code[:length]]
    raise MonitorError(
        "M018",
        f"{path}, column {COLUMN}",
        f"{code!r} is not an AAPOR disposition known here.",
        f"Codes begin with: {', '.join(CLASSES)}.",
    )


def check_contacts(contacts: Contacts, interviews: Interviews, wave: Period, *, psu: str | None = None) -> Findings:
    """Findings about a contact sheet that does not belong to the interviews.

    Parameters
    ----------
    contacts : Contacts
    interviews : Interviews
        All that were delivered, those set aside included.
    wave : Period
    psu : str, optional
        The variable with the sampling point; by default the one with that role.

    Returns
    -------
    Findings
        Of the file, without interview and row:

        ======================  =======  ===================================================================
        ``contacts_wave``       error    households of another wave
        ``contacts_points``     error    interviews in sampling points of which the sheet has no household
        ``contacts_keys``       error    numbers of interviews that the sheet does not have
        ``contacts_number``     error    another number of completed contacts than of interviews
        ======================  =======  ===================================================================

        An error is more than :data:`FEW` interviews with an unknown sampling point or number, or more than :data:`MANY`
        as the difference of the two numbers; more than half of that is a warning.
    """
    roles = interviews.form.roles
    found = [
        _wave(contacts, wave, roles.get("wave")),
        _matched("contacts_points", contacts, interviews, psu or roles.get("psu"), "psu"),
        _matched("contacts_keys", contacts, interviews, interviews.form.key, "interview"),
        _number(contacts, interviews),
    ]
    return Findings(one for several in found for one in several)


def _wave(contacts: Contacts, wave: Period, question: str | None) -> Iterator[Finding]:
    named = contacts.column("wave", *([question] if question is not None else []))
    if named is None:
        return
    others = Counter({name: n for name, n in Counter(named).items() if not is_named(wave, name)})
    if others:
        most, _ = others.most_common(1)[0]
        places = {"n": others.total(), "value": most, "wave": wave}
        yield _finding("contacts_wave", "error", contacts, **places)


def _matched(
    rule: str, contacts: Contacts, interviews: Interviews, question: str | None, column: str
) -> Iterator[Finding]:
    """Interviews whose sampling point, or number, is not in the sheet."""
    if question is None or question not in interviews.form.variables:
        return
    named = contacts.column(column, question)
    if named is None:
        return
    own = _texts(interviews, question)
    listed = {one.casefold() for one in named}
    strange = [one for one in own if one.casefold() not in listed]
    severity = _severity(len(strange), len(own), FEW)
    if severity is not None:
        yield _finding(rule, severity, contacts, n=len(strange), base=len(own), value=strange[0])


def _texts(interviews: Interviews, question: str) -> list[str]:
    if interviews.kind_of(question) == "text":
        return [_text(one) for one in interviews.texts(question) if one is not None]
    return [_text(float(one)) for one in interviews.values(question) if one == one]


def _number(contacts: Contacts, interviews: Interviews) -> Iterator[Finding]:
    completed = contacts.outcomes.complete + contacts.outcomes.partial
    severity = _severity(abs(completed - len(interviews)), len(interviews), MANY)
    if severity is not None:
        yield _finding("contacts_number", severity, contacts, n=completed, base=len(interviews))


def _severity(n: int, base: int, limit: float) -> Severity | None:
    if n > limit * base:
        return "error"
    return "warning" if n > limit / 2 * base else None


def _finding(rule: str, severity: Severity, contacts: Contacts, **places: object) -> Finding:
    text = Catalogue.load("survey.monitor").text(rule, path=contacts.path.name, **places)
    value = places.get("value")
    return Finding(rule, severity, text, value=None if value is None else str(value))
