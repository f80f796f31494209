"""The one door for tables: pandas, polars, pyarrow and plain mappings come in, pandas goes on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from survey.errors import FrameError


def to_pandas(table: object, place: str) -> pd.DataFrame:
    """A pandas frame with a plain row index, whatever table was given.

    Parameters
    ----------
    table : pandas.DataFrame, any table with the Arrow stream interface (polars, pyarrow, duckdb), or a
        mapping of column name to values
    place : str
        The call on whose behalf the table is opened, for error messages.

    Returns
    -------
    pandas.DataFrame
        Index 0 … n-1. The table given is not altered.

    Raises
    ------
    FrameError
        ``F001`` when it is no table; ``F002`` when two columns share a name.
    """
    if isinstance(table, pd.DataFrame):
        frame = table.reset_index(drop=True)
    elif hasattr(table, "__arrow_c_stream__"):
        frame = pd.DataFrame.from_arrow(table)  # type: ignore[attr-defined]
    elif isinstance(table, Mapping):
        frame = _from_mapping(table, place)
    else:
        raise FrameError(
            "F001",
            place,
            f"A table was expected, not {type(table).__name__}.",
            "Give a pandas, polars or pyarrow table, or a mapping of column names to values.",
        )
    repeated = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
    if repeated:
        raise FrameError(
            "F002", place, f"The table has two columns named {repeated[0]!r}.", "Rename or remove one of them."
        )
    return frame


def _from_mapping(table: Mapping[object, object], place: str) -> pd.DataFrame:
    try:
        return pd.DataFrame(dict(table))
    except ValueError as error:
        raise FrameError(
            "F006", place, f"The columns do not make a table: {error}.", "Give every column as many values."
        ) from None
