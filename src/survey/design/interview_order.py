"""Alignment of values that a caller passes together with a sample: brought into the order of its interviews."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from survey.arrays import Mask
from survey.errors import DesignError


def in_order(given: ArrayLike, index: pd.Index | None, accepted: Mask | None, place: str) -> NDArray[np.generic]:
    """Values in the order of the interviews; a pandas series is aligned by its index.

    Parameters
    ----------
    given : array or series
        An array is taken to be in the order of the interviews already.
    index : pandas.Index or None
        Index of the table from which the sample was made, if it had one.
    accepted : (delivered,) array of bool, or None
        Interviews of the delivery that are in the sample. Values given for all delivered interviews are restricted to
        these.
    place : str
        Call and argument, for error messages.

    Raises
    ------
    DesignError
        ``S025`` when the index of a series belongs to other rows, or can be read in two ways.

    Notes
    -----
    A series with the index 0 … n-1 is ambiguous when the table has the same labels in another order: it may follow the
    order of the rows or their labels. This is an error, not a guess.
    """
    if accepted is not None and np.shape(given) == accepted.shape:
        return _plain(given)[accepted]
    if not isinstance(given, pd.Series) or index is None or len(given) != len(index) or given.index.equals(index):
        return _plain(given)
    plain = pd.RangeIndex(len(index))
    known = index.is_unique and given.index.is_unique and bool(given.index.isin(index).all())
    if given.index.equals(plain) and not known:
        return _plain(given)
    if known and not given.index.equals(plain):
        return _plain(given.reindex(index))
    raise DesignError(
        "S025",
        place,
        "The index of the series is not that of the table the sample was made of, so its order is not known.",
        "Bring it into the order of the interviews and give it without its index: series.to_numpy().",
    )


def _plain(given: ArrayLike) -> NDArray[np.generic]:
    """Values as an array; blanks of pandas become NaN in a column of numbers."""
    if isinstance(given, pd.Series | pd.api.extensions.ExtensionArray):
        column = pd.Series(given)
        if column.hasnans and pd.api.types.is_numeric_dtype(column.dtype):
            return column.to_numpy(np.float64, na_value=np.nan)
    return np.asarray(given)


def truth(mask: NDArray[np.generic], n: int) -> Mask:
    """Mask of the n interviews, checked.

    Raises
    ------
    DesignError
        ``S018`` when it is not n truth values.
    """
    if mask.shape == (n,) and mask.dtype == np.bool_:
        return mask.astype(np.bool_, copy=False)
    fact = f"The mask has shape {mask.shape} and type {mask.dtype}; the sample has {n} interviews."
    remedy = "Give one True or False per interview of the sample, or a condition as text."
    if mask.shape == (n,):
        fact = f"The mask holds {mask.dtype}, not True and False alone."
        remedy = "Compare (mask == 1), and say what blanks are, for example mask.fillna(False).astype(bool)."
    raise DesignError("S018", "Sample.where", fact, remedy)
