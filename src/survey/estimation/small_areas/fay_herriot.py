r"""Fay-Herriot model of areas: variance between areas by REML, predictions and their mean squared errors.

Direct estimate of area d: :math:`y_d = \theta_d + e_d`, true value: :math:`\theta_d = x_d' \beta + u_d`, with independent
:math:`u_d \sim N(0, A)` and :math:`e_d \sim N(0, \psi_d)`; the sampling variances :math:`\psi_d` count as known
(Fay and Herriot 1979; Rao and Molina 2015, chapter 6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import chdtri

from survey.arrays import Floats, Indices

FEWEST_BEYOND = 3
"""Areas with a direct estimate that are needed beyond the coefficients.

From three on a common line improves on direct estimates whatever the truth (Stein 1956; Efron and Morris 1973), and the
adjusted likelihood has a maximum (Li and Lahiri 2010)."""

_MOST_ITERATIONS = 500
_TOLERANCE = 1e-12
_SMALLEST_PART = 0.1
"""Part of a variance that a step to the adjusted maximum leaves of it: that maximum is above 0."""


@dataclass(frozen=True, slots=True, eq=False)
class BetweenVariance:
    """Variance between areas that the covariates leave, in squared units of the estimates.

    Parameters
    ----------
    value : float
        REML; not negative.
    se : float
        From the expected information at ``value``. Near 0 the distribution is not symmetric: use the limits.
    low, high : float
        Limits from the profile of the restricted likelihood; ``low`` may be 0. NaN where no level was asked for.
    for_error : float
        The variance that mean squared errors are computed with: ``value``, or the adjusted estimate where that is 0.
    log_likelihood : float
        Restricted log-likelihood at ``value``, without its constant.
    iterations : int
    converged : bool
    """

    value: float
    se: float
    low: float
    high: float
    for_error: float
    log_likelihood: float
    iterations: int
    converged: bool


@dataclass(frozen=True, slots=True, eq=False)
class AreaPredictions:
    """Predictions for k areas and the coefficients they rest on.

    Parameters
    ----------
    value : (k,) array
        Empirical best linear unbiased predictor: ``gamma`` times the direct estimate plus 1 - ``gamma`` times the line.
    mse : (k,) array
        Its mean squared error under the model, squared units of the estimates.
    gamma : (k,) array
        Weight of the direct estimate, 0 without one.
    line : (k,) array
        Value of the regression, the synthetic estimate.
    coefficients : (p,) array
    covariance : (p, p) array
        Of the coefficients.
    """

    value: Floats
    mse: Floats
    gamma: Floats
    line: Floats
    coefficients: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Generalised least squares at one variance between areas.

    ``weight`` (m,) inverse total variances; ``residual`` (m,); ``leverage`` (m,) diagonal of the projection on the
    weighted columns; ``root`` (p, p) triangular root of the information of the coefficients.
    """

    between: float
    weight: Floats
    residual: Floats
    leverage: Floats
    coefficients: Floats
    root: Floats
    log_likelihood: float
    score: float
    information: float

    @property
    def covariance(self) -> Floats:
        """(p, p) covariance of the coefficients."""
        inverse = np.linalg.inv(self.root)
        return np.asarray(inverse @ inverse.T)


def _fit(between: float, direct: Floats, X: Floats, variances: Floats) -> _Fit:
    r"""Coefficients, restricted likelihood, its score and expected information at one variance between areas.

    With :math:`P = V^{-1} - V^{-1} X (X' V^{-1} X)^{-1} X' V^{-1}`: score :math:`\frac12 (y'PPy - \mathrm{tr} P)`,
    information :math:`\frac12 \mathrm{tr}(PP)` (Rao and Molina 2015, section 6.1.2). The QR decomposition of
    :math:`V^{-1/2} X` gives them without an (m, m) matrix.
    """
    weight = 1 / (between + variances)
    scale = np.sqrt(weight)
    q, root = np.linalg.qr(scale[:, None] * X)
    turned = q.T @ (scale * direct)
    coefficients = np.linalg.solve(root, turned)
    residual = direct - X @ coefficients
    leverage = (q**2).sum(1)
    inner = q.T @ (weight[:, None] * q)
    squares = weight * residual**2
    return _Fit(
        between,
        weight,
        residual,
        leverage,
        coefficients,
        root,
        float(0.5 * np.log(weight).sum() - np.log(np.abs(np.diag(root))).sum() - 0.5 * squares.sum()),
        float(0.5 * ((weight * squares).sum() - (weight * (1 - leverage)).sum())),
        float(0.5 * ((weight**2).sum() - 2 * (weight**2 * leverage).sum() + (inner**2).sum())),
    )


def between_variance(direct: Floats, X: Floats, variances: Floats, level: float | None) -> BetweenVariance:
    """Variance between areas by restricted maximum likelihood, with its uncertainty.

    Parameters
    ----------
    direct : (m,) array
    X : (m, p) array
        Of full rank; m - p is at least ``FEWEST_BEYOND``.
    variances : (m,) array
        Sampling variances, above zero.
    level : float or None
        Of the limits; None for none.

    Notes
    -----
    Fisher scoring, kept at 0 or above and within what brackets the maximum. It climbs twice, from 0 and from the
    variance of the residuals: with unequal sampling variances the likelihood may have a second, lower summit. At an
    estimate of 0 the areas would seem to be known without error, so mean squared errors then use the maximum of A times
    the likelihood, which is above 0 (Li and Lahiri 2010).
    """
    far = float(((direct - X @ np.linalg.lstsq(X, direct, rcond=None)[0]) ** 2).sum() / (len(direct) - X.shape[1]))

    def at(between: float) -> _Fit:
        return _fit(between, direct, X, variances)

    unit = float(np.mean(variances))
    climbs = [_climb(at, start, unit) for start in (0.0, far)]
    best, iterations, converged = max(climbs, key=lambda climb: climb[0].log_likelihood)
    adjusted = best.between if best.between > 0 else _adjusted(at, unit)
    low, high = _profile_limits(at, best, unit, level) if level is not None else (np.nan, np.nan)
    return BetweenVariance(
        best.between,
        best.information**-0.5,
        low,
        high,
        adjusted,
        best.log_likelihood,
        iterations,
        converged,
    )


