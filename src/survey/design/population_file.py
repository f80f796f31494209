"""Reader of tables of population figures: text in any usual encoding, or a sheet of a workbook."""

from __future__ import annotations

import csv
import datetime
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.design.population_table import PopulationTable, TableError
from survey.documents.yaml_nodes import MAX_BYTES
from survey.errors import ReadError, nearest
from survey.ingest.delimiter import DELIMITERS
from survey.ingest.encoding import decode_bytes
from survey.ingest.file_format import recognise, workbook_format
from survey.ingest.numbers import shown
from survey.ingest.reader_process import guarded, limits_for
from survey.ingest.workbook_sheets import WorkbookSheet, read_sheets
from survey.ingest.zip_archive import open_archive
from survey.interviews import FileFormat

_WORKBOOKS = frozenset({"xlsx", "xls", "ods"})
_MOST_TITLES = 30


@dataclass(frozen=True, slots=True)
class _CellGrid:
    """Rows of cells as they are in a file, empty rows left out, with the line of each."""

    rows: tuple[tuple[object, ...], ...]
    lines: tuple[int, ...]

    def heading(self, names: frozenset[str]) -> tuple[int, int]:
        """Position of the row that holds most of the names, the first of equals, and how many it holds."""
        found = [len(names & set(map(shown, row))) for row in self.rows[:_MOST_TITLES]]
        most = max(found, default=0)
        return (found.index(most) if found else 0), most


def read_population_table(path: Path, names: Sequence[str], sheet: str | None = None) -> PopulationTable:
    """Table read from a file: CSV with commas, semicolons, tabs or vertical bars, or a sheet of a workbook.

    Parameters
    ----------
    path : Path
    names : sequence of str
        Headings of the columns that are used. The row with most of them is the heading, rows above it are titles; the
        delimiter is the one that gives the most of them, and so is the sheet where none is named.
    sheet : str, optional
        Sheet of the workbook.

    Raises
    ------
    TableError
        When there is no such file, its text or workbook cannot be read, several sheets have the columns, rows or
        formulas are hidden from the reader, or rows do not have a cell for every heading.
    """
    data = _bytes(path)
    wanted = frozenset(names)
    try:
        format_ = _format(data, path.name)
        if format_ in _WORKBOOKS:
            grid = _from_workbook(data, format_, path.name, wanted, sheet)
        elif format_ != "csv":
            raise TableError(f"It is a {format_} file.", "Save the table as XLSX or CSV.")
        elif sheet is not None:
            raise TableError("A text file has no sheets.", "Leave out sheet:, or name a workbook.")
        else:
            grid = _from_text(decode_bytes(data, path.name).text, wanted)
    except ReadError as error:
        raise TableError(error.fact, error.remedy) from None
    return _under_heading(grid, wanted)


def _bytes(path: Path) -> bytes:
    neighbours = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TableError(f"The file has more than {MAX_BYTES:,} bytes.", "Sum the figures over finer classes.")
        return path.read_bytes()
    except FileNotFoundError:
        raise TableError("There is no such file.", nearest(path.name, neighbours)) from None
    except (OSError, ValueError) as error:
        raise TableError(f"It cannot be read: {error}.", nearest(path.name, neighbours)) from None


def _format(data: bytes, place: str) -> FileFormat:
    found = recognise(data, place)
    if found == "json":
        raise TableError("It is JSON, not a table.", "Export the data as CSV or XLSX.")
    if found is not None:
        return found
    with open_archive(data, place) as archive:
        inside = workbook_format(archive, place)
    if inside is None:
        raise TableError("It is an archive.", "Unpack it, and name the table inside.")
    return inside


def _from_text(text: str, names: frozenset[str]) -> _CellGrid:
    """Cells of a text, cut by the delimiter that gives the most of the names."""
    first = text.split("\n", 1)[0]
    grids: list[tuple[tuple[int, int], _CellGrid]] = []
    failure: TableError | None = None
    for delimiter in sorted(DELIMITERS, key=first.count, reverse=True):
        try:
            grid = _cut(text, delimiter)
        except TableError as error:
            failure = failure or error
            continue
        grids.append(((grid.heading(names)[1], first.count(delimiter)), grid))
    if failure is not None and not any(found for (found, _), _ in grids):
        raise failure
    return max(grids, key=lambda pair: pair[0])[1]


def _cut(text: str, delimiter: str) -> _CellGrid:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    rows: list[tuple[object, ...]] = []
    lines: list[int] = []
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                rows.append(cells)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise TableError(f"Line {reader.line_num} is not CSV: {error}.", "Correct the quotation marks.") from None
    return _CellGrid(tuple(rows), tuple(lines))


