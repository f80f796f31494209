"""Codebook of a data file: one row for every code of every column, with whole labels, as a table for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from survey.exports.export_columns import ExportColumn, ExportTable, Value

COLUMNS = ("column", "source", "question", "label", "kind", "measure", "role", "code", "code_label", "missing")


def codebook(table: ExportTable, names: Sequence[str]) -> pd.DataFrame:
    """The codebook of a file.

    Parameters
    ----------
    table : ExportTable
    names : sequence of str
        Names of the columns in the file, in order.

    Returns
    -------
    pandas.DataFrame
        ``column`` as in the file, ``source`` its name in the survey, ``question``, ``label`` (whole), ``kind``,
        ``measure``, ``role``; then ``code``, ``code_label`` (whole) and ``missing``, the reason that a code of a blank
        states. A column without codes has one row, in which these are empty.
    """
    rows = [row for name, column in zip(names, table.columns, strict=True) for row in _rows(name, column)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(name: str, column: ExportColumn) -> Iterator[tuple[str, ...]]:
    head = (name, column.name, column.question, column.label, column.kind, column.measure, column.role)
    codes = [(_shown(value), label, "") for value, label in column.value_labels.items()]
    coded = (one for one in (*column.missing, *column.further) if one.code is not None)
    codes += [(_shown(one.code), one.label, one.reason.name.lower()) for one in coded if one.code is not None]
    for code in codes or [("", "", "")]:
        yield (*head, *code)


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.15g}"
