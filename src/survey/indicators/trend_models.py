"""Trends of one number over several waves with known sampling errors: a straight line, and a level that drifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats

_GRID = np.concatenate([[0.0], np.geomspace(1e-4, 1e2, 61)])
"""Variances of the drift per period that are tried first, as parts of the mean sampling variance."""

_DRIFTS, _WIDEST = 40, 3.0
"""Drifts over which errors are averaged, evenly from 0 to so many standard errors of a wave (or estimated drifts)."""

_LEAST_FOR_LINE = 3
_NEAR_ZERO = 1e-12


@dataclass(frozen=True, slots=True)
class TrendLine:
    """Straight line through the waves: change per period, its standard error, and the p-value that the waves lie on a line."""

    slope: float
    se: float
    p_fit: float


@dataclass(frozen=True, slots=True, eq=False)
class LocalLevel:
    """Level that drifts: standard deviation of its step per period, (w,) levels of the waves and their (w,) standard errors."""

    drift: float
    levels: Floats
    errors: Floats


def trend_line(times: Floats, estimates: Floats, covariance: Floats) -> TrendLine:
    r"""Straight line by generalised least squares.

    Parameters
    ----------
    times : (w,) array, at least 3
        In periods; not all equal.
    estimates : (w,) array
    covariance : (w, w) array
        Sampling covariance of the estimates, with what shared PSUs bring.

    Notes
    -----
    :math:`\hat\beta = (X' V^{-1} X)^{-1} X' V^{-1} y` (Aitken 1936) with X = (1, t) and V known. The weighted sum of squared
    residuals has the chi-square distribution with w - 2 degrees of freedom when the true numbers lie on a line
    (Cochran 1954). The error of the slope is the sampling error alone.

    Examples
    --------
    >>> found = trend_line(np.arange(4.0), np.array([50.0, 52, 54, 56]), np.eye(4))
    >>> round(found.slope, 3), round(found.se, 3), found.p_fit
    (2.0, 0.447, 1.0)
    """
    from scipy.linalg import cho_factor, cho_solve
    from scipy.special import chdtrc

    x = np.column_stack([np.ones(len(times)), times - times[0]])
    factor = cho_factor(covariance)
    inverse = np.linalg.inv(x.T @ cho_solve(factor, x))
    beta = inverse @ (x.T @ cho_solve(factor, estimates))
    residual = estimates - x @ beta
    misfit = float(residual @ cho_solve(factor, residual))
    misfit = 0.0 if misfit < _NEAR_ZERO else misfit
    free = len(times) - 2
    p_fit = float(chdtrc(free, misfit)) if len(times) >= _LEAST_FOR_LINE else float("nan")
    return TrendLine(float(beta[1]), float(np.sqrt(inverse[1, 1])), p_fit)


def local_level(times: Floats, estimates: Floats, covariance: Floats) -> LocalLevel:
    r"""Random walk seen with sampling errors whose covariance is known.

    Parameters
    ----------
    times, estimates, covariance
        As of :func:`trend_line`; a gap between waves lets the level drift for longer.

    Notes
    -----
    :math:`y_t = \mu_t + e_t` with steps of variance :math:`\sigma^2` per period (Harvey 1989, section 4.1; for repeated
    surveys Scott and Smith 1974). With :math:`\Omega = V + \sigma^2 K`, :math:`K_{st} = \min(t_s, t_t) - t_1` and the
    first level unknown, :math:`\sigma^2` maximises the restricted likelihood (Patterson and Thompson 1971), and the
    levels are the best linear unbiased predictions (Robinson 1991): what the Kalman smoother gives with a diffuse first
    level and errors that are not correlated; shared PSUs correlate them, for which no filter is needed at this length.
    Eight waves say little about :math:`\sigma`: errors are mean squared distances from the levels over all drifts on an
    even grid, each with its restricted likelihood as weight (Hamilton 1986).

    Examples
    --------
    >>> found = local_level(np.arange(8.0), np.array([50.0, 51, 50, 49, 50, 51, 50, 50]), 4 * np.eye(8))
    >>> found.drift, found.levels.round(2)[:2], found.errors.round(3)[:2]
    (0.0, array([50.12, 50.12]), array([1.093, 0.996]))
    """
    steps = np.minimum.outer(times, times) - times.min()
    scale = float(np.mean(np.diag(covariance)))

    def badness(variance: float) -> float:
        return _restricted_deviance(estimates, covariance + variance * steps)

    tried = [badness(scale * one) for one in _GRID]
    at = int(np.argmin(tried))
    variance = scale * float(_GRID[at])
    if at > 0:
        from scipy.optimize import minimize_scalar

        ends = scale * float(_GRID[at - 1]), scale * float(_GRID[min(at + 1, len(_GRID) - 1)])
        variance = float(minimize_scalar(badness, bounds=ends, method="bounded", options={"xatol": 1e-9 * scale}).x)
    best = predicted_levels(variance, estimates, covariance, steps)
    return LocalLevel(best.drift, best.levels, _errors(best, estimates, covariance, steps, scale))


def _restricted_deviance(estimates: Floats, total: Floats) -> float:
    """Minus twice the logarithm of the restricted likelihood, but for a constant."""
    from scipy.linalg import cho_factor, cho_solve

    factor = cho_factor(total)
    ones = cho_solve(factor, np.ones(len(estimates)))
    mean = ones @ estimates / ones.sum()
    residual = estimates - mean
    return float(2 * np.log(np.diag(factor[0])).sum() + np.log(ones.sum()) + residual @ cho_solve(factor, residual))


def _errors(best: LocalLevel, estimates: Floats, covariance: Floats, steps: Floats, scale: float) -> Floats:
    """(w,) root mean squared distances of the levels from those of every drift that the waves leave possible."""
    widest = max(_WIDEST * np.sqrt(scale), _WIDEST * best.drift)
    variances = np.linspace(0.0, widest, _DRIFTS) ** 2
    deviance = np.array([_restricted_deviance(estimates, covariance + one * steps) for one in variances])
    weight = np.exp(-(deviance - deviance.min()) / 2)
    each = [predicted_levels(float(one), estimates, covariance, steps) for one in variances]
    squares = np.stack([one.errors**2 + (one.levels - best.levels) ** 2 for one in each])
    return np.asarray(np.sqrt(weight @ squares / weight.sum()))


def predicted_levels(variance: float, estimates: Floats, covariance: Floats, steps: Floats) -> LocalLevel:
    """Levels and their errors when the variance of a step is known; ``steps`` (w, w) are the periods two waves share."""
    own = variance * steps
    weight = np.linalg.inv(covariance + own)
    ones = np.ones(len(estimates))
    precision = ones @ weight @ ones
    mean = ones @ weight @ estimates / precision
    levels = mean + own @ weight @ (estimates - mean)
    left = ones - own @ weight @ ones
    spread = own - own @ weight @ own + np.outer(left, left) / precision
    return LocalLevel(float(np.sqrt(variance)), levels, np.sqrt(np.maximum(np.diag(spread), 0)))
