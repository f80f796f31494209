"""Calibration kernel: factors nearest to 1 that meet every total. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats
from survey.weighting.calibration_distances import Distance
from survey.weighting.calibration_variables import Regressors, solve_symmetric

_POLISHED = 1e-14
"""Deviation at which iteration stops: rounding hardly allows less."""
_SHORTEST = 1e-10
"""Shortest part of a Newton step that is tried before the calibration is given up."""
_DAMPING, _LEAST = 0.01, 1e-13
"""Damping to begin with, and the least of it, both relative to the scaled diagonal of the Hessian (1 at the start)."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Result of a calibration, successful or not.

    Parameters
    ----------
    factors : (rows,) array
        New weight over old weight.
    reached : (p,) array
        Totals of the new weights.
    deviation : float
        Largest distance of a total from its target, relative to the target or to the weighted sum of absolute values,
        whichever is larger; infinite when a total is not a number.
    iterations : int
    """

    factors: Floats
    reached: Floats
    deviation: float
    iterations: int


def solve_calibration(
    X: Regressors,
    start: Floats,
    targets: Floats,
    distance: Distance,
    *,
    spread: Floats | None = None,
    max_iterations: int = 200,
) -> Solution:
    r"""Factors :math:`g = F(x'b / s)` with :math:`X'(d g) = t`.

    Parameters
    ----------
    X : Regressors
        X: m rows (interviews, cells or units) and p columns, finite.
    start : (m,) array
        d: weights before. Negative ones are allowed with the linear method without bounds only.
    targets : (p,) array
        t: totals to be met.
    distance : Distance
        F: factor as a function of the slope, with its bounds.
    spread : (m,) array or None
        s: variance of the outcome in the calibration model, up to a constant, all positive; None means 1.
    max_iterations : int

    Returns
    -------
    Solution
        The solution after the last step that descended. The caller must compare ``deviation`` with a tolerance.

    Notes
    -----
    Deville and Särndal (1992), section 2; Deville, Särndal and Sautory (1993) for the Newton steps. The dual problem,
    :math:`\min_b \sum d s \int^{x'b/s} F - t'b`, is convex; its gradient is the totals reached minus t. The steps are
    damped (Levenberg 1944), because rows at a bound do not react and columns may be linearly dependent, and halved
    until they descend.
    """
    s = np.ones(1) if spread is None else spread
    # Columns may be counts of people and sums of money. The damping of their Hessian is comparable only when they have
    # one size. A column of zeros has none.
    scale = np.sqrt(np.diagonal(X.moments(start / s)))
    scale = np.where(scale > 0, scale, 1.0)
    # A total may be 0 or nearly 0 because positive and negative values cancel, so the target alone is not a measure.
    measure = np.maximum(np.maximum(np.abs(targets), X.sizes(start)), np.finfo(float).tiny)
    b = _first_guess(X, start, targets, distance) if spread is None else np.zeros(X.width)
    slope = X.times(b) / s
    value = float((start * s) @ distance.integral(slope) - targets @ b)
    best = _evaluate(X, start, targets, measure, distance.factor(slope), 0)
    damping = _DAMPING
    for number in range(1, max_iterations + 1):
        if best.deviation <= _POLISHED:
            break
        hessian = X.moments(start / s * distance.derivative(slope)) / np.outer(scale, scale)
        hessian[np.diag_indices_from(hessian)] += max(damping * min(1.0, best.deviation), _LEAST)
        misfit = targets - best.reached
        step = solve_symmetric(hessian, misfit / scale) / scale
        along, descent, size = X.times(step) / s, -float(misfit @ step), 1.0
        while size > _SHORTEST:
            trial = slope + size * along
            found = _evaluate(X, start, targets, measure, distance.factor(trial), number)
            trial_value = float((start * s) @ distance.integral(trial) - targets @ (b + size * step))
            # Armijo's rule. The last term allows for rounding, which hides the descent near the minimum.
            if trial_value <= value + 1e-4 * size * descent + 1e-14 * abs(value) and np.isfinite(found.deviation):
                break
            size /= 2
        else:
            break
        # Rounding has been reached when a step from so near does not come nearer: the better of the two is kept.
        if best.deviation < 1e-9 and found.deviation >= best.deviation:
            break
        damping = damping / 10 if size == 1 else damping * 2
        b, slope, value, best = b + size * step, trial, trial_value, found
    return best


def _evaluate(X: Regressors, start: Floats, targets: Floats, measure: Floats, factors: Floats, number: int) -> Solution:
    """Solution with these factors: the totals they reach and their deviation."""
    with np.errstate(over="ignore", invalid="ignore"):
        reached = X.sums(start * factors)
        deviation = np.abs(reached - targets) / measure
    return Solution(factors, reached, float(np.nan_to_num(deviation, nan=np.inf).max()), number)


def _first_guess(X: Regressors, start: Floats, targets: Floats, distance: Distance) -> Floats:
    """Coefficients that multiply all weights by one number, so that their sum fits; zeros where that is not possible.

    It is possible when the first columns are a margin, which assigns every cell to exactly one category, and the factor
    lies within the bounds of every row.
    """
    k = X.table.shape[1]
    members = np.cumsum(X.table, axis=1)
    everybody = np.flatnonzero((members == 1).all(0)) if k else np.zeros(0, np.intp)
    b = np.zeros(X.width)
    if len(everybody):
        first = int(everybody[0]) + 1
        overall = float(targets[:first].sum() / start.sum())
        low, high = np.max(distance.low), np.min(distance.high)
        if overall > 0 and low < overall < high:
            b[:first] = distance.slope_of(overall)
    return b
