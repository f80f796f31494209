"""Syntax tree of a condition. Every node knows the characters of the source it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from survey.errors import Place

Sign = Literal["==", "!=", "<", "<=", ">", ">="]
Operation = Literal["+", "-", "*", "/"]
Quantifier = Literal["any", "all"]
StateName = Literal["answered", "dont_know", "refused"]


@dataclass(frozen=True, slots=True)
class SyntaxNode:
    """A piece of the source, from character ``start`` to before ``end``, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NumberLiteral(SyntaxNode):
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class TextLiteral(SyntaxNode):
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Name(SyntaxNode):
    """A question, a row of a battery, a battery, a grouping or a column of the file."""

    name: str


@dataclass(frozen=True, slots=True)
class CountCall(SyntaxNode):
    """``count(X)``: how many options were chosen, or how many rows of a battery were answered."""

    name: Name


@dataclass(frozen=True, slots=True)
class Negative(SyntaxNode):
    """A value with its sign changed."""

    operand: Quantity


@dataclass(frozen=True, slots=True)
class Arithmetic(SyntaxNode):
    """Two values joined by ``+ - * /``."""

    operation: Operation
    left: Quantity
    right: Quantity


@dataclass(frozen=True, slots=True)
class Quantified(SyntaxNode):
    """``any(X)`` or ``all(X)`` at the left of a comparison: a quantifier over rows of a battery or chosen options."""

    quantifier: Quantifier
    name: Name


@dataclass(frozen=True, slots=True)
class ComparisonNode(SyntaxNode):
    """Two values compared."""

    left: Quantity | Quantified
    sign: Sign
    right: Quantity


@dataclass(frozen=True, slots=True)
class Membership(SyntaxNode):
    """A value that is, or is not, one of a list."""

    left: Quantity | Quantified
    literals: tuple[NumberLiteral | TextLiteral, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Has(SyntaxNode):
    """``has(X, code, …)``: a multiple choice mentions at least one of the codes."""

    name: Name
    codes: tuple[NumberLiteral | TextLiteral, ...]


@dataclass(frozen=True, slots=True)
class State(SyntaxNode):
    """``answered(X)``, ``dont_know(X)``, ``refused(X)``: an answer was given, or the reason why not."""

    state: StateName
    name: Name


@dataclass(frozen=True, slots=True)
class Not(SyntaxNode):
    """The negation of a condition."""

    operand: Condition


@dataclass(frozen=True, slots=True)
class Joined(SyntaxNode):
    """Two or more conditions joined by the same word."""

    word: Literal["and", "or"]
    parts: tuple[Condition, ...]


Quantity: TypeAlias = NumberLiteral | TextLiteral | Name | CountCall | Negative | Arithmetic
Condition: TypeAlias = ComparisonNode | Membership | Has | State | Not | Joined


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


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed condition. Two are equal when they are written the same.

    Parameters
    ----------
    source : str
        As written.
    place : Place or None
        Place of its first character, when it comes from a file.
    root : Condition
        The tree.
    names : tuple of str
        The names it uses, each once, in the order of first use.
    """

    source: str
    place: Place | None = field(compare=False)
    root: Condition = field(compare=False)
    names: tuple[str, ...] = field(compare=False)

    def __str__(self) -> str:
        return self.source


def place_at(place: Place | None, start: int) -> Place:
    """The place of character ``start`` of an expression that begins at ``place``."""
    if place is None:
        return Place("expression", 1, start + 1)
    return Place(place.file, place.line, None if place.column is None else place.column + start)
