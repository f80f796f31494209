"""A table written in every format that is read, and what the file then says."""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.fuzz.extremes import ErrorCell, Formula
from tests.fuzz.form import Cell, Table

if TYPE_CHECKING:
    from pyarrow import Array

SUFFIXES = {
    "csv": ".csv",
    "csv_1251": ".csv",
    "tsv": ".tsv",
    "odk": ".csv",
    "zip": ".zip",
    "xlsx": ".xlsx",
    "ods": ".ods",
    "sav": ".sav",
    "zsav": ".zsav",
    "dta": ".dta",
    "parquet": ".parquet",
    "por": ".por",
    "xpt": ".xpt",
    "json": ".json",
}
FORMATS = tuple(SUFFIXES)
OPTION_COLUMNS = frozenset({"odk", "xlsx", "sav", "zsav", "dta", "parquet", "por", "xpt"})
"""Formats in which the multiple choice is written as option columns; a list of codes in the others."""

FREE_NAMES = ("csv", "csv_1251", "tsv", "odk", "zip", "xlsx", "ods")
"""Formats in which a column can have any name, and two the same."""

_SPSS_EPOCH = datetime.datetime(1582, 10, 14)
_STATA_EPOCH = datetime.datetime(1960, 1, 1)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EXCEL_TEXT = 32_767


def write_table(table: Table, path: Path, format_: str) -> Table:
    """Write the table; what the file then says, where the format cannot hold a cell as it was."""
    return _WRITERS[format_](table, path)


# Text


def text_of(cell: Cell) -> str:
    """A cell as a text format writes it."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, Formula | ErrorCell):
        return cell.text
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, bool):
        return str(cell).upper()
    return str(cell)


def as_texts(table: Table) -> Table:
    """Every cell as text."""
    return Table(table.names, tuple(tuple(text_of(cell) for cell in row) for row in table.rows))


def delimited(table: Table, delimiter: str, end: str = "\r\n") -> str:
    """The table as delimited text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(table.names)
    writer.writerows(as_texts(table).rows)
    return out.getvalue()


def _write_text(delimiter: str, encoding: str) -> Callable[[Table, Path], Table]:
    errors = "surrogatepass" if encoding == "utf-8" else "replace"

    def write(table: Table, path: Path) -> Table:
        path.write_bytes(delimited(table, delimiter).encode(encoding, errors))
        if errors == "surrogatepass":
            return as_texts(table)
        said = tuple(
            tuple(text_of(cell).encode(encoding, errors).decode(encoding) for cell in row) for row in table.rows
        )
        return Table(table.names, said)

    return write


def _write_odk(table: Table, path: Path) -> Table:
    """As ODK Central exports it: groups before the names, comma, option columns with a slash."""
    names = tuple(_grouped(name) for name in table.names)
    path.write_bytes(delimited(Table(names, table.rows), ",", "\n").encode("utf-8", "surrogatepass"))
    return as_texts(table)


def _grouped(name: str) -> str:
    if name[:1] == "H":
        return f"header-{name}"
    return name if "weight" in name else f"blocks-{name.replace('_', '/', 1)}"


def _write_zip(table: Table, path: Path) -> Table:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("submissions.csv", delimited(table, ",").encode("utf-8", "surrogatepass"))
    return as_texts(table)


def _write_json(table: Table, path: Path) -> Table:
    """An object per interview."""
    texts = as_texts(table)
    records = [dict(zip(map(str, texts.names), row, strict=True)) for row in texts.rows]
    path.write_text(json.dumps(records), encoding="utf-8")
    return texts


# Workbooks


def _write_xlsx(table: Table, path: Path) -> Table:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(table.names)
    said = tuple(tuple(_for_excel(cell) for cell in row) for row in table.rows)
    for at, row in enumerate(said, 2):
        for column, cell in enumerate(row, 1):
            _put(sheet.cell(at, column), cell)
    book.save(path)
    _share_strings(path)
    return Table(table.names, said)


