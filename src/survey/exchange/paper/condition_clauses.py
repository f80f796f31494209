"""Clauses of a condition, each of which a language has one sentence for; negations are moved inwards until none is left.

A condition of the questionnaire is true, false or unknown. An interviewer asks a question when its condition is *true*,
so every negation becomes the clause that is true exactly where the negated one is false: other codes, the opposite
sign.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from survey.exchange.form_logic import AnswerState, missing_codes
from survey.expressions.syntax_tree import (
    Arithmetic,
    ComparisonNode,
    Condition,
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
    constant,
)
from survey.questionnaire.model import NUMERIC_KINDS, Questionnaire, Variable, choice_with

AskedScope = Literal["one", "any", "every"]
"""Whether a clause is about one question, at least one of several, or each of several."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to a question, to at least one of several questions, or to each of them."""

    names: tuple[str, ...]
    scope: AskedScope = "one"


@dataclass(frozen=True, slots=True)
class CodesGiven:
    """The answer is one of some codes; with ``holds`` false none of these codes is there, whatever else is."""

    asked: Asked
    codes: tuple[str, ...]
    is_number: bool = False
    holds: bool = True


@dataclass(frozen=True, slots=True)
class NumberOther:
    """The answer is a number, and none of these."""

    asked: Asked
    numbers: tuple[str, ...]
    excepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A multiple choice mentions one of some codes; with ``holds`` false it is answered and mentions none of them."""

    name: str
    codes: tuple[str, ...]
    holds: bool = True


@dataclass(frozen=True, slots=True)
class OnlyMarked:
    """A multiple choice is answered and mentions no codes but these."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenAs:
    """The answer in words or letters is one of some texts; with ``holds`` false it is another one."""

    asked: Asked
    texts: tuple[str, ...]
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Measured:
    """Two values compared; ``excepted`` are codes for no answer that the comparison does not count."""

    left: Quantity | Asked
    sign: Sign
    right: Quantity
    is_text: bool = False
    excepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """There is a substantive answer, or with ``holds`` false none."""

    asked: Asked
    holds: bool = True


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """The respondent gave a reason that the questionnaire has no code for."""

    asked: Asked
    state: AnswerState
    holds: bool = True


@dataclass(frozen=True, slots=True)
class ClauseGroup:
    """Clauses of which all hold, or at least one."""

    word: Literal["and", "or"]
    parts: tuple[Clause, ...]


Clause: TypeAlias = (
    "CodesGiven | NumberOther | Marked | OnlyMarked | WrittenAs | Measured | AnswerGiven | ReasonGiven | ClauseGroup"
)

