"""Rules about routing: conditions that always hold, and questions that nobody reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.expressions.parser import parse
from survey.expressions.satisfiability import can_hold
from survey.expressions.syntax_tree import Condition, Joined, Not
from survey.linting.lint_report import LintIssue
from survey.questionnaire import Questionnaire
from survey.questionnaire.condition_scope import QuestionnaireScope
from survey.questionnaire.consistency import ENDS
from survey.questionnaire.model import Option, Question


def check_routing(form: Questionnaire) -> Iterator[LintIssue]:
    """Issues of the routing.

    Rules: ``always-true`` a condition holds whatever is answered (a blank not counted), ``unreachable`` the routes before a
    question leave nobody who is asked it. Conditions that never hold are mistakes of reading (``X030``).
    """
    scope = QuestionnaireScope.of(form)
    questions = form.questions
    order = {question.id: position for position, question in enumerate(questions)}
    for position, question in enumerate(questions):
        element = f"question {question.id}"
        if question.ask_if is not None and not can_hold(_not(question.ask_if.root), scope):
            place = question.ask_if.place or question.place
            yield LintIssue.of_rule("always-true", "warning", place, element, condition=question.ask_if.source)
        for condition, _ in question.routing:
            if not can_hold(_not(condition.root), scope):
                place = condition.place or question.place
                yield LintIssue.of_rule("always-true", "warning", place, element, condition=condition.source)
        passing = _passing_over(questions[:position], position, order)
        if question.ask_if is not None:
            passing.append(question.ask_if.root)
        if passing and not can_hold(_all(passing), scope):
            yield LintIssue.of_rule("unreachable", "error", question.place, element)


def _passing_over(before: Sequence[Question], position: int, order: dict[str, int]) -> list[Condition]:
    """Conditions under which no route of the questions before leads past a position; who was not asked is not led away."""

    def leads_past(target: str | None) -> bool:
        return target is not None and (target in ENDS or order.get(target, -1) > position)

    found: list[Condition] = []
    for question in before:
        leaving = [condition.source for condition, target in question.routing if leads_past(target)]
        if question.kind == "single" and not question.rows:
            leaving += [_answers(question, option) for option in question.options if leads_past(option.leads_to)]
        for condition in leaving:
            names = dict.fromkeys(
                (*parse(condition).names, question.id) if not question.rows else parse(condition).names
            )
            unasked = "".join(f" or not answered({name})" for name in names)
            found.append(parse(f"not ({condition}){unasked}").root)
    return found


def _answers(question: Question, option: Option) -> str:
    return f'{question.id} == "{option.written}"' if option.written is not None else f"{question.id} == {option.code}"


def _not(condition: Condition) -> Condition:
    return Not(condition.start, condition.end, condition)


def _all(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Joined(parts[0].start, parts[-1].end, "and", tuple(parts))
