"""Findings that the office accepts, and those that nobody can accept."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.questionnaire import Questionnaire
from survey.validation import Rules, read_rules
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


RELATED_RULES = """
version: "1"
rules:
  - id: unit_of_point
    severity: error
    date: 2018-01-01
    variables: [B2]
    starts_with: {text: P1, code: U1, digits: 2}
    kk: "Аудан мен нүкте сәйкес емес."
    ru: "Район и точка не согласуются."
    en: "Unit and point do not agree."
"""


@pytest.fixture
def rules(form: Questionnaire, tmp_path: Path) -> Rules:
    """A house rule about unit and point whose finding is about another question."""
    (tmp_path / "rules.yaml").write_text(RELATED_RULES, encoding="utf-8")
    return read_rules(tmp_path, form)


@pytest.mark.parametrize(
    ("rows", "refusals", "accepted"),
    [
        ([{"U1": "2"}, {}], ["two_strata"], 1),
        ([{"U1": "2"}, {"P1": "01-008"}], [""], 2),
        ([{"U1": "2"}, {}, {"U1": "2"}], ["two_strata", "two_strata"], 1),
        ([{"U1": "2"}, {"P1": "01-008"}, {"U1": "2"}], ["", ""], 3),
    ],
)
def test_no_waiver_puts_a_point_into_two_strata(
    receive: Receive, waivers: WriteList, rules: Rules, rows: list[Line], refusals: list[str], accepted: int
) -> None:
    """Whatever the rule: by the interviews that need no waiver, point 01-007 lies in unit 1; one that they lack may go."""
    keys = [f"no-{at}" for at, row in enumerate(rows, start=1) if row.get("U1") == "2"]
    listed = waivers(*({"rule": "unit_of_point", "interview": key} for key in keys))
    delivery = receive(*rows, waivers=listed, rules=rules)
    assert delivery.waivers is not None
    assert [line.refusal for line in delivery.waivers.lines] == refusals
    assert delivery.interviews.n_accepted == accepted
    assert len(delivery.about_the_file.of(rule="waiver_refused")) == refusals.count("two_strata")


def test_an_error_that_remains_needs_no_refusal(receive: Receive, waivers: WriteList, rules: Rules) -> None:
    """The interview is set aside by its other error, so its point cannot disturb the sample."""
    listed = waivers({"rule": "unit_of_point", "interview": "no-1"})
    delivery = receive({"U1": "2", **OUTSIDE}, {}, waivers=listed, rules=rules)
    assert delivery.waivers is not None
    assert [line.status for line in delivery.waivers.lines] == ["used"]
    assert delivery.interviews.accepted.tolist() == [False, True]


def test_points_numbered_anew_in_every_stratum_do_not_refuse_a_waiver(receive: Receive, waivers: WriteList) -> None:
    """Point 01-007 lies in both units by the interviews in which nothing is wrong."""
    rows = [{"U1": "1"}, {"U1": "2"}, {"U1": "2", **OUTSIDE}]
    listed = waivers({"rule": "date_outside", "interview": "no-3"})
    delivery = receive(*rows, waivers=listed, rules=Rules())
    assert delivery.interviews.n_accepted == 3
