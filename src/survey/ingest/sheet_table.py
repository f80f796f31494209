"""A table under its heading: every column has one name, no two share it, and every physical record is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.arrays import Mask
from survey.errors import ReadError
from survey.findings import Finding
from survey.ingest.reader_findings import finding, ranges, some
from survey.interviews import Records
from survey.spelling import NOTHING

_FIRST = 20
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
"""Signs without width, which web pages and byte order marks leave in headings."""
_FEWEST_NAMES = 3
_MOST_NAMES = 0.8
_NAME = re.compile(r"[A-Za-z0-9_./:-]+")
_NUMBER = re.compile(r"\s*[-+]?\d+([.,]\d+)?\s*")


@dataclass(frozen=True, slots=True, eq=False)
class SheetTable:
    """A table as delivered, with the rows around it.

    Parameters
    ----------
    names : sequence
        Cells of the heading.
    cells : pandas.DataFrame
        Rows below the heading that are not headings themselves.
    heading_row : int
        The row a spreadsheet would show for the heading.
    n_further : int
        Rows directly below the heading that are headings too.
    wordings : sequence
        Cells of the row below the heading that words the columns, as Qualtrics writes it; empty when there is none.
    n_titles, n_blank : int
        Filled and blank rows above the heading; further blank rows that are not in ``cells``.
    physical : int
        All records of the file or sheet.
    """

    names: Sequence[object]
    cells: pd.DataFrame
    heading_row: int
    physical: int
    n_further: int = 0
    n_titles: int = 0
    n_blank: int = 0
    wordings: Sequence[object] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """Named cells, the row of each record as a spreadsheet numbers it, what was found out, and wordings of the columns."""

    cells: pd.DataFrame
    rows: NDArray[np.int64]
    first_row: int
    records: Records
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    labels: Mapping[str, str] = field(default_factory=dict)


def headed(sheet: SheetTable, place: str, notes: tuple[str, ...] = (), findings: Sequence[Finding] = ()) -> Contents:
    """The cells under their names.

    Columns without a name and without a filled cell are left out, as are empty rows at the end, headings repeated among
    the records, and a first column without a name that only numbers the rows.

    Raises
    ------
    ReadError
        ``F023`` when there is no heading, ``F059`` when a row names the columns again in another order, ``F024`` when a filled column has no name, ``F025`` when two columns share a
        name, ``F029`` when the records read and those left out do not add up.
    """
    texts = [_INVISIBLE.sub("", str(name)).strip() if name is not None else "" for name in sheet.names]
    _complain_of_no_heading(texts, sheet, place)
    first = sheet.heading_row + sheet.n_further + 1
    rows = np.arange(first, first + len(sheet.cells), dtype=np.int64)
    repeated = _repeats_heading(sheet.cells, texts)
    _complain_of_other_order(sheet.cells, texts, rows, repeated, place)
    cells = sheet.cells if not repeated.any() else sheet.cells[~repeated]
    found = list(findings)
    if repeated.any():
        at = [int(row) for row in rows[repeated]]
        found.append(finding("heading_repeated", "warning", n=len(at), rows=ranges(at)))
    rows = rows[~repeated]
    n_whole = len(cells)
    cells = _without_empty_end(cells)
    kept, numbered = _named_columns(texts, cells, place)
    if numbered:
        found.append(finding("row_numbers", "info"))
    texts, twins = _distinct(texts)
    if twins:
        found.append(finding("headings_shared", "info", n=len(twins), columns=some(twins)))
    _complain_of_twins(texts, place)
    n_empty = len(texts) - len(kept) - numbered
    cells = cells.iloc[:, kept].set_axis([texts[position] for position in kept], axis=1)
    records = Records(
        sheet.physical,
        1 + sheet.n_titles + sheet.n_further + int(repeated.sum()),
        sheet.n_blank + n_whole - len(cells),
    )
    _complain_of_imbalance(records, len(cells), place)
    left_out = (f"{n_empty} empty columns without a name left out",) if n_empty else ()
    labels = {texts[at]: str(sheet.wordings[at]).strip() for at in kept if at < len(sheet.wordings)}
    named = cells.reset_index(drop=True)
    return Contents(named, rows[: len(cells)], first, records, (*notes, *left_out), tuple(found), labels)


def _complain_of_no_heading(texts: Sequence[str], sheet: SheetTable, place: str) -> None:
    n_named = sum(map(bool, texts))
    is_plain = not n_named or all(_NUMBER.fullmatch(text) for text in texts if text)
    first = sheet.cells.iloc[:_FIRST].to_numpy(object) if len(sheet.cells) else np.empty((0, 0), object)
    n_filled = sum(not all(map(_is_empty, column)) for column in first.T)
    if is_plain or (n_filled >= 3 and 2 * n_named < n_filled):
        shown = ", ".join(text for text in texts[:6] if text)
        raise ReadError(
            "F023",
            f"{place}, row {sheet.heading_row}",
            f"This row is no heading: {shown or 'it is empty'}.",
            "One row must name the columns (H01, H02, ...). Name it: read: {heading_row: 2} under the wave, "
            "heading_row=2 in Python.",
        )


def _repeats_heading(cells: pd.DataFrame, texts: Sequence[str]) -> Mask:
    """(n,) rows that say the same as the heading, as files pasted together have them."""
    same = np.ones(len(cells), bool)
    if len(texts) < 2:
        return same & False
    for position, text in enumerate(texts):
        at = np.flatnonzero(same)
        if not len(at):
            break
        same[at] = [str(value).strip() == text for value in cells.iloc[at, position]]
    return same


def _complain_of_other_order(
    cells: pd.DataFrame, texts: Sequence[str], rows: NDArray[np.int64], repeated: Mask, place: str
) -> None:
    """Refuse a file put together of parts whose columns stand in different orders: all answers below would be shifted."""
    names = {text for text in texts if text and not _NUMBER.fullmatch(text)}
    if len(names) < _FEWEST_NAMES or not len(cells.columns):
        return
    for at in np.flatnonzero(cells.iloc[:, 0].isin(names).to_numpy() & ~repeated).tolist():
        row = [str(cell).strip() for cell in cells.iloc[at] if not _is_empty(cell)]
        named = [cell for cell in row if cell in names]
        if len(set(named)) >= max(_FEWEST_NAMES, _MOST_NAMES * len(row)):
            fact = f"Row {rows[at]} names the columns again, in another order: the file was put together of parts."
            raise ReadError(
                "F059", place, fact, "Ask for the parts as files, or put them together by the names of columns."
            )


def _named_columns(texts: Sequence[str], cells: pd.DataFrame, place: str) -> tuple[list[int], bool]:
    """Positions of columns with a name, and whether the first one without only numbers the rows."""
    unnamed = [position for position, text in enumerate(texts) if not text]
    filled = [position for position in unnamed if not is_blank(cells.iloc[:, position]).all()]
    numbered = filled[:1] == [0] and _numbers_rows(cells)
    if filled[numbered:]:
        raise ReadError(
            "F024",
            f"{place}, column {letters(filled[numbered:][0])}",
            "The column has answers but no name in the heading.",
            "Write the id of its question into the heading.",
        )
    return [position for position, text in enumerate(texts) if text], numbered


def _numbers_rows(cells: pd.DataFrame) -> bool:
    """True when the first column counts the filled rows from 0 or 1, as R and pandas write them."""
    column = cells.iloc[:, 0][~blank_rows(cells.iloc[:, 1:])] if cells.shape[1] > 1 else cells.iloc[:, 0]
    numbers = pd.to_numeric(column.astype(object), errors="coerce").to_numpy(np.float64, na_value=np.nan)
    counted = np.arange(len(numbers), dtype=np.float64)
    return len(numbers) > 0 and bool((numbers == counted).all() or (numbers == counted + 1).all())


def _distinct(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Headings with the letters of their column where several share a wording; names of variables stay as they are."""
    counts = Counter(texts)
    shared = {text for text, n in counts.items() if n > 1 and text and not _NAME.fullmatch(text)}
    named = [f"{text} ({letters(position)})" if text in shared else text for position, text in enumerate(texts)]
    return named, [name for name, text in zip(named, texts, strict=True) if text in shared]


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


