"""Conditions on answers: three-valued, over many interviews at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from survey.arrays import Floats, Objects, ReasonCodes
from survey.errors import ExpressionError
from survey.expressions import AnswerKind, Mentions, Truth, asked, evaluate, parse

NAN = float("nan")
SHOWN = {True: "T", False: "F", None: "?"}


@dataclass
class Table:
    """Answers written out: numbers, texts, sets of codes, batteries; reasons of the blanks."""

    n: int
    numbers: Mapping[str, list[float]] = field(default_factory=dict)
    words: Mapping[str, list[str | None]] = field(default_factory=dict)
    sets: Mapping[str, list[set[int] | None]] = field(default_factory=dict)
    batteries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: Mapping[str, list[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.n

    def kind_of(self, name: str) -> AnswerKind:
        if name in self.batteries:
            return "battery"
        return "set" if name in self.sets else "text" if name in self.words else "number"

    def values(self, name: str) -> Floats:
        return np.array(self.numbers[name], np.float64)

    def texts(self, name: str) -> Objects:
        return np.array(self.words[name], object)

    def mentions(self, name: str) -> Mentions:
        answers = self.sets[name]
        codes = np.array([1, 2, 3])
        chosen = np.array([[code in (one or ()) for code in codes] for one in answers], bool)
        return Mentions(codes, chosen, np.array([one is not None for one in answers]))

    def rows_of(self, name: str) -> tuple[str, ...]:
        return self.batteries[name]

    def reason(self, name: str) -> ReasonCodes:
        if name in self.reasons:
            return np.array(self.reasons[name], np.uint8)
        if name in self.sets:
            return np.array([0 if one is not None else 4 for one in self.sets[name]], np.uint8)
        return np.where(np.isnan(self.values(name)), 4, 0).astype(np.uint8)


def shown(truth: Truth) -> str:
    """One letter per interview: T true, F false, ? unknown."""
    assert not (truth.true & truth.unknown).any()
    return "".join(
        "T" if true else "?" if unknown else "F" for true, unknown in zip(truth.true, truth.unknown, strict=True)
    )


def said(source: str, table: Table) -> str:
    """What a condition says of each interview."""
    return shown(evaluate(parse(source), table))


NINE = Table(9, {"a": [1, 1, 1, NAN, NAN, NAN, 0, 0, 0], "b": [1, NAN, 0, 1, NAN, 0, 1, NAN, 0]})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a == 1 and b == 1", "T?F??FFFF"),
        ("a == 1 or b == 1", "TTTT??T?F"),
        ("not a == 1", "FFF???TTT"),
        ("a == 1", "TTT???FFF"),
        ("a != 1", "FFF???TTT"),
        ("a in [1, 2]", "TTT???FFF"),
        ("a not in [1, 2]", "FFF???TTT"),
    ],
)
def test_truth_tables(source: str, expected: str) -> None:
    """Interviews in the order a = true true true ? ? ? false false false; b = true ? false, three times."""
    assert said(source, NINE) == expected


def test_the_truth_table_of_the_documentation_is_true() -> None:
    """Each of its nine rows: a, b, a and b, a or b, not a."""
    letters = {"true": "T", "false": "F", "unknown": "?", "unkn.": "?"}
    rows = [line.split() for line in (Truth.__doc__ or "").splitlines()]
    table = [[letters[word] for word in row] for row in rows if len(row) == 5 and set(row) <= set(letters)]
    assert len(table) == 9
    for a, b, both, either, negated in table:
        first, second = (Truth(np.array([one == "T"]), np.array([one == "?"])) for one in (a, b))
        assert (shown(first & second), shown(first | second), shown(~first)) == (both, either, negated)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x == 2", "FTF?"),
        ("x != 2", "TFT?"),
        ("x < 2", "TFF?"),
        ("x <= 2", "TTF?"),
        ("x > 2", "FFT?"),
        ("x >= 2", "FTT?"),
        ("2 < x", "FFT?"),
        ("x + 1 == 2", "TFF?"),
        ("2 * x - 1 == 3", "FTF?"),
        ("x / 2 == 1.5", "FFT?"),
        ("-x == -3", "FFT?"),
        ("x > -1", "TTT?"),
        ("x in [1, 3]", "TFT?"),
        ("1 / (x - 1) > 0", "?TT?"),
        ("x == x", "TTT?"),
    ],
)
def test_comparisons_of_numbers(source: str, expected: str) -> None:
    """X is 1, 2, 3, blank. A comparison over a blank is unknown, and so is division by zero."""
    assert said(source, Table(4, {"x": [1, 2, 3, NAN]})) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("wave == '2018Q1'", "TFF?"),
        ('wave != "2018Q1"', "FTT?"),
        ("wave in ['2018Q1', '2017Q4']", "TTF?"),
        ("wave >= '2018Q1'", "TFT?"),
    ],
)
def test_comparisons_of_texts(source: str, expected: str) -> None:
    """Waves 2018Q1, 2017Q4, 2018Q2, blank."""
    assert said(source, Table(4, words={"wave": ["2018Q1", "2017Q4", "2018Q2", None]})) == expected


BATTERY = Table(
    6, {"p": [1, 2, 1, NAN, 2, NAN], "q": [1, 2, 2, 1, NAN, NAN]}, batteries={"B": ("p", "q")},
    reasons={"p": [0, 0, 0, 1, 0, 4], "q": [0, 0, 0, 0, 2, 4]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("any(B) == 1", "TFTT??"),
        ("all(B) == 1", "TFF?F?"),
        ("any(B) in [1]", "TFTT??"),
        ("all(B) not in [2]", "TFF?F?"),
        ("count(B) == 2", "TTTFFF"),
        ("count(B) == 0", "FFFFFT"),
        ("answered(B)", "TTTTTF"),
        ("dont_know(B)", "FFFTFF"),
        ("refused(B)", "FFFFTF"),
    ],
)
def test_batteries(source: str, expected: str) -> None:
    """Rows p and q: (1 1), (2 2), (1 2), (don't know 1), (2 refused), neither asked."""
    assert said(source, BATTERY) == expected


def test_count_of_a_battery_is_unknown_where_a_row_was_not_recorded() -> None:
    """The lost row could have been answered."""
    table = Table(2, {"p": [1, 1], "q": [1, NAN]}, batteries={"B": ("p", "q")}, reasons={"p": [0, 0], "q": [0, 5]})
    assert said("count(B) >= 1", table) == "T?"


CHOICE = Table(4, sets={"M": [{1}, {1, 2}, {3}, None]})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("has(M, 1)", "TTF?"),
        ("has(M, 2, 3)", "FTT?"),
        ("has(M, 9)", "FFF?"),
        ("not has(M, 1)", "FFT?"),
        ("any(M) in [1, 3]", "TTT?"),
        ("any(M) == 2", "FTF?"),
        ("all(M) == 1", "TFF?"),
        ("all(M) < 3", "TTF?"),
        ("count(M) >= 2", "FTF?"),
        ("answered(M)", "TTTF"),
    ],
)
def test_multiple_choices(source: str, expected: str) -> None:
    """Chosen: 1; 1 and 2; 3; no answer."""
    assert said(source, CHOICE) == expected


