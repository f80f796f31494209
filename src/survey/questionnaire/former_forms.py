"""Former forms: how files of a day write the ids and codes of questions that were renamed or recoded since."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

from survey.questionnaire.former_answers import AnswerThen, answers_on
from survey.questionnaire.former_parts import FormerName
from survey.questionnaire.model import BatteryRow, FormerForm, Option, Question, Questionnaire, Variable
from survey.questionnaire.version_matching import names_of


def former_form_on(form: Questionnaire, day: datetime.date) -> FormerForm | None:
    """Former ids and codes, as files of a day hold them; None when no id or code has changed since.

    Parameters
    ----------
    form : Questionnaire
        Worded as on that day, so that both wordings of an answer are read.
    day : datetime.date
    """
    if not any(_has_changed(question, day) for question in form.questions):
        return None
    names = {name: _id_on(name, names_of(variable), day) for name, variable in form.variables.items()}
    batteries = {one.id: _id_on(one.id, one.former_names, day) for one in form.questions}
    all_names = {**batteries, **names}
    blocks = tuple(
        dataclasses.replace(block, questions=tuple(_question(one, day, all_names) for one in block.questions))
        for block in form.blocks
    )
    questions = {question.id: question for block in blocks for question in block.questions}
    variables = {
        names[name]: _variable(variable, names, questions[all_names[variable.question.id]])
        for name, variable in form.variables.items()
    }
    then = {name: answers_on(variable.options, day) for name, variable in form.variables.items()}
    changed = {name: one for name, one in then.items() if any(answer.former is not None for answer in one)}
    return FormerForm(
        dataclasses.replace(
            form,
            blocks=blocks,
            variables=variables,
            key=names.get(form.key, form.key),
            roles={role: names.get(name, name) for role, name in form.roles.items()},
            former_form=None,
        ),
        {former: name for name, former in names.items() if former != name},
        {name: _codes(_distinct(one)) for name, one in changed.items()},
        {name: days for name, variable in form.variables.items() if (days := _breaks(variable, day))},
        tuple(name for name, one in changed.items() if len(_distinct(one)) < len(one)),
    )


def _has_changed(question: Question, day: datetime.date) -> bool:
    named: list[Question | BatteryRow] = [question, *question.rows]
    days = [one.before for part in named for one in part.former_names]
    days += [one.before for option in question.options for one in option.former_answers]
    return any(one > day for one in days)


def _id_on(name: str, former: Sequence[FormerName], day: datetime.date) -> str:
    return next((one.id for one in former if one.before > day), name)


def _question(question: Question, day: datetime.date, names: dict[str, str]) -> Question:
    def named(name: str | None) -> str | None:
        return names.get(name, name) if name is not None else None

    return dataclasses.replace(
        question,
        id=names[question.id],
        options=_options(_distinct(answers_on(question.options, day)), question.options, day),
        rows=tuple(dataclasses.replace(row, id=names[row.id]) for row in question.rows),
        split_by=named(question.split_by),
        offered_from=named(question.offered_from),
        mask_own_group=named(question.mask_own_group),
    )


def _variable(variable: Variable, names: dict[str, str], question: Question) -> Variable:
    rows = {row.id: row for row in question.rows}
    former = names[variable.id]
    return Variable(former, question, rows.get(former), variable.position)


def _distinct(then: Sequence[AnswerThen]) -> list[AnswerThen]:
    """Each former code once: that of an answer that was split is read, although nothing continues it."""
    return list({one.shown: one for one in reversed(then)}.values())[::-1]


def _options(then: Sequence[AnswerThen], present: Sequence[Option], day: datetime.date) -> tuple[Option, ...]:
    """The options of that time; a card in the order of its codes was so before, too."""
    if all(one.former is None for one in then):
        return tuple(present)
    merged = [one.option.code for one in then]
    made = [
        dataclasses.replace(
            one.option,
            code=_number(one, place),
            written=one.shown if one.option.written is not None else None,
            text=one.text,
            accepted=one.option.accepted if merged.count(one.option.code) == 1 else (),
            former_answers=tuple(former for former in one.option.former_answers if former.before <= day),
        )
        for place, one in enumerate(then, 1)
    ]
    codes = [option.code for option in present]
    return tuple(sorted(made, key=lambda option: option.code) if codes == sorted(codes) else made)


def _codes(then: Sequence[AnswerThen]) -> dict[int, int]:
    return {_number(one, place): one.option.code for place, one in enumerate(then, 1)}


def _number(one: AnswerThen, place: int) -> int:
    """The code as a number: as files write it, or the place in the list where codes are texts."""
    return place if one.option.written is not None else int(one.shown)


def _breaks(variable: Variable, day: datetime.date) -> tuple[datetime.date, ...]:
    """Days after this one from which the variable means something else."""
    days = {one.before for one in names_of(variable) if one.breaks}
    days |= {one.before for option in variable.options for one in option.former_answers if one.breaks}
    return tuple(sorted(one for one in days if one > day))
