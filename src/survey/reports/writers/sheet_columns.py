"""Columns of a sheet made from the columns of a table: a number, its limits, and its words have a column each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from survey.reports.document_model import ReportTable, TableCell
from survey.reports.phrases import Phrases
from survey.reports.writers.cell_number_format import limit_format, value_format
from survey.reports.writers.shown_cell import NOTHING, shown_cell
from survey.text import Language

CellPart = Literal["value", "low", "high", "letters", "in_words", "before"]
"""Part of a cell: its number or words, both limits, letters, the word under a number, the status before."""

PARTS: tuple[CellPart, ...] = ("value", "low", "high", "letters", "in_words", "before")
WITH_LIMITS = ("both", "interval", "difference")
"""Kinds of cells that show an interval."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet: a part of column ``at`` (from 0) of the table."""

    at: int
    part: CellPart


@dataclass(frozen=True, slots=True)
class SheetCell:
    """Content of a cell of a sheet: a number with its format, or words, or nothing."""

    number: float | None = None
    number_format: str = ""
    words: str = ""


def sheet_columns(table: ReportTable, *, letters_apart: bool) -> tuple[SheetColumn, ...]:
    """The columns of the sheet of a table, without those that would be empty.

    A column that is drawn to scale is left out: it draws the numbers of its neighbours.
    """
    found: list[SheetColumn] = []
    for at in range(len(table.columns)):
        cells = [row.cells[at] for row in table.rows if row.cells]
        found += [SheetColumn(at, part) for part in _parts(cells, letters_apart=letters_apart)]
    return tuple(found)


def _parts(cells: Sequence[TableCell], *, letters_apart: bool) -> Iterator[CellPart]:
    drawn = all(cell.kind == "range" for cell in cells) and cells
    has_limits = any(cell.kind in WITH_LIMITS and (cell.kind == "interval" or cell.low is not None) for cell in cells)
    if not drawn and not (cells and all(cell.kind == "interval" for cell in cells)):
        yield "value"
    if has_limits:
        yield "low"
        yield "high"
    published = [cell for cell in cells if cell.publish != "hidden"]
    if letters_apart and any(cell.letters for cell in published):
        yield "letters"
    if any(cell.kind in ("status", "difference") and cell.detail for cell in published):
        yield "in_words"
    if any(cell.before for cell in published):
        yield "before"


def sheet_cell(cell: TableCell, part: CellPart, language: Language, *, letters_apart: bool) -> SheetCell:
    """A part of a cell; of a hidden cell the mark of hidden numbers and nothing else."""
    if cell.publish == "hidden":
        is_marked = part in ("value", "low", "high")
        return SheetCell(words=shown_cell(cell, language).main if is_marked else "")
    match part:
        case "value":
            return _value(cell, language, letters_apart=letters_apart)
        case "low" | "high":
            return _limit(cell, cell.low if part == "low" else cell.high)
        case "letters":
            return SheetCell(words=cell.letters)
        case "in_words":
            return SheetCell(words=shown_cell(cell, language).word)
        case "before":
            words = Phrases((language,))
            return SheetCell(words=words.status(cell.before)[language] if cell.before else "")


def _value(cell: TableCell, language: Language, *, letters_apart: bool) -> SheetCell:
    if cell.kind in ("text", "status"):
        alert = Phrases((language,)).say("alert_mark")[language] if cell.alert else ""
        return SheetCell(words=f"{shown_cell(cell, language).main} {alert}".strip())
    if cell.kind in ("interval", "range"):
        return SheetCell()
    if cell.value is None:
        return SheetCell(words=NOTHING)
    return SheetCell(cell.value, value_format(cell, language, with_letters=not letters_apart))


def _limit(cell: TableCell, limit: float | None) -> SheetCell:
    if cell.kind not in WITH_LIMITS:
        return SheetCell()
    return SheetCell(words=NOTHING) if limit is None else SheetCell(limit, limit_format(cell, limit))
