"""Conditions as SQL: three-valued logic of Kleene is that of SQL, so that unknown becomes NULL."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from survey.blank_reasons import Reason
from survey.estimation.database.table_columns import BoundValues
from survey.expressions import AnswerKind, Answers, Expression
from survey.expressions.answers_by_name import AnswersByName
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
    StateName,
    TextLiteral,
)

REASONS: dict[StateName, Reason] = {
    "answered": Reason.ANSWERED,
    "dont_know": Reason.DONT_KNOW,
    "refused": Reason.REFUSED,
}
_SIGNS: dict[Sign, str] = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True, slots=True)
class SqlMentions:
    """Answers to a multiple choice as SQL: per option its code and whether it is chosen, and whether there is an answer."""

    options: tuple[tuple[float | str, str], ...]
    known: str


class SqlAnswers(Protocol):
    """Answers by name as expressions of SQL; NULL where blank."""

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of a name in conditions."""
        ...

    def number(self, name: str) -> str:
        """Code or number."""
        ...

    def text(self, name: str) -> str:
        """Text."""
        ...

    def key(self, name: str) -> str:
        """Value by which rows are grouped."""
        ...

    def knows_reasons(self, name: str) -> bool:
        """Whether it is known why answers are blank."""
        ...

    def mentions(self, name: str) -> SqlMentions:
        """Answers to a multiple choice."""
        ...

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Rows of a battery."""
        ...

    def has_reason(self, name: str, reason: Reason) -> str:
        """Whether an answer has a reason; true or false, never NULL."""
        ...


AnswersOf: TypeAlias = Callable[[BoundValues], SqlAnswers]
"""Answers of a statement, which has certain bound values."""


@dataclass(frozen=True, slots=True)
class SqlCondition:
    """A condition written as SQL.

    The condition must have been evaluated on ``like``, which has no interviews, so that names and kinds are known to fit.

    Parameters
    ----------
    expression : Expression
    answers : SqlAnswers
    bound : BoundValues
        Takes the texts and numbers of the condition.
    like : Answers
        Says which code a wording means.
    """

    expression: Expression
    answers: SqlAnswers
    bound: BoundValues
    like: Answers

    def written(self) -> str:
        """The condition: true, false, or NULL where it is unknown."""
        return self._condition(self.expression.root)

    def _condition(self, node: Condition) -> str:
        names = AnswersByName(self.expression, self.like)
        match node:
            case Joined():
                return _joined(node.word.upper(), [self._condition(part) for part in node.parts])
            case Not():
                return f"(NOT {self._condition(node.operand)})"
            case ComparisonNode():
                compared = names.named_sides(node)
                return self._of_side(compared.left, lambda left: self._comparison(left, compared))
            case Membership():
                listed = dataclasses.replace(node, literals=names.by_code(node.left, node.literals))
                return self._of_side(node.left, lambda left: self._membership(left, listed))
            case Has():
                given = [one.value for one in names.by_code(node.name, node.codes)]
                mentions = self.answers.mentions(node.name.name)
                chosen = [chosen for code, chosen in mentions.options if code in given]
                return f"(CASE WHEN {mentions.known} THEN {_joined('OR', chosen)} END)"
            case State():
                return self._state(node)

    def _of_side(self, left: Quantity | Quantified, test: Callable[[str], str]) -> str:
        """A test of the left side, with its quantifier."""
        if not isinstance(left, Quantified):
            return test(self._quantity(left))
        name, every = left.name.name, left.quantifier == "all"
        if self.answers.kind_of(name) == "battery":
            parts = [test(self._named(row)) for row in self.answers.rows_of(name)]
            return _joined("AND" if every else "OR", parts)
        mentions = self.answers.mentions(name)
        parts = [
            f"((NOT {chosen}) OR {test(self._value(code))})" if every else f"({chosen} AND {test(self._value(code))})"
            for code, chosen in mentions.options
        ]
        return f"(CASE WHEN {mentions.known} THEN {_joined('AND' if every else 'OR', parts)} END)"

    def _comparison(self, left: str, node: ComparisonNode) -> str:
        return f"({left} {_SIGNS[node.sign]} {self._quantity(node.right)})"

    def _membership(self, left: str, node: Membership) -> str:
        listed = ", ".join(self._value(one.value) for one in node.literals)
        return f"({left} {'NOT IN' if node.negated else 'IN'} ({listed}))"

    def _state(self, node: State) -> str:
        parts = []
        name = node.name.name
        rows = self.answers.rows_of(name) if self.answers.kind_of(name) == "battery" else (name,)
        for row in rows:
            lost, found = (self.answers.has_reason(row, one) for one in (Reason.NOT_RECORDED, REASONS[node.state]))
            parts.append(f"(CASE WHEN NOT {lost} THEN {found} END)")
        return _joined("OR", parts)

    def _quantity(self, node: Quantity) -> str:
        match node:
            case NumberLiteral() | TextLiteral():
                return self._value(node.value)
            case Name():
                return self._named(node.name)
            case CountCall():
                return self._count(node.name.name)
            case Negative():
                return f"(-{self._quantity(node.operand)})"
            case Arithmetic():
                return self._calculated(node.operation, self._quantity(node.left), self._quantity(node.right))

    def _calculated(self, operation: Operation, left: str, right: str) -> str:
        if operation == "/":
            # division by zero leaves a blank; some databases refuse it
            right = f"NULLIF({right}, {self.bound.number(0)})"
        found = f"({left} {operation} {right})"
        infinity = self.bound.dialect.infinity
        # as in memory, a result beyond all numbers is blank
        return f"(CASE WHEN ABS{found} < {infinity} THEN {found} END)"

    def _count(self, name: str) -> str:
        if self.answers.kind_of(name) == "set":
            mentions = self.answers.mentions(name)
            known, counted = mentions.known, [chosen for _, chosen in mentions.options]
        else:
            rows = self.answers.rows_of(name)
            known = f"(NOT {_joined('OR', [self.answers.has_reason(row, Reason.NOT_RECORDED) for row in rows])})"
            counted = [self.answers.has_reason(row, Reason.ANSWERED) for row in rows]
        total = " + ".join(f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in counted)
        return self.bound.dialect.as_number(f"CASE WHEN {known} THEN {total} END")

    def _named(self, name: str) -> str:
        if self.answers.kind_of(name) == "number":
            return self.answers.number(name)
        return f"{self.answers.text(name)}{self.bound.dialect.binary}"

    def _value(self, value: float | str) -> str:
        return self.bound.text(value) if isinstance(value, str) else self.bound.number(value)


def _joined(word: str, parts: Sequence[str]) -> str:
    """Conditions joined by AND or OR; of none at all the first holds and the second does not."""
    if not parts:
        return "(1 = 1)" if word == "AND" else "(1 = 0)"
    return f"({f' {word} '.join(parts)})"
