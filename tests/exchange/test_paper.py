"""The paper questionnaire: every question, code and sentence is on its pages, and no question is on two of them."""

from __future__ import annotations

import functools
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

import survey
from survey.errors import SurveyError
from survey.exchange.paper.paper_building import paper_form
from survey.exchange.paper.paper_docx import paper_docx
from survey.exchange.paper.paper_model import (
    Choice,
    ChoiceList,
    CodeList,
    MarkGrid,
    Note,
    PaperForm,
    PaperQuestion,
    ScaleLine,
    WriteField,
    WriteGrid,
)
from survey.exchange.paper.paper_pdf import paper_pdf, paper_source
from survey.questionnaire import Questionnaire
from tests.reports.pdf_reading import PdfFile

INTERETHNIC = Path(__file__).parents[2] / "questionnaires" / "interethnic"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LANGUAGES = [("kk",), ("ru",), ("kk", "ru")]


@functools.cache
def shipped() -> Questionnaire:
    return survey.read_questionnaire(INTERETHNIC)


@functools.cache
def paper(languages: tuple[str, ...]) -> PaperForm:
    return paper_form(shipped(), languages)


@functools.cache
def pdf(languages: tuple[str, ...]) -> PdfFile:
    return PdfFile(paper_pdf(paper(languages)))


def plain(text: str) -> str:
    """The letters without spaces, which a line end takes the place of, and without places to break a word."""
    return re.sub(r"[\s\u200b]+", "", text)


def page_texts(languages: tuple[str, ...]) -> list[str]:
    file = pdf(languages)
    return [plain("".join(file.words(page))) for page in range(len(file.pages))]


@functools.cache
def docx(languages: tuple[str, ...]) -> bytes:
    return paper_docx(paper(languages))


@functools.cache
def body(languages: tuple[str, ...]) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(docx(languages))) as packed:
        return ElementTree.fromstring(packed.read("word/document.xml"))[0]


def docx_texts(languages: tuple[str, ...]) -> list[str]:
    return [one.text or "" for one in body(languages).iter(f"{W}t")]


def choices_of(question: PaperQuestion) -> Iterator[Choice]:
    for part in question.parts:
        match part:
            case ChoiceList() | MarkGrid():
                yield from (*part.answers, *part.missing)
            case ScaleLine(points=points, missing=missing):
                yield from (*points, *missing)
            case WriteField(missing=missing) | WriteGrid(field=WriteField(missing=missing)):
                yield from missing
            case CodeList(codes=codes):
                yield from codes
            case Note():
                pass


def said(question: PaperQuestion, language: str) -> Iterator[str]:
    """Everything that the pages must say about a question, but its codes."""
    yield question.id
    yield question.text[language]
    for part in (*question.before, *question.parts):
        match part:
            case Note(text=text):
                yield text[language]
            case MarkGrid(rows=rows) | WriteGrid(rows=rows):
                for row in rows:
                    yield from (row.id, row.text[language])
                    yield row.remark[language] if row.remark else ""
            case WriteField(form=form) if form:
                yield form[language]
    for one in choices_of(question):
        yield one.text[language] if one.text else ""
        yield one.remark[language] if one.remark else ""
        yield one.arrow[language] if one.arrow else ""


@pytest.mark.parametrize("languages", LANGUAGES)
def test_everything_is_on_the_pages(languages: tuple[str, ...]) -> None:
    """Wordings, instructions, routing, codes, rows and cards, in every language of the form."""
    text, form = "".join(page_texts(languages)), paper(languages)
    expected = [
        one
        for section in form.sections
        for question in section.questions
        for language in languages
        for one in said(question, language)
    ]
    expected += [section.title[language] for section in form.sections for language in languages]
    expected += [section.intro[language] for section in form.sections for language in languages if section.intro]
    expected += [card.title[language] for card in form.cards for language in languages]
    assert len(expected) > 800 * len(languages)
    assert [one for one in expected if plain(one) not in text] == []
    document = plain("".join(docx_texts(languages)))
    assert [one for one in expected if plain(one) not in document] == []


