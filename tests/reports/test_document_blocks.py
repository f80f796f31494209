"""Blocks of every kind: their numbers are listed, their words shown, and emphasis is a matter of the writers."""

import base64
import re
from collections import Counter
from dataclasses import replace

import pytest

from survey.reports import ReportInput, build_report, render
from survey.reports.document_model import (
    DownloadFile,
    Downloads,
    Glossary,
    GlossaryEntry,
    KeyMessage,
    KeyMessages,
    Report,
    ReportSection,
    ReportTable,
    TableCell,
    TableColumn,
    TableRow,
)
from survey.reports.inline_marks import PLAIN, STRONG, spans
from survey.reports.phrases import Phrases
from survey.reports.report_numbers import report_numbers
from survey.text import Catalogue, Text
from tests.journeys.report_reader import numbers_in, read_report

STRONG_WORDS = f"{STRONG}Доверие{PLAIN} выросло на 5,0 п. п."
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def said(words: str) -> Text:
    return Text.of(kk=words, ru=words)


@pytest.fixture(scope="module")
def report(facts: ReportInput) -> Report:
    """A report of one section with a block of every new kind."""
    table = ReportTable(
        "answers", said("Ответы"), said("Ответ"), (TableColumn("share", said("Доля")),),
        (TableRow("yes", said("Да"), (TableCell("estimate", "percent", 41.256, digits=2),)),),
        asked=(said("Довольны ли вы 3 службами?"),), base=said("База: 975 опрошенных"), source=said("Источник: 2 таблицы"),
    )  # fmt: skip
    blocks = (
        KeyMessages("key", (KeyMessage("trust", "changed", said(STRONG_WORDS)),)),
        table,
        Glossary("terms", (GlossaryEntry("deff", said("Эффект плана"), said("Равен 1,8")),)),
        Downloads("files", (DownloadFile("indicators.csv", said("19 показателей"), "text/csv", b"a,b\n1,2\n"),)),
    )
    made = build_report(facts)
    meta = replace(made.meta, revision=said("Редакция 2"), draft=said("Черновик"), contact=said("тел. 727 555 10 20"))
    return Report(meta, (ReportSection("first", said("Раздел"), blocks),))


def test_every_number_of_a_block_is_listed_as_often_as_the_page_shows_it(report: Report) -> None:
    """Also that of a table with decimals of its own; numbers in questions and in the head's names are no results."""
    shown = Counter(number for one in read_report(render(report, "ru")) for number in numbers_in(one.text))
    listed = Counter(dict(one.shown)["ru"].removeprefix("+") for one in report_numbers(report))
    assert shown == listed
    assert {"5,0", "41,26", "975", "2", "1,8", "19"} <= {*shown}
    assert "3" not in shown


def test_emphasis_is_an_element_and_no_mark_is_left(report: Report) -> None:
    """Neither on the page nor in the table of numbers."""
    page = render(report, "ru")
    assert "<strong>Доверие</strong> выросло" in page
    assert CONTROL.search(page) is None
    assert all(CONTROL.search(said) is None for one in report_numbers(report) for _, said in one.shown)


def test_a_file_inside_the_page_is_the_file(report: Report) -> None:
    """Byte by byte, under its name."""
    found = re.search(r'download="indicators.csv" href="data:text/csv;base64,([^"]+)"', render(report, "kk"))
    assert found is not None
    assert base64.b64decode(found[1]) == b"a,b\n1,2\n"


def test_words_that_fill_a_place_are_never_emphasised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stars in data stay stars."""
    monkeypatch.setattr(Catalogue, "sentence", lambda *_, **places: f"**Хуже**: {places.get('name')}")
    words = Phrases(("ru",)).say("any", name="**5** звёзд")["ru"]
    assert [(one.text, one.is_strong) for one in spans(words)] == [("Хуже", True), (": **5** звёзд", False)]
