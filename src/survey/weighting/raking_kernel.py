"""Raking kernel: factors nearest to 1 that meet every margin, with or without bounds. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats
from survey.weighting.calibration_variables import solve_symmetric
from survey.weighting.margin_columns import MarginColumns

_POLISHED = 1e-13
"""Deviation at which iteration stops. It is far below any tolerance, because Newton steps converge quadratically: one
or two more of them make the weights practically the same on every machine."""
_SHORTEST = 1e-9
"""Shortest part of a Newton step that is tried before the fit is given up."""
_DAMPING, _LEAST = 0.01, 1e-13
"""Damping to begin with, and the least of it, both relative to the diagonal of the Hessian."""


@dataclass(frozen=True, slots=True, eq=False)
class RakingFit:
    """Result of a raking fit, successful or not.

    Parameters
    ----------
    factors : (cells,) array
        New weight over old weight.
    reached : (p,) array
        Totals of the new weights.
    deviation : float
        Largest relative distance of a total from its target; infinite when a total is not a number.
    iterations : int
    """

    factors: Floats
    reached: Floats
    deviation: float
    iterations: int


def fit_factors(
    X: MarginColumns,
    start: Floats,
    targets: Floats,
    bounds: tuple[float, float] | None,
    tolerance: float,
    max_iterations: int,
) -> RakingFit:
    r"""Factors g that minimise :math:`\sum d (g \log g - g + 1)` under :math:`X'(d g) = t` and the bounds.

    Parameters
    ----------
    X : MarginColumns
        (cells, p) columns of the categories.
    start : (cells,) array
        d: weights before, summed over the interviews of each cell.
    targets : (p,) array
        t: persons, all positive.
    bounds : (low, high) or None
        Limits of the factors, with ``low < 1 < high``.
    tolerance : float
        Largest relative deviation from any target that counts as met.
    max_iterations : int

    Returns
    -------
    RakingFit
        The fit after the last step that descended. The caller must compare ``deviation`` with the tolerance.

    Notes
    -----
    Without bounds this is the raking ratio (Deville and Särndal 1992, section 2, case 2), which iterative proportional
    fitting also converges to. With bounds the factor is ``exp(x'l)`` cut at both ends, which minimises the same
    distance under the bounds. The dual problem is convex and has p unknowns only. It is solved by Newton steps, damped
    (Levenberg 1944) and halved until they descend.
    """
    low, high = (0.0, np.inf) if bounds is None else bounds
    log_low, log_high = (np.log(low) if low > 0 else -np.inf), np.log(high)
    coefficients = _first_guess(X, start, targets, log_low, log_high)
    sizes, damping = X.products(start), _DAMPING
    slope = X.slopes(coefficients)
    best = _evaluate(X, start, targets, slope, low, high, 0)
    value = _dual(start, slope, log_low, log_high) - targets @ coefficients
    for number in range(1, max_iterations + 1):
        if best.deviation <= min(tolerance, _POLISHED):
            break
        # A cell at a bound does not react to the coefficients: its derivative is 0.
        free = start * best.factors * ((slope > log_low) & (slope < log_high))
        hessian = X.moments(free)
        # Damping has two reasons: categories whose cells are all at a bound leave zeros on the diagonal, and the
        # categories of every margin add up to the same people, so the columns of X are linearly dependent. It shrinks
        # with the deviation, else the last steps would not be quadratic.
        hessian.flat[:: len(hessian) + 1] += sizes * max(damping * min(1.0, best.deviation), _LEAST)
        step = solve_symmetric(hessian, targets - best.reached)
        along, descent, size = X.slopes(step), (best.reached - targets) @ step, 1.0
        while size > _SHORTEST:
            trial = slope + size * along
            trial_value = _dual(start, trial, log_low, log_high) - targets @ (coefficients + size * step)
            # Armijo's rule. The last term allows for rounding, which hides the descent near the minimum.
            if trial_value <= value + 1e-4 * size * descent + 1e-13 * abs(value):
                break
            size /= 2
        else:
            break
        damping = damping / 4 if size == 1 else damping * 2
        coefficients, slope, value = coefficients + size * step, trial, trial_value
        found = _evaluate(X, start, targets, slope, low, high, number)
        # Below the tolerance only rounding is left to gain: a step along the dependent columns may be long, and the
        # rounding of its slopes may then be larger than what it mends.
        if best.deviation <= tolerance and found.deviation >= best.deviation:
            break
        best = found
    return best


def _first_guess(X: MarginColumns, start: Floats, targets: Floats, log_low: float, log_high: float) -> Floats:
    """Coefficients that multiply all weights by persons over sum of weights: those of the first margin, the rest 0.

    Every cell is in exactly one category of the first margin. The common factor starts well inside the bounds, because
    with all cells at a bound the Hessian would be 0.
    """
    first = X.first
    coefficients = np.zeros(X.width)
    coefficients[:first] = np.clip(np.log(targets[:first].sum() / start.sum()), log_low / 2, log_high / 2)
    return coefficients


def _evaluate(
    X: MarginColumns, start: Floats, targets: Floats, slope: Floats, low: float, high: float, number: int
) -> RakingFit:
    """Fit of given slopes x'l: factors, totals and their deviation."""
    with np.errstate(over="ignore"):
        factors = np.exp(slope)
    if low > 0 or high < np.inf:
        factors = np.clip(factors, low, high)
    reached = X.products(start * factors)
    deviation = float((np.abs(reached - targets) / targets).max())
    return RakingFit(factors, reached, deviation if deviation >= 0 else np.inf, number)


def _dual(start: Floats, slope: Floats, log_low: float, log_high: float) -> float:
    """First part of the dual objective: the integral of the factor up to the slope, summed over the cells.

    Its gradient is the totals reached. Beyond a bound the factor is constant, so the integral goes on as a straight
    line.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if log_low == -np.inf and log_high == np.inf:
            return float(start @ np.exp(slope))
        cut = np.clip(slope, log_low, log_high)
        factor = np.exp(cut)
        return float(start @ (factor + np.where(slope == cut, 0.0, factor * (slope - cut))))
