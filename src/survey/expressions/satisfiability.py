"""Satisfiability of a condition: can it hold for any respondent at all? Every answer that makes a difference is tried."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from survey.arrays import Floats, Indices, Objects, ReasonCodes
from survey.blank_reasons import Reason
from survey.expressions.answer_domains import Domain, Scope
from survey.expressions.answer_lookup import AnswerKind, Mentions
from survey.expressions.evaluation import evaluate
from survey.expressions.name_uses import NameUse, collect_uses
from survey.expressions.syntax_tree import (
    Condition,
    Expression,
)

MOST_COMBINATIONS = 50_000
"""A condition with more combinations of answers than this is assumed to be satisfiable."""

_WIDEST_RANGE = 400

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
    uses: dict[str, NameUse] = {}
    collect_uses(condition, uses)
    imagined = _imagine(uses, scope)
    if imagined is None:
        return True
    return bool(evaluate(Expression("", None, condition, tuple(uses)), imagined).true.any())


def _imagine(uses: Mapping[str, NameUse], scope: Scope) -> _Imagined | None:
    """Every combination of answers that differ for the condition; None when there are too many, or infinitely many."""
    domains = {name: domain for name in uses if (domain := scope.domain(name)) is not None}
    of_variable: dict[str, tuple[Domain, NameUse]] = {}
    # a condition may name a battery and one of its rows: their uses are joined, because it is the same answer
    for name, domain in domains.items():
        for variable in domain.rows or (name,):
            own = scope.domain(variable) or domain
            earlier = of_variable.get(variable, (own, NameUse()))[1]
            of_variable[variable] = (own, earlier.joined(uses[name]))
    answers: dict[str, list[tuple[TriedAnswer, Reason]]] = {}
    for variable, (domain, use) in of_variable.items():
        different = _different_answers(domain, use)
        if different is None:
            return None
        answers[variable] = different
        if math.prod(len(one) for one in answers.values()) > MOST_COMBINATIONS:
            return None
    return _Imagined(domains, {variable: domain for variable, (domain, _) in of_variable.items()}, answers)


def _different_answers(domain: Domain, use: NameUse) -> list[tuple[TriedAnswer, Reason]] | None:
    """One answer of every kind the condition distinguishes, each with its reason; None when they are not countable."""
    substantive: list[TriedAnswer] | None
    if domain.kind == "set":
        substantive = _different_sets(domain, use)
    elif domain.written:
        substantive = [*domain.written]
    elif domain.kind == "text":
        # before, at, right after (text + NUL is the next in order) and beyond every text it is compared with
        substantive = ["", *use.texts, *(text + "\0" for text in use.texts), "\U0010ffff"]
    else:
        substantive = _different_numbers(domain, use)
    if substantive is None:
        return None
    # a comparison over a blank is unknown and makes no condition true that no answer makes true: a blank is tried only
    # where it is counted, or where the condition asks for it
    reasons = {Reason.NOT_ASKED} if use.blank_matters or use.reason_matters else set()
    if use.reason_matters:
        reasons |= {Reason[reason.upper()] for _, reason in domain.missing}
    return [*((answer, Reason.ANSWERED) for answer in substantive), *((None, reason) for reason in sorted(reasons))]


def _different_numbers(domain: Domain, use: NameUse) -> list[TriedAnswer] | None:
    """One number for every combination of test results; every possible number when it is compared with other names."""
    low, high = domain.low, domain.high
    if domain.codes:
        every = [float(code) for code in domain.codes]
    elif domain.whole and low is not None and high is not None and high - low <= _WIDEST_RANGE:
        every = [float(value) for value in range(math.ceil(low), math.floor(high) + 1)]
    elif use.entangled:
        return None
    else:
        # tests against constants change at these constants only: try each, a point between two, and one beyond each end
        marks = sorted({*use.numbers, *(bound for bound in (low, high) if bound is not None)}) or [0.0]
        between = [(one + next_one) / 2 for one, next_one in itertools.pairwise(marks)]
        every = [marks[0] - 1, *marks, *between, marks[-1] + 1]
        every = [value for value in every if (low is None or value >= low) and (high is None or value <= high)]
    if use.entangled:
        return [*every]
    return [*{tuple(test(value) for test in use.tests): value for value in every}.values()]


def _different_sets(domain: Domain, use: NameUse) -> list[TriedAnswer] | None:
    """Sets of options: of options that pass the same tests, only the number chosen makes a difference."""
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
    """Imagined interviews, one for every combination of answers; it satisfies the protocol ``Answers``."""

    def __init__(
        self,
        domains: Mapping[str, Domain],
        of_variable: Mapping[str, Domain],
        answers: Mapping[str, list[tuple[TriedAnswer, Reason]]],
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
        known = self.reason(name) == Reason.ANSWERED
        written = self._domains[name].written
        return Mentions(np.array(codes, np.int64), chosen[self._chosen[name]], known, written)

    def rows_of(self, name: str) -> tuple[str, ...]:
        return self._domains[name].rows

    def reason(self, name: str) -> ReasonCodes:
        return np.array([reason for _, reason in self._answers[name]], np.uint8)[self._chosen[name]]
