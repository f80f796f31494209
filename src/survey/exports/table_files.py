"""Data files in formats without labels: CSV and Parquet."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.arrays import Floats, Objects
from survey.exports.export_columns import ExportColumn, ExportTable
from survey.exports.format_limits import TextRule, unstated, with_readable_dates
from survey.exports.name_rules import TABLE
from survey.exports.written_columns import ColumnsWritten
from survey.findings import Finding
from survey.safe_text import guard

if TYPE_CHECKING:
    import pyarrow as pa

_CSV_TEXTS = TextRule(plain_ends=True)
_ANY_TEXTS = TextRule()
_WHOLE = 2.0**53


def write_csv(table: ExportTable, path: Path) -> ColumnsWritten:
    """Write CSV: UTF-8 with a byte order mark, commas, decimal points, line feeds, days as 2018-03-05.

    Text that a spreadsheet would take for a formula has an apostrophe before it, which reading removes again.
    """
    names = TABLE.names([column.name for column in table.columns])
    cells: dict[str, object] = {}
    found: list[Finding] = []
    for name, column in zip(names, table.columns, strict=True):
        if column.is_text:
            texts, about = _CSV_TEXTS.written(column.name, column.coded_texts())
            cells[name] = [None if text is None else guard(text) for text in texts]
            found += about
        else:
            cells[name] = _digits(column.coded_numbers())
        found += unstated(column)
    frame = pd.DataFrame(cells, dtype=object)
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8-sig")
    return ColumnsWritten(tuple(names), tuple(found))


def _digits(numbers: Floats) -> Objects:
    """Numbers in digits: the shortest that give the same number, and never exactly three decimals.

    Three digits after a point may be thousands (1.250), so that a zero follows them.
    """
    distinct, place = np.unique(numbers, return_inverse=True)
    return np.array([_number(number) for number in distinct.tolist()], object)[place]


def _number(number: float) -> str | None:
    if number != number:
        return None
    if number.is_integer() and abs(number) < _WHOLE:
        return str(int(number))
    text = repr(number)
    return f"{text}0" if "e" not in text and len(text.partition(".")[2]) == 3 else text


def write_parquet(table: ExportTable, path: Path) -> ColumnsWritten:
    """Write Parquet: whole numbers, floats, text, days; labels of columns and values in the metadata of each field."""
    import pyarrow as pa
    from pyarrow import parquet

    names = TABLE.names([column.name for column in table.columns])
    arrays, fields, found = [], [], list[Finding]()
    for name, given in zip(names, table.columns, strict=True):
        column, about = with_readable_dates(given)
        array, more = _array(column)
        found += [*about, *more, *unstated(column)]
        arrays.append(array)
        fields.append(pa.field(name, array.type, metadata=_about(column)))
    about_file = {"survey.title": table.title, "survey.language": table.language, "survey.weight": table.weight}
    schema = pa.schema(fields, metadata=about_file)
    parquet.write_table(pa.table(arrays, schema=schema), path, compression="zstd")
    return ColumnsWritten(tuple(names), tuple(found))


def _array(column: ExportColumn) -> tuple[pa.Array, list[Finding]]:
    import pyarrow as pa

    if column.kind == "date":
        days = [None if text is None else datetime.date.fromisoformat(text) for text in column.cells]
        return pa.array(days, pa.date32()), []
    if column.is_text:
        texts, found = _ANY_TEXTS.written(column.name, column.coded_texts())
        return pa.array(texts, pa.string()), found
    numbers = column.coded_numbers()
    if column.whole and not np.any(np.abs(numbers) >= _WHOLE):
        blank = np.isnan(numbers)
        return pa.array(np.where(blank, 0, numbers).astype(np.int64), mask=blank), []
    return pa.array(numbers, from_pandas=True), []


def _about(column: ExportColumn) -> dict[str, str]:
    """Metadata of a field: label, measure, role, labels of values and reasons, as JSON where they are several."""
    labels = {_key(value): label for value, label in column.value_labels.items()}
    coded = {_key(one.code): one for one in (*column.missing, *column.further) if one.code is not None}
    missing = {code: {"reason": one.reason.name.lower(), "label": one.label} for code, one in coded.items()}
    found = {"label": column.label, "measure": column.measure, "role": column.role, "question": column.question}
    found |= {"value_labels": _json(labels), "missing": _json(missing)}
    return {name: text for name, text in found.items() if text}


def _json(mapping: object) -> str:
    return json.dumps(mapping, ensure_ascii=False) if mapping else ""


def _key(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.15g}"
