"""The questions behind the headline indicators, in the words they were asked in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Mask, Objects, ReasonCodes
from survey.expressions import AnswerKind, Expression, Mentions, evaluate
from survey.indicators import Indicator, Indicators
from survey.indicators.definitions import Net, ScaleMean, ScoreFormula, Share
from survey.questionnaire import Question, Questionnaire, Reason, Variable
from survey.reports import Wording
from survey.text import Text


def wordings_of(form: Questionnaire, indicators: Indicators) -> tuple[Wording, ...]:
    """One wording per question behind a primary indicator, in the order of the questionnaire."""
    found: dict[str, list[Wording]] = {}
    for indicator in indicators.items:
        if indicator.primary:
            for question_id, wording in _wordings(form, indicator):
                found.setdefault(question_id, []).append(wording)
    order = [question.id for question in form.questions if question.id in found]
    return tuple(_joined(found[question_id]) for question_id in order)


def _joined(same: Sequence[Wording]) -> Wording:
    """One entry for a question that serves several indicators."""
    first = same[0]
    ids = tuple(dict.fromkeys(name for one in same for name in one.indicators))
    rows = tuple(dict.fromkeys(row for one in same for row in one.rows))
    return Wording(ids, first.question, rows, first.answers, first.counted if len(same) == 1 else ())


def _wordings(form: Questionnaire, indicator: Indicator) -> Iterable[tuple[str, Wording]]:
    variables = [variable for name in _names(indicator) for variable in _variables(form, name)]
    for question in dict.fromkeys(variable.question.id for variable in variables):
        own = [variable for variable in variables if variable.question.id == question]
        asked = own[0].question
        rows = tuple(variable.text for variable in own if variable.row is not None)
        answers = tuple(option.text for option in asked.options)
        yield question, Wording((indicator.id,), asked.text, rows, answers, _counted(indicator, asked, own))


def _names(indicator: Indicator) -> Iterable[str]:
    formula = indicator.formula
    if isinstance(formula, Share):
        return formula.numerator.names
    if isinstance(formula, Net):
        return (*formula.positive.names, *formula.negative.names)
    if isinstance(formula, ScoreFormula):
        return [item.name for item in formula.items]
    return [formula.item] if isinstance(formula, ScaleMean) else []


def _variables(form: Questionnaire, name: str) -> Sequence[Variable]:
    return [form.variables[name]] if name in form.variables else form.battery(name)


def _counted(indicator: Indicator, question: Question, own: Sequence[Variable]) -> tuple[Text, ...]:
    """The answers that count towards a share, when the share rests on this question alone."""
    formula = indicator.formula
    names = {variable.id for variable in own} | {question.id}
    if not isinstance(formula, Share) or not question.options or not set(formula.numerator.names) <= names:
        return ()
    counts = _met_by(formula.numerator, own)
    return tuple(option.text for option, one in zip(question.options, counts, strict=True) if one)


def _met_by(condition: Expression, own: Sequence[Variable]) -> Mask:
    """(codes,) whether the condition holds when every row is answered with the same code."""
    rows = tuple(variable.id for variable in own)
    return evaluate(condition, _SameAnswer(rows, own[0].codes, tuple(own[0].written_codes), own[0].answer_kind)).true


@dataclass(frozen=True, slots=True)
class _SameAnswer:
    """Imagined respondents, one per code, who give that code to every row."""

    rows: tuple[str, ...]
    codes: tuple[int, ...]
    written: tuple[str, ...]
    kind: AnswerKind

    def __len__(self) -> int:
        return len(self.codes)

    def kind_of(self, name: str) -> AnswerKind:
        return self.kind if name in self.rows else "battery"

    def values(self, name: str) -> Floats:  # noqa: ARG002
        return np.array(self.codes, np.float64)

    def texts(self, name: str) -> Objects:  # noqa: ARG002
        return np.array(self.written, object)

    def mentions(self, name: str) -> Mentions:  # noqa: ARG002
        codes = np.array(self.codes, np.int64)
        return Mentions(codes, np.eye(len(codes), dtype=bool), np.ones(len(codes), bool), self.written)

    def rows_of(self, name: str) -> tuple[str, ...]:  # noqa: ARG002
        return self.rows

    def reason(self, name: str) -> ReasonCodes:  # noqa: ARG002
        return np.full(len(self), Reason.ANSWERED, np.uint8)