def test_states_are_two_valued_except_where_nothing_was_recorded() -> None:
    """Answered, don't know, refused, not applicable, not asked, not recorded."""
    table = Table(6, {"x": [1, NAN, NAN, NAN, NAN, NAN]}, reasons={"x": [0, 1, 2, 3, 4, 5]})
    assert said("answered(x)", table) == "TFFFF?"
    assert said("dont_know(x)", table) == "FTFFF?"
    assert said("refused(x)", table) == "FFTFF?"
    assert said("not answered(x)", table) == "FTTTT?"


def test_a_do_not_know_in_the_filter_means_the_question_was_not_asked() -> None:
    """Filter answered yes, no, don't know, not asked, not recorded: only the last cannot be told."""
    table = Table(5, {"x": [1, 2, NAN, NAN, NAN]}, reasons={"x": [0, 0, 1, 4, 5]})
    was_asked, cannot_tell = asked(parse("x == 1"), table)
    assert was_asked.tolist() == [True, False, False, False, False]
    assert cannot_tell.tolist() == [False, False, False, False, True]


def test_an_alternative_that_holds_tells_although_another_was_not_recorded() -> None:
    """True or unknown is true; false or unknown cannot be told."""
    table = Table(2, {"x": [NAN, NAN], "y": [1, 2]}, reasons={"x": [5, 5], "y": [0, 0]})
    was_asked, cannot_tell = asked(parse("x == 1 or y == 1"), table)
    assert (was_asked.tolist(), cannot_tell.tolist()) == ([True, False], [False, True])


def test_a_row_of_a_battery_that_was_not_recorded_cannot_be_told() -> None:
    """Rows (lost, 2): any of them could be 1."""
    table = Table(1, {"p": [NAN], "q": [2]}, batteries={"B": ("p", "q")}, reasons={"p": [5], "q": [0]})
    assert [mask.tolist() for mask in asked(parse("any(B) == 1"), table)] == [[False], [True]]


@pytest.mark.parametrize(
    ("source", "table"),
    [
        ("wave == 1", Table(1, words={"wave": ["2018Q1"]})),
        ("wave in [1]", Table(1, words={"wave": ["2018Q1"]})),
        ("x == 'a'", Table(1, {"x": [1]})),
        ("wave + 1 == 2", Table(1, words={"wave": ["2018Q1"]})),
        ("M == 1", CHOICE),
        ("B == 1", BATTERY),
        ("any(x) == 1", Table(1, {"x": [1]})),
        ("has(x, 1)", Table(1, {"x": [1]})),
        ("count(x) == 1", Table(1, {"x": [1]})),
    ],
)
def test_what_does_not_fit_the_answers_is_an_error(source: str, table: Table) -> None:
    """X019 with the column and the condition."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(parse(source), table)
    assert caught.value.code == "X019"
    assert caught.value.place.startswith("expression:1:")
    assert caught.value.place.endswith(source)


def test_a_million_interviews_are_a_matter_of_milliseconds() -> None:
    """Nothing loops over interviews: a second is a hundred times what is needed."""
    codes = np.tile([1.0, 2.0, 3.0, np.nan], 250_000)

    class Million(Table):
        def values(self, name: str) -> Floats:
            return codes

    truth = evaluate(parse("a in [1, 2] and not b == 3 or a + b > 5"), Million(1_000_000))
    assert (int(truth.true.sum()), int(truth.unknown.sum())) == (750_000, 250_000)
