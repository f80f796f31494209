"""Signs by which a text file keeps spreadsheets from changing an answer, removed again: ``'=A1`` and ``="007"``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from survey.ingest.factorized_columns import FactorizedColumn
from survey.interviews import FileFormat
from survey.safe_text import is_formula, unguard

_FORMATS: tuple[FileFormat, ...] = ("csv", "tsv")


_WRAPPED = re.compile(r'\s*="([^"]*)"\s*')


def without_wrapping(
    columns: Mapping[str, FactorizedColumn], format_: FileFormat
) -> tuple[dict[str, FactorizedColumn], int]:
    """Columns with the text of cells such as ``="007"``, and the number of such cells.

    Programs write identifiers as formulas of a text so that a spreadsheet keeps their zeros.

    Parameters
    ----------
    columns : mapping of name to FactorizedColumn
    format_ : FileFormat
        Only text files are written so.
    """
    found, n = dict(columns), 0
    for name, column in columns.items() if format_ in _FORMATS else ():
        wrapped = {
            at: match[1]
            for at, cell in enumerate(column.cells)
            if isinstance(cell, str) and '="' in cell and (match := _WRAPPED.fullmatch(cell)) is not None
        }
        if wrapped:
            cells = [wrapped.get(at, cell) for at, cell in enumerate(column.cells)]
            found[name] = FactorizedColumn(name, cells, column.index)
            n += int(column.counts[list(wrapped)].sum())
    return found, n


def without_formula_marks(
    columns: Mapping[str, FactorizedColumn], format_: FileFormat
) -> tuple[dict[str, FactorizedColumn], int]:
    """Columns without the marks, and the number of cells that had one.

    A program that marks formulas marks all of them. So nothing is removed in a file that has one formula without a
    mark: there an apostrophe is what somebody wrote.

    Parameters
    ----------
    columns : mapping of name to FactorizedColumn
    format_ : FileFormat
        Only text files are marked.
    """
    found = dict(columns)
    if format_ not in _FORMATS:
        return found, 0
    n = 0
    for name, column in columns.items():
        counts = column.counts
        cells = list(column.cells)
        for position, cell in enumerate(cells):
            if not isinstance(cell, str) or not counts[position] or not _has_sign(cell):
                continue
            if is_formula(cell):
                return dict(columns), 0
            plain = unguard(cell)
            if plain != cell:
                cells[position] = plain
                n += int(counts[position])
        if cells != list(column.cells):
            found[name] = FactorizedColumn(name, cells, column.index)
    return found, n


def _has_sign(text: str) -> bool:
    """Whether a text can be a formula at all; few cells are, and this is fast."""
    return any(sign in text for sign in "=+-@＝＋－＠")
