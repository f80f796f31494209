"""Answers while they are being read: what conditions ask for, and what becomes :class:`Interviews`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from survey.arrays import Floats, Mask, Objects, ReasonCodes
from survey.expressions import AnswerKind, Mentions
from survey.frames import text_column
from survey.ingest.factorized_columns import DecodedVariable
from survey.ingest.multiple_choices import codes_shown
from survey.interviews import Stray
from survey.questionnaire.model import Questionnaire, Reason, Variable

_SAID = (Reason.ANSWERED, Reason.DONT_KNOW, Reason.REFUSED)


class AnswerBuffer:
    """Answers of every variable, of which the routing takes back what was not to be asked.

    The only mutable thing of this room; it keeps the protocol :class:`survey.expressions.Answers`.
    """

    def __init__(self, form: Questionnaire, answers: Mapping[str, DecodedVariable], n: int) -> None:
        self.form = form
        self.n = n
        self._reasons = {name: read.reasons for name, read in answers.items()}
        self._numbers = {name: read.numbers for name, read in answers.items() if read.numbers is not None}
        self._texts = {name: read.texts for name, read in answers.items() if read.texts is not None}
        self._chosen = {name: read.chosen for name, read in answers.items() if read.chosen is not None}

    def __len__(self) -> int:
        return self.n

    # What conditions ask

    def kind_of(self, name: str) -> AnswerKind:
        """What the name means."""
        if name not in self.form.variables:
            return "battery"
        return self.form.variables[name].answer_kind

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers, NaN where blank."""
        return self._numbers[name]

    def texts(self, name: str) -> Objects:
        """(n,) text, None where blank; of a choice with text codes, these codes."""
        return (
            self._texts[name] if name in self._texts else self.form.variables[name].written_answers(self.values(name))
        )

    def mentions(self, name: str) -> Mentions:
        """A multiple choice."""
        variable = self.form.variables[name]
        codes, known = np.array(variable.codes, np.int64), self._reasons[name] == Reason.ANSWERED
        return Mentions(codes, self._chosen[name], known, tuple(variable.written_codes))

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Ids of the rows of a battery."""
        return tuple(variable.id for variable in self.form.battery(name))

    def reason(self, name: str) -> ReasonCodes:
        """(n,) reason of each blank."""
        return self._reasons[name]

    # What the routing does

    def blank(self, name: str, where: Mask, reason: Reason) -> None:
        """Take back the answers of a variable in some interviews."""
        if not where.any():
            return
        self._reasons[name] = np.where(where, np.uint8(reason), self._reasons[name])
        if name in self._chosen:
            self._chosen[name] = self._chosen[name] & ~where[:, None]
        elif name in self._texts:
            texts = self._texts[name].copy()
            texts[where] = None
            self._texts[name] = texts
        else:
            self._numbers[name] = np.where(where, np.nan, self._numbers[name])

    def said(self, variable: Variable, where: Mask) -> list[Stray]:
        """What is answered to a variable in some interviews, "does not know" and "refused" included."""
        reasons = self._reasons[variable.id]
        rows = np.flatnonzero(where & np.isin(reasons, _SAID))
        return [Stray(int(row), variable.id, self._shown(variable, int(row))) for row in rows]

    def _shown(self, variable: Variable, row: int) -> str:
        reason = self._reasons[variable.id][row]
        if reason != Reason.ANSWERED:
            codes = (variable.shown(code.code) for code in variable.missing if code.reason == reason)
            return next(codes, Reason(reason).name.lower())
        if variable.id in self._chosen:
            return codes_shown(variable, self._chosen[variable.id][row])
        if variable.id in self._texts:
            return str(self._texts[variable.id][row])
        return variable.shown(float(self._numbers[variable.id][row]))

    # What becomes of it

    def answers(self) -> pd.DataFrame:
        """One column per :attr:`Variable.columns`."""
        columns: dict[str, object] = {}
        for variable in self.form.variables.values():
            if variable.id in self._chosen:
                known = self._reasons[variable.id] == Reason.ANSWERED
                marks = np.where(known[:, None], self._chosen[variable.id], np.nan)
                columns |= dict(zip(variable.columns, marks.T, strict=True))
            elif variable.id in self._texts:
                columns[variable.id] = text_column(self._texts[variable.id])
            else:
                columns[variable.id] = self._numbers[variable.id]
        return pd.DataFrame(columns, index=pd.RangeIndex(self.n))

    def reasons(self) -> pd.DataFrame:
        """One column per variable."""
        names = list(self.form.variables)
        return pd.DataFrame(np.column_stack([self._reasons[name] for name in names]), columns=names)