def _share_strings(path: Path) -> None:
    """Texts moved from the cells into the table of strings, where Excel keeps them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strings: dict[bytes, int] = {}

    def shared(match: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % strings.setdefault(match[1], len(strings))

    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb't="inlineStr"><is>(.*?)</is>', shared, parts[sheet], flags=re.DOTALL)
    items = b"".join(b"<si>%s</si>" % text for text in strings)
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    kind += b'spreadsheetml.sharedStrings+xml"/>'
    if b"sharedStrings" not in parts["[Content_Types].xml"]:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind + b"</Types>")
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % items
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _put(target: object, cell: Cell) -> None:
    if isinstance(cell, Formula):
        target.value = cell.text  # type: ignore[attr-defined]
    elif isinstance(cell, ErrorCell):
        target.value, target.data_type = cell.text, "e"  # type: ignore[attr-defined]
    elif isinstance(cell, str):
        target.value = cell  # type: ignore[attr-defined]
        target.data_type = "s"  # type: ignore[attr-defined]
    elif cell is not None:
        target.value = cell  # type: ignore[attr-defined]


def _for_excel(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return _ILLEGAL.sub("", cell)[:_EXCEL_TEXT]
    if isinstance(cell, float) and not math.isfinite(cell):
        return None if math.isnan(cell) else ErrorCell("#NUM!")
    if isinstance(cell, float):
        return max(min(cell, 1e307), -1e307)
    if isinstance(cell, datetime.date) and cell.year < 1900:
        return cell.isoformat()
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) > 2**53:
        return float(cell)
    return float(cell) if isinstance(cell, Decimal) else cell


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body>'
    '<office:spreadsheet><table:table table:name="Data">@rows</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _write_ods(table: Table, path: Path) -> Table:
    said = tuple(tuple(_for_ods(cell) for cell in row) for row in table.rows)
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in (table.names, *said))
    write_ods(path, _ODS.replace("@rows", rows))
    return Table(table.names, said)


def write_ods(path: Path, content: str) -> None:
    """An OpenDocument spreadsheet with this content."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        archive.writestr("content.xml", content.encode("utf-8"))


def _for_ods(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return " ".join(_ILLEGAL.sub("", cell).split())[:_EXCEL_TEXT]
    if isinstance(cell, Formula | ErrorCell):
        return cell.text.removeprefix("=")
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, datetime.time | datetime.timedelta | Decimal):
        return str(cell)
    return cell


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
    elif isinstance(cell, int | float):
        kind = f'office:value-type="float" office:value="{cell!r}"'
    elif isinstance(cell, datetime.date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


# Statistical packages


def _columns(
    table: Table, seconds: Callable[[datetime.date], float], longest: int, encoding: str = "utf-8"
) -> tuple[dict[str, list[Cell]], set[str]]:
    """Columns that hold numbers alone or texts alone, and which of them are dates as numbers."""
    columns: dict[str, list[Cell]] = {}
    dates = set()
    for name in table.names:
        cells = [_plain(cell) for cell in table.column(name)]
        if any(isinstance(cell, str) for cell in cells):
            columns[name] = [
                text_of(cell).encode(encoding, "replace")[:longest].decode(encoding, "ignore") for cell in cells
            ]
            columns[name] = [str(cell).replace("\x00", "") for cell in columns[name]]
        else:
            if any(isinstance(cell, datetime.date) for cell in cells):
                dates.add(name)
            columns[name] = [
                seconds(cell) if isinstance(cell, datetime.date) else math.nan if cell is None else float(cell)  # type: ignore[arg-type]
                for cell in cells
            ]
    return columns, dates


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, Formula | ErrorCell | datetime.time | datetime.timedelta):
        return text_of(cell)
    if isinstance(cell, int) and abs(cell) > 2**62:
        return float(cell)
    cell = float(cell) if isinstance(cell, Decimal) else cell
    return max(min(cell, 1e307), -1e307) if isinstance(cell, float) and math.isfinite(cell) else cell


def _said(
    columns: dict[str, list[Cell]], table: Table, dates: set[str], day: Callable[[Cell], Cell] = lambda cell: cell
) -> Table:
    """What the file says: numbers and texts as written; days in a column that it declares to hold dates."""
    kept = {
        name: [
            datetime.date(was.year, was.month, was.day)
            if name in dates and isinstance(was, datetime.date)
            else day(cell)
            if name in dates
            else cell
            for cell, was in zip(cells, table.column(name), strict=True)
        ]
        for name, cells in columns.items()
    }
    return Table(table.names, tuple(zip(*(kept[name] for name in table.names), strict=True)))


def _spss_seconds(day: datetime.date) -> float:
    moment = day if isinstance(day, datetime.datetime) else datetime.datetime(day.year, day.month, day.day)
    return (moment - _SPSS_EPOCH).total_seconds()


def _stata_days(day: datetime.date) -> float:
    moment = day if isinstance(day, datetime.datetime) else datetime.datetime(day.year, day.month, day.day)
    return float((moment - _STATA_EPOCH).days)


