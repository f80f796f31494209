"""A condition evaluated on the answers of many interviews at once, in three-valued logic (Kleene 1952)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats, Mask, Objects
from survey.errors import ExpressionError
from survey.expressions.answer_lookup import AnswerKind, Answers, Mentions
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

_ANSWERED, _NOT_RECORDED = 0, 5
_STATES: Mapping[StateName, int] = {"answered": _ANSWERED, "dont_know": 1, "refused": 2}
_SIGNS: Mapping[Sign, np.ufunc] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_OPERATIONS: Mapping[Operation, np.ufunc] = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What a condition says of each interview: true, unknown, or (neither) false.

    Parameters
    ----------
    true, unknown : (n,) array of bool
        Never both true in one place.

    Notes
    -----
    ====== ======= ========= ========= =======
    a      b       a and b   a or b    not a
    ====== ======= ========= ========= =======
    true   true    true      true      false
    true   unknown unknown   true      false
    true   false   false     true      false
    unkn.  true    unknown   true      unknown
    unkn.  unknown unknown   unknown   unknown
    unkn.  false   false     unknown   unknown
    false  true    false     true      true
    false  unknown false     unknown   true
    false  false   false     false     true
    ====== ======= ========= ========= =======

    Examples
    --------
    >>> yes = Truth(np.array([True]), np.array([False]))
    >>> unknown = Truth(np.array([False]), np.array([True]))
    >>> bool((yes | unknown).true[0]), bool((yes & unknown).unknown[0]), bool((~unknown).unknown[0])
    (True, True, True)
    """

    true: Mask
    unknown: Mask

    @property
    def false(self) -> Mask:
        """(n,) neither true nor unknown."""
        return ~(self.true | self.unknown)

    def __and__(self, other: Truth) -> Truth:
        true = self.true & other.true
        return Truth(true, (self.true | self.unknown) & (other.true | other.unknown) & ~true)

    def __or__(self, other: Truth) -> Truth:
        true = self.true | other.true
        return Truth(true, (self.unknown | other.unknown) & ~true)

    def __invert__(self) -> Truth:
        return Truth(self.false, self.unknown)

    def __len__(self) -> int:
        return len(self.true)


def evaluate(expression: Expression, answers: Answers) -> Truth:
    """What the condition says of each interview.

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
        ``X001`` when nothing has a name that is used, ``X019`` when a text meets a number or a multiple
        choice or battery stands where one value is needed.
    """
    return _Evaluation(expression, answers).condition(expression.root)


def asked(expression: Expression, answers: Answers) -> tuple[Mask, Mask]:
    """Who was asked a question with this condition, and of whom that cannot be told.

    Returns
    -------
    asked : (n,) array of bool
        The condition is true. A "don't know" in the filter question means the follow-up was not asked.
    cannot_tell : (n,) array of bool
        The condition is unknown, and an answer it needs was not recorded.
    """
    truth = evaluate(expression, answers)
    lost = np.zeros(len(answers), bool)
    if truth.unknown.any():
        for name in expression.names:
            for variable in _variables(name, answers):
                lost |= answers.reason(variable) == _NOT_RECORDED
    return truth.true, truth.unknown & lost


