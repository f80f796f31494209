"""The answers of a wave while it is being made: codes as a file would hold them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from survey.arrays import Floats, Indices, Mask, Objects, ReasonCodes
from survey.errors import ExpressionError, nearest
from survey.expressions import AnswerKind, Mentions, evaluate
from survey.questionnaire.model import TEXT_KINDS, Questionnaire, Reason, Variable


@dataclass(slots=True, eq=False)
class AnswerSheet:
    """Answers of n interviews, filled variable by variable; conditions can be evaluated on what is there.

    Parameters
    ----------
    form : Questionnaire
    n : int
        Number of interviews.
    codes : dict of variable -> (n,) array
        Codes and numbers as delivered, those of "does not know" and "refused" included; NaN where blank. Of a
        multiple choice: the code that means no answer, NaN where there is one.
    chosen : dict of variable -> (n, k) array of bool
        Choices of a multiple choice.
    words : dict of variable -> (n,) array of str or None
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
        """The interviews at these positions, in this order; a position given twice gives its interview twice."""
        return AnswerSheet(
            self.form,
            len(positions),
            {name: values[positions] for name, values in self.codes.items()},
            {name: values[positions] for name, values in self.chosen.items()},
            {name: values[positions] for name, values in self.words.items()},
        )

    # What expressions ask (the protocol ``survey.expressions.Answers``)

    def kind_of(self, name: str) -> AnswerKind:
        """Whether a name means a number, a text, a set of codes or a battery."""
        if name in self.form.groupings:
            return "number"
        if name not in self.form.variables and self.form.battery(name):
            return "battery"
        return self._variable(name).answer_kind

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers, NaN where there is no substantive answer."""
        if name in self.form.groupings:
            return self._grouped(name)
        codes = self._codes(name)
        missing = [one.code for one in self._variable(name).missing]
        return np.where(np.isin(codes, missing), np.nan, codes) if missing else codes

    def texts(self, name: str) -> Objects:
        """(n,) text, None where blank; of a choice with text codes, these codes."""
        variable = self.form.variables.get(name)
        if variable is not None and variable.written_codes:
            return variable.written_answers(self.values(name))
        return self.words.get(name, np.full(self.n, None, object))

    def mentions(self, name: str) -> Mentions:
        """A multiple choice."""
        variable = self._variable(name)
        chosen = self.chosen.get(name, np.zeros((self.n, len(variable.codes)), bool))
        codes, known = np.array(variable.codes, np.int64), np.asarray(chosen.any(axis=1), bool)
        return Mentions(codes, chosen, known, tuple(variable.written_codes))

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Ids of the rows of a battery."""
        return tuple(variable.id for variable in self.form.battery(name))

    def reason(self, name: str) -> ReasonCodes:
        """(n,) reason of each blank; whatever has not been asked is not asked."""
        if name in self.form.groupings:
            return np.where(np.isnan(self._grouped(name)), Reason.NOT_ASKED, Reason.ANSWERED).astype(np.uint8)
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

    # Inside

    def _codes(self, name: str) -> Floats:
        return self.codes.get(self._variable(name).id, np.full(self.n, np.nan))

    def _grouped(self, name: str) -> Floats:
        codes = np.full(self.n, np.nan)
        for category in reversed(self.form.groupings[name].categories):
            codes[evaluate(category.when, self).true] = category.code
        return codes

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
