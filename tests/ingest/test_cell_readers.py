"""One cell, in every way a file may write it, becomes a value or a blank with its reason."""

import datetime
from collections.abc import Callable

import numpy as np
import pytest

from survey.findings import Findings
from survey.interviews import Interviews
from survey.questionnaire import Reason

Decode = Callable[..., tuple[Interviews, Findings]]

ANSWERED, DONT_KNOW, REFUSED, NOT_APPLICABLE, NOT_RECORDED = (
    Reason.ANSWERED,
    Reason.DONT_KNOW,
    Reason.REFUSED,
    Reason.NOT_APPLICABLE,
    Reason.NOT_RECORDED,
)


def only(findings: Findings, rule: str) -> list[tuple[str, int | None, str | None, str | None, str | None]]:
    """Findings of one rule: severity, row, interview, variable, value."""
    return [
        (finding.severity, finding.row, finding.interview, finding.variable, finding.value)
        for finding in findings.of(rule=rule)
    ]


def read_one(decoded: Decode, variable: str, cell: object, **carried: object) -> tuple[object, int, str]:
    """Value, reason and the rule broken, of one cell in one column."""
    interviews, findings = decoded({variable: [cell]}, **carried)
    broken = [finding.rule for finding in findings if finding.row is not None]
    value = interviews.answers[variable].iloc[0]
    blank = value is None or value != value
    return None if blank else value, int(interviews.reason(variable)[0]), ", ".join(broken)


CODES: list[tuple[object, object, Reason]] = [
    (1, 1.0, ANSWERED),
    (1.0, 1.0, ANSWERED),
    ("1", 1.0, ANSWERED),
    ("1.0", 1.0, ANSWERED),
    ("01", 1.0, ANSWERED),
    (" 1 ", 1.0, ANSWERED),
    ("98", None, DONT_KNOW),
    (99.0, None, REFUSED),
    ("97", None, NOT_APPLICABLE),
    ("", None, NOT_RECORDED),
    ("  ", None, NOT_RECORDED),
    (None, None, NOT_RECORDED),
    (np.nan, None, NOT_RECORDED),
    ("-1", None, NOT_RECORDED),
    (-1.0, None, NOT_RECORDED),
]


@pytest.mark.parametrize(("cell", "value", "reason"), CODES)
def test_a_code_is_read_as_number_or_text(decoded: Decode, cell: object, value: object, reason: Reason) -> None:
    """Missing codes give their reason; -1, which some files write for skipped questions, is a plain blank."""
    assert read_one(decoded, "C01a", cell) == (value, reason, "")


WORDINGS: list[tuple[str, object, Reason]] = [
    ("Толық сенемін", 1.0, ANSWERED),
    ("Полностью доверяю", 1.0, ANSWERED),
    ("  полностью\u00a0 ДОВЕРЯЮ. ", 1.0, ANSWERED),
    ("«Полностью доверяю»", 1.0, ANSWERED),
    ("Скорее не доверяю", 3.0, ANSWERED),
    ("1. Полностью доверяю", 1.0, ANSWERED),
    ("1 - Полностью доверяю", 1.0, ANSWERED),
    ("Не знаю/затрудняюсь ответить", None, DONT_KNOW),
    ("Не знаю – затрудняюсь", None, NOT_RECORDED),
    ("Не знаю", None, DONT_KNOW),
    ("Білмеймін", None, DONT_KNOW),
    ("Жауап беруден бас тартты", None, REFUSED),
    ("отказ", None, REFUSED),
    ("Ко мне не относится", None, NOT_APPLICABLE),
]


@pytest.mark.parametrize(("cell", "value", "reason"), WORDINGS)
def test_a_wording_is_read_in_any_language(decoded: Decode, cell: str, value: object, reason: Reason) -> None:
    """Case, kinds of space, dash and quote, and a full stop do not matter; the words do."""
    broken = "wording_unknown" if reason == NOT_RECORDED else ""
    assert read_one(decoded, "C01a", cell) == (value, reason, broken)


def test_a_usual_word_that_may_be_short_for_an_option_blocks_the_file(decoded: Decode) -> None:
    """The word may answer "Do you speak Kazakh?"; a line under read: says so."""
    columns: dict[str, list[object]] = {"D08": ["Білмеймін", "білмеймін", "1"]}
    _, findings = decoded(columns)
    (finding,) = findings.of(rule="wording_ambiguous")
    assert (finding.severity, finding.interview, finding.row, finding.variable) == ("error", None, None, "D08")
    assert "codes 4, 98 (2 cells)" in finding.message["en"]
    assert 'read: {D08: {words: {"Білмеймін": 4}}}' in finding.message["en"]
    for code, values, reasons in ((4, [4, 4, 1], [0, 0, 0]), (98, [np.nan, np.nan, 1], [1, 1, 0])):
        interviews, found = decoded(columns, read={"D08": {"words": {"Білмеймін": code}}})
        np.testing.assert_array_equal(interviews.values("D08"), values)
        assert interviews.reason("D08").tolist() == reasons
        assert not found.of(rule="wording_ambiguous")


