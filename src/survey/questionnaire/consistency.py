"""Checks that need the whole questionnaire: ids, routing, conditions, roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from survey.documents import Document, DocumentItem
from survey.errors import listed, nearest
from survey.expressions import check
from survey.expressions.parser import FUNCTIONS
from survey.expressions.tokens import WORDS
from survey.questionnaire.condition_scope import QuestionnaireScope
from survey.questionnaire.model import Question, Variable
from survey.questionnaire.reading_context import Context, Pointer

ENDS = ("END_SCREENOUT", "END_REFUSAL")
"""Targets of a route other than a later question: the interview ends there and counts as a contact."""

ROLES = (
    "interview", "wave", "interviewer", "stratum", "psu", "date", "start", "end", "version", "consent", "age", "sex",
    "ethnicity", "language_start", "language_held",
)  # fmt: skip
"""Roles by which later steps find a question."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


def check_ids(ids: Iterable[DocumentItem], variables: Mapping[str, Variable]) -> None:
    """Complain of invalid ids (``Q003``), and of ids that two elements share, ignoring case (``Q004``, ``Q052``)."""
    taken: dict[str, str] = {}
    choices = {variable.id: variable for variable in variables.values() if variable.kind == "multiple"}
    ids = list(ids)
    for item in ids:
        for column in choices[item.source].columns if item.source in choices else ():
            owner = taken.setdefault(column.casefold(), f"option of {item.source}")
            if owner != f"option of {item.source}":
                fact = f"The column {column!r} would hold two things: an option of {item.source}, and an {owner}."
                item.complain("Q052", fact, "Choose another id, or other codes.")
    for item in ids:
        name = item.source
        if is_valid_id(item) and name.casefold() in taken:
            fact = f"The id {name!r} is taken: {taken[name.casefold()]}."
            item.complain("Q004", fact, "Choose another; large and small letters count as the same.")
        taken.setdefault(name.casefold(), item.element)


def is_valid_id(item: DocumentItem) -> bool:
    """Whether an id is valid as the name of a variable; ``Q003`` when it is not."""
    name = item.source
    if _ID.fullmatch(name) and name.casefold() not in (*WORDS, *FUNCTIONS):
        return True
    fact = f"{name!r} is not valid as the name of a variable."
    item.complain("Q003", fact, "At most 32 Latin letters, digits and _, a letter first, no word of conditions.")
    return False


def check_pointers(context: Context, questions: Iterable[Question], variables: Mapping[str, Variable]) -> None:
    """Complain of references to other questions that lead nowhere or backwards.

    Complaints: ``Q012`` a route to an unknown question, ``Q013`` a route to an earlier one, ``Q014`` another
    unknown question, ``Q033`` a question that comes later, ``Q034`` codes the other question does not have,
    ``Q038`` a question of another kind than is needed, ``Q053`` text codes at other places of the list, ``Q054`` text
    codes where numbers are needed.
    """
    by_id = {question.id: question for question in questions}
    order = {name: position for position, name in enumerate(by_id)}
    for pointer in context.pointers:
        target = pointer.item.text()
        if pointer.kind == "goto":
            _check_route(pointer, order)
        elif target not in variables:
            pointer.item.complain("Q014", f"No question has the id {target!r}.", nearest(target, variables))
        elif pointer.kind != "mask_own_group" and order[variables[target].question.id] >= order[pointer.question]:
            pointer.item.complain("Q033", f"{target} is asked later.", "Name a question that is asked before this one.")
        elif variables[target].kind != (needed := "multiple" if pointer.kind == "offered_from" else "single"):
            fact = f"{target} is of type {variables[target].kind}, and {pointer.kind} needs type {needed}."
            pointer.item.complain("Q038", fact, "Name another question.")
        else:
            _check_codes(pointer, by_id[pointer.question], variables[target])


def _check_route(pointer: Pointer, order: Mapping[str, int]) -> None:
    target = pointer.item.text()
    if target in ENDS:
        return
    if target not in order:
        remedy = nearest(target, (*order, *ENDS))
        pointer.item.complain("Q012", f"The route leads to {target!r}, which is not a question.", remedy)
    elif order[target] <= order[pointer.question]:
        fact = f"The route leads back from {pointer.question} to {target}."
        pointer.item.complain("Q013", fact, "Lead to a later question, or end the interview.")


def _check_codes(pointer: Pointer, question: Question, target: Variable) -> None:
    needed = {
        "split_by": [code for code, _ in question.maximum_by_version],
        "offered_from": [option.code for option in question.options],
        "mask_own_group": [row.group for row in question.rows if row.group is not None],
    }[pointer.kind]
    absent = [str(code) for code in needed if code not in target.codes]
    if pointer.kind == "offered_from":
        offered = {option.shown: option.code for option in target.options}
        absent = [option.shown for option in question.options if option.shown not in offered]
        moved = [option.shown for option in question.options if offered.get(option.shown, option.code) != option.code]
        if moved and not absent:
            fact = f"{target.id} has the text codes {', '.join(moved)} in other places than {question.id}."
            pointer.item.complain("Q053", fact, "Name one list in both questions.")
    elif target.written_codes:
        fact = f"The codes of {target.id} are texts, and {pointer.kind} needs numbers."
        pointer.item.complain("Q054", fact, "Give that question numeric codes.")
        return
    if absent:
        fact = f"{target.id} has no code {listed(absent)}, which {question.id} needs."
        pointer.item.complain("Q034", fact, "Correct the codes of one of the two questions.")


def check_conditions(
    context: Context, document: Document, scope: QuestionnaireScope, variables: Mapping[str, Variable]
) -> None:
    """Check every condition against what can be answered before it is asked (codes of ``survey.expressions``)."""
    first: dict[str, int] = {}
    for variable in variables.values():
        first.setdefault(variable.question.id, variable.position)
    for condition in context.conditions:
        before = first.get(condition.question, len(variables)) + (1 if condition.own else 0)
        document.complaints += check(condition.expression, scope, element=condition.element, before=before)


def read_roles(roles: DocumentItem, variables: Mapping[str, Variable]) -> dict[str, str]:
    """Ids of questions by role.

    Complaints: ``Q035`` an unknown role, ``Q036`` a role given to no question; ``interview`` must be there.
    """
    roles.need("interview")
    given = dict(roles.entries())
    for role, item in given.items():
        if role not in ROLES:
            roles.key(role).complain("Q035", f"There is no role {role!r}.", nearest(role, ROLES))
        if item.text() not in variables:
            item.complain("Q036", f"No question has the id {item.source!r}.", nearest(item.source, variables))
    return {role: item.source for role, item in given.items()}
