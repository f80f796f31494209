"""Questionnaires of other surveys through the whole package: decimals and text codes, from the file to the estimate."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey
from survey.findings import Findings
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire
from survey.simulate import simulate_wave

BUDGET = """\
id: budget
version: "1"
title: {en: "Household budget"}
languages: [en]
roles: {interview: ID}
missing:
  - {code: 98, reason: dont_know, en: "Cannot say"}
  - {code: REF, reason: refused, en: "No answer given", accepted: {en: ["Declined"]}}
missing_default: [98, REF]
lists:
  country:
    positive: [KZ]
    negative: [RU, UZ]
    options:
      - {code: KZ, en: "Kazakhstan", accepted: {en: ["Qazaqstan"]}}
      - {code: RU, en: "Russia"}
      - {code: UZ, en: "Uzbekistan"}
      - {code: north-east, en: "Another, in the north-east", specify: true}
header:
  title: {en: "Head"}
  questions:
    - {id: ID, type: text, en: "Number"}
    - {id: POINT, type: code, en: "Sampling point"}
blocks:
  - id: A
    title: {en: "Main"}
    questions:
      - {id: BORN, type: single, list: country, en: "Where were you born?"}
      - {id: BEEN, type: multiple, list: country, exclusive: [KZ], max_choices: 2, en: "Where have you been?"}
      - {id: KILO, type: decimal, min: 0.5, max: 250.5, missing: [REF], en: "Weight in kilograms?"}
      - {id: FAR, type: decimal, missing: [], en: "How far, in km?", ask_if: 'BORN in ["RU", "UZ"] or has(BEEN, "RU")'}
      - {id: KIDS, type: integer, min: 0, max: 20, en: "How many children?"}
      - id: KNOW
        type: single
        list: country
        en: "Who lives there?"
        rows:
          - {id: KNOWa, en: "People of the north"}
          - {id: KNOWb, en: "People of the south"}
      - id: HUE
        type: single
        en: "Which colour do you like?"
        options: [{code: red, en: "Red"}, {code: dark-blue, en: "Dark blue"}]
      - {id: WHY, type: text, ask_if: 'any(KNOW) == "UZ" and KILO >= 50.5', missing: [], en: "Why?"}
"""
GROUPS = """\
groupings:
  - {id: origin, en: "Country of birth", from: BORN}
  - id: weight
    en: "Weight"
    categories:
      - {code: 1, id: light, en: "Light", when: "KILO < 62.5"}
      - {code: 2, id: heavy, en: "Heavy", when: 'KILO >= 62.5 and BORN != "north-east"'}
