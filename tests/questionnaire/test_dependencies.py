"""What an answer depends on."""

from pathlib import Path

import pytest

from survey.questionnaire import Questionnaire, read_questionnaire
from survey.questionnaire.dependencies import ends_interviews, variables_behind, variables_named

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return read_questionnaire(INSTRUMENT)


@pytest.mark.parametrize(
    ("name", "behind"),
    [
        ("C01a", {"C01a"}),
        ("age4", {"S03"}),
        ("B03_11", {"B03"}),
        ("base_weight", set()),
        ("G03", {"G03", "G01a", "G01b", "G01c"}),  # asked of those discriminated against
        ("M02", {"M02", "M01e"}),
        ("E02", {"E02", "E01a", "E01b", "E01c", "E01d"}),  # a battery in the condition
        ("G07", {"G07", "H13"}),  # the version of a list experiment
        ("E04a", {"E04a", "Z02"}),  # masked for the respondent's own group
        ("I02c", {"I02c", "H10"}),  # asked from a certain day on
    ],
)
def test_a_question_is_defined_by_those_that_decide_who_is_asked_what(
    form: Questionnaire, name: str, behind: set[str]
) -> None:
    """Conditions, versions, masks and dates, each with what it depends on itself."""
    assert set(variables_behind(form, [name])) == behind


def test_a_battery_stands_for_its_rows(form: Questionnaire) -> None:
    """In the order of asking."""
    assert variables_named(form, ["D01"]) == ("D01a", "D01b", "D01c")


def test_a_question_that_is_led_past_depends_on_the_one_that_leads(tmp_path: Path) -> None:
    """An answer that leads to a later question decides whether those between are asked."""
    form = read_questionnaire(_with_a_skip(tmp_path))
    assert set(variables_behind(form, ["Q2"])) == {"Q2", "Q1"}
    assert set(variables_behind(form, ["Q3"])) == {"Q3"}


def test_questions_that_end_an_interview_are_known(form: Questionnaire) -> None:
    """Consent, age, residence, language."""
    ending = [question.id for question in form.questions if ends_interviews(question)]
    assert ending == ["S01", "S03", "S04", "S05"]


def _with_a_skip(folder: Path) -> Path:
    (folder / "groups.yaml").write_text("groupings: []\n", "utf-8")
    (folder / "questionnaire.yaml").write_text(
        """
id: skip
version: "1"
title: {kk: Сауалнама, ru: Анкета}
languages: [kk, ru]
roles: {interview: NR}
missing:
  - {code: 98, reason: dont_know, kk: Білмеймін, ru: Не знаю}
missing_default: [98]
header:
  title: {kk: Бас, ru: Шапка}
  questions: [{id: NR, type: text, kk: Нөмірі, ru: Номер}]
blocks:
  - id: Q
    title: {kk: Бөлім, ru: Раздел}
    questions:
      - id: Q1
        type: single
        kk: Бірінші
        ru: Первый
        options: [{code: 1, kk: Иә, ru: Да}, {code: 2, kk: Жоқ, ru: Нет, goto: Q3}]
      - {id: Q2, type: integer, kk: Екінші, ru: Второй, min: 0, max: 9}
      - {id: Q3, type: integer, kk: Үшінші, ru: Третий, min: 0, max: 9}
""",
        "utf-8",
    )
    return folder
