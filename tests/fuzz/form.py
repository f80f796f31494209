"""A questionnaire with one question of every kind, and the answers of a few interviews to it."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, replace
from pathlib import Path

from survey.questionnaire import Questionnaire, read_questionnaire

Cell = object
"""A cell as it is written: text, a number, a date, None for an empty one, or a mark of :mod:`tests.fuzz.extremes`."""

N_INTERVIEWS = 24
QUESTIONNAIRE = """
id: fuzz
version: "1"
title: {kk: "Сынақ сауалнамасы", ru: "Пробная анкета"}
languages: [kk, ru]
roles: {interview: H01, wave: H02, interviewer: H03, stratum: H04, psu: H07, date: H10, start: H11, version: H13, age: S03}
missing:
  - {code: 98, reason: dont_know, kk: "Жауап беруге қиналамын", ru: "Затрудняюсь ответить"}
  - {code: 99, reason: refused, kk: "Жауап беруден бас тартты", ru: "Отказ от ответа"}
  - {code: 998, reason: dont_know, kk: "Жауап беруге қиналамын", ru: "Затрудняюсь ответить"}
missing_default: [98, 99]
scales:
  satisfied:
    min: 0
    max: 10
    missing: [98, 99]
    anchors:
      - {code: 0, kk: "Мүлде қанағаттанбаймын", ru: "Совсем не удовлетворён"}
      - {code: 10, kk: "Толық қанағаттанамын", ru: "Полностью удовлетворён"}
header:
  title: {kk: "Бас бөлігі", ru: "Титул"}
  questions:
    - {id: H01, type: text, required: true, kk: "Сауалнама нөмірі", ru: "Номер анкеты"}
    - {id: H02, type: wave, kk: "Толқын", ru: "Волна"}
    - {id: H03, type: code, kk: "Сұхбат алушының коды", ru: "Код интервьюера"}
    - id: H04
      type: single
      kk: "Аудан"
      ru: "Район"
      options:
        - {code: 1, kk: "Текелі қаласы", ru: "г. Текели"}
        - {code: 2, kk: "Ақсу ауданы", ru: "Аксуский район"}
    - {id: H07, type: code, kk: "Нүкте", ru: "Точка опроса"}
    - {id: H10, type: date, kk: "Күні", ru: "Дата"}
    - {id: H11, type: time, kk: "Басталған уақыты", ru: "Время начала"}
    - id: H13
      type: single
      kk: "Сауалнама нұсқасы"
      ru: "Версия анкеты"
      options:
        - {code: 1, kk: "1-нұсқа", ru: "Версия 1"}
        - {code: 2, kk: "2-нұсқа", ru: "Версия 2"}
blocks:
  - id: B
    title: {kk: "Өмір", ru: "Жизнь"}
    questions:
      - {id: S03, type: integer, required: true, min: 0, max: 110, missing: [998], kk: "Жасыңыз?", ru: "Сколько Вам лет?"}
      - {id: B02, type: scale, scale: satisfied, kk: "Өмірге қанағаттанасыз ба?", ru: "Довольны ли Вы жизнью?"}
      - id: B03
        type: multiple
        kk: "Қандай мәселелер өзекті?"
        ru: "Какие проблемы острые?"
        options:
          - {code: 1, kk: "Жұмыссыздық", ru: "Безработица"}
          - {code: 2, kk: "Бағаның өсуі, табыс", ru: "Рост цен, доходы"}
          - {code: 3, kk: "Мектеп", ru: "Школы"}
          - {code: 14, kk: "Мәселе жоқ", ru: "Проблем нет", exclusive: true}
      - id: C01
        type: single
        kk: "Қаншалықты сенесіз?"
        ru: "Насколько Вы доверяете?"
        options:
          - {code: 1, kk: "Толық сенемін", ru: "Полностью доверяю"}
          - {code: 2, kk: "Негізінен сенемін", ru: "Скорее доверяю"}
          - {code: 3, kk: "Мүлде сенбеймін", ru: "Совсем не доверяю"}
        rows:
          - {id: C01a, kk: "Президент", ru: "Президент"}
          - {id: C01b, kk: "Полиция", ru: "Полиция"}
      - id: D05
        type: single
        ask_if: "C01a == 1"
        kk: "Неге сенесіз?"
        ru: "Почему доверяете?"
        options:
          - {code: 1, kk: "Жақсы жұмыс", ru: "Хорошая работа"}
          - {code: 2, kk: "Үйреніп кеттім", ru: "Привычка"}
      - id: D07
        type: count
        min: 0
        max_by_version: {1: 2, 2: 3}
        split_by: H13
        kk: "Нешеуімен келісесіз?"
        ru: "Со сколькими Вы согласны?"
        statements:
          - {id: D07a, kk: "Мен теледидар көремін.", ru: "Я смотрю телевизор."}
          - {id: D07b, kk: "Мен базарға бардым.", ru: "Я был(а) на рынке."}
        treatment:
          - {id: D07c, kk: "Мен әкімдікке сенбеймін.", ru: "Я не доверяю акимату."}
      - {id: D08, type: date, kk: "Туған күніңіз?", ru: "Дата рождения?"}
      - {id: D09, type: decimal, min: 0, max: 500, missing: [], kk: "Табысыңыз?", ru: "Ваш доход?"}
      - {id: K01, type: text, kk: "Не істеу керек?", ru: "Что нужно сделать?"}