def test_a_wrong_number_before_a_wording_is_not_read(decoded: Decode) -> None:
    """Code and wording contradict each other."""
    assert read_one(decoded, "C01a", "3. Полностью доверяю")[2] == "wording_unknown"


LOOKALIKES = ["Тoлық ceнeмiн", "Тοлық сенемiн", "Tолық сенемін"]  # Latin o c e i; Greek omicron; Latin T


@pytest.mark.parametrize("cell", LOOKALIKES)
def test_letters_of_another_alphabet_are_recognised_and_told_once(decoded: Decode, cell: str) -> None:
    """The count of cells, whichever column they stand in."""
    interviews, findings = decoded({"C01a": [cell, cell, "Толық сенемін"], "C01b": [cell, "1", "1"]})
    assert interviews.values("C01a").tolist() == [1.0, 1.0, 1.0]
    assert [(finding.severity, finding.message["en"][:30]) for finding in findings.of(rule="letters_replaced")] == [
        ("info", "3 answers were typed with look")
    ]


def test_kazakh_letters_lost_on_the_way_are_recognised_where_only_one_wording_fits(decoded: Decode) -> None:
    """An export to Windows-1251 turns them into question marks."""
    interviews, findings = decoded({"C01a": ["Толы? сенемін", "????????? ?", "М?лде сенбеймін"]})
    assert interviews.reason("C01a").tolist() == [ANSWERED, NOT_RECORDED, ANSWERED]
    assert interviews.values("C01a")[[0, 2]].tolist() == [1.0, 4.0]
    assert [finding.severity for finding in findings.of(rule="letters_lost")] == ["warning"]


def test_composed_and_decomposed_letters_are_the_same(decoded: Decode) -> None:
    """й may come as и with a breve."""
    assert read_one(decoded, "C01a", "Скорее не доверяю".replace("й", "и\u0306"))[0] == 3.0


def test_labels_the_file_carries_are_read_too(decoded: Decode) -> None:
    """An office may shorten a wording; its own labels say which code it means."""
    labels = {"C01a": {1.0: "Доверяю полн.", 98.0: "З.О."}}
    interviews, findings = decoded({"C01a": ["Доверяю полн.", "З.О."]}, value_labels=labels)
    assert interviews.values("C01a")[0] == 1.0
    assert interviews.reason("C01a").tolist() == [ANSWERED, DONT_KNOW]
    assert [finding.rule for finding in findings if finding.row] == []


def test_a_letter_of_stata_means_what_its_label_says(decoded: Decode) -> None:
    """`.a` labelled "does not know"."""
    assert read_one(decoded, "C01a", "a", value_labels={"C01a": {"a": "Не знаю"}}) == (None, DONT_KNOW, "")


def test_an_unknown_code_is_told_with_row_and_value(decoded: Decode) -> None:
    """The row is the spreadsheet's: the heading is row 1."""
    interviews, findings = decoded({"C02": [1, 7.0, "7,5", "да"]})
    assert interviews.reason("C02").tolist() == [ANSWERED, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED]
    assert only(findings, "code_unknown") == [
        ("warning", 3, "K-1", "C02", "7"),
        ("warning", 4, "K-2", "C02", "7,5"),
    ]
    assert only(findings, "wording_unknown") == [("warning", 5, "K-3", "C02", "да")]


def test_what_an_interview_cannot_do_without_is_an_error(decoded: Decode) -> None:
    """Consent, age, stratum and wave; other questions only warn."""
    _, findings = decoded({"S01": [3], "S03": ["сто"], "H04": [77], "H02": ["весна"], "C02": [7]})
    cells = {finding.variable: finding.severity for finding in findings if finding.row is not None}
    assert cells == {"H02": "error", "H04": "error", "S01": "error", "S03": "error", "C02": "warning"}


NUMBERS: list[tuple[str, object, object, Reason, str]] = [
    ("S03", "34", 34.0, ANSWERED, ""),
    ("S03", 34.0, 34.0, ANSWERED, ""),
    ("S03", "34,0", 34.0, ANSWERED, ""),
    ("S03", 98, 98.0, ANSWERED, ""),
    ("S03", "0098", 98.0, ANSWERED, ""),
    ("S03", 999, None, REFUSED, ""),
    ("S03", "Отказ от ответа", None, REFUSED, ""),
    ("S03", 150, None, NOT_RECORDED, "out_of_range"),
    ("S03", "34,5", None, NOT_RECORDED, "number_unreadable"),
    ("S03", "34 года", None, NOT_RECORDED, "number_unreadable"),
    ("S03", "3 4", None, NOT_RECORDED, "number_unreadable"),
    ("S03", -1, None, NOT_RECORDED, ""),
    ("B02", 0, 0.0, ANSWERED, ""),
    ("B02", "Толық қанағаттанамын", 10.0, ANSWERED, ""),
    ("B02", 11, None, NOT_RECORDED, "out_of_range"),
    ("B02", "98", None, DONT_KNOW, ""),
    ("B02", "Не знаю / затрудняюсь ответить", None, DONT_KNOW, ""),
]


