"""Numbers, dates, identifiers and blank markers are read by what their whole column says."""

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.findings import Finding, Findings
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire, Reason, read_questionnaire

Decode = Callable[..., tuple[Interviews, Findings]]
Columns = Mapping[str, list[object]]

QUESTIONNAIRE = """
id: columns
version: "1"
title: {kk: "Кіші", ru: "Малая"}
languages: [kk, ru]
roles: {interview: H01, wave: H02, psu: P1, date: D1, age: A1}
missing:
  - {code: 97, reason: not_applicable, kk: "Маған қатысы жоқ", ru: "Ко мне не относится"}
  - {code: 98, reason: dont_know, kk: "Білуім қиын", ru: "Затрудняюсь с ответом"}
missing_default: [98]
header:
  title: {kk: "Бас бөлігі", ru: "Титул"}
  questions:
    - {id: H01, type: text, kk: "Нөмірі", ru: "Номер"}
    - {id: H02, type: wave, kk: "Толқын", ru: "Волна"}
    - {id: P1, type: code, kk: "Нүкте", ru: "Точка"}
    - {id: D1, type: date, kk: "Күні", ru: "Дата"}
    - {id: T1, type: time, kk: "Уақыты", ru: "Время"}
blocks:
  - id: A
    title: {kk: "Сұрақтар", ru: "Вопросы"}
    questions:
      - {id: A1, type: integer, min: 0, max: 110, missing: [], kk: "Жасыңыз?", ru: "Возраст?"}
      - {id: C1, type: integer, missing: [], kk: "Табысыңыз?", ru: "Доход?"}
      - {id: C2, type: integer, min: 1000, max: 900000, missing: [], kk: "Шығын?", ru: "Расход?"}
      - {id: BD, type: date, kk: "Туған күніңіз?", ru: "Дата рождения?"}
      - id: S1
        type: single
        missing: [97, 98]
        kk: "Жынысыңыз?"
        ru: "Пол?"
        options:
          - {code: 1, kk: "Ер", ru: "Мужской"}
          - {code: 2, kk: "Әйел", ru: "Женский"}
      - id: S2
        type: single
        kk: "Баға?"
        ru: "Знак?"
        options:
          - {code: 1, kk: "Алу", ru: "(пусто)"}
          - {code: 2, kk: "Қосу", ru: "Плюс"}
      - id: S3
        type: single
        kk: "Ауданыңыз?"
        ru: "Район?"
        options:
          - {code: 751110001, kk: "Бірінші аудан", ru: "Первый район"}
          - {code: 751110002, kk: "Екінші аудан", ru: "Второй район"}
      - {id: K1, type: text, kk: "Не істеу керек?", ru: "Что делать?"}
"""


