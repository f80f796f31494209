"""Workbook of a form as it was delivered: sheets as rows of named texts, with the rows of Excel."""

from __future__ import annotations

import importlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from survey.errors import ExchangeError, ReadError, nearest
from survey.ingest.file_format import recognise, workbook_format
from survey.ingest.reader_process import guarded, limits_for
from survey.ingest.workbook_sheets import WorkbookSheet
from survey.ingest.workbook_sheets import read_sheets as read_worksheets
from survey.ingest.zip_archive import open_archive
from survey.interviews import FileFormat

_WORKBOOKS: tuple[FileFormat, ...] = ("xlsx", "xls", "ods")


@dataclass(frozen=True, slots=True)
class DeliveredRow:
    """One row of a sheet that is not blank: its number in Excel, and its cells by column, blank ones left out."""

    number: int
    cells: Mapping[str, str]


Sheets = Mapping[str, tuple[DeliveredRow, ...]]


def read_sheets(path: Path) -> Sheets:
    """The sheets of a workbook by name in small letters.

    Raises
    ------
    ExchangeError
        ``J011`` when there is no such file, ``J012`` when it is not a workbook or damaged, ``J013`` when none of
        several sheets is named ``survey``, ``J014`` when this sheet has no column ``type``.
    """
    sheets: dict[str, tuple[DeliveredRow, ...]] = {}
    for sheet in _worksheets(path):
        plain = sheet.name.strip().casefold()
        sheets[sheet.name if plain in sheets else plain] = _rows(sheet.rows)
    if len(sheets) == 1:
        sheets = dict.fromkeys(["survey"], next(iter(sheets.values())))
    if "survey" not in sheets:
        shown = [name for name in sheets if not name.startswith("_")]
        raise ExchangeError("J013", str(path), "There is no sheet named survey.", nearest("survey", shown))
    if not any("type" in row.cells for row in sheets["survey"]):
        fact = "The sheet survey has no row with a type."
        raise ExchangeError(
            "J014", f"{path}, sheet survey", fact, "The first row must name the columns, one of them type."
        )
    return sheets


def places_of(sheets: Sheets) -> tuple[tuple[str, int, str], ...]:
    """Sheet, row and name of every row."""
    return tuple((sheet, row.number, row.cells.get("name", "")) for sheet, rows in sheets.items() for row in rows)


def _worksheets(path: Path) -> Sequence[WorkbookSheet]:
    """The worksheets, read in a child process with limits, as every workbook is that comes from elsewhere."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ExchangeError("J011", str(path), "There is no such file.", "Check the path.") from None
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error), _remedy_for(path)) from None
    # Loaded here, so that a forked child finds it.
    importlib.import_module("python_calamine")
    try:
        kind = _format(data, path.name)
        if kind not in _WORKBOOKS:
            raise _unreadable(path, f"it is not a workbook ({kind})", _remedy_for(path))
        found = guarded(path.name, limits_for(len(data)), read_worksheets, data, kind, path.name)
    except ReadError as error:
        raise _unreadable(path, error.fact) from None
    for sheet in found:
        if sheet.scan.n_uncomputed:
            raise _unreadable(path, f"the sheet {sheet.name!r} has formulas without a value")
    return found


def _format(data: bytes, place: str) -> FileFormat | Literal["zip"]:
    found = recognise(data, place)
    if found is None:
        with open_archive(data, place) as archive:
            found = workbook_format(archive, place)
    return found or "zip"


def _unreadable(path: Path, reason: str, remedy: str = "Save it anew as .xlsx.") -> ExchangeError:
    fact = f"The file cannot be read as a workbook: {reason.rstrip('.')}."
    return ExchangeError("J012", str(path), fact, remedy)


def _remedy_for(path: Path) -> str:
    """Remedy for a path that is not a workbook."""
    if path.suffix.lower() in (".yaml", ".yml") or (path / "questionnaire.yaml").is_file():
        return "A questionnaire in text files needs no import: survey lint checks it, survey form writes it for other tools."
    return "Give the workbook of a form (.xlsx, .xls, .ods) or a dictionary (.sav, .zsav, .dta, .xml, .sss)."


def _rows(table: Sequence[Sequence[object]]) -> tuple[DeliveredRow, ...]:
    """Rows under the first one that is not blank, which names the columns."""
    texts = [[_text(cell) for cell in row] for row in table]
    start = next((at for at, row in enumerate(texts) if any(row)), None)
    if start is None:
        return ()
    header = _header(texts[start])
    rows = []
    for number, row in enumerate(texts[start + 1 :], start + 2):
        cells = {name: cell for name, cell in zip(header, row, strict=False) if cell}
        if cells:
            rows.append(DeliveredRow(number, cells))
    return tuple(rows)


def _header(names: Sequence[str]) -> list[str]:
    """Names of the columns; one without a name, or with that of another, is named by its place, so that its cells are kept."""
    header: list[str] = []
    for place, name in enumerate(map(_column, names), 1):
        header.append(name if name and name not in header else f"{name} (column {place})".strip())
    return header


def _text(cell: object) -> str:
    """A cell as text; numbers without the zero that a workbook adds."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFC", str(cell)).replace("\r\n", "\n").strip()


_ALIASES = {
    "list name": "list_name", "value": "name", "caption": "label", "calculate": "calculation", "relevance": "relevant",
    "relevant_if": "relevant", "constraint message": "constraint_message", "command": "type", "tag": "name",
    "choice filter": "choice_filter", "read_only": "readonly", "read only": "readonly", "repeat count": "repeat_count",
    "repeat_count": "repeat_count", "id_string": "form_id", "title": "form_title", "set form id": "form_id",
    "set form title": "form_title", "required message": "required_message", "default language": "default_language",
}  # fmt: skip


def _column(name: str) -> str:
    """A column as it is named today; the language after ``::`` (or ``:``) stays as it is written."""
    head, mark, language = name.partition("::")
    if not mark and name.count(":") == 1 and not name.startswith("jr:"):
        head, mark, language = name.partition(":")
    plain = " ".join(head.strip().casefold().split())
    plain = _ALIASES.get(plain, plain)
    return f"{plain}::{language.strip()}" if mark else plain