class _Evaluation:
    """One walk over the tree; arrays asked for twice are made once."""

    def __init__(self, expression: Expression, answers: Answers) -> None:
        self.expression = expression
        self.answers = answers
        self.made: dict[str, Floats] = {}

    def condition(self, node: Condition) -> Truth:
        match node:
            case Joined():
                return self.joined(node)
            case Not():
                return ~self.condition(node.operand)
            case ComparisonNode():
                return self.compared(node.left, lambda left: self.comparison(left, node))
            case Membership():
                return self.compared(node.left, lambda left: self.membership(left, node))
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

    # Comparisons

    def compared(self, left: Quantity | Quantified, test: Callable[[Floats | Objects], Truth]) -> Truth:
        if not isinstance(left, Quantified):
            return test(self.quantity(left))
        if left.quantifier == "all":
            return ~self.some(left, lambda values: ~test(values))
        return self.some(left, test)

    def some(self, node: Quantified, test: Callable[[Floats | Objects], Truth]) -> Truth:
        kind = self.answers.kind_of(node.name.name)
        if kind == "battery":
            rows = self.answers.rows_of(node.name.name)
            return _any((test(self.answer(row)) for row in rows), len(self.answers))
        if kind == "set":
            return self.some_chosen(self.answers.mentions(node.name.name), test)
        raise self.misfit(node, f"{node.name.name!r} has one answer, so {node.quantifier}() says nothing of it.")

    def some_chosen(self, mentions: Mentions, test: Callable[[Floats | Objects], Truth]) -> Truth:
        truth = Truth(np.zeros(len(mentions.known), bool), ~mentions.known)
        codes: Sequence[float | str] = mentions.written or mentions.codes.astype(np.float64).tolist()
        for code, chosen in zip(codes, mentions.chosen.T, strict=True):
            of_code = test(np.full(len(chosen), code, object if isinstance(code, str) else np.float64))
            spoken_of = chosen & mentions.known
            truth = truth | Truth(of_code.true & spoken_of, of_code.unknown & spoken_of)
        return truth

    def comparison(self, left: Floats | Objects, node: ComparisonNode) -> Truth:
        right = self.quantity(node.right)
        if (left.dtype == object) != (right.dtype == object):
            raise self.misfit(node, "A text is compared with a number here.")
        unknown = _blank(left) | _blank(right)
        if left.dtype == object:
            left, right = np.where(unknown, "", left), np.where(unknown, "", right)
        true = np.asarray(_SIGNS[node.sign](left, right), bool)
        return Truth(true & ~unknown, unknown)

    def membership(self, left: Floats | Objects, node: Membership) -> Truth:
        words = isinstance(node.literals[0], TextLiteral)
        if any(isinstance(value, TextLiteral) != (left.dtype == object) for value in node.literals):
            raise self.misfit(node, f"{'A text' if words else 'A number'} is looked for in a list of the other kind.")
        true = np.zeros(len(left), bool)
        for value in node.literals:
            true |= left == value.value
        unknown = _blank(left)
        truth = Truth(true & ~unknown, unknown)
        return ~truth if node.negated else truth

    # Values

    def quantity(self, node: Quantity) -> Floats | Objects:
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
        return np.where(np.isfinite(result), result, np.nan)

    def number(self, node: Quantity) -> Floats:
        value = self.quantity(node)
        if value.dtype == object:
            raise self.misfit(node, "A number is needed here, not a text.")
        return value.astype(np.float64, copy=False)

    def named(self, node: Name) -> Floats | Objects:
        kind: AnswerKind = self.answers.kind_of(node.name)
        if kind in ("text", "number"):
            return self.answer(node.name)
        what = "a battery" if kind == "battery" else "a multiple choice"
        raise self.misfit(node, f"{node.name!r} is {what}: compare any({node.name}) or all({node.name}).")

    def answer(self, name: str) -> Floats | Objects:
        return self.answers.texts(name) if self.answers.kind_of(name) == "text" else self.values(name)

    def values(self, name: str) -> Floats:
        if name not in self.made:
            self.made[name] = self.answers.values(name)
        return self.made[name]

    def count(self, node: CountCall) -> Floats:
        name = node.name.name
        kind = self.answers.kind_of(name)
        if kind == "set":
            mentions = self.answers.mentions(name)
            return np.where(mentions.known, mentions.chosen.sum(axis=1), np.nan)
        if kind != "battery":
            raise self.misfit(node, f"{name!r} is neither a multiple choice nor a battery.")
        reasons = np.column_stack([self.answers.reason(row) for row in self.answers.rows_of(name)])
        return np.where((reasons == _NOT_RECORDED).any(axis=1), np.nan, (reasons == _ANSWERED).sum(axis=1))

    # Multiple choices and states

    def has(self, node: Has) -> Truth:
        if self.answers.kind_of(node.name.name) != "set":
            raise self.misfit(node, f"{node.name.name!r} is not a multiple choice: compare it by == or in.")
        mentions = self.answers.mentions(node.name.name)
        if any(isinstance(code, TextLiteral) != bool(mentions.written) for code in node.codes):
            kinds = ("texts", "numbers") if mentions.written else ("numbers", "texts")
            raise self.misfit(node, f"The codes of {node.name.name!r} are {kinds[0]}, not {kinds[1]}.")
        codes = mentions.written or mentions.codes.tolist()
        sought = {code.value for code in node.codes}
        wanted = np.array([code in sought for code in codes], bool)
        return Truth(mentions.chosen[:, wanted].any(axis=1) & mentions.known, ~mentions.known)

    def state(self, node: State) -> Truth:
        parts = []
        for variable in _variables(node.name.name, self.answers):
            reason = self.answers.reason(variable)
            parts.append(Truth(reason == _STATES[node.state], reason == _NOT_RECORDED))
        return _any(parts, len(self.answers))

    def misfit(self, node: Quantity | Quantified | Condition, fact: str) -> ExpressionError:
        place = place_at(self.expression.place, node.start)
        return ExpressionError("X019", f"{place}, {self.expression.source}", fact, "Check the condition.")


def _variables(name: str, answers: Answers) -> tuple[str, ...]:
    return answers.rows_of(name) if answers.kind_of(name) == "battery" else (name,)


def _any(parts: Iterable[Truth], n: int) -> Truth:
    truth = Truth(np.zeros(n, bool), np.zeros(n, bool))
    for part in parts:
        truth = truth | part
    return truth


def _blank(values: Floats | Objects) -> Mask:
    return np.asarray(pd.isna(values), bool)
