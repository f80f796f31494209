"""Answers that a condition names by their wording, as codes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TypeAlias

from survey.errors import ExpressionError
from survey.expressions.answer_lookup import Answers, NamedAnswers
from survey.expressions.syntax_tree import (
    ComparisonNode,
    Expression,
    Name,
    NumberLiteral,
    Quantified,
    Quantity,
    TextLiteral,
    place_at,
)

OneLiteral: TypeAlias = NumberLiteral | TextLiteral


@dataclass(frozen=True, slots=True)
class AnswersByName:
    """Answers of a condition by name.

    Parameters
    ----------
    expression : Expression
        For the places of errors.
    answers : Answers
        Answers have names when they keep the protocol :class:`NamedAnswers`.
    """

    expression: Expression
    answers: Answers

    def named_sides(self, node: ComparisonNode) -> ComparisonNode:
        """A comparison with an answer by name as one with its code; only equality can be asked of a name."""
        if node.sign not in ("==", "!="):
            return node
        if isinstance(node.right, TextLiteral):
            return dataclasses.replace(node, right=self.by_code(node.left, (node.right,))[0])
        if isinstance(node.left, TextLiteral):
            return dataclasses.replace(node, left=self.by_code(node.right, (node.left,))[0])
        return node

    def by_code(self, asked: Quantity | Quantified, literals: tuple[OneLiteral, ...]) -> tuple[OneLiteral, ...]:
        """Codes of the answers that texts name; texts stay where the answers to the question have no names."""
        name = asked.name if isinstance(asked, Quantified) else asked
        worded = any(isinstance(one, TextLiteral) for one in literals)
        if not worded or not isinstance(name, Name) or not isinstance(self.answers, NamedAnswers):
            return literals
        return tuple(self._code_of(name.name, one) if isinstance(one, TextLiteral) else one for one in literals)

    def _code_of(self, name: str, node: TextLiteral) -> OneLiteral:
        """The code of the answer that a text names (``X034`` to ``X036``)."""
        assert isinstance(self.answers, NamedAnswers)
        meant = self.answers.meant_by(name, node.value)
        if meant is None:
            return node
        if isinstance(meant.code, str):
            return TextLiteral(node.start, node.end, meant.code)
        if meant.code is not None:
            return NumberLiteral(node.start, node.end, float(meant.code))
        place = f"{place_at(self.expression.place, node.start)}, {self.expression.source}"
        if meant.codes:
            fact = f"{name} has several answers with the name {node.value!r}."
            raise ExpressionError("X035", place, fact, f"Write the code: {' or '.join(meant.codes)}.")
        if meant.blank:
            fact = f"{node.value!r} is not an answer to {name}: it is blank in the data."
            raise ExpressionError("X036", place, fact, f"Write {meant.blank}")
        raise ExpressionError("X034", place, f"{name} has no answer with the name {node.value!r}.", meant.nearest)
