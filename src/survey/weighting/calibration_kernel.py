"""The kernel of calibration: factors nearest to 1 that meet every total. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats
from survey.weighting.calibration_distances import Distance
from survey.weighting.calibration_variables import Regressors, solve_symmetric

_POLISHED, _SHORTEST = 1e-14, 1e-10
_DAMPING, _LEAST = 0.01, 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What a calibration came to.

    Parameters
    ----------
    factors : (rows,) array
        New weight over old.
    reached : (p,) array
        Totals the new weights give.
    deviation : float
        Largest distance from a target, relative to the target or to the sum of absolute values, whichever is larger.
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
        Of m rows and p columns.
    start : (m,) array
        d: weights before, none negative.
    targets : (p,) array
        t.
    distance : Distance
        F.
    spread : (m,) array or None
        s: variance of the outcome in the calibration model; None means 1.
    max_iterations : int

    Returns
    -------
    Solution
        The caller looks at ``deviation``: a calibration that failed is returned as far as it came.

    Notes
    -----
    Deville and Särndal (1992), section 2; Deville, Särndal and Sautory (1993) for the steps. The dual problem is
    convex; its Newton steps are damped (Levenberg 1944), because rows at a bound do not answer and columns may depend
    on one another, and halved until they descend. Columns are brought to one size first.
    """
    s = np.ones(1) if spread is None else spread
    sizes = X.sizes(start)
    scale = np.sqrt(np.maximum(np.diagonal(X.moments(start / s)), np.finfo(float).tiny))
    measure = np.maximum(np.maximum(np.abs(targets), sizes), np.finfo(float).tiny)
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
            if trial_value <= value + 1e-4 * size * descent + 1e-14 * abs(value) and np.isfinite(found.deviation):
                break
            size /= 2
        else:
            break
        if best.deviation < 1e-9 and found.deviation >= best.deviation:
            break
        damping = damping / 10 if size == 1 else damping * 2
        b, slope, value, best = b + size * step, trial, trial_value, found
    return best


def _evaluate(X: Regressors, start: Floats, targets: Floats, measure: Floats, factors: Floats, number: int) -> Solution:
    with np.errstate(over="ignore", invalid="ignore"):
        reached = X.sums(start * factors)
        deviation = np.abs(reached - targets) / measure
    return Solution(factors, reached, float(np.nan_to_num(deviation, nan=np.inf).max()), number)


def _first_guess(X: Regressors, start: Floats, targets: Floats, distance: Distance) -> Floats:
    """Coefficients that multiply all weights by one number, where the first columns make up everybody."""
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
