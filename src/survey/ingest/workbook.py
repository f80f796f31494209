"""Excel workbooks, cells as Excel keeps them: numbers, texts, dates."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from survey.errors import ReadError, nearest
from survey.ingest.heading import Contents, headed

Rows = Sequence[Sequence[object]]


def read_workbook(path: Path, sheet: str | None = None) -> Contents:
    """Cells of the sheet named, or of the first one that holds anything.

    Raises
    ------
    ReadError
        ``F030`` when the workbook cannot be opened, ``F031`` when there is no such sheet, ``F032`` when no sheet
        holds anything, and the codes of :func:`survey.ingest.heading.headed`.
    """
    place = str(path)
    names = _sheets(place)
    if sheet is not None and sheet not in names:
        raise ReadError("F031", place, f"There is no sheet {sheet!r}.", nearest(sheet, names))
    for name in [sheet] if sheet is not None else names:
        rows = names[name]()
        header = next((position for position, row in enumerate(rows) if _is_filled(row)), None)
        if header is not None:
            return _contents(rows, header, f"{place}, sheet {name!r}", _notes(name, len(names), header))
    which = f"Sheet {sheet!r} is empty." if sheet is not None else "No sheet holds anything."
    raise ReadError("F032", place, which, f"Sheets: {', '.join(names)}.")


def _sheets(place: str) -> dict[str, Callable[[], Rows]]:
    """A way to read the rows of each sheet, by name."""
    import python_calamine as calamine

    def broken(failure: calamine.CalamineError) -> ReadError:
        fact = f"The workbook cannot be read: {failure}."
        return ReadError("F030", place, fact, "Open it in Excel and save it again as .xlsx, or ask for it again.")

    def rows(name: str) -> Rows:
        try:
            return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except calamine.CalamineError as failure:
            raise broken(failure) from None

    try:
        book = calamine.CalamineWorkbook.from_path(place)
    except calamine.CalamineError as failure:
        raise broken(failure) from None
    return {name: functools.partial(rows, name) for name in book.sheet_names}


def _is_filled(row: Sequence[object]) -> bool:
    return any(not isinstance(cell, str) or cell.strip() for cell in row)


def _contents(rows: Rows, header: int, place: str, notes: tuple[str, ...]) -> Contents:
    names = rows[header]
    cells = pd.DataFrame(rows[header + 1 :], columns=range(len(names)), dtype=object)
    return headed(names, cells, header + 1, place, notes)


def _notes(name: str, n_sheets: int, header: int) -> tuple[str, ...]:
    sheet = f"sheet {name!r}" if n_sheets == 1 else f"sheet {name!r} of {n_sheets}"
    return (sheet, f"heading in row {header + 1}") if header else (sheet,)
