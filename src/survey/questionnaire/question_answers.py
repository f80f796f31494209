"""Possible answers to a question, by its kind: options, bounds, statements, missing codes."""

from __future__ import annotations

from dataclasses import replace

from survey.documents import DocumentItem
from survey.periods import PERIOD_KINDS
from survey.questionnaire.ambiguous_answers import Spelling
from survey.questionnaire.answer_codes import code_named, codes_named, known_codes
from survey.questionnaire.answer_lists import (
    SIDES,
    AnswerList,
    NumericScale,
    complain_of_bounds,
    read_options,
    read_sides,
    titled,
)
from survey.questionnaire.battery_rows import read_rows
from survey.questionnaire.model import LOWEST_WRITTEN, MissingCode, Option, Question, QuestionKind
from survey.questionnaire.reading_context import Context, Pointer, read_pointer
from survey.spelling import fold, looks

_MOST_MISSING = 3
"""Missing codes of a variable that an SPSS file can declare."""

_WITHOUT_MISSING: frozenset[QuestionKind] = frozenset({"date", "time", "code", "wave"})


def with_answers(question: Question, item: DocumentItem, context: Context) -> tuple[Question, tuple[Spelling, ...]]:
    """The question completed with its possible answers, and the spellings of these."""
    if question.kind in ("single", "multiple"):
        return _with_options(question, item, context)
    if question.kind == "scale":
        return _with_scale(question, item, context)
    if question.kind in ("integer", "decimal"):
        question = _with_bounds(question, item)
    elif question.kind == "count":
        question = _with_statements(question, item, context)
    elif question.kind == "wave":
        named = item.get("period")
        kind = next((kind for kind in PERIOD_KINDS if named is not None and named.source == kind), question.period)
        question = replace(question, period=kind)
    return question, ()


def _with_bounds(question: Question, item: DocumentItem) -> Question:
    low, high = item.get("min"), item.get("max")
    minimum, maximum = low.number() if low else None, high.number() if high else None
    complain_of_bounds(item, minimum, maximum)
    for bound in (low, high) if question.kind == "integer" else ():
        if bound is not None and not bound.number().is_integer():
            remedy = "Write a whole number, or make it type: decimal."
            bound.complain("Q055", f"{bound.source} bounds whole numbers.", remedy)
    positive, neutral, negative = read_sides(item, None) if question.kind == "integer" else ((), (), ())
    return replace(question, minimum=minimum, maximum=maximum, positive=positive, neutral=neutral, negative=negative)


def _with_options(question: Question, item: DocumentItem, context: Context) -> tuple[Question, tuple[Spelling, ...]]:
    own, named = item.get("options"), item.get("list")
    if (own is None) == (named is None):
        fact = "There are no answers." if own is None else "There are two sets of answers."
        item.key("id").complain("Q024", fact, "Write either 'options' or 'list'.")
    answers = (context.lists.named_by(named) if named else None) or AnswerList()
    if own is not None:
        options, spelt = read_options(own.named(item.element))
        answers = AnswerList(options, spellings=spelt)
    sides = (answers.positive, answers.neutral, answers.negative)
    if answers.options and any(item.has(side) for side in SIDES):
        sides = read_sides(item, answers.options)
    options = _exclusive(answers.options, question.kind, item)
    _point_from_options(own, question.id, context)
    asked = replace(
        question,
        options=options,
        list_id=named.text() if named else None,
        max_choices=_max_choices(item, len(options)) if question.kind == "multiple" else None,
        positive=sides[0],
        neutral=sides[1],
        negative=sides[2],
    )
    return asked, answers.spellings


def _exclusive(options: tuple[Option, ...], kind: QuestionKind, item: DocumentItem) -> tuple[Option, ...]:
    given = item.get("exclusive")
    codes = codes_named(given, options) if given else ()
    if kind != "multiple" and (given or any(option.exclusive for option in options)):
        fact = "An exclusive answer makes sense only in a multiple choice."
        (given or item.key("type")).complain("Q011", fact, "Remove 'exclusive', or make it type: multiple.")
    for element in given.elements() if given and options else []:
        if code_named(element, options) is None:
            element.complain("Q025", f"No answer has the code {element.source}.", f"Codes: {known_codes(options)}.")
    return tuple(replace(option, exclusive=option.exclusive or option.code in codes) for option in options)