@pytest.fixture(scope="module")
def instrument(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    folder: Path = tmp_path_factory.mktemp("columns")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return read_questionnaire(folder)


@pytest.fixture(scope="module")
def read(instrument: Questionnaire) -> Decode:
    """Decodes columns of a file; a key column is added when there is none."""

    def read_columns(columns: Columns, *, read: object = None, **carried: object) -> tuple[Interviews, Findings]:
        n = len(next(iter(columns.values())))
        cells = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
        if "H01" not in columns:
            cells.insert(0, "H01", [f"K-{row}" for row in range(n)])
        raw = RawTable("wave.csv", "csv", "0" * 64, cells, **carried)  # type: ignore[arg-type]
        return decode(raw, instrument, read=read)  # type: ignore[arg-type]

    return read_columns


def cells(findings: Findings) -> list[tuple[str, str | None]]:
    """Rule and value of findings about single cells."""
    return [(one.rule, one.value) for one in findings if one.row is not None]


def of_file(findings: Findings) -> list[tuple[str, str]]:
    """Rule and severity of findings about the file, absent questions left out."""
    return [(one.rule, one.severity) for one in findings if one.row is None and one.rule != "question_absent"]


# Decimal marks and separators of thousands

CLEAR: list[tuple[str, list[object], list[float]]] = [
    ("a million", ["1,000", "1,250,000"], [1000, 1250000]),
    ("points", ["1.000", "1.250.000"], [1000, 1250000]),
    ("spaces", ["1 000", "12 000", "900"], [1000, 12000, 900]),
    ("no-break spaces", ["1\u00a0000", "12\u202f000"], [1000, 12000]),
    ("apostrophes", ["1'000", "12’000"], [1000, 12000]),
    ("decimals of the other sign", ["1,000", "2,000.0"], [1000, 2000]),
    ("digits that are no decimals of a whole number", ["1,250", "2,000"], [1250, 2000]),
    ("beside small whole numbers", ["1,000", "900", "12,000"], [1000, 900, 12000]),
    ("decimals of four zeros", ["1881,0000", "2000,0000"], [1881, 2000]),
    ("decimals of one zero", ["1881,0", "1,000"], [1881, 1]),
]


@pytest.mark.parametrize(("given", "expected"), [case[1:] for case in CLEAR], ids=[case[0] for case in CLEAR])
def test_a_column_tells_what_its_separator_is(read: Decode, given: list[object], expected: list[float]) -> None:
    """By any cell that can be read in one way only, or by the form of all."""
    interviews, findings = read({"C1": given})
    assert interviews.values("C1").tolist() == expected
    assert cells(findings) == []
    assert findings.of("error", variable="C1") == Findings()


UNCLEAR: list[list[object]] = [["1,000", "2,000", "12,000"], ["1.000", "150.000"], ["1,000"], ["1,000", "5000"]]


@pytest.mark.parametrize("given", UNCLEAR)
def test_a_separator_that_may_be_either_blocks(read: Decode, given: list[object]) -> None:
    """One finding names both numbers and both lines; each line decides."""
    _, findings = read({"C1": given})
    (finding,) = findings.of(rule="separator_unclear")
    assert (finding.severity, finding.interview, finding.row, finding.variable) == ("error", None, None, "C1")
    assert "read: {decimal: comma}" in finding.message["en"]
    assert "read: {decimal: point}" in finding.message["en"]
    sizes: list[float] = []
    for mark in ("comma", "point"):
        interviews, decided = read({"C1": given}, read={"decimal": mark})
        assert not decided.of(rule="separator_unclear")
        sizes.append(interviews.values("C1")[0])
    assert sorted(sizes) == [1.0, 1000.0]


def test_the_range_of_the_question_rules_one_reading_out(read: Decode) -> None:
    """Expenses are at least 1000, ages at most 110."""
    interviews, findings = read({"C2": ["1,000", "12,000"], "A1": ["34.000", "35.000"]})
    assert interviews.values("C2").tolist() == [1000, 12000]
    assert interviews.values("A1").tolist() == [34, 35]
    assert ("separator_thousands", "info") in of_file(findings)


def test_other_columns_of_the_file_tell_the_decimal_mark(read: Decode) -> None:
    """A weight of 1,5 says that the comma is the decimal mark here; what was taken is said."""
    interviews, findings = read({"C1": ["1,000", "2,000"], "base_weight": ["1,5", "0,75"]})
    assert interviews.values("C1").tolist() == [1.0, 2.0]
    assert ("separator_decimal", "info") in of_file(findings)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["1,250", "900"], [1250.0, 900.0]),
        (["1,250", "0,900"], [1.25, 0.9]),
        (["1,250", "1,250,000"], [1250.0, 1250000.0]),
        (["1.5", "1,250"], [1.5, 1250.0]),
        (["1 250,5", "900"], [1250.5, 900.0]),
    ],
)
def test_an_extra_column_is_judged_as_a_whole(read: Decode, given: list[object], expected: list[float]) -> None:
    """A weight 1,250 beside 900 is a thousand and more."""
    interviews, _ = read({"base_weight": given})
    assert interviews.values("base_weight").tolist() == expected


@pytest.mark.parametrize("given", [["007", "0012"], ["0", "-01"], ["+77011234567", "87011234567"], ["12E3", "4511"]])
def test_identifiers_of_no_question_keep_every_sign(read: Decode, given: list[object]) -> None:
    """As numbers 007 and 7 would be one household, and 12E3 the number twelve thousand."""
    interviews, _ = read({"household": given})
    assert interviews.texts("household").tolist() == given


