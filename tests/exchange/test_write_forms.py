"""Forms that are written: sheets, cells and what they cannot do; pyxform converts them without a warning."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import survey
from survey.errors import SurveyError
from survey.exchange.xlsform_building import xlsform_tables
from survey.exchange.xlsform_tables import FormRow, XlsformTables
from survey.exchange.xlsform_writing import workbook, xform
from survey.questionnaire.model import Questionnaire

ROOT = Path(__file__).parents[2]
INTERETHNIC = ROOT / "questionnaires" / "interethnic"
HOUSEHOLD = ROOT / "tests" / "data" / "household_panel" / "questionnaire"
KK, RU = "label::қазақ тілі (kk)", "label::русский (ru)"


@functools.cache
def form(folder: Path) -> Questionnaire:
    return survey.read_questionnaire(folder)


@functools.cache
def tables(folder: Path = INTERETHNIC) -> XlsformTables:
    return xlsform_tables(form(folder))


def row(name: str, folder: Path = INTERETHNIC) -> Mapping[str, str]:
    return next(one.cells for one in tables(folder).survey if one.cells.get("name") == name)


def choices(name: str) -> list[str]:
    return [one.cells["name"] for one in tables().choices if one.cells["list_name"] == name]


@pytest.mark.parametrize("folder", [INTERETHNIC, HOUSEHOLD])
def test_every_variable_is_asked_for_once(folder: Path) -> None:
    names = [one.cells["name"] for one in tables(folder).survey if not one.cells["type"].startswith(("begin", "end"))]
    assert [name for name in form(folder).variables if names.count(name) != 1] == []


@pytest.mark.parametrize("folder", [INTERETHNIC, HOUSEHOLD])
def test_pyxform_converts_every_shipped_questionnaire(folder: Path) -> None:
    """A warning of pyxform would be an error; every language is a translation of the XForm."""
    made = xform(tables(folder), form(folder).languages)
    assert len(re.findall("<translation ", made)) == len(form(folder).languages)
    assert "<value>-</value>" not in made


def test_wordings_are_in_every_language() -> None:
    """Languages are named as people who speak them name them."""
    assert row("S03")[KK] == "Жасыңыз нешеде? (толық жас)"
    assert row("S03")[RU] == "Сколько Вам полных лет?"
    assert tables().settings[0].cells["default_language"] == "қазақ тілі (kk)"


def test_a_number_has_its_bounds_and_its_missing_code() -> None:
    cells = row("S03")
    assert (cells["type"], cells["required"]) == ("integer", "yes")
    assert cells["constraint"] == "(. >= 0 and . <= 110) or . = 999"
    assert cells["constraint_message::русский (ru)"] == "Запишите число от 0 до 110 или код: 999 – Отказ от ответа."


def test_missing_codes_follow_the_answers() -> None:
    assert choices("trust4_98_99") == ["1", "2", "3", "4", "98", "99"]
    assert row("C01a")["type"] == "select_one trust4_98_99"


def test_a_question_without_missing_codes_has_a_list_without_them() -> None:
    """S01 states ``missing: []``."""
    assert choices("S01") == ["1", "2"]


def test_exclusive_answers_and_the_most_answers_are_a_constraint() -> None:
    assert row("B03")["constraint"] == (
        "(count-selected(.) < 2 or not(selected(., '14') or selected(., '98') or selected(., '99')))"
        " and count-selected(.) <= 3"
    )


def test_an_answer_in_words_is_asked_where_it_is_chosen() -> None:
    assert row("B03_other")["relevant"] == "selected(${B03}, '96')"
    assert row("Z02_other")["relevant"] == "${Z02} = '96'"


def test_a_battery_is_a_grid() -> None:
    battery = row("C01")
    assert (battery["type"], battery["appearance"]) == ("begin group", "table-list")


def test_only_what_was_chosen_is_offered() -> None:
    assert row("I04")["choice_filter"] == "selected(${I03}, name) or kind = 'missing'"


def test_a_row_of_a_later_day_is_shown_from_that_day() -> None:
    """The day is that of the question in the role ``date``."""
    assert row("I02c")["relevant"] == "not(${H10} < date('2018-03-06'))"


def test_statements_are_those_of_the_version() -> None:
    """Version 2 has the sensitive statement, and one more is possible."""
    first, second = row("G07_statements_1"), row("G07_statements_2")
    assert (first["relevant"], second["relevant"]) == ("${H13} = '1'", "${H13} = '2'")
    assert [len(one[RU].splitlines()) for one in (first, second)] == [4, 5]
    assert second[RU].endswith("5. Я не доверяю местному акимату.")
    assert row("G07")["constraint"] == (
        "(. >= 0 and (not(${H13} = '1') or . <= 4) and (not(${H13} = '2') or . <= 5)) or . = 98 or . = 99"
    )


def test_answers_in_random_order_keep_the_seed() -> None:
    assert row("rotation_seed")["calculation"] == "once(random())"
    assert row("I03")["parameters"] == "randomize=true, seed=${rotation_seed}"


def test_the_interviewer_is_told_what_to_do() -> None:
    assert row("B03")["hint::русский (ru)"] == "Варианты ответа не зачитывайте."
    assert row("C01_how")[KK] == "Карточканы көрсетіңіз."


def test_a_note_opens_a_block_for_those_who_reach_it() -> None:
    """The introduction of the first block is for everybody, the thanks are for those whom no answer led away."""
    assert "relevant" not in row("S_intro")
    assert "not(${S01} = '2')" in row("K_outro")["relevant"]


def test_the_device_adds_its_metadata() -> None:
    kinds = [one.cells["type"] for one in tables().survey[:6]]
    assert kinds == ["start", "end", "today", "deviceid", "username", "audit"]


def test_what_a_form_cannot_do_is_told() -> None:
    said = [note["en"] for note in tables().notes]
    assert any(one.startswith("E04: the row about the respondent's own group") for one in said)
    assert sum("cannot put questions in random order" in one for one in said) == sum(
        question.rotate and bool(question.rows) for question in form(INTERETHNIC).questions
    )


def test_a_language_without_a_catalogue_gets_english_and_says_so() -> None:
    assert row("A1", HOUSEHOLD)["constraint_message::euskara (eu)"].startswith("Write a number from 1 to 20")
    assert any(note["en"].startswith("Language eu:") for note in tables(HOUSEHOLD).notes)


def test_the_workbook_depends_on_the_questionnaire_alone() -> None:
    languages = form(HOUSEHOLD).languages
    assert workbook(tables(HOUSEHOLD), languages) == workbook(tables(HOUSEHOLD), languages)


def test_a_form_is_written_and_never_replaced_unasked(tmp_path: Path) -> None:
    written = survey.write_xlsform(form(HOUSEHOLD), tmp_path / "form.xlsx")
    assert (written.path.stat().st_size > 5_000, written.n) == (True, len(form(HOUSEHOLD).variables))
    with pytest.raises(SurveyError) as refused:
        survey.write_xlsform(form(HOUSEHOLD), tmp_path / "form.xlsx")
    assert refused.value.code == "J002"
    survey.write_xlsform(form(HOUSEHOLD), tmp_path / "form.xlsx", force=True)


@pytest.mark.parametrize(("name", "code"), [("form.xls", "J001"), ("nowhere/form.xml", "J003")])
def test_a_place_that_cannot_be_is_refused(name: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(SurveyError) as refused:
        survey.write_xform(form(HOUSEHOLD), tmp_path / name, force=True) if name.endswith("xml") else (
            survey.write_xlsform(form(HOUSEHOLD), tmp_path / name)
        )
    assert refused.value.code == code


def test_what_pyxform_refuses_is_an_error() -> None:
    """A cell too long for a workbook, and a reference to nothing."""
    spoilt = XlsformTables((FormRow({"type": "note", "name": "a", RU: "${nothing}"}),), (), tables().settings, ())
    with pytest.raises(SurveyError) as refused:
        xform(spoilt, ("kk", "ru"))
    assert refused.value.code == "J005"
    long = XlsformTables((FormRow({"type": "note", "name": "a", RU: "x" * 33_000}),), (), (), ())
    with pytest.raises(SurveyError) as too_long:
        workbook(long, ("ru",))
    assert (too_long.value.code, too_long.value.place) == ("J006", "sheet survey, row 2")
