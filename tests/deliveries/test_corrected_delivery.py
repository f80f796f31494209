"""Corrections applied to a delivery, and every way in which a line is refused."""

from __future__ import annotations

import dataclasses

import pytest

from survey.deliveries import Delivery
from survey.ingest.answer_text import is_ambiguous
from survey.questionnaire import Reason
from tests.deliveries.conftest import Receive, WriteList

Line = dict[str, str]


def corrected(receive: Receive, path: object, *rows: dict[str, str]) -> Delivery:
    """A delivery received with a list of corrections."""
    return receive(*(rows or ({},)), corrections=path)


@pytest.mark.parametrize(
    ("row", "line", "column", "now"),
    [
        ({"A2": "140"}, {"variable": "A2", "old": "140", "new": "41"}, "A2", 41.0),
        ({"A2": "x"}, {"variable": "A2", "old": "x", "new": "41,0"}, "A2", 41.0),
        ({}, {"variable": "B2", "old": "1", "new": "2"}, "B2", 2.0),
        ({}, {"variable": "B2", "old": "Доверяю", "new": "Сенбеймін"}, "B2", 2.0),
        ({}, {"variable": "B2", "old": "1 - Доверяю", "new": "2. Не доверяю"}, "B2", 2.0),
        ({}, {"variable": "b2", "old": "1", "new": "2"}, "B2", 2.0),
        ({}, {"variable": "D1", "old": "07.03.2018", "new": "8.3.2018"}, "D1", "2018-03-08"),
        ({}, {"variable": "B1", "old": "1,3", "new": "Радио; Газета"}, "B1_2", 1.0),
        ({}, {"variable": "B1", "old": "Телевидение; Газета", "new": "2"}, "B1_1", 0.0),
        ({}, {"variable": "B6", "old": "KZ", "new": "UZ"}, "B6", 2.0),
        ({}, {"variable": "B6", "old": "Казахстан", "new": "Өзбекстан"}, "B6", 2.0),
        ({}, {"variable": "B7", "old": "7,5", "new": "8,25"}, "B7", 8.25),
        ({"B4": "a"}, {"variable": "B4", "old": "a", "new": "b"}, "B4", "b"),
        ({}, {"variable": "N1", "old": "no-1", "new": "no-7"}, "N1", "no-7"),
    ],
)
def test_an_answer_is_corrected_in_codes_or_wordings(
    receive: Receive, corrections: WriteList, row: Line, line: Line, column: str, now: object
) -> None:
    """Codes, wordings of any language, dates and numbers as offices write them."""
    delivery = corrected(receive, corrections(line), row)
    assert delivery.interviews.answers[column][0] == now
    assert delivery.corrections is not None
    assert delivery.corrections.counts() == {"lines": 1, "applied": 1, "open": 0, "refused": 0}


def test_the_raw_table_stays_as_delivered(receive: Receive, corrections: WriteList) -> None:
    """A correction is a log beside the delivery, not a change of it."""
    delivery = corrected(receive, corrections({"old": "140", "new": "41"}), {"A2": "140"})
    assert delivery.raw.cells["A2"].tolist() == ["140"]


def test_a_corrected_cell_has_no_finding_any_more(receive: Receive, corrections: WriteList) -> None:
    """And its interview is no longer set aside."""
    assert receive({"A2": "140"}).interviews.n_accepted == 0
    delivery = corrected(receive, corrections({"old": "140", "new": "41"}), {"A2": "140"})
    assert list(delivery.findings.of(variable="A2")) == []
    assert delivery.interviews.n_accepted == 1


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("", Reason.NOT_RECORDED),
        ("98", Reason.DONT_KNOW),
        ("Бас тартты", Reason.REFUSED),
        ("2", Reason.ANSWERED),
    ],
)
def test_an_answer_may_become_a_blank_with_its_reason(
    receive: Receive, corrections: WriteList, new: str, reason: Reason
) -> None:
    """Empty is not recorded; the questionnaire's codes and words of blanks are read."""
    delivery = corrected(receive, corrections({"variable": "B2", "old": "1", "new": new}))
    assert delivery.interviews.reason("B2")[0] == reason


def test_the_routing_is_worked_out_again(receive: Receive, corrections: WriteList) -> None:
    """With the filter corrected, an answer that was astray counts, and the finding about it is gone."""
    row = {"B2": "1", "B3": "2"}
    assert len(receive(row).findings.of(rule="stray", variable="B3")) == 1
    delivery = corrected(receive, corrections({"variable": "B2", "old": "1", "new": "2"}), row)
    assert delivery.interviews.values("B3")[0] == 2
    assert len(delivery.findings.of(rule="stray")) == 0


