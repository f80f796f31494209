"""Documents for Word and workbooks as LibreOffice opens them: nothing is lost, and numbers are shown as on the page."""

import csv
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.reports.example_tables import banner, wild
from tests.reports.example_wave import example

import survey
from survey.reports import Report, build_report
from survey.reports.document_model import ReportTable, TableCell
from survey.reports.phrases import Phrases
from survey.reports.writers.docx_document import write_docx, write_docx_tables
from survey.reports.writers.shown_cell import shown_cell
from survey.reports.writers.word_tables import shown_columns
from survey.reports.writers.workbook import write_table_workbook, write_workbook

pytestmark = pytest.mark.external

AS_SHOWN = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,true,false,false,-1"
"""Every sheet as tab-separated text, cells as they are shown."""
ENDS = re.compile(r"\s…\s|–")
"""What is written between the ends of an interval."""
LANGUAGES = ("kk", "ru")


@pytest.fixture(scope="module")
def report() -> Report:
    return build_report(replace(example(), simulated=True))


def converted(path: Path, kind: str, folder: Path) -> list[Path]:
    """The files that LibreOffice makes of a file."""
    folder.mkdir()
    profile = (folder.parent / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def texts(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The words of the document for Word in each language."""
    folder = tmp_path_factory.mktemp("word")
    found = {}
    for language in LANGUAGES:
        path = write_docx(report, language, folder / f"report.{language}.docx")
        (written,) = converted(path, "txt:Text (encoded):UTF8", folder / language)
        found[language] = written.read_text("utf-8-sig")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_keeps_every_cell(report: Report, texts: Mapping[str, str], language: str) -> None:
    missing, n_found = [], 0
    for table in report.tables:
        for row in table.rows:
            for at in shown_columns(table) if row.cells else ():
                shown = shown_cell(row.cells[at], language)
                for part in (shown.main, shown.interval, shown.word):
                    n_found += part in texts[language]
                    missing += [] if part in texts[language] else [(table.id, row.id, part)]
    assert missing == []
    assert n_found > 1500


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_keeps_headings_captions_and_notes(report: Report, texts: Mapping[str, str], language: str) -> None:
    """Captions with the numbers that their fields count."""
    caption = {"kk": "{}-кесте. {}", "ru": "Таблица {}. {}"}[language]
    expected = [caption.format(one.number, one.title[language]) for one in report.tables]
    expected += [section.title[language] for section in report.sections]
    expected += [note[language] for table in report.tables for note in table.notes]
    expected.append(report.meta.simulated[language])
    assert [one for one in expected if one not in texts[language]] == []


def test_a_document_becomes_a_pdf(report: Report, tmp_path: Path) -> None:
    path = write_docx(report, "kk", tmp_path / "report.kk.docx")
    (printed,) = converted(path, "pdf", tmp_path / "pdf")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes())) > 10


def test_a_paper_questionnaire_keeps_its_words_and_is_printed(tmp_path: Path) -> None:
    """In two languages: every question, answer and row; about as many pages as its PDF has."""
    form = survey.read_questionnaire(Path(__file__).parents[2] / "questionnaires" / "interethnic")
    path = survey.write_paper(form, tmp_path / "form.docx", languages=LANGUAGES).path
    (written,) = converted(path, "txt:Text (encoded):UTF8", tmp_path / "txt")
    said = written.read_text("utf-8-sig")
    expected = [one.text[language] for one in form.questions for language in LANGUAGES]
    expected += [row.text[language] for one in form.questions for row in one.rows for language in LANGUAGES]
    expected += [option.text[language] for one in form.questions for option in one.options for language in LANGUAGES]
    assert [one for one in expected if one not in said] == []
    (printed,) = converted(path, "pdf", tmp_path / "pdf")
    assert 18 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes())) <= 26


def as_shown(words: str) -> str:
    """A number of the page as a program set to English shows it: a decimal point, commas between thousands."""
    thousands = re.sub(r"(?<=\d)\N{NO-BREAK SPACE}(?=\d{3})", "\0", words)
    return re.sub(r"(?<=\d),(?=\d)", ".", thousands).replace("\0", ",")


def in_sheet(cell: TableCell, language: str) -> list[str]:
    """What the cells of a sheet show of a cell of a table."""
    shown = shown_cell(cell, language)
    alert = " !" if shown.is_alert else ""
    value = " ".join(part for part in (shown.main + alert, shown.letters) if part)
    ends = [] if not shown.interval or cell.kind == "interval" else re.split(ENDS, shown.interval)
    whole = re.split(ENDS, shown.main) if cell.kind == "interval" and cell.low is not None else [value]
    before = Phrases((language,)).status(shown.before)[language] if shown.before else ""
    return [part for part in (*whole, *ends, shown.word, before) if part]


def rows_shown(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return [[cell for cell in row if cell] for row in csv.reader(opened, delimiter="\t")]


def expected_rows(table: ReportTable, language: str) -> list[list[str]]:
    """The rows of a table with cells, as a sheet shows them after the heading of the row."""
    return [
        [as_shown(part) for cell in row.cells if cell.kind != "range" for part in in_sheet(cell, language)]
        for row in table.rows
        if row.cells
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_shows_numbers_as_the_page_does(report: Report, tmp_path: Path, language: str) -> None:
    """Signs, decimals, thousands, percent, asterisks and letters come from number formats alone."""
    path = write_workbook(report, language, tmp_path / "tables.xlsx")
    sheets = converted(path, AS_SHOWN, tmp_path / "csv")
    by_number = {int(named[1]): one for one in sheets if (named := re.match(r"tables-(\d+) ", one.name))}
    assert sorted(by_number) == [table.number for table in report.tables]
    n_compared = 0
    for table in report.tables:
        found = rows_shown(by_number[table.number])
        for expected in expected_rows(table, language):
            assert expected in [row[1:] for row in found], (table.id, expected)
            n_compared += len(expected)
    assert n_compared > 1000


def test_letters_and_marks_are_shown(tmp_path: Path) -> None:
    path = write_table_workbook([banner()], "en", tmp_path / "tables.xlsx")
    sheet = next(one for one in converted(path, AS_SHOWN, tmp_path / "csv") if "Trust" in one.name)
    row = next(row for row in rows_shown(sheet) if row[:1] == ["Yes"])
    assert row[1:7] == ["58.3% B", "55.3", "61.3", "41.3%", "38.3", "44.3"]
    low = next(row for row in rows_shown(sheet) if row[:1] == ["No"])
    assert low[1:7] == ["12.0%*", "9.0", "15.0", "x", "x", "x"]
    assert "=HYPERLINK(0)" in row


def test_wild_tables_open(tmp_path: Path) -> None:
    """Both formats, with names that no program likes."""
    workbook = write_table_workbook([wild(12), wild(3)], "en", tmp_path / "wild.xlsx")
    document = write_docx_tables([wild(12), wild(3)], "en", tmp_path / "wild.docx")
    assert [one.suffix for one in converted(workbook, "pdf", tmp_path / "a")] == [".pdf"]
    assert [one.suffix for one in converted(document, "pdf", tmp_path / "b")] == [".pdf"]
