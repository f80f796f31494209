"""A list of corrections applied to a delivery: each line is judged, the delivered table stays unchanged."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from survey.argument_errors import noun, public
from survey.deliveries.corrections import Correction, CorrectionRefusal, Corrections
from survey.deliveries.delivered_answers import DeliveredAnswers, is_free_text, same_answer, shown_value
from survey.deliveries.former_lines import as_written, under_present_codes
from survey.deliveries.list_files import catalogue
from survey.findings import Findings
from survey.ingest import AnswerChange, decode, read_answer
from survey.ingest.answer_text import is_ambiguous
from survey.ingest.numbers import UNDECIDED, number_of
from survey.ingest.read_lines import Decisions
from survey.interviews import Interviews, RawTable
from survey.questionnaire.model import Questionnaire, Variable
from survey.validation import HIDDEN

_CLOCK = re.compile(r"[T ](\d{1,2}:\d{2})")
CellPlace = tuple[int, str]


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Corrected:
    """A delivery decoded with corrections.

    Parameters
    ----------
    interviews : Interviews
        As corrected.
    findings : Findings
        Those of decoding the corrected answers, and an error for every line refused.
    corrections : Corrections
        Every line with its status.
    """

    interviews: Interviews
    findings: Findings
    corrections: Corrections


@public
def correct(
    raw: RawTable,
    form: Questionnaire,
    corrections: Corrections,
    *,
    read: Decisions | Mapping[str, object] | None = None,
    today: datetime.date | None = None,
) -> Corrected:
    """Decode a delivery with a list of corrections applied; the raw table stays as delivered.

    Parameters
    ----------
    raw : RawTable
    form : Questionnaire
    corrections : Corrections
        From :func:`survey.read_corrections`. A line is applied when its interview and variable exist, its old answer
        is the one delivered, its new answer is allowed, and it says why, who and when. Lines about one cell are applied
        in the order of ``when``, each starting from what the one before left.
    read : Decisions, mapping or None
        As in :func:`survey.decode`.
    today : date, optional
        Day after which ``when`` is in the future; by default this day.

    Returns
    -------
    Corrected
        A correction may change who was to be asked what; the routing is worked out again.

    See Also
    --------
    survey.decode : without corrections.
    survey.receive_delivery : reading, correcting, validating and waiving in one call.
    """
    interviews, unread = decode(raw, form, read=read)
    judged, last = _judge(corrections, interviews, unread, today or datetime.date.today())
    if last:
        changes = [
            AnswerChange(position, name, answer)
            for (position, name), text in last.items()
            if name in form.variables and (answer := read_answer(form.variables[name], text)) is not None
        ]
        interviews, unread = decode(raw, form, read=read, changes=changes)
        extras = {cell: text for cell, text in last.items() if cell[1] not in form.variables}
        interviews = dataclasses.replace(interviews, extras=_with_extras(interviews.extras, extras))
    return Corrected(interviews, unread + judged.findings, judged)


def _judge(
    corrections: Corrections, interviews: Interviews, unread: Findings, today: datetime.date
) -> tuple[Corrections, dict[CellPlace, str]]:
    """Every line with its status, and the last text of every cell that is corrected."""
    judge = _Judge.of(interviews, unread, today)
    written = {line.line: line for line in corrections.lines}
    corrections = dataclasses.replace(
        corrections, lines=tuple(under_present_codes(line, interviews.form) for line in corrections.lines)
    )
    lines: dict[int, Correction] = {}
    cells: dict[CellPlace, list[Correction]] = {}
    for line in corrections.lines:
        if line.is_open:
            lines[line.line] = dataclasses.replace(line, status="open")
            continue
        cell, refusal = judge.cell_of(line)
        refusal = refusal or judge.formal(line)
        if cell is None or refusal is not None:
            lines[line.line] = refusal or line
        else:
            cells.setdefault(cell, []).append(line)
    last: dict[CellPlace, str] = {}
    for cell, about in cells.items():
        for line in judge.in_turn(cell, about, last):
            lines[line.line] = line
    judged = tuple(as_written(lines[line.line], written[line.line]) for line in corrections.lines)
    return dataclasses.replace(corrections, lines=judged), last


@dataclass(frozen=True, slots=True, eq=False)
class _Judge:
    """Judge of correction lines, which knows interviews by key and row, and the answers delivered."""

    answers: DeliveredAnswers
    positions: Mapping[str, list[int]]
    by_row: Mapping[int, int]
    today: datetime.date

    @classmethod
    def of(cls, interviews: Interviews, unread: Findings, today: datetime.date) -> _Judge:
        positions: dict[str, list[int]] = {}
        for position, key in enumerate(interviews.ids):
            positions.setdefault("" if key is None else str(key).strip(), []).append(position)
        by_row = {int(row): position for position, row in enumerate(interviews.rows)}
        return cls(DeliveredAnswers.of(interviews, unread), positions, by_row, today)

    @property
    def form(self) -> Questionnaire:
        return self.answers.interviews.form

    def cell_of(self, line: Correction) -> tuple[CellPlace | None, Correction | None]:
        """The cell that a line is about, or the line refused."""
        position = self._position(line)
        if isinstance(position, Correction):
            return None, position
        name = self._variable(line.variable)
        if name is None:
            near = get_close_matches(line.variable, [*self.form.variables, *self._extras()], n=3)
            return None, _refused(line, "variable_unknown", variable=line.variable, near=", ".join(near) or "—")
        return (position, name), None

    def _position(self, line: Correction) -> int | Correction:
        found = self.positions.get(line.interview, [])
        if line.row:
            row = _whole(line.row)
            position = self.by_row.get(row) if row is not None else None
            if position is None or position not in found:
                return _refused(line, "row_differs", row=line.row, interview=line.interview or "—")
            return position
        if not found or not line.interview:
            near = [key for key in self.positions if key and key.lstrip("0") == line.interview.lstrip("0")]
            return _refused(line, "interview_unknown", interview=line.interview or "—", near=", ".join(near) or "—")
        if len(found) > 1:
            rows = ", ".join(str(self.answers.interviews.rows[position]) for position in found)
            return _refused(line, "key_occurs_twice", interview=line.interview, rows=rows)
        return found[0]

    def _variable(self, name: str) -> str | None:
        known = [*self.form.variables, *self._extras()]
        if name in known:
            return name
        alike = [other for other in known if other.casefold() == name.casefold()]
        return alike[0] if len(alike) == 1 else None

    def _extras(self) -> list[str]:
        return [str(column) for column in self.answers.interviews.extras.columns]

    def formal(self, line: Correction) -> Correction | None:
        """The line refused when it does not say why, who or when, or when its new answer is not allowed."""
        for refusal in ("who_missing", "reason_missing", "when_missing"):
            if not getattr(line, refusal.removesuffix("_missing")):
                return _refused(line, refusal)
        if line.day is None:
            return _refused(line, "when_unreadable", value=line.when)
        if line.day > self.today:
            return _refused(line, "when_in_future", value=line.day.isoformat())
        name = self._variable(line.variable)
        if name is not None and not self._is_allowed(name, line.new):
            return _refused(line, "new_not_allowed", value=line.new, variable=name)
        return None

    def _is_allowed(self, name: str, text: str) -> bool:
        variable = self.form.variables.get(name)
        if variable is not None:
            return text != HIDDEN and read_answer(variable, text) is not None and not is_ambiguous(variable, text)
        column = self.answers.interviews.extras[name]
        return not text or not pd.api.types.is_numeric_dtype(column) or _number(text) is not None

    def in_turn(self, cell: CellPlace, about: list[Correction], last: dict[CellPlace, str]) -> Iterable[Correction]:
        """The lines about one cell with their status, in the order of time; ``last`` gets the text they lead to."""
        variable = self.form.variables.get(cell[1])
        now = self.answers.at(*cell)
        moments: dict[tuple[str, str], list[Correction]] = {}
        for line in sorted(about, key=lambda one: (_moment(one), one.line)):
            moments.setdefault(_moment(line), []).append(line)
        for waiting in moments.values():
            while waiting:
                fitting = [line for line in waiting if self._starts_from(line, cell[1], variable, now)]
                different = [line for line in fitting if not same_answer(variable, line.new, fitting[0].new)]
                if different:
                    yield from (_refused(line, "contradiction", variable=cell[1]) for line in fitting)
                    waiting[:] = [line for line in waiting if line not in fitting]
                    continue
                line = fitting[0] if fitting else waiting[0]
                waiting.remove(line)
                if same_answer(variable, line.new, now):
                    yield _refused(line, "no_change", variable=cell[1])
                elif fitting:
                    now = last[cell] = line.new
                    yield dataclasses.replace(line, status="applied")
                else:
                    old, delivered = (shown_value(self.form, cell[1], one, texts=False) for one in (line.old, now))
                    yield _refused(line, "old_differs", old=old or "—", delivered=delivered or "—")

    def _starts_from(self, line: Correction, name: str, variable: Variable | None, now: str) -> bool:
        if line.old == HIDDEN and is_free_text(self.form, name):
            return True
        return same_answer(variable, line.old, now)


def _refused(line: Correction, refusal: CorrectionRefusal, **places: object) -> Correction:
    detail = catalogue().text(f"refused_{refusal}", **places)
    return dataclasses.replace(line, status="refused", refusal=refusal, detail=detail)


def _moment(line: Correction) -> tuple[str, str]:
    clock = _CLOCK.search(line.when)
    return str(line.day), clock[1].rjust(5, "0") if clock else ""


def _whole(text: str) -> int | None:
    number = _number(text)
    return int(number) if number is not None and number.is_integer() else None


def _number(text: str) -> float | None:
    """The number of a column of no question; None for "1,250", which may be two."""
    return number_of(text, UNDECIDED)


def _with_extras(extras: pd.DataFrame, changes: Mapping[CellPlace, str]) -> pd.DataFrame:
    changed = extras.copy()
    for (position, name), text in changes.items():
        column = changed[name].copy()
        if pd.api.types.is_numeric_dtype(column):
            column = column.astype("float64")
            column.iloc[position] = np.nan if not text else _number(text)
        else:
            column.iloc[position] = text or None
        changed[name] = column
    return changed