def test_numbers_with_a_zero_before_the_mark_stay_numbers(read: Decode) -> None:
    """Zeros of decimals, powers with a sign and the number zero are no identifiers."""
    interviews, _ = read({"base_weight": ["0", "0,75", "1e-05", "1e+05", "-0.5"]})
    assert interviews.values("base_weight").tolist() == [0.0, 0.75, 1e-05, 1e5, -0.5]


def test_an_extra_column_that_may_be_either_stays_text(read: Decode) -> None:
    """No weight is made of it until the wave decides."""
    interviews, findings = read({"base_weight": ["1,250", "2,500"]})
    assert interviews.texts("base_weight").tolist() == ["1,250", "2,500"]
    (finding,) = findings.of(rule="separator_unclear_extra")
    assert 'read: {columns: {"base_weight": {decimal: comma}}}' in finding.message["en"]
    decided, _ = read({"base_weight": ["1,250", "2,500"]}, read={"columns": {"base_weight": {"decimal": "point"}}})
    assert decided.values("base_weight").tolist() == [1250.0, 2500.0]


@pytest.mark.parametrize("cell", ["1,2,3", "12,34,567", "1,2345,678", "1..5", "1e999", "9" * 500, "1.01E+05", "TRUE"])
def test_what_is_no_number_is_never_made_one(read: Decode, cell: str) -> None:
    """Lists, broken groups, infinity, numbers a spreadsheet rounded."""
    interviews, findings = read({"C1": [cell]})
    assert np.isnan(interviews.values("C1")[0])
    assert [rule for rule, _ in cells(findings)] == ["number_unreadable"]


@settings(max_examples=200, deadline=None)
@given(
    numbers=st.lists(st.integers(0, 3_000_000), min_size=1, max_size=12),
    pattern=st.sampled_from(["{:,}", "{:_}", "{}"]),
    separator=st.sampled_from([",", ".", " ", "'", "\u00a0"]),
)
def test_a_column_of_grouped_whole_numbers_is_read_or_blocks(
    read: Decode, numbers: list[int], pattern: str, separator: str
) -> None:
    """Never is another number read."""
    given_: list[object] = [
        pattern.format(number).replace("_", separator).replace(",", separator) for number in numbers
    ]
    interviews, findings = read({"C1": given_})
    values = interviews.values("C1")
    blocked = bool(findings.of(rule="separator_unclear"))
    assert blocked or values.tolist() == numbers
    assert all(np.isnan(value) or value == number for value, number in zip(values, numbers, strict=True))


# Dates


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["03/04/2018", "25/03/2018"], ["2018-04-03", "2018-03-25"]),
        (["03/04/2018", "03/25/2018"], ["2018-03-04", "2018-03-25"]),
        (["03.04.2018", "03.25.2018"], ["2018-03-04", "2018-03-25"]),
        (["03.04.2018", "04.03.2018"], ["2018-04-03", "2018-03-04"]),
        (["2018/03/09", "2018.3.9"], ["2018-03-09", "2018-03-09"]),
        (["04/04/2018", "05/05/2018"], ["2018-04-04", "2018-05-05"]),
        (["20180309", 20180309.0], ["2018-03-09", "2018-03-09"]),
        ([43168, "43168"], ["2018-03-09", "2018-03-09"]),
        (["2018-03-09T23:52:00.000+06:00", "2018-03-09 10:00:00"], ["2018-03-09", "2018-03-09"]),
        (["09.03.18", "9.3.2018"], ["2018-03-09", "2018-03-09"]),
    ],
)
def test_a_column_tells_how_it_writes_dates(read: Decode, given: list[object], expected: list[str]) -> None:
    """Its own dates tell the order of day and month."""
    interviews, findings = read({"D1": given})
    assert interviews.texts("D1").tolist() == expected
    assert cells(findings) == []


