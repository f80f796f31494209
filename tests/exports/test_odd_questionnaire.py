"""A questionnaire with everything that formats have no place for; it comes back all the same."""

from pathlib import Path

import pandas as pd
import pytest
from tests.exports.test_round_trip import differences, read_back

from survey.exchange import write_dictionary
from survey.exports import write_file
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import read_questionnaire
from survey.questionnaire.model import Questionnaire

ODD = """
id: odd
version: "1"
title: {kk: "Тосын сауалнама", ru: "Странная анкета"}
languages: [kk, ru]
roles: {interview: N1}
missing:
  - {code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}
  - {code: 99, reason: refused, kk: "Айтпаймын", ru: "Не скажу"}
  - {code: 3, reason: not_applicable, kk: "Маған қатысы жоқ", ru: "Не про меня"}
missing_default: [98, 99]
header:
  title: {kk: "Бас бөлік", ru: "Шапка"}
  questions:
    - {id: N1, type: text, kk: "Нөмірі", ru: "Номер"}
blocks:
  - id: A
    title: {kk: "Негізгі бөлік", ru: "Основная часть"}
    questions:
      - {id: DAY, type: date, missing: [98, 99], kk: "Қай күні?", ru: "В какой день?"}
      - id: PLACE
        type: single
        kk: "Қайда?"
        ru: "Где?"
        options:
          - {code: north, kk: "Солтүстікте", ru: "На севере"}
          - {code: south, kk: "Оңтүстікте", ru: "На юге"}
      - id: HOLES
        type: single
        missing: [3, 98, 99]
        kk: "Қанша?"
        ru: "Сколько?"
        options:
          - {code: 1, kk: "Бір", ru: "Один"}
          - {code: 4, kk: "Төрт", ru: "Четыре"}
          - {code: 8, kk: "Сегіз", ru: "Восемь"}
          - {code: 98765, kk: "Көп", ru: "Много"}
      - {id: DEGREES, type: decimal, missing: [], ask_if: HOLES == 1, kk: "Неше градус?", ru: "Сколько градусов?"}
      - {id: WORDS, type: text, ask_if: HOLES == 1, kk: "Неге?", ru: "Почему?"}
      - {id: PLAIN, type: single, missing: [], kk: "Иә ме?", ru: "Да?", options: [{code: 1, kk: "Иә", ru: "Да"}, {code: 2, kk: "Жоқ", ru: "Нет"}]}
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    """Dates with codes, codes of blanks between answers, numbers without bounds, a question without codes."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "questionnaire.yaml").write_text(ODD, encoding="utf-8")
    (folder / "groups.yaml").write_text("groupings: []\n", encoding="utf-8")
    return read_questionnaire(folder)


def interviews(form: Questionnaire) -> Interviews:
    cells = pd.DataFrame(
        {
            "N1": ["a", "b", "c", "d", "e", "f"],
            "DAY": ["2018-03-05", "98", "", "2018-03-06", "99", "2018-03-07"],
            "PLACE": ["north", "south", "98", "", "99", "south"],
            "HOLES": ["1", "3", "99", "98", "98765", "1"],
            "DEGREES": ["-1.5", "", "", "", "", "-1"],
            "WORDS": ["98", "", "", "", "", "мен"],
            "PLAIN": ["1", "Р", "2", "", "Р", "1"],
        }
    )
    raw = RawTable(
        "odd.dta",
        "dta",
        "",
        cells,
        value_labels={"PLAIN": {"Р": "Отказ"}},
        user_missing={"PLAIN": (("Р", "Р"),)},
    )
    return decode(raw, form)[0]


RULES = {
    "sav": {"DAY": "dates_as_text", "HOLES": "missing_undeclared", "DEGREES": "reason_empty", "PLAIN": "code_added"},
    "dta": {"DAY": "dates_as_text"},
    "parquet": {"DAY": "dates_as_text", "DEGREES": "reason_empty", "PLAIN": "code_added"},
    "csv": {"DEGREES": "reason_empty", "PLAIN": "code_added"},
}


@pytest.mark.parametrize("format_", RULES)
def test_it_comes_back_and_its_oddities_are_named(odd: Questionnaire, format_: str, tmp_path: Path) -> None:
    """A reason without a code is lost to ``decode`` in formats that declare nothing; the finding says so."""
    before = interviews(odd)
    assert before.reasons["PLAIN"].tolist() == [0, 2, 0, 5, 2, 0]
    written = write_file(before, tmp_path / f"odd.{format_}", language="ru")
    found = {one.variable: one.rule for one in written.findings if one.variable is not None}
    assert found == RULES[format_]
    again, _ = read_back(written.path, odd)
    lost = {"reason of PLAIN"} if format_ in ("parquet", "csv") else set()
    assert set(differences(before, again)) == lost


CODES = """
id: codes
version: "1"
title: {en: "Codes"}
languages: [en]
roles: {interview: N1}
missing:
  - {code: -1, reason: dont_know, en: "Don't know"}
  - {code: REF, reason: refused, en: "Refused"}
missing_default: [-1]
header: {title: {en: "Cover"}, questions: [{id: N1, type: text, en: "Number"}]}
blocks:
  - id: A
    title: {en: "Part"}
    questions:
      - {id: WORK, type: single, en: "Work?", options: [{code: 1, en: "It does"}, {code: 2, en: "It fails"}]}
      - id: BEEN
        type: multiple
        missing: [REF]
        ask_if: WORK == 1
        en: "Where have you been?"
        options: [{code: KZ, en: "Kazakhstan"}, {code: KG, en: "Kyrgyzstan"}]
      - {id: HOURS, type: integer, ask_if: WORK == 1, en: "Hours?"}
"""


def test_codes_of_blanks_of_other_conventions(tmp_path: Path) -> None:
    """-1 is "don't know" here, so "not asked" is empty; the options of a choice with text codes are numbers."""
    (tmp_path / "questionnaire.yaml").write_text(CODES, encoding="utf-8")
    (tmp_path / "groups.yaml").write_text("groupings: []\n", encoding="utf-8")
    form = read_questionnaire(tmp_path)
    cells = {"N1": "abcd", "WORK": ["1", "1", "2", "-1"], "HOURS": ["5", "-1", "", ""]}
    options = {"BEEN_KZ": ["1", "REF", "", ""], "BEEN_KG": ["0", "REF", "", ""]}
    before, _ = decode(RawTable("c.csv", "csv", "", pd.DataFrame({**cells, "N1": list("abcd"), **options})), form)
    for suffix in ("csv", "sav", "dta"):
        written = write_file(before, tmp_path / f"codes.{suffix}")
        again, _ = read_back(written.path, form)
        assert again.reasons["HOURS"].tolist() == before.reasons["HOURS"].tolist() == [0, 1, 4, 4]
        assert again.answers["BEEN_KZ"][0] == 1
        assert (suffix == "dta") == (
            "BEEN_KZ" not in {one.variable for one in written.findings.of(rule="reason_empty")}
        )
    for (path,) in (
        write_dictionary(form, tmp_path / "codes.sps", "spss"),
        write_dictionary(form, tmp_path / "codes.do", "stata"),
    ):
        assert "BEEN_KZ" in path.read_text("utf-8")