def test_every_question_has_its_codes() -> None:
    """Those of the questionnaire, missing codes included, each once."""
    questions = {one.id: one for section in paper(("kk",)).sections for one in section.questions}
    form = shipped()
    assert list(questions) == [one.id for one in form.questions]
    for one in form.questions:
        points = [str(code) for code in range(11)] if one.kind == "scale" else [option.shown for option in one.options]
        assert [choice.code for choice in choices_of(questions[one.id])] == [
            *points,
            *(code.shown for code in one.missing),
        ]


@pytest.mark.parametrize("languages", LANGUAGES)
def test_no_question_is_on_two_pages(languages: tuple[str, ...]) -> None:
    """After its head every page begins with a section, a condition, or a question that is there to its last words."""
    file, form = pdf(languages), paper(languages)
    first = languages[0]
    starts = {plain(one.id + one.text[first])[:14] for section in form.sections for one in section.questions}
    starts |= {plain(section.id + section.title[first])[:10] for section in form.sections}
    starts |= {
        plain(one.before[0].text[first])[:12] for section in form.sections for one in section.questions if one.before
    }
    starts |= {plain(section.outro[first])[:12] for section in form.sections if section.outro}
    starts.add(plain(form.cards_title[first]))
    heads = {plain(form.title[first]), plain(" / ".join(form.key[one] for one in languages))}
    begins = []
    for page in range(1, len(file.pages)):
        runs = [plain(one) for one in file.words(page)]
        text = "".join(runs)
        for head in heads:
            assert text.count(head) == 1
            text = text.replace(head, "", 1)
        begins.append(text)
    assert len(begins) > 10
    assert [text[:30] for text in begins if not text.startswith(tuple(starts))] == []


def test_pages_are_not_left_half_empty() -> None:
    """Fewer pages than a form with a page for every section would have; the last run of text is low on most pages."""
    file = pdf(("kk",))
    lowest = [min(y for y, text in file.lines(page) if y > 45 and text.strip()) for page in range(len(file.pages))]
    assert sum(one < 300 for one in lowest) >= len(lowest) - 2


def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    assert paper_pdf(paper_form(shipped(), ("kk",))) == pdf(("kk",)).content


def test_the_same_questionnaire_gives_the_same_document() -> None:
    assert paper_docx(paper_form(shipped(), ("kk",))) == docx(("kk",))


@pytest.mark.parametrize("languages", LANGUAGES)
def test_rows_of_a_question_stay_together_in_word(languages: tuple[str, ...]) -> None:
    """No row is divided; every row but the last of a question keeps the next one with it, over gaps between tables, too."""
    starts, ends = 0, 0
    names = {question.id for section in paper(languages).sections for question in section.questions}
    parts = [one for one in body(languages) if one.tag in (f"{W}tbl", f"{W}p")]
    for part, following in itertools.pairwise(parts):
        if part.tag != f"{W}tbl":
            continue
        rows = part.findall(f"{W}tr")
        assert all(one.find(f"{W}trPr/{W}cantSplit") is not None for one in rows)
        keeps = [all(one.find(f"{W}pPr/{W}keepNext") is not None for one in row.iter(f"{W}p")) for row in rows]
        is_last = following.find(f"{W}pPr/{W}keepNext") is None
        assert keeps[:-1] == [True] * (len(rows) - 1)
        assert keeps[-1] != is_last
        starts += sum(one in names for row in rows for one in ("".join(row[1].itertext()),))
        ends += is_last
    assert starts == len(names) == 80
    assert ends == len(names) + len(paper(languages).cards) + 1


def test_headings_of_grids_are_repeated_in_word() -> None:
    grids = sum(
        isinstance(part, MarkGrid)
        for section in paper(("ru",)).sections
        for one in section.questions
        for part in one.parts
    )
    assert len(list(body(("ru",)).iter(f"{W}tblHeader"))) == grids > 5