def _climb(at: Callable[[float], _Fit], start: float, unit: float, least: float = 0.0) -> tuple[_Fit, int, bool]:
    """A maximum of the restricted likelihood, the number of steps, and whether the steps came to an end.

    A step leaves at least the part ``least`` of the variance. The score is above 0 at ``low`` and not above 0 at
    ``high``, once both are known, so a maximum lies between them.
    Scoring alone may jump to and fro across it for ever, where the likelihood bends more than expected: a step that
    leaves the bracket, or did not halve the score, is replaced by the middle. Before there is a bracket such steps grow.
    """
    low, high, factor, before = -1.0, np.inf, 1.0, np.inf
    current = at(start)
    for number in range(1, _MOST_ITERATIONS + 1):
        score = current.score
        if score > 0:
            low = current.between
        else:
            high = current.between
        if high == 0:
            return current, number, True
        slow = abs(score) > abs(before) / 2
        factor = 2 * factor if slow else 1.0
        new = max(least * current.between, current.between + factor * score / current.information)
        if low >= 0 and np.isfinite(high) and (slow or not low < new < high):
            new = (low + high) / 2
        if abs(new - current.between) <= _TOLERANCE * (current.between + unit):
            return current, number, True
        current, before = at(new), score
    return current, _MOST_ITERATIONS, False


def _root_above(function: Callable[[float], float], start: float, unit: float) -> float:
    """The first sign change of a function that is positive at ``start`` and negative far above it."""
    low, step = start, unit
    while function(low + step) > 0:
        low, step = low + step, 2 * step
    from scipy.optimize import brentq

    return float(brentq(function, low, low + step, xtol=1e-12 * unit, rtol=1e-12))


def _adjusted(at: Callable[[float], _Fit], unit: float) -> float:
    """Maximum of A times the restricted likelihood, by scoring from the mean sampling variance."""

    def adjusted(between: float) -> _Fit:
        fit = at(between)
        return replace(fit, score=fit.score + 1 / between, information=fit.information + between**-2)

    return _climb(adjusted, unit, unit, _SMALLEST_PART)[0].between


def _profile_limits(at: Callable[[float], _Fit], best: _Fit, unit: float, level: float) -> tuple[float, float]:
    """Variances whose restricted likelihood is not too far below the maximum (Hardy and Thompson 1996)."""
    border = best.log_likelihood - float(chdtri(1, 1 - level)) / 2

    def above(between: float) -> float:
        return at(between).log_likelihood - border

    high = _root_above(above, best.between, unit)
    if best.between == 0 or above(0.0) >= 0:
        return 0.0, high
    from scipy.optimize import brentq

    return float(brentq(above, 0.0, best.between, xtol=1e-12 * unit, rtol=1e-12)), high


def predict_areas(
    between: BetweenVariance, direct: Floats, X: Floats, variances: Floats, wanted: Floats, at: Indices
) -> AreaPredictions:
    r"""Predictions for areas with and without a direct estimate.

    Parameters
    ----------
    between : BetweenVariance
    direct : (m,) array
    X : (m, p) array
    variances : (m,) array
    wanted : (k, p) array
        Covariates of the areas to predict.
    at : (k,) array
        Position of the area among the m; -1 without a direct estimate.

    Notes
    -----
    With :math:`\gamma = A / (A + \psi)`, the second-order estimator of Prasad and Rao (1990), for REML without a further
    term (Datta and Lahiri 2000): :math:`g_1 + g_2 + 2 g_3`, where :math:`g_1 = \gamma \psi`,
    :math:`g_2 = (1 - \gamma)^2 x' (X' V^{-1} X)^{-1} x` and
    :math:`g_3 = \psi^2 (A + \psi)^{-3} \cdot 2 / \sum_d (A + \psi_d)^{-2}`.
    Without a direct estimate, the limit of a growing :math:`\psi`: :math:`A + x' (X' V^{-1} X)^{-1} x`.
    Where A is estimated as 0, every prediction is the line. Its mean squared error is :math:`\tilde A + x' C x` with
    the adjusted estimate :math:`\tilde A` and the covariance C that the coefficients have when :math:`\tilde A` is
    the variance between areas.
    """
    fit = _fit(between.value, direct, X, variances)
    covariance = fit.covariance
    line = wanted @ fit.coefficients
    seen, place = at >= 0, np.maximum(at, 0)
    gamma = np.where(seen, between.value * fit.weight[place], 0.0)
    value = line + np.where(seen, gamma * (direct[place] - line), 0.0)
    if between.value > 0:
        spread = np.einsum("ij,jk,ik->i", wanted, covariance, wanted)
        own, weight = variances[place], fit.weight[place]
        g3 = own**2 * weight**3 * 2 / (fit.weight**2).sum()
        mse = (1 - gamma) ** 2 * spread + np.where(seen, gamma * own + 2 * g3, between.value)
    else:
        pulled = covariance @ (X.T * fit.weight)
        covariance = (pulled * (between.for_error + variances)) @ pulled.T
        mse = between.for_error + np.einsum("ij,jk,ik->i", wanted, covariance, wanted)
    return AreaPredictions(value, mse, gamma, line, fit.coefficients, covariance)
