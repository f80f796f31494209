"""Table of population figures: a CSV file of which every row counts and no cell is guessed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.documents.yaml_nodes import MAX_BYTES
from survey.errors import nearest

_COUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")


class TableError(Exception):
    """Table that cannot be read; fact and remedy go into the complaint about the line that names the file."""

    def __init__(self, fact: str, remedy: str) -> None:
        super().__init__(fact, remedy)
        self.fact = fact
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class PopulationTable:
    """Table as text: headings, rows of cells without surrounding spaces, and the line of each row in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def column(self, heading: str) -> Iterator[tuple[int, str]]:
        """Line and cell of every row in a column."""
        at = self.headings.index(heading)
        return ((line, row[at]) for line, row in zip(self.lines, self.rows, strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Table as a frame; every cell is text."""
        return pd.DataFrame(list(self.rows), columns=list(self.headings), dtype=object)

    def wrong_count(self, heading: str) -> str:
        """Sentence about the first count that is not a plain number of people; empty when all are."""
        for line, cell in self.column(heading):
            if not _COUNT.fullmatch(cell):
                return f"Line {line}: {cell!r} is not a number of people." if cell else f"Line {line} has no number."
        return "" if any(float(cell) for _, cell in self.column(heading)) else "No number is above zero."

    def empty_category(self, heading: str) -> int | None:
        """First line without a category in this column; None when every line has one."""
        return next((line for line, cell in self.column(heading) if not cell), None)

    def repeated(self, heading: str) -> tuple[int, int] | None:
        """Lines of the first two rows with the same categories; None when all rows differ."""
        at = self.headings.index(heading)
        seen: dict[tuple[str, ...], int] = {}
        for line, row in zip(self.lines, self.rows, strict=True):
            key = row[:at] + row[at + 1 :]
            if key in seen:
                return seen[key], line
            seen[key] = line
        return None


def read_population_table(path: Path) -> PopulationTable:
    """Table read from a CSV file with commas, semicolons or tabs between the cells.

    Raises
    ------
    TableError
        When there is no such file, it is not UTF-8 text, or its rows do not have a cell for every heading.

    Notes
    -----
    The delimiter is the one that occurs most often in the first line.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                rows.append(cells)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise TableError(f"Line {reader.line_num} is not CSV: {error}.", "Correct the quotation marks.") from None
    if len(rows) < 2:
        raise TableError("The table has no rows of figures.", "Write headings, then one row for each category.")
    _check_shape(rows, lines)
    return PopulationTable(rows[0], tuple(rows[1:]), tuple(lines[1:]))


def _text(path: Path) -> str:
    neighbours = [other.name for other in path.parent.glob("*.csv")] if path.parent.is_dir() else []
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TableError(f"The file has more than {MAX_BYTES:,} bytes.", "Sum the figures over finer classes.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"Byte {error.start + 1} is not UTF-8.", "Save the table as UTF-8 text.") from None
    except FileNotFoundError:
        raise TableError("There is no such file.", nearest(path.name, neighbours)) from None
    except (OSError, ValueError) as error:
        raise TableError(f"It cannot be read: {error}.", nearest(path.name, neighbours)) from None


def _check_shape(rows: list[tuple[str, ...]], lines: list[int]) -> None:
    headings = rows[0]
    twice = next((one for at, one in enumerate(headings) if not one or one in headings[:at]), None)
    if twice is not None:
        fact = f"Two columns are headed {twice!r}." if twice else "A column has no heading."
        raise TableError(fact, "Give every column a different heading.")
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(headings):
            fact = f"Line {line} has {len(row)} cells, and there are {len(headings)} headings."
            raise TableError(fact, "Write one cell for every heading; a number takes no comma.")
