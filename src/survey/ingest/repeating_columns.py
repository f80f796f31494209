"""Repeating columns: the columns of many interviews as categories, whole or in blocks of interviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import infer_dtype, is_datetime64_any_dtype, is_object_dtype, union_categoricals

from survey.frames import distinct_values


def repeating(column: pd.Series) -> pd.Series:
    """The column as categories where its values repeat, so that each row takes one byte or two; otherwise as it is.

    Nobody can calculate with categories by mistake. Moments and columns of several types stay; whole numbers with blanks, which
    libraries hold as objects, are one type.

    Examples
    --------
    >>> repeating(pd.Series([1.0, 2.0, 1.0, None])).dtype
    CategoricalDtype(categories=[1.0, 2.0], ordered=False, categories_dtype=float64)
    """
    found = _distinct(column)
    if found is None or 2 * len(found[1]) > len(column):
        return column
    return pd.Series(pd.Categorical.from_codes(*found), column.index, name=column.name)


def _distinct(column: pd.Series) -> tuple[NDArray[np.intp], pd.Index] | None:
    """The distinct value that each row holds, -1 where blank, and these values; None where they are not of one type."""
    if is_datetime64_any_dtype(column.dtype):
        return None
    if not is_object_dtype(column.dtype):
        codes, values = pd.factorize(column)
        return codes, pd.Index(values)
    if infer_dtype(column, skipna=True) != "integer":
        return None
    codes, whole = distinct_values(column)
    try:
        return codes, pd.Index(whole, dtype="int64")
    except OverflowError:
        return None


def values_or_categories(column: pd.Series) -> pd.Series:
    """The distinct values of a column of categories; any other column as it is."""
    is_repeating = isinstance(column.dtype, pd.CategoricalDtype)
    return pd.Series(column.cat.categories, name=column.name) if is_repeating else column


def of_categories(column: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """The column changed value by value; where it has categories, each of them once, and the result has none."""
    changed = change(values_or_categories(column))
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return changed
    return pd.Series(changed.array.take(column.cat.codes.to_numpy(), allow_fill=True), column.index, name=column.name)


def written_out(column: pd.Series) -> pd.Series:
    """The column with its values instead of categories.

    Examples
    --------
    >>> written_out(repeating(pd.Series([2.0, 1.0, 2.0, 1.0]))).tolist()
    [2.0, 1.0, 2.0, 1.0]
    """
    return of_categories(column, lambda values: values)


def joined_blocks(blocks: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of several tables with the same columns, one after another; columns that are categories in each stay so.

    Parameters
    ----------
    blocks : sequence of pandas.DataFrame
        At least one. Whole numbers in one block and others in the next become what they would be in one table.
    """
    if len(blocks) == 1:
        return blocks[0]
    n = sum(map(len, blocks))
    columns = {place: _joined([block.iloc[:, place] for block in blocks], n) for place in range(blocks[0].shape[1])}
    return pd.DataFrame(columns, index=pd.RangeIndex(n), copy=False).set_axis(blocks[0].columns, axis=1)


def _joined(parts: list[pd.Series], n: int) -> pd.Series:
    """One column: of categories where one part has them, all have values of one type, and these repeat."""
    if any(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
        held = [_as_categories(part) for part in parts]
        whole = [part for part in held if part is not None]
        if len(whole) == len(held) and len({part.categories.dtype for part in whole}) == 1:
            joined = union_categoricals(whole)
            if 2 * len(joined.categories) <= n:
                return pd.Series(joined)
    return pd.concat([written_out(part) for part in parts], ignore_index=True)


def _as_categories(part: pd.Series) -> pd.Categorical | None:
    if isinstance(part.dtype, pd.CategoricalDtype):
        return pd.Categorical(part)
    found = _distinct(part)
    return pd.Categorical.from_codes(*found) if found is not None else None
