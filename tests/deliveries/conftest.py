"""A small questionnaire with every kind of answer, and deliveries of it written into files."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from survey.deliveries import Delivery, receive_delivery
from survey.questionnaire import Questionnaire, read_questionnaire

QUESTIONNAIRE = """
id: small
version: "1"
title: {kk: "Шағын сауалнама", ru: "Малая анкета"}
languages: [kk, ru]
roles: {interview: N1, wave: W1, date: D1, stratum: U1, psu: P1, interviewer: I1, age: A2}
missing:
  - {code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}
  - {code: 99, reason: refused, kk: "Бас тартты", ru: "Отказ"}
missing_default: [98, 99]
header:
  title: {kk: "Бас бөлік", ru: "Шапка"}
  questions:
    - {id: N1, type: code, kk: "Сауалнама нөмірі", ru: "Номер анкеты"}
    - {id: W1, type: wave, kk: "Толқын", ru: "Волна"}
    - {id: D1, type: date, kk: "Күні", ru: "Дата"}
    - id: U1
      type: single
      kk: "Аудан"
      ru: "Район"
      options:
        - {code: 1, kk: "Бірінші аудан", ru: "Первый район"}
        - {code: 2, kk: "Екінші аудан", ru: "Второй район"}
    - {id: P1, type: code, kk: "Іріктеу нүктесі", ru: "Точка опроса"}
    - {id: I1, type: code, kk: "Сұхбат алушы", ru: "Интервьюер"}
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
      - {id: A2, type: integer, required: true, min: 18, max: 110, missing: [], kk: "Жасыңыз?", ru: "Возраст?"}
  - id: B
    title: {kk: "Негізгі бөлік", ru: "Основная часть"}
    questions:
      - id: B1
        type: multiple
        kk: "Қайдан ақпарат аласыз?"
        ru: "Откуда узнаёте новости?"
        options:
          - {code: 1, kk: "Телеарна", ru: "Телевидение"}
          - {code: 2, kk: "Радио", ru: "Радио"}
          - {code: 3, kk: "Газет", ru: "Газета"}
      - id: B2
        type: single
        kk: "Сенесіз бе?"
        ru: "Доверяете?"
        options:
          - {code: 1, kk: "Сенемін", ru: "Доверяю"}
          - {code: 2, kk: "Сенбеймін", ru: "Не доверяю"}
      - id: B3
        type: single
        ask_if: "B2 == 2"
        kk: "Неге сенбейсіз?"
        ru: "Почему не доверяете?"
        options:
          - {code: 1, kk: "Тәжірибем бар", ru: "Есть опыт"}
          - {code: 2, kk: "Естідім", ru: "Слышал"}
      - id: B6
        type: single
        kk: "Қайда тудыңыз?"
        ru: "Где Вы родились?"
        options:
          - {code: KZ, kk: "Қазақстан", ru: "Казахстан"}
          - {code: UZ, kk: "Өзбекстан", ru: "Узбекистан"}
      - {id: B7, type: decimal, min: 0, max: 24, kk: "Неше сағат?", ru: "Сколько часов?"}
      - {id: B4, type: text, kk: "Тағы не айтасыз?", ru: "Что ещё скажете?"}
      - {id: B5, type: text, ask_if: "B2 == 2", kk: "Не болды?", ru: "Что произошло?"}
"""

Row = Mapping[str, str]
USUAL: dict[str, str] = {
    "W1": "2018Q1",
    "D1": "2018-03-07",
    "U1": "1",
    "P1": "01-007",
    "I1": "161",
    "A1": "1",
    "A2": "40",
    "B1": "1 3",
    "B2": "1",
    "B3": "",
    "B4": "",
    "B6": "KZ",
    "B7": "7.5",
    "B5": "",
    "base_weight": "100.5",
}
"""An interview in which nothing is wrong."""

TODAY = datetime.date(2018, 4, 10)
Receive = Callable[..., Delivery]
WriteList = Callable[..., Path]


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    """The small questionnaire."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return read_questionnaire(folder)


@pytest.fixture
def receive(form: Questionnaire, tmp_path: Path) -> Receive:
    """A function that writes interviews into a CSV file and receives it; each row says what differs from the usual.

    Keys are ``no-1``, ``no-2`` and so on unless a row has its own; a column that is None in the first row is left out.
    """

    def make(*rows: Row, name: str = "wave.csv", without: Sequence[str] = (), **lists: object) -> Delivery:
        numbered = [{"N1": f"no-{at}", **USUAL, **row} for at, row in enumerate(rows, start=1)]
        columns = [column for column in dict.fromkeys(key for row in numbered for key in row) if column not in without]
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore", restval="")
            writer.writeheader()
            writer.writerows(numbered)
        return receive_delivery(path, form, wave="2018Q1", today=TODAY, **lists)  # type: ignore[arg-type]

    return make


@pytest.fixture
def corrections(tmp_path: Path) -> WriteList:
    """A function that writes a list of corrections; each line says what differs from a full one."""
    usual = {"interview": "no-1", "variable": "A2", "reason": "paper form", "who": "A. Q.", "when": "2018-04-05"}
    return lambda *lines: _written(tmp_path / "corrections.csv", [usual | line for line in lines], (
        "interview", "row", "variable", "old", "new", "reason", "who", "when",
    ))  # fmt: skip


@pytest.fixture
def waivers(tmp_path: Path) -> WriteList:
    """A function that writes a list of waivers; each line says what differs from a full one."""
    usual = {"who": "A. Q.", "why": "checked by telephone"}
    return lambda *lines: _written(tmp_path / "waivers.csv", [usual | line for line in lines], (
        "finding", "rule", "interview", "variable", "who", "why", "until",
    ))  # fmt: skip


def _written(path: Path, lines: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(lines)
    return path
