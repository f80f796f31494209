"""Beginnings of the records of a delimited text, and whether its quotation marks can be trusted.

A mark opens a quoted cell only at the beginning of a cell, and closes it only at its end; inside, it is doubled. Text
that keeps to this is scanned as a whole. Other text is read by the ``csv`` module, which takes a mark within a cell as a
letter. Either way a cell that runs over lines which look like records is refused: a mark in it was never closed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Indices
from survey.errors import ReadError
from survey.ingest.size_limits import check_cell_length

_QUOTE, _NEWLINE, _RETURN = 34, 10, 13
_END = "\x00end"
_FEW_CELLS = 5
_SAMPLE = 500


@dataclass(frozen=True, slots=True, eq=False)
class TextRecords:
    """Records of a text.

    Parameters
    ----------
    starts : (n,) array of int
        Byte at which each record begins.
    lines : (n,) array of int
        Physical line of each, from 1.
    rows : list of rows, or None
        Cells, where the text had to be read row by row.
    stray : tuple of int
        Lines with a quotation mark that neither opens nor closes a cell as it should.
    """

    starts: NDArray[np.int64]
    lines: NDArray[np.int64]
    rows: list[list[str]] | None = None
    stray: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)


def find_records(data: bytes, delimiter: str, place: str) -> TextRecords:
    """Records of UTF-8 text.

    Raises
    ------
    ReadError
        ``F026`` when a quotation mark swallows records, and the codes of
        :func:`survey.ingest.size_limits.check_cell_length`.
    """
    octets = np.frombuffer(data, np.uint8)
    newlines = np.flatnonzero(octets == _NEWLINE)
    quotes = np.flatnonzero(octets == _QUOTE)
    line_starts = np.concatenate(([0], newlines + 1)).astype(np.int64)
    if len(line_starts) and line_starts[-1] == len(data):
        line_starts = line_starts[:-1]
    stray = _strays(octets, quotes, delimiter)
    if len(stray):
        return _row_by_row(data, delimiter, line_starts, stray, place)
    is_end = np.searchsorted(quotes, newlines) % 2 == 0
    is_start = np.concatenate(([True], is_end))[: len(line_starts)]
    lines = np.flatnonzero(is_start) + 1
    records = TextRecords(line_starts[is_start], lines)
    _complain_of_swallowed(data, records.lines, line_starts, delimiter, place)
    return records


def _strays(octets: NDArray[np.uint8], quotes: Indices, delimiter: str) -> Indices:
    """Positions of quotation marks that open or close where no cell begins or ends."""
    if not len(quotes):
        return quotes
    borders = np.array([ord(delimiter), _NEWLINE, _RETURN], np.uint8)
    opening, closing = quotes[0::2], quotes[1::2]
    after_quote = np.concatenate(([False], np.diff(quotes) == 1))
    opens = (opening == 0) | np.isin(octets[opening - 1], borders) | after_quote[0::2]
    before_quote = np.concatenate((np.diff(quotes) == 1, [False]))[1::2]
    following = np.minimum(closing + 1, len(octets) - 1)
    closes = (closing == len(octets) - 1) | np.isin(octets[following], borders) | before_quote
    unclosed = opening[-1:] if len(opening) > len(closing) else opening[:0]
    return np.sort(np.concatenate((opening[~opens], closing[~closes], unclosed)))


def _row_by_row(data: bytes, delimiter: str, line_starts: NDArray[np.int64], stray: Indices, place: str) -> TextRecords:
    text = data.decode("utf-8")
    rows: list[list[str]] = []
    firsts: list[int] = []
    reader = csv.reader(_with_end(text), delimiter=delimiter)
    begun = 1
    try:
        for row in reader:
            rows.append(row)
            firsts.append(begun)
            begun = reader.line_num + 1
    except csv.Error:
        check_cell_length(len(data), f"{place}, line {begun}")
        raise
    if rows[-1] != [_END]:
        raise _swallowed(firsts[-1], len(line_starts), place)
    lines = np.array(firsts[:-1], np.int64)
    _complain_of_swallowed(data, lines, line_starts, delimiter, place)
    at = np.unique(np.searchsorted(line_starts, stray, side="right"))
    return TextRecords(line_starts[lines - 1], lines, rows[:-1], tuple(int(line) for line in at))


def _with_end(text: str) -> Iterator[str]:
    """Lines as the csv module counts them, and one more by which an open quotation mark is seen."""
    for line in io.StringIO(text, newline=""):
        yield line if line.endswith(("\n", "\r")) else f"{line}\n"
    yield _END


def _complain_of_swallowed(
    data: bytes, lines: NDArray[np.int64], line_starts: NDArray[np.int64], delimiter: str, place: str
) -> None:
    """Complain of a record over several lines of which some are records themselves."""
    following = np.append(lines[1:], len(line_starts) + 1)
    long = np.flatnonzero(following - lines > 1)
    if not len(long):
        return
    bounds = np.append(line_starts, len(data))

    def line(number: int) -> bytes:
        return data[bounds[number - 1] : bounds[number]].rstrip(b"\r\n")

    short = [line(int(number)) for number in lines[following - lines == 1][:_SAMPLE]]
    measure = _Measure(short, delimiter.encode())
    for record in long:
        numbers = range(int(lines[record]), int(following[record]))
        if measure.look_like_records([line(number) for number in numbers[:2000]]):
            raise _swallowed(numbers[0], numbers[-1], place)


class _Measure:
    """Distinguishes lines that are records from lines of an answer, without heeding quotation marks.

    A record has as many cells as the others, and begins like one of them; in prose a comma is followed by a space.
    """

    def __init__(self, short: Sequence[bytes], delimiter: bytes) -> None:
        self.delimiter = delimiter
        counts = [self.cells(line) for line in short]
        self.width = max(set(counts), key=counts.count) if counts else 0
        self.beginnings = {self._beginning(line) for line in short}

    def cells(self, line: bytes) -> int:
        """Number of cells of a line."""
        return line.count(self.delimiter) - line.count(self.delimiter + b" ") + 1

    def _beginning(self, line: bytes) -> str:
        """The shape of the first cell: every run of digits as 9, every run of letters as a."""
        first = line.partition(self.delimiter)[0].strip(b'" ')[:80].decode("utf-8", "replace")
        return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", first))

    def look_like_records(self, lines: Sequence[bytes]) -> bool:
        """True when a cell over these lines has swallowed records."""
        if self.width < 2:
            return False
        fitting = [self.cells(line) == self.width and self._beginning(line) in self.beginnings for line in lines]
        if self.width < _FEW_CELLS:
            return all(fitting) or (self.width > 2 and len(fitting) > 2 and 2 * sum(fitting) > len(fitting))
        return any(fitting[1:-1]) or all(fitting)


def _swallowed(first: int, last: int, place: str) -> ReadError:
    until = f"not closed before line {last}; the lines between would be lost" if last > first else "never closed"
    return ReadError(
        "F026",
        f"{place}, line {first}",
        f"A quotation mark opened in line {first} is {until}.",
        f"Remove or double the quotation mark in line {first}, or ask for the file as XLSX or SAV.",
    )