@pytest.mark.parametrize(("variable", "cell", "value", "reason", "broken"), NUMBERS)
def test_a_number_is_whole_and_within_bounds(
    decoded: Decode, variable: str, cell: object, value: object, reason: Reason, broken: str
) -> None:
    """98 is an age; the missing code of an age is 999."""
    assert read_one(decoded, variable, cell) == (value, reason, broken)


TEXTS: list[tuple[str, object, object, Reason, str]] = [
    ("H03", 103.0, "103", ANSWERED, ""),
    ("H03", "103.0", "103", ANSWERED, ""),
    ("H03", "007", "007", ANSWERED, ""),
    ("H02", "2018-Q1", "2018Q1", ANSWERED, ""),
    ("H02", "2018q1 ", "2018Q1", ANSWERED, ""),
    ("H02", "2018", None, NOT_RECORDED, "wave_unreadable"),
    ("H10", datetime.date(2018, 3, 9), "2018-03-09", ANSWERED, ""),
    ("H10", "09.03.2018", "2018-03-09", ANSWERED, ""),
    ("H11", "17:52:00.000+06:00", "17:52", ANSWERED, ""),
    ("O01", "25:00", None, NOT_RECORDED, "time_unreadable"),
    ("K01", "  Дружить \n", "Дружить", ANSWERED, ""),
    ("K01", "99", None, REFUSED, ""),
    ("K01", "Не знаю / затрудняюсь ответить", None, DONT_KNOW, ""),
    ("K01", 2018.0, "2018", ANSWERED, ""),
]


@pytest.mark.parametrize(("variable", "cell", "value", "reason", "broken"), TEXTS)
def test_identifiers_dates_times_and_waves_are_text(
    decoded: Decode, variable: str, cell: object, value: object, reason: Reason, broken: str
) -> None:
    """ISO dates, HH:MM, quarters as 2018Q1; identifiers keep their zeros."""
    assert read_one(decoded, variable, cell) == (value, reason, broken)


def test_other_dates_of_a_column_settle_a_slashed_one(decoded: Decode) -> None:
    """25/03 can only be a day and a month, so 03/04 is the third of April."""
    interviews, findings = decoded({"H10": ["03/04/2018", "25/03/2018"]})
    assert interviews.texts("H10").tolist() == ["2018-04-03", "2018-03-25"]
    assert only(findings, "date_unreadable") == []


def test_the_key_is_text_even_when_the_file_holds_numbers(decoded: Decode) -> None:
    """Findings and contacts name interviews by it."""
    interviews, _ = decoded({"H01": [12.0, "0013", None], "C02": [1, 1, 1]})
    assert interviews.ids.tolist() == ["12", "0013", None]


def test_codes_labelled_otherwise_than_in_the_questionnaire_are_told(decoded: Decode) -> None:
    """A file whose 1 and 4 are swapped would turn trust upside down without a single unreadable cell."""
    labels = {"C01a": {1.0: "Совсем не доверяю", 4.0: "Полностью доверяю", 2.0: "Скорее доверяю"}}
    interviews, findings = decoded({"C01a": [1.0, 4.0]}, value_labels=labels)
    assert interviews.values("C01a").tolist() == [1.0, 4.0]
    assert only(findings, "labels_differ") == [
        ("error", None, None, "C01a", "1"),
        ("error", None, None, "C01a", "4"),
    ]


def test_a_short_label_for_not_knowing_is_no_contradiction(decoded: Decode) -> None:
    """The word is the wording of code 4 of D08, but as label of 98 it means what it always means."""
    _, findings = decoded({"D08": [98.0]}, value_labels={"D08": {98.0: "Білмеймін"}})
    assert only(findings, "labels_differ") == []


def test_every_answer_is_a_value_or_a_reason(decoded: Decode) -> None:
    """Blank if and only if there is a reason."""
    interviews, _ = decoded({"C01a": [1, 98, None, 7, "-1"], "K01": ["да", "", "98", None, "-1"]})
    assert isinstance(interviews, Interviews)
    for name in ("C01a", "K01"):
        blank = interviews.answers[name].isna().to_numpy()
        assert (blank == (interviews.reason(name) != ANSWERED)).all()
