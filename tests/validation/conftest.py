"""A small questionnaire that has every feature validation looks at, and interviews with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.interviews import Interviews, Stray
from survey.questionnaire import Reason, read_questionnaire
from survey.questionnaire.model import TEXT_KINDS, Questionnaire, Variable

QUESTIONNAIRE = """
id: small
version: "1"
title: {kk: "Шағын сауалнама", ru: "Малая анкета"}
languages: [kk, ru]
roles: {interview: N1, wave: W1, date: D1, start: T1, end: T2, stratum: U1, psu: P1, version: V1, age: A2}
missing:
  - {code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}
  - {code: 99, reason: refused, kk: "Бас тартты", ru: "Отказ"}
  - {code: 999, reason: refused, kk: "Бас тартты", ru: "Отказ"}
missing_default: [98, 99]
lists:
  source:
    options:
      - {code: 1, kk: "Телеарна", ru: "Телевидение"}
      - {code: 2, kk: "Радио", ru: "Радио"}
      - {code: 3, kk: "Газет", ru: "Газета"}
      - {code: 4, kk: "Ешқайдан", ru: "Ниоткуда"}
header:
  title: {kk: "Бас бөлік", ru: "Шапка"}
  questions:
    - {id: N1, type: text, kk: "Сауалнама нөмірі", ru: "Номер анкеты"}
    - {id: W1, type: wave, kk: "Толқын", ru: "Волна"}
    - {id: D1, type: date, kk: "Күні", ru: "Дата"}
    - {id: T1, type: time, kk: "Басталған уақыты", ru: "Время начала"}
    - id: U1
      type: single
      kk: "Аудан"
      ru: "Район"
      options:
        - {code: 1, kk: "Бірінші аудан", ru: "Первый район"}
        - {code: 2, kk: "Екінші аудан", ru: "Второй район"}
    - {id: P1, type: code, kk: "Іріктеу нүктесі", ru: "Точка опроса"}
    - id: V1
      type: single
      kk: "Нұсқа"
      ru: "Версия"
      options:
        - {code: 1, kk: "Бірінші нұсқа", ru: "Первая версия"}
        - {code: 2, kk: "Екінші нұсқа", ru: "Вторая версия"}
blocks:
  - id: A
    title: {kk: "Танысу", ru: "Знакомство"}
    questions:
      - id: A1
        type: single
        required: true
        missing: []
        kk: "Қатысуға келісесіз бе?"
        ru: "Согласны участвовать?"
        options:
          - {code: 1, kk: "Келісемін", ru: "Да"}
          - {code: 2, kk: "Жоқ", ru: "Нет", goto: END_REFUSAL}
      - id: A2
        type: integer
        required: true
        min: 0
        max: 110
        missing: [999]
        routing: [{if: "A2 < 18", goto: END_SCREENOUT}]
        kk: "Жасыңыз нешеде?"
        ru: "Сколько Вам лет?"
  - id: B
    title: {kk: "Негізгі бөлік", ru: "Основная часть"}
    questions:
      - id: B1
        type: multiple
        list: source
        exclusive: [4]
        max_choices: 2
        kk: "Қайдан ақпарат аласыз?"
        ru: "Откуда узнаёте новости?"
      - id: B2
        type: single
        list: source
        offered_from: B1
        ask_if: "count(B1) >= 2"
        kk: "Ең маңыздысы қайсысы?"
        ru: "Какой из них самый важный?"
      - id: B3
        type: count
        min: 0
        max_by_version: {1: 2, 2: 3}
        split_by: V1
        kk: "Нешеуімен келісесіз?"
        ru: "Со сколькими согласны?"
        statements:
          - {id: B3a, kk: "Мен ерте тұрамын.", ru: "Я рано встаю."}
          - {id: B3b, kk: "Мен шай ішемін.", ru: "Я пью чай."}
        treatment:
          - {id: B3c, kk: "Мен әкімдікке сенбеймін.", ru: "Я не доверяю акимату."}
      - id: B4
        type: single
        kk: "Бағдарламаны білесіз бе?"
        ru: "Знаете ли программу?"
        rows:
          - {id: B4a, kk: "Бірінші бағдарлама", ru: "Первая программа"}
          - {id: B4b, kk: "Екінші бағдарлама", ru: "Вторая программа", asked_from: "2018-03-06"}
        options:
          - {code: 1, kk: "Білемін", ru: "Знаю"}
          - {code: 2, kk: "Білмедім", ru: "Не знал"}
      - {id: B5, type: text, kk: "Тағы не айтасыз?", ru: "Что ещё скажете?"}
      - {id: B6, type: date, kk: "Туған күніңіз?", ru: "Дата рождения?"}
observations:
  title: {kk: "Бақылау", ru: "Наблюдения"}
  questions:
    - {id: T2, type: time, kk: "Аяқталған уақыты", ru: "Время окончания"}
"""

Row = dict[str, object]
Held = Callable[..., Interviews]
LOST = "LOST"
"""An answer that was not recorded; None is one that was not asked for."""

USUAL: Row = {
    "W1": "2018Q1",
    "D1": "2018-03-07",
    "T1": "10:00",
    "U1": 1,
    "P1": "01-007",
    "V1": 1,
    "A1": 1,
    "A2": 40,
    "B1": [1],
    "B2": None,
    "B3": 1,
    "B4a": 1,
    "B4b": 2,
    "B5": LOST,
    "B6": "1978-01-31",
    "T2": "10:35",
}
"""An interview in which nothing is wrong."""


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    """The small questionnaire."""
    folder = tmp_path_factory.mktemp("small")
    Path(folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return read_questionnaire(folder)


@pytest.fixture
def held(form: Questionnaire) -> Held:
    """A function that makes interviews: each mapping says what differs from the usual one."""

    def make(*rows: Row, strays: tuple[Stray, ...] = ()) -> Interviews:
        numbered: list[Row] = [{**USUAL, "N1": f"no-{at}", **row} for at, row in enumerate(rows, start=1)]
        answers: dict[str, list[object]] = {}
        reasons: dict[str, list[int]] = {}
        for variable in form.variables.values():
            given = [row[variable.id] for row in numbered]
            reasons[variable.id] = [_reason(value) for value in given]
            answers |= _columns(variable, given)
        return Interviews(
            form,
            pd.DataFrame(answers),
            pd.DataFrame(reasons, dtype=np.uint8),
            pd.DataFrame(index=range(len(rows))),
            np.arange(2, len(rows) + 2),
            np.ones(len(rows), bool),
            strays,
        )

    return make


def _reason(value: object) -> int:
    return {None: Reason.NOT_ASKED, LOST: Reason.NOT_RECORDED}.get(
        value if isinstance(value, str) or value is None else "", Reason.ANSWERED
    )


def _columns(variable: Variable, given: list[object]) -> dict[str, list[object]]:
    if variable.kind == "multiple":
        return {
            column: [float(code in value) if isinstance(value, list) else np.nan for value in given]
            for column, code in zip(variable.columns, variable.codes, strict=True)
        }
    blank = None if variable.kind in TEXT_KINDS else np.nan
    return {variable.id: [blank if value in (None, LOST) else value for value in given]}
