"""Text files with one record per line: CSV, TSV, exports of ODK Central and of Russian Excel."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import ReadError
from survey.ingest.encoding import decode_bytes
from survey.ingest.heading import Contents, headed

if TYPE_CHECKING:
    from pyarrow import Table

DELIMITERS = ";,\t|"
NAMES = {";": "semicolon", ",": "comma", "\t": "tab", "|": "vertical bar"}
_SAMPLE = 20
_BLOCK = 2**24
_HINT = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Delimited:
    """What a text file held: its cells as text, and how they were told apart."""

    contents: Contents
    encoding: str
    delimiter: str


def read_delimited(path: Path) -> Delimited:
    """Cells of a text file, every one as text, an empty cell as empty text.

    Raises
    ------
    ReadError
        ``F020``, ``F021`` (encoding), ``F022`` when rows have more or fewer cells than the heading, and the
        codes of :func:`survey.ingest.heading.headed`.
    """
    place = str(path)
    decoded = decode_bytes(path.read_bytes(), place)
    hint = _HINT.match(decoded.text)
    text = decoded.text[hint.end() :] if hint else decoded.text
    delimiter = hint[1] if hint else _delimiter(text)
    names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    header_row = 2 if hint else 1
    cells = _cells(text, names, delimiter, header_row, place)
    notes = (decoded.note, f"delimiter {NAMES.get(delimiter, delimiter)}")
    return Delimited(headed(names, cells, header_row, place, notes), decoded.encoding, delimiter)


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into equal rows, and into the most cells."""
    start = "\n".join(_lines(text, _SAMPLE))

    def fit(delimiter: str) -> tuple[float, int]:
        counts = [len(row) for row in csv.reader(io.StringIO(start, newline=""), delimiter=delimiter) if row]
        widths = Counter(counts[1:] or counts)
        first = counts[0] if counts else 0
        return (widths[first] / max(widths.total(), 1) if first > 1 else 0.0, first)

    return max(DELIMITERS, key=fit)


def _lines(text: str, number: int) -> Iterator[str]:
    for _, line in zip(range(number), io.StringIO(text), strict=False):
        yield line.rstrip("\r\n")


def _cells(text: str, names: list[str], delimiter: str, header_row: int, place: str) -> pd.DataFrame:
    if not names:
        return pd.DataFrame()
    import pyarrow as pa
    from pyarrow import csv as arrow

    ragged: list[tuple[int, int]] = []

    def remember(row: arrow.InvalidRow) -> str:
        ragged.append((row.number + header_row - 1, row.actual_columns))
        return "skip"

    columns = [str(position) for position in range(len(names))]
    table: Table = arrow.read_csv(
        pa.BufferReader(text.encode("utf-8", errors="replace")),
        read_options=arrow.ReadOptions(column_names=columns, use_threads=False, block_size=_BLOCK),
        parse_options=arrow.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=remember
        ),
        convert_options=arrow.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
        ),
    )
    if ragged:
        raise _ragged(ragged, len(names), place)
    cells: pd.DataFrame = table.slice(1).to_pandas()
    return cells


def _ragged(rows: list[tuple[int, int]], width: int, place: str) -> ReadError:
    number, cells = rows[0]
    more = f" {len(rows) - 1} more rows are like that." if len(rows) > 1 else ""
    return ReadError(
        "F022",
        f"{place}, row {number}",
        f"The row has {cells} cells, the heading has {width}.{more}",
        "Look for a delimiter, a line break or a quotation mark inside an answer; ask for XLSX or SAV if in doubt.",
    )
