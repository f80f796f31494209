"""Text files with one record per line: CSV, TSV, exports of ODK Central and of Russian Excel."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.errors import ReadError
from survey.findings import Finding
from survey.frames import text_column
from survey.freed_memory import MANY_INTERVIEWS
from survey.ingest.delimiter import NAMES, find_delimiter, named_delimiter
from survey.ingest.encoding import decode_bytes
from survey.ingest.heading_findings import about_headings
from survey.ingest.heading_rows import HeadingRows, find_heading
from survey.ingest.reader_findings import finding, ranges
from survey.ingest.sheet_table import Contents, SheetTable, headed
from survey.ingest.size_limits import check_cell_length, check_cells
from survey.ingest.text_records import TextRecords, find_records

if TYPE_CHECKING:
    from pyarrow import Table

_SAMPLE = 100
_NO_DELIMITER = "\x1f"
_BLOCK = 2**24
_LONG = 131_072
_ONE_COLUMN = "one column, so no delimiter"
_HINT = re.compile(r'"?sep=([!#-/:-@^`|~\t])"?(\r\n|\n|\r)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Delimited:
    """The cells of a text file as text, with the encoding and delimiter found."""

    contents: Contents
    encoding: str
    delimiter: str | None


def read_delimited(
    data: bytes,
    place: str,
    heading_row: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Delimited:
    """Cells of a text file, every one as text, an empty cell as empty text; columns of many records are categories.

    Raises
    ------
    ReadError
        ``F020``, ``F021``, ``F055``, ``F056`` (encoding), ``F022`` when rows have more or fewer cells than the heading, ``F027`` when there
        are zero bytes, and the codes of :mod:`survey.ingest.delimiter`, :mod:`survey.ingest.text_records`,
        :mod:`survey.ingest.size_limits` and :func:`survey.ingest.sheet_table.headed`.
    """
    found = _without_hint(data, place, heading_row, encoding, delimiter)
    below_hint = heading_row - found.n_hints if heading_row is not None else None
    source = _TextSource(found.data, found.delimiter or _NO_DELIMITER, place, found.n_hints)
    about = f"delimiter {NAMES.get(found.delimiter, found.delimiter)}" if found.delimiter else _ONE_COLUMN
    contents = source.contents(below_hint, (found.note, about), found.findings)
    return Delimited(contents, found.encoding, found.delimiter)


@dataclass(frozen=True, slots=True, eq=False)
class _PlainText:
    """Bytes of a text in UTF-8 with plain ends of lines, without hints for spreadsheets."""

    data: bytes
    delimiter: str | None
    n_hints: int
    encoding: str
    note: str
    findings: tuple[Finding, ...]


def _without_hint(
    data: bytes, place: str, heading_row: int | None, encoding: str | None, named: str | None
) -> _PlainText:
    """The text as bytes: the string, with up to four bytes for a letter, is gone before the cells are parsed."""
    decoded = decode_bytes(data, place, encoding)
    _complain_of_zeros(decoded.text, place)
    hint = _HINT.match(decoded.text)
    n_hints = 1 if hint else 0
    # a byte order mark within the text is where two files were put together
    text = _with_plain_ends(decoded.text[hint.end() :] if hint else decoded.text).replace("\ufeff", "")
    if named is not None:
        delimiter: str | None = named_delimiter(named, place)
    else:
        delimiter = hint[1] if hint else find_delimiter(text, place, heading_row and heading_row - n_hints)
    content = text.encode("utf-8", "replace")
    return _PlainText(content, delimiter, n_hints, decoded.encoding, decoded.note, decoded.findings)


def _complain_of_zeros(text: str, place: str) -> None:
    if (at := text.find("\0")) >= 0:
        raise ReadError(
            "F027",
            f"{place}, line {text.count(chr(10), 0, at) + 1}",
            f"The text has {text.count(chr(0)):,} zero bytes: it was damaged on its way.",
            "Ask for the file again.",
        )


def _with_plain_ends(text: str) -> str:
    """The text with lines ended by a line feed, where some are ended by a carriage return alone."""
    return re.sub("\r(?!\n)", "\n", text) if text.count("\r") > text.count("\r\n") else text


class _TextSource:
    """One text, its delimiter and where its records begin; rows are numbered as a spreadsheet does."""

    def __init__(self, data: bytes, delimiter: str, place: str, n_hints: int) -> None:
        self.data = data
        self.delimiter = delimiter
        self.place = place
        self.n_hints = n_hints
        self.records = find_records(data, delimiter, place)
        self.n_filled = self._without_blank_end()

    def _without_blank_end(self) -> int:
        """Number of records up to the last line with anything in it."""
        end = len(self.data.rstrip(b"\r\n \t" if self.delimiter != "\t" else b"\r\n "))
        return int(np.searchsorted(self.records.starts, end, side="left"))

    def contents(self, heading_row: int | None, notes: tuple[str, ...], told: tuple[Finding, ...] = ()) -> Contents:
        """The table under its heading."""
        sample = self._rows(0, _SAMPLE + (heading_row or 0))
        found = find_heading(sample, heading_row - 1 if heading_row is not None else None)
        if found.heading is None or found.heading >= len(sample):
            return headed(
                SheetTable([], pd.DataFrame(), (heading_row or 1) + self.n_hints, len(self.records)), self.place
            )
        names = sample[found.heading]
        first = found.heading + 1 + len(found.further)
        # unquoted numbers in front of a comma may be an answer cut in two: 4,5
        may_number = self.delimiter != "," or self._between(first, first + 1).startswith(b'"')
        names, width = _widened(names, sample[first:], may_number=may_number)
        check_cells(self.n_filled, width, len(self.data), self.place)
        sheet = SheetTable(
            names,
            self._cells(first, width),
            found.heading + 1 + self.n_hints,
            len(self.records) + self.n_hints,
            len(found.further),
            len(found.titles) + self.n_hints,
            found.heading - len(found.titles) + len(self.records) - self.n_filled,
            sample[found.further[0]] if found.further else (),
        )
        return headed(sheet, self.place, notes, [*told, *self._findings(found, sample)])

    def _findings(self, found: HeadingRows, sample: Sequence[Sequence[object]]) -> list[Finding]:
        findings = about_headings(found, sample, self.n_hints)
        if self.records.stray:
            lines = [line + self.n_hints for line in self.records.stray]
            findings.append(finding("quotes_stray", "warning", n=len(lines), lines=ranges(lines)))
        if self.n_filled > 2 and not self.data.endswith((b"\n", b"\r")):
            findings.append(finding("last_line_open", "warning"))
        return findings

    def _rows(self, first: int, last: int) -> list[list[str]]:
        if self.records.rows is not None:
            return self.records.rows[first:last]
        text = self._between(first, min(last, self.n_filled)).decode("utf-8")
        try:
            return [row or [""] for row in csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)]
        except csv.Error:
            check_cell_length(len(text), self.place)
            raise

    def _between(self, first: int, last: int) -> bytes:
        return self.data[slice(*self._bounds(first, last))]

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        """First and last byte of some records."""
        if first >= last:
            return 0, 0
        starts = self.records.starts
        return int(starts[first]), int(starts[last]) if last < len(starts) else len(self.data)

    def _cells(self, first: int, width: int) -> pd.DataFrame:
        if self.records.rows is not None:
            return self._from_rows(self.records.rows[first : self.n_filled], first, width)
        _complain_of_long_cells(self.records, self._rows_of, self.place)
        return self._parsed(first, width)

    def _rows_of(self, record: int) -> list[str]:
        return self._rows(record, record + 1)[0]

    def _from_rows(self, rows: list[list[str]], first: int, width: int) -> pd.DataFrame:
        ragged = [(number, len(row)) for number, row in enumerate(rows) if row and len(row) != width]
        if ragged:
            raise self._ragged([(number + first + 1, cells) for number, cells in ragged], width)
        check_cell_length(max((len(cell) for row in rows for cell in row), default=0), self.place)
        blank = [""] * width
        columns = list(zip(*(row or blank for row in rows), strict=True)) or [()] * width
        return pd.DataFrame({str(position): text_column(column) for position, column in enumerate(columns)})

    def _parsed(self, first: int, width: int) -> pd.DataFrame:
        import pyarrow as pa
        from pyarrow import csv as arrow

        ragged: list[tuple[int, int]] = []

        def remember(row: arrow.InvalidRow) -> str:
            ragged.append((row.number + first, row.actual_columns))
            return "skip"

        columns = [str(position) for position in range(width)]
        body = memoryview(self.data)[slice(*self._bounds(first, self.n_filled))]
        if not len(body):
            return pd.DataFrame({name: text_column([]) for name in columns})
        is_large = len(self.records) >= MANY_INTERVIEWS
        kind = pa.dictionary(pa.int32(), pa.string()) if is_large else pa.string()
        table: Table = arrow.read_csv(
            pa.BufferReader(body),
            read_options=arrow.ReadOptions(column_names=columns, use_threads=False, block_size=_BLOCK),
            parse_options=arrow.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=remember,
            ),
            convert_options=arrow.ConvertOptions(column_types=dict.fromkeys(columns, kind), strings_can_be_null=False),
        )
        if ragged:
            raise self._ragged(ragged, width)
        cells: pd.DataFrame = table.to_pandas()
        return cells

    def _ragged(self, rows: list[tuple[int, int]], width: int) -> ReadError:
        number, cells = rows[0]
        more = f" {len(rows) - 1} more rows are like that." if len(rows) > 1 else ""
        return ReadError(
            "F022",
            f"{self.place}, row {number + self.n_hints}",
            f"The row has {cells} cells, the heading has {width}.{more}",
            "Look for a delimiter, a line break or a quotation mark inside an answer; ask for XLSX or SAV if in doubt.",
        )


def _complain_of_long_cells(records: TextRecords, row: object, place: str) -> None:
    assert callable(row)
    lengths = np.diff(records.starts)
    for record in np.flatnonzero(lengths > _LONG)[:_SAMPLE]:
        check_cell_length(max(map(len, row(int(record)))), f"{place}, row {record + 1}")


def _widened(names: list[str], rows: Sequence[Sequence[str]], *, may_number: bool) -> tuple[list[str], int]:
    """Names and their number, where all rows have one cell more or less than the heading and it is clear which.

    ``may_number`` says whether a first cell more may be the number of the row, as R writes it.
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    widths = Counter(map(len, filled))
    if len(widths) != 1:
        return names, len(names)
    (width,) = widths
    if width == len(names) + 1 and not any(row[-1].strip() for row in filled):
        return [*names, ""], width
    if may_number and width == len(names) + 1 and [row[0] for row in filled] in _counts(len(filled)):
        return ["", *names], width
    if width == len(names) - 1 and not names[-1].strip():
        return names[:-1], width
    return names, len(names)


def _counts(n: int) -> tuple[list[str], list[str]]:
    return [str(number) for number in range(n)], [str(number + 1) for number in range(n)]
