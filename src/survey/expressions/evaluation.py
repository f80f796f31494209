"""Evaluation of a condition on the answers of many interviews at once, in three-valued logic (Kleene 1952)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from survey.arrays import Floats, Mask, Objects
from survey.blank_reasons import Reason
from survey.errors import ExpressionError
from survey.expressions.answer_lookup import AnswerKind, Answers, Mentions
from survey.expressions.answers_by_name import AnswersByName
from survey.expressions.syntax_tree import (
    Arithmetic,
    ComparisonNode,
    Condition,
    CountCall,
    Expression,
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
    place_at,
)
from survey.expressions.truth_values import Truth, any_of

_REASONS: Mapping[StateName, Reason] = {
    "answered": Reason.ANSWERED,
    "dont_know": Reason.DONT_KNOW,
    "refused": Reason.REFUSED,
}
_SIGNS: Mapping[Sign, np.ufunc] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_OPERATIONS: Mapping[Operation, np.ufunc] = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


def evaluate(expression: Expression, answers: Answers) -> Truth:
    """Truth of the condition for each interview.

    A comparison over a blank is unknown, whatever the blank's reason. ``any(X)`` is true when it is true of
    one row (or one chosen option), else unknown when it is unknown of one, else false; ``all(X)`` is false
    when it is false of one, else unknown when it is unknown of one, else true. A multiple choice without an
    answer is unknown to ``has``, ``any``, ``all`` and ``count``. ``answered``, ``dont_know`` and ``refused``
    are unknown only where the answer was not recorded; of a battery they ask for at least one such row.

    Parameters
    ----------
    expression : Expression
    answers : Answers
        Interviews, a sample, or anything else that keeps the protocol.

    Returns
    -------
    Truth of (n,) arrays

    Raises
    ------
    ExpressionError
        ``X001`` when nothing has a name that is used, ``X019`` when a text is compared with a number, or a multiple
        choice or battery is used where one value is needed; ``X034`` when no answer, ``X035`` when several answers have the
        name in quotes, ``X036`` when it means a blank.
    """
    return _Evaluation(expression, answers).condition(expression.root)


def asked(expression: Expression, answers: Answers) -> tuple[Mask, Mask]:
    """Interviews that were asked a question with this condition, and those of which it is not known.

    Returns
    -------
    asked : (n,) array of bool
        The condition is true. A "don't know" in the filter question means the follow-up was not asked.
    not_known : (n,) array of bool
        The condition is unknown, and an answer it needs was not recorded.
    """
    truth = evaluate(expression, answers)
    lost = np.zeros(len(answers), bool)
    if truth.unknown.any():
        for name in expression.names:
            for variable in _variables(name, answers):
                lost |= answers.reason(variable) == Reason.NOT_RECORDED
    return truth.true, truth.unknown & lost


class _Evaluation:
    """Walk over a syntax tree; the values of a question are fetched once, however often it is named."""

    def __init__(self, expression: Expression, answers: Answers) -> None:
        self.expression = expression
        self.answers = answers
        self.by_name = AnswersByName(expression, answers)
        self.made: dict[str, Floats] = {}

    def condition(self, node: Condition) -> Truth:
        match node:
            case Joined():
                return self.joined(node)
            case Not():
                return ~self.condition(node.operand)
            case ComparisonNode():
                named = self.by_name.named_sides(node)
                return self.compared(named.left, lambda left: self.comparison(left, named))
            case Membership():
                listed = self.by_name.by_code(node.left, node.literals)
                members = node if listed is node.literals else dataclasses.replace(node, literals=listed)
                return self.compared(node.left, lambda left: self.membership(left, members))
            case Has():
                return self.has(node)
            case State():
                return self.state(node)

    def joined(self, node: Joined) -> Truth:
        truth = self.condition(node.parts[0])
        for part in node.parts[1:]:
            other = self.condition(part)
            truth = truth & other if node.word == "and" else truth | other
        return truth

    def compared(self, left: Quantity | Quantified, test: Callable[[Floats | Objects], Truth]) -> Truth:
        """Truth of a test of the left side, with its quantifier."""
        if not isinstance(left, Quantified):
            return test(self.quantity(left))
        if left.quantifier == "all":
            # De Morgan: true of all exactly when there is none of which it is not true; unknown stays unknown
            return ~self.some(left, lambda values: ~test(values))
        return self.some(left, test)

    def some(self, node: Quantified, test: Callable[[Floats | Objects], Truth]) -> Truth:
        """Truth of a test of at least one row of a battery, or one chosen option."""
        kind = self.answers.kind_of(node.name.name)
        if kind == "battery":
            rows = self.answers.rows_of(node.name.name)
            return any_of((test(self.answer(row)) for row in rows), len(self.answers))
        if kind == "set":
            return self.some_chosen(self.answers.mentions(node.name.name), test)
        raise self.misfit(node, f"{node.name.name!r} has one answer, so {node.quantifier}() says nothing of it.")

    def some_chosen(self, mentions: Mentions, test: Callable[[Floats | Objects], Truth]) -> Truth:
        """Truth of a test of the code of at least one chosen option."""
        truth = Truth(np.zeros(len(mentions.known), bool), ~mentions.known)
        codes: Sequence[float | str] = mentions.written or mentions.codes.astype(np.float64).tolist()
        for code, chosen in zip(codes, mentions.chosen.T, strict=True):
            of_code = test(np.full(len(chosen), code, object if isinstance(code, str) else np.float64))
            counted = chosen & mentions.known
            truth = truth | Truth(of_code.true & counted, of_code.unknown & counted)
        return truth

    def comparison(self, left: Floats | Objects, node: ComparisonNode) -> Truth:
        """Truth of a comparison of two values; unknown where either is blank."""
        right = self.quantity(node.right)
        if (left.dtype == object) != (right.dtype == object):
            raise self.misfit(node, "A text is compared with a number here.")
        unknown = _blank(left) | _blank(right)
        if left.dtype == object:
            # None has no order: blanks are made empty texts for the comparison and masked after it
            left, right = np.where(unknown, "", left), np.where(unknown, "", right)
        true = np.asarray(_SIGNS[node.sign](left, right), bool)
        return Truth(true & ~unknown, unknown)

    def membership(self, left: Floats | Objects, node: Membership) -> Truth:
        """Truth of a value being one of a list; unknown where it is blank."""
        words = isinstance(node.literals[0], TextLiteral)
        if any(isinstance(value, TextLiteral) != (left.dtype == object) for value in node.literals):
            raise self.misfit(node, f"{'A text' if words else 'A number'} is looked for in a list of the other kind.")
        true = np.zeros(len(left), bool)
        for value in node.literals:
            true |= left == value.value
        unknown = _blank(left)
        truth = Truth(true & ~unknown, unknown)
        return ~truth if node.negated else truth

    def quantity(self, node: Quantity) -> Floats | Objects:
        """(n,) values: numbers with NaN where blank, or texts with None."""
        match node:
            case NumberLiteral():
                return np.full(len(self.answers), node.value)
            case TextLiteral():
                return np.full(len(self.answers), node.value, object)
            case Name():
                return self.named(node)
            case CountCall():
                return self.count(node)
            case Negative():
                return -self.number(node.operand)
            case Arithmetic():
                return self.arithmetic(node)

    def arithmetic(self, node: Arithmetic) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            result = _OPERATIONS[node.operation](self.number(node.left), self.number(node.right))
        # division by zero leaves a blank, not an infinity that would compare as larger than everything
        return np.where(np.isfinite(result), result, np.nan)

    def number(self, node: Quantity) -> Floats:
        value = self.quantity(node)
        if value.dtype == object:
            raise self.misfit(node, "A number is needed here, not a text.")
        return value.astype(np.float64, copy=False)

    def named(self, node: Name) -> Floats | Objects:
        """(n,) answers to a question with one answer (``X019`` for others)."""
        kind: AnswerKind = self.answers.kind_of(node.name)
        if kind in ("text", "number"):
            return self.answer(node.name)
        what = "a battery" if kind == "battery" else "a multiple choice"
        raise self.misfit(node, f"{node.name!r} is {what}: compare any({node.name}) or all({node.name}).")

    def answer(self, name: str) -> Floats | Objects:
        return self.answers.texts(name) if self.answers.kind_of(name) == "text" else self.values(name)

    def values(self, name: str) -> Floats:
        """(n,) numbers of a question, fetched once."""
        if name not in self.made:
            self.made[name] = self.answers.values(name)
        return self.made[name]

    def count(self, node: CountCall) -> Floats:
        """(n,) options chosen, or rows of a battery answered; NaN where an answer was not recorded."""
        name = node.name.name
        kind = self.answers.kind_of(name)
        if kind == "set":
            mentions = self.answers.mentions(name)
            return np.where(mentions.known, mentions.chosen.sum(axis=1), np.nan)
        if kind != "battery":
            raise self.misfit(node, f"{name!r} is neither a multiple choice nor a battery.")
        reasons = np.column_stack([self.answers.reason(row) for row in self.answers.rows_of(name)])
        return np.where((reasons == Reason.NOT_RECORDED).any(axis=1), np.nan, (reasons == Reason.ANSWERED).sum(axis=1))

    def has(self, node: Has) -> Truth:
        """Truth of at least one of the codes being chosen."""
        if self.answers.kind_of(node.name.name) != "set":
            raise self.misfit(node, f"{node.name.name!r} is not a multiple choice: compare it by == or in.")
        mentions, given = self.answers.mentions(node.name.name), self.by_name.by_code(node.name, node.codes)
        if any(isinstance(code, TextLiteral) != bool(mentions.written) for code in given):
            kinds = ("texts", "numbers") if mentions.written else ("numbers", "texts")
            raise self.misfit(node, f"The codes of {node.name.name!r} are {kinds[0]}, not {kinds[1]}.")
        codes = mentions.written or mentions.codes.tolist()
        sought = {code.value for code in given}
        wanted = np.array([code in sought for code in codes], bool)
        return Truth(mentions.chosen[:, wanted].any(axis=1) & mentions.known, ~mentions.known)

    def state(self, node: State) -> Truth:
        """Truth of an answer having a reason; of a battery, of at least one row having it."""
        parts = []
        for variable in _variables(node.name.name, self.answers):
            reason = self.answers.reason(variable)
            parts.append(Truth(reason == _REASONS[node.state], reason == Reason.NOT_RECORDED))
        return any_of(parts, len(self.answers))

    def misfit(self, node: Quantity | Quantified | Condition, fact: str) -> ExpressionError:
        place = place_at(self.expression.place, node.start)
        return ExpressionError("X019", f"{place}, {self.expression.source}", fact, "Check the condition.")


def _variables(name: str, answers: Answers) -> tuple[str, ...]:
    return answers.rows_of(name) if answers.kind_of(name) == "battery" else (name,)


def _blank(values: Floats | Objects) -> Mask:
    return np.asarray(pd.isna(values), bool)
