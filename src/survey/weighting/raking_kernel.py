"""The kernel of raking: factors nearest to 1 that meet every margin, with or without bounds. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats
from survey.weighting.calibration_variables import solve_symmetric

_POLISHED, _SHORTEST = 1e-13, 1e-9
_DAMPING, _LEAST = 0.01, 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class RakingFit:
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
) -> RakingFit:
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
    RakingFit
        The caller looks at ``deviation``: a fit that failed is returned as far as it came.

    Notes
    -----
    Without bounds this is raking ratio (Deville and Särndal 1992, case 2), whose solution iterative proportional
    fitting also reaches. With bounds the factor is ``exp(x'l)`` cut at both ends, which is the same minimum under the
    bounds. The dual problem is convex; it is solved by Newton steps, damped (Levenberg 1944) because cells at a bound
    do not answer, and halved until they descend.
    """
    low, high = (0.0, np.inf) if bounds is None else bounds
    log_low, log_high = (np.log(low) if low > 0 else -np.inf), np.log(high)
    coefficients = _first_guess(X, start, targets, log_low, log_high)
    sizes, damping = X.T @ start, _DAMPING
    slope = X @ coefficients
    best = _evaluate(X, start, targets, slope, low, high, 0)
    value = _dual(start, slope, log_low, log_high) - targets @ coefficients
    for number in range(1, max_iterations + 1):
        if best.deviation <= min(tolerance, _POLISHED):
            break
        free = start * best.factors * ((slope > log_low) & (slope < log_high))
        hessian = X.T @ (X * free[:, None])
        hessian.flat[:: len(hessian) + 1] += sizes * max(damping * min(1.0, best.deviation), _LEAST)
        step = solve_symmetric(hessian, targets - best.reached)
        along, descent, size = X @ step, (best.reached - targets) @ step, 1.0
        while size > _SHORTEST:
            trial = slope + size * along
            trial_value = _dual(start, trial, log_low, log_high) - targets @ (coefficients + size * step)
            if trial_value <= value + 1e-4 * size * descent + 1e-13 * abs(value):
                break
            size /= 2
        else:
            break
        damping = damping / 4 if size == 1 else damping * 2
        coefficients, slope, value = coefficients + size * step, trial, trial_value
        best = _evaluate(X, start, targets, slope, low, high, number)
    return best


def _first_guess(X: Floats, start: Floats, targets: Floats, log_low: float, log_high: float) -> Floats:
    """The first margin, whose categories make up everybody, given the overall factor, kept inside the bounds."""
    first = int(np.argmax(X, axis=1).max()) + 1
    coefficients = np.zeros(X.shape[1])
    coefficients[:first] = np.clip(np.log(targets[:first].sum() / start.sum()), log_low / 2, log_high / 2)
    return coefficients


def _evaluate(
    X: Floats, start: Floats, targets: Floats, slope: Floats, low: float, high: float, number: int
) -> RakingFit:
    with np.errstate(over="ignore"):
        factors = np.exp(slope)
    if low > 0 or high < np.inf:
        factors = np.clip(factors, low, high)
    reached = X.T @ (start * factors)
    deviation = float((np.abs(reached - targets) / targets).max())
    return RakingFit(factors, reached, deviation if deviation >= 0 else np.inf, number)


def _dual(start: Floats, slope: Floats, log_low: float, log_high: float) -> float:
    """Integral of the factor over the slope, summed over the cells."""
    with np.errstate(over="ignore", invalid="ignore"):
        if log_low == -np.inf and log_high == np.inf:
            return float(start @ np.exp(slope))
        cut = np.clip(slope, log_low, log_high)
        factor = np.exp(cut)
        return float(start @ (factor + np.where(slope == cut, 0.0, factor * (slope - cut))))
