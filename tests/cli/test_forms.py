"""The commands for forms, from the words to the files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import survey
from survey.cli.program import _exit_code

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
HOUSEHOLD = Path(__file__).parents[1] / "data" / "household_panel" / "questionnaire"


def test_a_form_goes_out_and_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, folder = tmp_path / "form.xlsx", tmp_path / "again"
    assert _exit_code(["form", str(HOUSEHOLD), "--output", str(form), "--lang", "ru"]) == 0
    said = capsys.readouterr().out
    assert "переменных – 16" in said
    assert "Язык eu: каталога нет" in said
    assert _exit_code(["import", str(form), "--output", str(folder), "--lang", "en"]) == 0
    assert "not understood 0" in capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == ["groups.yaml", "import_report.csv", "questionnaire.yaml"]
    assert list(survey.read_questionnaire(folder).variables) == list(survey.read_questionnaire(HOUSEHOLD).variables)


def test_nothing_is_replaced_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, folder = tmp_path / "form.xml", tmp_path / "again"
    words = ["form", str(HOUSEHOLD), "--format", "xform", "--output", str(form)]
    assert [_exit_code(words), _exit_code(words), _exit_code([*words, "--force"])] == [0, 2, 0]
    assert "[J002]" in capsys.readouterr().err
    survey.write_xlsform(survey.read_questionnaire(HOUSEHOLD), tmp_path / "form.xlsx")
    back = ["import", str(tmp_path / "form.xlsx"), "--output", str(folder)]
    assert [_exit_code(back), _exit_code(back), _exit_code([*back, "--force"])] == [0, 2, 0]
    assert "[C028]" in capsys.readouterr().err


def test_a_form_of_surveyjs_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = tmp_path / "form.json"
    words = ["form", str(HOUSEHOLD), "--format", "surveyjs", "--output", str(form), "--lang", "kk"]
    assert _exit_code(words) == 0
    assert "айнымалы" in capsys.readouterr().out
    assert json.loads(form.read_text(encoding="utf-8"))["locale"] == "eu"


def test_another_format_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the folder should be is refused, too."""
    assert _exit_code(["form", str(HOUSEHOLD), "--format", "docx"]) == 2
    assert "[C027]" in capsys.readouterr().err
    form = survey.write_xlsform(survey.read_questionnaire(HOUSEHOLD), tmp_path / "form.xlsx").path
    assert _exit_code(["import", str(form), "--output", str(form)]) == 2
    assert "[C029]" in capsys.readouterr().err


def test_a_paper_form_in_one_language_and_in_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A language without words, and another format, are refused."""
    interethnic = Path(__file__).parents[2] / "questionnaires" / "interethnic"
    for language, kind, ending in (("ru", "pdf", "pdf"), ("kk,ru", "docx", "docx"), ("ru", "entry-sheet", "xlsx")):
        words = ["paper", str(interethnic), "--language", language, "--format", kind, "--output"]
        assert _exit_code([*words, str(tmp_path / f"form.{ending}"), "--lang", "kk"]) == 0
        assert "айнымалы саны – 129" in capsys.readouterr().out
    assert _exit_code(["paper", str(HOUSEHOLD), "--output", str(tmp_path / "eu.pdf")]) == 2
    assert "[G020]" in capsys.readouterr().err
    assert _exit_code(["paper", str(HOUSEHOLD), "--format", "odt"]) == 2
    assert "[C070]" in capsys.readouterr().err
    assert _exit_code(["paper", str(HOUSEHOLD), "--format", "entry-sheet", "--split", "1"]) == 2
    assert "[C071]" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["form.docx", "form.pdf", "form.xlsx"]


def test_a_condition_that_is_refused_is_said_in_the_language_of_the_user(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reading refuses it in English; the questionnaire is written without it."""
    dictionary = tmp_path / "study.xml"
    survey.write_dictionary(survey.read_questionnaire(INSTRUMENT), dictionary, "ddi")
    text = re.sub(r'(<universe clusion="I">)[^<]*D04[^<]*<', r"\1NOBODY == 1<", dictionary.read_text("utf-8"))
    dictionary.write_text(text, encoding="utf-8")
    assert _exit_code(["import", str(dictionary), "--output", str(tmp_path / "new"), "--lang", "ru"]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert said == "  variables 43 D05: Условие не перенесено: Имени «NOBODY» нигде нет."
    assert said.partition("D05: ")[2] in (tmp_path / "new" / "import_report.csv").read_text("utf-8-sig")
