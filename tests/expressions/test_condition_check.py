"""Whether a condition fits the questionnaire."""

import pytest

from survey.errors import Place
from survey.expressions import Domain, check, parse

DONT_KNOW_OR_REFUSED = ((98, "dont_know"), (99, "refused"))


DOMAINS = {
    "WAVE": Domain("text", position=0),
    "AGE": Domain("number", low=0, high=110, missing=((999, "refused"),), position=1),
    "Q1": Domain("number", (1, 2, 3), missing=DONT_KNOW_OR_REFUSED, position=2),
    "M": Domain("set", (1, 2, 3, 96), low=1, high=2, missing=DONT_KNOW_OR_REFUSED, position=3),
    "Ba": Domain("number", (1, 2), missing=DONT_KNOW_OR_REFUSED, position=4),
    "Bb": Domain("number", (1, 2), missing=DONT_KNOW_OR_REFUSED, position=5),
    "B": Domain("battery", (1, 2), missing=DONT_KNOW_OR_REFUSED, rows=("Ba", "Bb"), position=5),
    "Q9": Domain("number", (1, 2), missing=((97, "not_applicable"),), position=9),
    "town": Domain("number", (0, 1)),
    "land": Domain("text", (1, 2), written=("KZ", "UZ"), missing_written=("REF",)),
    "seen": Domain("set", (1, 2), low=1, high=2, written=("KZ", "UZ")),
    "rated": Domain("battery", (1, 2), written=("KZ", "UZ"), rows=("land",)),
    "kg": Domain("number", low=0.5, high=99.5, whole=False),
}


class Form:
    """A questionnaire of eight names, in this order of asking, and a grouping."""

    def domain(self, name: str) -> Domain | None:
        return DOMAINS.get(name)

    def names(self) -> tuple[str, ...]:
        return tuple(DOMAINS)


def told(source: str, before: int | None = None) -> list[tuple[str, str]]:
    """Code and marked characters of each complaint."""
    complaints = check(parse(source), Form(), before=before)
    return [(one.code, source[one.mark[0] : one.mark[0] + one.mark[1]]) for one in complaints]


