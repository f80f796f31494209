"""Findings that the office accepts, and those that nobody can accept."""

from __future__ import annotations

import pytest

from tests.deliveries.conftest import Receive, WriteList

Line = dict[str, str]
OUTSIDE = {"D1": "2018-05-01"}
"""An interview held after the quarter: an error that the office may accept."""


def test_a_waived_error_sets_nobody_aside(receive: Receive, waivers: WriteList) -> None:
    """It stays in the findings as information that remembers what it was."""
    assert receive(OUTSIDE, {}).interviews.n_accepted == 1
    delivery = receive(OUTSIDE, {}, waivers=waivers({"rule": "date_outside", "interview": "no-1"}))
    (finding,) = delivery.findings.of(rule="date_outside")
    assert (finding.severity, finding.waived) == ("info", "error")
    assert delivery.interviews.n_accepted == 2
    assert delivery.waivers is not None
    assert delivery.waivers.counts()["findings"] == 1


def test_a_waiver_by_id_holds_when_the_rows_are_in_another_order(receive: Receive, waivers: WriteList) -> None:
    """The id knows nothing of rows."""
    (finding,) = receive({"N1": "x", **OUTSIDE}, {}).findings.of("error")
    path = waivers({"finding": finding.id})
    delivery = receive({}, {"N1": "y"}, {"N1": "x", **OUTSIDE}, waivers=path)
    assert delivery.interviews.n_accepted == 3


@pytest.mark.parametrize(
    ("row", "line", "refusal"),
    [
        (OUTSIDE, {"rule": "date_outside", "interview": "no-1", "who": ""}, "who_missing"),
        (OUTSIDE, {"rule": "date_outside", "interview": "no-1", "why": ""}, "why_missing"),
        (OUTSIDE, {"rule": "date_outside", "interview": "no-1", "until": "soon"}, "until_unreadable"),
        (OUTSIDE, {"rule": "date_outside"}, "nothing_named"),
        ({"A2": ""}, {"rule": "required", "interview": "no-1"}, "not_waivable"),
        ({"A2": "140"}, {"rule": "out_of_range", "interview": "no-1"}, "not_waivable"),
        ({"U1": "7"}, {"rule": "code_unknown", "interview": "no-1"}, "not_waivable"),
        ({"A1": "2", "B2": "1"}, {"rule": "ended", "interview": "no-1"}, "not_waivable"),
    ],
)
def test_a_waiver_that_cannot_hold_is_refused_and_blocks(
    receive: Receive, waivers: WriteList, row: Line, line: Line, refusal: str
) -> None:
    """It says too little, or the interview cannot be used whatever anybody thinks of it."""
    delivery = receive(row, waivers=waivers(line))
    assert delivery.waivers is not None
    assert [one.refusal for one in delivery.waivers.lines] == [refusal]
    assert len(delivery.about_the_file.of(rule="waiver_refused")) == 1
    assert delivery.interviews.n_accepted == 0


def test_a_key_used_twice_cannot_be_waived(receive: Receive, waivers: WriteList) -> None:
    """One interview would count twice."""
    delivery = receive({"N1": "7"}, {"N1": "7"}, waivers=waivers({"rule": "key_twice", "interview": "7"}))
    assert delivery.waivers is not None
    assert delivery.waivers.lines[0].refusal == "not_waivable"
    assert delivery.interviews.n_accepted == 1


@pytest.mark.parametrize(
    ("line", "rule", "accepted"),
    [
        ({"rule": "date_outside", "interview": "no-1", "until": "09.04.2018"}, "waiver_expired", 0),
        ({"rule": "date_outside", "interview": "no-1", "until": "10.04.2018"}, None, 1),
        ({"rule": "date_outside", "interview": "no-5"}, "waiver_unmatched", 0),
        ({"finding": "f000000000000"}, "waiver_unmatched", 0),
    ],
)
def test_an_expired_or_idle_waiver_is_told(
    receive: Receive, waivers: WriteList, line: Line, rule: str | None, accepted: int
) -> None:
    """As a warning; the day named is the last one on which it holds."""
    delivery = receive(OUTSIDE, waivers=waivers(line))
    told = [one.rule for one in delivery.findings.of("warning") if one.rule.startswith("waiver")]
    assert told == ([rule] if rule is not None else [])
    assert delivery.interviews.n_accepted == accepted
