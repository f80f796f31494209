"""A small questionnaire that has one of everything, and what is told of it after an edit."""

from collections.abc import Callable
from pathlib import Path

import pytest

from survey.errors import QuestionnaireError
from survey.questionnaire.questionnaire_folder import read_questionnaire

SMALL = """\
id: small
version: "1"
title: {kk: "Сауалнама", ru: "Анкета"}
languages: [kk, ru]
roles: {interview: H01}
facts: {mode: face_to_face}
missing:
  - {code: 97, reason: not_applicable, kk: "Маған қатысы жоқ", ru: "Не относится"}
  - {code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}
  - {code: 99, reason: refused, kk: "Бас тартты", ru: "Отказ"}
missing_default: [98, 99]
lists:
  trust2:
    positive: [1]
    negative: [2]
    options:
      - {code: 1, score: 100, kk: "Сенемін", ru: "Доверяю"}
      - {code: 2, score: 0, kk: "Сенбеймін", ru: "Не доверяю"}
scales:
  ten:
    min: 0
    max: 10
    scored: true
    anchors:
      - {code: 0, kk: "Мүлде", ru: "Совсем нет"}
header:
  title: {kk: "Басы", ru: "Начало"}
  questions:
    - {id: H01, type: text, kk: "Нөмірі", ru: "Номер"}
    - id: H02
      type: single
      kk: "Нұсқасы"
      ru: "Версия"
      options:
        - {code: 1, kk: "Бірінші", ru: "Первая"}
        - {code: 2, kk: "Екінші", ru: "Вторая"}
blocks:
  - id: A
    title: {kk: "Негізгі", ru: "Основная"}
    intro: {kk: "Сәлеметсіз бе", ru: "Здравствуйте"}
    questions:
      - id: A01
        type: integer
        required: true
        min: 0
        max: 97
        routing: [{if: "A01 < 18", goto: END_SCREENOUT}]
        kk: "Жасыңыз"
        ru: "Возраст"
      - id: A02
        type: single
        list: trust2
        rotate: true
        kk: "Сенесіз бе"
        ru: "Доверяете ли"
        rows:
          - {id: A02a, kk: "Армия", ru: "Армия", indicator: TRUST}
          - {id: A02b, kk: "Сот", ru: "Суд", reverse: true}
      - id: A03
        type: multiple
        max_choices: 2
        ask_if: "any(A02) == 2 and A01 > 20"
        kk: "Неге"
        ru: "Почему"
        options:
          - {code: 1, kk: "Себебі бір", ru: "Причина один"}
          - {code: 2, kk: "Себебі екі", ru: "Причина два", goto: A05}
          - {code: 3, kk: "Себебі жоқ", ru: "Причины нет", exclusive: true}
          - {code: 96, kk: "Басқа", ru: "Другое", specify: true}
      - id: A04
        type: scale
        scale: ten
        missing_also: [97]
        kk: "Баға"
        ru: "Оценка"
      - id: A05
        type: count
        min: 0
        max_by_version: {1: 1, 2: 2}
        split_by: H02
        kk: "Нешеуі"
        ru: "Сколько"
        statements:
          - {id: A05a, kk: "Бірінші пікір", ru: "Первое мнение"}
        treatment:
          - {id: A05b, kk: "Екінші пікір", ru: "Второе мнение"}
observations:
  title: {kk: "Соңы", ru: "Конец"}
  questions:
    - {id: O01, type: time, kk: "Уақыты", ru: "Время"}
"""

GROUPS = """\
groupings:
  - id: version
    kk: "Нұсқа"
    ru: "Версия"
    from: H02
  - id: age
    kk: "Жас тобы"
    ru: "Возраст"
    categories:
      - {code: 1, id: young, kk: "Жас", ru: "Молодые", when: "A01 < 30"}
      - {code: 2, id: old, kk: "Үлкен", ru: "Старшие", when: "A01 >= 30"}
"""

Tell = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the small questionnaire and its groupings."""
    (tmp_path / "questionnaire.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def told(folder: Path) -> Tell:
    """What is told after replacing one text by another: code, line:column, marked characters of each complaint."""

    def tell(old: str, new: str, file: str = "questionnaire.yaml") -> list[tuple[str, str, str]]:
        path = folder / file
        source = path.read_text(encoding="utf-8")
        assert source.count(old) == 1
        path.write_text(source.replace(old, new), encoding="utf-8")
        with pytest.raises(QuestionnaireError) as caught:
            read_questionnaire(folder)
        assert {Path(one.place.file).name for one in caught.value.complaints} == {file}
        return [
            (one.code, f"{one.place.line}:{one.place.column}", one.source[one.mark[0] : one.mark[0] + one.mark[1]])
            for one in caught.value.complaints
        ]

    return tell