def test_cards_are_numbered_and_referred_to() -> None:
    """No code for no answer and no "other" is on a card."""
    form = paper(("ru",))
    assert [(card.number, card.questions) for card in form.cards] == [(1, ("C01",)), (2, ("D07",)), (3, ("E04",))]
    question = next(one for section in form.sections for one in section.questions if one.id == "D07")
    note = question.parts[0]
    assert isinstance(note, Note)
    assert note.text["ru"].startswith("Покажите карточку 2. Один ответ в каждой строке.")
    assert {code.code for card in form.cards for code in card.answers} <= {str(code) for code in range(1, 8)}


def test_a_grid_that_is_longer_than_a_page_goes_on_with_its_heading(tmp_path: Path) -> None:
    """Sixty rows: the heading is on every page, the other questions stay whole."""
    rows = "\n".join(f'          - {{id: A1_{at}, kk: "Жол {at}", ru: "Строка {at}"}}' for at in range(60))
    (tmp_path / "questionnaire.yaml").write_text(
        f"""id: long_grid
version: "1"
title: {{kk: "Сауалнама", ru: "Анкета"}}
languages: [kk, ru]
roles: {{interview: KEY}}
missing: []
missing_default: []
header:
  title: {{kk: "Басы", ru: "Начало"}}
  questions:
    - {{id: KEY, type: text, kk: "Нөмірі", ru: "Номер"}}
blocks:
  - id: A
    title: {{kk: "Сұрақтар", ru: "Вопросы"}}
    questions:
      - id: A1
        type: single
        kk: "Келісесіз бе?"
        ru: "Согласны?"
        options:
          - {{code: 1, kk: "Иә", ru: "Да"}}
          - {{code: 2, kk: "Жоқ", ru: "Нет"}}
        rows:
{rows}
""",
        encoding="utf-8",
    )
    file = PdfFile(paper_pdf(paper_form(survey.read_questionnaire(tmp_path), ("kk",))))
    with_rows = [page for page in range(len(file.pages)) if "A1_" in "".join(file.words(page))]
    assert len(with_rows) == 2
    assert all({"Иә", "Жоқ"} <= set(file.words(page)) for page in with_rows)


def test_a_form_for_one_version_has_its_statements_alone() -> None:
    """Version 1 has four statements, version 2 the sensitive one, too; the answer to be marked is named."""
    texts = {split: plain(PdfFile(paper_pdf(paper_form(shipped(), ("ru",), split))).text) for split in ("1", "2")}
    sensitive = plain("Я не доверяю местному акимату.")
    assert [sensitive in texts[split] for split in ("1", "2")] == [False, True]
    assert plain("Это форма версии 1: отметьте 1.") in texts["1"]
    assert [plain(f"Запишите число от 0 до {most}.") in texts[split] for split, most in (("1", 4), ("2", 5))] == [
        True
    ] * 2
    assert plain("Если в H13 отмечено") not in texts["1"]


def test_text_of_a_questionnaire_is_never_markup() -> None:
    """Every text is a string of Typst, so that no sign of it means anything."""
    source = paper_source(paper(("kk",)))
    assert '"Жасыңыз нешеде? (толық жас)"' in source


@pytest.mark.parametrize(
    ("name", "languages", "code"),
    [
        ("form.odt", None, "J040"),
        ("form.pdf", [], "J041"),
        ("form.pdf", ["kk", "kk"], "J041"),
        ("form.pdf", ["kk", "ru", "en"], "J041"),
        ("form.pdf", "en", "G024"),
        ("missing/form.pdf", "kk", "M044"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path: Path, name: str, languages: list[str] | None, code: str) -> None:
    with pytest.raises(SurveyError) as caught:
        survey.write_paper(shipped(), tmp_path / name, languages=languages)
    assert caught.value.code == code
    with pytest.raises(SurveyError, match="J044"):
        survey.write_paper(shipped(), tmp_path / "form.pdf", languages="kk", split=3)
    assert list(tmp_path.iterdir()) == []
