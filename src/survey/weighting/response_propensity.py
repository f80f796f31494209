"""Chances of answering, by logistic regression. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit

from survey.arrays import Floats
from survey.weighting.calibration_variables import Regressors, solve_symmetric

_ENOUGH, _SHORTEST, _LEAST = 1e-11, 1e-8, 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """A fitted model of response.

    Parameters
    ----------
    probabilities : (rows,) array
        Chance of answering.
    coefficients : (p,) array
    deviation : float
        Largest distance between the respondents a column has and those the model gives it, relative.
    iterations : int
    """

    probabilities: Floats
    coefficients: Floats
    deviation: float
    iterations: int


def fit_response(X: Regressors, everybody: Floats, respondents: Floats, max_iterations: int = 100) -> Response:
    """Chances of answering that depend on variables.

    Parameters
    ----------
    X : Regressors
        With columns that make up a constant.
    everybody, respondents : (rows,) arrays
        Weight of all interviews that were tried, and of those that answered.
    max_iterations : int

    Notes
    -----
    Maximum pseudolikelihood (Binder 1983) by Newton steps, halved until they ascend.
    """
    scale = np.sqrt(np.maximum(np.diagonal(X.moments(everybody)), np.finfo(float).tiny))
    sizes = np.maximum(X.sizes(everybody), np.finfo(float).tiny)
    b, slope = np.zeros(X.width), np.zeros(len(everybody))
    value, iterations = _likelihood(slope, everybody, respondents), 0
    while iterations < max_iterations:
        iterations += 1
        p = expit(slope)
        score = X.sums(respondents - everybody * p)
        if (np.abs(score) / sizes).max() <= _ENOUGH:
            break
        information = X.moments(everybody * p * (1 - p)) / np.outer(scale, scale)
        information[np.diag_indices_from(information)] += _LEAST
        step = solve_symmetric(information, score / scale) / scale
        along, size = X.times(step), 1.0
        while size > _SHORTEST and _likelihood(slope + size * along, everybody, respondents) < value:
            size /= 2
        b, slope = b + size * step, slope + size * along
        value = _likelihood(slope, everybody, respondents)
    p = expit(slope)
    deviation = float((np.abs(X.sums(respondents - everybody * p)) / sizes).max())
    return Response(p, b, deviation, iterations)


def _likelihood(slope: Floats, everybody: Floats, respondents: Floats) -> float:
    return float(respondents @ log_expit(slope) + (everybody - respondents) @ log_expit(-slope))
