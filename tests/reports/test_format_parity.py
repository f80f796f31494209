"""One run, one set of numbers: every format in both languages shows those of the table of numbers, and none of a hidden cell."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from survey.monitor.document_files import chosen, names_of, write_documents
from survey.reports import Report, ReportInput, build_brief, build_report
from survey.reports.document_model import (
    FigureGroup,
    Paragraph,
    ReportSection,
    ReportTable,
    TableCell,
    TableColumn,
    TableRow,
)
from survey.reports.report_numbers import report_numbers
from survey.text import Text
from tests.reports.example_wave import with_row
from tests.reports.format_reading import laid_open, numbers_of, words_of

FORMATS = chosen(None)[0]
LANGUAGES = ("kk", "ru")
SECRET = 87.654321
"""The estimate of a hidden cell; no published number begins so."""

SAID, HELD = ("87,7", "87.7"), ("87.654", "87,654")
"""How it would be said in words, and how a file would hold it."""


@pytest.fixture(scope="module")
def documents(facts: ReportInput) -> tuple[Report, Report]:
    """Report and brief of the example, in which the number of a district is hidden."""
    given = with_row(
        facts, "ISI", "unit", "4", estimate=SECRET, ci_low=SECRET - 5, ci_high=SECRET + 5, publish="hidden"
    )
    return build_report(given), build_brief(given)


@pytest.fixture(scope="module")
def files(documents: tuple[Report, Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both documents in every format."""
    folder = tmp_path_factory.mktemp("documents")
    write_documents(*documents, folder, FORMATS)
    assert sorted(path.name for path in folder.iterdir()) == sorted(names_of(LANGUAGES, FORMATS))
    return folder


def listed(report: Report, language: str, ending: str) -> Counter[str]:
    """The numbers that a format shows in words, as the table of numbers writes them.

    Charts are pictures outside the page, described by alternative texts; in a document for Word cards have no drawn scale.
    """
    shown = report_numbers(report if ending == "html" else without_charts(report))
    said = [one for one in shown if not (ending == "docx" and one.column == "scale")]
    return Counter(number for one in said for other, number in plain(one.shown) if other == language)


def plain(shown: Text) -> Iterator[tuple[str, str]]:
    """Numbers without plus signs and with one kind of blank, as the readers of files give them."""
    for language, said in shown:
        yield language, re.sub(r"\s", "\u00a0", said).removeprefix("+")


def without_charts(report: Report) -> Report:
    """The report with the notes of its figures in place of them."""

    def kept(section: ReportSection) -> ReportSection:
        notes = [
            Paragraph(figure.id, figure.note)
            for block in section.blocks
            if isinstance(block, FigureGroup)
            for figure in block.figures
        ]
        return replace(section, blocks=(*(one for one in section.blocks if not isinstance(one, FigureGroup)), *notes))

    return replace(report, sections=tuple(map(kept, report.sections)))


def with_decimals(numbers: Mapping[str, int]) -> Counter[str]:
    """Numbers with decimals: pages, dates and names have none."""
    return Counter({one: n for one, n in numbers.items() if "," in one})


def differences(report: Report, language: str, file: Path) -> Counter[str]:
    """What a text document shows too rarely, and numbers with decimals that it shows too often."""
    ending = file.suffix[1:]
    found = numbers_of(file)
    missing = listed(report, language, ending) - found
    # some charts of a PDF keep their words as words
    most = listed(report, language, "html" if ending == "pdf" else ending)
    return missing + (with_decimals(found) - with_decimals(most))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", [one for one in FORMATS if one != "xlsx"])
def test_a_document_shows_every_number_and_no_other(
    documents: tuple[Report, Report], files: Path, ending: str, language: str
) -> None:
    """As often as the table of numbers lists it; whole numbers may also be those of pages, dates and names."""
    for report in documents:
        file = files / report.meta.file_name(language, ending)
        assert differences(report, language, file) == Counter()
        assert sum(listed(report, language, ending).values()) > 50


@pytest.mark.parametrize("ending", [one for one in FORMATS if one != "xlsx"])
def test_a_number_that_was_changed_is_found(documents: tuple[Report, Report], files: Path, ending: str) -> None:
    """The control of the test above: a file against a document in which one cell of a table is another number."""
    report, _ = documents
    table = report.tables[0]
    row = next(one for one in table.rows if one.cells and one.cells[0].value is not None)
    cells = (replace(row.cells[0], value=(row.cells[0].value or 0.0) + 0.3), *row.cells[1:])
    rows = tuple(replace(one, cells=cells) if one is row else one for one in table.rows)
    other = with_table(report, table, replace(table, rows=rows))
    assert differences(other, "ru", files / f"report.ru.{ending}").total() >= 2


