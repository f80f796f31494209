"""Answer sheet: the answers of a simulated wave while it is being made, as codes of a delivered file."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from survey.arrays import Floats, Indices, Mask, Objects, ReasonCodes
from survey.errors import ExpressionError, nearest
from survey.expressions import AnswerKind, Mentions
from survey.interviews import grouped_codes
from survey.questionnaire.model import TEXT_KINDS, Questionnaire, Reason, Variable

HEADER, OBSERVATIONS = "H", "O"
"""Blocks that are not put to the respondent: the header of the interview, and what the interviewer observed."""


def is_put_to_respondent(variable: Variable) -> bool:
    """Whether a variable belongs to a block that the respondent answers."""
    return variable.question.block not in (HEADER, OBSERVATIONS)


@dataclass(slots=True, eq=False)
class AnswerSheet:
    """Answers of n interviews, filled variable by variable; conditions can be evaluated on those already there.

    Parameters
    ----------
    form : Questionnaire
    n : int
        Number of interviews.
    codes : dict of variable -> (n,) array
        Codes and numbers as delivered, including those of "does not know" and "refused"; NaN where blank. For a
        multiple choice: the code that means no answer, NaN where there is an answer.
    chosen : dict of variable -> (n, k) array of bool
        Choices in each multiple choice.
    words : dict of variable -> (n,) array of str or None
        Texts, dates and times.
    """

    form: Questionnaire
    n: int
    codes: dict[str, Floats] = field(default_factory=dict)
    chosen: dict[str, Mask] = field(default_factory=dict)
    words: dict[str, Objects] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.n

    def __contains__(self, name: str) -> bool:
        return name in self.codes or name in self.words

    def take(self, positions: Indices) -> AnswerSheet:
        """Sheet of the interviews at these positions, in this order; a repeated position repeats its interview."""
        return AnswerSheet(
            self.form,
            len(positions),
            {name: values[positions] for name, values in self.codes.items()},
            {name: values[positions] for name, values in self.chosen.items()},
            {name: values[positions] for name, values in self.words.items()},
        )

    # The protocol ``survey.expressions.Answers``: lookups for conditions.

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of a name in expressions: number, text, set of codes or battery."""
        if name in self.form.groupings:
            return "number"
        if name not in self.form.variables and self.form.battery(name):
            return "battery"
        return self._variable(name).answer_kind

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers, NaN where there is no substantive answer."""
        if name in self.form.groupings:
            return grouped_codes(self.form.groupings[name], self)
        codes = self._codes(name)
        missing = [one.code for one in self._variable(name).missing]
        return np.where(np.isin(codes, missing), np.nan, codes) if missing else codes

    def texts(self, name: str) -> Objects:
        """(n,) text, None where blank; for a choice with text codes, the codes."""
        variable = self.form.variables.get(name)
        if variable is not None and variable.written_codes:
            return variable.written_answers(self.values(name))
        return self.words.get(name, np.full(self.n, None, object))

    def mentions(self, name: str) -> Mentions:
        """Choices in a multiple choice; none where it has not been asked yet."""
        variable = self._variable(name)
        chosen = self.chosen.get(name, np.zeros((self.n, len(variable.codes)), bool))
        codes, known = np.array(variable.codes, np.int64), np.asarray(chosen.any(axis=1), bool)
        return Mentions(codes, chosen, known, tuple(variable.written_codes))

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Ids of the rows of a battery."""
        return tuple(variable.id for variable in self.form.battery(name))

    def reason(self, name: str) -> ReasonCodes:
        """(n,) :class:`Reason` of each answer; "not asked" for a variable that has not been filled yet."""
        if name in self.form.groupings:
            return np.where(np.isnan(self.values(name)), Reason.NOT_ASKED, Reason.ANSWERED).astype(np.uint8)
        variable = self._variable(name)
        if variable.kind in TEXT_KINDS:
            blank = np.array([text is None for text in self.texts(name)], bool)
            return np.where(blank, Reason.NOT_ASKED, Reason.ANSWERED).astype(np.uint8)
        codes = self._codes(name)
        answered = self.mentions(name).known if variable.kind == "multiple" else ~np.isnan(codes)
        reasons = np.where(answered, Reason.ANSWERED, Reason.NOT_ASKED).astype(np.uint8)
        for missing in variable.missing:
            reasons[codes == missing.code] = missing.reason
        return reasons

    def _codes(self, name: str) -> Floats:
        return self.codes.get(self._variable(name).id, np.full(self.n, np.nan))

    def _variable(self, name: str) -> Variable:
        found = self.form.variables.get(name)
        if found is None:
            raise ExpressionError(
                "N001",
                f"variable {name!r}",
                "Nothing in the questionnaire has this name, so no answers to it can be simulated.",
                nearest(name, self.form.variables),
            )
        return found
