"""Wordings of the questions behind an indicator, as they were asked, with the answers that count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Mask, Objects, ReasonCodes
from survey.expressions import AnswerKind, Expression, Mentions, evaluate
from survey.indicators.definitions import Indicator, Indicators, Share
from survey.indicators.source_questions import questions_of
from survey.questionnaire import Question, Reason, Variable
from survey.text import Text


@dataclass(frozen=True, slots=True)
class QuestionWording:
    """Exact wording of a question behind indicators.

    Parameters
    ----------
    question : str
        Its id.
    indicators : tuple of str
    text : Text
    rows : tuple of Text
        The rows of a battery that enter.
    answers : tuple of Text
    counted : tuple of Text
        The answers that count towards a share; empty when all answers enter as scores, when the share rests on several
        questions, and when indicators count different ones.
    """

    question: str
    indicators: tuple[str, ...]
    text: Text
    rows: tuple[Text, ...] = ()
    answers: tuple[Text, ...] = ()
    counted: tuple[Text, ...] = ()


def wordings_of(indicator: Indicator, indicators: Indicators) -> tuple[QuestionWording, ...]:
    """One wording per question that enters an indicator, in the order of the questionnaire.

    Examples
    --------
    >>> from survey.indicators import read_indicators
    >>> indicators = read_indicators("questionnaires/interethnic")
    >>> wording, = wordings_of(indicators["REL_LOCAL"], indicators)
    >>> len(wording.rows), len(wording.answers), len(wording.counted)
    (1, 5, 2)
    """
    form = indicators.form
    variables = [form.variables[name] for name in questions_of(indicator, indicators)]
    found = []
    for question in form.questions:
        own = [variable for variable in variables if variable.question.id == question.id]
        if own:
            rows = tuple(variable.text for variable in own if variable.row is not None)
            answers = tuple(option.text for option in question.options)
            counted = _counted(indicator, question, own)
            found.append(QuestionWording(question.id, (indicator.id,), question.text, rows, answers, counted))
    return tuple(found)


def wordings_behind(shown: Iterable[Indicator], indicators: Indicators) -> tuple[QuestionWording, ...]:
    """One wording per question that enters some of these indicators, in the order of the questionnaire."""
    found: dict[str, list[QuestionWording]] = {}
    for one in shown:
        for wording in wordings_of(one, indicators):
            found.setdefault(wording.question, []).append(wording)
    return tuple(_joined(found[question.id]) for question in indicators.form.questions if question.id in found)


def _joined(same: Sequence[QuestionWording]) -> QuestionWording:
    """One entry for a question that serves several indicators."""
    first = same[0]
    ids = tuple(dict.fromkeys(name for one in same for name in one.indicators))
    rows = tuple(dict.fromkeys(row for one in same for row in one.rows))
    counted = {one.counted for one in same if one.counted}
    return QuestionWording(
        first.question, ids, first.text, rows, first.answers, counted.pop() if len(counted) == 1 else ()
    )


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
