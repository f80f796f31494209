"""The workbook: the numbers of the document as numbers, nothing leaked, nothing computed."""

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from survey.errors import ReportError
from survey.reports import Report, ReportInput, build_report
from survey.reports.document_model import Quote, ReportTable, TableCell
from survey.reports.inline_marks import marked
from survey.reports.writers.cell_number_format import value_format
from survey.reports.writers.document_head import DocumentHead
from survey.reports.writers.shown_cell import shown_cell
from survey.reports.writers.tidy_cells import TIDY_COLUMNS
from survey.reports.writers.workbook import write_table_workbook, write_workbook
from survey.text import Text
from tests.reports.example_tables import SECRET, banner, en, wild
from tests.reports.test_html_page import hiding

MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def report(facts: ReportInput) -> Report:
    return build_report(replace(facts, simulated=True))


@pytest.fixture(scope="module")
def files(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("workbook")
    return {name: write_workbook(report, name, folder / f"tables.{name}.xlsx") for name in report.meta.languages}


@pytest.fixture(scope="module")
def books(files: Mapping[str, Path]) -> Mapping[str, Workbook]:
    return {language: load_workbook(path) for language, path in files.items()}


def written(*tables: ReportTable, folder: Path, **head: Text) -> Workbook:
    given = DocumentHead(title=head["title"]) if head else None
    return load_workbook(write_table_workbook(tables, "en", folder / "tables.xlsx", head=given))


def sources(path: Path) -> str:
    """Everything inside a file of this kind, as one text."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def same(values: list[float | None] | list[float]) -> object:
    """Numbers as a workbook holds them: with sixteen digits."""
    return [None if value is None else pytest.approx(value, rel=1e-15, abs=0) for value in values]


def numbers(sheet: object) -> list[float]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)]  # type: ignore[attr-defined]


def of_table(table: ReportTable) -> list[float]:
    """Numbers of the published cells of a table, in the order of reading."""
    found: list[float | None] = []
    for row in table.rows:
        for cell in row.cells:
            if cell.publish == "hidden" or cell.kind in ("range", "text", "status"):
                continue
            found += [] if cell.kind == "interval" else [cell.value]
            found += [cell.low, cell.high] if cell.kind in ("both", "interval", "difference") else []
    return [value for value in found if value is not None]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_table_has_a_sheet_with_its_numbers(report: Report, books: Mapping[str, Workbook], language: str) -> None:
    """The numbers as they were computed, not rounded, limits next to them."""
    sheets = books[language].worksheets[1 : 1 + len(report.tables)]
    assert len(report.tables) > 8
    for table, sheet in zip(report.tables, sheets, strict=True):
        assert table.title[language] in sheet["A1"].value
        assert numbers(sheet) == same(of_table(table))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_all_cells_are_rows_of_one_sheet(report: Report, books: Mapping[str, Workbook], language: str) -> None:
    sheet = books[language].worksheets[1 + len(report.tables)]
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == TIDY_COLUMNS
    cells = [cell for table in report.tables for row in table.rows for cell in row.cells if cell.kind != "range"]
    assert [row[head.index("value")] for row in rows] == same(
        [None if one.publish == "hidden" else one.value for one in cells]
    )
    assert [row[head.index("publish")] for row in rows] == [one.publish for one in cells]
    assert [row[head.index("shown")] or "" for row in rows] == [shown_cell(one, language).plain for one in cells]


def test_every_sheet_warns_of_simulated_interviews(report: Report, books: Mapping[str, Workbook]) -> None:
    """On every printed page, and in the sheet of every table."""
    warning = report.meta.simulated["ru"]
    sheets = books["ru"].worksheets
    assert [sheet.title for sheet in sheets if warning not in str(sheet.oddHeader.center.text)] == []
    tables = sheets[: 1 + len(report.tables)]
    assert [one.title for one in tables if warning not in [cell.value for cell in one["A"]]] == []


def test_pages_are_a4_with_heads_repeated_and_numbered(report: Report, books: Mapping[str, Workbook]) -> None:
    sheets = books["ru"].worksheets
    assert {sheet.page_setup.paperSize for sheet in sheets} == {9}
    assert {sheet.oddFooter.right.text for sheet in sheets} == {"Страница &P из &N"}
    tables = sheets[1 : 1 + len(report.tables)]
    assert [sheet.print_title_rows is None or sheet.freeze_panes is None for sheet in tables] == [False] * len(tables)
    assert {sheet.page_setup.orientation for sheet in tables} == {"landscape", "portrait", None} - {None}


def test_links_of_the_contents_lead_to_sheets(books: Mapping[str, Workbook]) -> None:
    names = set(books["kk"].sheetnames)
    linked = [
        cell.hyperlink.location for row in books["kk"].worksheets[0].iter_rows() for cell in row if cell.hyperlink
    ]
    found = [re.fullmatch(r"'(.*)'!A1", place) for place in linked]
    assert len(linked) == len(names) - 1
    assert all(one is not None and one[1].replace("''", "'") in names for one in found)


def test_names_and_words_of_the_workbook_are_whole(books: Mapping[str, Workbook]) -> None:
    """No sheet is named with a sign in place of a colon, no cell has a soft hyphen, which Excel shows."""
    book = books["ru"]
    assert not [name for name in book.sheetnames if "_" in name]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("Эффективное" in str(cell) for cell in cells)
    assert not [cell for cell in cells if "\N{SOFT HYPHEN}" in str(cell)]


def test_questions_are_in_a_sheet(report: Report, books: Mapping[str, Workbook]) -> None:
    words = [cell for row in books["kk"].worksheets[-1].iter_rows(values_only=True) for cell in row]
    asked = [block for section in report.sections for block in section.blocks if isinstance(block, Quote)]
    assert len(asked) > 3
    assert [one.question["kk"] for one in asked if one.question["kk"] not in words] == []


def test_a_share_keeps_its_scale_and_shows_its_marks(tmp_path: Path) -> None:
    """58.31 is stored, the percent sign, the asterisk and the letters are words of its format."""
    sheet = written(banner(), folder=tmp_path).worksheets[1]
    found = {
        cell.value: cell.number_format for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)
    }
    assert found[58.31] == f'0.0"% B";"{MINUS}"0.0"% B"'
    assert found[12.04] == f'0.0"%*";"{MINUS}"0.0"%*"'
    assert found[0.04] == ";".join(['0.0"%"'] * 3)
    assert found[-2.26] == f'"+"0.0;"{MINUS}"0.0;0.0'


def test_headings_span_and_rows_have_roles(tmp_path: Path) -> None:
    sheet = written(banner(), folder=tmp_path).worksheets[1]
    merged = {str(one) for one in sheet.merged_cells.ranges}
    at = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    row = at["Sex"].row
    assert {f"B{row}:G{row}", f"A{row}:A{row + 2}"} <= merged
    assert (at["Yes"].alignment.indent, at["All"].font.bold, at["-Net"].font.italic) == (1, True, True)
    assert sheet.cell(at["Yes"].row, at["alarming !"].column).value == "alarming !"
    under = [cell.value for cell in sheet["A"][at["Interviews"].row :] if cell.value]
    assert under == [
        "Base: all.", "Asked: Do you trust?", "Letters: the share is higher than that of the column.", "Source: the survey.",
    ]  # fmt: skip


def test_a_hidden_cell_has_only_its_mark(tmp_path: Path) -> None:
    """Even when the model still has its number."""
    path = write_table_workbook([banner()], "en", tmp_path / "tables.xlsx")
    found = sources(path)
    assert [leak for leak in (str(SECRET)[:6], "617283", "ecret", "SECRET") if leak in found] == []
    row = next(row for row in load_workbook(path).worksheets[1].iter_rows(values_only=True) if row[0] == "No")
    assert row[4:7] == ("x", "x", "x")


def test_what_is_hidden_has_no_influence(facts: ReportInput, tmp_path: Path) -> None:
    first, second = (build_report(hiding(facts, secret)) for secret in (12.3456, 78.9123))
    one, two = (write_workbook(made, "kk", tmp_path / name) for made, name in ((first, "1.xlsx"), (second, "2.xlsx")))
    assert one.read_bytes() == two.read_bytes()


def test_no_text_is_a_formula(tmp_path: Path) -> None:
    """A text that looks like one stays a text, also when somebody edits its cell."""
    book = written(banner(), replace(wild(20, 3), title=en("=1+1")), folder=tmp_path, title=en("@title"))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    started = [cell for cell in cells if str(cell.value)[0] in "=+-@" and cell.data_type == "s"]
    assert len(started) > 20
    assert [cell.value for cell in started if not cell.quotePrefix] == []


def test_a_large_table_with_wild_names_is_written(tmp_path: Path) -> None:
    """Many rows, thirty columns, two tables with one title, signs that XML forbids, 33,000 letters."""
    table = wild(80)
    book = written(table, wild(1, 1), folder=tmp_path)
    first, second = book.worksheets[1:3]
    assert numbers(first) == same(of_table(table))
    assert first.title.casefold() != second.title.casefold()
    assert max(len(name) for name in book.sheetnames) <= 31
    longest = max((str(cell.value) for cell in first["A"]), key=len)
    assert (len(longest), longest[-1]) == (32_001, "…")


def test_an_empty_workbook_opens(report: Report, tmp_path: Path) -> None:
    """No section, no table."""
    assert len(written(folder=tmp_path).sheetnames) == 2
    path = write_workbook(Report(report.meta), "kk", tmp_path / "none.xlsx")
    assert len(load_workbook(path).sheetnames) == 2


def test_emphasis_is_left_out(tmp_path: Path) -> None:
    """A cell of a workbook has one look: the words stay, their marks go."""
    table = replace(banner(), title=en(marked("**Trust**, by sex")), notes=(en(marked("All **adults**")),))
    path = write_table_workbook([table], "en", tmp_path / "tables.xlsx", head=DocumentHead(en(marked("**A** title"))))
    words = [
        cell for sheet in load_workbook(path).worksheets for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert {"Table 1. Trust, by sex", "All adults", "A title"} <= set(words)
    assert "\N{REPLACEMENT CHARACTER}" not in sources(path)
    assert load_workbook(path).properties.title == "A title"


def test_many_letters_have_columns(tmp_path: Path) -> None:
    """A workbook holds some two hundred number formats; with more letters than that they are texts."""
    table = banner()
    cells = [
        TableCell("estimate", "percent", 10.5, letters="".join("ABCDEFGHI"[bit] for bit in range(9) if at >> bit & 1))
        for at in range(400)
    ]
    rows = tuple(replace(table.rows[1], id=f"r{at}", cells=(cell,)) for at, cell in enumerate(cells))
    many = replace(table, columns=table.columns[:1], rows=rows, spanners=())
    book = written(many, folder=tmp_path)
    row = next(row for row in book.worksheets[1].iter_rows(values_only=True) if row[2] == "ABCDEFGH")
    assert row[1:3] == (10.5, "ABCDEFGH")
    assert len({cell.number_format for line in book.worksheets[1].iter_rows() for cell in line}) < 10


def test_two_runs_give_the_same_bytes(report: Report, files: Mapping[str, Path], tmp_path: Path) -> None:
    assert write_workbook(report, "ru", tmp_path / "again.xlsx").read_bytes() == files["ru"].read_bytes()


def test_the_date_of_creation_is_given(tmp_path: Path) -> None:
    for created in (datetime.date(2018, 4, 20), None):
        path = write_table_workbook([banner()], "en", tmp_path / "a.xlsx", created=created)
        day = created or datetime.date(1980, 1, 1)
        assert load_workbook(path).properties.created == datetime.datetime(day.year, day.month, day.day)


def test_a_language_that_was_not_built_is_refused(report: Report, tmp_path: Path) -> None:
    with pytest.raises(ReportError) as raised:
        write_workbook(report, "en", tmp_path / "tables.xlsx")
    assert raised.value.code == "R001"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (TableCell("count", value=12500), f'#,##0;"{MINUS}"#,##0'),
        (TableCell("factor", value=1.296), f'0.00;"{MINUS}"0.00'),
        (TableCell("estimate", "points", -4.0), f'0.0;"{MINUS}"0.0'),
        (TableCell("estimate", "pp", 46.9), f'"+"0.0;"{MINUS}"0.0;0.0'),
        (TableCell("estimate", "points", 12345.6, digits=2), f'#,##0.00;"{MINUS}"#,##0.00'),
        (TableCell("difference", "percent", 0.04), "0.0;0.0;0.0"),
        (TableCell("estimate", "percent", 5.0, letters='"'), f'0.0"% "\\"""; "{MINUS}"0.0"% "\\"""'.replace("; ", ";")),
    ],
)  # fmt: skip
def test_formats_of_kinds(cell: TableCell, code: str) -> None:
    """As pages show them: whole numbers with thousands, factors with two decimals, differences with a sign, none for zero."""
    assert value_format(cell, "en") == code
