"""Whether totals can be met within bounds, how near they come, and which bounds would do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats
from survey.weighting.calibration_variables import Regressors

_LARGEST = 20_000


def nearest_bounds(
    X: Floats, start: Floats, targets: Floats, bounds: tuple[float, float]
) -> tuple[float, float] | None:
    """Bounds nearest to those given within which all totals can be met; None where there are none or too many rows.

    Parameters
    ----------
    X : (rows, p) array
    start : (rows,) array
        Weights before.
    targets : (p,) array
    bounds : (low, high)

    Returns
    -------
    (low, high)
        Of which one is as given, where moving the other suffices.

    Notes
    -----
    A linear programme: the least upper bound; if none helps, the largest lower one; if none helps, both moved in
    proportion to their distance from 1.

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
    """The least t for which factors between low - t down (not below 0) and high + t up meet the targets."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    rows, p = X.shape
    size = np.maximum(np.abs(X * start[:, None]).sum(0), 1e-300)
    equal = hstack([csr_array((X * start[:, None] / size).T), csr_array((p, 1))])
    column = np.ones((rows, 1))
    above = hstack([eye_array(rows), csr_array(-up * column)])
    below = hstack([-eye_array(rows), csr_array(-down * column)])
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
    """(p,) how far each total alone is from what the bounds allow: 1 means just allowed, above 1 not.

    Parameters
    ----------
    X : Regressors
        Columns with negative numbers are not judged: they get 0.
    start : (rows,) array
        Weights before.
    targets : (p,) array
    low, high : (rows,) arrays, or floats
    """
    ones = np.ones(len(start))
    least, most = X.sums(start * np.maximum(low, 0.0) * ones), X.sums(start * np.minimum(high, 1e100) * ones)
    judged = (X.sizes(start) == X.sums(start)) & (targets > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.maximum(targets / most, least / targets)
    return np.where(judged, found, 0.0)


def outwards(bounds: tuple[float, float], given: tuple[float, float]) -> str:
    """Moved bounds in words, rounded to three digits to the safe side.

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
    if number <= 0:
        return 0.0
    unit = 10.0 ** (np.floor(np.log10(number)) - 2)
    nearest = round(number / unit)
    if abs(number / unit - nearest) < 1e-6:
        return float(nearest * unit)
    return float((np.ceil if direction > 0 else np.floor)(number / unit) * unit)


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The best that can be done.

    ``reached`` (p,) are totals with the smallest sum of relative deviations from the targets; ``possible`` says that
    all targets can be met, if only with factors at the bounds.
    """

    reached: Floats
    possible: bool


def nearest_totals(X: Floats, start: Floats, targets: Floats, bounds: tuple[float, float] | None) -> Nearest | None:
    """Totals nearest to the targets that factors within the bounds can give; None when that is too large to find.

    Parameters
    ----------
    X : (cells, p) array
        Membership of the cells in the categories.
    start : (cells,) array
        Weights before.
    targets : (p,) array
    bounds : (low, high) or None
        None means factors from 0 on.

    Notes
    -----
    A linear programme: least sum of relative deviations.
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
    scale = targets.max()
    found = linprog(cost * scale, A_eq=totals / scale, b_eq=targets / scale, bounds=limits, method="highs")
    if found.x is None:
        return None
    reached = X.T @ (start * found.x[:n_cells])
    return Nearest(np.asarray(reached), bool((np.abs(reached - targets) <= 1e-7 * targets).all()))
