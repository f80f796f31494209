"""From the text of a condition to its tree."""

import contextlib
import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import survey.expressions
from survey.errors import ExpressionError, Place
from survey.expressions import Expression, parse
from survey.expressions.syntax_tree import (
    ComparisonNode,
    Has,
    Joined,
    Membership,
    Name,
    Not,
    NumberLiteral,
    Quantified,
    TextLiteral,
)
from survey.expressions.tokens import ExpressionSyntaxError

TABLE = re.findall(r"^([a-z_ ]+?) {2,}``(.+?)`` {2,}\S", survey.expressions.__doc__ or "", re.MULTILINE)


def mistake(source: str) -> tuple[str, str, str]:
    """Code, marked characters and remedy of the syntax error in a condition."""
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse(source)
    error = caught.value
    return error.code, source[error.start : error.start + error.length], error.remedy


def test_the_table_of_the_grammar_has_every_row() -> None:
    """The table in the package docstring is what the next test reads."""
    assert len(TABLE) == 19


@pytest.mark.parametrize(("what", "source"), TABLE, ids=[what for what, _ in TABLE])
def test_every_row_of_the_grammar_can_be_read(what: str, source: str) -> None:
    """Each example of the documentation parses, and its tree spans its text."""
    root = parse(source).root
    assert root.start == (1 if what == "parentheses" else 0)
    assert root.end == len(source)


def test_and_binds_closer_than_or() -> None:
    """``a or b and c`` is ``a or (b and c)``."""
    root = parse("a == 1 or b == 1 and c == 1").root
    assert isinstance(root, Joined)
    assert root.word == "or"
    assert [type(part) for part in root.parts] == [ComparisonNode, Joined]


def test_not_binds_closer_than_and() -> None:
    """``not a and b`` is ``(not a) and b``."""
    root = parse("not a == 1 and b == 1").root
    assert isinstance(root, Joined)
    assert [type(part) for part in root.parts] == [Not, ComparisonNode]


def test_parentheses_come_first() -> None:
    """``(a or b) and c`` joins by and."""
    root = parse("(a == 1 or b == 1) and c == 1").root
    assert isinstance(root, Joined)
    assert root.word == "and"


def test_multiplication_comes_before_addition() -> None:
    """``1 + 2 * 3`` and ``(1 + 2) * 3`` are different trees."""
    assert parse("1 + 2 * 3 == 7").root != parse("(1 + 2) * 3 == 7").root


def test_every_node_knows_its_characters() -> None:
    """Start and end count characters of the source from 0."""
    root = parse("E01a  not in [1, 'x']").root
    assert root == Membership(
        0, 21, Name(0, 4, "E01a"), (NumberLiteral(14, 15, 1.0), TextLiteral(17, 20, "x")), negated=True
    )


def test_a_battery_and_a_multiple_choice_have_their_own_nodes() -> None:
    """``any`` stands for a side of a comparison, ``has`` for a condition."""
    assert parse("any(E01) == 1").root == ComparisonNode(
        0, 13, Quantified(0, 8, "any", Name(4, 7, "E01")), "==", NumberLiteral(12, 13, 1.0)
    )
    assert parse("has(B03, 11)").root == Has(0, 12, Name(4, 7, "B03"), (NumberLiteral(9, 11, 11.0),))


def test_names_stand_once_in_the_order_of_use() -> None:
    """They tell what a condition depends on."""
    assert parse("b == 1 or a == 2 and b > a and count(c) > 1").names == ("b", "a", "c")


def test_an_expression_is_equal_to_another_written_the_same() -> None:
    """The place does not matter."""
    assert parse("a == 1", Place("q.yaml", 3, 5)) == parse("a == 1")
    assert parse("a == 1") != parse("a  == 1")
    assert len({parse("a == 1"), parse("a == 1", Place("q.yaml", 3, 5))}) == 1


def test_an_expression_survives_pickling() -> None:
    """Worker processes send it back."""
    expression = parse("any(E01) in [1, 2] or not S03 < 18", Place("q.yaml", 3, 5))
    back: Expression = pickle.loads(pickle.dumps(expression))
    assert (back, back.root, back.place, back.names) == (expression, expression.root, expression.place, ("E01", "S03"))


