"""Columns that belong to no question, kept with the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from survey.frames import text_column
from survey.ingest.cell_readers import WHOLE_NUMBERS, text_of
from survey.ingest.column_reading import ColumnReading
from survey.ingest.factorized_columns import FactorizedColumn, is_empty
from survey.ingest.numbers import number_of
from survey.ingest.percentages import percent_number

_IDENTIFIER = re.compile(r"-?0\d+(?:\.0+)?|\+\d+|\d+E\d+")
"""Cells that lose signs as numbers: 007, a telephone number, and 12E3, which programs write as 12e3 or 12E+3 when it is a number."""


def read_extra_columns(columns: Iterable[tuple[FactorizedColumn, ColumnReading | None]], n: int) -> pd.DataFrame:
    """The extra columns: numbers where every filled cell reads as one and keeps its signs, else text, missing where blank.

    A column with zeros in front, a plus in front or a code such as 12E3 in any cell is one of identifiers, and stays text.

    Parameters
    ----------
    columns : iterable of (FactorizedColumn, ColumnReading or None)
        None for what is text whatever it holds ("other, specify").
    n : int
        Number of interviews.
    """
    return pd.DataFrame(
        {column.name: _texts(column) if reading is None else _extra(column, reading) for column, reading in columns},
        index=pd.RangeIndex(n),
    )


def _extra(column: FactorizedColumn, reading: ColumnReading) -> pd.Series:
    if reading.missing:
        column = column.without(position for position, cell in enumerate(column.cells) if cell in reading.missing)
    numbers = column.each(lambda cell: _number(cell, reading))
    filled = [not is_empty(cell) for cell in column.cells]
    if any(number is None for number, is_filled in zip(numbers, filled, strict=True) if is_filled):
        return _texts(column)
    if any(map(_loses_digits, column.cells, numbers)):
        return _texts(column)
    values = np.array([np.nan if number is None else number for number in numbers], np.float64)
    return pd.Series(values[column.index])


def _number(cell: object, reading: ColumnReading) -> float | None:
    """The number in a cell; 12.5% is 0.125 here, as a spreadsheet keeps it."""
    number = number_of(cell, reading.numbers)
    return number if number is not None else percent_number(cell, reading.numbers, reading.percent)


def _loses_digits(cell: object, number: float | None) -> bool:
    """Whether an identifier, such as 007 or one of 17 digits, would become the same number as another."""
    if number is None:
        return False
    if isinstance(cell, str) and _IDENTIFIER.fullmatch(cell.strip()):
        return True
    if abs(number) <= WHOLE_NUMBERS:
        return False
    return isinstance(cell, int) or (isinstance(cell, str) and cell.strip().isdecimal())


def _texts(column: FactorizedColumn) -> pd.Series:
    texts = np.array([None if is_empty(cell) else text_of(cell) for cell in column.cells], object)
    return text_column(texts[column.index])
