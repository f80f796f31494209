"""Variables of two versions of a questionnaire matched, by the ids and codes that the newer version declares.

This is the only place that decides which variable of an older version a variable continues. Comparability of indicators,
combined samples, differences of versions and the reading of older files use it.
"""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from survey.expressions import Expression
from survey.expressions.alike_conditions import Literal, NameChange, conditions_alike
from survey.questionnaire.former_answers import AnswerThen, answers_on, days_of
from survey.questionnaire.former_parts import FormerName
from survey.questionnaire.model import Option, Question, Questionnaire, Variable, choice_with


@dataclass(frozen=True, slots=True)
class AnswerMatch:
    """Options of an older list by those of the present one.

    Parameters
    ----------
    answers : mapping of former code to AnswerThen
        The present option that continues each, by the number the older list has for it.
    parts : mapping of former code to tuple of str
        Present codes of the answers into which it was split: such answers cannot be recoded.
    unlike : bool
        Whether an answer is declared to have meant something else.
    """

    answers: Mapping[int, AnswerThen] = field(default_factory=dict)
    parts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    unlike: bool = False

    @property
    def split(self) -> tuple[int, ...]:
        """Former codes that several present options continue."""
        return tuple(self.parts)

    @property
    def codes(self) -> Mapping[int, int]:
        """Present codes by former ones."""
        return {code: one.option.code for code, one in self.answers.items()}

    @property
    def is_recoded(self) -> bool:
        """Whether a code is declared to have been another one, or several were merged."""
        return any(one.former is not None for one in self.answers.values()) or bool(self.split)


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Variable of an older version that a variable of the present one continues, with its answers.

    ``unlike`` says that it is declared to have asked something else.
    """

    now: Variable
    before: Variable
    answers: AnswerMatch
    unlike: bool = False

    @property
    def is_broken(self) -> bool:
        """Whether it is declared that answers do not mean the same, or cannot be recoded."""
        return self.unlike or self.answers.unlike or bool(self.answers.split)

    @property
    def pairs(self) -> list[tuple[AnswerThen, Option]]:
        """Options of the older version, each with the present one that continues it."""
        found = self.answers.answers
        return [(found[option.code], option) for option in self.before.options if option.code in found]

    @property
    def columns(self) -> Mapping[str, str]:
        """Present column of answers by the former one; several former ones of a multiple choice may have one."""
        if self.now.kind != "multiple" or self.before.kind != "multiple":
            return {self.before.id: self.now.id}
        names = dict(zip(self.now.codes, self.now.columns, strict=True))
        codes = self.answers.codes
        pairs = zip(self.before.codes, self.before.columns, strict=True)
        return {column: names[codes[code]] for code, column in pairs if code in codes}


def counterpart(name: str, now: Questionnaire, before: Questionnaire) -> Counterpart | None:
    """The variable of an older version that a variable continues: one with a declared former id, else with its own id.

    Parameters
    ----------
    name : str
        Id of a variable of ``now``.
    now, before : Questionnaire
        ``now`` is the newer one: its declarations count. What both declare had changed before either.
    """
    variable = now.variables[name]
    former = former_name(names_of(variable), before.variables)
    if former is None and name not in before.variables:
        return None
    other = before.variables[former.id if former is not None else name]
    answers = match_answers(variable.options, other.options)
    return Counterpart(variable, other, answers, former is not None and former.breaks)


def names_of(variable: Variable) -> tuple[FormerName, ...]:
    """Former ids of a variable: those of its row, or of its question."""
    return variable.row.former_names if variable.row is not None else variable.question.former_names


def former_name(former: Sequence[FormerName], known: Container[str]) -> FormerName | None:
    """The latest of some former ids that another version has; None when it has none of them."""
    return next((one for one in reversed(former) if one.id in known), None)


def match_answers(now: Sequence[Option], before: Sequence[Option]) -> AnswerMatch:
    """The options of an older list that the present ones continue, by declared codes and else by equal ones."""
    changed = [day for day in days_of(now) if day not in days_of(before)]
    if not changed:
        then = tuple(AnswerThen(option, None) for option in now)
    else:
        then = answers_on(now, changed[0] - datetime.timedelta(days=1))
    numbers = {option.shown: option.code for option in before}
    claims: dict[int, list[AnswerThen]] = {}
    for one in then:
        if one.shown in numbers:
            claims.setdefault(numbers[one.shown], []).append(one)
    return AnswerMatch(
        {code: claimed[0] for code, claimed in claims.items() if len(claimed) == 1},
        {code: tuple(one.option.shown for one in claimed) for code, claimed in claims.items() if len(claimed) > 1},
        any(one.former is not None and one.former.breaks for claimed in claims.values() for one in claimed),
    )


def name_changes(names: Iterable[str], now: Questionnaire, before: Questionnaire) -> dict[str, NameChange]:
    """Former names behind some present ones: variables, batteries and columns of a multiple choice that were changed."""
    if now is before:
        return {}
    batteries = {question.id: question for question in now.questions if question.rows}
    old_batteries = {question.id: question for question in before.questions if question.rows}
    found: dict[str, NameChange] = {}
    for name in names:
        if name in now.variables:
            found |= _of_variable(counterpart(name, now, before))
        elif name in batteries:
            former = former_name(batteries[name].former_names, old_batteries)
            earlier = former.id if former is not None else name
            if earlier in old_batteries:
                codes = _literal_codes(
                    batteries[name], match_answers(batteries[name].options, old_batteries[earlier].options)
                )
                found |= {earlier: NameChange(name, codes)} if earlier != name or codes is not None else {}
        elif (choice := choice_with(name, now.variables)) is not None:
            found |= _of_column(name, counterpart(choice.id, now, before))
    return found


def alike_under_names(
    one: Expression | None, other: Expression | None, now: Questionnaire, before: Questionnaire
) -> bool:
    """Whether a condition of the present version and one of an older version are the same under the declared names."""
    if one is None or other is None:
        return one is other
    return conditions_alike(one, other, name_changes(one.names, now, before))


def same_names(now: Iterable[str], before: Iterable[str], form: Questionnaire, older: Questionnaire) -> bool:
    """Whether two lists of names are the same under the declared names."""
    now = tuple(now)
    before, changes = tuple(before), name_changes(now, form, older)
    taken = {change.name for change in changes.values()} - {*changes}
    named = tuple(changes[name].name if name in changes else name for name in before)
    return now == named and not taken & {*before}


def _of_variable(found: Counterpart | None) -> dict[str, NameChange]:
    if found is None:
        return {}
    codes = _literal_codes(found.now.question, found.answers)
    changed = found.before.id != found.now.id or codes is not None
    return {found.before.id: NameChange(found.now.id, codes)} if changed else {}


def _of_column(column: str, found: Counterpart | None) -> dict[str, NameChange]:
    columns = [old for old, new in found.columns.items() if new == column] if found is not None else []
    return {columns[0]: NameChange(column)} if len(columns) == 1 and columns[0] != column else {}


def _literal_codes(question: Question, answers: AnswerMatch) -> dict[Literal, Literal] | None:
    """Present code of each former one as conditions write them; None when none changed."""
    if not answers.is_recoded:
        return None
    written = any(option.written is not None for option in question.options)
    return {
        (one.shown if written else float(code)): (one.option.shown if written else float(one.option.code))
        for code, one in answers.answers.items()
    }
