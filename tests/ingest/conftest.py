"""A small questionnaire with one question of every kind, and a way to decode a few columns of a file."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from survey.findings import Findings
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire, read_questionnaire

QUESTIONNAIRE = """
id: small
version: "1"
title: {kk: "Кіші сауалнама", ru: "Малая анкета"}
languages: [kk, ru]
roles: {interview: H01, wave: H02, stratum: H04, date: H10, version: H13, consent: S01, age: S03}
missing:
  - {code: 97, reason: not_applicable, kk: "Маған қатысы жоқ", ru: "Ко мне не относится"}
  - {code: 98, reason: dont_know, kk: "Білмеймін / жауап беруге қиналамын", ru: "Не знаю / затрудняюсь ответить"}
  - {code: 99, reason: refused, kk: "Жауап беруден бас тартты", ru: "Отказ от ответа"}
  - {code: 999, reason: refused, kk: "Жауап беруден бас тартты", ru: "Отказ от ответа"}
missing_default: [98, 99]
lists:
  trust4:
    options:
      - {code: 1, kk: "Толық сенемін", ru: "Полностью доверяю"}
      - {code: 2, kk: "Негізінен сенемін", ru: "Скорее доверяю"}
      - {code: 3, kk: "Негізінен сенбеймін", ru: "Скорее не доверяю"}
      - {code: 4, kk: "Мүлде сенбеймін", ru: "Совсем не доверяю"}
scales:
  satisf:
    min: 0
    max: 10
    missing: [98, 99]
    anchors:
      - {code: 0, kk: "Мүлде қанағаттанбаймын", ru: "Совсем не удовлетворён(а)"}
      - {code: 10, kk: "Толық қанағаттанамын", ru: "Полностью удовлетворён(а)"}
