"""Conditions as other form engines understand them: true or not true, without a third value.

Conditions of a questionnaire are unknown over a blank (Kleene). Form engines know true and false only, and each compares a
blank in another way. Here a condition becomes the test of being *true*, in which every comparison first asks whether there is
an answer, so that any engine finds the same interviews. A writer of a form turns these tests into the engine's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from survey.blank_reasons import Reason
from survey.expressions.syntax_tree import (
    Arithmetic,
    ComparisonNode,
    Condition,
    CountCall,
    Has,
    Joined,
    Membership,
    Name,
    Negative,
    Not,
    NumberLiteral,
    Operation,
    Quantified,
    Quantity,
    Sign,
    State,
    TextLiteral,
)
from survey.questionnaire.model import Questionnaire, Variable, choice_with

AnswerState = Literal["answered", "dont_know", "refused"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, or a text such as a code in letters."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question with one answer, as the file has it."""

    variable: Variable


@dataclass(frozen=True, slots=True)
class NumberChosen:
    """Number of options of a multiple choice that are chosen."""

    variable: Variable


@dataclass(frozen=True, slots=True)
class Mentioned:
    """1 when a multiple choice has a code, as files write it, among its answers, else 0."""

    variable: Variable
    code: str


@dataclass(frozen=True, slots=True)
class NumberAnswered:
    """Number of some questions that have a substantive answer."""

    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Calculated:
    """Two values joined by ``+ - * /``."""

    operation: Operation
    left: FormValue
    right: FormValue


