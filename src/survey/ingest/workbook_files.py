"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS), cells as they are kept: numbers, texts, dates; errors as text (``#N/A``)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import ReadError
from survey.findings import Finding
from survey.ingest.file_format import has_password
from survey.ingest.heading_findings import about_headings
from survey.ingest.heading_rows import find_heading
from survey.ingest.reader_findings import finding, ranges, some
from survey.ingest.sheet_choice import Look, Visibility, choose_sheet
from survey.ingest.sheet_table import Contents, SheetTable, headed, letters
from survey.ingest.size_limits import check_cell_length, check_cells
from survey.ingest.xlsx_properties import SheetScan, scan_sheet, sheet_paths, without_odd_formats
from survey.ingest.zip_archive import open_archive
from survey.interviews import FileFormat

if TYPE_CHECKING:
    from python_calamine import SheetMetadata


class _UnreadableError(Exception):
    """A cell that the library cannot hand over."""


SheetRows = list[list[object]]

_SAMPLE = 60


def read_workbook(
    data: bytes, format_: FileFormat, place: str, sheet: str | None = None, heading_row: int | None = None
) -> Contents:
    """Cells of the sheet named, or of the first visible one that holds a table.

    Raises
    ------
    ReadError
        ``F012`` with a password, ``F030`` when the workbook cannot be opened, ``F031`` when there is no such sheet,
        ``F032`` when no sheet holds anything, and the codes of :mod:`survey.ingest.size_limits` and
        :func:`survey.ingest.sheet_table.headed`.
    """
    import python_calamine as calamine

    try:
        return _read(data, format_, place, sheet, heading_row)
    except calamine.PasswordError:
        raise has_password(place) from None
    except (calamine.CalamineError, _UnreadableError) as failure:
        fact = f"The workbook cannot be read: {failure}."
        raise ReadError("F030", place, fact, "Open it in Excel and save it as .xlsx, or ask for it again.") from None


def _read(data: bytes, format_: FileFormat, place: str, sheet: str | None, heading_row: int | None) -> Contents:
    scans = _scans(data, place) if format_ == "xlsx" else {}
    for scan in scans.values():
        if scan.has_negative:
            data = without_odd_formats(data, scan.path, place)
    try:
        return _from_book(data, place, sheet, heading_row, scans)
    except _UnreadableError:
        if not scans:
            raise
    for scan in scans.values():
        data = without_odd_formats(data, scan.path, place)
    return _from_book(data, place, sheet, heading_row, scans)


def _from_book(
    data: bytes, place: str, sheet: str | None, heading_row: int | None, scans: dict[str, SheetScan]
) -> Contents:
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = {one.name: one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet}

    def look(name: str) -> Look:
        try:
            rows: SheetRows = [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        except (ValueError, OverflowError) as failure:
            raise _UnreadableError(str(failure)) from None
        check_cells(len(rows), max(map(len, rows), default=0), len(data), f"{place}, sheet {name!r}")
        check_cell_length(max((_longest(row) for row in rows), default=0), f"{place}, sheet {name!r}")
        return Look(name, _visibility(sheets[name]), rows)

    looks = [look(name) for name in sheets]
    chosen, findings = choose_sheet(looks, sheet, place)
    scan = scans.get(chosen.name, SheetScan(""))
    for (row, column), error in scan.errors.items():
        if row <= len(chosen.rows) and column <= len(chosen.rows[row - 1]):
            chosen.rows[row - 1][column - 1] = error
    where = f"{place}, sheet {chosen.name!r}"
    return _contents(chosen, len(looks), heading_row, where, [*findings, *_about_sheet(scan)])


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
        return {name: scan_sheet(archive, path, len(data), f"{place}, sheet {name!r}") for name, path in paths.items()}


def _about_sheet(scan: SheetScan) -> list[Finding]:
    findings = []
    if scan.hidden_rows:
        findings.append(finding("rows_hidden", "warning", n=len(scan.hidden_rows), rows=ranges(scan.hidden_rows)))
    columns = [letters(number - 1) for number in scan.hidden_columns if number <= scan.last_column]
    if columns:
        findings.append(finding("columns_hidden", "info", n=len(columns), columns=some(columns)))
    if scan.n_uncomputed:
        findings.append(finding("formulas_uncomputed", "warning", n=scan.n_uncomputed))
    return findings


def _contents(look: Look, n_sheets: int, heading_row: int | None, place: str, findings: Sequence[Finding]) -> Contents:
    rows = look.rows
    found = find_heading(rows, heading_row - 1 if heading_row is not None else None)
    if found.heading is None or found.heading >= len(rows):
        return headed(SheetTable([], pd.DataFrame(), heading_row or 1, len(rows)), place)
    names = rows[found.heading]
    body = rows[found.heading + 1 + len(found.further) :]
    sheet = SheetTable(
        names,
        pd.DataFrame(body, columns=range(len(names)), dtype=object),
        found.heading + 1,
        len(rows),
        len(found.further),
        len(found.titles),
        found.heading - len(found.titles),
    )
    about = f"sheet {look.name!r}" if n_sheets == 1 else f"sheet {look.name!r} of {n_sheets}"
    notes = (about, f"heading in row {found.heading + 1}") if found.heading else (about,)
    return headed(sheet, place, notes, [*findings, *about_headings(found, rows[: found.heading + _SAMPLE])])