def with_table(report: Report, table: ReportTable, other: ReportTable) -> Report:
    """The report with another table in place of one."""
    sections = tuple(
        replace(section, blocks=tuple(other if block is table else block for block in section.blocks))
        for section in report.sections
    )
    return replace(report, sections=sections)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_every_cell_of_every_table(
    documents: tuple[Report, Report], files: Path, language: str
) -> None:
    """Values and limits as numbers that are not rounded, in the sheet of all cells and in the sheets of the tables."""
    book = openpyxl.load_workbook(files / f"tables.{language}.xlsx")
    rows = [list(one) for sheet in book for one in sheet.iter_rows(values_only=True)]
    heads = [row for row in rows if "table" in row and "row" in row and "value" in row]
    assert len(heads) == 1
    place = {name: heads[0].index(name) for name in ("table", "row", "column", "value", "low", "high")}
    tidy = {
        tuple(row[place[name]] for name in ("table", "row", "column")): row
        for row in rows[rows.index(heads[0]) + 1 :]
        if len(row) == len(heads[0])
    }
    numbers = Counter(round(cell, 9) for row in rows for cell in row if isinstance(cell, (int, float)))
    compared = 0
    for table in documents[0].tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True) if row.cells else ():
                if cell.kind == "range" or cell.publish == "hidden":
                    continue
                found = tidy[table.id, row.id, column.id]
                for name in ("value", "low", "high"):
                    expected = getattr(cell, name)
                    assert found[place[name]] == (None if expected is None else pytest.approx(expected, abs=1e-9))
                    if expected is not None:
                        compared += 1
                        numbers[round(float(expected), 9)] -= 1
    assert compared > 1000
    assert all(n >= 0 for n in numbers.values())


def leaks(file: Path) -> list[str]:
    """Signs of the hidden number in the words of a file and in its bytes laid open."""
    words, content = words_of(file), laid_open(file)
    return [sign for sign in SAID if sign in words] + [sign for sign in HELD if sign in content]


def test_the_document_does_not_depend_on_a_hidden_number(facts: ReportInput, documents: tuple[Report, Report]) -> None:
    """Every format is written from the document alone."""
    other = with_row(facts, "ISI", "unit", "4", estimate=12.5, ci_low=7.5, ci_high=17.5, publish="hidden")
    assert (build_report(other), build_brief(other)) == documents


def test_no_format_holds_a_hidden_number(files: Path) -> None:
    """Neither in words nor anywhere in members of archives, compressed streams and attributes."""
    for name in names_of(LANGUAGES, FORMATS):
        assert leaks(files / name) == [], name


def test_a_hidden_number_that_leaks_is_found(documents: tuple[Report, Report], tmp_path: Path) -> None:
    """The control of the test above: the cell is published, and every format gives it away."""
    cell = TableCell("estimate", "percent", SECRET)
    title = Text.of(kk="Кесте", ru="Таблица")
    table = ReportTable("leak", title, title, (TableColumn("a", title),), (TableRow("r", title, (cell,)),), number=1)
    report = Report(documents[0].meta, (ReportSection("one", title, (table,)),))
    write_documents(report, replace(report, meta=documents[1].meta), tmp_path, FORMATS)
    for name in names_of(LANGUAGES, FORMATS):
        assert leaks(tmp_path / name) != [], name


def test_a_second_run_writes_the_same_bytes(documents: tuple[Report, Report], files: Path, tmp_path: Path) -> None:
    """No time, no order, no name of a machine: the brief and the workbook once more."""
    report, brief = documents
    write_documents(brief, brief, tmp_path, FORMATS)
    for name in names_of(LANGUAGES, [one for one in FORMATS if one != "xlsx"]):
        if name.startswith("brief"):
            assert (tmp_path / name).read_bytes() == (files / name).read_bytes(), name
    write_documents(report, brief, tmp_path, ["xlsx"])
    assert (tmp_path / "tables.kk.xlsx").read_bytes() == (files / "tables.kk.xlsx").read_bytes()
