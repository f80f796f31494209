"""Names that a condition may use in a questionnaire, and the possible answers to each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from survey.expressions import Domain
from survey.questionnaire.model import NUMERIC_KINDS, Grouping, Questionnaire, Variable, choice_with


class QuestionnaireScope:
    """A :class:`survey.expressions.Scope` of questions, batteries, options of multiple choices, groupings and columns.

    Parameters
    ----------
    variables : mapping of id to Variable
    groupings : mapping of id to Grouping, optional
    columns : iterable of str
        Numeric columns of the data that belong to no question, for example ``base_weight``.
    """

    def __init__(
        self,
        variables: Mapping[str, Variable],
        groupings: Mapping[str, Grouping] | None = None,
        columns: Iterable[str] = (),
    ) -> None:
        self._variables = variables
        self._groupings = groupings or {}
        self._columns = tuple(columns)
        self._batteries: dict[str, list[Variable]] = {}
        for variable in variables.values():
            if variable.row is not None:
                self._batteries.setdefault(variable.question.id, []).append(variable)

    @classmethod
    def of(cls, form: Questionnaire, columns: Iterable[str] = ()) -> QuestionnaireScope:
        """Every name of this questionnaire, and these columns."""
        return cls(form.variables, form.groupings, columns)

    def names(self) -> tuple[str, ...]:
        """Ids of variables, batteries and groupings, and names of columns."""
        return (*self._variables, *self._batteries, *self._groupings, *self._columns)

    def domain(self, name: str) -> Domain | None:
        """The possible answers to a name; None when the name is unknown."""
        if name in self._variables:
            return _domain(self._variables[name])
        if name in self._batteries:
            return self._battery(self._batteries[name])
        if name in self._groupings:
            return Domain("number", tuple(category.code for category in self._groupings[name].categories))
        if name in self._columns:
            return Domain("number")
        return self._option(name)

    def _battery(self, rows: list[Variable]) -> Domain:
        first = _domain(rows[0])
        names = tuple(row.id for row in rows)
        return replace(first, kind="battery", rows=names, position=rows[-1].position)

    def _option(self, name: str) -> Domain | None:
        choice = choice_with(name, self._variables)
        return Domain("number", (0, 1), position=choice.position) if choice is not None else None


def _domain(variable: Variable) -> Domain:
    question = variable.question
    low, high = question.minimum, question.maximum
    if question.kind == "multiple":
        low, high = 1, question.max_choices
    elif question.kind not in NUMERIC_KINDS or (low is not None and high is not None and low > high):
        low = high = None
    missing = tuple((code.code, code.reason.name.lower()) for code in question.missing)
    return Domain(
        variable.answer_kind,
        variable.codes,
        low,
        high,
        missing,
        (),
        variable.position,
        tuple(variable.written_codes),
        tuple(variable.written_missing),
        question.kind != "decimal",
    )
