"""Tables of any library (pandas, polars, pyarrow, plain mappings) converted to pandas: the only entry for tables.

Columns of text have the type that the installed pandas gives to text when it is not asked: ``str`` from pandas 3 on, objects
before. The values are the same, and blanks are NaN, in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import infer_dtype, is_object_dtype

from survey.errors import FrameError

_TEXT = pd.Series([], dtype="str").dtype
_NOT_TEXT = object()


def text_column(values: Sequence[str | None] | NDArray[np.object_]) -> pd.Series:
    """A column of texts with a plain index, whatever release of pandas.

    Parameters
    ----------
    values : (n,) sequence of str
        ``None`` or NaN is a blank.

    Returns
    -------
    pandas.Series
        Of the type that pandas gives to text; NaN where blank.

    Examples
    --------
    >>> text_column(["a", None]).tolist()
    ['a', nan]
    """
    if not is_object_dtype(_TEXT):
        return pd.Series(values, dtype=_TEXT)
    texts = np.array(values, object)
    texts[pd.isna(texts)] = np.nan
    return pd.Series(texts, dtype=object)


def distinct_values(column: pd.Series) -> tuple[NDArray[np.intp], list[Any]]:
    r"""The distinct values of a column, in order of appearance, blanks left out, as ``pandas.factorize`` finds them.

    pandas before 3 takes texts for the same that differ behind a zero byte, where a column is nothing but texts.

    Returns
    -------
    (n,) ndarray of int
        Which of the distinct values each row holds; -1 where blank.
    list
        The distinct values.

    Examples
    --------
    >>> codes, values = distinct_values(pd.Series(["a", None, "a\0b", "a"], dtype=object))
    >>> codes.tolist(), values
    ([0, -1, 1, 0], ['a', 'a\x00b'])
    """
    if not is_object_dtype(column.dtype):
        codes, index = pd.factorize(column)
        return codes, index.tolist()
    # Objects are handed on without their index, which cannot be made of whole numbers beyond floats before pandas 3.
    objects = np.empty(len(column) + 1, object)
    objects[:-1], objects[-1] = column.to_numpy(), _NOT_TEXT
    codes, found = pd.factorize(objects)
    return codes[:-1], found[:-1].tolist()


def snapshot(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame that later changes of the given one do not reach; its columns are copied when they are written to.

    pandas before 3 shares columns that are written to, so that all of them are copied.

    Examples
    --------
    >>> given = pd.DataFrame({"y": [1, 2]})
    >>> kept = snapshot(given)
    >>> given.loc[0, "y"] = 7
    >>> kept["y"].tolist()
    [1, 2]
    """
    return frame.copy(deep=is_object_dtype(_TEXT))


def is_text(column: pd.Series) -> bool:
    """A column holds texts and blanks only, at least one text or the type of texts.

    Examples
    --------
    >>> is_text(text_column(["a", None])), is_text(pd.Series(["a", 1], dtype=object))
    (True, False)
    """
    if isinstance(column.dtype, pd.StringDtype):
        return True
    return is_object_dtype(column.dtype) and infer_dtype(column, skipna=True) == "string"


def to_pandas(table: object, place: str) -> pd.DataFrame:
    """Pandas frame with a plain row index, made of any table.

    Parameters
    ----------
    table : pandas.DataFrame, any table with the Arrow stream interface (polars, pyarrow, duckdb), or a
        mapping of column name to values
    place : str
        Public function to which the table was given, for error messages.

    Returns
    -------
    pandas.DataFrame
        Index 0 … n-1, names of columns as text. The table given is not altered. Columns of objects that are all numbers
        or all truth values get the type of these; decimals become floats.

    Raises
    ------
    FrameError
        ``F001`` when it is not a table; ``F002`` when two columns have the same name; ``F006`` when the columns of a
        mapping differ in length.
    """
    if isinstance(table, pd.DataFrame):
        frame = table.reset_index(drop=True)
    elif hasattr(table, "__arrow_c_stream__") and not isinstance(table, pd.Series):
        frame = _from_arrow(table)
    elif isinstance(table, Mapping):
        frame = _from_mapping(table, place)
    else:
        remedy = "Give a pandas, polars or pyarrow table, or a mapping of column names to values."
        if hasattr(table, "collect"):
            remedy = "Collect it first: table.collect()."
        raise FrameError("F001", place, f"A table was expected, not {type(table).__name__}.", remedy)
    if not all(isinstance(name, str) for name in frame.columns):
        frame = frame.set_axis([str(name) for name in frame.columns], axis=1)
    repeated = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
    if repeated:
        raise FrameError(
            "F002", place, f"The table has two columns named {repeated[0]!r}.", "Rename or remove one of them."
        )
    return _plain(frame)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Frame in which numbers that libraries keep as objects, decimals or Arrow truth values have a numeric type."""
    changed: dict[object, pd.Series] = {}
    for name, dtype in frame.dtypes.items():
        if not (is_object_dtype(dtype) or isinstance(dtype, pd.ArrowDtype)):
            continue
        column = frame[name]
        kind = infer_dtype(column, skipna=True) if is_object_dtype(dtype) else str(dtype)
        if kind in ("boolean", "bool[pyarrow]"):
            changed[name] = column.astype("boolean")
        elif kind in ("integer", "floating", "mixed-integer-float", "decimal") or kind.startswith("decimal"):
            changed[name] = pd.to_numeric(column.astype(object).where(column.notna(), None)).astype("float64")
    return frame.assign(**{str(name): column for name, column in changed.items()}) if changed else frame


def _from_arrow(table: object) -> pd.DataFrame:
    if hasattr(pd.DataFrame, "from_arrow"):
        return pd.DataFrame.from_arrow(table)  # type: ignore[attr-defined, no-any-return]
    import pyarrow as pa

    return pa.table(table).to_pandas()  # type: ignore[no-any-return]


def _from_mapping(table: Mapping[object, object], place: str) -> pd.DataFrame:
    try:
        return pd.DataFrame(dict(table))
    except ValueError as error:
        raise FrameError(
            "F006", place, f"The columns do not make a table: {error}.", "Give every column as many values."
        ) from None
