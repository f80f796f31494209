"""Random questionnaires on every way out and back: whatever a text file can say survives, or is reported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import survey
from survey.blank_reasons import Reason
from survey.exchange import read_dictionary, read_xlsform, write_surveyjs, write_xform, write_xlsform
from survey.exchange.form_relevance import relevance
from survey.exchange.form_workbook import read_sheets
from survey.exchange.questionnaire_tree import questionnaire_tree
from survey.exchange.tree_text import yaml_text
from survey.exchange.xlsform_reading import read_foreign
from survey.exchange.xlsform_tables import FURTHER
from survey.interviews import Interviews, RawTable
from survey.linting import lint
from survey.questionnaire.model import Questionnaire
from tests.exchange.form_files import edited
from tests.exchange.random_interviews import delivered, filled
from tests.exchange.random_questionnaires import random_questionnaire
from tests.exchange.test_form_relevance import shown

N = 40


def way_back(files: dict[str, str], folder: Path) -> Questionnaire:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert lint(folder).of("error") == ()
    return survey.read_questionnaire(folder)


def interviews(form: Questionnaire, seed: int) -> tuple[Interviews, list[dict[str, str | set[str]]]]:
    answers = filled(form, N, seed=seed)
    return survey.decode(RawTable("wave.csv", "csv", "0" * 64, delivered(form, answers)), form)[0], answers


def check(seed: int, folder: Path) -> Iterator[str]:
    """What was done with one questionnaire."""
    form = random_questionnaire(seed, folder / "text")
    assert lint(folder / "text").of("error") == ()
    assert len(survey.compare_questionnaires(form, survey.read_questionnaire(folder / "text")).to_frame()) == 0
    own = read_xlsform(write_xlsform(form, folder / "form.xlsx").path)
    assert own.not_understood == ()
    assert yaml_text(questionnaire_tree(way_back(dict(own.files), folder / "own"))) == yaml_text(
        questionnaire_tree(form)
    )
    yield "own workbook"
    sheets = {name: rows for name, rows in read_sheets(folder / "form.xlsx").items() if name != FURTHER}
    foreign = read_foreign(folder / "form.xlsx", sheets)
    told = {(one.sheet, one.row) for one in (*foreign.understood, *foreign.not_understood)}
    assert {place[:2] for place in foreign.rows} - told == set()
    assert set(form.variables) <= set(way_back(dict(foreign.files), folder / "foreign").variables)
    yield "foreign workbook"
    assert "<h:html" in write_xform(form, folder / "form.xml").path.read_text("utf-8")[:500]
    write_surveyjs(form, folder / "form.json")
    decoded, answers = interviews(form, seed)
    asked = relevance(form).asked
    expected = [{name for name in form.variables if decoded.reason(name)[at] != Reason.NOT_ASKED} for at in range(N)]
    assert [shown(form, asked, one) for one in answers] == expected
    yield "routing"
    for ending in ("sav", "dta", "csv"):
        path = folder / f"wave.{ending}"
        survey.write_file(decoded, path)
        back, _ = survey.decode(survey.read_file(path), form)
        names = [one for one in form.variables if not is_cut(form, one)]
        columns = [column for name in names for column in form.variable(name).columns]
        pd.testing.assert_frame_equal(back.answers[columns], decoded.answers[columns])
        if all(has_codes(form, name) and name in names for name in form.variables):
            pd.testing.assert_frame_equal(back.reasons, decoded.reasons)
    way_back(dict(read_dictionary(folder / "wave.sav").questionnaire().files), folder / "dictionary")
    yield "data files"


def is_cut(form: Questionnaire, name: str) -> bool:
    """Whether Stata has no room for the names of its columns, which the written file says."""
    return any(len(column) > 32 for column in form.variable(name).columns)


def has_codes(form: Questionnaire, name: str) -> bool:
    """Whether data files have a code for each reason: numbers have none for a missing code that is a text."""
    variable = form.variable(name)
    if variable.written_codes:
        return variable.kind == "single"
    return all(code.written is None for code in variable.missing)


DONE = ["own workbook", "foreign workbook", "routing", "data files"]


@pytest.mark.parametrize("seed", [9, 32, 46, 48])
def test_a_questionnaire_survives_every_way(seed: int, tmp_path: Path) -> None:
    """Seeds with a text code of two-byte letters that nobody chose, a list of numbers and words, and names of 32 letters."""
    assert list(check(seed, tmp_path)) == DONE


@pytest.mark.long
@pytest.mark.parametrize("first", range(100, 160, 10))
def test_many_questionnaires_survive_every_way(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 10):
        assert list(check(seed, tmp_path / str(seed))) == DONE


WITH_NAMES = """
id: names
version: "1"
title: {en: "Pay ${x}"}
languages: [en]
roles: {interview: KEY}
missing: []
missing_default: []
header: {title: {en: "Header ${"}, questions: [{id: KEY, type: text, en: "Key"}]}
blocks:
  - id: A
    title: {en: "A"}
    intro: {en: "Pay ${x} to ${KEY}"}
    questions:
      - {id: A1, type: single, en: "Why $9 for ${KEY}?", options: [{code: 1, en: "${a}"}, {code: 2, en: "b"}]}
"""


def test_names_in_wordings_are_references_only_to_questions(tmp_path: Path) -> None:
    """``${KEY}`` is one, which the result says; anything else that begins so is parted, and comes back as it was."""
    (tmp_path / "questionnaire.yaml").write_text(WITH_NAMES, encoding="utf-8")
    form = survey.read_questionnaire(tmp_path)
    assert write_xform(form, tmp_path / "form.xml").n == 2
    written = write_xlsform(form, tmp_path / "form.xlsx")
    named = [note["en"].partition(":")[0] for note in written.notes]
    assert named == ["A", "A1"]
    labels = [
        row.cells["label::English (en)"]
        for row in read_sheets(written.path)["survey"]
        if "label::English (en)" in row.cells
    ]
    assert labels == ["Header $\N{WORD JOINER}{", "Key", "A", "Pay $\N{WORD JOINER}{x} to ${KEY}", "Why $9 for ${KEY}?"]
    edited(written.path, "choices", {"C2": "${b} $\N{WORD JOINER}{c}"})
    again = way_back(dict(read_xlsform(written.path).files), tmp_path / "again")
    assert again.variable("A1").options[0].text["en"] == "${b} ${c}"
    assert (again.blocks[1].intro, again.title) == (form.blocks[1].intro, form.title)