_OPPOSITE: dict[Sign, Sign] = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TURNED: dict[Sign, Sign] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COMPARE: dict[Sign, Callable[..., bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def clause_of(condition: Condition, form: Questionnaire) -> Clause:
    """The clause that holds exactly where a condition is true."""
    return _merged(_Clauses(form).of(condition, holding=True))


class _Clauses:
    """Walk over a syntax tree."""

    def __init__(self, form: Questionnaire) -> None:
        self._form = form

    def of(self, node: Condition, *, holding: bool) -> Clause:
        match node:
            case Joined(word=word, parts=parts):
                inside = tuple(self.of(part, holding=holding) for part in parts)
                return ClauseGroup(word if holding else "or" if word == "and" else "and", inside)
            case Not(operand=operand):
                return self.of(operand, holding=not holding)
            case ComparisonNode(left=left, sign=sign, right=right):
                return self._comparison(left, sign if holding else _OPPOSITE[sign], right, holding=holding)
            case Membership(left=left, literals=literals, negated=negated):
                return self._membership(left, literals, is_in=negated != holding, holding=holding)
            case Has(name=name, codes=codes):
                return Marked(name.name, tuple(_shown(one) for one in codes), holding)
            case State(state=state, name=name):
                return self._state(name.name, state, holding=holding)

    def _comparison(self, left: Quantity | Quantified, sign: Sign, right: Quantity, *, holding: bool) -> Clause:
        if isinstance(left, Quantified):
            return self._quantified(left, holding, lambda one: self._comparison(one, sign, right, holding=True))
        if constant(left) is not None and constant(right) is None:
            left, sign, right = right, _TURNED[sign], left
        value = constant(right)
        variable = self._asked(left)
        if value is None or variable is None:
            chosen = self._mention(left)
            if value is not None and chosen is not None:
                return _of_mention(*chosen, [one for one in (0.0, 1.0) if _COMPARE[sign](one, value)])
            return Measured(left, sign, right, excepted=self._excepted(left, sign, right))
        if variable.kind == "single":
            return self._codes(variable, lambda code: _COMPARE[sign](code, value))
        if sign in ("==", "!="):
            return self._equal(variable, (value,), holds=sign == "==")
        is_text = variable.answer_kind == "text"
        return Measured(Asked((variable.id,)), sign, right, is_text, self._excepted(left, sign, right))

    def _membership(
        self, left: Quantity | Quantified, literals: Sequence[NumberLiteral | TextLiteral], *, is_in: bool, holding: bool
    ) -> Clause:  # fmt: skip
        if isinstance(left, Quantified):
            return self._quantified(
                left, holding, lambda one: self._membership(one, literals, is_in=is_in, holding=True)
            )
        values = tuple(one.value for one in literals)
        variable = self._asked(left)
        if variable is not None and variable.kind == "single":
            return self._codes(variable, lambda code: (code in values) == is_in)
        if variable is not None:
            return self._equal(variable, values, holds=is_in)
        tests = tuple(self._comparison(left, "==" if is_in else "!=", one, holding=True) for one in literals)
        return ClauseGroup("or" if is_in else "and", tests)

    def _quantified(self, left: Quantified, holding: bool, test: Callable[[Quantity], Clause]) -> Clause:
        """A test of some or all rows of a battery, or of some or all codes of a multiple choice."""
        name = left.name
        every = (left.quantifier == "all") == holding
        rows = self._form.battery(name.name)
        if rows:
            parts = tuple(test(Name(name.start, name.end, row.id)) for row in rows)
            return ClauseGroup("and" if every else "or", parts)
        codes = tuple(self._chosen(self._form.variable(name.name), test, name))
        return OnlyMarked(name.name, codes) if every else Marked(name.name, codes)

    def _chosen(self, variable: Variable, test: Callable[[Quantity], Clause], near: Name) -> Iterable[str]:
        """Codes of a multiple choice that pass a test of one code."""
        for option in variable.options:
            literal: NumberLiteral | TextLiteral = NumberLiteral(near.start, near.end, float(option.code))
            if option.written is not None:
                literal = TextLiteral(near.start, near.end, option.written)
            found = test(literal)
            if _is_true(found):
                yield option.shown

    def _codes(self, variable: Variable, test: Callable[[float | str], bool]) -> Clause:
        """The codes of a question with one answer that pass a test."""
        passed = [one for one in variable.options if test(one.written if one.written is not None else float(one.code))]
        return CodesGiven(Asked((variable.id,)), tuple(one.shown for one in passed))

    def _equal(self, variable: Variable, values: Sequence[float | str], *, holds: bool) -> Clause:
        asked = Asked((variable.id,))
        if variable.answer_kind == "text":
            return WrittenAs(asked, tuple(str(one) for one in values), holds)
        shown = tuple(f"{one:.15g}" if isinstance(one, float) else one for one in values)
        if holds:
            return CodesGiven(asked, shown, is_number=variable.kind != "scale")
        return NumberOther(asked, shown, tuple(one for one in _numeric_missing(variable) if one not in shown))

    def _state(self, name: str, state: AnswerState, *, holding: bool) -> Clause:
        rows = self._form.battery(name)
        variable = rows[0] if rows else self._form.variable(name)
        asked = Asked(tuple(row.id for row in rows), "any") if rows else Asked((name,))
        if state == "answered":
            return AnswerGiven(asked, holding)
        codes = missing_codes(variable, state)
        if not codes:
            return ReasonGiven(asked, state, holding)
        return CodesGiven(asked, codes, variable.kind in NUMERIC_KINDS and variable.kind != "scale", holding)

    def _asked(self, node: Quantity) -> Variable | None:
        """The question that a value is the answer to; None for a calculation, a count, the column of one code."""
        if not isinstance(node, Name) or choice_with(node.name, self._form.variables) is not None:
            return None
        return self._form.variable(node.name)

    def _mention(self, node: Quantity) -> tuple[str, str] | None:
        """The multiple choice and the code that a column is about."""
        choice = choice_with(node.name, self._form.variables) if isinstance(node, Name) else None
        if choice is None or not isinstance(node, Name):
            return None
        return choice.id, code_of_column(choice, node.name)

    def _excepted(self, left: Quantity, sign: Sign, right: Quantity) -> tuple[str, ...]:
        """Codes for no answer that a reader could count as numbers: those that pass the comparison with a constant."""
        names = [name for side in (left, right) for name in _answers_in(side)]
        variables = [self._form.variables[one] for one in names if one in self._form.variables]
        bound = constant(right)
        codes = [code for one in variables for code in _numeric_missing(one)]
        if isinstance(left, Name) and isinstance(bound, float):
            codes = [code for code in codes if _COMPARE[sign](float(code), bound)]
        return tuple(dict.fromkeys(codes))


def _answers_in(node: Quantity) -> Iterator[str]:
    """Names of the answers that a value is made of; those of a count are not among them."""
    match node:
        case Name(name=name):
            yield name
        case Negative(operand=operand):
            yield from _answers_in(operand)
        case Arithmetic(left=left, right=right):
            yield from _answers_in(left)
            yield from _answers_in(right)
        case _:
            return


def _numeric_missing(variable: Variable) -> list[str]:
    """Codes for no answer that are written where a number is."""
    return [code.shown for code in variable.missing if variable.kind in NUMERIC_KINDS and code.written is None]


def code_of_column(choice: Variable, column: str) -> str:
    """The code of the option that a column of a multiple choice holds."""
    return next(option.shown for option, name in zip(choice.options, choice.columns, strict=True) if name == column)


def _of_mention(name: str, code: str, values: Sequence[float]) -> Clause:
    """A test of the column of one code, which holds 1 where it is mentioned and 0 where others are."""
    if len(values) == 1:
        return Marked(name, (code,), values[0] == 1)
    return AnswerGiven(Asked((name,)), bool(values))


def _is_true(found: Clause) -> bool:
    """Whether a test of constants holds."""
    match found:
        case Measured(left=left, sign=sign, right=right) if not isinstance(left, Asked):
            return _COMPARE[sign](constant(left), constant(right))
        case ClauseGroup(word=word, parts=parts):
            return (all if word == "and" else any)(_is_true(one) for one in parts)
        case _:
            return False


def _shown(literal: NumberLiteral | TextLiteral) -> str:
    return literal.value if isinstance(literal, TextLiteral) else f"{literal.value:.15g}"


def _merged(clause: Clause) -> Clause:
    """The same clause without groups inside groups of the same word, and equal tests of several questions as one."""
    if not isinstance(clause, ClauseGroup):
        return clause
    flat: list[Clause] = []
    for part in (_merged(one) for one in clause.parts):
        flat += part.parts if isinstance(part, ClauseGroup) and part.word == clause.word else [part]
    kept: list[Clause] = []
    scope: AskedScope = "every" if clause.word == "and" else "any"
    for part in dict.fromkeys(flat):
        same = next((at for at, one in enumerate(kept) if _is_same_test(one, part, scope)), None)
        if same is None:
            kept.append(part)
        else:
            kept[same] = _about(kept[same], (*_names(kept[same]), *_names(part)), scope)
    return kept[0] if len(kept) == 1 else ClauseGroup(clause.word, tuple(kept))


def _is_same_test(one: Clause, other: Clause, scope: AskedScope) -> bool:
    """Whether two clauses say the same about different questions."""
    if not _names(one) or not _names(other) or _scope(one) not in ("one", scope) or _scope(other) != "one":
        return False
    return type(one) is type(other) and _about(one, (), "one") == _about(other, (), "one")


def _asked_of(clause: Clause) -> Asked | None:
    match clause:
        case CodesGiven(asked=asked, holds=True) | NumberOther(asked=asked) | WrittenAs(asked=asked):
            return asked
        case Measured(left=Asked() as asked):
            return asked
        case _:
            return None


def _names(clause: Clause) -> tuple[str, ...]:
    asked = _asked_of(clause)
    return asked.names if asked is not None else ()


def _scope(clause: Clause) -> AskedScope:
    asked = _asked_of(clause)
    return asked.scope if asked is not None else "one"


def _about(clause: Clause, names: tuple[str, ...], scope: AskedScope) -> Clause:
    """The clause, about these questions."""
    asked = Asked(tuple(dict.fromkeys(names)), scope)
    match clause:
        case CodesGiven() | NumberOther() | WrittenAs():
            return replace(clause, asked=asked)
        case Measured():
            return replace(clause, left=asked)
        case _:
            return clause
