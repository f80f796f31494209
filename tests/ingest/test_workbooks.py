"""Workbooks: the right sheet, and everything that is hidden in them."""

import base64
import datetime
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from survey.errors import ReadError
from survey.ingest import read_file
from survey.interviews import RawTable

Rows = list[list[object]]
Book = Callable[..., Path]

HEADING: list[object] = ["H01", "S03", "K01"]
ALL: Rows = [HEADING, ["1", 34, "да"], ["2", 50, "нет"], ["3", 61, "да"]]
SOME: Rows = ALL[:3]
CODEBOOK: Rows = [["Variable", "Label"], ["H01", "Number"], ["S03", "Age"], ["K01", "Why?"]]
COVER: Rows = [["Report of the agency"], ["2018Q1"]]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes sheets: (name, rows, state), then changes the workbook by a function."""

    def write(*sheets: tuple[str, Rows, str], change: Callable[[openpyxl.Workbook], None] | None = None) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows, state in sheets:
            sheet = made.create_sheet(name)
            sheet.sheet_state = state
            for row in rows:
                sheet.append(row)
        if change is not None:
            change(made)
        made.save(tmp_path / "wave.xlsx")
        return tmp_path / "wave.xlsx"

    return write


def rewritten(path: Path, change: Callable[[bytes], bytes], member: str = "sheet1.xml") -> Path:
    """The workbook with one member changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(content) if name.endswith(member) else content)
    return path


def found(raw: RawTable) -> dict[str, str]:
    return {finding.rule: finding.severity for finding in raw.findings}


# Sheets


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_but_told(book: Book, state: str) -> None:
    """An old copy with fewer interviews stands first and is not shown."""
    raw = read_file(book(("old", SOME, state), ("Data", ALL, "visible")))
    assert (len(raw), found(raw)) == (3, {"sheets_hidden": "warning"})
    assert "old (2 × 3)" in raw.findings[0].message["ru"]


def test_two_visible_tables_of_interviews_block(book: Book) -> None:
    """Nobody but the office knows which one is the delivery."""
    path = book(("Data", ALL, "visible"), ("Data (2)", SOME, "visible"))
    raw = read_file(path)
    assert found(raw) == {"sheets_unclear": "error"}
    assert (raw.findings[0].interview, raw.findings[0].row) == (None, None)
    assert "read: {sheet: Data}" in raw.findings[0].message["kk"]
    named = read_file(path, sheet="Data (2)")
    assert (len(named), found(named)) == (2, {"sheets_unread": "info"})


def test_a_part_of_the_columns_on_a_second_sheet_blocks(book: Book) -> None:
    """As many records beside the same key."""
    first: Rows = [["H01", "S03", "K01", "D01"], *([str(row), 34, "да", 1] for row in range(5))]
    second: Rows = [["H01", "E01", "E02", "E03"], *([str(row), 1, 2, 3] for row in range(5))]
    assert found(read_file(book(("A", first, "visible"), ("B", second, "visible")))) == {"sheets_unclear": "error"}


def test_a_codebook_and_a_cover_are_told_and_block_nothing(book: Book) -> None:
    """They share no column with the interviews."""
    raw = read_file(book(("Cover", COVER, "visible"), ("Data", ALL, "visible"), ("Codes", CODEBOOK, "visible")))
    assert (len(raw), found(raw)) == (3, {"sheets_unread": "info"})


def test_a_small_table_before_the_interviews_is_not_taken_for_them(book: Book) -> None:
    """A table of counts by district stands first."""
    counts: Rows = [["District", "Interviews"], ["1", 2], ["2", 1]]
    many: Rows = [HEADING, *([str(row), 34, "да"] for row in range(40))]
    assert len(read_file(book(("Counts", counts, "visible"), ("Data", many, "visible")))) == 40


def test_a_hidden_sheet_alone_with_a_cover_is_never_mistaken(book: Book) -> None:
    """The visible one is read; the hidden table is told."""
    raw = read_file(book(("Cover", [["Report", "2018"]], "visible"), ("Data", ALL, "hidden")))
    assert found(raw)["sheets_hidden"] == "warning"


def test_a_hidden_sheet_that_is_named_is_read_and_told(book: Book) -> None:
    """Somebody decided so."""
    raw = read_file(book(("Data", ALL, "visible"), ("old", SOME, "hidden")), sheet="old")
    assert (len(raw), found(raw)["sheet_hidden"]) == (2, "warning")


# Rows, columns, cells


