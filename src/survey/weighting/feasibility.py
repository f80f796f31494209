"""Feasibility of totals within bounds: nearest totals that can be met, and nearest bounds that meet all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats
from survey.weighting.calibration_variables import Regressors

_LARGEST = 20_000
"""Largest number of rows for which a linear programme is solved: it only improves the text of an error."""


def nearest_bounds(
    X: Floats, start: Floats, targets: Floats, bounds: tuple[float, float]
) -> tuple[float, float] | None:
    """Bounds nearest to those given within which all totals can be met; None where none exist or rows are too many.

    Parameters
    ----------
    X : (rows, p) array
        Variables whose totals are to be met.
    start : (rows,) array
        Weights before.
    targets : (p,) array
    bounds : (low, high)
        Limits of the factors, as given by the caller.

    Returns
    -------
    (low, high)
        One of them is as given if moving the other one suffices.

    Notes
    -----
    Up to three linear programmes: the smallest upper bound with the lower one as given; if there is none, the largest
    lower bound with the upper one as given; if there is none, both moved in proportion to their distance from 1.

    Examples
    --------
    >>> X, start = np.eye(2), np.array([10.0, 10.0])
    >>> low, high = nearest_bounds(X, start, np.array([94.0, 6.0]), (0.5, 5.0))
    >>> round(low, 6), round(high, 6)
    (0.5, 9.4)
    """
    used = start != 0
    if used.sum() > _LARGEST:
        return None
    X, start = X[used], start[used]
    low, high = bounds
    apart = (1 - low, high - 1) if low < 1 < high < np.inf else (1.0, 1.0)
    attempts = ((0.0, 1.0), (1.0, 0.0), apart)
    for down, up in attempts:
        moved = _least_move(X, start, targets, low, high, down, up)
        if moved is not None:
            return (low - moved * down, high + moved * up)
    return None


def _least_move(
    X: Floats, start: Floats, targets: Floats, low: float, high: float, down: float, up: float
) -> float | None:
    """Least t >= 0 for which factors between low - t down (not below 0) and high + t up meet the targets; None if none.

    Unknowns are the factors of all rows, and t.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    rows, p = X.shape
    # HiGHS accepts equations up to an absolute error of 1e-7: each is brought to the size of 1.
    size = np.maximum(np.abs(X * start[:, None]).sum(0), 1e-300)
    equal = hstack([csr_array((X * start[:, None] / size).T), csr_array((p, 1))])
    column = np.ones((rows, 1))
    above = hstack([eye_array(rows), csr_array(-up * column)])
    below = hstack([-eye_array(rows), csr_array(-down * column)])
    # 1e9 replaces an infinite bound, which has no place on the right side of an inequality.
    limits = np.concatenate([np.full(rows, min(high, 1e9)), np.full(rows, -low)])
    least = 0.0 if down else max(low, 0.0)
    free = [*[(least, None)] * rows, (0.0, None)]
    found = linprog(  # type: ignore[call-overload] # its stubs know no sparse matrices
        np.append(np.zeros(rows), 1.0),
        A_ub=vstack([above, below]),
        b_ub=limits,
        A_eq=equal,
        b_eq=targets / size,
        bounds=free,
        method="highs",
    )
    return float(found.x[-1]) if found.status == 0 else None


def beyond_bounds(X: Regressors, start: Floats, targets: Floats, low: Floats | float, high: Floats | float) -> Floats:
    """(p,) excess of each total, taken alone, over what the bounds allow.

    Parameters
    ----------
    X : Regressors
    start : (rows,) array
        Weights before.
    targets : (p,) array
    low, high : (rows,) arrays, or floats
        Limits of the factors; they may be infinite.

    Returns
    -------
    (p,) array
        Target over the largest total possible, or smallest total possible over target, whichever is larger: above 1
        the total cannot be met. 0, not judged, for columns with negative values and for targets not above 0.
    """
    # 1e100 replaces infinity, which times a value of 0 would not be a number.
    ones = np.ones(len(start))
    least, most = X.sums(start * np.maximum(low, 0.0) * ones), X.sums(start * np.minimum(high, 1e100) * ones)
    judged = (X.sizes(start) == X.sums(start)) & (targets > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.maximum(targets / most, least / targets)
    return np.where(judged, found, 0.0)


def outwards(bounds: tuple[float, float], given: tuple[float, float]) -> str:
    """Moved bounds in words, rounded outwards to three digits, so that they still suffice.

    Examples
    --------
    >>> outwards((0.5, 9.4011), (0.5, 5.0))
    'the nearest feasible upper bound is 9.41'
    """
    low, high = bounds
    if high <= given[1] * (1 + 1e-9):
        return f"the nearest feasible lower bound is {_rounded(low, -1):g}"
    if low >= given[0] * (1 - 1e-9):
        return f"the nearest feasible upper bound is {_rounded(high, 1):g}"
    return f"the nearest feasible bounds are {_rounded(low, -1):g} and {_rounded(high, 1):g}"


def _rounded(number: float, direction: int) -> float:
    """Number with three significant digits, rounded up (direction 1) or down (-1); 0 when it is not positive."""
    if number <= 0:
        return 0.0
    unit = 10.0 ** (np.floor(np.log10(number)) - 2)
    nearest = round(number / unit)
    # The solver leaves 2.0000001 where 2 is meant: that is not rounded away.
    if abs(number / unit - nearest) < 1e-6:
        return float(nearest * unit)
    return float((np.ceil if direction > 0 else np.floor)(number / unit) * unit)


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Nearest totals that factors within bounds can give.

    ``reached`` (p,) are the totals with the smallest sum of relative deviations from the targets; ``possible`` is True
    when all targets can be met, even if only with factors at the bounds.
    """

    reached: Floats
    possible: bool


def nearest_totals(X: Floats, start: Floats, targets: Floats, bounds: tuple[float, float] | None) -> Nearest | None:
    """Totals nearest to the targets that factors within the bounds can give; None when there are too many cells.

    Parameters
    ----------
    X : (cells, p) array
        Membership of the cells in the categories.
    start : (cells,) array
        Weights before.
    targets : (p,) array
        All positive.
    bounds : (low, high) or None
        Limits of the factors; None means at least 0.

    Notes
    -----
    A linear programme for the least sum of relative deviations. Unknowns are the factors, and for each total the
    amounts by which it is too low and too high.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack

    n_cells, p = X.shape
    if n_cells > _LARGEST:
        return None
    low, high = (0.0, None) if bounds is None else bounds
    totals = hstack([csr_array((X * start[:, None]).T), eye_array(p), -eye_array(p)])
    cost = np.concatenate([np.zeros(n_cells), 1 / targets, 1 / targets])
    limits = [(low, high)] * n_cells + [(0.0, None)] * (2 * p)
    scale = targets.max()  # brings the equations to the size of 1, for the absolute tolerance of HiGHS
    found = linprog(cost * scale, A_eq=totals / scale, b_eq=targets / scale, bounds=limits, method="highs")
    if found.x is None:
        return None
    reached = X.T @ (start * found.x[:n_cells])
    return Nearest(np.asarray(reached), bool((np.abs(reached - targets) <= 1e-7 * targets).all()))