"""
CELLS = {
    "ID": list("abcdefgh"),
    "POINT": ["1", "1", "2", "2", "3", "3", "4", "4"],
    "BORN": ["KZ", "ru", "Uzbekistan", "Qazaqstan", "REF", "Cannot say", "98", "north-east"],
    "BEEN": ["KZ", "RU UZ", "RU", "UZ;RU", "KZ UZ", "Declined", "", "RU;UZ"],
    "KILO": ["70,5", "62,25", "12", "300", "REF", "No answer given", "0,4", "55,75"],
    "FAR": ["", "12,5", "1000,25", "7", "", "", "3,5", "12"],
    "KIDS": ["1", "2", "2,5", "98", "REF", "0", "20", "3"],
    "KNOWa": ["KZ", "RU", "UZ", "UZ", "UZ", "KZ", "KZ", "UZ"],
    "KNOWb": ["KZ"] * 8,
    "HUE": ["red", "dark-blue"] * 4,
    "WHY": ["x", "", "y", "z", "", "", "", "w"],
    "w": ["1"] * 8,
}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    folder: Path = tmp_path_factory.mktemp("budget")
    (folder / "questionnaire.yaml").write_text(BUDGET, encoding="utf-8")
    (folder / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return survey.read_questionnaire(folder)


@pytest.fixture(scope="module")
def decoded(form: Questionnaire) -> tuple[Interviews, Findings]:
    return survey.decode(RawTable("wave.csv", "csv", "", pd.DataFrame(CELLS)), form)


@pytest.fixture(scope="module")
def sample(decoded: tuple[Interviews, Findings]) -> survey.Sample:
    return survey.make_sample(decoded[0], survey.Design(psu="POINT", weight="w"))


def test_answers_are_read_by_code_wording_and_accepted_spelling(decoded: tuple[Interviews, Findings]) -> None:
    """A frame shows codes as they are written."""
    frame = decoded[0].to_frame()
    assert frame["BORN"].fillna("").tolist() == ["KZ", "RU", "UZ", "KZ", "", "", "", "north-east"]
    assert frame["BEEN_north_east"].sum() == 0
    assert frame["BEEN_UZ"].tolist()[:5] == [0, 1, 0, 1, 1]
    assert frame["KILO"].tolist()[:3] == [70.5, 62.25, 12.0]


def test_what_cannot_be_read_is_told(decoded: tuple[Interviews, Findings]) -> None:
    """Two weights out of bounds, and half a child."""
    told = [(one.rule, one.variable, one.interview) for one in decoded[1] if one.row is not None]
    assert told == [("out_of_range", "KILO", "d"), ("out_of_range", "KILO", "g"), ("number_unreadable", "KIDS", "c")]


def test_validation_names_codes_as_written(decoded: tuple[Interviews, Findings]) -> None:
    """KZ excludes any other answer; decimals break no rule."""
    findings = survey.validate(decoded[0])
    (exclusive,) = findings.of(rule="exclusive")
    assert exclusive.value == "KZ UZ"
    assert "KZ (Kazakhstan), UZ (Uzbekistan)" in exclusive.message["en"]
    assert not [one for one in findings if one.severity == "error"]


def test_routing_goes_by_text_codes(decoded: tuple[Interviews, Findings]) -> None:
    """Not asked: born in KZ and never in RU, unless the origin is unknown."""
    asked = decoded[0].reason("FAR") != survey.Reason.NOT_ASKED
    assert asked.tolist() == [False, True, True, True, False, False, True, True]


Estimate = Callable[[survey.Sample], survey.Estimates]
ESTIMATES: list[tuple[Estimate, list[float]]] = [
    (lambda sample: survey.share(sample, "BORN", ["KZ"]), [2 / 5]),
    (lambda sample: survey.share(sample, "BEEN", ["RU", "UZ"]), [5 / 6]),
    (lambda sample: survey.shares(sample, "BORN"), [2 / 5, 1 / 5, 1 / 5, 1 / 5]),
    (lambda sample: survey.mean(sample, "KILO"), [(70.5 + 62.25 + 12 + 55.75) / 4]),
    (lambda sample: survey.mean(sample, "KILO", by="BORN"), [70.5, 62.25, 12, 55.75]),
    (lambda sample: survey.shares(sample, "weight"), [3 / 4, 1 / 4]),
    (lambda sample: survey.share(sample.where('BORN == "KZ"'), "KNOWa", "UZ"), [1 / 2]),
    (lambda sample: survey.mean(sample.where('has(BEEN, "UZ") and KILO > 55.75'), "KILO"), [62.25]),
]


@pytest.mark.parametrize(("estimate", "expected"), ESTIMATES)
def test_estimates_know_decimals_and_text_codes(
    sample: survey.Sample, estimate: Estimate, expected: list[float]
) -> None:
    """Computed by hand from the cells above."""
    assert estimate(sample).to_frame()["estimate"].tolist() == pytest.approx(expected)


def test_categories_are_called_by_their_text_codes(sample: survey.Sample) -> None:
    """In the order of the list."""
    assert survey.shares(sample, "BORN").to_frame()["category"].tolist() == ["KZ", "RU", "UZ", "north-east"]


def test_a_decimal_is_a_class_of_its_own(sample: survey.Sample) -> None:
    """Never cut to a whole number, and never lost."""
    assert survey.mean(sample, "KIDS", by="KILO").to_frame()["KILO"].tolist() == [12.0, 55.75, 62.25, 70.5]


@pytest.mark.parametrize("name", ["origin", "BORN"])
def test_margins_are_named_by_text_codes(sample: survey.Sample, name: str) -> None:
    """As the population file names its classes."""
    known = sample.where("answered(BORN)")
    raked = survey.rake(sample, {name: {"KZ": 40, "RU": 30, "UZ": 20, "north-east": 10}}, unknown="hold")
    shares = survey.shares(raked.where("answered(BORN)"), "BORN").to_frame()
    assert len(known) == 8
    assert shares["estimate"].tolist() == pytest.approx([0.4, 0.3, 0.2, 0.1])


REFUSED: list[Estimate] = [
    lambda sample: survey.mean(sample, "BORN"),
    lambda sample: survey.share(sample, "BORN", [1]),
    lambda sample: survey.share(sample, "BORN", ["kz"]),
    lambda sample: survey.mean(sample.where("BORN == 1"), "KILO"),
    lambda sample: survey.mean(sample.where("has(BEEN, 1)"), "KILO"),
]


@pytest.mark.parametrize("estimate", REFUSED)
def test_the_place_of_an_option_is_not_its_code(sample: survey.Sample, estimate: Estimate) -> None:
    """A number where codes are texts is a mistake, never an answer."""
    with pytest.raises(survey.SurveyError):
        estimate(sample)


@pytest.mark.parametrize("ending", [".csv", ".sav", ".xlsx"])
def test_a_simulated_wave_comes_back_from_its_file(form: Questionnaire, tmp_path: Path, ending: str) -> None:
    """Decimals and codes in CSV, strings with labels in SAV, wordings in XLSX."""
    population = survey.Population.from_margins({"origin": {"KZ": 400, "RU": 300, "UZ": 200, "north-east": 100}})
    wave = simulate_wave(form, population, "2018Q1", n=200, seed=5, field_errors=False)
    wave.write(tmp_path / f"wave{ending}")
    interviews, findings = survey.decode(survey.read_file(tmp_path / f"wave{ending}"), form)
    assert [one for one in findings if one.row is not None] == []
    for name in ("BORN", "KILO", "FAR", "KIDS", "KNOWa", "KNOWb"):
        np.testing.assert_allclose(interviews.values(name), wave.sheet.values(name), err_msg=name)
    np.testing.assert_array_equal(interviews.mentions("BEEN").chosen, wave.sheet.chosen["BEEN"])
    kilo = interviews.values("KILO")
    assert (kilo[~np.isnan(kilo)] % 1 != 0).any()


def test_mistakes_are_planted_among_text_codes(form: Questionnaire, tmp_path: Path) -> None:
    """Codes that no answer has are found by the decoder."""
    population = survey.Population.from_margins({"origin": {"KZ": 400, "RU": 300, "UZ": 200, "north-east": 100}})
    wave = simulate_wave(form, population, "2018Q1", n=300, seed=5)
    wave.write(tmp_path / "wave.csv")
    _, findings = survey.decode(survey.read_file(tmp_path / "wave.csv"), form)
    planted = [one for one in wave.planted.to_dict("records") if one["mistake"] == "wrong_code"]
    told = {(one.variable, one.value) for one in findings.of(rule="code_unknown")}
    assert planted
    assert {(str(one["variable"]), str(one["after"])) for one in planted} <= told
