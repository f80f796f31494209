"""Small workbooks of forms, written for a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook

Rows = Sequence[Sequence[object]]


def written(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook with these sheets; the first row of each names the columns."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def edited(path: Path, sheet: str, cells: Mapping[str, object], *, without: int = 0) -> Path:
    """The workbook with other cells, and without a row."""
    book = load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    if without:
        book[sheet].delete_rows(without)
    book.save(path)
    return path