def test_a_correction_of_the_filter_may_leave_an_answer_astray(receive: Receive, corrections: WriteList) -> None:
    """The answer does not vanish: it is told."""
    delivery = corrected(receive, corrections({"variable": "B2", "old": "2", "new": "1"}), {"B2": "2", "B3": "1"})
    assert delivery.interviews.reason("B3")[0] == Reason.NOT_ASKED
    assert delivery.findings.of(rule="stray")[0].value == "1"


def test_a_column_beside_the_questionnaire_is_corrected(receive: Receive, corrections: WriteList) -> None:
    """A weight, for example."""
    delivery = corrected(receive, corrections({"variable": "base_weight", "old": "100,5", "new": "99.25"}))
    assert delivery.interviews.values("base_weight").tolist() == [99.25]


def test_corrections_of_one_cell_follow_each_other_in_time(receive: Receive, corrections: WriteList) -> None:
    """Whatever their order in the list; each starts from what the one before left."""
    path = corrections(
        {"old": "41", "new": "42", "when": "06.04.2018"},
        {"old": "40", "new": "41", "when": "2018-04-05"},
        {"old": "42", "new": "43", "when": "2018-04-07 10:30"},
        {"old": "43", "new": "44", "when": "2018-04-07 9:10"},
    )
    delivery = corrected(receive, path)
    assert delivery.corrections is not None
    assert [line.status for line in delivery.corrections.lines] == ["applied", "applied", "applied", "refused"]
    assert delivery.interviews.values("A2")[0] == 43
    assert delivery.corrections.cells().to_dict("records") == [
        {"interview": "no-1", "row": "", "variable": "A2", "delivered": "40", "now": "43", "lines": 3}
    ]


def test_two_interviews_under_one_key_are_told_apart_by_row(receive: Receive, corrections: WriteList) -> None:
    """The second interview gets its own number; nothing is set aside."""
    rows = ({"N1": "7"}, {"N1": "7", "A2": "55", "B2": "2", "B3": "1"})
    line = {"interview": "7", "row": "3", "variable": "N1", "old": "7", "new": "8"}
    delivery = corrected(receive, corrections(line), *rows)
    assert delivery.interviews.ids.tolist() == ["7", "8"]
    assert delivery.interviews.n_accepted == 2


def test_an_interview_without_a_key_is_named_by_its_row(receive: Receive, corrections: WriteList) -> None:
    """It gets the number of its paper form."""
    line = {"interview": "", "row": "2", "variable": "N1", "old": "", "new": "no-9"}
    assert corrected(receive, corrections(line), {"N1": ""}).interviews.ids.tolist() == ["no-9"]


REFUSED: list[tuple[str, tuple[Line, ...], tuple[Line, ...]]] = [
    ("interview_unknown", ({"N1": "007"},), ({"interview": "7", "old": "40", "new": "41"},)),
    ("interview_unknown", ({},), ({"interview": "", "old": "40", "new": "41"},)),
    ("key_occurs_twice", ({"N1": "7"}, {"N1": "7"}), ({"interview": "7", "old": "40", "new": "41"},)),
    ("row_differs", ({}, {}), ({"row": "3", "old": "40", "new": "41"},)),
    ("row_differs", ({},), ({"row": "first", "old": "40", "new": "41"},)),
    ("variable_unknown", ({},), ({"variable": "A9", "old": "40", "new": "41"},)),
    ("variable_unknown", ({},), ({"variable": "B1_1", "old": "1", "new": "0"},)),
    ("old_differs", ({},), ({"old": "39", "new": "41"},)),
    ("old_differs", ({},), ({"old": "", "new": "41"},)),
    ("new_not_allowed", ({},), ({"old": "40", "new": "140"},)),
    ("new_not_allowed", ({},), ({"old": "40", "new": "40.5"},)),
    ("new_not_allowed", ({},), ({"old": "40", "new": "forty"},)),
    ("new_not_allowed", ({},), ({"old": "40", "new": "Не знаю"},)),
    ("new_not_allowed", ({},), ({"variable": "B2", "old": "1", "new": "3"},)),
    ("new_not_allowed", ({},), ({"variable": "B6", "old": "KZ", "new": "1"},)),
    ("new_not_allowed", ({},), ({"variable": "B7", "old": "7.5", "new": "24.5"},)),
    ("new_not_allowed", ({},), ({"variable": "B1", "old": "1 3", "new": "1 4"},)),
    ("new_not_allowed", ({},), ({"variable": "B1", "old": "1 3", "new": "2 2"},)),
    ("new_not_allowed", ({},), ({"variable": "D1", "old": "2018-03-07", "new": "31.02.2018"},)),
    ("new_not_allowed", ({},), ({"variable": "base_weight", "old": "100.5", "new": "many"},)),
    ("no_change", ({},), ({"old": "40", "new": "40"},)),
    ("no_change", ({},), ({"variable": "B2", "old": "1", "new": "Сенемін"},)),
    ("who_missing", ({},), ({"old": "40", "new": "41", "who": ""},)),
    ("reason_missing", ({},), ({"old": "40", "new": "41", "reason": " "},)),
    ("when_missing", ({},), ({"old": "40", "new": "41", "when": ""},)),
    ("when_unreadable", ({},), ({"old": "40", "new": "41", "when": "last week"},)),
    ("when_unreadable", ({},), ({"old": "40", "new": "41", "when": "03/04/2018"},)),
    ("when_in_future", ({},), ({"old": "40", "new": "41", "when": "2018-04-11"},)),
    ("contradiction", ({},), ({"old": "40", "new": "41"}, {"old": "40", "new": "42"})),
]


