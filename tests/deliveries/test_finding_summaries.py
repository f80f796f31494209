"""Findings counted by rule, variable, interviewer, unit, point, and any other answer."""

from __future__ import annotations

import pytest

from survey.deliveries import summarize_findings
from survey.errors import DeliveryError
from tests.deliveries.conftest import Receive

ROWS = (
    {"I1": "161", "U1": "1", "P1": "01-001", "A2": "140"},
    {"I1": "161", "U1": "1", "P1": "01-001", "B3": "2"},
    {"I1": "107", "U1": "2", "P1": "02-001"},
    {"I1": "", "U1": "2", "P1": "02-002", "A2": ""},
)


@pytest.mark.parametrize(
    ("by", "key", "n", "with_error", "with_finding", "aside"),
    [
        ("interviewer", "161", 2, 1, 2, 1),
        ("interviewer", "107", 1, 0, 0, 0),
        ("interviewer", None, 1, 1, 1, 1),
        ("unit", 1, 2, 1, 2, 1),
        ("psu", "02-002", 1, 1, 1, 1),
        ("B2", 1, 4, 2, 3, 2),
    ],
)
def test_interviews_with_findings_are_a_share_of_those_of_the_group(
    receive: Receive, by: str, key: object, n: int, with_error: int, with_finding: int, aside: int
) -> None:
    """The base is every interview of the group, also of those without a finding."""
    delivery = receive(*ROWS)
    table = summarize_findings(delivery.findings, delivery.interviews, by=by)
    (row,) = [one for one in table.to_dict("records") if one[by] == key or (key is None and one[by] != one[by])]
    assert (row["n"], row["with_error"], row["with_finding"], row["n_set_aside"]) == (
        n,
        with_error,
        with_finding,
        aside,
    )
    assert row["share_with_error"] == with_error / n


def test_by_variable_the_base_is_who_was_asked(receive: Receive) -> None:
    """A question behind a filter has a smaller one."""
    delivery = receive({"B2": "2", "B3": "7"}, {"B2": "2", "B3": "1"}, {}, {})
    table = summarize_findings(delivery.findings, delivery.interviews, by="variable", language="ru").set_index(
        "variable"
    )
    assert (table["n"]["B3"], table["with_finding"]["B3"], table["share_with_finding"]["B3"]) == (2, 1, 0.5)
    assert table["wording"]["B3"] == "Почему не доверяете?"


def test_by_rule_the_base_is_what_the_rule_could_check(receive: Receive) -> None:
    """Three of four ages are known or out of range."""
    delivery = receive(*ROWS)
    table = summarize_findings(delivery.findings, delivery.interviews, by="rule").set_index("rule")
    assert table["with_error"]["required"] == 2
    assert table["n"]["required"] == 4


def test_answers_are_worded_when_a_language_is_given(receive: Receive) -> None:
    """Units by their names."""
    delivery = receive(*ROWS)
    table = summarize_findings(delivery.findings, delivery.interviews, by="unit", language="kk")
    assert dict(zip(table["unit"], table["wording"], strict=True)) == {1: "Бірінші аудан", 2: "Екінші аудан"}


@pytest.mark.parametrize(("by", "code"), [("nothing", "H004"), ("B1", "H004"), ("version", "H005")])
def test_what_cannot_group_interviews_is_told(receive: Receive, by: str, code: str) -> None:
    """An unknown name, a multiple choice, a role that the questionnaire does not have."""
    delivery = receive({})
    with pytest.raises(DeliveryError) as error:
        summarize_findings(delivery.findings, delivery.interviews, by=by)
    assert error.value.code == code
