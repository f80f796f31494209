"""Dictionaries of SPSS and Stata files, and questionnaires made of dictionaries of every kind."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

import survey
from survey.blank_reasons import Reason
from survey.cli import main
from survey.exchange import ReadDictionary, read_dictionary, write_dictionary
from survey.exchange.statistical_reading import StatisticalReading
from survey.interviews import Interviews, RawTable, ResponseSet
from survey.questionnaire import Questionnaire


def questionnaire(read: ReadDictionary, folder: Path) -> Questionnaire:
    """The questionnaire that the files of a dictionary hold."""
    folder.mkdir()
    for name, text in read.questionnaire().files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return survey.read_questionnaire(folder)


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_labels_and_reasons_of_a_data_file_come_back(wave: Interviews, tmp_path: Path, ending: str) -> None:
    """Singles and numbers of the shipped questionnaire; the second file has letters for reasons."""
    form, path = wave.form, tmp_path / f"wave.{ending}"
    survey.write_file(wave, path, language="ru")
    read = read_dictionary(path)
    assert (read.format, read.dictionary.languages) == (ending, ("ru",))
    again, n = questionnaire(read, tmp_path / "again"), 0
    for variable in form.variables.values():
        if variable.kind == "single" and not variable.row:
            found = again.variables[variable.id]
            assert [(one.code, one.text["ru"]) for one in found.options] == [
                (one.code, one.text["ru"]) for one in variable.options
            ]
            occurring = {Reason(int(one)) for one in wave.reason(variable.id)[wave.accepted]}
            stated = {one.reason for one in variable.missing} & (occurring if ending == "dta" else set(Reason))
            assert {one.reason for one in found.missing} >= stated
            n += 1
        elif variable.kind in ("integer", "date") and not variable.row:
            assert again.variables[variable.id].kind == variable.kind
    assert n > 20


def test_a_small_file_is_understood_or_reported(tmp_path: Path) -> None:
    """Labels between labelled ends, a number with a decimal, a text, a range of missing values, an unknown reason."""
    cells = pd.DataFrame(
        {
            "sex": [1.0, 2.0, 9.0],
            "mood": [1.0, 3.0, 5.0],
            "pay": [1.5, 2.0, 99.0],
            "why": ["a", "b", ""],
            "own": [1.0, 1.0, 2.0],
            "kz": ["KZ", "RU", "KZ"],
        }
    )
    labels: dict[str, str | None] = {"sex": "Sex", "mood": "Your mood", "pay": "Pay", "why": "Why?", "kz": "Country"}
    values: dict[str, Any] = {
        "sex": {1: "Man", 2: "Woman", 9: "Refused"},
        "mood": {1: "Bad", 5: "Good"},
        "own": {1: "A", 2: "B", 7: "Lost"},
        "kz": {"KZ": "Kazakhstan", "RU": "Russia"},
    }
    ranges: dict[str, Any] = {"sex": [9], "pay": [{"lo": 90, "hi": 99}], "own": [7]}
    path = tmp_path / "small.sav"
    pyreadstat.write_sav(cells, str(path), column_labels=labels, variable_value_labels=values, missing_ranges=ranges)
    read = read_dictionary(path)
    kinds = {one.name: (one.kind, one.low, one.high) for one in read.dictionary.variables}
    assert kinds == {
        "sex": ("single", None, None), "mood": ("whole", 1, 5), "pay": ("decimal", None, None),
        "why": ("text", None, None), "own": ("single", None, None), "kz": ("single", None, None),
    }  # fmt: skip
    assert [place for place, _ in read.left_out] == ["pay", "own", "own"]
    made = read.questionnaire()
    form = questionnaire(read, tmp_path / "again")
    assert form.languages == ("en",)
    assert (form.variables["mood"].kind, form.variables["mood"].question.maximum) == ("scale", 5)
    assert [one.reason for one in form.variables["sex"].missing] == [Reason.REFUSED]
    assert [one.shown for one in form.variables["kz"].options] == ["KZ", "RU"]
    assert form.variables["own"].text["en"] == "Without a wording: own"
    assert [(one.row, one.name) for one in made.not_understood] == [(5, "own"), (5, "own")]
    assert len(made.by_row()) == 6


def test_sets_of_yes_and_no_are_multiple_choices_and_rows_are_batteries() -> None:
    """A set of mentions stays as its columns, and is reported."""
    marks = {column: [1.0, 0.0] for column in ("m_1", "m_2", "a", "b", "n1", "n2")}
    raw = RawTable(
        "", "sav", "", pd.DataFrame(marks),
        labels={"m_1": "Radio — Media?", "m_2": "Press — Media?", "a": "the court — Trust?", "b": "the police — Trust?", "n1": "First", "n2": "Second"},
        value_labels={name: {1.0: "Yes", 0.0: "No"} for name in ("m_1", "m_2", "a", "b")},
        response_sets={
            "m": ResponseSet("m", "Media?", "dichotomies", 1.0, ("m_1", "m_2")),
            "n": ResponseSet("n", "Named", "categories", None, ("n1", "n2")),
        },
    )  # fmt: skip
    found = StatisticalReading(raw, "s", "en")
    media, court, police, *named = found.dictionary.variables
    assert (media.name, media.kind, dict(media.text)) == ("m", "multiple", {"en": "Media?"})
    assert [(one.code, dict(one.text)["en"], one.column) for one in media.answers] == [
        ("1", "Radio", "m_1"),
        ("2", "Press", "m_2"),
    ]
    assert {one.question for one in (court, police)} == {"a_rows"}
    assert [dict(one.text)["en"] for one in (court, police)] == ["the court", "the police"]
    assert [one.name for one in named] == ["n1", "n2"]
    assert [place for place, _ in found.left_out] == ["n"]


def test_neighbours_of_one_and_zero_are_a_multiple_choice() -> None:
    """As our own data files write it: ``NAME_CODE``, labels with the question behind the option."""
    labels = {"m_1": "Radio — Media?", "m_2": "Press — Media?", "n_1": "Alone — Once?", "z": "Yes — no?"}
    values: dict[str, dict[float | str, str]] = {key: {1.0: "Yes", 0.0: "No", 98.0: "Don't know"} for key in labels}
    cells = pd.DataFrame({name: [1.0, 0.0] for name in labels})
    missing = dict.fromkeys(labels, ((98.0, 98.0),))
    raw = RawTable("", "sav", "", cells, labels=labels, value_labels=values, user_missing=missing)
    media, alone, other = StatisticalReading(raw, "s", "en").dictionary.variables
    assert (media.name, media.kind, dict(media.text)) == ("m", "multiple", {"en": "Media?"})
    assert [(one.code, dict(one.text)["en"], one.reason) for one in media.codes] == [
        ("1", "Radio", Reason.ANSWERED), ("2", "Press", Reason.ANSWERED), ("98", "Don't know", Reason.DONT_KNOW)
    ]  # fmt: skip
    assert [(one.name, one.kind) for one in (alone, other)] == [("n_1", "single"), ("z", "single")]


@pytest.mark.long
@pytest.mark.parametrize("format_", ["ddi", "triple-s"])
def test_a_dictionary_of_an_archive_becomes_a_questionnaire(
    wave: Interviews, household: Interviews, tmp_path: Path, format_: str
) -> None:
    """Names, wordings in every language and codes; of DDI also reasons, batteries and conditions."""
    for form in (wave.form, household.form):
        (path,) = write_dictionary(form, tmp_path / f"{form.id}.xml", format_)  # type: ignore[arg-type]
        read = read_dictionary(path)
        again = questionnaire(read, tmp_path / form.id)
        assert set(form.variables) <= set(again.variables)
        for variable in form.variables.values():
            found = again.variables[variable.id]
            codes = [*(one.shown for one in found.options), *(one.shown for one in found.missing)]
            if variable.kind in ("single", "multiple"):
                whole = [*(one.shown for one in variable.options), *(one.shown for one in variable.missing)]
                assert codes == whole if format_ == "ddi" else codes in (whole, whole[: len(variable.options)])
            if format_ == "ddi":
                assert dict(found.text) == dict(variable.text)
                assert (found.row is None) == (variable.row is None)
                assert (found.ask_if and found.ask_if.source) == (variable.ask_if and variable.ask_if.source)


def test_the_command_writes_the_questionnaire_of_a_data_file(
    wave: Interviews, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wave.sav"
    survey.write_file(wave, path, language="kk")
    monkeypatch.setattr(sys, "argv", ["survey", "import", str(path), "--output", str(tmp_path / "new"), "--lang", "ru"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "не понято" in capsys.readouterr().out
    assert survey.read_questionnaire(tmp_path / "new").languages == ("kk",)


def test_a_file_can_be_read_with_the_questionnaire_that_was_made_of_it(
    wave: Interviews, household: Interviews, tmp_path: Path
) -> None:
    """Because the column that numbers the interviews keeps its name and gets the role."""
    path = tmp_path / "wave.sav"
    survey.write_file(wave, path)
    again = questionnaire(read_dictionary(path), tmp_path / "again")
    assert (again.key, again.variable(again.key).kind) == (wave.form.key, "code")
    interviews, _ = survey.decode(survey.read_file(path), again)
    assert interviews.texts(again.key).tolist() == wave.texts(wave.form.key)[wave.accepted].tolist()
    (xml, *_) = write_dictionary(household.form, tmp_path / "t.sss", "triple-s", household)
    assert 'use="serial"' in xml.read_text("utf-8")
    assert questionnaire(read_dictionary(xml), tmp_path / "sss").key == household.form.key


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"nr": [3, 1, 2], "age": [30, 41, 52]}, "nr"),
        ({"age": [30, 30, 52], "nr": [3, 1, 2]}, ""),
        ({"sex": [1, 2] * 20, "nr": range(40)}, "nr"),
        ({"nr": ["a", "", "c"]}, ""),
        ({"income": [1.5, 2.5, 3.0]}, ""),
    ],
)
def test_the_number_of_the_interview_is_found_by_its_values(cells: dict[str, Any], key: str) -> None:
    """Among three interviews only as the first column."""
    raw = RawTable("x.sav", "sav", "", pd.DataFrame(cells))
    assert StatisticalReading(raw, "x", "en").dictionary.key == key


def test_a_title_of_one_latin_letter_is_no_hindrance(tmp_path: Path) -> None:
    """It is written with the Cyrillic letter that it looks like, because a questionnaire refuses the other."""
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0]}), str(path), column_labels={"a": "Үй"})
    form = questionnaire(read_dictionary(path), tmp_path / "again")
    assert form.title["kk"] == "«\N{CYRILLIC SMALL LETTER HA}» сауалнамасы"
