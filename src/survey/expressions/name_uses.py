"""Uses of names in a condition: what it is tested for, and when its blanks make a difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from survey.expressions.syntax_tree import (
    ComparisonNode,
    Condition,
    CountCall,
    Has,
    Joined,
    Membership,
    Name,
    Not,
    Quantified,
    Quantity,
    Sign,
    State,
    constant,
    names_in,
)

TURNED: Mapping[Sign, Sign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
TESTS: Mapping[Sign, Callable[[float, float], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}

Test: TypeAlias = Callable[[float | str], bool]
"""A question about one answer: a number, or a text code."""


@dataclass(slots=True)
class NameUse:
    """Use of a name in a condition.

    Parameters
    ----------
    tests : list of Test
        Comparisons with constants; answers that pass the same tests are interchangeable.
    numbers, texts : set
        These constants.
    entangled : bool
        Whether it is calculated with, or compared with another name, so that every value is different.
    blank_matters : bool
        Whether a blank can make a difference, for whatever reason it is blank.
    reason_matters : bool
        Whether the reason of a blank makes a difference.
    """

    tests: list[Test] = field(default_factory=list)
    numbers: set[float] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    entangled: bool = False
    blank_matters: bool = False
    reason_matters: bool = False

    def joined(self, other: NameUse) -> NameUse:
        """Union of both uses."""
        return NameUse(
            self.tests + other.tests,
            self.numbers | other.numbers,
            self.texts | other.texts,
            self.entangled or other.entangled,
            self.blank_matters or other.blank_matters,
            self.reason_matters or other.reason_matters,
        )


def collect_uses(node: Condition, uses: dict[str, NameUse]) -> None:
    """Add every use of a name in the condition to ``uses``, by name."""
    match node:
        case Joined():
            for part in node.parts:
                collect_uses(part, uses)
        case Not():
            collect_uses(node.operand, uses)
        case ComparisonNode():
            _collect_comparison(node, uses)
        case Membership():
            _collect_test(node.left, "==", [literal.value for literal in node.literals], uses)
        case Has():
            _collect_test(node.name, "==", [code.value for code in node.codes], uses)
        case State():
            uses.setdefault(node.name.name, NameUse()).reason_matters = True


def _collect_comparison(node: ComparisonNode, uses: dict[str, NameUse]) -> None:
    left, right = constant(node.left), constant(node.right)
    if right is not None and isinstance(node.left, Name | Quantified | CountCall):
        _collect_test(node.left, node.sign, [right], uses)
    elif left is not None and isinstance(node.right, Name | CountCall):
        _collect_test(node.right, TURNED[node.sign], [left], uses)
    else:
        for name in (*names_in(node.left), *names_in(node.right)):
            use = uses.setdefault(name.name, NameUse())
            use.entangled = use.blank_matters = True


def _collect_test(
    node: Quantity | Quantified, sign: Sign, constants: Sequence[float | str], uses: dict[str, NameUse]
) -> None:
    if not isinstance(node, Name | Quantified | CountCall):
        for name in names_in(node):
            uses.setdefault(name.name, NameUse()).entangled = True
        return
    use = uses.setdefault(next(names_in(node)).name, NameUse())
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
    return TESTS[sign](answer, constant)