@pytest.mark.parametrize(("refusal", "rows", "lines"), REFUSED)
def test_a_line_that_cannot_be_applied_is_refused_and_blocks(
    receive: Receive, corrections: WriteList, refusal: str, rows: tuple[Line, ...], lines: tuple[Line, ...]
) -> None:
    """Every refused line is an error about the whole delivery, told in three languages; nothing is changed."""
    delivery = corrected(receive, corrections(*lines), *rows)
    assert delivery.corrections is not None
    assert [line.refusal for line in delivery.corrections.lines] == [refusal] * len(lines)
    told = delivery.about_the_file.of(rule="correction_refused")
    assert len(told) == len(lines)
    assert set(told[0].message.languages) == {"kk", "ru", "en"}
    assert delivery.interviews.values("A2").tolist() == [40.0] * len(rows)


def test_a_line_that_nobody_filled_in_changes_nothing_and_is_told(receive: Receive, corrections: WriteList) -> None:
    """A template comes back with some lines left as they were."""
    delivery = corrected(receive, corrections({"old": "40", "new": "", "reason": "", "who": "", "when": ""}))
    assert [one.severity for one in delivery.findings if one.rule.startswith("correction")] == ["info"]
    assert delivery.interviews.values("A2")[0] == 40


@pytest.mark.parametrize("row", [{"B5": "my neighbour Asel"}, {"B2": "my neighbour Asel"}])
def test_a_refusal_does_not_tell_what_somebody_said(receive: Receive, corrections: WriteList, row: Line) -> None:
    """The sentence goes to terminals and tables; the answer stays in the delivery."""
    (name,) = row
    delivery = corrected(receive, corrections({"variable": name, "old": "her sister Dana", "new": "2"}), row)
    (told,) = delivery.about_the_file.of(rule="correction_refused")
    assert [said for _, said in told.message if "Asel" in said or "Dana" in said] == []


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ({"variable": "B7", "old": "7,5", "new": "1,250"}, "refused"),
        ({"variable": "B7", "old": "7,5", "new": "1.250"}, "refused"),
        ({"variable": "B7", "old": "7,5", "new": "1,2500"}, "applied"),
        ({"variable": "A2", "old": "40", "new": "44,000"}, "refused"),
        ({"variable": "B2", "old": "1", "new": "Не доверяю (2)"}, "applied"),
        ({"variable": "B2", "old": "1", "new": "Не доверяю (1)"}, "refused"),
        ({"variable": "D1", "old": "07.03.2018", "new": "8 марта 2018"}, "applied"),
        ({"variable": "D1", "old": "07.03.2018", "new": "08.03.18"}, "applied"),
    ],
)
def test_a_new_answer_that_may_be_two_is_refused(
    receive: Receive, corrections: WriteList, line: Line, status: str
) -> None:
    """A thousand or one and a quarter; interviewers write days of the fieldwork, whose century is known."""
    delivery = corrected(receive, corrections(line), {"A2": "40", "B7": "7,5"})
    assert delivery.corrections is not None
    assert [one.status for one in delivery.corrections.lines] == [status]


def test_a_day_of_birth_with_a_year_of_two_digits_may_be_of_either_century(receive: Receive) -> None:
    """Of 1985 or of 2085; with four digits it is one."""
    header = receive({}).interviews.form.variables["D1"]
    birth = dataclasses.replace(header, question=dataclasses.replace(header.question, filled_by_interviewer=False))
    assert [is_ambiguous(birth, text) for text in ("15.03.85", "15.03.1985", "1985-03-15")] == [True, False, False]
    assert not is_ambiguous(header, "15.03.85")
