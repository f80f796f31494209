"""Apostrophes by which a text file keeps spreadsheets from computing an answer, removed again."""

from __future__ import annotations

from collections.abc import Mapping

from survey.ingest.factorized_columns import FactorizedColumn
from survey.interviews import FileFormat
from survey.safe_text import is_formula, unguard

_FORMATS: tuple[FileFormat, ...] = ("csv", "tsv")


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
