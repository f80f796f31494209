"""Forms of SurveyJS: pages, elements, what is checked, what is kept, and what the form cannot do."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import survey
from survey.errors import SurveyError
from survey.exchange.form_logic import holds, simplified
from survey.exchange.surveyjs_building import surveyjs_form
from survey.exchange.surveyjs_expression import surveyjs_expression
from survey.exchange.surveyjs_writing import surveyjs_bytes
from survey.expressions.parser import parse
from survey.questionnaire.model import Questionnaire
from tests.exchange.test_form_kinds import KINDS

ROOT = Path(__file__).parents[2]
INTERETHNIC = ROOT / "questionnaires" / "interethnic"
HOUSEHOLD = ROOT / "tests" / "data" / "household_panel" / "questionnaire"


@functools.cache
def form(folder: Path) -> Questionnaire:
    return survey.read_questionnaire(folder)


@functools.cache
def content(folder: Path = INTERETHNIC) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(surveyjs_bytes(surveyjs_form(form(folder))))
    return found


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    """Kinds of questions that the shipped questionnaires do not have."""
    folder = tmp_path_factory.mktemp("kinds")
    text = KINDS.replace('type: multiple, en: "A8"', 'type: multiple, en: "A8 {A1} and {nothing}"')
    folder.joinpath("questionnaire.yaml").write_text(text, encoding="utf-8")
    return survey.read_questionnaire(folder)


def elements(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in (*found.get("pages", ()), *found.get("elements", ())):
        yield part
        yield from elements(part)


def element(name: str, found: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    return next(one for one in elements(found or content()) if one.get("name") == name)


def made(kinds: Questionnaire) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(surveyjs_bytes(surveyjs_form(kinds)))
    return found


@pytest.mark.parametrize("folder", [INTERETHNIC, HOUSEHOLD])
def test_every_variable_is_asked_for_once(folder: Path) -> None:
    """A row of a grid is a row of its matrix; every other variable is an element with its name."""
    names = [one["name"] for one in elements(content(folder)) if one.get("type") != "panel"]
    names += [row["value"] for one in elements(content(folder)) for row in one.get("rows", ())]
    assert [name for name in form(folder).variables if names.count(name) != 1] == []


def test_every_block_is_a_page_in_every_language() -> None:
    pages = content()["pages"]
    assert [page["name"] for page in pages] == [f"block_{block.id}" for block in form(INTERETHNIC).blocks]
    assert {tuple(page["title"]) for page in pages} == {("kk", "ru")}
    assert (content()["locale"], element("S03")["title"]["kk"]) == ("kk", "Жасыңыз нешеде? (толық жас)")


def test_a_number_has_its_bounds_and_its_missing_code() -> None:
    found = element("S03")
    assert (found["type"], found["inputType"], found["isRequired"]) == ("text", "number", True)
    whole, inside = found["validators"]
    assert (whole["expression"], whole["text"]["ru"]) == ("({S03} empty) or ({S03} % 1 = 0)", "Запишите целое число.")
    assert inside["expression"] == "({S03} empty) or (({S03} >= 0) and ({S03} <= 110)) or ({S03} = 999)"
    assert inside["text"]["ru"] == "Запишите число от 0 до 110 или код: 999 – Отказ от ответа."


def test_missing_codes_are_choices_that_exclude_the_others() -> None:
    found = element("B03")
    alone = [item["value"] for item in found["choices"] if item.get("isExclusive")]
    assert (found["type"], alone) == ("checkbox", [14, 98, 99])
    assert [(one["type"], one["maxCount"]) for one in found["validators"]] == [("answercount", 3)]
    assert [item["value"] for item in element("S01")["choices"]] == [1, 2]


def test_an_answer_in_words_is_asked_where_it_is_chosen() -> None:
    assert element("B03_other")["visibleIf"] == "({B03} contains 96)"
    assert element("Z02_other")["visibleIf"] == "({Z02} = 96)"


def test_a_battery_is_a_matrix_whose_rows_conditions_find() -> None:
    found = element("C01")
    assert (found["type"], found["rowOrder"], found["rows"][0]["value"]) == ("matrix", "random", "C01a")
    assert [column["value"] for column in found["columns"]] == [1, 2, 3, 4, 98, 99]
    test = simplified(holds(parse("C01a == 1 and count(B03) > 1").root, form(INTERETHNIC)))
    assert "{C01.C01a} = 1" in surveyjs_expression(test)
    assert "{B03.length} > 1" in surveyjs_expression(test)


def test_only_what_was_chosen_is_offered() -> None:
    items = {item["value"]: item.get("visibleIf") for item in element("I04")["choices"]}
    assert (items[1], items[98]) == ("{I03} contains 1", None)


def test_answers_that_belong_at_the_end_keep_their_place_in_random_order() -> None:
    """Answers in words, answers that exclude the others, missing codes; the seed is kept with the answers."""
    found = element("I03")
    assert found["choicesOrder"] == "random"
    assert [item["value"] for item in found["choices"] if item.get("randomize") is False] == [11, 96, 98, 99]
    kept = {one["name"]: one["expression"] for one in content()["calculatedValues"]}
    assert (kept["seed_I03"], kept["seed_C01"]) == ("{$I03.randomSeed}", "{$C01.randomSeed}")
    assert all(one["includeIntoResult"] for one in content()["calculatedValues"])


def test_the_form_says_which_it_is() -> None:
    kept = {one["name"]: one["expression"] for one in content()["calculatedValues"]}
    assert kept["form_version"] == f"'{form(INTERETHNIC).version}'"
    assert kept["start"] == "iif({start} notempty, {start}, currentDate())"


def test_statements_are_those_of_the_version() -> None:
    card = element("G07_card")
    first, second, field = card["elements"]
    assert (first["visibleIf"], second["visibleIf"]) == ("{H13} = 1", "{H13} = 2")
    assert [one["html"]["ru"].count("<br>") + 1 for one in (first, second)] == [4, 5]
    assert "(!({H13} = 1) or ({G07} <= 4))" in field["validators"][1]["expression"]


def test_a_row_of_a_later_day_is_shown_from_that_day() -> None:
    rows = {row["value"]: row.get("visibleIf") for row in element("I02")["rows"]}
    assert (rows["I02c"], rows["I02a"]) == ("!({H10} < '2018-03-06')", None)


def test_the_interviewer_is_told_what_to_do() -> None:
    assert element("B03")["description"]["ru"] == "Варианты ответа не зачитывайте."
    assert element("C01")["description"]["kk"] == "Карточканы көрсетіңіз."
    assert "visibleIf" not in element("S_intro")
    assert "{S01} = 2" in element("K_outro")["visibleIf"]


def test_an_answer_is_removed_when_its_question_is_hidden() -> None:
    """Else the conditions of later questions would still see it."""
    assert content()["clearInvisibleValues"] == "onHiddenContainer"


def test_rows_without_a_common_list_are_questions(kinds: Questionnaire) -> None:
    found = made(kinds)
    numbers = element("A3", found)
    assert [(one["name"], one["inputType"]) for one in numbers["elements"]] == [("A3a", "number"), ("A3b", "number")]
    assert element("A7b_other", found)["visibleIf"] == "({A7.A7b} = 'y')"
    rows = {row["value"]: row.get("visibleIf") for row in element("A7", found)["rows"]}
    assert rows == {"A7a": "!({GROUP} = 1)", "A7b": "!({GROUP} = 2) and !(today() < getDate('2030-01-01'))"}


def test_every_kind_has_its_field(kinds: Questionnaire) -> None:
    found = made(kinds)
    assert (element("A2", found)["step"], element("A6", found)["inputType"]) == ("any", "date")
    assert "inputType" not in element("WAVE", found)
    assert [one["type"] for one in element("WAVE", found)["validators"]] == ["regex"]
    assert [item["text"]["en"] for item in element("A5", found)["choices"]] == ["1", "2", "3 – Fully"]
    assert [item["value"] for item in element("A7", found)["columns"]] == ["x", "y", "98", "REF"]
    assert found["calculatedValues"][2]["name"] == "form_start"  # the questionnaire has a question "start"


def test_what_the_form_cannot_do_is_told(kinds: Questionnaire) -> None:
    said = [note["en"] for note in surveyjs_form(kinds).notes]
    assert said[:3] == [
        "A1: the field cannot hold the codes REF; leave it blank instead.",
        "A6: the field cannot hold the codes 98; leave it blank instead.",
        "A8: SurveyJS replaces names in braces with the answers to these questions.",
    ]
    assert [note["en"][:4] for note in surveyjs_form(form(INTERETHNIC)).notes] == ["E04:"]
    assert sum(note["en"].startswith("Language") for note in surveyjs_form(form(HOUSEHOLD)).notes) == 2


def test_a_form_is_written_and_never_replaced_unasked(tmp_path: Path) -> None:
    """The same questionnaire gives the same bytes."""
    written = survey.write_surveyjs(form(HOUSEHOLD), tmp_path / "form.json")
    assert (written.format, written.n) == ("surveyjs", len(form(HOUSEHOLD).variables))
    before = written.path.read_bytes()
    with pytest.raises(SurveyError) as refused:
        survey.write_surveyjs(form(HOUSEHOLD), tmp_path / "form.json")
    assert refused.value.code == "J002"
    assert survey.write_surveyjs(form(HOUSEHOLD), tmp_path / "form.json", force=True).path.read_bytes() == before
