"""Interviews with people who refused, are under age or live elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from survey.arrays import Mask
from survey.expressions import evaluate
from survey.interviews import Interviews
from survey.questionnaire.model import Question, Reason, Variable
from survey.validation.rule_breaches import Breach, broken

END = "END"


def check_eligibility(interviews: Interviews) -> Iterator[Breach]:
    """Breach of every question that can end the interview: it did, and later questions are answered."""
    for variable in interviews.form.variables.values():
        if variable.row is None and (ends := _ends(interviews, variable)) is not None:
            positions = np.flatnonzero(ends & _answered_after(interviews, variable))
            lost = int((interviews.reason(variable.id) == Reason.NOT_RECORDED).sum())
            yield broken(interviews, "ended", "error", variable, positions, len(interviews) - lost, lost)


def ended_interviews(interviews: Interviews) -> Mask:
    """(n,) whether some answer ends the interview."""
    ended = np.zeros(len(interviews), bool)
    for variable in interviews.form.variables.values():
        ends = _ends(interviews, variable) if variable.row is None else None
        if ends is not None:
            ended |= ends
    return ended


def _ends(interviews: Interviews, variable: Variable) -> Mask | None:
    codes = [option.code for option in variable.options if (option.leads_to or "").startswith(END)]
    conditions = [condition for condition, target in variable.question.routing if target.startswith(END)]
    if variable.kind != "single":
        codes = []
    if not codes and not conditions:
        return None
    ends = np.isin(interviews.values(variable.id), codes) if codes else np.zeros(len(interviews), bool)
    for condition in conditions:
        ends = ends | evaluate(condition, interviews).true
    return ends


def _answered_after(interviews: Interviews, variable: Variable) -> Mask:
    later = {
        other.id
        for other in interviews.form.variables.values()
        if other.position > variable.position and _asked_of_the_person(other.question)
    }
    columns = [name for name in interviews.reasons.columns if name in later]
    answered = np.asarray((interviews.reasons[columns].to_numpy() == Reason.ANSWERED).any(axis=1), bool)
    for stray in interviews.strays:
        if stray.variable in later:
            answered[stray.position] = True
    return answered


def _asked_of_the_person(question: Question) -> bool:
    return not question.filled_by_interviewer and question.block not in ("H", "O")