@pytest.mark.parametrize(
    ("source", "code", "marked", "remedy"),
    [
        ("D04 = 3", "X003", "=", "Write =="),
        ("D04 == 3 && S03 > 1", "X003", "&&", "Write and"),
        ("D04 == 3 || S03 > 1", "X003", "||", "Write or"),
        ("D04 <> 3", "X003", "<>", "Write !="),
        ("D04 ≥ 3", "X003", "≥", "Write >="),
        ("!answered(D04)", "X003", "!", "Write not"),
        ("D04 == 3 или S03 > 1", "X003", "или", "Write or"),
        ("D04 == 3 және S03 > 1", "X003", "және", "Write and"),
        ("D04 == 3 либо S03 > 1", "X003", "либо", "Write or"),
        ("емес answered(D04)", "X003", "емес", "Write not"),
        ("D04 == 3 не S03 > 1", "X003", "не", "Write 'not' or 'or', whichever is meant."),
        ("НЕ answered(D04)", "X003", "НЕ", "Write 'not' or 'or', whichever is meant."),
        ("нe answered(D04)", "X003", "нe", "Write 'not' or 'or', whichever is meant."),
        ("H02 == «2018Q1»", "X003", "«", "Write '"),
        ("С01a == 1", "X003", "С01a", "Did you mean 'C01a', typed in Latin letters?"),
        (
            "жасы == 1",
            "X003",
            "жасы",
            "Names are Latin letters, digits and _; other columns go in `backticks`, wordings in quotes.",
        ),
        ("1a == 1", "X003", "1a", "A name begins with a letter; a number has one decimal point."),
        ("H02 == '2018", "X004", "'2018", "Close it with '."),
        ("a == 1 adn b == 2", "X005", "adn", "Did you mean 'and'?"),
        ("a == 1 AND b == 2", "X005", "AND", "Did you mean 'and'?"),
        ("a == 1 b", "X005", "b", "Known names: and, in, not, or."),
        ("a == 1)", "X005", ")", "Join two conditions by and, or."),
        ("D04", "X006", "D04", "Compare it: D04 == 1"),
        ("D04 == 1 or D05", "X006", "D05", "Compare it: D05 == 1"),
        ("anny(E01) == 1", "X007", "anny", "Did you mean 'any'?"),
        ("any(E01)", "X008", "any(E01)", "Compare it: any(E01) in [1, 2]"),
        ("18 <= S03 < 30", "X010", "<", "Write two, joined by and: 18 <= S03 and S03 <= 29."),
        ("a in [b]", "X011", "b", "Lists hold codes, for example [1, 2]."),
        ("a in []", "X011", "]", "Lists hold codes, for example [1, 2]."),
        ("a ==", "X013", "", "For example: D04 in [3, 4]"),
        ("", "X013", "", "For example: D04 in [3, 4]"),
        ("has(3)", "X014", "3", "For example: has(E01)"),
        ("3 == any(E01)", "X016", "any(E01)", "For example: any(E01) == 1"),
        ("(a == 1) + 2 == 3", "X017", "a == 1", "Join conditions by and, or, not."),
        ("a in 3", "X018", "3", "A list of codes in square brackets follows 'in'."),
        ("(a == 1", "X018", "", "Close the parenthesis."),
        ("has(B03)", "X018", ")", "has() needs a multiple choice and at least one code: has(B03, 11)"),
    ],
)
def test_a_mistake_is_marked_and_has_a_remedy(source: str, code: str, marked: str, remedy: str) -> None:
    """Code, offending characters and what to write instead."""
    assert mistake(source) == (code, marked, remedy)


def test_a_word_with_two_meanings_is_told_with_both() -> None:
    """Kazakh "or" is written as Russian "not"."""
    with pytest.raises(ExpressionSyntaxError, match="'не' means 'or' in 'kk' and 'not' in 'ru'"):
        parse("D04 == 3 не S03 > 1")


def test_nesting_has_a_limit() -> None:
    """A condition nobody can read is refused before it exhausts the interpreter."""
    assert mistake("(" * 5000 + "a == 1" + ")" * 5000)[0] == "X009"
    assert mistake("not " * 5000 + "a == 1")[0] == "X009"
    assert mistake("a" + " + 1" * 5000 + " == 1")[0] == "X012"


def test_an_error_shows_the_line_with_a_mark_and_counts_from_its_place() -> None:
    """Column 20 of the file is character 15 of a condition that begins in column 6."""
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse("D04 == 3 or E05 = 4", Place("q.yaml", 231, 6))
    assert str(caught.value) == (
        "[X003] q.yaml:231:22\n"
        "  D04 == 3 or E05 = 4\n"
        "                  ^\n"
        "  = is not a sign of this language.\n"
        "  Write =="
    )


def test_an_error_survives_pickling() -> None:
    """Worker processes send errors back."""
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse("D04 = 3", Place("q.yaml", 231, 6))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


PIECES = st.sampled_from(
    [*"abE01B03 ()[],'\"=<>!+-*/&|.", "and", " or ", " not ", " in ", "any(", "has(", "==", "[1, 2]", "и", "жоқ", "\n"]
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join)))
@settings(max_examples=500, deadline=None)
def test_whatever_is_written_gives_an_expression_or_an_expression_error(source: str) -> None:
    """No other exception escapes, and what was read is kept as written."""
    with contextlib.suppress(ExpressionError):
        assert parse(source).source == source


def test_other_names_stand_in_backticks() -> None:
    """Columns of plain tables may have blanks, or letters of any language."""
    assert parse("`жауап саны` > 1 and `and` == 2 and age > 3").names == ("жауап саны", "and", "age")
