"""Conditions of two versions are alike exactly when they hold for the same interviews, tried over every answer."""

from itertools import chain, combinations

import pytest
from tests.expressions.test_evaluation import NAN, Table, said

from survey.expressions import parse
from survey.expressions.alike_conditions import Literal, NameChange, conditions_alike

MERGED: dict[Literal, Literal] = {1.0: 1.0, 2.0: 2.0, 3.0: 2.0, 4.0: 3.0}
"""Present code of each former one: 2 and 3 were merged."""
SINGLE = {"D04": NameChange("D40", MERGED)}
SETS = {"M1": NameChange("M10", {code: MERGED[code] for code in (1.0, 2.0, 3.0)})}

OLD, NEW = [1.0, 2, 3, 4, NAN], [1.0, 2, 2, 3, NAN]
TABLE = Table(10, {"D04": OLD * 2, "D40": NEW * 2, "Z": [1.0] * 5 + [2.0] * 5})
CHOSEN = [set(some) for some in chain.from_iterable(combinations((1, 2, 3), n) for n in (1, 2, 3))]
CHOICES = Table(
    8, sets={"M1": [*CHOSEN, None], "M10": [*({2 if code == 3 else code for code in one} for one in CHOSEN), None]}
)

ABOUT = [
    "{} == 1", "{} == 2", "{} == 3", "{} == 4", "{} != 2", "{} in [2, 3]", "{} not in [2, 3]", "{} in [1]", "{} >= 2", "{} > 3",
    "{} < 2", "2 <= {}", "not {} == 1", "{} in [1, 2, 3]", "{} in [3, 4]", "{} <= 3",
]  # fmt: skip
OF_SETS = ["has({}, 1)", "has({}, 2)", "has({}, 2, 3)", "any({}) == 2", "any({}) in [2, 3]", "all({}) in [2, 3]", "all({}) == 2",
           "all({}) != 1", "count({}) >= 2"]  # fmt: skip


@pytest.mark.parametrize(("conditions", "names", "changes", "table"), [
    (ABOUT, ("D04", "D40"), SINGLE, TABLE), (OF_SETS, ("M1", "M10"), SETS, CHOICES),
])  # fmt: skip
def test_alike_conditions_hold_for_the_same_interviews(
    conditions: list[str], names: tuple[str, str], changes: dict[str, NameChange], table: Table
) -> None:
    """Every pair: what is called alike is alike, and comparisons with constants that are alike are called so."""
    n_alike = 0
    for former in conditions:
        for present in conditions:
            before, now = parse(former.format(names[0])), parse(present.format(names[1]))
            same = said(before.source, table) == said(now.source, table)
            found = conditions_alike(now, before, changes)
            assert same or not found, (before.source, now.source)
            if not {"not ", "all(", "any(", "count"} & {former[:4], present[:4], former[:5], present[:5]}:
                assert found == same, (before.source, now.source)
            n_alike += found
    assert n_alike >= 5


@pytest.mark.parametrize(
    ("former", "present", "alike"),
    [
        ("D04 in [2, 3] and Z == 1", "D40 == 2 and Z == 1", True),
        ("D04 in [2, 3] and Z == 1", "D40 == 2 and Z == 2", False),
        ("D04 == 3 or Z == 1", "D40 == 2 or Z == 1", False),
        ("answered(D04)", "answered(D40)", True),
        ("refused(D04)", "answered(D40)", False),
        ("D04 + 1 > 3", "D40 + 1 > 3", False),
        ("D04 > Z", "D40 > Z", False),
        ("Z == 1", "Z == 1", True),
        ("Z == 1", "Z  ==  1", False),
        ("D40 == 2", "D40 == 2", False),
    ],
)
def test_conditions_over_several_names(former: str, present: str, alike: bool) -> None:
    """Other names as they are written; what is calculated from a recoded answer is like nothing else."""
    assert conditions_alike(parse(present), parse(former), SINGLE) is alike


def test_no_condition_is_like_no_condition_only() -> None:
    """Everybody is asked in both, or in one of them."""
    assert conditions_alike(None, None, SINGLE)
    assert not conditions_alike(None, parse("Z == 1"), SINGLE)
    assert not conditions_alike(parse("Z == 1"), None, SINGLE)


def test_a_renamed_battery_and_question_are_followed() -> None:
    """Without codes, names alone."""
    changes = {"C01": NameChange("K01"), "S3": NameChange("S03")}
    assert conditions_alike(parse("any(K01) == 1 and S03 / 2 > 9"), parse("any(C01) == 1 and S3 / 2 > 9"), changes)
    assert not conditions_alike(parse("any(K02) == 1"), parse("any(C01) == 1"), changes)
    assert not conditions_alike(parse("S03 > 17"), parse("S03 > 17"), changes)
