"""State shared while questions are read: lists, missing codes, and what is checked when all are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from survey.documents import DocumentItem
from survey.errors import Place
from survey.expressions import Expression, parse
from survey.expressions.tokens import ExpressionSyntaxError
from survey.questionnaire.ambiguous_answers import Ambiguities
from survey.questionnaire.answer_lists import AnswerList, MissingCodes, Named, NumericScale
from survey.questionnaire.former_declarations import FormerId
from survey.questionnaire.model import MissingCode

PointerKind = Literal["goto", "split_by", "offered_from", "mask_own_group"]


@dataclass(frozen=True, slots=True)
class Pointer:
    """The name of another question, to be checked when all of them are known."""

    question: str
    kind: PointerKind
    item: DocumentItem


@dataclass(frozen=True, slots=True)
class PendingCondition:
    """A condition and what it belongs to; ``own`` when it may use the answer to the question itself."""

    question: str
    element: str
    expression: Expression
    own: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """Facts that the reading of a question needs, and collections of what is checked later."""

    missing: MissingCodes
    missing_default: tuple[MissingCode, ...]
    lists: Named[AnswerList]
    scales: Named[NumericScale]
    block: str = ""
    by_interviewer: bool = False
    pointers: list[Pointer] = field(default_factory=list)
    conditions: list[PendingCondition] = field(default_factory=list)
    ids: list[DocumentItem] = field(default_factory=list)
    former_ids: list[FormerId] = field(default_factory=list)
    ambiguities: Ambiguities = field(default_factory=Ambiguities)


def read_condition(item: DocumentItem) -> Expression | None:
    """The condition an item holds; its syntax errors become complaints."""
    place = Place(item.place.file, item.place.line, (item.place.column or 1) + item.quote_width)
    try:
        return parse(item.text(), place)
    except ExpressionSyntaxError as error:
        item.complain(error.code, error.fact, error.remedy, start=error.start, length=error.length)
        return None


def read_pointer(item: DocumentItem, kind: PointerKind, question: str, context: Context) -> str | None:
    """The name of another question under a key, kept for the later check."""
    given = item.get(kind)
    if given is None:
        return None
    context.pointers.append(Pointer(question, kind, given))
    return given.text()
