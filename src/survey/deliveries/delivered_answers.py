"""Answers of a delivery as text, cell by cell: answered, missing by a code, stray, or unreadable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from survey.findings import Findings
from survey.ingest import WrittenAnswer, read_answer, write_answer
from survey.interviews import Interviews
from survey.questionnaire.model import TEXT_KINDS, Questionnaire, Reason, Variable
from survey.spelling import fold
from survey.text import Language
from survey.validation import HIDDEN

_LETTER = re.compile(r"[^\W\d_]")
_ONE_WORD = re.compile(r"\S{1,20}")
_LONGEST = 200


@dataclass(frozen=True, slots=True, eq=False)
class DeliveredAnswers:
    """Answers of a delivery as text, cell by cell.

    Parameters
    ----------
    interviews : Interviews
    strays : mapping of (position, variable) to text
        Answers to questions that were not to be asked.
    unread : mapping of (position, variable) to text
        Cells that nobody could read, as delivered.
    beside : mapping of variable to positions
        Where the variable has a stray or an unreadable cell.
    """

    interviews: Interviews
    strays: dict[tuple[int, str], str]
    unread: dict[tuple[int, str], str]
    beside: dict[str, list[int]]

    @classmethod
    def of(cls, interviews: Interviews, findings: Findings) -> DeliveredAnswers:
        """The answers of interviews; ``findings`` hold what decoding could not read."""
        position = {int(row): at for at, row in enumerate(interviews.rows)}
        columns = {str(name): at for at, name in enumerate(interviews.reasons.columns)}
        lost = interviews.reasons.to_numpy() == Reason.NOT_RECORDED
        unread = {
            (position[one.row], one.variable): one.value
            for one in findings
            if one.value is not None
            and one.row in position
            and one.variable in columns
            and lost[position[one.row], columns[one.variable]]
        }
        strays = {(stray.position, stray.variable): stray.value for stray in interviews.strays}
        beside: dict[str, list[int]] = {}
        for at, name in (*strays, *unread):
            beside.setdefault(name, []).append(at)
        return cls(interviews, strays, unread, beside)

    def at(self, position: int, name: str) -> str:
        """The answer as codes or text; empty where nothing was delivered.

        A name that is not a variable is a further column of the file.
        """
        variable = self.interviews.form.variables.get(name)
        if variable is None:
            return _extra(self.interviews.extras[name].iloc[position])
        reason = Reason(int(self.interviews.reasons[name].iloc[position]))
        if reason == Reason.NOT_ASKED:
            return canonical(variable, self.strays.get((position, name), ""))
        if reason == Reason.NOT_RECORDED:
            return self.unread.get((position, name), "").strip()
        return write_answer(variable, answer_at(self.interviews, variable, position))


def answer_at(interviews: Interviews, variable: Variable, position: int) -> WrittenAnswer:
    """The answer of one interview as decoded."""
    reason = Reason(int(interviews.reasons[variable.id].iloc[position]))
    if reason != Reason.ANSWERED:
        return WrittenAnswer(reason)
    if variable.kind == "multiple":
        marks = interviews.answers[list(variable.columns)].iloc[position]
        return WrittenAnswer(reason, tuple(code for code, mark in zip(variable.codes, marks, strict=True) if mark == 1))
    value = interviews.answers[variable.id].iloc[position]
    return WrittenAnswer(reason, str(value) if variable.kind in TEXT_KINDS else float(value))


def canonical(variable: Variable, text: str) -> str:
    """A text as :func:`survey.ingest.write_answer` writes the answer it gives; unread text only stripped."""
    answer = read_answer(variable, text)
    return text.strip() if answer is None else write_answer(variable, answer)


def same_answer(variable: Variable | None, one: str, other: str) -> bool:
    """Whether two texts give the same answer; with no variable, whether they are the same number or text."""
    if variable is not None:
        return canonical(variable, one) == canonical(variable, other)
    if one.strip() == other.strip():
        return True
    numbers = [_number(text) for text in (one, other)]
    return None not in numbers and bool(np.isclose(*numbers, rtol=1e-9))  # type: ignore[call-overload]


def is_free_text(form: Questionnaire, name: str) -> bool:
    """Whether a column holds what people said in their own words, which stays inside the office.

    Open questions do, and the texts of "other, specify"; the key and the other roles of the survey do not.
    """
    if name in _roles(form):
        return False
    variable = form.variables.get(name)
    if variable is not None:
        return variable.is_free_text
    owner = form.variables.get(name.removesuffix("_other"))
    return name.endswith("_other") and owner is not None


def worded(variable: Variable | None, text: str, language: Language) -> str:
    """The wording of an answer in one language, empty where the instrument has none."""
    if variable is None:
        return ""
    answer = read_answer(variable, text)
    if answer is None or not text.strip():
        return ""
    if answer.reason != Reason.ANSWERED:
        return next(
            (c.text[language] for c in variable.missing if c.reason == answer.reason and c.text.has(language)), ""
        )
    codes = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    options = (*variable.options, *variable.question.anchors)
    wordings = {float(option.code): option.text[language] for option in options if option.text.has(language)}
    return "; ".join(wordings[code] for code in codes if isinstance(code, int | float) and code in wordings)


def shown_value(form: Questionnaire, name: str | None, value: str | None, *, texts: bool) -> str:
    """A delivered value for people outside the office: what may be somebody's own words is hidden unless asked for.

    Own words are the answers to open questions and the texts of "other, specify"; and where a code, a number or a date
    was expected, several words that resemble no wording of the question.
    """
    if value is None:
        return ""
    if texts or name is None or not _may_be_own_words(form, name, value):
        return value
    return HIDDEN


def _may_be_own_words(form: Questionnaire, name: str, value: str) -> bool:
    if is_free_text(form, name):
        return bool(value.strip())
    variable = form.variables.get(name)
    if variable is None or variable.kind in ("code", "text") or not _LETTER.search(value):
        return False
    if _ONE_WORD.fullmatch(value.strip()) and not any(option.specify for option in variable.options):
        return False
    return not _resembles(variable, value)


def _resembles(variable: Variable, value: str) -> bool:
    spellings = [*(option.spellings for option in (*variable.options, *variable.question.anchors))]
    spellings += [missing.spellings for missing in variable.missing]
    wordings = [fold(spelling) for one in spellings for spelling in one]
    return bool(get_close_matches(fold(value)[:_LONGEST], wordings, n=1, cutoff=0.6))


def _roles(form: Questionnaire) -> set[str]:
    return {form.key, *form.roles.values()}


def _extra(cell: object) -> str:
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