def _complain_of_imbalance(records: Records, n: int, place: str) -> None:
    """Complain when a record is neither read nor counted as something else: rows would be lost in silence."""
    if records.interviews != n:
        raise ReadError(
            "F029",
            place,
            f"The file has {records.physical:,} records, {records.interviews:,} of them interviews; {n:,} were read.",
            "Ask for the file as XLSX or SAV.",
        )


def _without_empty_end(cells: pd.DataFrame) -> pd.DataFrame:
    if not len(cells) or not all(_is_empty(value) for value in cells.iloc[-1]):
        return cells
    filled = np.flatnonzero(~blank_rows(cells))
    return cells.iloc[: filled[-1] + 1 if len(filled) else 0]


def blank_rows(cells: pd.DataFrame) -> Mask:
    """(n,) rows without a single filled cell."""
    blank = np.ones(len(cells), bool)
    for position in range(cells.shape[1]):
        at = np.flatnonzero(blank)
        if not len(at):
            break
        blank[at] = is_blank(cells.iloc[at, position]).to_numpy(bool)
    return blank


def _is_empty(value: object) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip(NOTHING))


def is_blank(column: pd.Series) -> pd.Series:
    """(n,) mask of empty cells: missing, or text of spaces and invisible characters."""
    if pd.api.types.is_numeric_dtype(column):
        return column.isna()
    if isinstance(column.dtype, pd.CategoricalDtype):
        blank = [*map(_is_empty, column.cat.categories), True]
        return pd.Series(np.array(blank, bool)[column.cat.codes], index=column.index)
    if isinstance(column.dtype, pd.StringDtype):
        return column.isna() | (column.str.strip(NOTHING) == "")
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