header:
  title: {kk: "Бас бөлігі", ru: "Титул"}
  questions:
    - {id: H01, type: text, kk: "Сауалнама нөмірі", ru: "Номер анкеты"}
    - {id: H02, type: wave, kk: "Толқын", ru: "Волна"}
    - {id: H03, type: code, kk: "Сұхбат алушының коды", ru: "Код интервьюера"}
    - id: H04
      type: single
      kk: "Аудан / қала"
      ru: "Район / город"
      options:
        - {code: 1, kk: "Талдықорған қаласы", ru: "г. Талдыкорган"}
        - {code: 4, kk: "Ақсу ауданы", ru: "Аксуский район"}
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
  - id: S
    title: {kk: "Іріктеу", ru: "Отбор"}
    questions:
      - id: S01
        type: single
        required: true
        missing: []
        kk: "Қатысуға келісесіз бе?"
        ru: "Вы согласны участвовать?"
        options:
          - {code: 1, kk: "Иә, келісемін", ru: "Да, согласен(на)"}
          - {code: 2, kk: "Жоқ, келіспеймін", ru: "Нет, не согласен(на)", goto: END_REFUSAL}
      - id: S03
        type: integer
        required: true
        kk: "Жасыңыз нешеде?"
        ru: "Сколько Вам полных лет?"
        min: 0
        max: 110
        missing: [999]
        routing:
          - {if: "S03 < 18", goto: END_SCREENOUT}
  - id: B
    title: {kk: "Өмір", ru: "Жизнь"}
    questions:
      - {id: B02, type: scale, scale: satisf, kk: "Өмірге қанағаттанасыз ба?", ru: "Удовлетворены ли Вы жизнью?"}
      - id: B03
        type: multiple
        max_choices: 3
        kk: "Қандай мәселелер өзекті?"
        ru: "Какие проблемы самые острые?"
        options:
          - {code: 1, kk: "Жұмыссыздық", ru: "Безработица"}
          - {code: 2, kk: "Бағаның өсуі, табыстың төмендігі", ru: "Рост цен, низкие доходы"}
          - {code: 3, kk: "Мектеп, балабақша, білім беру", ru: "Школы, детские сады, образование"}
          - {code: 14, kk: "Мәселе жоқ", ru: "Проблем нет", exclusive: true}
          - {code: 96, kk: "Басқа (көрсетіңіз)", ru: "Другое (укажите)", specify: true}
  - id: C
    title: {kk: "Сенім", ru: "Доверие"}
    questions:
      - id: C01
        type: single
        kk: "Қаншалықты сенесіз?"
        ru: "Насколько Вы доверяете?"
        list: trust4
        missing_also: [97]
        rows:
          - {id: C01a, kk: "Президент", ru: "Президент Республики"}
          - {id: C01b, kk: "Полиция", ru: "Полиция"}
      - {id: C03, type: single, list: trust4, kk: "Полиция", ru: "Полиция"}
      - {id: C02, type: single, list: trust4, kk: "Көршілерге сенесіз бе?", ru: "Доверяете ли Вы соседям?"}
  - id: D
    title: {kk: "Қарым-қатынас", ru: "Отношения"}
    questions:
      - id: D04
        type: single
        kk: "Жанжал мүмкін бе?"
        ru: "Возможен ли конфликт?"
        options:
          - {code: 1, kk: "Мүмкін емес", ru: "Невозможен"}
          - {code: 3, kk: "Болуы мүмкін", ru: "Возможен"}
      - id: D05
        type: multiple
        ask_if: "D04 == 3"
        kk: "Оған не себеп болады?"
        ru: "Что станет причиной?"
        options:
          - {code: 1, kk: "Тұрмыстық ұрыс", ru: "Бытовые ссоры"}
          - {code: 2, kk: "Жер, су, жайылым", ru: "Земля, вода, пастбища"}
      - id: D06
        type: single
        ask_if: "has(D05, 1)"
        kk: "Ұрыс жиі бола ма?"
        ru: "Часто ли бывают ссоры?"
        options:
          - {code: 1, kk: "Жиі", ru: "Часто"}
          - {code: 2, kk: "Сирек", ru: "Редко"}
      - id: D07
        type: count
        kk: "Нешеуімен келісесіз?"
        ru: "Со сколькими Вы согласны?"
        min: 0
        max_by_version: {1: 2, 2: 3}
        split_by: H13
        statements:
          - {id: D07a, kk: "Мен теледидар көремін.", ru: "Я смотрю телевизор."}
          - {id: D07b, kk: "Мен базарға бардым.", ru: "Я был(а) на рынке."}
        treatment:
          - {id: D07c, kk: "Мен әкімдікке сенбеймін.", ru: "Я не доверяю акимату."}
      - id: D08
        type: single
        kk: "Қазақ тілін білесіз бе?"
        ru: "Владеете ли Вы казахским языком?"
        options:
          - {code: 1, kk: "Еркін сөйлеймін", ru: "Свободно говорю"}
          - {code: 4, kk: "Бұл тілді білмеймін", ru: "Не владею", goto: K01}
      - {id: D09, type: single, list: trust4, kk: "Аударылған жаңалықтарға сенесіз бе?", ru: "Доверяете ли Вы новостям?"}
  - id: K
    title: {kk: "Аяқтау", ru: "Завершение"}
    questions:
      - {id: K01, type: text, kk: "Не істеу керек?", ru: "Что нужно сделать?"}
observations:
  title: {kk: "Бақылаулар", ru: "Наблюдения"}
  questions:
    - {id: O01, type: time, kk: "Аяқталған уақыты", ru: "Время окончания"}
"""

Columns = Mapping[str, list[object]]


Decode = Callable[..., tuple[Interviews, Findings]]


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    folder = tmp_path_factory.mktemp("small")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return read_questionnaire(folder)


@pytest.fixture(scope="session")
def decoded(form: Questionnaire) -> Decode:
    """Decodes columns of a file, with what the file says of them; a key column is added when there is none."""

    def decode_columns(columns: Columns, *, read: object = None, **carried: object) -> tuple[Interviews, Findings]:
        n = len(next(iter(columns.values())))
        cells = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
        if "H01" not in columns:
            cells.insert(0, "H01", [f"K-{row}" for row in range(n)])
        raw = RawTable("wave.csv", "csv", "0" * 64, cells, **carried)  # type: ignore[arg-type]
        return decode(raw, form, read=read)  # type: ignore[arg-type]

    return decode_columns


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Writes a file; text as UTF-8."""

    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
