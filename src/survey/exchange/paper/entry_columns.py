"""Columns of the sheet for entering answers from paper: one per variable, one per option of a multiple choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from survey.exchange.form_answers import is_chosen, points
from survey.questionnaire.model import (
    NUMERIC_KINDS,
    WHOLE_KINDS,
    MissingCode,
    Option,
    Question,
    Questionnaire,
    Variable,
)
from survey.text import Language

EntryKind = Literal["choice", "mark", "whole", "decimal", "date", "time", "text"]
"""Kind of a cell: a code of a list, a mark, a whole number, a number, a date, a time of day, text."""


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """One column of the sheet.

    Parameters
    ----------
    heading : str
        As files of answers name it: ``C01a``, ``B03_11``, ``B03_other``.
    question : Question
    text : str
        Wording of the row, the option or the question.
    kind : EntryKind
    answers : tuple of (code, wording)
        What may be chosen, codes for no answer last.
    stands_alone : bool
        Whether the option of a multiple choice excludes all others.
    """

    heading: str
    question: Question
    text: str
    kind: EntryKind
    answers: tuple[tuple[str, str], ...] = ()
    stands_alone: bool = False


def entry_columns(form: Questionnaire, language: Language) -> tuple[EntryColumn, ...]:
    """The columns in the order of asking; an answer in words follows its question."""
    return tuple(column for variable in form.variables.values() for column in _of(variable, language))


def _of(variable: Variable, language: Language) -> Iterator[EntryColumn]:
    question, text = variable.question, variable.text[language]
    if question.kind == "multiple":
        yield from _marks(variable, language)
    elif is_chosen(question):
        yield EntryColumn(variable.id, question, text, "choice", tuple(_answers(question, language)))
    else:
        yield EntryColumn(variable.id, question, text, _kind(question))
    said = [option.text[language] for option in question.options if option.specify]
    if said:
        yield EntryColumn(f"{variable.id}_other", question, said[0], "text")


def _marks(variable: Variable, language: Language) -> Iterator[EntryColumn]:
    choices: Sequence[Option | MissingCode] = (*variable.options, *variable.missing)
    headings = (*variable.columns, *(f"{variable.id}_{code.shown}" for code in variable.missing))
    for heading, one in zip(headings, choices, strict=True):
        alone = isinstance(one, MissingCode) or one.exclusive
        yield EntryColumn(heading, variable.question, f"{one.shown} – {one.text[language]}", "mark", (), alone)


def _answers(question: Question, language: Language) -> Iterator[tuple[str, str]]:
    if question.kind == "scale":
        anchors = {one.code: one.text[language] for one in question.anchors}
        yield from ((str(code), anchors.get(code, "")) for code, _ in points(question, (language,)))
    else:
        yield from ((one.shown, one.text[language]) for one in question.options)
    yield from ((code.shown, code.text[language]) for code in question.missing)


def _kind(question: Question) -> EntryKind:
    if question.kind in ("date", "time"):
        return question.kind
    if question.kind not in NUMERIC_KINDS:
        return "text"
    return "whole" if question.kind in WHOLE_KINDS else "decimal"
