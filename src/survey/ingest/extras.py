"""Columns that belong to no question, kept beside the answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import numpy as np
import pandas as pd

from survey.ingest.cells import is_empty
from survey.ingest.column import Distinct
from survey.ingest.numbers import number_of, shown


def read_extras(columns: Iterable[tuple[Distinct, bool]], n: int) -> pd.DataFrame:
    """The extra columns: numbers where every filled cell reads as one, else text, missing where blank.

    Parameters
    ----------
    columns : iterable of (Distinct, bool)
        Each with whether it is text whatever it holds ("other, specify").
    n : int
        Number of interviews.
    """
    return pd.DataFrame(
        {distinct.name: _extra(distinct, as_text=as_text) for distinct, as_text in columns}, index=pd.RangeIndex(n)
    )


def _extra(distinct: Distinct, *, as_text: bool) -> pd.Series:
    filled = [not is_empty(cell) for cell in distinct.cells]
    numbers = distinct.each(number_of)
    are_numbers = all(number is not None for number, is_filled in zip(numbers, filled, strict=True) if is_filled)
    if are_numbers and not as_text:
        values = np.array([np.nan if number is None else number for number in numbers], np.float64)
        return pd.Series(values[distinct.index])
    texts = np.array(
        [_text(cell) if is_filled else None for cell, is_filled in zip(distinct.cells, filled, strict=True)], object
    )
    return pd.Series(texts[distinct.index], dtype="str")


def _text(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else shown(cell)