@pytest.mark.parametrize("given", [["03/04/2018"], ["25/03/2018", "03/25/2018", "03/04/2018"], ["01-02-2018"]])
def test_dates_in_an_order_that_nothing_tells_block(read: Decode, given: list[object]) -> None:
    """No date of the column, or two that contradict each other; the line under read: decides."""
    _, findings = read({"D1": given})
    (finding,) = findings.of(rule="date_order_unclear")
    assert (finding.severity, finding.interview, finding.row, finding.variable) == ("error", None, None, "D1")
    assert "read: {dates: dmy}" in finding.message["en"]
    interviews, decided = read({"D1": given}, read={"dates": "dmy"})
    assert interviews.texts("D1")[-1] in ("2018-04-03", "2018-02-01")
    assert not decided.of(rule="date_order_unclear")


def test_the_wave_tells_the_order_where_only_one_is_within_it(read: Decode) -> None:
    """In the first quarter nobody is interviewed in October."""
    interviews, _ = read({"H02": ["2018Q1", "2018Q1"], "D1": ["10/02/2018", "18-03-09"]})
    assert interviews.texts("D1").tolist() == ["2018-02-10", "2018-03-09"]


def test_a_mistyped_date_does_not_unsettle_its_column(read: Decode) -> None:
    """One of many is a finding about its cell."""
    dates: list[object] = [f"{day:02d}/03/2018" for day in [*range(1, 32)] * 3]
    interviews, findings = read({"D1": [*dates, "03/25/2018"]})
    assert interviews.texts("D1")[0] == "2018-03-01"
    assert cells(findings) == [("date_unreadable", "03/25/2018")]


