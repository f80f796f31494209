"""Numbers with decimals, and options whose codes in files are texts."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.errors import QuestionnaireError
from survey.findings import Findings
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire, Reason, read_questionnaire

QUESTIONNAIRE = """
id: written
version: "1"
title: {kk: "Кіші", ru: "Малая"}
languages: [kk, ru]
roles: {interview: H01}
missing:
  - {code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}
missing_default: [98]
header:
  title: {kk: "Бас бөлігі", ru: "Титул"}
  questions:
    - {id: H01, type: text, kk: "Нөмірі", ru: "Номер"}
blocks:
  - id: A
    title: {kk: "Сұрақтар", ru: "Вопросы"}
    questions:
      - {id: W1, type: decimal, min: 0, max: 2000, missing: [], kk: "Табысыңыз?", ru: "Доход?"}
      - id: S1
        type: single
        kk: "Жынысыңыз?"
        ru: "Пол?"
        options:
          - {code: m, kk: "Ер", ru: "Мужской"}
          - {code: F, kk: "Әйел", ru: "Женский"}
      - id: B1
        type: multiple
        kk: "Қайдан?"
        ru: "Откуда?"
        options:
          - {code: tv, kk: "Теледидар", ru: "Телевидение"}
          - {code: radio, kk: "Радио", ru: "Радио"}
          - {code: news_paper, kk: "Газет", ru: "Газета"}
"""

Read = Callable[[dict[str, list[object]]], tuple[Interviews, Findings]]


@pytest.fixture(scope="module")
def instrument(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    folder: Path = tmp_path_factory.mktemp("written")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return read_questionnaire(folder)


@pytest.fixture(scope="module")
def read(instrument: Questionnaire) -> Read:
    """Decodes columns of a file under a key column."""

    def read_columns(columns: dict[str, list[object]]) -> tuple[Interviews, Findings]:
        n = len(next(iter(columns.values())))
        cells = pd.DataFrame({"H01": [f"K-{row}" for row in range(n)], **columns})
        return decode(RawTable("wave.csv", "csv", "", cells), instrument)

    return read_columns


def cells(findings: Findings) -> list[tuple[str, str | None]]:
    """Rule and value of findings about single cells."""
    return [(one.rule, one.value) for one in findings if one.row is not None]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["1250.5", "0.75"], [1250.5, 0.75]),
        (["1250,5", "0,75"], [1250.5, 0.75]),
        ([1250.5, 12], [1250.5, 12.0]),
        (["1 250,5", "1"], [1250.5, 1.0]),
        (["1,250.5", "1,000"], [1250.5, 1000.0]),
        (["1,250", "0,5"], [1.25, 0.5]),
    ],
)
def test_decimals_are_read(read: Read, given: list[object], expected: list[float]) -> None:
    """With the decimal mark of the column."""
    interviews, findings = read({"W1": given})
    assert interviews.values("W1").tolist() == expected
    assert cells(findings) == []


def test_decimals_keep_their_bounds(read: Read) -> None:
    """And what is no number is said to be none."""
    interviews, findings = read({"W1": ["2000.5", "-0.1", "много", "2000.0"]})
    np.testing.assert_array_equal(interviews.values("W1"), [np.nan, np.nan, np.nan, 2000.0])
    assert cells(findings) == [
        ("out_of_range", "2000.5"),
        ("out_of_range", "-0.1"),
        ("decimal_unreadable", "много"),
    ]


def test_thousands_that_may_be_decimals_block(read: Read) -> None:
    """1,250 within the bounds either way."""
    _, findings = read({"W1": ["1,250", "1,500"]})
    assert [one.severity for one in findings.of(rule="separator_unclear")] == ["error"]


@pytest.mark.parametrize("cell", ["F", "f", " F ", "Женский", "Әйел"])
def test_a_text_code_is_its_option(read: Read, cell: str) -> None:
    """Exactly or in other case; wordings stay."""
    interviews, findings = read({"S1": [cell]})
    assert interviews.values("S1").tolist() == [2.0]
    assert cells(findings) == []


@pytest.mark.parametrize("cell", ["2", 2.0, "1", "0"])
def test_a_number_is_no_answer_where_codes_are_texts(read: Read, cell: object) -> None:
    """Nobody says which of the options is the second."""
    interviews, findings = read({"S1": [cell, "m"]})
    assert np.isnan(interviews.values("S1")[0])
    assert [rule for rule, _ in cells(findings)] == ["code_unknown"]


@pytest.mark.parametrize("cell", ["98", 98.0, "98,0", "Білмеймін", "Не знаю", "DK"])
def test_a_number_may_be_a_missing_code_where_codes_are_texts(read: Read, cell: object) -> None:
    """Its wording in any language, and the usual short words too."""
    interviews, findings = read({"S1": [cell, "m"]})
    assert interviews.reason("S1").tolist() == [Reason.DONT_KNOW, Reason.ANSWERED]
    assert cells(findings) == []


MULTIPLE: list[dict[str, list[object]]] = [
    {"B1": ["tv radio", "news_paper"]},
    {"B1": ["tv;radio", "news_paper"]},
    {"B1": ["TV, Radio", "News_Paper"]},
    {"B1/tv": ["1", "0"], "B1/radio": ["1", "0"], "B1/news_paper": ["0", "1"]},
    {"B1_tv": ["1", ""], "B1_radio": ["1", ""], "B1_news_paper": ["", "1"]},
    {"B1_1": ["tv", "news_paper"], "B1_2": ["radio", ""]},
    {"B1_m1": ["radio", "news_paper"], "B1_m2": ["tv", ""]},
]


@pytest.mark.parametrize("columns", MULTIPLE)
def test_text_codes_of_a_multiple_choice(read: Read, columns: dict[str, list[object]]) -> None:
    """In lists, in headings, as mentions."""
    interviews, findings = read(columns)
    mentions = interviews.mentions("B1")
    assert [mentions.codes[chosen].tolist() for chosen in mentions.chosen] == [[1, 2], [3]]
    assert cells(findings) == []
    assert not findings.of("error", variable="B1")


@pytest.mark.parametrize(
    ("code", "expected", "reason"),
    [("F", 2.0, Reason.ANSWERED), ("m", 1.0, Reason.ANSWERED), (98, np.nan, Reason.DONT_KNOW)],
)
def test_a_wave_names_the_text_code_a_word_stands_for(
    instrument: Questionnaire, code: object, expected: float, reason: Reason
) -> None:
    """As the questionnaire writes it."""
    cells = pd.DataFrame({"H01": ["K-1"], "S1": ["Особа"]})
    interviews, _ = decode(RawTable("wave.csv", "csv", "", cells), instrument, read={"S1": {"words": {"Особа": code}}})
    np.testing.assert_array_equal(interviews.values("S1"), [expected])
    assert interviews.reason("S1").tolist() == [reason]


@pytest.mark.parametrize("code", ["f", "x", 1, 97])
def test_a_wave_names_no_other_text_code(instrument: Questionnaire, code: object) -> None:
    """Neither the place of an option, nor another case."""
    raw = RawTable("wave.csv", "csv", "", pd.DataFrame({"H01": ["K-1"], "S1": ["m"]}))
    with pytest.raises(QuestionnaireError, match="F093"):
        decode(raw, instrument, read={"S1": {"words": {"Особа": code}}})
