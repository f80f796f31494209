"""Sheets of a workbook (XLSX, XLSM, XLSB, XLS, ODS): cells as they are kept, errors as text (``#N/A``)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.errors import ReadError
from survey.ingest.file_format import has_password
from survey.ingest.ods_formats import with_shown_numbers
from survey.ingest.sheet_choice import Visibility
from survey.ingest.size_limits import check_cell_length, check_cells
from survey.ingest.xlsx_formats import shown_formats
from survey.ingest.xlsx_properties import SheetScan, scan_sheet, sheet_paths, without_odd_formats
from survey.ingest.zip_archive import open_archive
from survey.interviews import FileFormat

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook, SheetMetadata

SheetRows = list[list[object]]


@dataclass(frozen=True, slots=True, eq=False)
class WorkbookSheet:
    """One sheet: name, visibility, rows from row 1 (numbers, texts, dates), and what only the XML of an XLSX says."""

    name: str
    visibility: Visibility
    rows: SheetRows
    scan: SheetScan = field(default_factory=lambda: SheetScan(""))


class _UnreadableError(Exception):
    """A cell that the library cannot hand over."""


def read_sheets(data: bytes, format_: FileFormat, place: str) -> list[WorkbookSheet]:
    """All worksheets of a workbook, in its order.

    Raises
    ------
    ReadError
        ``F012`` with a password, ``F030`` when the workbook cannot be opened, and the codes of
        :mod:`survey.ingest.size_limits`.
    """
    import python_calamine as calamine

    try:
        return _read(data, format_, place)
    except calamine.PasswordError:
        raise has_password(place) from None
    except (calamine.CalamineError, _UnreadableError) as failure:
        fact = f"The workbook cannot be read: {failure}."
        raise ReadError("F030", place, fact, "Open it in Excel and save it as .xlsx, or ask for it again.") from None


def _read(data: bytes, format_: FileFormat, place: str) -> list[WorkbookSheet]:
    scans = _scans(data, place) if format_ == "xlsx" else {}
    if format_ == "ods":
        data = with_shown_numbers(data, place)
    for scan in scans.values():
        if scan.has_negative:
            data = without_odd_formats(data, scan.path, place)
    try:
        return _from_book(data, place, scans)
    except _UnreadableError:
        if not scans:
            raise
    for scan in scans.values():
        data = without_odd_formats(data, scan.path, place)
    return _from_book(data, place, scans)


def _from_book(data: bytes, place: str, scans: dict[str, SheetScan]) -> list[WorkbookSheet]:
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    return [_sheet(book, one, len(data), place, scans.get(one.name, SheetScan(""))) for one in sheets]


def _sheet(book: CalamineWorkbook, described: SheetMetadata, size: int, place: str, scan: SheetScan) -> WorkbookSheet:
    name = described.name
    try:
        rows: SheetRows = [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    except (ValueError, OverflowError) as failure:
        raise _UnreadableError(str(failure)) from None
    check_cells(len(rows), max(map(len, rows), default=0), size, f"{place}, sheet {name!r}")
    check_cell_length(max((_longest(row) for row in rows), default=0), f"{place}, sheet {name!r}")
    for (row, column), error in scan.errors.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = error
    for (row, column), how in scan.shown.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = how.shown(rows[row - 1][column - 1])
    return WorkbookSheet(name, _visibility(described), rows, scan)


def _longest(row: Sequence[object]) -> int:
    return max((len(cell) for cell in row if isinstance(cell, str)), default=0)


def _visibility(sheet: SheetMetadata) -> Visibility:
    import python_calamine as calamine

    if sheet.visible == calamine.SheetVisibleEnum.VeryHidden:
        return "very hidden"
    return "hidden" if sheet.visible == calamine.SheetVisibleEnum.Hidden else "visible"


def _scans(data: bytes, place: str) -> dict[str, SheetScan]:
    with open_archive(data, place) as archive:
        paths = sheet_paths(archive, len(data), place)
        formats = shown_formats(archive, len(data), place)
        return {
            name: scan_sheet(archive, path, len(data), f"{place}, sheet {name!r}", formats)
            for name, path in paths.items()
        }
