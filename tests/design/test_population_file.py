"""Tables of population figures as offices keep them: encodings, delimiters, sheets, and files that mislead."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from survey.design import Population, read_population
from survey.errors import QuestionnaireError

HEAD = "status: approximate\nsource: {kk: Санақ, ru: Перепись}\ndate: 2018-01-01\nretrieved: 2018-02-01\n"
Rows = Sequence[Sequence[object]]
FIGURES: Rows = [("пол", "чел."), ("муж", 1250), ("жен", 1300.5)]


def described(folder: Path, file: str, more: str = "") -> Population:
    """Population of a table with the columns "пол" and "чел."."""
    yaml = f"file: {file}\n{more}count: чел.\ncolumns: {{пол: sex}}\n{HEAD}"
    (folder / "population.yaml").write_text(yaml, encoding="utf-8")
    return read_population(folder)


def men_and_women(people: Population) -> list[float]:
    margin = people.margin("sex")
    assert margin.categories == (("муж",), ("жен",))
    return [float(count) for count in margin.counts]


def refused(folder: Path, file: str, more: str = "") -> tuple[str, str, str]:
    """Code, fact and remedy of the only complaint."""
    with pytest.raises(QuestionnaireError) as caught:
        described(folder, file, more)
    (complaint,) = caught.value.complaints
    return complaint.code, complaint.fact, complaint.remedy


def workbook(path: Path, **sheets: Rows) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_text_in_any_usual_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Decimal commas, and spaces and no-break spaces between thousands, can be read in one way only."""
    for thousands in ("", " ", "\u00a0"):
        rows = (("пол", "чел."), ("муж", f"1{thousands}250"), ("жен", f"1{thousands}300,5"))
        text = "\r\n".join(delimiter.join(row) for row in rows)
        (tmp_path / "t.csv").write_bytes(text.encode(encoding))
        assert men_and_women(described(tmp_path, "t.csv")) == [1250, 1300.5]


def test_kazakh_letters_of_the_windows_code_page(tmp_path: Path) -> None:
    """KZ-1048 differs from cp1251 in the Kazakh letters."""
    (tmp_path / "t.csv").write_bytes("пол;чел.\nер;10\nәйел;20\n".encode("kz1048"))
    assert described(tmp_path, "t.csv").margin("sex").categories == (("ер",), ("әйел",))


def test_a_workbook(tmp_path: Path) -> None:
    """Numbers of cells are what they are, also 812.125; text is read as text of a CSV."""
    workbook(tmp_path / "t.xlsx", лист=[("пол", "чел."), ("муж", 812.125), ("жен", "1 300,5")])
    assert men_and_women(described(tmp_path, "t.xlsx")) == [812.125, 1300.5]


def test_whole_numbers_of_a_workbook_are_codes(tmp_path: Path) -> None:
    """A cell with 1 is category "1", not "1.0"."""
    workbook(tmp_path / "t.xlsx", лист=[("пол", "чел."), (1, 10), (2, 20)])
    assert described(tmp_path, "t.xlsx").margin("sex").categories == (("1",), ("2",))


def test_titles_above_and_empty_columns_beside_are_not_figures(tmp_path: Path) -> None:
    """A merged title, an empty row and an empty column A."""
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B1:C1", "Население по полу, 2018")
        for at, row in enumerate(FIGURES):
            sheet.write_row(at + 2, 1, row)
    assert men_and_women(described(tmp_path, "t.xlsx")) == [1250, 1300.5]
    (tmp_path / "t.csv").write_text(
        "sep=;\nНаселение, чел., 2018;;\n\nпол;чел.;\nмуж;1250;\nжен;1300,5;\n", encoding="utf-8"
    )
    assert men_and_women(described(tmp_path, "t.csv")) == [1250, 1300.5]


def test_the_sheet_with_the_columns_is_read(tmp_path: Path) -> None:
    """The other sheet has other columns."""
    workbook(tmp_path / "t.xlsx", Notes=[("a", "b"), (1, 2)], Data=FIGURES)
    assert men_and_women(described(tmp_path, "t.xlsx")) == [1250, 1300.5]


