"""Lists that an office keeps about a delivery, as CSV or XLSX: corrections and waivers."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.errors import DeliveryError, nearest
from survey.findings import Finding, Findings
from survey.ingest import read_file
from survey.safe_text import uncell
from survey.spelling import fold
from survey.text import Catalogue, Text

_THREE_DECIMALS = re.compile(r"-?\d+\.\d{3}")
"""A number that could be read as thousands once it is text."""

_WRAPPED = re.compile(r'="([^"]*)"')
"""A text written as a formula, so that a spreadsheet keeps its zeros."""


@dataclass(frozen=True, slots=True)
class Line:
    """One filled line: its number as a spreadsheet shows it, and the text of every column, empty where blank."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as read: digest of its bytes, its lines, what the reader found."""

    path: str
    sha256: str
    lines: tuple[Line, ...]
    findings: Findings


def catalogue() -> Catalogue:
    """Sentences of this room."""
    return Catalogue.load("survey.deliveries")


def read_list(path: str | os.PathLike[str], columns: Sequence[str], needed: Sequence[str]) -> ListFile:
    """The lines of a list; blank lines are left out, headings are read in any language.

    Parameters
    ----------
    path : path of a CSV or XLSX file
    columns : sequence of str
        Columns that the list may have. Others are help for those who fill it in.
    needed : sequence of str
        Columns without which nothing can be done.

    Raises
    ------
    DeliveryError
        ``H001`` when a needed column is missing, ``H002`` when a column occurs twice.
    ReadError
        When the file cannot be read.
    """
    raw = read_file(path)
    place = os.fspath(path)
    names = [_column(str(heading), columns) for heading in raw.cells.columns]
    for name in columns:
        if names.count(name) > 1:
            fact = f"Two columns are headed {name!r}."
            raise DeliveryError("H002", place, fact, "Keep one of them.")
    missing = [name for name in needed if name not in names]
    if missing:
        fact = f"The list has no column {missing[0]!r}."
        headings = [str(heading) for heading in raw.cells.columns]
        raise DeliveryError("H001", place, fact, nearest(missing[0], headings))
    used = [(position, name) for position, name in enumerate(names) if name is not None]
    cells = {name: [_text(cell) for cell in raw.cells.iloc[:, position]] for position, name in used}
    lines = (Line(int(row), {name: texts[at] for name, texts in cells.items()}) for at, row in enumerate(raw.rows))
    grave = Findings(one for one in raw.findings if one.severity != "info")
    return ListFile(place, raw.sha256, tuple(line for line in lines if any(line.cells.values())), grave)


def refused_line(rule: str, file: str, line: int, reason: Text) -> Finding:
    """The error about a refused line of a list; it is about the whole delivery, so that nothing is published."""
    words = catalogue()
    message = tuple(
        (language, words.sentence(language, rule, file=file, line=line, reason=reason[language]))
        for language in words.languages
    )
    return Finding(rule, "error", Text(message), value=f"{file}:{line}")


def _column(heading: str, columns: Sequence[str]) -> str | None:
    folded = fold(heading)
    for name in columns:
        if folded == name or folded in _words(name):
            return name
    return None


def _words(column: str) -> frozenset[str]:
    words = catalogue()
    sentences = [words.sentence(language, f"column_{column}") for language in words.languages]
    return frozenset(fold(sentence) for sentence in sentences)


def _text(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ") if cell.time() != datetime.time() else cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, float):
        text = f"{cell:.15g}"
        return f"{text}0" if _THREE_DECIMALS.fullmatch(text) else text
    text = str(cell).strip()
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1].strip() if wrapped is not None else uncell(text).strip()
