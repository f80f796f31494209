"""Columns of interviews or of a plain table, by name and as categories."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.design.population_margin import Level
from survey.errors import DesignError, SurveyError, nearest
from survey.interviews import Interviews
from survey.text import Text


class Categories(NamedTuple):
    """Categories of a column.

    ``codes`` (n,) are positions in ``levels``, -1 where blank; ``labels`` are the wordings, empty for columns that are
    not in the questionnaire; ``ids`` are the names that a population file may use for the levels.
    """

    codes: Indices
    levels: tuple[Level, ...]
    labels: tuple[Text, ...]
    ids: tuple[str, ...]


def place_codes(values: Floats, levels: tuple[Level, ...]) -> Indices:
    """(n,) position of each value among the levels; -1 where it is blank or none of them."""
    table = np.array(levels, np.float64)
    order = np.argsort(table)
    at = np.minimum(np.searchsorted(table[order], values), len(table) - 1)
    return np.where(table[order][at] == values, order[at], -1).astype(np.intp)


def data_column(data: Interviews | pd.DataFrame, name: str, place: str) -> pd.Series:
    """A column of interviews or of a plain table.

    Raises
    ------
    DesignError
        ``S003`` when nothing has this name.
    """
    if not isinstance(data, Interviews):
        if name in data.columns:
            return data[name]
        raise unknown_column(name, place, [str(one) for one in data.columns])
    if name in data.form.groupings:
        return pd.Series(data.values(name))
    if name in data.column_names:
        return data.column(name)
    raise unknown_column(name, place, [*data.column_names, *data.form.groupings])


def unknown_column(name: str, place: str, known: list[str] | tuple[str, ...]) -> SurveyError:
    """Error ``S003`` for a name that does not exist, with the nearest name that does."""
    return DesignError("S003", place, f"Nothing in the data has the name {name!r}.", nearest(name, known))


def name_rows(data: Interviews | pd.DataFrame, mask: Mask) -> str:
    """Count of the interviews that a mask selects, and the first one, for messages."""
    first = int(np.flatnonzero(mask)[0])
    if isinstance(data, Interviews):
        shown = f"{data.ids[first]}, row {data.rows[first]} of the file"
    else:
        shown = f"row {first}, counted from 0"
    return f"{int(mask.sum())} of {len(data)} interviews (first: {shown})"
