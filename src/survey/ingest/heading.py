"""The heading of a table without labels of its own: every column has one name, and no two share it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.errors import ReadError

_NUMBER = re.compile(r"\s*[-+]?\d+([.,]\d+)?\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """Named cells, the row of the first record as a spreadsheet numbers it, and what was found out."""

    cells: pd.DataFrame
    first_row: int
    notes: tuple[str, ...]


def headed(
    names: Sequence[object], cells: pd.DataFrame, header_row: int, place: str, notes: tuple[str, ...]
) -> Contents:
    """The cells under their names.

    Columns without a name and without a filled cell are left out, as are empty rows at the end.

    Raises
    ------
    ReadError
        ``F023`` when there is no heading, ``F024`` when a filled column has no name, ``F025`` when two columns
        share a name.
    """
    texts = [str(name).strip() if name is not None else "" for name in names]
    if not any(texts) or all(_NUMBER.fullmatch(text) for text in texts if text):
        raise ReadError(
            "F023",
            f"{place}, row {header_row}",
            f"This row is no heading: {', '.join(texts[:6]) or 'it is empty'}.",
            "The first row must name the columns (H01, H02, ...).",
        )
    cells = _without_empty_end(cells)
    unnamed = [position for position, text in enumerate(texts) if not text]
    filled = [position for position in unnamed if not is_blank(cells.iloc[:, position]).all()]
    if filled:
        raise ReadError(
            "F024",
            f"{place}, column {letters(filled[0])}",
            "The column has answers but no name in the heading.",
            "Write the id of its question into the heading.",
        )
    _complain_of_twins(texts, place)
    kept = [position for position, text in enumerate(texts) if text]
    cells = cells.iloc[:, kept].set_axis([texts[position] for position in kept], axis=1)
    left_out = (f"{len(unnamed)} empty columns without a name left out",) if unnamed else ()
    return Contents(cells.reset_index(drop=True), header_row + 1, (*notes, *left_out))


def _complain_of_twins(texts: Sequence[str], place: str) -> None:
    first: dict[str, int] = {}
    for position, text in enumerate(texts):
        if text and first.setdefault(text, position) != position:
            raise ReadError(
                "F025",
                place,
                f"Columns {letters(first[text])} and {letters(position)} are both named {text!r}.",
                "Rename or remove one of them.",
            )


def _without_empty_end(cells: pd.DataFrame) -> pd.DataFrame:
    if not len(cells) or not all(_is_empty(value) for value in cells.iloc[-1]):
        return cells
    filled = np.flatnonzero(~blank_rows(cells))
    return cells.iloc[: filled[-1] + 1 if len(filled) else 0]


def blank_rows(cells: pd.DataFrame) -> NDArray[np.bool_]:
    """(n,) rows without a single filled cell."""
    blank = np.ones(len(cells), bool)
    for position in range(cells.shape[1]):
        at = np.flatnonzero(blank)
        if not len(at):
            break
        blank[at] = is_blank(cells.iloc[at, position]).to_numpy(bool)
    return blank


def _is_empty(value: object) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def is_blank(column: pd.Series) -> pd.Series:
    """Whether each cell is empty: missing, or text of nothing but spaces."""
    if pd.api.types.is_numeric_dtype(column):
        return column.isna()
    if isinstance(column.dtype, pd.StringDtype):
        return column.isna() | (column.str.strip() == "")
    return column.map(_is_empty).astype(bool)


def letters(position: int) -> str:
    """The name a spreadsheet gives the column at this position (from 0).

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
