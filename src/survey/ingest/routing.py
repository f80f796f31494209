"""Who was asked what, told by the questionnaire alone and never by the file."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from survey.arrays import Mask
from survey.expressions import asked, evaluate
from survey.ingest.answer_buffer import AnswerBuffer
from survey.interviews import Stray
from survey.questionnaire.model import Question, Questionnaire, Reason, Variable

_OUTSIDE = ("H", "O")
_END = "END"


def take_back_unasked(buffer: AnswerBuffer, form: Questionnaire) -> tuple[tuple[Stray, ...], dict[str, Mask]]:
    """Blank every answer to a question that was not to be asked, from the first question to the last.

    A question is not asked when its condition is false, or unknown although every answer it needs was recorded
    (a "does not know" in the filter), when an earlier answer leads past it, or when one ended the interview; the
    header and the interviewer's observations are filled in all the same. Where the filter was not recorded it
    cannot be told, and what stands there stays. A filter that was not asked itself leaves its followers unasked.

    Returns
    -------
    strays : tuple of Stray
        Answers that were taken back.
    unasked : mapping of variable id to (n,) array of bool
    """
    rows: dict[str, list[Variable]] = {}
    for variable in form.variables.values():
        rows.setdefault(variable.question.id, []).append(variable)
    first = {name: variables[0].position for name, variables in rows.items()}
    first |= {variable.id: variable.position for variable in form.variables.values()}
    passed_until = np.zeros(len(buffer), np.intp)
    strays: list[Stray] = []
    unasked: dict[str, Mask] = {}
    for question in form.questions:
        passed = passed_until > first[question.id]
        where = _unasked(buffer, question, passed & (question.block not in _OUTSIDE))
        for variable in rows[question.id]:
            strays += buffer.said(variable, where)
            buffer.blank(variable.id, where, Reason.NOT_ASKED)
            unasked[variable.id] = where
        for leads, target in _leads(buffer, question, rows[question.id]):
            until = len(form.variables) if target.startswith(_END) else first[target]
            passed_until = np.maximum(passed_until, np.where(leads, until, 0))
    return tuple(strays), unasked


def _unasked(buffer: AnswerBuffer, question: Question, passed: Mask) -> Mask:
    if question.ask_if is None:
        return passed
    is_asked, cannot_tell = asked(question.ask_if, buffer)
    return passed | ~(is_asked | cannot_tell)


def _leads(buffer: AnswerBuffer, question: Question, variables: Iterable[Variable]) -> Iterable[tuple[Mask, str]]:
    """Where answers lead, with the interviews in which they do."""
    for option in question.options:
        if option.leads_to is not None:
            for variable in variables:
                yield _gave(buffer, variable, option.code), option.leads_to
    for condition, target in question.routing:
        yield evaluate(condition, buffer).true, target


def _gave(buffer: AnswerBuffer, variable: Variable, code: int) -> Mask:
    if variable.kind == "multiple":
        mentions = buffer.mentions(variable.id)
        return np.asarray(mentions.chosen[:, list(mentions.codes).index(code)], bool)
    return np.asarray(buffer.values(variable.id) == code, bool)
