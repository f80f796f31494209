"""Files of every format come as delivered; what is no table is told at the door."""

import dataclasses
import datetime
import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from survey.errors import ReadError
from survey.ingest import read_file
from survey.ingest.delimited_files import read_delimited
from survey.ingest.parquet_files import read_parquet

Write = Callable[[str, bytes | str], Path]


def error_of(path: Path, *, sheet: str | None = None, heading_row: int | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_file(path, sheet=sheet, heading_row=heading_row)
    return caught.value


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook: sheet name and its rows."""

    def write(name: str, **sheets: list[list[object]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "book.xlsx")
        return (tmp_path / "book.xlsx").rename(tmp_path / name)

    return write


# Text


@pytest.mark.parametrize(("delimiter", "format_"), [(";", "csv"), (",", "csv"), ("\t", "tsv"), ("|", "csv")])
def test_the_delimiter_is_found(written: Write, delimiter: str, format_: str) -> None:
    """Cells hold commas and semicolons of their own; only the delimiter cuts the rows evenly."""
    text = '"H01","K01, a; b"\n"1","да; нет, не знаю"\n"2",""\n'.replace('","', f'"{delimiter}"')
    raw = read_file(written("wave.csv", text))
    assert (raw.delimiter, raw.format) == (delimiter, format_)
    assert raw.cells.to_dict("list") == {"H01": ["1", "2"], "K01, a; b": ["да; нет, не знаю", ""]}


def test_nothing_of_a_text_file_becomes_a_number_or_a_blank(written: Write) -> None:
    """Leading zeros, NA, null and decimal commas stay as written; an empty cell is empty text."""
    raw = read_file(written("wave.csv", "H01;a;b;c\n007;NA;null;1881,0\n;NaN;;1e5\n"))
    assert raw.cells.to_numpy().tolist() == [["007", "NA", "null", "1881,0"], ["", "NaN", "", "1e5"]]


def test_the_digest_is_that_of_the_bytes(written: Write) -> None:
    """SHA-256 of the file as it lies on the disk."""
    content = b"H01;S03\n1;34\n"
    assert read_file(written("wave.csv", content)).sha256 == hashlib.sha256(content).hexdigest()


def test_a_line_break_inside_quotes_is_part_of_the_cell(written: Write) -> None:
    """An open answer may have two lines."""
    raw = read_file(written("wave.csv", 'H01;K01\n1;"первая\nвторая"\n2;да\n'))
    assert raw.cells["K01"].tolist() == ["первая\nвторая", "да"]


def test_an_empty_line_keeps_its_row(written: Write) -> None:
    """Rows after it are numbered as a spreadsheet would; empty lines at the end are no rows."""
    raw = read_file(written("wave.csv", "H01;S03\n1;34\n\n2;50\n\n\n"))
    assert raw.cells["H01"].tolist() == ["1", "", "2"]


def test_the_hint_of_excel_is_not_the_heading(written: Write) -> None:
    """`sep=,` in the first line names the delimiter, and records begin in row 3."""
    raw = read_file(written("wave.csv", "sep=,\nH01,S03\n1,34\n"))
    assert (list(raw.cells.columns), raw.delimiter, raw.first_row) == (["H01", "S03"], ",", 3)


def test_a_heading_alone_is_a_file_without_records(written: Write) -> None:
    """A wave that has not begun."""
    raw = read_file(written("wave.csv", "H01;S03\n"))
    assert (len(raw), list(raw.cells.columns)) == (0, ["H01", "S03"])


def test_a_row_with_another_number_of_cells_is_told(written: Write) -> None:
    """The first such row is named, as a spreadsheet numbers it, and how many more there are."""
    error = error_of(written("wave.csv", "H01;S03;K01\n1;34;a\n2;50\n3;60;b;c\n"))
    assert error.code == "F022"
    assert error.place.endswith("wave.csv, row 3")
    assert error.fact == "The row has 2 cells, the heading has 3. 1 more rows are like that."


def test_two_columns_of_one_name_are_told_by_their_letters(written: Write) -> None:
    """A spreadsheet user finds columns by letters."""
    error = error_of(written("wave.csv", "H01;S03;K01;S03\n1;34;a;35\n"))
    assert (error.code, error.fact) == ("F025", "Columns B and D are both named 'S03'.")


def test_a_filled_column_without_a_name_is_told(written: Write) -> None:
    """Its answers would belong to nothing."""
    error = error_of(written("wave.csv", "H01;;S03\n1;x;34\n"))
    assert error.code == "F024"
    assert error.place.endswith("wave.csv, column B")


def test_empty_columns_without_a_name_are_left_out(written: Write) -> None:
    """Excel writes them when a cell far right was once touched."""
    raw = read_file(written("wave.csv", "H01;S03;;\n1;34;;\n"))
    assert list(raw.cells.columns) == ["H01", "S03"]
    assert raw.notes[-1] == "2 empty columns without a name left out"


@pytest.mark.parametrize("text", ["1;34;2\n2;50;1\n", ";;\n1;2;3\n"])
def test_a_file_without_a_heading_is_told(written: Write, text: str) -> None:
    """Numbers or nothing in the first row are no names."""
    error = error_of(written("wave.csv", text))
    assert error.code == "F023"
    assert error.place.endswith("wave.csv, row 1")


# What is no table


def test_a_missing_file_is_told_with_the_nearest_name(written: Write) -> None:
    """Most often the name is mistyped."""
    path = written("wave_2018Q1.sav", b"$FL2")
    error = error_of(path.with_name("wave_2018Q2.sav"))
    assert (error.code, error.remedy) == ("F003", "Did you mean 'wave_2018Q1.sav'?")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """The folder, not the file, is what has to be mended."""
    error = error_of(tmp_path / "fieldwork" / "wave.sav")
    assert error.code == "F003"
    assert "There is no folder" in error.fact


def test_a_folder_is_no_file(tmp_path: Path, written: Write) -> None:
    """What it holds is offered."""
    written("wave.csv", "H01\n1\n")
    error = error_of(tmp_path)
    assert (error.code, error.remedy) == ("F004", "It holds: wave.csv.")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN: list[tuple[bytes, str]] = [
    (b"", "F010"),
    (OLE + bytes(600), "F011"),
    (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "F012"),
    (b"%PDF-1.7 ...", "F013"),
    (b"\n <HTML><table><tr><td>H01</td></tr></table>", "F013"),
    (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "F013"),
    (b"\x1f\x8b\x08\x00", "F013"),
    (b"ASCII SPSS PORT FILE" + b" " * 100, "F014"),
    (b"PK\x03\x04" + bytes(100), "F015"),
    (b"H01\x00\x01\x02\x00\x00\x00\x00\x00;S03", "F017"),
]


@pytest.mark.parametrize(("content", "code"), FOREIGN)
def test_what_is_no_table_is_told_whatever_its_suffix(written: Write, content: bytes, code: str) -> None:
    """Content counts; a web page named .xls is a web page."""
    error = error_of(written("wave.xls", content))
    assert error.code == code
    assert error.place.endswith("wave.xls")


def test_an_archive_without_a_table_is_told(tmp_path: Path) -> None:
    """Pictures of the interviews are no interviews."""
    with zipfile.ZipFile(tmp_path / "wave.zip", "w") as archive:
        archive.writestr("photo.jpg", "...")
    assert error_of(tmp_path / "wave.zip").code == "F016"


# Workbooks


def test_a_workbook_keeps_numbers_texts_and_dates(workbook: Callable[..., Path]) -> None:
    """Cells come as Excel holds them, empty ones as empty text."""
    path = workbook("wave.xlsx", Data=[["H01", "S03", "H10", "K01"], ["1", 34, datetime.date(2018, 3, 9), None]])
    raw = read_file(path)
    assert raw.cells.to_numpy().tolist() == [["1", 34.0, datetime.date(2018, 3, 9), ""]]
    assert raw.notes == ("sheet 'Data'",)


def test_the_first_sheet_that_holds_anything_is_read(workbook: Callable[..., Path]) -> None:
    """Which one it was is noted."""
    raw = read_file(workbook("wave.xlsx", Cover=[], Data=[["H01"], ["1"]], More=[["x"], ["2"]]))
    assert (list(raw.cells.columns), raw.notes) == (["H01"], ("sheet 'Data' of 3",))


def test_a_sheet_can_be_named(workbook: Callable[..., Path]) -> None:
    """Its name is asked for as it stands in the workbook."""
    path = workbook("wave.xlsx", Data=[["H01"], ["1"]], More=[["H01"], ["2"]])
    assert read_file(path, sheet="More").cells["H01"].tolist() == ["2"]
    error = error_of(path, sheet="Mor")
    assert (error.code, error.remedy) == ("F031", "Did you mean 'More'?")


def test_rows_above_the_heading_shift_the_row_numbers(workbook: Callable[..., Path]) -> None:
    """The first record stands where a spreadsheet shows it."""
    raw = read_file(workbook("wave.xlsx", Data=[[None], [None], ["H01", "S03"], ["1", 34]]))
    assert (raw.first_row, raw.notes[-1]) == (4, "heading in row 3")


def test_an_empty_workbook_is_told(workbook: Callable[..., Path]) -> None:
    """No sheet holds a cell."""
    assert error_of(workbook("wave.xlsx", Data=[])).code == "F032"


def test_a_workbook_named_csv_is_read_with_a_note(workbook: Callable[..., Path]) -> None:
    """The suffix is only what somebody called it."""
    raw = read_file(workbook("wave.csv", Data=[["H01"], ["1"]]))
    assert raw.format == "xlsx"
    assert raw.notes[-1] == "read as xlsx by its content, although it is named 'wave.csv'"


def test_a_workbook_that_is_no_workbook_inside_is_told(tmp_path: Path) -> None:
    """The archive is whole, its sheets are not."""
    with zipfile.ZipFile(tmp_path / "wave.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    assert error_of(tmp_path / "wave.xlsx").code == "F030"


def test_a_sheet_that_breaks_off_is_told(workbook: Callable[..., Path]) -> None:
    """The archive and its list of sheets are whole; the cells are not."""
    path = workbook("wave.xlsx", Data=[["H01"], ["1"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[:-40] + b"<c r=" if name.endswith("sheet1.xml") else content)
    assert error_of(path).code == "F030"


def test_a_sheet_is_refused_where_there_are_none(written: Write) -> None:
    """Silently ignoring it would hide a mistake."""
    assert error_of(written("wave.csv", "H01\n1\n"), sheet="Data").code == "F005"


# SPSS, Stata, Parquet


def test_an_spss_file_brings_its_labels_and_missing_ranges(tmp_path: Path) -> None:
    """Values the file declares missing stay; what it says of them stands beside the cells."""
    path = tmp_path / "wave.sav"
    cells = pd.DataFrame({"H01": ["1", "2"], "C01a": [1.0, 98.0], "H10": [datetime.date(2018, 3, 9)] * 2})
    pyreadstat.write_sav(
        cells,
        path,
        column_labels={"C01a": "Президент"},
        variable_value_labels={"C01a": {1: "Толық сенемін", 98: "Білмеймін"}},
        missing_ranges={"C01a": [{"lo": 97, "hi": 99}]},
    )
    raw = read_file(path)
    assert raw.cells["C01a"].tolist() == [1.0, 98.0]
    assert raw.cells["H10"].tolist() == [datetime.date(2018, 3, 9)] * 2
    assert raw.labels == {"C01a": "Президент"}
    assert raw.value_labels == {"C01a": {1.0: "Толық сенемін", 98.0: "Білмеймін"}}
    assert raw.user_missing == {"C01a": ((97.0, 99.0),)}
    assert (raw.format, raw.encoding, raw.notes) == ("sav", "UTF-8", ("encoding UTF-8, as the file says",))


def test_a_compressed_spss_file_is_told_apart(tmp_path: Path) -> None:
    """ZSAV begins with another sign."""
    pyreadstat.write_sav(pd.DataFrame({"H01": ["1"]}), tmp_path / "wave.zsav", compress=True)
    assert read_file(tmp_path / "wave.zsav").format == "zsav"


def test_an_spss_file_cut_off_is_told(tmp_path: Path) -> None:
    """A transfer that broke must not pass for a small wave."""
    pyreadstat.write_sav(pd.DataFrame({"H01": [f"{row:05d}" for row in range(500)]}), tmp_path / "wave.sav")
    whole = (tmp_path / "wave.sav").read_bytes()
    (tmp_path / "wave.sav").write_bytes(whole[: len(whole) // 2])
    assert error_of(tmp_path / "wave.sav").code == "F040"


def test_utf8_in_a_file_that_declares_another_encoding_is_read_as_utf8(tmp_path: Path) -> None:
    """The bytes tell the truth: Cyrillic text that is whole UTF-8 was never anything else."""
    path = tmp_path / "wave.sav"
    pyreadstat.write_sav(pd.DataFrame({"H01": ["1"], "K01": ["Қазақ"]}), path, column_labels={"K01": "Өңір"})
    path.write_bytes(path.read_bytes().replace(b"UTF-8", b"CP866"))
    raw = read_file(path)
    assert (raw.cells["K01"].tolist(), raw.labels["K01"]) == (["Қазақ"], "Өңір")
    assert raw.notes[-1] == "columns K01 hold UTF-8 although the file declares CP866; read as UTF-8"


def test_a_stata_file_keeps_its_letters_for_missing_values(tmp_path: Path) -> None:
    """`.a` stays apart from the plain blank, with its label."""
    path = tmp_path / "wave.dta"
    pyreadstat.write_dta(
        pd.DataFrame({"H01": ["1", "2"], "C01a": pd.Series([1, "a"], dtype=object)}),
        path,
        variable_value_labels={"C01a": {1: "Да", "a": "Не знаю"}},  # type: ignore[dict-item]
        missing_user_values={"C01a": ["a"]},
    )
    raw = read_file(path)
    assert (raw.format, raw.cells["C01a"].tolist()) == ("dta", [1, "a"])
    assert raw.value_labels == {"C01a": {1.0: "Да", "a": "Не знаю"}}


def test_a_parquet_file_is_read_and_its_lists_become_codes(tmp_path: Path) -> None:
    """A column of lists is a multiple choice."""
    path = tmp_path / "wave.parquet"
    pd.DataFrame({"H01": ["1", "2"], "S03": [34, 50], "B03": [[1, 2], [96]]}).to_parquet(path)
    raw = read_file(path)
    assert raw.cells.to_dict("list") == {"H01": ["1", "2"], "S03": [34, 50], "B03": ["1 2", "96"]}


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_columns_of_a_large_file_whose_values_repeat_are_categories(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take a byte a cell; the copy for people has the plain columns that a small file has."""
    path = tmp_path / f"wave.{suffix}"
    given = pd.DataFrame({"H01": ["a", "b", "c", "d"], "S03": [34, 50, 34, 50], "C1": [1.5, None, 1.5, None]})
    given["H04"] = ["Алматы", "", "Алматы", "Алматы"]
    getattr(given, f"to_{suffix}")(path, index=False)
    small = read_file(path)
    assert not any(isinstance(kind, pd.CategoricalDtype) for kind in small.cells.dtypes)
    monkeypatch.setattr("survey.ingest.parquet_files.MANY_INTERVIEWS", 4)
    monkeypatch.setattr("survey.ingest.delimited_files.MANY_INTERVIEWS", 4)
    data = path.read_bytes()  # not through read_file, whose child process need not know of the patch
    contents = read_parquet(data, "wave") if suffix == "parquet" else read_delimited(data, "wave").contents
    assert all(isinstance(contents.cells[name].dtype, pd.CategoricalDtype) for name in ("S03", "C1"))
    large = dataclasses.replace(small, cells=contents.cells)
    pd.testing.assert_frame_equal(large.to_frame(), small.cells)


def test_a_parquet_file_cut_off_is_told(written: Write) -> None:
    """Its table of contents stands at the end."""
    assert error_of(written("wave.parquet", b"PAR1" + bytes(100))).code == "F050"
