"""Former wordings of questions, rows and answers: how an earlier version of the questionnaire put them."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TypeVar

import pandas as pd

from survey.questionnaire.former_forms import former_form_on
from survey.questionnaire.model import BatteryRow, Option, Question, Questionnaire, Variable

Worded = TypeVar("Worded", Option, BatteryRow, Question)


def worded_on(form: Questionnaire, day: datetime.date) -> Questionnaire:
    """The questionnaire as it was worded on a day of fieldwork; the same object when nothing was otherwise then.

    Both wordings of an answer stay readable, because a file of that time may have been labelled later. Ids and codes are the
    present ones; ``former_form`` has those of the day, under which :func:`survey.decode` reads its files.
    """
    blocks = tuple(
        replace(block, questions=tuple(_question(one, day) for one in block.questions)) for block in form.blocks
    )
    questions = {question.id: question for block in blocks for question in block.questions}
    variables = {name: _variable(one, questions[one.question.id]) for name, one in form.variables.items()}
    held = [name for name, since in form.versions if since <= day]
    version = held[-1] if held else form.version
    worded = replace(form, blocks=blocks, variables=variables, version=version, former_form=None)
    former = former_form_on(worded, day)
    if blocks == form.blocks and former == form.former_form:
        return form
    return replace(worded, former_form=former)


def wording_changes(form: Questionnaire) -> pd.DataFrame:
    """The log of changed wordings: one row per question, row or answer and language, in the order of asking.

    Columns: ``before`` (the first day of the new wording), ``question``, ``part`` (the id of a row, ``option 3``, blank
    for the question itself), ``language``, ``former``, ``now``, ``breaks`` (whether answers are not comparable).
    """
    rows = []
    for question in form.questions:
        parts: list[tuple[str, Question | BatteryRow | Option]] = [("", question)]
        parts += [(row.id, row) for row in (*question.rows, *question.statements, *question.treatment)]
        parts += [(f"option {option.shown}", option) for option in question.options]
        for part, one in parts:
            former = one.former
            for language, now in former.present if former is not None else ():
                if former is not None and former.text[language] != now:
                    rows.append((former.before, question.id, part, language, former.text[language], now, former.breaks))
    return pd.DataFrame(rows, columns=["before", "question", "part", "language", "former", "now", "breaks"])


def _question(question: Question, day: datetime.date) -> Question:
    return replace(
        _as_was(question, day),
        options=tuple(_as_was(one, day) for one in question.options),
        rows=tuple(_as_was(one, day) for one in question.rows),
        statements=tuple(_as_was(one, day) for one in question.statements),
        treatment=tuple(_as_was(one, day) for one in question.treatment),
    )


def _as_was(one: Worded, day: datetime.date) -> Worded:
    former = one.former
    return one if former is None else replace(one, text=former.text if day < former.before else former.present)


def _variable(variable: Variable, question: Question) -> Variable:
    rows = {row.id: row for row in question.rows}
    return replace(variable, question=question, row=rows[variable.row.id] if variable.row is not None else None)
