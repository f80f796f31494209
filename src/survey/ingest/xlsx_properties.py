"""Properties of an XLSX sheet that a reader of values does not give: hidden rows, errors, formulas never computed, formats.

The sheet is scanned as a stream before it is parsed, so that one cell far away does not become millions of empty ones.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from zipfile import ZipFile

from survey.ingest.size_limits import check_sparse
from survey.ingest.xlsx_formats import ShownNumber
from survey.ingest.zip_archive import open_archive, read_member, stream_member

_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^<>]*)>")
_MIN, _MAX = re.compile(rb'\bmin="(\d{1,5})"'), re.compile(rb'\bmax="(\d{1,5})"')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^<>]*\bt="e"[^<>]*)>')
_VALUE = re.compile(rb"<(?:\w+:)?v>(#[^<]{1,20})<")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MOST_ERRORS = 1_000_000
_MOST_MERGED = 1_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_STYLED = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>\s*(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>")
_STYLE = re.compile(rb'\bs="(\d+)"')
_NO_NUMBER = re.compile(rb'\bt="(?!n")')
_LAST_COLUMN = 16_384
_AFTER_9999 = rb"29584(?:6[6-9]|[7-9]\d)|2958[5-9]\d\d|2959\d{3}|29[6-9]\d{4}|[3-9]\d{6}|\d{8,}"
_ODD = re.compile(
    rb'(<(?:\w+:)?c\b[^<>]*?)\ss="\d+"([^<>]*>(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>)'
    rb"(?=-|(?:" + _AFTER_9999 + rb")(?!\d)|[\d.]+[eE]\+?(?:0*[7-9]|\d{2,})<)"
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(slots=True)
class SheetScan:
    """Properties of one sheet; rows and columns count from 1."""

    path: str
    last_row: int = 0
    last_column: int = 0
    n_values: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    n_uncomputed: int = 0
    has_negative: bool = False
    merged: list[str] = field(default_factory=list)
    shown: dict[tuple[int, int], ShownNumber] = field(default_factory=dict)


def sheet_paths(archive: ZipFile, size: int, place: str) -> Mapping[str, str]:
    """The member of the archive that holds each sheet; empty when the workbook does not say it as usual."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}

    def parsed(name: str) -> ElementTree.Element:
        return ElementTree.fromstring(read_member(archive, archive.getinfo(name), size, place))

    try:
        book, relations = parsed("xl/workbook.xml"), parsed("xl/_rels/workbook.xml.rels")
    except ElementTree.ParseError:
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    found = {}
    for one in book.iter():
        if one.tag.rpartition("}")[2] == "sheet":
            target = targets.get(one.get(_RELATION) or one.get(_STRICT), "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if path in names:
                found[one.get("name", "")] = path
    return found


def scan_sheet(
    archive: ZipFile, path: str, size: int, place: str, formats: Mapping[bytes, ShownNumber] | None = None
) -> SheetScan:
    """Properties of the sheet; ``formats`` are the styles that show more than a number.

    Raises
    ------
    ReadError
        The codes of :mod:`survey.ingest.size_limits`, and ``F015``.
    """
    scan = SheetScan(path)
    for piece in _pieces(archive, path, size, place):
        _scan(piece, scan)
        if formats:
            _scan_formats(piece, scan, formats)
    check_sparse(scan.last_row, scan.last_column, scan.n_values, size, place)
    return scan


def without_odd_formats(data: bytes, path: str, place: str) -> bytes:
    """The workbook with the cells of a sheet that cannot be dates or times formatted as plain numbers.

    Negative numbers and numbers beyond the year 9999 are not moments, whatever the format of their cell says; the library
    makes midnight of the first (a code such as -9) and stops at the second.
    """
    kept = io.BytesIO()
    with open_archive(data, place) as archive, ZipFile(kept, "w") as copy:
        for member in archive.infolist():
            content = read_member(archive, member, len(data), place)
            copy.writestr(member.filename, _ODD.sub(rb"\1\2", content) if member.filename == path else content)
    return kept.getvalue()


def _pieces(archive: ZipFile, path: str, size: int, place: str) -> Iterator[bytes]:
    """The XML in pieces that end between two rows."""
    rest = b""
    for part in stream_member(archive, path, size, place):
        rest += part
        cut = max(rest.rfind(b"</row>"), rest.rfind(b":row>"))
        if cut > 0:
            yield rest[: cut + 6]
            rest = rest[cut + 6 :]
    yield rest


def _scan(piece: bytes, scan: SheetScan) -> None:
    starts = list(_ROW.finditer(piece))
    head = piece[: starts[0].start()] if starts else piece
    for column in _COLUMN.finditer(head):
        if _HIDDEN.search(column[1]):
            low, high = _MIN.search(column[1]), _MAX.search(column[1])
            if low and high:
                scan.hidden_columns += range(int(low[1]), min(int(high[1]), _LAST_COLUMN) + 1)
    scan.n_values += piece.count(b"</v>") + piece.count(b"</is>") + piece.count(b":v>") // 2
    scan.has_negative |= b"<v>-" in piece
    if b"mergeCell" in piece and len(scan.merged) < _MOST_MERGED:
        scan.merged += [reference[1].decode("ascii") for reference in _MERGED.finditer(piece)]
    if not starts:
        return
    ends = [*(start.start() for start in starts[1:]), len(piece)]
    for start, end in zip(starts, ends, strict=True):
        _scan_row(piece, start, end, scan)
    if b't="e"' in piece:
        _scan_errors(piece, scan)
    if b"<f" in piece or b":f>" in piece:
        scan.n_uncomputed += sum(b't="str"' not in cell[1] for cell in _FORMULA.finditer(piece))


def _scan_formats(piece: bytes, scan: SheetScan, formats: Mapping[bytes, ShownNumber]) -> None:
    """Remember the numbers that the sheet shows with zeros in front or as percent."""
    for cell in _STYLED.finditer(piece):
        style, reference = _STYLE.search(cell[1]), _REFERENCE.search(cell[1])
        how = formats.get(style[1]) if style is not None else None
        if how is not None and reference is not None and not _NO_NUMBER.search(cell[1]):
            scan.shown[int(reference[2]), _position(reference[1])] = how


def _scan_errors(piece: bytes, scan: SheetScan) -> None:
    cells = list(_ERROR.finditer(piece))[:_MOST_ERRORS]
    ends = [*(cell.start() for cell in cells[1:]), len(piece)]
    for cell, end in zip(cells, ends, strict=True):
        closed = piece.find(b"c>", cell.end(), end)
        reference = _REFERENCE.search(cell[1])
        value = _VALUE.search(piece, cell.end(), closed if closed >= 0 else end)
        if reference is not None and value is not None:
            scan.errors[int(reference[2]), _position(reference[1])] = value[1].decode("ascii", "replace")


def _scan_row(piece: bytes, start: re.Match[bytes], end: int, scan: SheetScan) -> None:
    number = _NUMBER.search(start[1])
    row = int(number[1]) if number else scan.last_row + 1
    last = max(piece.rfind(b"</v>", start.end(), end), piece.rfind(b"</is>", start.end(), end))
    if last < 0 and not start[0].startswith(b"<row"):
        last = max(piece.rfind(b":v>", start.end(), end), piece.rfind(b":is>", start.end(), end))
    if last < 0:
        return
    scan.last_row = max(scan.last_row, row)
    if _HIDDEN.search(start[1]):
        scan.hidden_rows.append(row)
    cell = piece.rfind(b"<c " if start[0].startswith(b"<row") else b":c ", start.end(), last)
    reference = _REFERENCE.search(piece, cell, last) if cell >= 0 else None
    if reference is not None:
        scan.last_column = max(scan.last_column, _position(reference[1]))


def _position(column: bytes) -> int:
    number = 0
    for letter in column:
        number = 26 * number + letter - 64
    return number
