"""Whether a condition can hold for any respondent at all, decided by trying every answer that makes a difference."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from survey.arrays import Floats, Indices, Objects, ReasonCodes
from survey.expressions.answer_domains import Domain, Scope
from survey.expressions.answer_lookup import AnswerKind, Mentions
from survey.expressions.evaluation import evaluate
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
    Quantified,
    Quantity,
    Sign,
    State,
    TextLiteral,
)

MOST_COMBINATIONS = 50_000
"""A condition with more combinations of answers than this is taken as one that can hold."""

_WIDEST_RANGE = 400
_REASONS = {"dont_know": 1, "refused": 2, "not_applicable": 3}
_NOT_ASKED = 4
_TURNED: Mapping[Sign, Sign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_TESTS: Mapping[Sign, Callable[[float, float], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}

Test: TypeAlias = Callable[[float | str], bool]
TriedAnswer: TypeAlias = float | str | tuple[int, ...] | None


def can_hold(condition: Condition, scope: Scope) -> bool:
    """Whether some combination of answers makes the condition true.

    Parameters
    ----------
    condition : Condition
        Its names and codes fit the scope.
    scope : Scope

    Returns
    -------
    bool
        False only when every combination was tried and none makes it true. True also when there are too many
        combinations to try, or when numbers without bounds are added or compared with each other.
    """
    uses: dict[str, _Use] = {}
    _collect(condition, uses)
    imagined = _imagine(uses, scope)
    if imagined is None:
        return True
    return bool(evaluate(Expression("", None, condition, tuple(uses)), imagined).true.any())


@dataclass(slots=True)
class _Use:
    """How a condition uses a name: constants it is compared with, as a whole (``entangled``), its blanks."""

    tests: list[Test] = field(default_factory=list)
    numbers: set[float] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    entangled: bool = False
    blank_matters: bool = False
    reason_matters: bool = False

    def joined(self, other: _Use) -> _Use:
        return _Use(
            self.tests + other.tests,
            self.numbers | other.numbers,
            self.texts | other.texts,
            self.entangled or other.entangled,
            self.blank_matters or other.blank_matters,
            self.reason_matters or other.reason_matters,
        )


# What the condition asks of each name


def _collect(node: Condition, uses: dict[str, _Use]) -> None:
    match node:
        case Joined():
            for part in node.parts:
                _collect(part, uses)
        case Not():
            _collect(node.operand, uses)
        case ComparisonNode():
            _collect_comparison(node, uses)
        case Membership():
            _collect_test(node.left, "==", [literal.value for literal in node.literals], uses)
        case Has():
            _collect_test(node.name, "==", [code.value for code in node.codes], uses)
        case State():
            uses.setdefault(node.name.name, _Use()).reason_matters = True


def _collect_comparison(node: ComparisonNode, uses: dict[str, _Use]) -> None:
    left, right = constant(node.left), constant(node.right)
    if right is not None and isinstance(node.left, Name | Quantified | CountCall):
        _collect_test(node.left, node.sign, [right], uses)
    elif left is not None and isinstance(node.right, Name | CountCall):
        _collect_test(node.right, _TURNED[node.sign], [left], uses)
    else:
        for name in (*names_in(node.left), *names_in(node.right)):
            use = uses.setdefault(name.name, _Use())
            use.entangled = use.blank_matters = True


def _collect_test(
    node: Quantity | Quantified, sign: Sign, constants: Sequence[float | str], uses: dict[str, _Use]
) -> None:
    if not isinstance(node, Name | Quantified | CountCall):
        for name in names_in(node):
            uses.setdefault(name.name, _Use()).entangled = True
        return
    use = uses.setdefault(next(names_in(node)).name, _Use())
    if isinstance(node, CountCall):
        use.blank_matters = True
        return
    numbers = [value for value in constants if not isinstance(value, str)]
    use.texts.update(value for value in constants if isinstance(value, str))
    use.numbers.update(numbers)
    use.tests.append(lambda answer: any(_passes(sign, answer, one) for one in constants))


def _passes(sign: Sign, answer: float | str, constant: float | str) -> bool:
    if isinstance(answer, str) or isinstance(constant, str):
        return sign in ("==", "!=") and (answer == constant) == (sign == "==")
    return _TESTS[sign](answer, constant)


def constant(node: Quantity | Quantified) -> float | str | None:
    """The value of a literal, a minus before it included; None for anything else."""
    if isinstance(node, NumberLiteral | TextLiteral):
        return node.value
    if isinstance(node, Negative) and isinstance(node.operand, NumberLiteral):
        return -node.operand.value
    return None


def names_in(node: Quantity | Quantified) -> Iterator[Name]:
    """The names a value is made of, from left to right."""
    match node:
        case Name():
            yield node
        case CountCall() | Quantified():
            yield node.name
        case Negative():
            yield from names_in(node.operand)
        case Arithmetic():
            yield from names_in(node.left)
            yield from names_in(node.right)


# Answers that make a difference


def _imagine(uses: Mapping[str, _Use], scope: Scope) -> _Imagined | None:
    """Every combination of answers that differ for the condition; None when they cannot be counted out."""
    domains = {name: domain for name in uses if (domain := scope.domain(name)) is not None}
    of_variable: dict[str, tuple[Domain, _Use]] = {}
    for name, domain in domains.items():
        for variable in domain.rows or (name,):
            own = scope.domain(variable) or domain
            earlier = of_variable.get(variable, (own, _Use()))[1]
            of_variable[variable] = (own, earlier.joined(uses[name]))
    answers: dict[str, list[tuple[TriedAnswer, int]]] = {}
    for variable, (domain, use) in of_variable.items():
        different = _different_answers(domain, use)
        if different is None:
            return None
        answers[variable] = different
        if math.prod(len(one) for one in answers.values()) > MOST_COMBINATIONS:
            return None
    return _Imagined(domains, {variable: domain for variable, (domain, _) in of_variable.items()}, answers)


def _different_answers(domain: Domain, use: _Use) -> list[tuple[TriedAnswer, int]] | None:
    substantive: list[TriedAnswer] | None
    if domain.kind == "set":
        substantive = _different_sets(domain, use)
    elif domain.written:
        substantive = [*domain.written]
    elif domain.kind == "text":
        substantive = ["", *use.texts, *(text + "\0" for text in use.texts), "\U0010ffff"]
    else:
        substantive = _different_numbers(domain, use)
    if substantive is None:
        return None
    reasons = {_NOT_ASKED} if use.blank_matters or use.reason_matters else set()
    if use.reason_matters:
        reasons |= {_REASONS[reason] for _, reason in domain.missing}
    return [*((answer, 0) for answer in substantive), *((None, reason) for reason in sorted(reasons))]


def _different_numbers(domain: Domain, use: _Use) -> list[TriedAnswer] | None:
    low, high = domain.low, domain.high
    if domain.codes:
        every = [float(code) for code in domain.codes]
    elif domain.whole and low is not None and high is not None and high - low <= _WIDEST_RANGE:
        every = [float(value) for value in range(math.ceil(low), math.floor(high) + 1)]
    elif use.entangled:
        return None
    else:
        marks = sorted({*use.numbers, *(bound for bound in (low, high) if bound is not None)}) or [0.0]
        between = [(one + next_one) / 2 for one, next_one in itertools.pairwise(marks)]
        every = [marks[0] - 1, *marks, *between, marks[-1] + 1]
        every = [value for value in every if (low is None or value >= low) and (high is None or value <= high)]
    if use.entangled:
        return [*every]
    return [*{tuple(test(value) for test in use.tests): value for value in every}.values()]


def _different_sets(domain: Domain, use: _Use) -> list[TriedAnswer] | None:
    alike: dict[tuple[bool | int, ...], list[int]] = {}
    for place, code in enumerate(domain.codes):
        known_as: float | str = domain.written[place] if domain.written else code
        signature = (code,) if use.entangled else tuple(test(known_as) for test in use.tests)
        alike.setdefault(signature, []).append(code)
    if math.prod(len(codes) + 1 for codes in alike.values()) > MOST_COMBINATIONS:
        return None
    most = domain.high if domain.high is not None else len(domain.codes)
    chosen = itertools.product(*(range(len(codes) + 1) for codes in alike.values()))
    return [
        tuple(code for codes, n in zip(alike.values(), numbers, strict=True) for code in codes[:n])
        for numbers in chosen
        if (domain.low or 0) <= sum(numbers) <= most
    ]


class _Imagined:
    """Imagined interviews, one for every combination of answers; keeps the protocol ``Answers``."""

    def __init__(
        self,
        domains: Mapping[str, Domain],
        of_variable: Mapping[str, Domain],
        answers: Mapping[str, list[tuple[TriedAnswer, int]]],
    ) -> None:
        self._domains = {**of_variable, **domains}
        self._answers = answers
        sizes = [len(one) for one in answers.values()]
        self._n = math.prod(sizes)
        chosen = np.unravel_index(np.arange(self._n), sizes) if sizes else ()
        self._chosen: dict[str, Indices] = dict(zip(answers, chosen, strict=True))

    def __len__(self) -> int:
        return self._n

    def kind_of(self, name: str) -> AnswerKind:
        return self._domains[name].kind

    def values(self, name: str) -> Floats:
        numbers = [answer if isinstance(answer, float) else math.nan for answer, _ in self._answers[name]]
        return np.array(numbers, np.float64)[self._chosen[name]]

    def texts(self, name: str) -> Objects:
        return np.array([answer for answer, _ in self._answers[name]], object)[self._chosen[name]]

    def mentions(self, name: str) -> Mentions:
        codes = self._domains[name].codes
        sets = [answer if isinstance(answer, tuple) else () for answer, _ in self._answers[name]]
        chosen = np.array([[code in one for code in codes] for one in sets], bool).reshape(len(sets), len(codes))
        known = self.reason(name) == 0
        written = self._domains[name].written
        return Mentions(np.array(codes, np.int64), chosen[self._chosen[name]], known, written)

    def rows_of(self, name: str) -> tuple[str, ...]:
        return self._domains[name].rows

    def reason(self, name: str) -> ReasonCodes:
        return np.array([reason for _, reason in self._answers[name]], np.uint8)[self._chosen[name]]
