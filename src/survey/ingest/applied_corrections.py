"""Answers of a delivery replaced by those of a list of corrections, before the routing looks at them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from survey.ingest.answer_text import WrittenAnswer
from survey.ingest.decoded_variables import DecodedVariable
from survey.questionnaire.model import Questionnaire, Reason, Variable


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """Answer of a variable in one interview that replaces the delivered one.

    ``position`` counts the interviews of the delivery from 0, rows left out not counted.
    """

    position: int
    variable: str
    answer: WrittenAnswer


def with_changes(
    answers: Mapping[str, DecodedVariable], changes: Iterable[AnswerChange], form: Questionnaire
) -> dict[str, DecodedVariable]:
    """Answers of every variable with the changes made; a changed cell is no longer unreadable."""
    by_variable: dict[str, list[AnswerChange]] = {}
    for change in changes:
        by_variable.setdefault(change.variable, []).append(change)
    changed = {name: _changed(form.variables[name], answers[name], made) for name, made in by_variable.items()}
    return {**answers, **changed}


def _changed(variable: Variable, read: DecodedVariable, changes: list[AnswerChange]) -> DecodedVariable:
    at = {change.position for change in changes}
    reasons = read.reasons.copy()
    for change in changes:
        reasons[change.position] = change.answer.reason
    untouched = np.ones(len(reasons), bool)
    untouched[list(at)] = False
    unreadable = tuple(kept for cells in read.unreadable for kept in cells.where(untouched))
    read = dataclasses.replace(read, reasons=reasons, unreadable=unreadable)
    if read.chosen is not None:
        chosen = read.chosen.copy()
        for change in changes:
            codes = change.answer.value if isinstance(change.answer.value, tuple) else ()
            chosen[change.position] = np.isin(variable.codes, codes)
        return dataclasses.replace(read, chosen=chosen)
    if read.texts is not None:
        texts = read.texts.copy()
        for change in changes:
            texts[change.position] = change.answer.value if change.answer.reason == Reason.ANSWERED else None
        return dataclasses.replace(read, texts=texts)
    numbers = np.array(read.numbers)
    for change in changes:
        numbers[change.position] = np.nan if change.answer.value is None else change.answer.value
    return dataclasses.replace(read, numbers=numbers)