"""
_TEXTS = ("Жол салу керек", "Построить дорогу", "Больше работы; и школ", "Ничего", "Ән-күй", "«Да», сказал он")


def make_form(folder: Path) -> Questionnaire:
    """The questionnaire, written into a folder and read from it."""
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return read_questionnaire(folder)


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of cells, as a file says them."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, name: str) -> list[Cell]:
        """Cells of one column."""
        at = self.names.index(name)
        return [row[at] for row in self.rows]

    def put(self, row: int, name: str, cell: Cell) -> Table:
        """The table with one other cell."""
        at = self.names.index(name)
        changed = (*self.rows[row][:at], cell, *self.rows[row][at + 1 :])
        return replace(self, rows=(*self.rows[:row], changed, *self.rows[row + 1 :]))

    def put_column(self, name: str, cells: list[Cell]) -> Table:
        """The table with another column."""
        at = self.names.index(name)
        return replace(
            self, rows=tuple((*row[:at], cell, *row[at + 1 :]) for row, cell in zip(self.rows, cells, strict=True))
        )


def small_table(*, options: bool, seed: int = 7) -> Table:
    """Interviews without a mistake; the multiple choice as option columns or as a list of codes."""
    draw = random.Random(seed)
    rows = [_interview(number, draw) for number in range(N_INTERVIEWS)]
    names = tuple(rows[0])
    table = Table(names, tuple(tuple(row.values()) for row in rows))
    return _as_options(table) if options else table


def _interview(number: int, draw: random.Random) -> dict[str, Cell]:
    trust = draw.choice((1, 2, 3, 98))
    row: dict[str, Cell] = {
        "H01": f"2018Q1-{number + 1:04d}",
        "H02": "2018Q1",
        "H03": f"{draw.randrange(1, 5):03d}",
        "H04": 1 + number % 2,
        "H07": f"{101 + number // 6}",
        "H10": datetime.date(2018, 3, 1) + datetime.timedelta(days=draw.randrange(25)),
        "H11": f"{draw.randrange(9, 20):02d}:{draw.randrange(60):02d}",
        "H13": 1 + number % 2,
        "S03": draw.randrange(18, 90),
        "B02": draw.choice((0, 3, 5, 7, 10, 98)),
        "B03": draw.choice(("1", "2", "1 2", "2 3", "1 2 3", "14")),
        "C01a": trust,
        "C01b": draw.choice((1, 2, 3, 99)),
        "D05": draw.choice((1, 2)) if trust == 1 else None,
        "D07": draw.randrange(3),
        "D08": datetime.date(1940 + draw.randrange(60), draw.randrange(1, 13), draw.randrange(1, 29)),
    }
    row["D09"] = draw.randrange(1, 4000) / 8
    row["K01"] = draw.choice(_TEXTS)
    row["base_weight"] = draw.randrange(8000, 24000) / 8
    return row


CODES_OF_CHOICE = (1, 2, 3, 14)


def _as_options(table: Table) -> Table:
    at = table.names.index("B03")
    names = (*table.names[:at], *(f"B03_{code}" for code in CODES_OF_CHOICE), *table.names[at + 1 :])
    return Table(names, tuple((*row[:at], *_marks(row[at]), *row[at + 1 :]) for row in table.rows))


def _marks(listed: Cell) -> tuple[int, ...]:
    chosen = str(listed).split()
    return tuple(int(str(code) in chosen) for code in CODES_OF_CHOICE)