def test_of_two_sheets_with_the_columns_one_must_be_named(tmp_path: Path) -> None:
    """The figures of another year would be as good as these."""
    other: Rows = [("пол", "чел."), ("муж", 1), ("жен", 2)]
    workbook(tmp_path / "t.xlsx", y2018=FIGURES, y2019=other)
    code, fact, remedy = refused(tmp_path, "t.xlsx")
    assert (code, remedy) == ("P013", "Name one of them under sheet.")
    assert "'y2018' and 'y2019'" in fact
    assert men_and_women(described(tmp_path, "t.xlsx", "sheet: y2019\n")) == [1, 2]
    assert refused(tmp_path, "t.xlsx", "sheet: y2017\n")[1] == "There is no sheet 'y2017'."


def test_a_hidden_sheet_is_as_good_as_another(tmp_path: Path) -> None:
    """Nobody sees which of the two was meant."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, state in (("old", "hidden"), ("new", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in FIGURES:
            sheet.append(list(row))
    book.save(tmp_path / "t.xlsx")
    assert "'old' and 'new'" in refused(tmp_path, "t.xlsx")[1]


def test_a_sheet_of_a_text_file_is_refused(tmp_path: Path) -> None:
    """A setting is obeyed or refused."""
    (tmp_path / "t.csv").write_text("пол;чел.\nмуж;1\nжен;2\n", encoding="utf-8")
    assert refused(tmp_path, "t.csv", "sheet: a\n")[1] == "A text file has no sheets."


@pytest.mark.parametrize(
    ("cell", "fact"),
    [
        ("1,250", "Line 2, column 'чел.': '1,250' is 1250 or 1.250."),
        ("1.250", "Line 2, column 'чел.': '1.250' is 1250 or 1.250."),
        ("—", "Line 2: '—' is not a number of people."),
        ("-", "Line 2: '-' is not a number of people."),
        ("...", "Line 2: '...' is not a number of people."),
        ("-5", "Line 2: '-5' is not a number of people."),
        ("1 25", "Line 2: '1 25' is not a number of people."),
        ("1E+05", "Line 2: '1E+05' is not a number of people."),
        ("10*", "Line 2: '10*' is not a number of people."),
        ("", "Line 2 has no number."),
    ],
)
def test_a_cell_that_is_no_single_number_is_refused(tmp_path: Path, cell: str, fact: str) -> None:
    """In a text and in a sheet; the dash means nobody in one office and not known in another."""
    (tmp_path / "t.csv").write_text(f"пол;чел.\nмуж;{cell}\nжен;2000\n", encoding="utf-8")
    workbook(tmp_path / "t.xlsx", a=[("пол", "чел."), ("муж", cell), ("жен", 2000)])
    for file in ("t.csv", "t.xlsx"):
        assert refused(tmp_path, file)[:2] == ("P018", fact)


@pytest.mark.parametrize(
    ("others", "expected"),
    [("12,5", 1.25), ("1,250.5", 1250), ("1.250,5", 1.25), ("1.5", 1250), ("1,250,000", 1250)],
)
def test_other_cells_of_the_column_may_settle_the_comma(tmp_path: Path, others: str, expected: float) -> None:
    """A comma that is certainly the decimal mark, or certainly between thousands, is so in the whole column."""
    (tmp_path / "t.csv").write_text(f"пол;чел.\nмуж;1,250\nжен;{others}\n", encoding="utf-8")
    assert men_and_women(described(tmp_path, "t.csv"))[0] == expected


@pytest.mark.parametrize(
    ("rows", "code", "fact"),
    [
        ([], "P013", "The workbook is empty."),
        ([("пол", "чел.")], "P013", "no rows of figures"),
        ([("пол", "чел.", ""), ("муж", 1, "note")], "P013", "A column has no heading."),
        ([("пол", "чел.", "чел."), ("муж", 1, 2)], "P013", "Two columns are headed 'чел.'"),
        ([("пол", "чел."), ("муж", 1), ("", 2)], "P020", "Line 3"),
        ([("пол", "чел."), ("муж", 1), ("жен", 2), ("Источник: перепись", "")], "P018", "Line 4 has no number."),
        ([("пол", "чел."), ("муж", -1), ("жен", 2)], "P018", "Line 2: '-1' is not"),
        ([("пол", "чел."), ("муж", True), ("жен", 2)], "P018", "'True' is not"),
        ([("пол", "чел."), ("муж", 1), ("муж", 2)], "P021", "Lines 2 and 3"),
        ([("пол", "человек"), ("муж", 1)], "P010", "no column 'чел.'"),
        ([("муж", "жен"), (1, 2)], "P010", "no column 'чел.'"),
    ],
)
def test_sheets_that_are_not_a_table_of_figures(tmp_path: Path, rows: Rows, code: str, fact: str) -> None:
    """Empty, without heading, headed twice, merged cells, a footnote, figures of men and women side by side."""
    workbook(tmp_path / "t.xlsx", a=rows)
    with pytest.raises(QuestionnaireError, match=re.escape(fact)) as caught:
        described(tmp_path, "t.xlsx")
    assert caught.value.complaints[0].code == code


def test_a_formula_counts_by_the_value_it_was_saved_with(tmp_path: Path) -> None:
    """A workbook written by a program has formulas without values."""
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("пол", "чел."))
        sheet.write_row(1, 0, ("муж", 1250))
        sheet.write(2, 0, "жен")
        sheet.write_formula(2, 1, "=B2+50.5", value=1300.5)
    assert men_and_women(described(tmp_path, "t.xlsx")) == [1250, 1300.5]
    book = openpyxl.Workbook()
    for row in (("пол", "чел."), ("муж", 1250), ("жен", "=B2+50.5")):
        book.active.append(row)
    book.save(tmp_path / "u.xlsx")
    assert refused(tmp_path, "u.xlsx")[1] == "Formulas of the sheet without a value: 1."


def test_a_formula_with_an_error_is_refused(tmp_path: Path) -> None:
    """``#N/A`` is not nobody."""
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("пол", "чел."))
        sheet.write(1, 0, "муж")
        sheet.write_formula(1, 1, "=NA()", value="#N/A")
    assert refused(tmp_path, "t.xlsx")[1] == "Line 2: '#N/A' is not a number of people."


