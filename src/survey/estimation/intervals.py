"""Confidence intervals: Student's t on the scale that suits the estimate, always with stated degrees of freedom."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit, stdtrit

Method = Literal["t", "logit", "korn_graubard", "none"]

Floats = NDArray[np.float64]


def t_quantile(level: float, df: Floats) -> Floats:
    """Two-sided quantile of Student's t; infinite where there is no degree of freedom.

    Examples
    --------
    >>> t_quantile(0.95, np.array([10.0, np.inf, 0.0])).round(4)
    array([2.2281, 1.96  ,    inf])
    """
    df = np.asarray(df, np.float64)
    usable = np.where(df > 0, np.minimum(df, 1e9), 1.0)
    return np.where(df > 0, stdtrit(usable, (1 + level) / 2), np.inf)


def symmetric(estimate: Floats, se: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """Limits of estimate -+ t se; without degrees of freedom the whole line, which is all that is known.

    A standard error of 0 without degrees of freedom means one PSU, not certainty.
    """
    half = np.where(df > 0, t_quantile(level, np.maximum(df, 1)) * se, np.inf)
    return estimate - half, estimate + half


def proportion(
    estimate: Floats, se: Floats, df: Floats, n_eff: Floats, n: Floats, level: float
) -> tuple[Floats, Floats, NDArray[np.object_]]:
    """Limits for shares, never outside [0, 1] and never missing when there is an estimate.

    Parameters
    ----------
    estimate, se : arrays
    df : array
        Degrees of freedom of the design.
    n_eff : array
        Effective number of interviews, used at 0 and 1.
    n : array
        Number of interviews.
    level : float

    Returns
    -------
    low, high : arrays
    method : array of str
        ``logit`` inside (0, 1); ``korn_graubard`` at 0 and 1; ``none`` without degrees of freedom, limits 0 and 1.

    Notes
    -----
    Logit: t limits of log(p/(1-p)) with the standard error se/(p(1-p)). Korn and Graubard (1998): exact binomial
    limits with ``n_eff (t(n-1)/t(df))^2`` interviews.
    """
    edge = ((estimate == 0) | (estimate == 1)) & (df > 0)
    inside = (estimate > 0) & (estimate < 1) & (df > 0)
    p = np.where(inside, estimate, 0.5)
    half = t_quantile(level, np.maximum(df, 1)) * np.where(inside, se, 0) / (p * (1 - p))
    low, high = np.where(inside, expit(logit(p) - half), 0.0), np.where(inside, expit(logit(p) + half), 1.0)
    exact = se == 0
    low, high = np.where(inside & exact, estimate, low), np.where(inside & exact, estimate, high)
    if edge.any():
        at_edge = korn_graubard(estimate[edge], df[edge], n_eff[edge], n[edge], level)
        low[edge], high[edge] = at_edge
    method = np.where(inside, "logit", np.where(edge, "korn_graubard", "none")).astype(object)
    empty = np.isnan(estimate)
    low[empty] = high[empty] = np.nan
    return low, high, method


def korn_graubard(estimate: Floats, df: Floats, n_eff: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact binomial limits with the effective number of interviews.

    Examples
    --------
    >>> low, high = korn_graubard(np.array([0.0]), np.array([1e9]), np.array([100.0]), np.array([1e9]), 0.95)
    >>> float(low[0]), round(float(high[0]), 4)
    (0.0, 0.0362)
    """
    number = n_eff * (t_quantile(level, np.maximum(n - 1, 1)) / t_quantile(level, df)) ** 2
    chosen = estimate * number
    alpha = 1 - level
    a, b = np.maximum(chosen, 1e-300), np.maximum(number - chosen, 1e-300)
    low = np.where(chosen > 0, betaincinv(a, number - chosen + 1, alpha / 2), 0.0)
    high = np.where(number - chosen > 0, betaincinv(chosen + 1, b, 1 - alpha / 2), 1.0)
    return low, high
