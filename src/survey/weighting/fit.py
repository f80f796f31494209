"""The kernel of raking: factors nearest to 1 that meet every margin, with or without bounds. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_POLISHED = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What a fit came to.

    Parameters
    ----------
    factors : (cells,) array
        New weight over old.
    reached : (p,) array
        Totals the new weights give.
    deviation : float
        Largest relative distance from a target.
    iterations : int
    """

    factors: Floats
    reached: Floats
    deviation: float
    iterations: int


def fit_factors(
    X: Floats, start: Floats, targets: Floats, bounds: tuple[float, float] | None, tolerance: float, max_iterations: int
) -> Fit:
    r"""Factors g that minimise :math:`\sum d (g \log g - g + 1)` under :math:`X'(d g) = t` and the bounds.

    Parameters
    ----------
    X : (cells, p) array
        Membership of the cells in the categories, 0 or 1.
    start : (cells,) array
        d: weights before.
    targets : (p,) array
        t: persons, all positive.
    bounds : (low, high) or None
    tolerance : float
        Relative, on every target.
    max_iterations : int

    Returns
    -------
    Fit
        The caller looks at ``deviation``: a fit that failed is returned as far as it came.

    Notes
    -----
    Without bounds this is raking ratio (Deville and Särndal 1992, case 2), whose solution iterative proportional
    fitting also reaches. The dual problem is convex; it is solved by Newton steps, halved until they descend. With
    bounds the factor is ``exp(x'l)`` cut at both ends, which is the same minimum under the bounds.
    """
    low, high = (0.0, np.inf) if bounds is None else bounds
    log_low, log_high = (np.log(low) if low > 0 else -np.inf), np.log(high)
    coefficients = _first_guess(X, start, targets, log_low, log_high)
    slope = X @ coefficients
    best = _evaluate(X, start, targets, slope, low, high, 0)
    for number in range(1, max_iterations + 1):
        if best.deviation <= min(tolerance, _POLISHED):
            break
        inside = (slope > log_low) & (slope < log_high)
        step = _newton_step(X, start * best.factors * inside, targets - best.reached)
        along = X @ step
        before, descent = _dual(start, slope, low, high) - targets @ coefficients, (best.reached - targets) @ step
        size = 1.0
        while size > 1e-9:
            trial = slope + size * along
            value = _dual(start, trial, low, high) - targets @ (coefficients + size * step)
            found = _evaluate(X, start, targets, trial, low, high, number)
            if value <= before + 1e-4 * size * descent or found.deviation < best.deviation:
                break
            size /= 2
        else:
            break
        coefficients, slope, best = coefficients + size * step, trial, found
    return best


def _first_guess(X: Floats, start: Floats, targets: Floats, log_low: float, log_high: float) -> Floats:
    """The first margin met on the whole: its categories are those that make up a partition."""
    first = int(np.argmax(np.cumsum(X, axis=1).min(0) >= 1)) + 1
    overall = np.log(targets[:first].sum() / start.sum())
    coefficients = np.zeros(X.shape[1])
    coefficients[:first] = np.clip(overall, min(log_low, 0) * 0.5 if np.isfinite(log_low) else overall, log_high * 0.5)
    return coefficients


def _evaluate(X: Floats, start: Floats, targets: Floats, slope: Floats, low: float, high: float, number: int) -> Fit:
    with np.errstate(over="ignore"):
        factors = np.clip(np.exp(slope), low, high)
    reached = X.T @ (start * factors)
    with np.errstate(invalid="ignore"):
        deviation = np.abs(reached - targets) / targets
    return Fit(factors, reached, float(np.nan_to_num(deviation, nan=np.inf).max()), number)


def _dual(start: Floats, slope: Floats, low: float, high: float) -> float:
    """Integral of the factor, summed over the cells."""
    cut = np.clip(slope, np.log(low) if low > 0 else -np.inf, np.log(high))
    with np.errstate(over="ignore", invalid="ignore"):
        factor = np.exp(cut)
        return float(start @ (factor + np.where(slope == cut, 0.0, factor * (slope - cut))))


def _newton_step(X: Floats, weights: Floats, missing: Floats) -> Floats:
    hessian = X.T @ (X * weights[:, None])
    return np.asarray(np.linalg.lstsq(hessian, missing, rcond=1e-12)[0], np.float64)