def test_hidden_rows_are_refused(tmp_path: Path) -> None:
    """A filter hides rows that would still be counted."""
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(FIGURES):
            sheet.write_row(at, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
    assert refused(tmp_path, "t.xlsx")[1] == "Row 3 of the sheet is hidden."


def test_a_class_that_became_a_date_is_refused(tmp_path: Path) -> None:
    """Spreadsheets make a date of the class 11-12."""
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ("пол", "чел."))
        sheet.write_datetime(1, 0, datetime.datetime(2018, 12, 11), day)
        sheet.write(1, 1, 10)
    assert refused(tmp_path, "t.xlsx")[1] == "Line 2, column 'пол': the cell holds a date."


def _archive(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("t.csv", data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (lambda data: b"", "The file is empty."),
        (lambda data: _archive(data), "It is an archive."),
        (lambda data: b"%PDF-1.4", "It is a PDF document."),
        (lambda data: b"$FL2" + data, "It is a sav file."),
        (lambda data: "пол;чел.\nмуж;1\nжен;2\n".encode()[:-9] + b"\xff\xd0;2\n", "are not"),
        (lambda data: b"PK\x03\x04" + bytes(200), "broken"),
        (lambda data: bytes(range(256)) * 4, "neither"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: Callable[[bytes], bytes], fact: str) -> None:
    """Told with the line that names the file, whatever the reader says of it."""
    (tmp_path / "t.csv").write_bytes(content("пол;чел.\nмуж;1\n".encode()))
    code, said, remedy = refused(tmp_path, "t.csv")
    assert code == "P013"
    assert fact in said
    assert remedy
