"""A questionnaire of everything unusual on paper: nothing is lost, cut or taken for markup, in both formats and in the sheet."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import survey
import survey.text
from survey.exchange.form_limits import numbers_said
from survey.exchange.form_words import FormWords
from survey.exchange.paper.paper_building import paper_form
from survey.exchange.paper.paper_docx import paper_docx
from survey.exchange.paper.paper_model import CodeList, MarkGrid, WriteField, WriteGrid
from survey.exchange.paper.paper_pdf import paper_pdf, paper_source
from survey.language_files import read_language, use_language
from survey.questionnaire import Questionnaire
from survey.reports.writers.typst_words import extent
from tests.exchange.test_paper import plain, said
from tests.mechanical_language import translated
from tests.reports.pdf_reading import PdfFile

LONG = "Бұл өте ұзын сөйлем, ол бірнеше жолға созылады. " * 60
ODD = f"""
id: odd_paper
version: "1 #x $y *z* _w_ <v>"
title: {{kk: 'Тосын "сауалнама" \\ #let x', ru: 'Странная "анкета" [x] $1$'}}
languages: [kk, ru]
roles: {{interview: N1}}
missing:
  - {{code: 98, reason: dont_know, kk: "Білмеймін", ru: "Не знаю"}}
  - {{code: 99, reason: refused, kk: "Айтпаймын", ru: "Не скажу"}}
  - {{code: REF, reason: refused, kk: "Бас тартты", ru: "Отказ"}}
missing_default: [98, 99]
lists:
  many:
    options:
{"".join(f'      - {{code: {at}, kk: "Өте ұзынжауапсөзі {at}", ru: "Длинноесловоответа {at}"}}{chr(10)}' for at in range(1, 13))}
scales:
  percent: {{min: 0, max: 100, missing: []}}
  short: {{min: -2, max: 2, missing: [98]}}
  wide: {{min: 0, max: 20, missing: [98], anchors: [{{code: 20, kk: "Ең көбі", ru: "Больше всего"}}]}}
header:
  title: {{kk: "Бас бөлік", ru: "Шапка"}}
  questions:
    - {{id: N1, type: code, kk: "Нөмірі", ru: "Номер"}}
blocks:
  - id: A
    title: {{kk: "Негізгі бөлік", ru: "Основная часть"}}
    intro: {{kk: "{LONG}", ru: "Коротко."}}
    questions:
      - {{id: OWN, type: single, list: many, kk: "Қай топ?", ru: "Какая группа?"}}
      - id: MANY
        type: single
        list: many
        mask_own_group: OWN
        kk: "#strong[Ең] *көп* _баған_"
        ru: "Много `столбцов`"
        rows:
          - {{id: MANYa, group: 1, kk: "Бірінші", ru: "Первая"}}
          - {{id: MANYb, group: 2, kk: "Екінші", ru: "Вторая"}}
      - id: SEVERAL
        type: multiple
        kk: "Қайсысы?"
        ru: "Какие?"
        rotate: true
        options:
          - {{code: north, kk: "Солтүстік", ru: "Север"}}
          - {{code: south-east, kk: "Оңтүстік-шығыс", ru: "Юго-восток"}}
          - {{code: else, specify: true, exclusive: true, kk: "Басқа", ru: "Другое"}}
      - id: EACH
        type: single
        kk: "Қайсысы қайда?"
        ru: "Что где?"
        options:
          - {{code: 1, kk: "Су", ru: "Вода"}}
          - {{code: 2, specify: true, kk: "Басқа", ru: "Другое"}}
          - {{code: 3, kk: "Ештеңе", ru: "Ничего"}}
        rows:
          - {{id: EACHa, kk: "Ауылда", ru: "В селе"}}
          - {{id: EACHb, kk: "Қалада", ru: "В городе"}}
      - id: NUMBERS
        type: integer
        min: 0
        max: 24
        kk: "Неше сағат?"
        ru: "Сколько часов?"
        rows:
          - {{id: NUMBERSa, kk: "Жұмыста", ru: "На работе"}}
          - {{id: NUMBERSb, kk: "Үйде", ru: "Дома"}}
      - {{id: FREE, type: integer, missing: [REF], kk: "Қанша?", ru: "Сколько?"}}
      - {{id: DEGREES, type: decimal, min: -40.5, max: 50, ask_if: "FREE > 3 and not answered(SEVERAL)", kk: "Неше градус?", ru: "Сколько градусов?"}}
      - {{id: DAY, type: date, missing: [98], kk: "Қай күні?", ru: "В какой день?"}}
      - id: LEADS
        type: single
        kk: "Жүресіз бе?"
        ru: "Поедете?"
        options:
          - {{code: 1, kk: "Иә", ru: "Да"}}
          - {{code: 2, goto: LAST, kk: "Жоқ", ru: "Нет"}}
        rows:
          - {{id: LEADSa, kk: "Қалаға", ru: "В город"}}
          - {{id: LEADSb, kk: "Ауылға", ru: "В село"}}
      - {{id: SHORT, type: scale, scale: short, kk: "Қалай?", ru: "Как?", rows: [{{id: SHORTa, kk: "Осында", ru: "Здесь"}}]}}
      - {{id: WIDE, type: scale, scale: wide, kk: "Қанша?", ru: "Сколько?", rows: [{{id: WIDEa, kk: "Мұнда", ru: "Тут"}}]}}
      - {{id: BETWEEN, type: text, kk: "Неге?", ru: "Почему?"}}
      - {{id: LAST, type: scale, scale: percent, kk: "Бағалаңыз", ru: "Оцените"}}
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "questionnaire.yaml").write_text(ODD, encoding="utf-8")
    return survey.read_questionnaire(folder)


