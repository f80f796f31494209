"""What became of a damaged file: nobody may be misled by it."""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from survey.findings import Finding, Findings
from survey.interviews import Interviews, RawTable
from survey.questionnaire.model import Questionnaire, Reason, Variable
from tests.fuzz.extremes import ErrorCell
from tests.fuzz.form import CODES_OF_CHOICE, Cell, Table
from tests.fuzz.formats import text_of
from tests.fuzz.readings import Answer, fits, is_blank, is_mark, number_of

Outcome = Literal[
    "error", "blocked", "unchanged", "another", "told", "silent", "traceback", "crash", "memory", "hang", "unwritten"
]
"""A clear error; a finding about the whole file that stops it; same answers as in the undamaged file; other answers
that the file really holds; other answers with a finding for each; a change nobody is told of; and what must never be."""

WEIGHT = ("base_weight", "weight")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, and the evidence for it."""

    outcome: Outcome
    details: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Decoded:
    """A file after reading, decoding and validating."""

    raw: RawTable
    interviews: Interviews
    findings: Findings

    @functools.cached_property
    def answers(self) -> list[dict[str, Answer]]:
        """Answers of each interview by variable."""
        return list(_answers(self.interviews))

    @functools.cached_property
    def strays(self) -> frozenset[tuple[str, int]]:
        """Variable and position of every stray."""
        return frozenset((stray.variable, stray.position) for stray in self.interviews.strays)


def judge(damaged: Decoded, whole: Decoded, truth: Table | None, *, must_tell: bool = False) -> Verdict:
    """The verdict on a damaged file beside the undamaged one.

    Parameters
    ----------
    truth : Table, optional
        What a person reads in the damaged file; what the reader gave where that cannot be known.
    must_tell : bool
        The damage can be seen in the file itself, so it has to be told even if no answer changed.
    """
    new = _new_findings(damaged.findings, whole.findings)
    unbalanced = _unbalanced(damaged)
    silent = [*unbalanced, *_misread(damaged, truth or _as_read(damaged.raw), new)]
    before, after = whole.answers, damaged.answers
    changed = before != after or _weights(whole) != _weights(damaged)
    if any(_is_about_the_file(one) and one.severity == "error" for one in new):
        return Verdict("blocked", tuple(unbalanced))
    if silent:
        return Verdict("silent", tuple(silent))
    if must_tell and not new:
        return Verdict("silent", (f"nothing is told; {len(before)} interviews became {len(after)}",))
    if not changed:
        return Verdict("unchanged")
    return Verdict("told" if new else "another")


def _is_about_the_file(finding: Finding) -> bool:
    return finding.interview is None and finding.row is None


def _new_findings(found: Findings, before: Findings) -> list[Finding]:
    known = Counter(_gist(one) for one in before)
    new = []
    for one in found:
        if known[_gist(one)]:
            known[_gist(one)] -= 1
        else:
            new.append(one)
    return new


def _gist(one: Finding) -> tuple[object, ...]:
    return one.rule, one.interview, one.row, one.variable, one.message["ru"]


def _unbalanced(decoded: Decoded) -> list[str]:
    records = decoded.raw.records
    if records is None or records.interviews == len(decoded.raw):
        return []
    return [f"records do not balance: {records} beside {len(decoded.raw)} rows"]


# Cell by cell


def _misread(decoded: Decoded, truth: Table, new: list[Finding]) -> Iterator[str]:
    rows = [row for row in truth.rows if not all(is_blank(cell) for cell in row)]
    told_of_file = [one for one in new if _is_about_the_file(one)]
    lost = len(rows) - len(decoded.interviews)
    rows_told = {one.row for one in new if one.row is not None and one.severity == "error"}
    if lost and not told_of_file and len(rows_told) < -lost:
        yield f"{len(rows)} rows are {len(decoded.interviews)} interviews, and nothing is told"
    for row, at in _aligned(decoded, rows, truth.names):
        yield from _misread_row(decoded, truth.names, row, at, new)


def _aligned(
    decoded: Decoded, rows: list[tuple[Cell, ...]], names: tuple[str, ...]
) -> Iterator[tuple[tuple[Cell, ...], int]]:
    if len(rows) == len(decoded.interviews):
        yield from zip(rows, range(len(rows)), strict=True)
        return
    key = decoded.interviews.form.key
    places = {str(one): at for at, one in enumerate(decoded.interviews.ids)}
    for row in rows if key in names else ():
        name = text_of(row[names.index(key)]).strip()
        if name in places:
            yield row, places[name]


def _misread_row(
    decoded: Decoded, names: tuple[str, ...], row: tuple[Cell, ...], at: int, new: list[Finding]
) -> Iterator[str]:
    form = decoded.interviews.form
    answers = decoded.answers[at]
    cells = dict(zip(names, row, strict=True))
    for variable in form.variables.values():
        answer = answers[variable.id]
        wrong = list(_wrong(variable, cells, answer))
        if wrong and not _is_stray(decoded, variable, at, answer) and not _told(decoded, variable, wrong, at, new):
            lost = {name: cells[name] for name in wrong}
            yield f"row {at + 2}: {str(lost)[:120]} became {answer.reason.name} {str(answer.value)[:60]!r}"
    for name in WEIGHT:
        if name in cells and not _weight_fits(decoded, name, cells[name], at) and not _named(name, cells[name], new):
            weight = decoded.interviews.extras[name].iloc[at] if name in decoded.interviews.extras else "nothing"
            yield f"row {at + 2}: {name} {str(cells[name])[:60]!r} became {str(weight)[:60]!r}"


def _wrong(variable: Variable, cells: dict[str, Cell], answer: Answer) -> Iterator[str]:
    """Names of the cells from which this answer does not follow."""
    if variable.id in cells:
        if not fits(variable, cells[variable.id], answer):
            yield variable.id
        return
    chosen = answer.value if isinstance(answer.value, frozenset) else frozenset()
    if variable.kind == "multiple":
        for code in CODES_OF_CHOICE:
            name = f"{variable.id}_{code}"
            if (
                name in cells
                and is_mark(cells[name]) is not (code in chosen)
                and not _same_reason(variable, cells[name], answer)
            ):
                yield name


def _same_reason(variable: Variable, cell: Cell, answer: Answer) -> bool:
    return (
        answer.reason != Reason.ANSWERED
        and not is_blank(cell)
        and is_mark(cell) is None
        and fits(variable, cell, answer)
    )


def _is_stray(decoded: Decoded, variable: Variable, at: int, answer: Answer) -> bool:
    if answer.reason != Reason.NOT_ASKED:
        return False
    return (variable.id, at) in decoded.strays


def _told(decoded: Decoded, variable: Variable, names: list[str], at: int, new: list[Finding]) -> bool:
    interviews = decoded.interviews
    row, key = int(interviews.rows[at]), interviews.ids[at]
    ours = {variable.id, variable.question.id, *names}
    for one in new:
        if one.row == row or (one.row is None and one.interview is not None and one.interview == key):
            if one.variable is None or one.variable in ours:
                return True
        elif _is_about_the_file(one) and _speaks_of(one, ours):
            return True
    return False


def _named(name: str, cell: Cell, new: list[Finding]) -> bool:
    """Whether a finding names the column, or the file as a whole with what the cell holds."""
    written = {name, text_of(cell)} if isinstance(cell, str | ErrorCell) and text_of(cell).strip() else {name}
    return any(_speaks_of(one, written) for one in new)


def _speaks_of(finding: Finding, names: set[str]) -> bool:
    """Whether a finding names one of these columns, or warns of the file as a whole."""
    if finding.variable is not None:
        return finding.variable in names
    return finding.severity != "info" or any(name in finding.message["ru"] for name in names)


# Answers


def _answers(interviews: Interviews) -> Iterator[dict[str, Answer]]:
    form = interviews.form
    columns = {variable.id: _column(interviews, variable, form) for variable in form.variables.values()}
    for at in range(len(interviews)):
        yield {name: column[at] for name, column in columns.items()}


def _column(interviews: Interviews, variable: Variable, form: Questionnaire) -> list[Answer]:
    reasons = [Reason(int(one)) for one in interviews.reasons[variable.id]]
    if variable.kind == "multiple":
        marks = interviews.answers[list(variable.columns)].to_numpy(float)
        values: list[object] = [
            frozenset(code for code, mark in zip(variable.codes, row, strict=True) if mark == 1) for row in marks
        ]
    else:
        values = interviews.answers[variable.id].tolist()
    return [
        Answer(reason, value if reason == Reason.ANSWERED else None)  # type: ignore[arg-type]
        for reason, value in zip(reasons, values, strict=True)
    ]


def _weights(decoded: Decoded) -> list[str]:
    extras = decoded.interviews.extras
    return [str(one) for name in WEIGHT if name in extras for one in extras[name]]


def _weight_fits(decoded: Decoded, name: str, cell: Cell, at: int) -> bool:
    extras = decoded.interviews.extras
    if name not in extras:
        return False
    value = extras[name].iloc[at]
    if is_blank(cell):
        return bool(pd.isna(value))
    if pd.api.types.is_numeric_dtype(extras[name]):
        return number_of(cell) == float(value)
    written = cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else text_of(cell)
    return str(value).split() == written.split() or _same_number(cell, value)


def _same_number(cell: Cell, value: object) -> bool:
    try:
        return float(str(value)) == float(str(cell))
    except ValueError:
        return False


def _as_read(raw: RawTable) -> Table:
    """The cells the reader gave, under the names of questions; columns it does not know are left out."""
    columns = {str(name): raw.cells.iloc[:, at] for at, name in enumerate(raw.cells.columns)}
    return Table(tuple(columns), tuple(zip(*(map(_cell, one) for one in columns.values()), strict=True)))


def _cell(value: object) -> Cell:
    return None if value is None or value is pd.NaT or value is pd.NA else value
