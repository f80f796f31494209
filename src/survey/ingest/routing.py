"""Routing: the questions that each interview was asked, by the questionnaire alone and never by the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from survey.arrays import Mask
from survey.expressions import asked, evaluate
from survey.ingest.decoded_answers import DecodedAnswers
from survey.ingest.decoded_variables import DecodedVariable
from survey.interviews import Stray
from survey.questionnaire.model import Question, Reason, Variable

_OUTSIDE = ("H", "O")
_END = "END"
_SAID = (Reason.ANSWERED, Reason.DONT_KNOW, Reason.REFUSED)


def take_back_unasked(answers: DecodedAnswers) -> tuple[DecodedAnswers, tuple[Stray, ...], dict[str, Mask]]:
    """Blank every answer to a question that was not to be asked, from the first question to the last.

    A question is not asked when its condition is false, or unknown although every answer it needs was recorded (a "does
    not know" in the filter), when an earlier answer leads past it, or when one ended the interview; the header and the
    interviewer's observations are filled in all the same. Where the filter was not recorded it is unknown whether the
    question was asked, and an answer stays. A filter that was not asked itself leaves its followers unasked.

    Returns
    -------
    answers : DecodedAnswers
    strays : tuple of Stray
        Answers that were taken back.
    unasked : mapping of variable id to (n,) array of bool
    """
    form, left = answers.form, dict(answers.variables)
    answers = replace(answers, variables=left)
    rows: dict[str, list[Variable]] = {}
    for variable in form.variables.values():
        rows.setdefault(variable.question.id, []).append(variable)
    first = {name: variables[0].position for name, variables in rows.items()}
    first |= {variable.id: variable.position for variable in form.variables.values()}
    passed_until = np.zeros(len(answers), np.intp)
    strays: list[Stray] = []
    unasked: dict[str, Mask] = {}
    for question in form.questions:
        passed = passed_until > first[question.id]
        where = _unasked(answers, question, passed & (question.block not in _OUTSIDE))
        for variable in rows[question.id]:
            strays += _strays(variable, left[variable.id], where)
            left[variable.id] = left[variable.id].blanked(where, Reason.NOT_ASKED)
            unasked[variable.id] = where
        for leads, target in _leads(answers, question, rows[question.id]):
            until = len(form.variables) if target.startswith(_END) else first[target]
            passed_until = np.maximum(passed_until, np.where(leads, until, 0))
    return answers, tuple(strays), unasked


def _strays(variable: Variable, decoded: DecodedVariable, where: Mask) -> list[Stray]:
    """Answers in the interviews of the mask, "does not know" and "refused" included."""
    rows = np.flatnonzero(where & np.isin(decoded.reasons, _SAID))
    return [Stray(int(row), variable.id, decoded.shown(variable, int(row))) for row in rows]


def _unasked(answers: DecodedAnswers, question: Question, passed: Mask) -> Mask:
    if question.ask_if is None:
        return passed
    is_asked, cannot_tell = asked(question.ask_if, answers)
    return passed | ~(is_asked | cannot_tell)


def _leads(answers: DecodedAnswers, question: Question, variables: Iterable[Variable]) -> Iterable[tuple[Mask, str]]:
    """Targets of answers, each with the mask (n,) of the interviews led there."""
    for option in question.options:
        if option.leads_to is not None:
            for variable in variables:
                yield _gave(answers, variable, option.code), option.leads_to
    for condition, target in question.routing:
        yield evaluate(condition, answers).true, target


def _gave(answers: DecodedAnswers, variable: Variable, code: int) -> Mask:
    if variable.kind == "multiple":
        mentions = answers.mentions(variable.id)
        return np.asarray(mentions.chosen[:, list(mentions.codes).index(code)], bool)
    return np.asarray(answers.values(variable.id) == code, bool)
