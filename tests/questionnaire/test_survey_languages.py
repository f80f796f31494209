"""Languages of a survey: any that CLDR describes, in every text file of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.design import read_population
from survey.documents.yaml_nodes import values_under
from survey.errors import QuestionnaireError
from survey.indicators import read_indicators
from survey.questionnaire import read_questionnaire
from survey.questionnaire.survey_languages import languages_in
from survey.validation import read_rules

QUESTIONNAIRE = """
id: euskal
version: "1"
title: {eu: Galdetegia, es: Cuestionario}
languages: [eu, es]
roles: {interview: KEY}
missing: []
missing_default: []
blocks:
  - id: A
    title: {eu: Atala, es: Apartado}
    questions:
      - {id: KEY, type: code, eu: Zenbakia, es: Número}
      - {id: A1, type: single, eu: "Ados?", es: "¿De acuerdo?", options: [{code: 1, eu: Bai, es: Sí}, {code: 2, eu: Ez, es: "No", accepted: {es: [nunca]}}]}
"""
GROUPS = """
groupings:
  - {id: view, eu: Iritzia, es: Opinión, from: A1}
"""
RULES = """
version: "1"
rules:
  - {id: r1, severity: warning, date: 2026-01-01, variables: [A1], must: "A1 == 1", eu: Ez da ondo, es: No está bien}
"""
INDICATORS = """
version: "1"
date: 2026-01-01
domains: [view]
sections: [{id: s, eu: Atala, es: Apartado}]
indicators:
  - {id: AGREE, eu: Ados, es: De acuerdo, section: s, class: SHARE, numerator: "A1 == 1", polarity: "0"}
"""
POPULATION = """
file: p.csv
count: people
status: official
source: {eu: Eustat, es: Eustat}
date: 2025-12-31
retrieved: "2026"
columns: {view: view}
"""


def folder_of(folder: Path, **texts: str) -> Path:
    """The text files in a folder."""
    files = {"questionnaire": QUESTIONNAIRE, "groups": GROUPS, "rules": RULES, "indicators": INDICATORS} | texts
    for name, text in {"population": POPULATION, **files}.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "p.csv").write_text("view,people\n1,600\n2,400\n", "utf-8")
    return folder


def read_all(folder: Path) -> None:
    """Everything in the folder."""
    form = read_questionnaire(folder)
    read_rules(folder, form)
    read_indicators(folder, form)
    read_population(folder, form)


def test_every_file_follows_the_languages_of_the_questionnaire(tmp_path: Path) -> None:
    """Basque and Spanish, and no other language is asked for."""
    folder = folder_of(tmp_path)
    form = read_questionnaire(folder)
    assert form.languages == ("eu", "es")
    assert form.variable("A1").text["eu"] == "Ados?"
    assert [text["es"] for text in (rule.message for rule in read_rules(folder, form))] == ["No está bien"]
    assert read_indicators(folder, form)["AGREE"].name["eu"] == "Ados"
    source = read_population(folder).source
    assert source is not None
    assert source.languages == ("eu", "es")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("rules", RULES.replace("eu: Ez da ondo, ", "")),
        ("indicators", INDICATORS.replace("eu: Ados, ", "")),
        ("population", POPULATION.replace("eu: Eustat, ", "")),
        ("groups", GROUPS.replace("eu: Iritzia, ", "")),
    ],
)
def test_a_wording_missing_in_a_language_of_the_survey_is_a_complaint(tmp_path: Path, file: str, text: str) -> None:
    """Whatever the language."""
    folder = folder_of(tmp_path, **{file: text})
    with pytest.raises(QuestionnaireError) as caught:
        read_all(folder)
    assert [(one.code, "'eu'" in one.fact) for one in caught.value.complaints] == [("D010", True)]


@pytest.mark.parametrize(("listed", "code"), [("[eu, Spanish]", "Q070"), ("[eu, id]", "Q071"), ("[eu, kz]", "Q070")])
def test_a_code_that_is_not_a_language_is_refused(tmp_path: Path, listed: str, code: str) -> None:
    """With the line where it is written."""
    folder = folder_of(tmp_path, questionnaire=QUESTIONNAIRE.replace("[eu, es]", listed))
    with pytest.raises(QuestionnaireError) as caught:
        read_questionnaire(folder)
    assert (code, 5) in [(one.code, one.place.line) for one in caught.value.complaints]


def test_languages_are_known_before_the_rest_is_read(tmp_path: Path) -> None:
    """A mistake further down does not matter; none are known where the file has none."""
    folder = folder_of(tmp_path, questionnaire=QUESTIONNAIRE + "  - [")
    assert languages_in(folder, "questionnaire.yaml") == ("eu", "es")
    assert languages_in(folder, "absent.yaml") == ()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("languages: [kk, ru]\n", ("kk", "ru")),
        ("a: {languages: [x]}\nlanguages:\n  - kk\n", ("kk",)),
        ("languages: kk\n", ("kk",)),
        ("languages: {kk: 1}\nb: 2\n", ()),
        ("a: languages\nb: [languages]\n", ()),
        ("- languages\n", ()),
        ("a: [\n", ()),
    ],
)
def test_values_are_found_under_a_key_of_the_outermost_mapping(source: str, found: tuple[str, ...]) -> None:
    """And under no other."""
    assert values_under(source, "languages") == found
