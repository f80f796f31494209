"""Response propensities: probabilities of answering, by logistic regression. Plain arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit

from survey.arrays import Floats
from survey.weighting.calibration_variables import Regressors, solve_symmetric

_ENOUGH = 1e-11
"""Largest relative score at which the model counts as fitted."""
_SHORTEST = 1e-8
"""Part of a Newton step below which halving stops."""
_LEAST = 1e-12
"""Added to the diagonal of the information, scaled to 1: the categories of several variables are linearly dependent."""


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """Fitted model of response.

    Parameters
    ----------
    probabilities : (rows,) array
        Estimated probability of answering.
    coefficients : (p,) array
        Log odds; not unique where columns of X are linearly dependent.
    deviation : float
        Largest difference between the observed and the expected total of respondents over the columns of X, relative
        to the weighted sum of absolute values of the column. The likelihood equations say that it is 0.
    iterations : int
    """

    probabilities: Floats
    coefficients: Floats
    deviation: float
    iterations: int


def fit_response(X: Regressors, everybody: Floats, respondents: Floats, max_iterations: int = 100) -> Response:
    """Logistic regression of answering on variables.

    Parameters
    ----------
    X : Regressors
        Explanatory variables; their columns must span a constant, as categories do.
    everybody, respondents : (rows,) arrays
        Sum of weights of all interviews of the row that were attempted, and of those that were answered.
    max_iterations : int

    Returns
    -------
    Response
        The caller must look at ``deviation`` and at the lowest probability: where a combination of the variables
        separates those who answered from the others, there is no maximum and coefficients grow without end.

    Notes
    -----
    Maximum pseudolikelihood (Binder 1983) by Newton steps, halved while the likelihood falls.
    """
    # Columns are brought to one size, so that ``_LEAST`` means the same for categories and for large numbers; ``tiny``
    # keeps columns of zeros from dividing by 0.
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
    """Log pseudolikelihood; ``log_expit`` stays finite where the logarithm of a probability near 0 would not."""
    return float(respondents @ log_expit(slope) + (everybody - respondents) @ log_expit(-slope))