STYLES = ["%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]
STYLES += ["%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%y-%m-%d"]


@pytest.mark.long
@settings(max_examples=200, deadline=None)
@given(
    days=st.lists(st.dates(datetime.date(2018, 2, 1), datetime.date(2018, 3, 20)), min_size=1, max_size=12),
    births=st.lists(st.dates(datetime.date(1915, 1, 1), datetime.date(2000, 1, 1)), min_size=12, max_size=12),
    styles=st.tuples(st.sampled_from(STYLES), st.sampled_from(STYLES)),
)
def test_whatever_the_style_another_day_is_never_read(
    read: Decode, days: list[datetime.date], births: list[datetime.date], styles: tuple[str, str]
) -> None:
    """The day that was written, a finding about its cell, or one that blocks."""
    written = {"D1": days, "BD": births[: len(days)]}
    columns: Columns = {
        name: [day.strftime(style) for day in held] for (name, held), style in zip(written.items(), styles, strict=True)
    }
    interviews, findings = read(columns)
    for name, held in written.items():
        blocked = bool(findings.of(rule="date_order_unclear", variable=name))
        got = interviews.texts(name)
        assert blocked or all(text is None or text == str(day) for text, day in zip(got, held, strict=True))


BIRTHS = [
    ("15.03.85", "34", "1985-03-15"),
    ("2.2.99", "19", "1999-02-02"),
    ("01.01.00", "18", "2000-01-01"),
    ("10.10.10", "7", "2010-10-10"),
    ("01.02.15", "3", "2015-02-01"),
    ("01.02.15", "103", "1915-02-01"),
    ("01.02.15", "", None),
    ("01.02.18", "", None),
    ("05.05.18", "", "1918-05-05"),
]


@pytest.mark.parametrize(("given", "age", "expected"), BIRTHS)
def test_the_interview_tells_the_century_of_a_year_of_two_digits(
    read: Decode, given: str, age: str, expected: str | None
) -> None:
    """Nobody is born after the interview, or 111 years before; else the date is unreadable."""
    interviews, findings = read({"D1": ["2018-03-01"], "A1": [age], "BD": [given]})
    assert interviews.texts("BD").tolist() == [expected]
    assert [rule for rule, _ in cells(findings)] == ([] if expected else ["century_unclear"])


def test_without_an_interview_date_a_short_year_stays_open(read: Decode) -> None:
    """Never 2085 in silence."""
    interviews, findings = read({"BD": ["15.03.85"]})
    assert interviews.texts("BD").tolist() == [None]
    assert [(one.rule, one.value) for one in findings if one.row is not None] == [("century_unclear", "15.03.85")]


SENTINELS: list[object] = [
    "9999-12-31",
    "31.12.9999",
    "1900-01-01",
    "01.01.1900",
    "0001-01-01",
    "2218-03-09",
    datetime.date(9999, 12, 31),
    datetime.datetime(1900, 1, 1),
    datetime.date.min,
    datetime.date.max,
]


@pytest.mark.parametrize("cell", SENTINELS)
@pytest.mark.parametrize("variable", ["BD", "D1"])
def test_days_that_mean_no_date_are_findings(read: Decode, variable: str, cell: object) -> None:
    """Programs write them for empty cells; they are not answers."""
    interviews, findings = read({variable: [cell, "2001-03-02"]})
    assert interviews.texts(variable).tolist() == [None, "2001-03-02"]
    assert [rule for rule, _ in cells(findings)] == ["date_out_of_range"]


@pytest.mark.parametrize(
    "cell", ["1985", 1985, 2018.0, "13/13/2018", "20181-03-01", "99999999", 1e300, -5, "31.02.2018"]
)
def test_what_is_no_date_is_a_finding(read: Decode, cell: object) -> None:
    """A year alone is no serial number."""
    interviews, findings = read({"BD": [cell]})
    assert interviews.texts("BD").tolist() == [None]
    assert [rule for rule, _ in cells(findings)] == ["date_unreadable"]


def test_serial_numbers_from_1904_are_told_by_the_wave(read: Decode) -> None:
    """41706 days after the start of 1904, as Excel for Mac counted."""
    interviews, findings = read({"H02": ["2018Q1", "2018Q1"], "D1": [41706, 41710]})
    assert interviews.texts("D1").tolist() == ["2018-03-09", "2018-03-13"]
    assert ("dates_from_1904", "info") in of_file(findings)


@pytest.mark.parametrize(
    "cell", ["24:00", "25:00", "12:60", "17:52:75", -0.5, datetime.timedelta(-1), datetime.timedelta(2)]
)
def test_times_outside_the_day_are_findings(read: Decode, cell: object) -> None:
    """Whatever their type."""
    interviews, findings = read({"T1": [cell]})
    assert interviews.texts("T1").tolist() == [None]
    assert [rule for rule, _ in cells(findings)] == ["time_unreadable"]


# Identifiers


@pytest.mark.parametrize(
    "cell",
    [
        "1.01E+05",
        "1,01E+05",
        "1E+05",
        "1.23457E+15",
        "1e+05",
        1.2345678901234567e18,
        float("inf"),
        datetime.date(2018, 2, 1),
    ],
)
@pytest.mark.parametrize("variable", ["P1", "H01"])
def test_an_identifier_whose_digits_are_lost_is_an_error(read: Decode, variable: str, cell: object) -> None:
    """A spreadsheet wrote it as a power, rounded it, or took it for a date."""
    interviews, findings = read({"H01": ["a"], variable: [cell]})
    assert interviews.texts(variable).tolist() == [None]
    assert [(one.rule, one.severity) for one in findings if one.row] == [("identifier_damaged", "error")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("00101", "00101"),
        (101000.0, "101000"),
        ("101.0", "101"),
        (12345678901234567890, "12345678901234567890"),
        ("1E5", "1E5"),
    ],
)
def test_an_identifier_keeps_its_digits(read: Decode, cell: object, expected: str) -> None:
    """Zeros in front, whole numbers of any length."""
    interviews, findings = read({"P1": [cell]})
    assert interviews.texts("P1").tolist() == [expected]
    assert cells(findings) == []


# Truth values


@pytest.mark.parametrize("cell", [True, False, "TRUE", "false", np.True_])
def test_true_and_false_are_no_codes(read: Decode, cell: object) -> None:
    """TRUE is not code 1 where FALSE is not an answer."""
    interviews, findings = read({"S1": [cell, 1, 2]})
    np.testing.assert_array_equal(interviews.values("S1"), [np.nan, 1, 2])
    assert [rule for rule, _ in cells(findings)] == ["wording_unknown"]


