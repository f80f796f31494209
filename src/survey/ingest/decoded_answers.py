"""All variables of a delivery as decoded so far: conditions read them, and two frames are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats, Objects, ReasonCodes
from survey.expressions import AnswerKind, Mentions
from survey.frames import text_column
from survey.freed_memory import MANY_INTERVIEWS
from survey.ingest.decoded_variables import DecodedVariable
from survey.questionnaire.model import Questionnaire, Reason


@dataclass(frozen=True, slots=True, eq=False)
class DecodedAnswers:
    """Decoded variables by id, in the protocol :class:`survey.expressions.Answers`.

    Parameters
    ----------
    form : Questionnaire
    variables : mapping of variable id to DecodedVariable
        Every variable of the questionnaire, each of ``n`` interviews.
    n : int
        Number of interviews.
    """

    form: Questionnaire
    variables: Mapping[str, DecodedVariable]
    n: int

    def __len__(self) -> int:
        return self.n

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of the answers to a variable, or ``battery`` for any other name."""
        return self.form.variables[name].answer_kind if name in self.form.variables else "battery"

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers, NaN where blank."""
        numbers = self.variables[name].numbers
        if numbers is None:
            raise KeyError(name)
        return numbers.astype(np.float64, copy=False)

    def texts(self, name: str) -> Objects:
        """(n,) text, None where blank; of a choice with text codes, these codes."""
        texts = self.variables[name].texts
        return texts if texts is not None else self.form.variables[name].written_answers(self.values(name))

    def mentions(self, name: str) -> Mentions:
        """Answers to a multiple choice: which options were chosen, and who answered."""
        variable, decoded = self.form.variables[name], self.variables[name]
        if decoded.chosen is None:
            raise KeyError(name)
        codes, known = np.array(variable.codes, np.int64), decoded.reasons == Reason.ANSWERED
        return Mentions(codes, decoded.chosen, known, tuple(variable.written_codes))

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Ids of the rows of a battery."""
        return tuple(variable.id for variable in self.form.battery(name))

    def reason(self, name: str) -> ReasonCodes:
        """(n,) reason of each blank."""
        return self.variables[name].reasons

    def answer_frame(self) -> pd.DataFrame:
        """One row per interview, one column per :attr:`Variable.columns`."""
        columns: dict[str, object] = {}
        for variable in self.form.variables.values():
            decoded = self.variables[variable.id]
            if decoded.chosen is not None:
                marks = np.array(decoded.chosen.T, np.float32, order="C")
                marks[:, decoded.reasons != Reason.ANSWERED] = np.nan
                columns |= dict(zip(variable.columns, marks, strict=True))
            elif decoded.texts is not None:
                columns[variable.id] = text_column(decoded.texts)
            else:
                columns[variable.id] = decoded.numbers
        is_large = self.n >= MANY_INTERVIEWS
        return pd.DataFrame(columns, index=pd.RangeIndex(self.n), copy=False if is_large else None)

    def reason_frame(self) -> pd.DataFrame:
        """One row per interview, one column of :class:`survey.Reason` codes per variable."""
        names = list(self.form.variables)
        return pd.DataFrame(np.column_stack([self.variables[name].reasons for name in names]), columns=names)
