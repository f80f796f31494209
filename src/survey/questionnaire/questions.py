"""One question of the file, read into a :class:`Question`."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from survey.documents import DocumentItem
from survey.expressions import Expression
from survey.questionnaire.answer_lists import titled
from survey.questionnaire.battery_rows import with_rows
from survey.questionnaire.former_declarations import read_former, read_former_names
from survey.questionnaire.model import Question, QuestionKind
from survey.questionnaire.question_answers import read_missing_of, with_answers
from survey.questionnaire.reading_context import (
    Context,
    PendingCondition,
    Pointer,
    read_condition,
    read_pointer,
)
from survey.questionnaire.schema import FILLED_BY
from survey.questionnaire.wordings import wording
from survey.text import Text


def read_question(item: DocumentItem, context: Context) -> Question:
    """The question or battery the item states."""
    item = titled(item, "question", "id")
    name = item.need("id").text()
    kind, known = _kind(item.need("type"))
    context.ids.append(item.need("id"))
    filled_by = item.get("filled_by")
    text = wording(item)
    tested, why = _wording_test(item)
    question = Question(
        name,
        kind,
        text,
        context.block,
        item.place,
        required=item.flag("required"),
        ask_if=_condition(item, "ask_if", name, context),
        rotate=item.flag("rotate"),
        card=item.flag("card"),
        prompted=item.flag("prompted", absent=True),
        sensitive=item.flag("sensitive"),
        filled_by_interviewer=filled_by.choice(FILLED_BY) == "interviewer" if filled_by else context.by_interviewer,
        offered_from=read_pointer(item, "offered_from", name, context),
        mask_own_group=read_pointer(item, "mask_own_group", name, context),
        routing=_routing(item, name, context),
        note=item.words("note"),
        concept=item.words("concept"),
        wording_test=tested,
        wording_test_why=why,
        former=read_former(item, text),
        former_names=read_former_names(item, context.former_ids),
    )
    if not known:
        _mention_lists(item, context)
        return with_rows(question, item, context)
    question, answers = with_answers(question, item, context)
    question = with_rows(question, item, context)
    question = replace(question, missing=read_missing_of(question, item, context, answers))
    item.no_other_keys()
    return question


def _kind(item: DocumentItem) -> tuple[QuestionKind, bool]:
    """The kind, and whether it is known; a question of unknown kind is read as a number without bounds."""
    kind: QuestionKind = item.choice(get_args(QuestionKind))
    return (kind, True) if kind == item.source else ("integer", False)


def _mention_lists(item: DocumentItem, context: Context) -> None:
    for name, nouns in (("list", context.lists), ("scale", context.scales)):
        given = item.get(name)
        if given is not None:
            nouns.named_by(given)


def _condition(item: DocumentItem, name: str, question: str, context: Context) -> Expression | None:
    given = item.get(name)
    if given is None:
        return None
    expression = read_condition(given.named(f"{item.element}, {name}"))
    if expression is not None:
        context.conditions.append(PendingCondition(question, f"{item.element}, {name}", expression))
    return expression


def _routing(item: DocumentItem, question: str, context: Context) -> tuple[tuple[Expression, str], ...]:
    given = item.get("routing")
    routes: list[tuple[Expression, str]] = []
    for element in given.elements() if given else []:
        one = element.named(f"{item.element}, routing")
        expression, target = read_condition(one.need("if")), one.need("goto")
        context.pointers.append(Pointer(question, "goto", target))
        if expression is not None:
            context.conditions.append(PendingCondition(question, one.element, expression, own=True))
            routes.append((expression, target.text()))
        one.no_other_keys()
    return tuple(routes)


def _wording_test(item: DocumentItem) -> tuple[Text, str]:
    given = item.get("wording_test")
    if given is None:
        return Text(), ""
    one = given.named(f"{item.element}, wording_test")
    text = wording(one)
    why = one.need("why").text()
    one.no_other_keys()
    return text, why