def test_a_column_of_booleans_is_a_finding_for_each_cell(instrument: Questionnaire) -> None:
    """A Parquet file keeps the type."""
    raw = RawTable("w.parquet", "parquet", "", pd.DataFrame({"H01": ["a", "b"], "S1": [True, False]}))
    interviews, findings = decode(raw, instrument)
    assert np.isnan(interviews.values("S1")).all()
    assert [value for _, value in cells(findings)] == ["TRUE", "FALSE"]


# Blank markers

MARKERS = ["NA", "N/A", "n/a", "na", "null", "NULL", "None", "NaN", "nan", "-", "--", ".", "#N/A", "#NULL!", "#REF!"]
MARKERS += ["#DIV/0!", "#VALUE!", "#NAME?", "#Н/Д", "#ЗНАЧ!", "\\N", " NA "]


@pytest.mark.parametrize("marker", MARKERS)
def test_a_marker_of_another_program_is_an_empty_cell_everywhere(read: Decode, marker: str) -> None:
    """In every kind of column; told once for the file."""
    columns: Columns = {
        name: [marker, answer]
        for name, answer in {
            "A1": "34",
            "S1": "1",
            "D1": "2018-03-01",
            "T1": "10:00",
            "K1": "Дружить",
            "P1": "101",
            "weight": "2.5",
        }.items()
    }
    blank: Columns = {name: ["", held[1]] for name, held in columns.items()}
    (one, found), (other, _) = read(columns), read(blank)
    pd.testing.assert_frame_equal(one.answers, other.answers)
    pd.testing.assert_frame_equal(one.reasons, other.reasons)
    pd.testing.assert_frame_equal(one.extras, other.extras)
    (finding,) = found.of(rule="blank_marker")
    assert (finding.severity, finding.value) == ("info", marker.strip())
    assert "(7 cells)" in finding.message["en"]
    assert cells(found) == []


def test_a_row_of_markers_is_an_empty_row(read: Decode) -> None:
    """As R writes an empty row."""
    interviews, findings = read({"H01": ["a", "NA"], "S1": ["1", "NA"]})
    assert interviews.ids.tolist() == ["a"]
    assert len(findings.of(rule="rows_empty")) == 1


def test_a_marker_that_is_the_wording_of_an_answer_stays(read: Decode) -> None:
    """S2 has an answer worded so; S1 has not."""
    interviews, _ = read({"S2": ["(пусто)", "2"], "S1": ["(пусто)", "2"]})
    assert interviews.values("S2").tolist() == [1.0, 2.0]
    np.testing.assert_array_equal(interviews.values("S1"), [np.nan, 2.0])


def test_na_means_not_applicable_only_where_words_are_answers(read: Decode) -> None:
    """In a column of words that has such a code, and nowhere else in the file."""
    worded, _ = read({"S1": ["NA", "Мужской", "Женский"], "A1": ["20", "30", "40"]})
    coded, _ = read({"S1": ["NA", "1", "2"]})
    everywhere, _ = read({"S1": ["NA", "Мужской", "Женский"], "A1": ["NA", "30", "40"]})
    assert worded.reason("S1")[0] == Reason.NOT_APPLICABLE
    assert coded.reason("S1")[0] == everywhere.reason("S1")[0] == Reason.NOT_RECORDED


# Declared missing values

DECLARED: list[tuple[str, object, str, Reason]] = [
    ("C1", 9999.0, "Отказ", Reason.REFUSED),
    ("C1", -9.0, "Затрудняюсь ответить", Reason.DONT_KNOW),
    ("C1", 9999.0, "Жауап беруден бас тарту", Reason.REFUSED),
    ("C1", 9999.0, "Бас тартты", Reason.REFUSED),
    ("C1", 9999.0, "9999 - Білмеймін", Reason.DONT_KNOW),
    ("C1", 9999.0, "", Reason.NOT_RECORDED),
    ("S1", 9.0, "Refused", Reason.REFUSED),
    ("K1", "ZZ", "Отказ", Reason.REFUSED),
    ("P1", "ZZ", "", Reason.NOT_RECORDED),
]


