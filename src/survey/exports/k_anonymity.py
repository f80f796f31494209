"""k-anonymity: no interview is one of fewer than k with the same values of the quasi-identifiers.

Samarati (2001), Sweeney (2002): global recoding (small categories merged) and local suppression (single values withheld).
A blank counts as a value when classes are counted, so that a withheld value joins those that were blank already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """Values of quasi-identifiers of which no class is smaller than k.

    Parameters
    ----------
    kept : (n, q) array, NaN where blank or withheld
    withheld : (n, q) array of bool
        Values that were withheld.
    unreached : int
        Number of interviews that are still in a class of fewer than k although something of them is known.
    """

    kept: Floats
    withheld: Mask
    unreached: int


def class_sizes(values: Floats) -> Indices:
    """(n,) number of interviews with the same values (n, q), a blank being a value.

    Examples
    --------
    >>> class_sizes(np.array([[1.0, np.nan], [1.0, np.nan], [2.0, 1.0]])).tolist()
    [2, 2, 1]
    """
    if not values.shape[1]:
        return np.full(len(values), len(values), np.intp)
    keys = np.where(np.isnan(values), np.inf, values)
    _, place, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    return counts[place.reshape(-1)].astype(np.intp)


def is_below(values: Floats, k: int) -> Mask:
    """(n,) interviews in a class of fewer than k; one of which nothing is known is in none."""
    known = ~np.isnan(values).all(axis=1)
    return np.asarray(known & (class_sizes(values) < k), bool)


def suppress(values: Floats, k: int) -> Suppression:
    """Withhold single values until no class is smaller than k.

    Column by column: the one whose withholding leaves the fewest interviews in small classes comes next, and only
    those interviews lose their value.

    Parameters
    ----------
    values : (n, q) array, NaN where blank
    k : int

    Examples
    --------
    >>> found = suppress(np.array([[1.0, 1.0]] * 3 + [[1.0, 2.0]] + [[2.0, 2.0]] * 3), 3)
    >>> found.withheld.sum(axis=0).tolist(), found.unreached
    ([1, 1], 0)
    """
    kept = values.copy()
    left = list(range(values.shape[1]))
    while left and is_below(kept, k).any():
        trials = {column: _without(kept, column, k) for column in left}
        best = min(left, key=lambda column: (int(is_below(trials[column], k).sum()), -column))
        kept = trials[best]
        left.remove(best)
    return Suppression(kept, np.isnan(kept) & ~np.isnan(values), int(is_below(kept, k).sum()))


def _without(values: Floats, column: int, k: int) -> Floats:
    made = values.copy()
    made[is_below(values, k), column] = np.nan
    return made


def merged(values: Floats, k: int, other: float) -> tuple[Floats, tuple[float, ...]]:
    """Values (n,) with categories of fewer than k interviews under the code ``other``, and the categories merged.

    One small category alone, or several that are fewer than k together, become blank instead.

    Examples
    --------
    >>> merged(np.array([1.0, 1.0, 1.0, 2.0, 3.0]), 2, 9.0)
    (array([1., 1., 1., 9., 9.]), (2.0, 3.0))
    """
    codes, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    small = codes[counts < k]
    if not len(small):
        return values, ()
    joined = len(small) > 1 and counts[counts < k].sum() >= k
    made = np.where(np.isin(values, small), other if joined else np.nan, values)
    return made, tuple(float(code) for code in small)


def fewest_left_out(values: Floats, names: Sequence[str], k: int) -> tuple[str, int]:
    """The quasi-identifier without which the fewest interviews are in small classes, and their number."""
    found = {name: int(is_below(np.delete(values, at, axis=1), k).sum()) for at, name in enumerate(names)}
    best = min(found, key=lambda name: found[name])
    return best, found[best]


def averaged(weights: Floats, values: Floats, k: int) -> Floats:
    """Weights (n,) averaged over at least k interviews that are neighbours by weight within one class of the values (n, q).

    The total of every class stays. Otherwise interviews of one class could be distinguished by weights, which differ
    between sampling points. Defays and Nanopoulos (1993), microaggregation.

    Examples
    --------
    >>> averaged(np.array([1.0, 3.0, 2.0, 6.0, 8.0]), np.zeros((5, 1)), 2).tolist()
    [2.0, 2.0, 2.0, 7.0, 7.0]
    """
    keys = np.where(np.isnan(values), np.inf, values)
    _, place = np.unique(keys, axis=0, return_inverse=True)
    made = weights.copy()
    for at in range(int(place.max()) + 1):
        members = np.flatnonzero(place.reshape(-1) == at)
        members = members[np.argsort(weights[members], kind="stable")]
        for group in np.array_split(members, max(len(members) // k, 1)):
            made[group] = weights[group].mean()
    return made
