"""Whether a condition can hold for any respondent at all."""

import pytest

from survey.expressions import Domain, parse
from survey.expressions.satisfiability import can_hold

MISSING = ((98, "dont_know"),)


ROWS = tuple(f"r{number}" for number in range(12))
DOMAINS = {
    "a": Domain("number", (1, 2, 3), missing=MISSING),
    "b": Domain("number", (1, 2, 3)),
    "age": Domain("number", low=0, high=110),
    "weight": Domain("number", low=0),
    "kg": Domain("number", low=0.5, high=9.5, whole=False),
    "land": Domain("text", (1, 2, 3), written=("KZ", "RU", "UZ"), missing=MISSING),
    "seen": Domain("set", (1, 2, 3), low=1, high=2, written=("KZ", "RU", "UZ")),
    "day": Domain("text"),
    "m": Domain("set", (1, 2, 3, 4), low=1, high=2),
    "B": Domain("battery", (1, 2, 3, 4), rows=ROWS),
    **{row: Domain("number", (1, 2, 3, 4)) for row in ROWS},
    **{f"wide{number}": Domain("number", low=0, high=399) for number in range(2)},
}


class Form:
    """Coded a and b, an age, a weight, texts, a choice of at most two out of four, a battery of twelve rows."""

    def domain(self, name: str) -> Domain | None:
        return DOMAINS.get(name)

    def names(self) -> tuple[str, ...]:
        return tuple(DOMAINS)


@pytest.mark.parametrize(
    "source",
    [
        "a == 1 and b == 1",
        "a + b == 6",
        "a == b",
        "not a == 1",
        "age == 17",
        "age > 109",
        "weight > 2 and weight < 2.5",
        "weight == 0",
        "day > '2018-02-01' and day < '2018-02-02'",
        "day == 'x'",
        "has(m, 1) and has(m, 2)",
        "count(m) == 2 and not has(m, 1)",
        "all(m) in [3, 4] and count(m) == 2",
        "any(B) == 1 and r0 == 2",
        "count(B) == 12 and all(B) == 4",
        "count(B) == 0",
        "dont_know(a) and not answered(b)",
        "answered(B) and count(B) == 1",
        "1 < 2",
        "kg > 2 and kg < 2.5",
        "kg == 0.5",
        "kg > 9 and not kg == 9.5",
        "kg in [0.75, 2]",
        "land in ['KZ', 'UZ'] and land != 'KZ'",
        "not land == 'KZ'",
        "dont_know(land)",
        "has(seen, 'KZ') and has(seen, 'RU')",
        "all(seen) == 'UZ'",
    ],
)
def test_what_can_hold(source: str) -> None:
    """Some answers make it true."""
    assert can_hold(parse(source).root, Form())


@pytest.mark.parametrize(
    "source",
    [
        "a == 1 and a == 2",
        "a + b > 6",
        "a == b and a != b",
        "not a in [1, 2, 3]",
        "age > 110",
        "age > 17 and age < 18",
        "weight < 0",
        "weight > 2 and weight < 1",
        "day > '2018-02-02' and day < '2018-02-01'",
        "count(m) > 2",
        "count(m) == 0",
        "has(m, 1) and has(m, 2) and has(m, 3)",
        "all(m) == 1 and count(m) == 2",
        "all(B) == 1 and r0 == 2",
        "count(B) > 12",
        "dont_know(b)",
        "answered(a) and dont_know(a)",
        "not answered(B) and count(B) > 0",
        "2 < 1",
        "kg > 9.5",
        "kg < 2.25 and kg > 2.25",
        "kg == 2.5 and kg != 2.5",
        "land == 'KZ' and land == 'RU'",
        "land not in ['KZ', 'RU', 'UZ']",
        "has(seen, 'KZ') and has(seen, 'RU') and has(seen, 'UZ')",
        "all(seen) == 'KZ' and count(seen) == 2",
    ],
)
def test_what_can_never_hold(source: str) -> None:
    """No answers make it true, and that was counted out."""
    assert not can_hold(parse(source).root, Form())


def test_too_many_combinations_are_not_tried() -> None:
    """400 x 400 answers are above 50,000, so the impossible sum is let pass."""
    assert can_hold(parse("wide0 + wide1 > 2000").root, Form())


def test_numbers_without_bounds_are_not_added_up() -> None:
    """Nothing can be counted out for an endless range."""
    assert can_hold(parse("weight + age < 0").root, Form())
