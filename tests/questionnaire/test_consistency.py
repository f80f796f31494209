"""What can be said only of the questionnaire as a whole."""

from collections.abc import Callable

import pytest

Tell = Callable[..., list[tuple[str, str, str]]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("      - id: A04\n", "      - id: a03\n", ("Q004", "70:13", "a03")),
        ("id: A05b", "id: a02A", ("Q004", "86:18", "a02A")),
        ("id: A05b", "id: A03_2", ("Q004", "86:18", "A03_2")),
        ("id: A05b", "id: 5b", ("Q003", "86:18", "5b")),
        ("id: A05b", "id: count", ("Q003", "86:18", "count")),
        ("- id: A\n", "- id: H\n", ("Q039", "38:9", "H")),
        ("goto: A05", "goto: A06", ("Q012", "67:66", "A06")),
        ("goto: A05", "goto: A02", ("Q013", "67:66", "A02")),
        ("goto: A05", "goto: A03", ("Q013", "67:66", "A03")),
        ("goto: END_SCREENOUT", "goto: END_SCREEN", ("Q012", "47:42", "END_SCREEN")),
        ("split_by: H02", "split_by: H03", ("Q014", "80:19", "H03")),
        ("split_by: H02", "split_by: A03", ("Q038", "80:19", "A03")),
        ("split_by: H02", "split_by: O01", ("Q033", "80:19", "O01")),
        ("{1: 1, 2: 2}", "{1: 1, 3: 2}", ("Q034", "80:19", "H02")),
        ('"any(A02) == 2', '"any(A20) == 2', ("X020", "62:22", "A20")),
        ('"any(A02) == 2', '"any(A02) == 3', ("X022", "62:30", "3")),
        ('"any(A02) == 2', '"A02a == 98', ("X021", "62:26", "98")),
        ('"any(A02) == 2', '"A02 == 2', ("X026", "62:18", "A02")),
        ('"any(A02) == 2', "\"A02a == 'x'", ("X024", "62:26", "'x'")),
        ('"any(A02) == 2', '"A03 == 2', ("X025", "62:18", "A03")),
        ('"any(A02) == 2', '"A04 == 2', ("X029", "62:18", "A04")),
        ("A01 > 20", "A01 > 97", ("X030", "62:18", "any(A02) == 2 and A01 > 97")),
        ("A01 < 18", "A04 < 18", ("X029", "47:25", "A04")),
        ("{interview: H01}", "{interview: H01, wafe: H02}", ("Q035", "5:25", "wafe")),
        ("{interview: H01}", "{interview: H09}", ("Q036", "5:20", "H09")),
        ("{interview: H01}", "{wave: H01}", ("D009", "5:8", "{")),
    ],
)
def test_a_mistake_of_the_whole_is_marked(told: Tell, old: str, new: str, expected: tuple[str, str, str]) -> None:
    """Ids, routes, conditions, roles: one complaint each, with line and column."""
    assert told(old, new) == [expected]


def test_an_id_used_twice_says_by_whom(told: Tell) -> None:
    """Two blocks count as well."""
    second = '  - id: A\n    title: {kk: "Екінші", ru: "Вторая"}\n    questions: []\nobservations:\n'
    assert told("observations:\n", second) == [("Q004", "87:9", "A")]
