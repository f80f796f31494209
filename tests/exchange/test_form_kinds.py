"""Kinds of questions that the shipped questionnaires do not have, each as a row of a form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import survey
from survey.exchange import read_xlsform
from survey.exchange.xlsform_building import xlsform_tables
from survey.exchange.xlsform_tables import XlsformTables
from survey.exchange.xlsform_writing import xform
from survey.questionnaire.model import Questionnaire

KINDS = """
id: kinds of questions
version: "1"
title: {en: "Kinds"}
languages: [en]
roles: {interview: start}
missing:
  - {code: 98, reason: dont_know, en: "Does not know"}
  - {code: REF, reason: refused, en: "Refused"}
missing_default: [98, REF]
scales:
  long: {min: 0, max: 100, missing: [], anchors: [{code: 0, en: "Not at all"}]}
  short: {min: 1, max: 3, missing: [], anchors: [{code: 3, en: "Fully"}]}
header:
  title: {en: "Header"}
  questions:
    - {id: start, type: text, en: "Key"}
    - {id: GROUP, type: single, en: "Group", options: [{code: 1, en: "One"}, {code: 2, en: "Two"}]}
    - {id: WAVE, type: wave, period: half_year, en: "Wave"}
    - {id: ROUND, type: wave, period: round, en: "Round"}
blocks:
  - id: A
    title: {en: "A"}
    questions:
      - {id: A1, type: integer, en: "A1", max: 9}
      - {id: A2, type: decimal, en: "A2", min: 0.5, missing: []}
      - {id: A3, type: integer, en: "A3", missing: [98], rows: [{id: A3a, en: "Cows"}, {id: A3b, en: "Sheep"}]}
      - {id: A4, type: scale, scale: long, en: "A4"}
      - {id: A5, type: scale, scale: short, en: "A5"}
      - {id: A6, type: date, en: "A6", missing: [98]}
      - {id: A7, type: single, en: "A7", mask_own_group: GROUP, options: [{code: x, en: "X"}, {code: "y", specify: true, en: "Y"}], rows: [{id: A7a, group: 1, en: "Ones"}, {id: A7b, group: 2, asked_from: 2030-01-01, en: "Twos"}]}
      - {id: A8, type: multiple, en: "A8", missing: [], filled_by: interviewer, options: [{code: it, en: "It"}, {code: b, en: "B"}]}
  - id: B
    title: {en: "Nothing"}
    questions: []
"""


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    folder = tmp_path_factory.mktemp("kinds")
    folder.joinpath("questionnaire.yaml").write_text(KINDS, encoding="utf-8")
    return survey.read_questionnaire(folder)


@pytest.fixture(scope="module")
def tables(form: Questionnaire) -> XlsformTables:
    return xlsform_tables(form)


def row(tables: XlsformTables, name: str) -> Mapping[str, str]:
    return next(one.cells for one in tables.survey if one.cells.get("name") == name)


def test_numbers_say_what_they_allow(tables: XlsformTables) -> None:
    """A text code cannot be typed into a field for numbers, which the result says."""
    assert row(tables, "A1")["constraint"] == ". <= 9 or . = 98"
    assert row(tables, "A1")["hint::English (en)"].endswith("write the code: 98 – Does not know.")
    assert row(tables, "A2")["constraint"] == ". >= 0.5"
    assert row(tables, "A2")["constraint_message::English (en)"] == "Write a number that is not below 0.5."
    assert "A1: the field cannot hold the codes REF; leave it blank instead." in [one["en"] for one in tables.notes]
    assert "A6: the field cannot hold the codes 98; leave it blank instead." in [one["en"] for one in tables.notes]


def test_a_long_scale_is_a_number_and_a_short_one_a_choice(tables: XlsformTables) -> None:
    assert (row(tables, "A4")["type"], row(tables, "A4")["constraint"]) == ("integer", ". >= 0 and . <= 100")
    assert row(tables, "A5")["type"] == "select_one short"
    labels = [one.cells["label::English (en)"] for one in tables.choices if one.cells["list_name"] == "short"]
    assert labels == ["1", "2", "3 – Fully"]


def test_a_battery_of_numbers_is_a_page(tables: XlsformTables) -> None:
    assert row(tables, "A3")["appearance"] == "field-list"
    assert (row(tables, "A3a")["type"], row(tables, "A3b")["type"]) == ("integer", "integer")


def test_the_own_group_is_left_out_where_it_is_known(tables: XlsformTables) -> None:
    """Without a question in the role ``date``, a row of a later day goes by the clock of the device."""
    assert row(tables, "A7a")["relevant"] == "not(${GROUP} = '1')"
    assert row(tables, "A7b")["relevant"] == "not(${GROUP} = '2') and not(today() < date('2030-01-01'))"
    assert row(tables, "A7a_other")["relevant"] == "${A7a} = 'y'"


def test_waves_are_written_as_they_are_named(tables: XlsformTables) -> None:
    """Rounds have names of their choice."""
    assert row(tables, "WAVE")["constraint"] == "regex(., '^[12][0-9][0-9][0-9]H[12]$')"
    assert "constraint" not in row(tables, "ROUND")


def test_names_of_the_device_make_way_for_those_of_questions(tables: XlsformTables) -> None:
    assert [one.cells["name"] for one in tables.survey[:3]] == ["form_start", "end", "today"]
    assert tables.settings[0].cells["form_id"] == "kinds_of_questions"


def test_pyxform_takes_all_of_it_and_it_comes_back(form: Questionnaire, tables: XlsformTables, tmp_path: Path) -> None:
    assert xform(tables, form.languages).startswith("<?xml")
    read = read_xlsform(survey.write_xlsform(form, tmp_path / "form.xlsx").path)
    assert read.not_understood == ()
    assert read.to_frame("ru")["understood"].all()


def test_a_field_that_has_to_be_left_blank_for_a_refusal_is_not_required(tmp_path: Path) -> None:
    """A number cannot hold the code REF; a choice can, and a number with numeric codes."""
    text = KINDS
    for name in ("A1, type: integer", "A3, type: integer", "A5, type: scale", "A6, type: date"):
        text = text.replace(f"id: {name}", f"id: {name}, required: true")
    (tmp_path / "questionnaire.yaml").write_text(text, encoding="utf-8")
    form = survey.read_questionnaire(tmp_path)
    required = {name: row(xlsform_tables(form), name).get("required") for name in ("A1", "A3a", "A5", "A6")}
    assert required == {"A1": None, "A3a": "yes", "A5": "yes", "A6": None}
    written = survey.write_surveyjs(form, tmp_path / "form.json").path.read_text("utf-8")
    assert written.count('"isRequired":') == 3


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_syntax_says_which_codes_spss_cannot_declare(language: str, tmp_path: Path) -> None:
    """A missing code of more than eight bytes among text codes."""
    word = {"kk": "Сұрақ ", "ru": "Вопрос "}.get(language, "")
    text = (
        KINDS.replace("REF", "REFUSED-TO-SAY").replace("[en]", f"[{language}]").replace('en: "', f'{language}: "{word}')
    )
    (tmp_path / "questionnaire.yaml").write_text(text, encoding="utf-8")
    (path,) = survey.write_dictionary(survey.read_questionnaire(tmp_path), tmp_path / "form.sps", "spss")
    lines = [
        line
        for line in path.read_text("utf-8-sig").splitlines()
        if line.startswith("* A7a") and "REFUSED-TO-SAY" in line
    ]
    assert len(lines) == 1
