"""Conditions of two versions of a questionnaire compared, where names and codes were changed between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.expressions.name_uses import TESTS, TURNED, Test
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
    State,
    TextLiteral,
    constant,
)

Literal = float | str
ConditionSense = tuple[object, ...]
"""A condition without its spelling: kinds of nodes, names as they are now, sets of present codes."""


@dataclass(frozen=True, slots=True)
class NameChange:
    """Name of the older version as it is called now; ``codes`` has the present code of each former one where these changed."""

    name: str
    codes: Mapping[Literal, Literal] | None = None


def conditions_alike(now: Expression | None, before: Expression | None, changes: Mapping[str, NameChange]) -> bool:
    """Whether two conditions hold for the same interviews.

    Parameters
    ----------
    now, before : Expression or None
        None holds for everybody.
    changes : mapping of former name to NameChange
        Conditions about other names are the same when they are written the same.

    Notes
    -----
    What is said of a recoded answer is compared as a set of present codes. A set of former codes that holds a part of a
    merged answer has no such set, therefore the conditions differ.
    """
    if now is None or before is None:
        return now is before
    taken = {change.name for change in changes.values()} - {*changes}
    if taken & {*before.names}:
        return False  # another question of the older version had this id
    touched = {*changes} & {*before.names} or {change.name for change in changes.values()} & {*now.names}
    if not touched:
        return now.source == before.source
    recoded = {change.name: tuple(change.codes.values()) for change in changes.values() if change.codes is not None}
    identity = {name: NameChange(name, {code: code for code in codes}) for name, codes in recoded.items()}
    return _meaning(now.root, identity) == _meaning(before.root, changes)


def _meaning(node: Condition, changes: Mapping[str, NameChange]) -> ConditionSense:
    match node:
        case Joined():
            return (node.word, *(_meaning(part, changes) for part in node.parts))
        case Not():
            return ("not", _meaning(node.operand, changes))
        case State():
            return (node.state, _named(node.name, changes))
        case Has():
            mentioned = {literal.value for literal in node.codes}
            if not _is_recoded(node.name, changes):
                return ("has", _named(node.name, changes), frozenset(mentioned))
            return ("has", _named(node.name, changes), _codes(node.name, changes, mentioned.__contains__))
        case Membership():
            written = {literal.value for literal in node.literals}
            if not _is_recoded(node.left, changes):
                return (*_side(node.left, changes), "in", node.negated, frozenset(written))
            return _about(node.left, changes, lambda code: (code in written) != node.negated)
        case ComparisonNode():
            return _comparison(node, changes)


def _comparison(node: ComparisonNode, changes: Mapping[str, NameChange]) -> ConditionSense:
    left, right, sign = node.left, node.right, node.sign
    if not isinstance(left, Quantified) and _is_recoded(right, changes) and constant(left) is not None:
        left, right, sign = right, left, TURNED[sign]
    other = constant(right)
    if other is None or not _is_recoded(left, changes):
        return (*_side(left, changes), sign, *_side(right, changes))

    def holds(code: Literal) -> bool:
        if isinstance(code, str) or isinstance(other, str):
            return (code == other) == (sign == "==") if sign in ("==", "!=") else False
        return TESTS[sign](code, other)

    return _about(left, changes, holds)


def _about(side: Quantity | Quantified, changes: Mapping[str, NameChange], holds: Test) -> ConditionSense:
    """A test of a recoded answer, as the present codes that pass it."""
    name = side.name if isinstance(side, Quantified) else side
    quantifier = side.quantifier if isinstance(side, Quantified) else ""
    if isinstance(name, Name):
        return (quantifier, _named(name, changes), "in", _codes(name, changes, holds))
    return (object(),)


def _codes(name: Name, changes: Mapping[str, NameChange], holds: Test) -> object:
    """Present codes for which a test of former ones holds."""
    codes = _codes_of(name, changes) or {}
    present = frozenset(new for old, new in codes.items() if holds(old))
    return present if all(holds(old) for old, new in codes.items() if new in present) else object()


def _side(side: Quantity | Quantified, changes: Mapping[str, NameChange]) -> ConditionSense:
    """A value. One that is calculated from a recoded answer is like no other."""
    match side:
        case NumberLiteral() | TextLiteral():
            return ("literal", side.value)
        case Name():
            return ("name", object() if _is_recoded(side, changes) else _named(side, changes))
        case CountCall():
            codes = _codes_of(side.name, changes) or {}
            return ("count", _named(side.name, changes) if len({*codes.values()}) == len(codes) else object())
        case Negative():
            return ("minus", *_side(side.operand, changes))
        case Arithmetic():
            return (side.operation, _side(side.left, changes), _side(side.right, changes))
        case Quantified():
            return (side.quantifier, *_side(side.name, changes))


def _is_recoded(side: Quantity | Quantified, changes: Mapping[str, NameChange]) -> bool:
    name = side.name if isinstance(side, Quantified) else side
    return isinstance(name, Name) and _codes_of(name, changes) is not None


def _codes_of(name: Name, changes: Mapping[str, NameChange]) -> Mapping[Literal, Literal] | None:
    return changes[name.name].codes if name.name in changes else None


def _named(name: Name, changes: Mapping[str, NameChange]) -> str:
    return changes[name.name].name if name.name in changes else name.name