def test_hidden_rows_and_columns_are_read_and_told(book: Book) -> None:
    """A filter hides them; they belong to the data all the same."""

    def hide(made: openpyxl.Workbook) -> None:
        made["Data"].row_dimensions[3].hidden = True
        made["Data"].row_dimensions[4].hidden = True
        made["Data"].column_dimensions["B"].hidden = True

    raw = read_file(book(("Data", ALL, "visible"), change=hide))
    assert (len(raw), found(raw)) == (3, {"rows_hidden": "warning", "columns_hidden": "info"})
    assert "3–4" in raw.findings[0].message["en"]


ERRORS = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]


@pytest.mark.parametrize("error", ERRORS)
def test_error_cells_come_as_their_text(book: Book, error: str) -> None:
    """They are no empty cells, and no answers."""

    def spoil(made: openpyxl.Workbook) -> None:
        cell = made["Data"]["B3"]
        cell.value, cell.data_type = error, "e"

    assert read_file(book(("Data", ALL, "visible"), change=spoil)).cells["S03"].tolist() == [34.0, error, 61.0]


def test_formulas_without_a_value_are_counted(book: Book) -> None:
    """Programs that write workbooks do not compute them; Excel would."""

    def compute(made: openpyxl.Workbook) -> None:
        made["Data"]["B2"] = "=30+4"
        made["Data"]["B4"] = "=B2"

    raw = read_file(book(("Data", ALL, "visible"), change=compute))
    assert (raw.cells["S03"].tolist(), found(raw)) == (["", 50.0, ""], {"formulas_uncomputed": "warning"})


def test_computed_formulas_are_their_values(book: Book) -> None:
    """Also when the value is an empty text."""

    def compute(content: bytes) -> bytes:
        content = content.replace(b'<c r="B2" t="n"><v>34</v></c>', b'<c r="B2"><f>30+4</f><v>34</v></c>')
        return content.replace(b'<c r="B3" t="n"><v>50</v></c>', b'<c r="B3" t="str"><f>A1</f><v></v></c>')

    raw = read_file(rewritten(book(("Data", ALL, "visible")), compute))
    assert (raw.cells["S03"].tolist(), found(raw)) == ([34.0, "", 61.0], {})


def test_records_of_a_sheet_balance(book: Book) -> None:
    """Blank rows within and at the end, a title, the heading."""
    rows: Rows = [["Report"], [None], HEADING, ["1", 34, "да"], [None], ["2", 50, "нет"], [" ", None, None]]
    raw = read_file(book(("Data", rows, "visible")))
    assert raw.records is not None
    assert (raw.records.physical, raw.records.heading, raw.records.blank) == (7, 2, 2)
    assert raw.rows.tolist() == [4, 5, 6]
    assert raw.records.interviews == len(raw)


NUMBERS: list[tuple[float, object]] = [
    (43168, datetime.date(2018, 3, 9)),
    (2958465, datetime.date(9999, 12, 31)),
    (-9, -9.0),
    (2958466, 2958466.0),
    (1e10, 1e10),
    (1e300, 1e300),
    (43168.5, datetime.datetime(2018, 3, 9, 12, 0)),
]


@pytest.mark.parametrize("display", ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"])
def test_numbers_that_are_no_date_stay_numbers(book: Book, display: str) -> None:
    """A code for "refused" or a slip in a column of dates; the dates beside them are dates."""

    def fill(made: openpyxl.Workbook) -> None:
        for row, (number, _) in enumerate(NUMBERS, 2):
            made["Data"][f"B{row}"] = number
            made["Data"][f"B{row}"].number_format = display

    rows: Rows = [HEADING]
    rows += [[str(row), None, "да"] for row in range(len(NUMBERS))]
    assert read_file(book(("Data", rows, "visible"), change=fill)).cells["S03"].tolist() == [
        read for _, read in NUMBERS
    ]


@pytest.mark.parametrize("number", [1e10, 1e300, 2e15])
def test_a_duration_beyond_all_bounds_stops_no_file(book: Book, number: float) -> None:
    """The library cannot hand such a cell over."""

    def fill(made: openpyxl.Workbook) -> None:
        made["Data"]["B2"] = number
        for row in (2, 3, 4):
            made["Data"][f"B{row}"].number_format = "[h]:mm"
        made["Data"]["B3"] = 1.25

    cells = read_file(book(("Data", ALL, "visible"), change=fill)).cells["S03"]
    assert cells.tolist()[:2] == [number, datetime.timedelta(hours=30)]


# Size


@pytest.mark.parametrize("cell", ["A1048576", "XFD1048576", "B900000"])
def test_a_cell_far_away_does_not_become_millions(book: Book, cell: str) -> None:
    """One character typed by mistake makes a table of a million rows."""

    def stray(made: openpyxl.Workbook) -> None:
        made["Data"][cell] = "x"

    with pytest.raises(ReadError) as caught:
        read_file(book(("Data", ALL, "visible"), change=stray))
    assert caught.value.code == "F080"
    assert cell.strip("ABXFD") in caught.value.fact.replace(",", "")


def test_formats_of_cells_far_away_are_no_cells(book: Book) -> None:
    """A column painted to the end of the sheet is empty."""

    def paint(content: bytes) -> bytes:
        far = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/></row>' % (row, row) for row in range(9000, 9400))
        return content.replace(b"</sheetData>", far + b"</sheetData>")

    assert len(read_file(rewritten(book(("Data", ALL, "visible")), paint))) == 3


def test_a_member_that_unpacks_to_hundreds_of_megabytes_is_refused(book: Book) -> None:
    """Before anything is unpacked."""
    path = book(("Data", ALL, "visible"))
    with pytest.raises(ReadError) as caught:
        read_file(rewritten(path, lambda content: content + b" " * 300_000_000))
    assert caught.value.code == "F081"


def test_a_sheet_whose_archive_is_damaged_is_told(book: Book) -> None:
    """A flipped byte within the packed sheet."""
    path = book(("Data", [HEADING, *([str(row), row, "да"] for row in range(200))], "visible"))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.code in ("F015", "F030")


# OpenDocument

ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Data">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(path: Path, rows: Rows) -> Path:
    """A sheet of LibreOffice, by hand."""

    def cell(value: object) -> str:
        if isinstance(value, int):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=body))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def test_a_sheet_of_libreoffice_is_read(tmp_path: Path) -> None:
    """Numbers and texts, as in a workbook of Excel."""
    raw = read_file(ods(tmp_path / "wave.ods", ALL))
    assert (raw.format, raw.cells.to_numpy().tolist()) == ("ods", ALL[1:])