@pytest.mark.parametrize(("variable", "value", "label", "reason"), DECLARED)
def test_a_value_the_file_declares_missing_is_blank_with_its_reason(
    read: Decode, variable: str, value: object, label: str, reason: Reason
) -> None:
    """Told once for each value, with how often it occurs."""
    labels = {variable: {value: label}} if label else {}
    columns: Columns = {variable: [value, value, 1.0 if isinstance(value, float) else "x"]}
    interviews, findings = read(columns, user_missing={variable: ((value, value),)}, value_labels=labels)
    assert interviews.reason(variable).tolist() == [reason, reason, Reason.ANSWERED]
    (finding,) = findings.of(rule="declared_missing")
    assert (finding.severity, finding.variable) == ("warning", variable)
    assert "(2 cells)" in finding.message["en"]
    assert cells(findings) == []


def test_ranges_declared_missing_count_and_the_codes_of_the_questionnaire_keep_their_meaning(read: Decode) -> None:
    """98 is "does not know" by the questionnaire; 99 is unknown to it."""
    declared = {"S1": ((90.0, float("inf")),)}
    interviews, findings = read({"S1": [1.0, 98.0, 99.0]}, user_missing=declared)
    assert interviews.reason("S1").tolist() == [Reason.ANSWERED, Reason.DONT_KNOW, Reason.NOT_RECORDED]
    assert [one.value for one in findings.of(rule="declared_missing")] == ["99"]


@pytest.mark.parametrize(("variable", "value"), [("S1", 2.0), ("A1", 98.0)])
def test_an_answer_the_file_declares_missing_blocks(read: Decode, variable: str, value: float) -> None:
    """The questionnaire calls it an answer; the line under read: decides."""
    columns: Columns = {variable: [1.0, value]}
    declared = {variable: ((value, value),)}
    _, findings = read(columns, user_missing=declared)
    (finding,) = findings.of(rule="declared_substantive")
    assert (finding.severity, finding.interview, finding.row) == ("error", None, None)
    assert f"read: {{missing: {{{variable}: [{value:g}]}}}}" in finding.message["en"]
    assert f"read: {{missing: {{{variable}: []}}}}" in finding.message["en"]
    missing, found = read(columns, user_missing=declared, read={"missing": {variable: [value]}})
    answered, none = read(columns, user_missing=declared, read={"missing": {variable: []}})
    assert missing.reason(variable)[1] == Reason.NOT_RECORDED
    assert answered.values(variable)[1] == value
    assert ("declared_substantive", "error") not in of_file(found + none)


def test_values_the_wave_calls_missing_are_blank(read: Decode) -> None:
    """Numbers and texts; told with their counts."""
    columns: Columns = {"C1": ["9999", "-9", "500"], "K1": ["нет данных", "Дружить", "Нет данных"]}
    interviews, findings = read(columns, read={"missing": {"C1": [9999, -9], "K1": ["нет данных"]}})
    np.testing.assert_array_equal(interviews.values("C1"), [np.nan, np.nan, 500])
    assert interviews.texts("K1").tolist() == [None, "Дружить", None]
    assert {one.value for one in findings.of("info", rule="missing_decided")} == {
        "9999",
        "-9",
        "нет данных",
        "Нет данных",
    }


def test_a_declared_missing_value_of_an_extra_column_is_blank(read: Decode) -> None:
    """A weight of -9 weighs nobody."""
    interviews, findings = read({"base_weight": [-9.0, 1.5]}, user_missing={"base_weight": ((-9.0, -9.0),)})
    np.testing.assert_array_equal(interviews.values("base_weight"), [np.nan, 1.5])
    assert [one.variable for one in findings.of(rule="declared_missing")] == ["base_weight"]


