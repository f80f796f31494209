"""One question of the file, read into a :class:`Question`; what points elsewhere is kept for later checks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from survey.documents import Item
from survey.errors import Place
from survey.expressions import Expression, parse
from survey.expressions.tokens import ExpressionSyntaxError
from survey.questionnaire.lists import (
    AnswerList,
    Named,
    Scale,
    choose_missing,
    complain_of_bounds,
    read_options,
    read_sides,
    titled,
)
from survey.questionnaire.model import Kind, MissingCode, Option, Question, Row
from survey.questionnaire.wordings import complain_of_twins, wording
from survey.text import Language, Text

PointerKind = Literal["goto", "split_by", "offered_from", "mask_own_group"]

_FILLED_BY = ("respondent", "interviewer")
_WITHOUT_MISSING: frozenset[Kind] = frozenset({"date", "time", "code", "wave"})


@dataclass(frozen=True, slots=True)
class Pointer:
    """The name of another question, to be checked when all of them are known."""

    question: str
    kind: PointerKind
    item: Item


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and what it belongs to; ``own`` when it may use the answer to the question itself."""

    question: str
    element: str
    expression: Expression
    own: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What the reading of a question needs to know, and where it leaves what is checked later."""

    languages: tuple[Language, ...]
    missing: Mapping[int, MissingCode]
    missing_default: tuple[MissingCode, ...]
    lists: Named[AnswerList]
    scales: Named[Scale]
    block: str = ""
    by_interviewer: bool = False
    pointers: list[Pointer] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    ids: list[Item] = field(default_factory=list)


def read_question(item: Item, context: Context) -> Question:
    """The question or battery the item states."""
    item = titled(item, "question", "id")
    name = item.need("id").text()
    kind, known = _kind(item.need("type"))
    context.ids.append(item.need("id"))
    filled_by = item.get("filled_by")
    question = Question(
        name,
        kind,
        wording(item, context.languages),
        context.block,
        item.place,
        required=_flag(item, "required"),
        ask_if=_condition(item, "ask_if", name, context),
        rotate=_flag(item, "rotate"),
        card=_flag(item, "card"),
        prompted=_flag(item, "prompted", absent=True),
        sensitive=_flag(item, "sensitive"),
        filled_by_interviewer=filled_by.choice(_FILLED_BY) == "interviewer" if filled_by else context.by_interviewer,
        offered_from=_pointer(item, "offered_from", name, context),
        mask_own_group=_pointer(item, "mask_own_group", name, context),
        routing=_routing(item, name, context),
        note=_words(item, "note"),
        concept=_words(item, "concept"),
        wording_test=_wording_test(item, context.languages),
    )
    if not known:
        _mention_lists(item, context)
        return _with_rows(question, item, context)
    question = _with_answers(question, item, context)
    question = _with_rows(question, item, context)
    question = replace(question, missing=_missing(question, item, context))
    item.no_other_keys()
    return question


def _kind(item: Item) -> tuple[Kind, bool]:
    """The kind, and whether it is one; a question of unknown kind is taken for a number without bounds."""
    kind: Kind = item.choice(get_args(Kind))
    return (kind, True) if kind == item.source else ("integer", False)


def _mention_lists(item: Item, context: Context) -> None:
    for name, nouns in (("list", context.lists), ("scale", context.scales)):
        given = item.get(name)
        if given is not None:
            nouns.named_by(given)


def read_condition(item: Item) -> Expression | None:
    """The condition an item holds; its syntax errors become complaints."""
    place = Place(item.place.file, item.place.line, (item.place.column or 1) + item.quote_width)
    try:
        return parse(item.text(), place)
    except ExpressionSyntaxError as error:
        item.complain(error.code, error.fact, error.remedy, start=error.start, length=error.length)
        return None


# Answers by kind


def _with_answers(question: Question, item: Item, context: Context) -> Question:
    if question.kind in ("single", "multiple"):
        return _with_options(question, item, context)
    if question.kind == "scale":
        return _with_scale(question, item, context)
    if question.kind == "integer":
        low, high = item.get("min"), item.get("max")
        minimum, maximum = low.number() if low else None, high.number() if high else None
        complain_of_bounds(item, minimum, maximum)
        positive, neutral, negative = read_sides(item, None)
        return replace(
            question, minimum=minimum, maximum=maximum, positive=positive, neutral=neutral, negative=negative
        )
    return _with_statements(question, item, context) if question.kind == "count" else question


def _with_options(question: Question, item: Item, context: Context) -> Question:
    own, named = item.get("options"), item.get("list")
    if (own is None) == (named is None):
        fact = "There are no answers." if own is None else "There are two sets of answers."
        item.key("id").complain("Q024", fact, "Write either 'options' or 'list'.")
    answers = (context.lists.named_by(named) if named else None) or AnswerList()
    if own is not None:
        answers = AnswerList(read_options(own.named(item.element), context.languages))
    codes = [option.code for option in answers.options]
    sides = (answers.positive, answers.neutral, answers.negative)
    if any(item.has(side) for side in ("positive", "neutral", "negative")):
        sides = read_sides(item, codes if answers.options else None)
    options = _exclusive(answers.options, question.kind, item)
    _point_from_options(own, question.id, context)
    return replace(
        question,
        options=options,
        list_id=named.text() if named else None,
        max_choices=_max_choices(item, len(options)) if question.kind == "multiple" else None,
        positive=sides[0],
        neutral=sides[1],
        negative=sides[2],
    )


def _exclusive(options: tuple[Option, ...], kind: Kind, item: Item) -> tuple[Option, ...]:
    given = item.get("exclusive")
    codes = given.integers() if given else ()
    if kind != "multiple" and (codes or any(option.exclusive for option in options)):
        fact = "An exclusive answer makes sense only in a multiple choice."
        (given or item.key("type")).complain("Q011", fact, "Remove 'exclusive', or make it type: multiple.")
    for element in given.elements() if given else []:
        if element.is_integer() and options and element.integer() not in [option.code for option in options]:
            element.complain("Q025", f"No answer has the code {element.source}.", "Name a code of this question.")
    return tuple(replace(option, exclusive=option.exclusive or option.code in codes) for option in options)


def _point_from_options(options: Item | None, question: str, context: Context) -> None:
    for element in options.elements() if options else []:
        target = element.get("goto")
        if target is not None:
            where = titled(element, f"question {question}, option", "code").element
            context.pointers.append(Pointer(question, "goto", target.named(where)))


def _max_choices(item: Item, n_options: int) -> int | None:
    given = item.get("max_choices")
    if given is None:
        return None
    most = given.integer()
    if n_options and not 1 <= most <= n_options:
        given.complain("Q026", f"{most} of {n_options} answers cannot be chosen.", "Give a number that can be reached.")
    return most


def _with_scale(question: Question, item: Item, context: Context) -> Question:
    scale = context.scales.named_by(item.need("scale")) or Scale()
    return replace(
        question,
        list_id=item.need("scale").text(),
        minimum=scale.minimum,
        maximum=scale.maximum,
        scored=scale.scored,
        positive=scale.positive,
        neutral=scale.neutral,
        negative=scale.negative,
        anchors=scale.anchors,
    )


def _with_statements(question: Question, item: Item, context: Context) -> Question:
    bounds = dict(item.need("max_by_version").entries())
    for version, bound in bounds.items():
        if not version.isdecimal():
            bound.complain("Q037", f"{version!r} is no code.", "Name the codes of the question under 'split_by'.")
    by_version = tuple((int(version), bound.number()) for version, bound in bounds.items() if version.isdecimal())
    item.need("split_by")
    return replace(
        question,
        minimum=item.need("min").number(),
        maximum=max((bound for _, bound in by_version), default=None),
        maximum_by_version=by_version,
        split_by=_pointer(item, "split_by", question.id, context),
        statements=_rows(item.need("statements"), item.element, context),
        treatment=_rows(item.need("treatment"), item.element, context),
    )


# Rows


def _with_rows(question: Question, item: Item, context: Context) -> Question:
    own = item.get("indicators")
    indicators = own.texts() if own else ()
    if question.kind not in ("single", "scale", "integer") or not item.has("rows"):
        return replace(question, indicators=indicators)
    rows = _rows(item.need("rows"), item.element, context)
    for element in item.need("rows").elements():
        if element.has("reverse") and question.options and all(option.score is None for option in question.options):
            element.key("reverse").complain(
                "Q027", "A reversed row needs scored answers.", "Give the answers scores, or remove 'reverse'."
            )
    fed = dict.fromkeys((*indicators, *(row.indicator for row in rows if row.indicator)))
    return replace(question, rows=rows, indicators=tuple(fed))


def _rows(item: Item, element: str, context: Context) -> tuple[Row, ...]:
    items = [titled(one, f"{element}, row", "id") for one in item.elements()]
    rows = tuple(_row(one, context) for one in items)
    complain_of_twins((f"row {row.id}", one, row.text) for one, row in zip(items, rows, strict=True))
    return rows


def _row(item: Item, context: Context) -> Row:
    group = item.get("group")
    row = Row(
        item.need("id").text(),
        wording(item, context.languages),
        _flag(item, "reverse"),
        _flag(item, "foil"),
        group.integer() if group else None,
        _day(item.get("asked_from")),
        item.place,
        _words(item, "indicator"),
    )
    context.ids.append(item.need("id"))
    item.no_other_keys()
    return row


def _day(item: Item | None) -> str | None:
    if item is None:
        return None
    try:
        datetime.date.fromisoformat(item.text())
    except ValueError:
        item.complain("Q028", f"{item.source!r} is not a date.", 'Write year, month and day: "2018-03-06".')
    return item.text()


# Missing codes


def _missing(question: Question, item: Item, context: Context) -> tuple[MissingCode, ...]:
    exact, more = item.get("missing"), item.get("missing_also")
    codes = choose_missing(exact, context.missing) if exact else _usual_missing(question, context)
    if more is not None:
        codes += tuple(code for code in choose_missing(more, context.missing) if code not in codes)
    place = exact or more or item.key("id")
    answers = [str(code.code) for code in codes if _is_answer(question, code.code)]
    if answers:
        fact = f"{', '.join(answers)} would be a missing code and an answer."
        place.named(item.element).complain("Q016", fact, "State other codes under 'missing'.")
    if len(codes) > 3:
        fact = f"{len(codes)} missing codes do not fit into an SPSS file, which holds three."
        place.named(item.element).complain("Q029", fact, "Keep at most three.")
    return codes


def _usual_missing(question: Question, context: Context) -> tuple[MissingCode, ...]:
    if context.by_interviewer or question.kind in _WITHOUT_MISSING:
        return ()
    scale = context.scales.get(question.list_id or "") if question.kind == "scale" else None
    return choose_missing(scale.missing, context.missing) if scale and scale.missing else context.missing_default


def _is_answer(question: Question, code: int) -> bool:
    if question.minimum is not None and question.maximum is not None:
        return question.minimum <= code <= question.maximum
    return any(option.code == code for option in question.options)


# Small things


def _flag(item: Item, name: str, *, absent: bool = False) -> bool:
    given = item.get(name)
    return given.boolean() if given is not None else absent


def _words(item: Item, name: str) -> str:
    given = item.get(name)
    return given.text() if given is not None else ""


def _pointer(item: Item, kind: PointerKind, question: str, context: Context) -> str | None:
    given = item.get(kind)
    if given is None:
        return None
    context.pointers.append(Pointer(question, kind, given))
    return given.text()


def _condition(item: Item, name: str, question: str, context: Context) -> Expression | None:
    given = item.get(name)
    if given is None:
        return None
    expression = read_condition(given.named(f"{item.element}, {name}"))
    if expression is not None:
        context.conditions.append(Condition(question, f"{item.element}, {name}", expression))
    return expression


def _routing(item: Item, question: str, context: Context) -> tuple[tuple[Expression, str], ...]:
    given = item.get("routing")
    routes: list[tuple[Expression, str]] = []
    for element in given.elements() if given else []:
        one = element.named(f"{item.element}, routing")
        expression, target = read_condition(one.need("if")), one.need("goto")
        context.pointers.append(Pointer(question, "goto", target))
        if expression is not None:
            context.conditions.append(Condition(question, one.element, expression, own=True))
            routes.append((expression, target.text()))
        one.no_other_keys()
    return tuple(routes)


def _wording_test(item: Item, languages: tuple[Language, ...]) -> Text:
    given = item.get("wording_test")
    if given is None:
        return Text()
    one = given.named(f"{item.element}, wording_test")
    text = wording(one, languages)
    one.need("why").text()
    one.no_other_keys()
    return text