def _write_sav(*, compress: bool) -> Callable[[Table, Path], Table]:
    def write(table: Table, path: Path) -> Table:
        import pandas as pd
        import pyreadstat

        columns, dates = _columns(table, _spss_seconds, 32_000)
        pyreadstat.write_sav(
            pd.DataFrame(columns),
            str(path),
            compress=compress,
            row_compress=not compress,
            variable_format=dict.fromkeys(dates, "DATE11"),
            variable_value_labels=_labels(table, columns),
        )
        return _said(columns, table, dates, lambda cell: _day(_SPSS_EPOCH, datetime.timedelta(0, 1), cell))

    return write


def _day(epoch: datetime.datetime, unit: datetime.timedelta, cell: Cell) -> Cell:
    """The day a number means in a column of dates; the number where the calendar has none."""
    try:
        return (epoch + unit * float(cell)).date()  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        return cell


def _labels(table: Table, columns: dict[str, list[Cell]]) -> dict[str, dict[int | float, str]]:
    trust: dict[int | float, str] = {
        1: "Полностью доверяю",
        2: "Скорее доверяю",
        3: "Совсем не доверяю",
        98: "Затрудняюсь ответить",
    }
    return {name: trust for name in ("C01a", "C01b") if name in columns and not isinstance(columns[name][0], str)}


def _write_dta(table: Table, path: Path) -> Table:
    import pandas as pd
    import pyreadstat

    columns, dates = _columns(table, _stata_days, 2_000)
    for name, cells in columns.items():
        if not isinstance(cells[0], str):
            columns[name] = [cell if abs(cell) < 8.9e307 else math.nan for cell in cells]  # type: ignore[arg-type]
    pyreadstat.write_dta(pd.DataFrame(columns), str(path), variable_format=dict.fromkeys(dates, "%td"))
    return _said(columns, table, dates, lambda cell: _day(_STATA_EPOCH, datetime.timedelta(1), cell))


def _write_old(kind: str) -> Callable[[Table, Path], Table]:
    """SPSS portable and SAS transport files, which know short names and Latin letters."""

    def write(table: Table, path: Path) -> Table:
        import pandas as pd
        import pyreadstat

        renamed = Table(tuple(name.replace("base_weight", "weight") for name in table.names), table.rows)
        columns, _ = _columns(renamed, _spss_seconds, 200, "ascii")
        columns = {name: [_printable(cell) for cell in cells] for name, cells in columns.items()}
        columns = {
            name: [_in_old_range(cell) if isinstance(cell, float) else cell for cell in cells]
            for name, cells in columns.items()
        }
        dates = {"H10", "D08"} & {name for name, cells in columns.items() if not isinstance(cells[0], str)}
        for name in dates:
            columns[name] = [text_of(cell) for cell in renamed.column(name)]
        frame = pd.DataFrame(columns)
        if kind == "por":
            pyreadstat.write_por(frame, str(path))
        else:
            pyreadstat.write_xport(frame, str(path), file_format_version=8)
        return _said(columns, renamed, set())

    return write


def _in_old_range(number: float) -> float:
    """What fits into a number of IBM mainframes."""
    return number if math.isnan(number) or 1e-70 < abs(number) < 1e70 else 0.0


def _printable(cell: Cell) -> Cell:
    return "".join(one for one in cell if one.isprintable()) if isinstance(cell, str) else cell


# Parquet


def _write_parquet(table: Table, path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = {name: _arrow(table.column(name)) for name in table.names}
    pq.write_table(pa.table(arrays), path)
    said = [pa.array(array).to_pylist() for array in arrays.values()]
    return Table(table.names, tuple(zip(*said, strict=True)))


def _arrow(cells: list[Cell]) -> Array:
    import pyarrow as pa

    try:
        return pa.array(cells)
    except (pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError):
        return pa.array([text_of(cell).encode("utf-8", "replace").decode() for cell in cells], pa.string())


_WRITERS: dict[str, Callable[[Table, Path], Table]] = {
    "csv": _write_text(";", "utf-8"),
    "csv_1251": _write_text(";", "cp1251"),
    "tsv": _write_text("\t", "utf-8"),
    "odk": _write_odk,
    "zip": _write_zip,
    "xlsx": _write_xlsx,
    "ods": _write_ods,
    "sav": _write_sav(compress=False),
    "zsav": _write_sav(compress=True),
    "dta": _write_dta,
    "parquet": _write_parquet,
    "por": _write_old("por"),
    "xpt": _write_old("xpt"),
    "json": _write_json,
}