@pytest.mark.parametrize("languages", [("kk",), ("kk", "ru")])
def test_nothing_is_lost(odd: Questionnaire, languages: tuple[str, ...]) -> None:
    paper = paper_form(odd, languages)
    with zipfile.ZipFile(io.BytesIO(paper_docx(paper))) as packed:
        document = packed.read("word/document.xml").decode()
    word = plain(re.sub("<[^>]+>", "", document).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    page = plain(PdfFile(paper_pdf(paper)).text)
    expected = [
        one
        for section in paper.sections
        for question in section.questions
        for language in languages
        for one in said(question, language)
    ]
    expected += [paper.title[one] for one in languages] + [paper.version[one] for one in languages]
    expected += [section.intro[one] for section in paper.sections if section.intro for one in languages]
    assert len(expected) > 80 * len(languages)
    assert [one for one in expected if plain(one) not in page] == []
    assert [one for one in expected if plain(one) not in word] == []


def test_answers_of_a_battery_lead_in_words(odd: Questionnaire) -> None:
    """An arrow in a column would be read for one row only."""
    notes = {one.id: one for one in paper_form(odd, ("ru",)).sections[1].questions}
    last = notes["LEADS"].parts[-1]
    assert getattr(last, "text", {})["ru"] == "Если хотя бы в одной строке LEADS отмечено 2: переходите к LAST."
    own = notes["MANY"].parts[0]
    assert "Строку о собственной группе респондента (OWN) пропустите." in getattr(own, "text", {})["ru"]


def test_a_battery_with_an_answer_in_words_has_a_line(odd: Questionnaire) -> None:
    parts = next(one for one in paper_form(odd, ("ru",)).sections[1].questions if one.id == "EACH").parts
    assert isinstance(parts[1], MarkGrid)
    assert isinstance(parts[2], WriteField)
    assert parts[2].form["ru"] == "Запишите ответ словами респондента."


def test_a_battery_of_more_codes_than_columns_takes_codes(odd: Questionnaire) -> None:
    """Twenty-one points and a code for no answer are listed, and each row has two boxes."""
    question = next(one for one in paper_form(odd, ("ru",)).sections[1].questions if one.id == "WIDE")
    codes, grid = question.parts[1:]
    assert isinstance(codes, CodeList)
    assert [one.code for one in codes.codes] == [*map(str, range(21)), "98"]
    assert isinstance(grid, WriteGrid)
    assert (grid.field.kind, grid.field.n, grid.field.form["ru"]) == ("digits", 2, "Запишите код.")


def test_the_sheet_takes_unusual_codes(odd: Questionnaire, tmp_path: Path) -> None:
    """Texts as codes of options and of blanks; a number without bounds."""
    path = survey.write_entry_sheet(odd, tmp_path / "entry.xlsx").path
    sheet = openpyxl.load_workbook(path).worksheets[0]
    headings = {cell.value: cell.column_letter for cell in sheet[5]}
    assert {"SEVERAL_south_east", "SEVERAL_else", "SEVERAL_other", "SEVERAL_98", "NUMBERSb"} <= headings.keys()
    checks = {str(one.sqref).partition("6:")[0]: str(one.formula1) for one in sheet.data_validations.dataValidation}
    free = headings["FREE"]
    assert checks[free] == f'OR(AND(ISNUMBER({free}6),{free}6=INT({free}6)),{free}6="REF")'


def test_a_language_of_the_workspace_is_written_with_its_words(tmp_path: Path, languages_as_before: None) -> None:
    """Its catalogue is complete; next to it is a language of the program."""
    (tmp_path / "eu.toml").write_text(translated("eu"), encoding="utf-8")
    use_language(read_language(tmp_path / "eu.toml"))
    form = survey.read_questionnaire(Path(__file__).parents[1] / "data" / "household_panel" / "questionnaire")
    file = PdfFile(paper_pdf(paper_form(form, ("eu", "en"))))
    page = plain(file.text)
    assert plain("‹Ask if ‹the answer to A3 is 1›.›") in page
    assert plain("Ask if the answer to A3 is 1.") in page
    assert plain("‹No answer:›") in page
    assert plain("Zenbat metro karratu ditu etxeak?") in page
    survey.text._load.cache_clear()


def test_decimals_come_after_the_mark_of_the_language(odd: Questionnaire) -> None:
    """A comma in Kazakh, a point in English."""
    household = survey.read_questionnaire(Path(__file__).parents[1] / "data" / "household_panel" / "questionnaire")
    marks = []
    for form, language in ((odd, "kk"), (household, "en")):
        with zipfile.ZipFile(io.BytesIO(paper_docx(paper_form(form, (language,))))) as packed:
            marks += re.findall(r"\|__\| (.) \|__", packed.read("word/document.xml").decode())
        assert f'#let decimal-mark = "{marks[-1]}"' in paper_source(paper_form(form, (language,)))
    assert marks == [",", "."]


def test_bounds_are_said_with_the_mark_of_the_language(odd: Questionnaire) -> None:
    """In the message about limits, which all forms share."""
    said = numbers_said(odd.variable("DEGREES").question, FormWords(("kk", "ru")))
    assert "-40,5" in said["kk"]
    assert "-40,5" in said["ru"]
    assert "." not in said["ru"].rstrip(".")


def test_a_long_id_is_broken_within_its_column(tmp_path: Path) -> None:
    """At its lines; one of 32 capital letters has none."""
    text = "\n".join(
        (
            'id: long\nversion: "1"\nlanguages: [en]\ntitle: {en: "T"}\nmissing: []\nmissing_default: []\nroles: {interview: KEY}',
            'blocks:\n  - id: B\n    title: {en: "B"}\n    questions:',
            '      - {id: KEY, type: text, en: "Key"}',
            '      - {id: income_of_the_household_2024_all, type: text, en: "Income"}',
            f'      - {{id: {"ABCD" * 8}, type: single, en: "Letters", options: [{{code: 1, en: "One"}}], rows: [{{id: {"WXYZ" * 8}, en: "Row"}}]}}',
        )
    )
    (tmp_path / "questionnaire.yaml").write_text(text, encoding="utf-8")
    source = paper_source(paper_form(survey.read_questionnaire(tmp_path), ("en",)))
    broken = [one.split("\N{ZERO WIDTH SPACE}") for one in re.findall(r'"([^" ]*\u200b[^" ]*)"', source)]
    assert ["income_of_the_", "household_2024_all"] in broken
    assert {"".join(one) for one in broken} == {"income_of_the_household_2024_all", "ABCD" * 8, "WXYZ" * 8}
    sizes = [8.5 if one[0].startswith("WXYZ") else 10.5 for one in broken]
    assert max(extent(line, size) for one, size in zip(broken, sizes, strict=True) for line in one) <= 110
