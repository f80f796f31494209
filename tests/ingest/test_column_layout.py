"""Columns are recognised by ids, in headings as files write them, and by wording where it is unique."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from survey.errors import ReadError
from survey.findings import Findings
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire
from survey.questionnaire.former_parts import FormerName

Decode = Callable[..., tuple[Interviews, Findings]]

HEADINGS = [
    "C01a",
    "c01A",
    " C01a ",
    "C01a. Президент Республики",
    "C01a - Президент",
    "C01a – Президент",
    "C01a Президент Республики",
    "C01a: сенім",
    "C01a) Президент",
    "C01a(сенім)",
    "C01a [Президент]",
    "C-C01-C01a",
    "C/C01/C01a",
    "data:C:C01a",
    "Президент Республики",
    "Президент",
    "Насколько Вы доверяете? Президент Республики",
    "Насколько Вы доверяете? [Президент Республики]",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_is_recognised(decoded: Decode, heading: str) -> None:
    """Id alone, with wording, after groups of ODK; or the wording alone, in kk or ru."""
    interviews, findings = decoded({heading: [2]})
    assert interviews.values("C01a").tolist() == [2.0]
    assert findings.of(rule="heading_letters") == findings.of(rule="columns_extra") == type(findings)()


@pytest.mark.parametrize("heading", ["C01a_1", "C01ab", "XC01a", "C01a_recoded", "CC01a", "Доверие"])
def test_a_heading_of_something_else_is_left_alone(decoded: Decode, heading: str) -> None:
    """Columns made from a question are not the question."""
    interviews, findings = decoded({heading: [2]})
    assert interviews.extras.columns.tolist() == [heading]
    assert len(findings.of(rule="columns_extra")) == 1


def test_an_id_typed_on_a_russian_keyboard_is_recognised_and_told(decoded: Decode) -> None:
    """С01а with Cyrillic С and а."""
    interviews, findings = decoded({"С01а": [2]})
    assert interviews.values("C01a").tolist() == [2.0]
    assert [finding.severity for finding in findings.of(rule="heading_letters")] == ["info"]


def test_the_label_of_an_spss_column_is_its_wording(decoded: Decode) -> None:
    """Columns named V1, V2 ... say in their labels what they hold."""
    interviews, _ = decoded({"V1": [2]}, labels={"V1": "Доверяете ли Вы соседям?"})
    assert interviews.values("C02").tolist() == [2.0]


def test_a_column_with_the_label_of_another_is_not_used(decoded: Decode) -> None:
    """A recoded copy keeps the label of the question."""
    interviews, _ = decoded({"C02": [2], "C02_bin": [1]}, labels={"C02_bin": "Доверяете ли Вы соседям?"})
    assert interviews.values("C02").tolist() == [2.0]
    assert interviews.extras["C02_bin"].tolist() == [1.0]


def test_a_wording_of_two_questions_is_told(decoded: Decode) -> None:
    """Row C01b and question C03 are both worded "Полиция"; the column is kept, but not as an answer."""
    interviews, findings = decoded({"Полиция": [3]})
    assert interviews.extras["Полиция"].tolist() == [3.0]
    assert [(finding.severity, finding.variable) for finding in findings.of(rule="columns_ambiguous")] == [
        ("error", "Полиция")
    ]


@pytest.mark.parametrize("question", ["C01b", "C03"])
def test_the_wave_says_to_which_question_a_column_belongs(decoded: Decode, question: str) -> None:
    """By the line that the finding names; nothing else is left to say of the column."""
    columns: dict[str, list[object]] = {"Полиция": [3]}
    (finding,) = decoded(columns)[1].of(rule="columns_ambiguous")
    assert f'read: {{columns: {{"Полиция": {{question: {question}}}}}}}' in finding.message["en"]
    interviews, findings = decoded(columns, read={"columns": {"Полиция": {"question": question}}})
    assert interviews.values(question).tolist() == [3.0]
    assert not findings.of(rule="columns_ambiguous")
    assert not findings.of(rule="decision_unused")


def test_a_column_named_like_one_question_and_worded_like_another_is_used_for_neither(decoded: Decode) -> None:
    """As of a tool that numbers the questions itself; the line decides, and a label that is an option speaks for nothing."""
    labels = {"C03": "Доверяете ли Вы соседям?", "B03_1": "Безработица"}
    columns: dict[str, list[object]] = {"C03": [2], "B03_1": [1]}
    interviews, findings = decoded(columns, labels=labels)
    (finding,) = findings.of(rule="columns_ambiguous")
    assert (finding.severity, finding.variable) == ("error", "C03")
    assert 'read: {columns: {"C03": {question: C02}}}' in finding.message["en"]
    interviews, findings = decoded(columns, labels=labels, read={"columns": {"C03": {"question": "C02"}}})
    assert (interviews.values("C02").tolist(), interviews.values("B03_1").tolist()) == ([2.0], [1.0])
    assert not findings.of(rule="columns_ambiguous")


def test_two_columns_that_fill_one_another_are_one(decoded: Decode) -> None:
    """As two versions of a form deliver a question that was moved to another group."""
    interviews, findings = decoded({"A/C02": [1, "", ""], "B/C02": ["", 2, ""]})
    assert interviews.values("C02").tolist()[:2] == [1.0, 2.0]
    assert [(one.severity, one.variable) for one in findings.of(rule="columns_joined")] == [("info", "A/C02")]
    assert list(interviews.extras) == []


def test_a_wording_of_two_questions_is_clear_when_one_has_its_column(decoded: Decode) -> None:
    """What is left can only be the other."""
    interviews, findings = decoded({"Полиция": [3], "C03": [1]})
    assert interviews.values("C01b").tolist() == [3.0]
    assert len(findings.of(rule="columns_ambiguous")) == 0


def test_two_columns_with_different_answers_block_the_file(decoded: Decode) -> None:
    """Nobody could say which of them is meant; a line under read: leaves one out."""
    columns: dict[str, list[object]] = {"C01a": [1], "C-C01-C01a": [2]}
    _, findings = decoded(columns)
    (finding,) = findings.of(rule="columns_compete")
    assert (finding.severity, finding.interview, finding.row, finding.variable) == ("error", None, None, "C01a")
    assert 'read: {columns: {"C-C01-C01a": {ignore: true}}}' in finding.message["en"]
    interviews, found = decoded(columns, read={"columns": {"C01a": {"ignore": True}}})
    assert interviews.values("C01a").tolist() == [2.0]
    assert not found.of(rule="columns_compete")


def test_two_columns_with_the_same_answers_are_one(decoded: Decode) -> None:
    """The first is used, and that is said."""
    interviews, findings = decoded({"C01a": [1, 2], "C-C01-C01a": [1, 2]})
    assert interviews.values("C01a").tolist() == [1.0, 2.0]
    assert [finding.severity for finding in findings.of(rule="columns_same")] == ["info"]


def test_a_file_of_something_else_is_told(form: Questionnaire) -> None:
    """The list of contacts instead of the interviews."""
    raw = RawTable("contacts.csv", "csv", "", pd.DataFrame({"wave": ["2018Q1"], "unit": ["1"], "psu": ["01-000"]}))
    with pytest.raises(ReadError) as caught:
        decode(raw, form)
    assert (caught.value.code, caught.value.place) == ("F060", "contacts.csv")
    assert caught.value.fact == "No column belongs to questionnaire small: 'wave', 'unit', 'psu'."
    assert caught.value.remedy.startswith("Is this the file with the interviews? Known names:")


def test_a_file_with_former_ids_is_recognised_as_one(form: Questionnaire) -> None:
    """When no present id is in it; the remedy names the day."""
    old = FormerName("Z9", datetime.date(2018, 7, 1))
    variable = form.variable("C02")
    renamed = replace(variable, question=replace(variable.question, former_names=(old,)))
    form = replace(form, variables={**form.variables, "C02": renamed})
    with pytest.raises(ReadError) as caught:
        decode(RawTable("old.csv", "csv", "", pd.DataFrame({"nr": ["1"], "z9": ["1"]})), form)
    said = "The column 'Z9' has the id that C02 had until 2018-07-01; it is read in a wave whose fieldwork was before."
    assert caught.value.remedy == f"Is this the file with the interviews? {said}"


def test_a_file_without_the_key_is_told(form: Questionnaire) -> None:
    """No finding could name an interview; the columns that could be it are offered."""
    raw = RawTable("wave.csv", "csv", "", pd.DataFrame({"HO1": ["K-1"], "C01a": ["1"]}))
    with pytest.raises(ReadError) as caught:
        decode(raw, form)
    assert caught.value.code == "F061"
    assert "'HO1'" in caught.value.remedy
    assert "C01a" not in caught.value.remedy
