"""Values given beside a sample, in the order of its interviews."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from survey.errors import DesignError


def in_order(given: object, index: pd.Index | None, place: str) -> object:
    """Values in the order of the interviews: a series goes by its index, as it does in pandas.

    Parameters
    ----------
    given : anything
        Only a series has an order of its own.
    index : pandas.Index or None
        The index of the table that was given, where it had one.
    place : str

    Raises
    ------
    DesignError
        ``S025`` when the index of a series belongs to other rows, or may be meant in two ways.
    """
    if not isinstance(given, pd.Series) or index is None or len(given) != len(index):
        return given
    if given.index.equals(index):
        return given
    plain = pd.RangeIndex(len(index))
    known = index.is_unique and given.index.is_unique and given.index.isin(index).all()
    if given.index.equals(plain) and not known:
        return given
    if known and not given.index.equals(plain):
        return given.reindex(index)
    raise DesignError(
        "S025",
        place,
        "The index of the series is not that of the table the sample was made of, so its order is not known.",
        "Bring it into the order of the interviews and give it without its index: series.to_numpy().",
    )


def truth(given: ArrayLike, n: int) -> NDArray[np.bool_]:
    """A mask of the n interviews.

    Raises
    ------
    DesignError
        ``S018`` when it is not n truth values.
    """
    mask = np.asarray(given)
    if mask.shape == (n,) and mask.dtype == np.bool_:
        return mask
    fact = f"The mask has shape {mask.shape} and type {mask.dtype}; the sample has {n} interviews."
    remedy = "Give one True or False per interview of the sample, or a condition as text."
    if mask.shape == (n,):
        fact = f"The mask holds {mask.dtype}, not True and False alone."
        remedy = "Compare (mask == 1), and say what blanks are, for example mask.fillna(False).astype(bool)."
    raise DesignError("S018", "Sample.where", fact, remedy)
