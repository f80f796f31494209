"""Clauses of conditions in words, judged as an interviewer judges them who looks at the paper of each interview."""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from survey.arrays import Floats, Mask, Objects
from survey.exchange.paper.condition_clauses import (
    AnswerGiven,
    Asked,
    Clause,
    ClauseGroup,
    CodesGiven,
    Marked,
    Measured,
    NumberOther,
    OnlyMarked,
    ReasonGiven,
    WrittenAs,
)
from survey.expressions.syntax_tree import (
    Arithmetic,
    CountCall,
    Name,
    Negative,
    NumberLiteral,
    Quantity,
    TextLiteral,
)
from survey.interviews import Interviews
from survey.questionnaire.model import Reason, choice_with

REASONS = {"dont_know": Reason.DONT_KNOW, "refused": Reason.REFUSED}
SIGNS: dict[str, Callable[..., Mask]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
SUMS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def judged(clause: Clause, wave: Interviews) -> Mask:
    """(n,) whether the clause holds in each interview."""
    return np.asarray(_judged(clause, wave), bool)


def _judged(clause: Clause, wave: Interviews) -> object:
    match clause:
        case ClauseGroup(word=word, parts=parts):
            every = [judged(one, wave) for one in parts]
            return np.all(every, axis=0) if word == "and" else np.any(every, axis=0)
        case CodesGiven(asked=asked, codes=codes, holds=holds):
            found = over(asked, lambda name: np.isin(written(name, wave), codes))
            return found if holds else ~found
        case NumberOther(asked=asked, numbers=numbers):
            return over(asked, lambda name: is_answered(name, wave) & ~np.isin(written(name, wave), numbers))
        case Marked(name=name, codes=codes, holds=holds):
            found = np.any([marked(name, code, wave) for code in codes], axis=0)
            return found if holds else is_answered(name, wave) & ~found
        case OnlyMarked(name=name, codes=codes):
            others = [one.shown for one in wave.form.variable(name).options if one.shown not in codes]
            return is_answered(name, wave) & ~np.any([marked(name, code, wave) for code in others], axis=0)
        case WrittenAs(asked=asked, texts=texts, holds=holds):
            return over(asked, lambda name: is_answered(name, wave) & (np.isin(written(name, wave), texts) == holds))
        case AnswerGiven(asked=asked, holds=holds):
            found = np.any([is_answered(name, wave) for name in asked.names], axis=0)
            return found if holds else ~found
        case ReasonGiven(asked=asked, state=state, holds=holds):
            found = np.any([wave.reason(name) == REASONS[state] for name in asked.names], axis=0)
            return found if holds else ~found
        case Measured(left=Asked() as asked):
            return over(asked, lambda name: compared(Name(0, 0, name), clause, wave))
        case Measured(left=left):
            assert not isinstance(left, Asked)
            return compared(left, clause, wave)


def over(asked: Asked, test: Callable[[str], Mask]) -> Mask:
    """A test of one question, of at least one of several, or of each."""
    found = [test(name) for name in asked.names]
    return np.asarray(np.all(found, axis=0) if asked.scope == "every" else np.any(found, axis=0))


def compared(left: Quantity, clause: Measured, wave: Interviews) -> Mask:
    """A comparison, which never holds where a side is blank."""
    if clause.is_text:
        assert isinstance(left, Name)
        assert isinstance(clause.right, TextLiteral)
        texts = np.where(is_answered(left.name, wave), written(left.name, wave), "")
        return is_answered(left.name, wave) & SIGNS[clause.sign](texts.astype(str), clause.right.value)
    with np.errstate(all="ignore"):
        one, other = value(left, wave), value(clause.right, wave)
    return np.isfinite(one) & np.isfinite(other) & SIGNS[clause.sign](one, other)


def value(node: Quantity, wave: Interviews) -> Floats:
    """(n,) numbers, NaN where blank."""
    match node:
        case NumberLiteral(value=number):
            return np.full(len(wave), number)
        case Name(name=name):
            return np.asarray(wave.answers[name], float)
        case CountCall(name=inside):
            rows = wave.form.battery(inside.name)
            if rows:
                return np.asarray(np.sum([is_answered(row.id, wave) for row in rows], axis=0), float)
            columns = list(wave.form.variable(inside.name).columns)
            return np.asarray(wave.answers[columns].sum(axis=1, min_count=1), float)
        case Negative(operand=operand):
            return -value(operand, wave)
        case Arithmetic(operation=operation, left=left, right=right):
            return SUMS[operation](value(left, wave), value(right, wave))
        case TextLiteral():
            raise AssertionError(node)


def is_answered(name: str, wave: Interviews) -> Mask:
    return np.asarray(wave.reason(name) == Reason.ANSWERED)


def written(name: str, wave: Interviews) -> Objects:
    """(n,) what the paper has: the code, the number or the text; the code for no answer; None for nothing."""
    variable = wave.form.variable(name)
    reasons = wave.reason(name)
    found = np.full(len(wave), None, object)
    for code in reversed(variable.missing):
        found[np.asarray(reasons == code.reason)] = code.shown
    if variable.kind != "multiple":
        cells = wave.answers[name].tolist()
        for at in np.flatnonzero(is_answered(name, wave)):
            found[at] = cells[at] if isinstance(cells[at], str) else variable.shown(cells[at])
    return found


def marked(name: str, code: str, wave: Interviews) -> Mask:
    variable = wave.form.variable(name)
    if choice_with(f"{name}_{code}", wave.form.variables) is None:
        return np.zeros(len(wave), bool)
    return np.asarray(wave.answers[f"{variable.id}_{code}"] == 1)