def test_a_text_of_libreoffice_is_told(tmp_path: Path) -> None:
    """A document holds no table."""
    with zipfile.ZipFile(tmp_path / "wave.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / "wave.odt")
    assert caught.value.code == "F035"


# Excel before 2007: a hidden sheet "old" of one interview, and "Деректер" of two

XLS = (
    "c-rk)O=uHA6#iy*Hb1pLNlnF8D4}50+CyRyMTuJjT0tz;f{F;5njWMjmEc7WTCKSVf*=T1FNI#bRK56v9`q(6RP-PSLZe4df`W&("
    ">zlW`CDj}f&|qc1FmK+xd2eR2@6DUpeKQ-Kn|jbz#4p$d1B-STffAXZ680JqP`_<!)~iEQY#%EM;Sf18VB%@R>!9|b_ID8y_tguc"
    "z$YrlaR&Wkx#4&Xk>)jIgkD2RD2hFaJ5(Cc%Ij)odWz|4ruSI)8Pi^tTw|Id-8pd#vsQoCb{a?jj>-=1Ya}Z0h;2TwB#9Qh)Ny?A"
    "x^QCN#P0m*%;>+_(XQ$-4f0&yaBeuC8J$CnTsV#Ib{zQT?bYXTUtU|e0LgzWmj}zpZ%74<!#*i=AQrF+S|BL-j*VsuSc{t`XI2qY"
    "TU9TW9V*S-JkqG69=&M|U|%9hbTH9F;i0+xiDVtbq)Mo5RBo#{((16<Nre=)7!WBMC9U)bP6mi9%K#0$FY1YA(Zqa|cSnSB{QTXo"
    "Zx0L&SSMIA&RO3%8`kT!!^S0TLB@^TBbR6w)6GmT^Qh~XZ(|yxn5MdOpv7hOPO#1u?(L*`dKmAl4JG_W;tO96K5j33wl)zz(^otn"
    "n|W_dp@Yt<th?VQ&@H;f<SmUSmRAcmi+p6-`ddZ`$%wml+dTlAu)t3p^gJ}2mVP?I)fZ*-1?%e(FUUGxPZU@687rIdkQIANPT5-c"
    "#8{#$)h9-UK5<%-T1JV7j0!#E^l5A5TFWxllC4eG+VRXQ*IKf5!1J~&=WQQ8eE9I;!-tPrLb!KxeLK>39MipR2Ho#E3se^U&m{jX"
    "4q=RbXX&+c4{}uJajvTPSp!peV~GlFyzhk?M`-puMli(d7^ymb>1{!j{-25sBY$oSRXhJ;HS7G#^Zx|tKKk("
)


def test_a_workbook_of_the_old_kind_is_read(tmp_path: Path) -> None:
    """With the sheets it hides."""
    (tmp_path / "wave.xls").write_bytes(zlib.decompress(base64.b85decode(XLS)))
    raw = read_file(tmp_path / "wave.xls")
    assert raw.format == "xls"
    assert raw.cells.to_numpy().tolist() == [["1", 34.0, "Қазақ тілі"], ["2", 50.0, "нет"]]
    assert found(raw) == {"sheets_hidden": "warning"}