@pytest.mark.parametrize(
    "source",
    [
        "Q1 == 1",
        "1 == Q1",
        "Q1 in [1, 2] or AGE >= 18",
        "WAVE == '2018Q1'",
        "WAVE in ['2018Q1']",
        "has(M, 1, 96)",
        "any(M) in [1, 2]",
        "count(M) >= 2",
        "any(B) == 1 and all(B) != 2",
        "count(B) == 2",
        "dont_know(Q1) or refused(AGE) or answered(B)",
        "not (AGE + 1 < Q1 * 2)",
        "town == 1",
        "Q1 > 1",
        "land == 'KZ' or 'UZ' == land",
        "land in ['KZ', 'UZ'] and has(seen, 'KZ', 'UZ')",
        "any(seen) == 'KZ' and all(rated) != 'UZ'",
        "kg >= 12.25 and kg < 99.5 or kg in [0.5, 1]",
        "kg / 2 > 3.5",
    ],
)
def test_what_fits_is_not_complained_of(source: str) -> None:
    """Every kind of name in a place made for it."""
    assert told(source, before=6) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Q1 == 1 or Q11 == 1", [("X020", "Q11")]),
        ("has(N, 1)", [("X020", "N")]),
        ("answered(N)", [("X020", "N")]),
        ("Q1 == 98", [("X021", "98")]),
        ("Q1 in [1, 99]", [("X021", "99")]),
        ("AGE != 999", [("X021", "999")]),
        ("has(M, 98)", [("X021", "98")]),
        ("any(B) == 99", [("X021", "99")]),
        ("Q1 == 4", [("X022", "4")]),
        ("Q1 == -1", [("X022", "-1")]),
        ("4 == Q1", [("X022", "4")]),
        ("Q1 in [1, 5, 7]", [("X022", "5"), ("X022", "7")]),
        ("has(M, 4)", [("X022", "4")]),
        ("any(M) in [4]", [("X022", "4")]),
        ("town == 2", [("X022", "2")]),
        ("AGE == 111", [("X023", "111")]),
        ("Q1 == '1'", [("X024", "'1'")]),
        ("WAVE == 2018", [("X024", "2018")]),
        ("WAVE == Q1", [("X024", "Q1")]),
        ("WAVE in ['2018Q1', 3]", [("X024", "3")]),
        ("any(B) == 'x'", [("X024", "'x'")]),
        ("M == 1", [("X025", "M")]),
        ("M in [1, 2]", [("X025", "M")]),
        ("B == 1", [("X026", "B")]),
        ("any(Q1) == 1", [("X027", "any(Q1)")]),
        ("has(Q1, 1)", [("X027", "has(Q1, 1)")]),
        ("has(B, 1)", [("X027", "has(B, 1)")]),
        ("count(AGE) > 1", [("X027", "count(AGE)")]),
        ("WAVE + 1 > 2", [("X028", "WAVE")]),
        ("-WAVE > 2", [("X028", "WAVE")]),
        ("land == 'XZ'", [("X033", "'XZ'")]),
        ("land == 'kz'", [("X033", "'kz'")]),
        ("'XZ' == land", [("X033", "'XZ'")]),
        ("land in ['KZ', 'XZ', 'YZ']", [("X033", "'XZ'"), ("X033", "'YZ'")]),
        ("land == 'REF'", [("X032", "'REF'")]),
        ("land == 1", [("X024", "1")]),
        ("land == kg", [("X024", "kg")]),
        ("land > 'KZ'", [("X031", "land")]),
        ("'KZ' <= land", [("X031", "land")]),
        ("land + 1 == 2", [("X028", "land")]),
        ("has(seen, 1)", [("X024", "1")]),
        ("has(seen, 'XZ')", [("X033", "'XZ'")]),
        ("has(M, 'KZ')", [("X024", "'KZ'")]),
        ("any(seen) == 1", [("X024", "1")]),
        ("all(rated) in ['XZ']", [("X033", "'XZ'")]),
        ("any(seen) < 'KZ'", [("X031", "any(seen)")]),
        ("kg == 0.25", [("X023", "0.25")]),
        ("kg == 'a'", [("X024", "'a'")]),
    ],
)
def test_what_does_not_fit_is_marked(source: str, expected: list[tuple[str, str]]) -> None:
    """Each mistake with its code, on its own characters."""
    assert told(source) == expected


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("Q11 == 1", "Did you mean 'Q1'?"),
        ("Q1 == 98", "Write dont_know(Q1)"),
        ("AGE == 999", "Write refused(AGE)"),
        ("Q9 == 97", "Write not answered(Q9)"),
        ("Q1 == 4", "Its codes: 1, 2, 3."),
        ("AGE == 111", "Answers lie between 0 and 110."),
        ("M == 1", "Write has(M, code), any(M) or count(M)."),
        ("B == 1", "Write any(B) or all(B), or name one row: Ba, Bb."),
    ],
)
def test_a_complaint_says_what_to_write(source: str, remedy: str) -> None:
    """The remedy names what exists."""
    assert [one.remedy for one in check(parse(source), Form())] == [remedy]


def test_a_question_that_is_asked_later_is_marked() -> None:
    """Before place 4 only the names up to M are answered; a grouping has no place."""
    assert told("Q9 == 1 or Q1 == 1 or any(B) == 1 or town == 1", before=4) == [("X029", "Q9"), ("X029", "B")]
    assert told("M == 1 or has(M, 1)", before=3) == [("X025", "M"), ("X029", "M")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Q1 == 1 and Q1 == 2", [("X030", "Q1 == 1 and Q1 == 2")]),
        ("Q1 == 1 or AGE < 0", [("X030", "AGE < 0")]),
        ("AGE < 0 or AGE > 110", [("X030", "AGE < 0 or AGE > 110")]),
    ],
)
def test_what_can_never_hold_is_marked(source: str, expected: list[tuple[str, str]]) -> None:
    """The whole condition, or the alternative that is idle."""
    assert told(source) == expected


def test_a_complaint_knows_file_line_and_column() -> None:
    """The condition begins in column 16; its third name stands 12 characters later."""
    expression = parse("Q1 == 1 and Q11 == 1", Place("q.yaml", 7, 16))
    (complaint,) = check(expression, Form(), element="question Q5, ask_if")
    assert str(complaint) == (
        "[X020] q.yaml:7:28, question Q5, ask_if\n"
        "  Q1 == 1 and Q11 == 1\n"
        "              ^^^\n"
        "  Nothing has the name 'Q11'.\n"
        "  Did you mean 'Q1'?"
    )
