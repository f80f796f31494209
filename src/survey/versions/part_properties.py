"""Properties of questions, rows and answers as text, and those whose change breaks a series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from survey.questionnaire.model import BatteryRow, MissingCode, Option, Question
from survey.text import Language
from survey.versions.questionnaire_difference import PartName, QuestionnaireChange

BREAKING = frozenset(
    {
        "type",
        "ask_if",
        "min",
        "max",
        "max_choices",
        "max_by_version",
        "split_by",
        "mask_own_group",
        "offered_from",
        "scored",
    }
) | {"group", "foil", "asked_from", "reverse", "exclusive", "score", "reason", "when"}
"""Properties that :func:`survey.questionnaire.comparable_questions.asked_alike` compares, by their keys in the YAML file."""


def of_question(question: Question) -> Mapping[str, str]:
    """Properties of a question without its wording, rows and answers, by key; blank where it has none."""
    return {
        "type": question.kind,
        "block": question.block,
        "ask_if": question.ask_if.source if question.ask_if is not None else "",
        "routing": "; ".join(f"{when.source}: {target}" for when, target in question.routing),
        "min": _number(question.minimum),
        "max": _number(question.maximum),
        "max_choices": _number(question.max_choices),
        "max_by_version": ", ".join(f"{code}: {_number(most)}" for code, most in question.maximum_by_version),
        "split_by": question.split_by or "",
        "mask_own_group": question.mask_own_group or "",
        "offered_from": question.offered_from or "",
        "scored": _flag(question.scored),
        "positive": _codes(question.positive),
        "neutral": _codes(question.neutral),
        "negative": _codes(question.negative),
        "required": _flag(question.required),
        "rotate": _flag(question.rotate),
        "card": _flag(question.card),
        "prompted": _flag(question.prompted),
        "sensitive": _flag(question.sensitive),
        "filled_by": "interviewer" if question.filled_by_interviewer else "respondent",
        "period": question.period,
        "note": question.note,
        "concept": question.concept,
        "wording_test": _by_language(question.wording_test),
    }


def of_row(row: BatteryRow) -> Mapping[str, str]:
    """Properties of a row without its wording."""
    group = str(row.group) if row.group is not None else ""
    about = {"group": group, "asked_from": row.asked_from or "", "indicator": row.indicator}
    return {"reverse": _flag(row.reverse), "foil": _flag(row.foil), **about}


def of_option(option: Option) -> Mapping[str, str]:
    """Properties of an answer without its wording."""
    return {
        "score": _number(option.score),
        "exclusive": _flag(option.exclusive),
        "specify": _flag(option.specify),
        "goto": option.leads_to or "",
        "accepted": _by_language(option.accepted),
        **dict(option.attributes),
    }


def of_missing(code: MissingCode) -> Mapping[str, str]:
    """Properties of a missing code without its wording."""
    return {"reason": code.reason.name.lower(), "accepted": _by_language(code.accepted)}


def property_changes(
    before: Mapping[str, str], now: Mapping[str, str], part: PartName, question: str, name: str = ""
) -> Iterator[QuestionnaireChange]:
    """A change for every property that differs."""
    for key in dict.fromkeys((*now, *before)):
        old, new = before.get(key, ""), now.get(key, "")
        if old != new:
            yield QuestionnaireChange("changed", part, question, name, key, old, new, key in BREAKING)


def _number(value: float | None) -> str:
    return f"{value:.15g}" if value is not None else ""


def _by_language(wordings: Iterable[tuple[Language, str]]) -> str:
    return "; ".join(f"{language}: {words}" for language, words in wordings)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _codes(codes: tuple[int, ...]) -> str:
    return ", ".join(str(code) for code in codes)