def test_a_declared_missing_value_where_nobody_was_to_be_asked_is_a_stray(decoded: Decode) -> None:
    """S03 has no code for "does not know"; the label of the file gives the reason, and consent was refused."""
    interviews, _ = decoded(
        {"S01": [2.0, 1.0], "S03": [9998.0, 9998.0]},
        user_missing={"S03": ((9998.0, 9998.0),)},
        value_labels={"S03": {9998.0: "Не знаю"}},
    )
    assert interviews.reason("S03").tolist() == [Reason.NOT_ASKED, Reason.DONT_KNOW]
    assert [(stray.position, stray.variable, stray.value) for stray in interviews.strays] == [(0, "S03", "dont_know")]


def test_codes_take_single_precision_where_it_holds_all_of_them(read: Decode) -> None:
    """A territorial code of nine digits needs double precision; so do numbers, with which people calculate."""
    interviews, findings = read(
        {"S1": [1, 2, 98], "S3": [751110001, "751110002", 751110003], "C2": [1000, 900000, 1001]}
    )
    kinds = {name: interviews.answers[name].dtype for name in ("S1", "S3", "C2")}
    assert kinds == {"S1": np.float32, "S3": np.float64, "C2": np.float64}
    assert interviews.values("S3").tolist()[:2] == [751110001, 751110002]
    assert [(one.rule, one.value) for one in findings if one.variable == "S3"] == [("code_unknown", "751110003")]


MIXED: Columns = {
    "S1": [7, "?", 1, 7, "?", 2, 98, None],
    "S3": [751110003, 751110003, 5, 751110001, None, 5, 5, 5],
    "A1": [300, "x", 40, 300, "x", 50, 300, "y"],
}


def test_findings_about_many_cells_are_those_about_few(read: Decode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a variable has too many, its findings come rule by rule, built when somebody looks at them."""
    at_once = read(MIXED)[1]
    monkeypatch.setattr("survey.ingest.findings.BUILT_AT_ONCE", 0)
    grouped = read(MIXED)[1]
    assert len(at_once) == len(grouped) > 12
    assert sorted(one.id for one in grouped) == sorted(one.id for one in at_once)
    assert grouped.counts() == at_once.counts()
    assert {one.id: (one.row, one.message) for one in grouped} == {one.id: (one.row, one.message) for one in at_once}
    wanted = [(one.rule, one.row, one.value) for one in at_once if one.variable == "S1"]
    wanted.sort(key=lambda one: one[0])
    assert [(one.rule, one.row, one.value) for one in grouped if one.variable == "S1"] == wanted


def test_findings_that_are_built_are_counted_over_all_columns(read: Decode, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a hundred columns with a few wrong cells each would otherwise make a million sentences."""
    made: list[str | None] = []

    def build(*fields: object, **named: object) -> Finding:
        finding = Finding(*fields, **named)  # type: ignore[arg-type]
        made.append(finding.variable)
        return finding

    monkeypatch.setattr("survey.ingest.findings.BUILT_AT_ONCE", 7)
    monkeypatch.setattr("survey.ingest.findings.Finding", build)
    findings = read({"A1": [500] * 6 + [30], "S1": ["?"] * 6 + [1]})[1]
    assert len(findings.of(variable="A1")) == len(findings.of(variable="S1")) == 6
    assert {name: made.count(name) for name in ("A1", "S1")} in ({"A1": 6, "S1": 0}, {"A1": 0, "S1": 6})


def test_a_column_that_nobody_can_read_makes_no_finding_until_somebody_looks(
    read: Decode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five thousand rows hold an unknown code: they are counted, named and set aside as rows of an array."""
    made: list[Finding] = []

    def build(*fields: object, **named: object) -> Finding:
        made.append(Finding(*fields, **named))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr("survey.ingest.findings.BUILT_AT_ONCE", 4_999)
    monkeypatch.setattr("survey.ingest.findings.Finding", build)
    interviews, findings = read({"A1": [500] * 5_000 + [30]})
    found = findings.of(variable="A1", rule="out_of_range")
    assert (len(found), found.counts()) == (5_000, {"error": 5_000, "warning": 0, "info": 0})
    assert found.rows.tolist() == list(range(2, 5_002))
    assert interviews.set_aside(found).n_accepted == 1
    assert not [one for one in made if one.rule == "out_of_range"]
    assert (found[4_999].interview, found[4_999].row) == ("K-4999", 5_001)
