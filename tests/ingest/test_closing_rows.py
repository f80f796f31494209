"""Rows below the last interview: totals and notes are set aside, interviews are not."""

from collections.abc import Callable

import pytest

from survey.findings import Findings
from survey.interviews import Interviews

Decode = Callable[..., tuple[Interviews, Findings]]


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [
        (["1", "2", "3", "Итого"], [5]),
        (["A-1", "A-2", "A-3", "Промедио", "Nota: peso en kg"], [5, 6]),
        (["1", "2", "3", "Total", ""], [5]),
        (["1", "2", "3", "4"], []),
        (["one", "two", "3", "four"], []),
        (["1", "Total"], []),
        (["x", "2", "3", "4", "Total"], []),
    ],
)
def test_a_word_in_the_place_of_a_number_at_the_end_is_no_interview(
    decoded: Decode, numbers: list[object], rows: list[int]
) -> None:
    """Where all others have figures in their number; a total in range would be an answer."""
    interviews, findings = decoded({"H01": numbers, "S03": [34] * len(numbers)})
    told = findings.of(rule="closing_row")
    assert [one.row for one in told] == rows
    assert {one.severity for one in told} <= {"error"}
    accepted = interviews.set_aside(findings.of("error")).accepted
    assert [int(row) for row in interviews.rows[~accepted] if int(row) in rows] == rows