def _point_from_options(options: DocumentItem | None, question: str, context: Context) -> None:
    for element in options.elements() if options else []:
        target = element.get("goto")
        if target is not None:
            where = titled(element, f"question {question}, option", "code").element
            context.pointers.append(Pointer(question, "goto", target.named(where)))


def _max_choices(item: DocumentItem, n_options: int) -> int | None:
    given = item.get("max_choices")
    if given is None:
        return None
    most = given.integer()
    if n_options and not 1 <= most <= n_options:
        given.complain("Q026", f"{most} of {n_options} answers cannot be chosen.", "Give a number that can be reached.")
    return most


def _with_scale(question: Question, item: DocumentItem, context: Context) -> tuple[Question, tuple[Spelling, ...]]:
    scale = context.scales.named_by(item.need("scale")) or NumericScale()
    rated = replace(
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
    return rated, scale.spellings


def _with_statements(question: Question, item: DocumentItem, context: Context) -> Question:
    bounds = dict(item.need("max_by_version").entries())
    for version, bound in bounds.items():
        if not version.isdecimal():
            bound.complain("Q037", f"{version!r} is not a code.", "Name the codes of the question under 'split_by'.")
    by_version = tuple((int(version), bound.number()) for version, bound in bounds.items() if version.isdecimal())
    item.need("split_by")
    return replace(
        question,
        minimum=item.need("min").number(),
        maximum=max((bound for _, bound in by_version), default=None),
        maximum_by_version=by_version,
        split_by=read_pointer(item, "split_by", question.id, context),
        statements=read_rows(item.need("statements"), item.element, context),
        treatment=read_rows(item.need("treatment"), item.element, context),
    )


def read_missing_of(
    question: Question, item: DocumentItem, context: Context, answers: tuple[Spelling, ...]
) -> tuple[MissingCode, ...]:
    """Missing codes of a question: those it states, or the usual ones of its kind, and those it adds.

    Complaints: ``Q016`` a missing code that is an answer, ``Q029`` more codes than SPSS holds, and those of
    :class:`survey.questionnaire.ambiguous_answers.Ambiguities`.
    """
    exact, more = item.get("missing"), item.get("missing_also")
    codes = context.missing.chosen(exact) if exact else _usual_missing(question, context)
    if more is not None:
        codes += tuple(code for code in context.missing.chosen(more) if code not in codes)
    place = exact or more or item.key("id")
    shared = [code.shown for code in codes if _is_answer(question, code)]
    if shared:
        fact = f"{', '.join(shared)} would be a missing code and an answer."
        place.named(item.element).complain("Q016", fact, "State other codes under 'missing'.")
    if len(codes) > _MOST_MISSING:
        fact = f"{len(codes)} missing codes do not fit into an SPSS file, which holds three."
        place.named(item.element).complain("Q029", fact, "Keep at most three.")
    spelt = context.missing.spelt(codes)
    context.ambiguities.complain_of(replace(question, missing=codes), answers, spelt)
    return tuple(_apart_from_places(code, question) for code in codes)


def _apart_from_places(code: MissingCode, question: Question) -> MissingCode:
    """The missing code with a number that no option has: options coded by texts are numbered by their place."""
    if code.written is None and any(option.written is not None for option in question.options):
        # The thousand numbers below LOWEST_WRITTEN are those of the missing codes that are texts themselves.
        return replace(code, code=LOWEST_WRITTEN - 1_000 - abs(code.code), written=str(code.code))
    return code


def _usual_missing(question: Question, context: Context) -> tuple[MissingCode, ...]:
    if context.by_interviewer or question.kind in _WITHOUT_MISSING:
        return ()
    scale = context.scales.get(question.list_id or "") if question.kind == "scale" else None
    return context.missing.chosen(scale.missing) if scale and scale.missing else context.missing_default


def _is_answer(question: Question, code: MissingCode) -> bool:
    """Whether an answer has the code, or had it, so that files of that time hold both under one code."""
    if any(former.shown == code.shown for option in question.options for former in option.former_answers):
        return True
    if code.written is not None:
        key = looks(fold(code.written))
        return any(looks(fold(option.written)) == key for option in question.options if option.written is not None)
    if question.minimum is not None and question.maximum is not None:
        return question.minimum <= code.code <= question.maximum
    return any(option.code == code.code for option in question.options if option.written is None)