FormValue: TypeAlias = "Constant | Answer | NumberChosen | Mentioned | NumberAnswered | Calculated"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values that are there, compared."""

    left: FormValue
    sign: Sign
    right: FormValue


@dataclass(frozen=True, slots=True)
class Selected:
    """A multiple choice has a code, as files write it, among its answers."""

    variable: Variable
    code: str


@dataclass(frozen=True, slots=True)
class InState:
    """A question has a substantive answer, or a code that states a reason for none."""

    variable: Variable
    state: AnswerState


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; without parts this is true."""

    parts: tuple[FormTest, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; without parts this is false."""

    parts: tuple[FormTest, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """The part does not hold."""

    part: FormTest


FormTest: TypeAlias = "Compared | Selected | InState | AllOf | AnyOf | Opposite"

_Test: TypeAlias = Callable[[Quantity], FormTest]

_OPPOSITE: dict[Sign, Sign] = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def holds(condition: Condition, form: Questionnaire) -> FormTest:
    """The test that a condition is true; it is not true when the condition is false or unknown."""
    return _Translation(form).true(condition)


def missing_codes(variable: Variable, state: AnswerState) -> tuple[str, ...]:
    """Codes of a variable, as files write them, that state a reason; of all reasons for ``answered``, which excludes them."""
    reasons = {"dont_know": {Reason.DONT_KNOW}, "refused": {Reason.REFUSED}}.get(state)
    return tuple(code.shown for code in variable.missing if reasons is None or code.reason in reasons)


def simplified(test: FormTest) -> FormTest:
    """The same test with equal parts once, and without conjunctions inside conjunctions."""
    match test:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            kind = type(test)
            flat: list[FormTest] = []
            for part in (simplified(one) for one in parts):
                flat += part.parts if isinstance(part, kind) else [part]
            once = [part for at, part in enumerate(flat) if part not in flat[:at]]
            return once[0] if len(once) == 1 else kind(tuple(once))
        case Opposite(part=part):
            inside = simplified(part)
            return inside.part if isinstance(inside, Opposite) else Opposite(inside)
        case _:
            return test


class _Translation:
    """Walk over a syntax tree; ``true`` and ``false`` are both needed, because neither is the opposite of the other."""

    def __init__(self, form: Questionnaire) -> None:
        self._form = form

    def true(self, node: Condition) -> FormTest:
        return self._of(node, holding=True)

    def false(self, node: Condition) -> FormTest:
        return self._of(node, holding=False)

    def _of(self, node: Condition, *, holding: bool) -> FormTest:
        match node:
            case Joined(word=word, parts=parts):
                tests = tuple(self._of(part, holding=holding) for part in parts)
                return AllOf(tests) if (word == "and") == holding else AnyOf(tests)
            case Not(operand=operand):
                return self._of(operand, holding=not holding)
            case ComparisonNode():
                sign = node.sign if holding else _OPPOSITE[node.sign]
                return self._quantified(node.left, holding, lambda left: self._compared(left, sign, node.right))
            case Membership():
                negated = node.negated == holding
                return self._quantified(node.left, holding, lambda left: self._listed(left, node, negated=negated))
            case Has():
                return self._has(node, holding=holding)
            case State():
                variables = self._rows(node.name.name) or (self._variable(node.name.name),)
                found = AnyOf(tuple(InState(one, node.state) for one in variables))
                return found if holding else Opposite(found)

    def _quantified(self, left: Quantity | Quantified, holding: bool, test: _Test) -> FormTest:
        """A test of one value, of some or all rows of a battery, or of some or all options chosen."""
        if not isinstance(left, Quantified):
            return test(left)
        name = left.name
        every = (left.quantifier == "all") == holding
        rows = self._rows(name.name)
        if rows:
            tests = tuple(test(Name(name.start, name.end, row.id)) for row in rows)
            return AllOf(tests) if every else AnyOf(tests)
        variable = self._variable(name.name)
        codes = [(option.shown, self._literal(option.shown if option.written else float(option.code), name))
                 for option in variable.options]  # fmt: skip
        if every:
            passed = [AnyOf((Opposite(Selected(variable, shown)), test(literal))) for shown, literal in codes]
            return AllOf((InState(variable, "answered"), *passed))
        return AllOf(
            (
                InState(variable, "answered"),
                AnyOf(tuple(AllOf((Selected(variable, shown), test(literal))) for shown, literal in codes)),
            )
        )

    def _literal(self, value: float | str, near: Name) -> Quantity:
        if isinstance(value, str):
            return TextLiteral(near.start, near.end, value)
        return NumberLiteral(near.start, near.end, value)

    def _compared(self, left: Quantity, sign: Sign, right: Quantity) -> FormTest:
        compared = Compared(self._value(left), sign, self._value(right))
        if sign == "==" and {type(compared.left), type(compared.right)} == {Answer, Constant}:
            return compared  # a blank does not equal any constant
        return AllOf((*self._known(left), *self._known(right), compared))

    def _listed(self, left: Quantity, node: Membership, *, negated: bool) -> FormTest:
        value = self._value(left)
        equal = AnyOf(tuple(Compared(value, "==", Constant(one.value)) for one in node.literals))
        if isinstance(value, Answer) and not negated:
            return equal
        return AllOf((*self._known(left), Opposite(equal) if negated else equal))

    def _has(self, node: Has, *, holding: bool) -> FormTest:
        variable = self._variable(node.name.name)
        chosen = AnyOf(tuple(Selected(variable, _written(one)) for one in node.codes))
        return chosen if holding else AllOf((InState(variable, "answered"), Opposite(chosen)))

    def _known(self, node: Quantity) -> Iterable[FormTest]:
        """Tests that a value is there: every answer in it, and no division by zero."""
        match node:
            case Name(name=name):
                choice = choice_with(name, self._form.variables)
                return (InState(choice if choice is not None else self._variable(name), "answered"),)
            case CountCall(name=inside):
                return () if self._rows(inside.name) else (InState(self._variable(inside.name), "answered"),)
            case Negative(operand=operand):
                return self._known(operand)
            case Arithmetic(operation=operation, left=left, right=right):
                divisor = (Compared(self._value(right), "!=", Constant(0.0)),) if operation == "/" else ()
                return (*self._known(left), *self._known(right), *divisor)
            case _:
                return ()

    def _value(self, node: Quantity) -> FormValue:
        match node:
            case NumberLiteral(value=value) | TextLiteral(value=value):
                return Constant(value)
            case Name(name=name):
                choice = choice_with(name, self._form.variables)
                return Answer(self._variable(name)) if choice is None else Mentioned(choice, _code_of(choice, name))
            case CountCall(name=inside):
                rows = self._rows(inside.name)
                return NumberAnswered(rows) if rows else NumberChosen(self._variable(inside.name))
            case Negative(operand=operand):
                return Calculated("-", Constant(0.0), self._value(operand))
            case Arithmetic(operation=operation, left=left, right=right):
                return Calculated(operation, self._value(left), self._value(right))

    def _variable(self, name: str) -> Variable:
        return self._form.variable(name)

    def _rows(self, name: str) -> tuple[Variable, ...]:
        return self._form.battery(name)


def _written(literal: NumberLiteral | TextLiteral) -> str:
    """A code as files write it."""
    return literal.value if isinstance(literal, TextLiteral) else f"{literal.value:.15g}"


def _code_of(choice: Variable, column: str) -> str:
    """The code, as files write it, of the option that a column of a multiple choice holds."""
    return next(option.shown for option, name in zip(choice.options, choice.columns, strict=True) if name == column)