def _from_workbook(
    data: bytes, format_: FileFormat, place: str, names: frozenset[str], wanted: str | None
) -> _CellGrid:
    # Loaded here, so that a forked child finds it.
    importlib.import_module("python_calamine")
    sheets = guarded(place, limits_for(len(data)), read_sheets, data, format_, place)
    chosen = _sheet(sheets, names, wanted)
    grid = _grid(chosen)
    first = grid.lines[grid.heading(names)[0]] if grid.lines else 1
    hidden = [row for row in chosen.scan.hidden_rows if first <= row <= max(grid.lines, default=0)]
    if hidden:
        raise TableError(f"Row {hidden[0]} of the sheet is hidden.", "Show the hidden rows, or delete them.")
    if chosen.scan.n_uncomputed:
        fact = f"Formulas of the sheet without a value: {chosen.scan.n_uncomputed}."
        raise TableError(fact, "Open the workbook in a spreadsheet program and save it, so that they are computed.")
    return grid


def _sheet(sheets: Sequence[WorkbookSheet], names: frozenset[str], wanted: str | None) -> WorkbookSheet:
    """Sheet with this name, or the only one with the columns, or the only one with anything."""
    titles = [one.name for one in sheets]
    if wanted is not None:
        found = [one for one in sheets if one.name == wanted]
        if not found:
            raise TableError(f"There is no sheet {wanted!r}.", nearest(wanted, titles))
        return found[0]
    grids = {one.name: _grid(one) for one in sheets}
    whole = [one for one in sheets if grids[one.name].heading(names)[1] == len(names)]
    filled = [one for one in sheets if grids[one.name].rows]
    if len(whole) > 1:
        fact = f"The columns are in the sheets {' and '.join(repr(one.name) for one in whole[:2])}."
        raise TableError(fact, "Name one of them under sheet.")
    if not whole and len(filled) > 1:
        fact = f"No sheet has all the columns; there are {', '.join(repr(one.name) for one in filled[:8])}."
        raise TableError(fact, "Correct the names of the columns, or name the sheet under sheet.")
    if not whole and not filled:
        raise TableError("The workbook is empty.", "Write headings, then one row for each category.")
    return (whole or filled)[0]


def _grid(sheet: WorkbookSheet) -> _CellGrid:
    filled = [
        (line, tuple(cell.strip() if isinstance(cell, str) else cell for cell in row))
        for line, row in enumerate(sheet.rows, 1)
        if any(str(cell).strip() for cell in row)
    ]
    return _CellGrid(tuple(row for _, row in filled), tuple(line for line, _ in filled))


def _under_heading(grid: _CellGrid, names: frozenset[str]) -> PopulationTable:
    """Table from its heading on, without columns in which nothing is."""
    at, _ = grid.heading(names)
    rows, lines = grid.rows[at:], grid.lines[at:]
    if len(rows) < 2:
        raise TableError("The table has no rows of figures.", "Write headings, then one row for each category.")
    width = len(rows[0])
    for line, row in zip(lines, rows, strict=True):
        if len(row) != width:
            fact = f"Line {line} has {len(row)} cells, and there are {width} headings."
            raise TableError(fact, "Write one cell for every heading; a number takes no comma.")
    kept = [column for column in range(width) if any(row[column] != "" for row in rows)]
    headings = tuple(shown(rows[0][column]) for column in kept)
    _check_headings(headings)
    body = tuple(tuple(row[column] for column in kept) for row in rows[1:])
    _check_moments(headings, body, lines[1:], names)
    return PopulationTable(headings, body, tuple(lines[1:]))


def _check_headings(headings: Sequence[str]) -> None:
    twice = next((one for at, one in enumerate(headings) if not one or one in headings[:at]), None)
    if twice is not None:
        fact = f"Two columns are headed {twice!r}." if twice else "A column has no heading."
        raise TableError(fact, "Give every column a different heading.")


def _check_moments(
    headings: Sequence[str], rows: Sequence[Sequence[object]], lines: Sequence[int], names: frozenset[str]
) -> None:
    """Refuse dates in the columns that are used: spreadsheets make them of classes such as 11-12."""
    for line, row in zip(lines, rows, strict=True):
        for heading, cell in zip(headings, row, strict=True):
            if heading in names and isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
                fact = f"Line {line}, column {heading!r}: the cell holds a date."
                raise TableError(fact, "Format the column as text, and write the category again.")
