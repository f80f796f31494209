"""Schemas of ``questionnaire.yaml`` and ``groups.yaml``: their keys, kinds and ranges."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import get_args

from survey.documents.schema_kinds import (
    AnswerCode,
    Bool,
    ByLanguage,
    ByShape,
    ByValue,
    Date,
    Key,
    ListOf,
    MappingOf,
    NumberKind,
    OneOf,
    Record,
    SettingKind,
    String,
)
from survey.periods import PERIOD_KINDS
from survey.questionnaire.model import ReasonName

_PLACE = NumberKind(low=0, high=99, whole=True)
CODE = NumberKind(low=-999_999_999, high=999_999_999, whole=True, remedy="Write a code of at most nine figures.")
ANSWER = AnswerCode(low=-999_999, high=999_999_999, remedy="Write a code of at most nine figures.")
"""Code of an answer; numbers below this range belong to missing codes that are texts."""

FILLED_BY = ("respondent", "interviewer")

_CODES = ListOf(ANSWER)
_MISSING = Key(ListOf(ANSWER, least=0), "Codes without a substantive answer.", usual="missing_default")
_NUMBER = NumberKind(low=-1e15, high=1e15)
_SCORE = NumberKind(low=0, high=100, code="Q008", remedy="0 is the least stable, 100 the most.")
_CONDITION = String("condition")
_QUESTION = String("question")
_SIDES = {
    "positive": Key(_CODES, "Codes that count as positive."),
    "neutral": Key(_CODES, "Codes that count as neutral."),
    "negative": Key(_CODES, "Codes that count as negative."),
}


@functools.cache
def questionnaire_schema() -> Record:
    """Schema of ``questionnaire.yaml``."""
    option = _option(_was(code=Key(ANSWER, "The code of that time.")))
    block = {
        "title": Key(Record({}, worded=True), "Title of the block.", required=True),
        "intro": Key(Record({}, worded=True), "Read out before the block."),
        "outro": Key(Record({}, worded=True), "Read out after the block."),
        "note": Key(String(), "For the office."),
        "questions": Key(ListOf(_question(option), least=0), "Questions in the order of asking.", required=True),
    }
    return Record(
        {
            "id": Key(String(), "Name of the questionnaire.", required=True),
            "version": Key(String(), "Its version.", required=True),
            "versions": Key(MappingOf(Date()), "The first day of fieldwork of every version."),
            "title": Key(Record({}, worded=True), "Its title.", required=True),
            "languages": Key(ListOf(String("language")), "Languages of all wordings.", required=True),
            "facts": Key(MappingOf(String()), "Facts about the survey, for people."),
            "roles": Key(MappingOf(_QUESTION, least=0), "Which question means what to later steps.", required=True),
            "missing": Key(ListOf(_missing(), least=0), "Codes without a substantive answer.", required=True),
            "missing_default": Key(ListOf(ANSWER, least=0), "Those every question has.", required=True),
            "lists": Key(MappingOf(_list(option), element="list {name}"), "Answers used more than once."),
            "scales": Key(MappingOf(_scale(), element="scale {name}"), "Numeric scales."),
            "header": Key(Record(block, element="block H"), "Filled in by the interviewer before."),
            "blocks": Key(
                ListOf(
                    Record(
                        {"id": Key(String("id"), "Name of the block.", required=True), **block}, element="block {id}"
                    ),
                    least=0,
                ),
                "Blocks of questions.",
                required=True,
            ),
            "observations": Key(Record(block, element="block O"), "Filled in by the interviewer after."),
        }
    )


def _option(was: Key) -> Record:
    return Record(
        {
            "code": Key(ANSWER, "The code, kept for ever: a number, or a text such as KZ.", required=True),
            "score": Key(_SCORE, "0 to 100; higher is more stable."),
            "exclusive": Key(Bool(), "Cannot be chosen with others.", usual="false"),
            "specify": Key(Bool(), "The answer is written out.", usual="false"),
            "goto": Key(_QUESTION, "The question this answer leads to."),
            "kato": Key(String(), "Code of the territorial classifier."),
            "type": Key(String(), "Kind of the territorial unit."),
            "accepted": _accepted(),
            "was": was,
        },
        element="{parent}, option {code}",
        worded=True,
    )


def _accepted() -> Key:
    return Key(
        ByLanguage(ListOf(String("wording"))), "Further wordings that a file may hold, by language; shown to nobody."
    )


def _was(**more: Key) -> Key:
    """The key ``was``: the former wording; with further keys also a former id or code, or a list of them."""
    keys = {
        "before": Key(Date(), "The first day of fieldwork with what is written now.", required=True),
        "breaks": Key(Bool(), "It said something else: answers before and after are not compared.", usual="false"),
        "text": Key(
            ByLanguage(String("wording")),
            "The wording of that time, by language.",
            required=not more,
            usual="as now" if more else "",
        ),
    }
    if not more:
        return Key(Record(keys), "The former wording; files may still hold it.")
    one = Record({**more, **keys})
    return Key(ByShape(listed=ListOf(one), mapping=one), "What it was before a day; files of that time hold it.")


def _was_named() -> Key:
    return _was(id=Key(String("id"), "The id of that time."))


def _missing() -> Record:
    return Record(
        {
            "code": Key(ANSWER, "The code: a number, or a text such as REF.", required=True),
            "reason": Key(OneOf(get_args(ReasonName)), "Why there is no answer.", required=True),
            "accepted": _accepted(),
        },
        element="missing code {code}",
        worded=True,
    )


def _list(option: Record) -> Record:
    options = Key(ListOf(option, most=50_000), "Answers in the order of the card.", required=True)
    return Record({"options": options, **_SIDES}, element="{parent}")


def _scale() -> Record:
    return Record(
        {
            "min": Key(CODE, "The smallest answer.", required=True),
            "max": Key(CODE, "The largest answer.", required=True),
            "scored": Key(Bool(), "Answers are scores.", usual="false"),
            **_SIDES,
            "missing": _MISSING,
            "anchors": Key(ListOf(_option(_was())), "Wordings of the ends."),
        },
        element="{parent}",
    )


def _question(option: Record) -> ByValue:
    rows = Key(ListOf(_row(_was_named())), "Rows of a battery.")
    chosen = {
        "options": Key(ListOf(option, most=50_000), "Answers in the order of the card."),
        "list": Key(String("list"), "Named answers instead of `options`."),
        "exclusive": Key(_CODES, "Codes that cannot be chosen with others."),
        **_SIDES,
    }
    bounds = {"min": Key(_NUMBER, "The smallest answer."), "max": Key(_NUMBER, "The largest answer.")}
    most = Key(NumberKind(whole=True), "At most so many answers can be chosen.")
    statements = Key(ListOf(_row(_was())), "Statements read out.", required=True)
    cases: Mapping[str, Mapping[str, Key]] = {
        "single": {**chosen, "rows": rows},
        "multiple": {**chosen, "max_choices": most},
        "scale": {"scale": Key(String("scale"), "Name of the scale.", required=True), "rows": rows},
        "integer": {**bounds, **_SIDES, "rows": rows},
        "decimal": {**bounds, "rows": rows},
        "count": {
            "min": Key(_NUMBER, "The smallest answer.", required=True),
            "max_by_version": Key(MappingOf(_NUMBER), "The largest answer, by version.", required=True),
            "split_by": Key(_QUESTION, "The question that holds the version.", required=True),
            "statements": statements,
            "treatment": Key(ListOf(_row(_was())), "The sensitive statement.", required=True),
        },
        "wave": {"period": Key(OneOf(PERIOD_KINDS), "What waves are named after.", usual="quarter")},
        **{kind: {} for kind in ("text", "date", "time", "code")},
    }
    common = _common()
    made: dict[str, SettingKind] = {
        kind: Record({**common, **keys}, element="question {id}", worded=True) for kind, keys in cases.items()
    }
    return ByValue("type", made, element="question {id}")


def _common() -> dict[str, Key]:
    route = Record(
        {
            "if": Key(_CONDITION, "When the route is taken.", required=True),
            "goto": Key(_QUESTION, "Where it leads.", required=True),
        }
    )
    test = Record({"why": Key(String(), "What is tested.", required=True)}, worded=True)
    return {
        "id": Key(String("id"), "Name of the question.", required=True),
        "type": Key(String("type"), "What kind of answer it takes.", required=True),
        "required": Key(Bool(), "Must be answered.", usual="false"),
        "ask_if": Key(_CONDITION, "Who is asked.", usual="everybody"),
        "rotate": Key(Bool(), "Answers or rows in random order.", usual="false"),
        "card": Key(Bool(), "Answers are on a show card.", usual="false"),
        "prompted": Key(Bool(), "Answers are read out.", usual="true"),
        "sensitive": Key(Bool(), "Refusals are to be expected.", usual="false"),
        "filled_by": Key(OneOf(FILLED_BY), "Who fills it in.", usual="the respondent, outside header and observations"),
        "offered_from": Key(_QUESTION, "Only answers given there are offered."),
        "mask_own_group": Key(_QUESTION, "The row of the respondent's own group is left out."),
        "routing": Key(ListOf(route), "Routes that depend on more than the answer."),
        "note": Key(String(), "For the office."),
        "concept": Key(String(), "Where the question comes from."),
        "wording_test": Key(test, "Another wording under test."),
        "indicators": Key(ListOf(String()), "Indicators the question feeds."),
        "missing": _MISSING,
        "missing_also": Key(_CODES, "Codes in addition to the usual ones."),
        "was": _was_named(),
    }


def _row(was: Key) -> Record:
    return Record(
        {
            "id": Key(String("id"), "Name of the row.", required=True),
            "reverse": Key(Bool(), "Scores count from the other end.", usual="false"),
            "foil": Key(Bool(), "An invented item.", usual="false"),
            "group": Key(CODE, "Code of the ethnic group it is about."),
            "asked_from": Key(Date(code="Q028"), "The day from which it is asked."),
            "indicator": Key(String(), "The indicator it feeds."),
            "was": was,
        },
        element="{parent}, row {id}",
        worded=True,
    )


@functools.cache
def groups_schema() -> Record:
    """Schema of ``groups.yaml``."""
    category = Record(
        {
            "code": Key(CODE, "The code, kept for ever.", required=True),
            "id": Key(String("id"), "Its label in the population file.", required=True),
            "when": Key(_CONDITION, "Who belongs to it.", required=True),
        },
        element="{parent}, category {id}",
        worded=True,
    )
    tile = Record(
        {
            "id": Key(String("category"), "The category.", required=True),
            "column": Key(_PLACE, "Its column, from 0 in the west.", required=True),
            "row": Key(_PLACE, "Its row, from 0 in the north.", required=True),
        },
        element="{parent}, tile {id}",
        worded=True,
    )
    grouping = Record(
        {
            "id": Key(String("id"), "Name of the grouping.", required=True),
            "from": Key(_QUESTION, "One category for every answer of this question."),
            "categories": Key(ListOf(category), "Tried in order; the first that holds wins."),
            "tiles": Key(
                ListOf(tile),
                "A tile for every category, which make a map; `|` in a name is where it may be broken.",
                usual="tiles in the order of the categories, without a map",
            ),
        },
        element="grouping {id}",
        worded=True,
        one_of=("from", "categories"),
    )
    return Record({"groupings": Key(ListOf(grouping, least=0), "Classifications of respondents.", required=True)})
