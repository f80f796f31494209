"""Tests of being asked: which question a form shows, by its condition and by the earlier answers that lead past it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.exchange.form_logic import AllOf, FormTest, Opposite, Selected, holds, simplified
from survey.questionnaire.model import Question, Questionnaire

_OUTSIDE = ("H", "O")
_END = "END"


@dataclass(frozen=True, slots=True)
class _Lead:
    """An answer that leads to a later position: those of the questions between are not asked."""

    after: int
    until: int
    test: FormTest


@dataclass(frozen=True, slots=True)
class FormRelevance:
    """Tests that a question is asked, for a form engine.

    Parameters
    ----------
    asked : mapping of question id to FormTest
        Condition of the question true, and no earlier answer leads past it. Header and observations know conditions only.
    reached : mapping of question id to FormTest
        No earlier answer leads past the question.
    """

    asked: Mapping[str, FormTest]
    reached: Mapping[str, FormTest]


def relevance(form: Questionnaire) -> FormRelevance:
    """The tests of every question, with the meaning that :mod:`survey.ingest.routing` gives conditions and routes."""
    order = {question.id: at for at, question in enumerate(form.questions)}
    leads = [lead for question in form.questions for lead in _leads(question, form, order)]
    reached: dict[str, FormTest] = {}
    asked: dict[str, FormTest] = {}
    for at, question in enumerate(form.questions):
        passing = () if question.block in _OUTSIDE else tuple(one.test for one in leads if one.after < at < one.until)
        stays = tuple(Opposite(test) for test in passing)
        condition = () if question.ask_if is None else (holds(question.ask_if.root, form),)
        reached[question.id] = simplified(AllOf(stays))
        asked[question.id] = simplified(AllOf((*condition, *stays)))
    return FormRelevance(asked, reached)


def _leads(question: Question, form: Questionnaire, order: Mapping[str, int]) -> Iterator[_Lead]:
    variables = form.battery(question.id) if question.rows else (form.variable(question.id),)
    at = order[question.id]

    def until(target: str) -> int:
        return len(order) if target.startswith(_END) else order[target]

    for option in question.options:
        if option.leads_to is not None:
            for variable in variables:
                yield _Lead(at, until(option.leads_to), Selected(variable, option.shown))
    for condition, target in question.routing:
        yield _Lead(at, until(target), simplified(holds(condition.root, form)))
