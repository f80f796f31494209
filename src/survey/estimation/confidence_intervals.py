"""Confidence intervals: Student's t on the scale that suits the estimate, always with stated degrees of freedom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, cast, get_args

import numpy as np
from scipy.special import betaincinv, expit, logit, ndtri, stdtrit

from survey.arrays import Floats, Objects
from survey.errors import EstimationError, nearest
from survey.estimation.profile_likelihood import likelihood_limits

ShareInterval = Literal["logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"]
"""How limits of shares are made: see :func:`proportion`."""


LimitRule = Literal["t", "log", "fisher", "given"] | ShareInterval
"""How limits follow from estimate, standard error and degrees of freedom; ``given`` where they do not."""


class Limits(NamedTuple):
    """(q,) limits, and how each row's were made."""

    low: Floats
    high: Floats
    method: Objects


def check_interval(interval: str, known: Sequence[str]) -> None:
    """Refuse an unknown kind of interval.

    Raises
    ------
    EstimationError
        ``E100`` when ``interval`` is not among ``known``.
    """
    if interval not in known:
        raise EstimationError(
            "E100",
            "interval of an estimate",
            f"There is no interval {interval!r} for it.",
            nearest(str(interval), known),
        )


def t_quantile(level: float, df: Floats) -> Floats:
    """Two-sided quantile of Student's t; infinite where there is no degree of freedom.

    Examples
    --------
    >>> t_quantile(0.95, np.array([10.0, np.inf, 0.0])).round(4)
    array([2.2281, 1.96  ,    inf])
    """
    df = np.asarray(df, np.float64)
    # beyond 1e9 degrees of freedom t is the normal distribution to nine digits
    usable = np.where(df > 0, np.minimum(df, 1e9), 1.0)
    found = np.where(df > 1e9, ndtri((1 + level) / 2), stdtrit(usable, (1 + level) / 2))
    return np.where(df > 0, found, np.inf)


def symmetric(estimate: Floats, se: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """Limits estimate -+ t se; without degrees of freedom minus and plus infinity.

    A standard error of 0 without degrees of freedom comes from a single PSU and does not mean certainty.
    """
    half = np.where(df > 0, t_quantile(level, np.maximum(df, 1)) * se, np.inf)
    return estimate - half, estimate + half


def limits_of(
    rule: LimitRule,
    estimate: Floats,
    se: Floats,
    df: Floats,
    n_eff: Floats,
    n: Floats,
    level: float,
    limit_se: Floats | None = None,
) -> Limits:
    """Confidence limits of estimates by a rule.

    Parameters
    ----------
    rule : LimitRule
        ``t`` estimate -+ t se; ``log`` on the logarithmic scale, for what is positive; ``fisher`` on that of arctanh, for
        correlations (Fisher 1921); a kind of interval of shares: see :func:`proportion`.
    estimate, se, df, n_eff, n : (q,) arrays
    level : float
    limit_se : (q,) array or None
        Standard errors for the limits of shares; NaN where they are ``se``.
    """
    if rule in get_args(ShareInterval):
        own = se if limit_se is None else np.where(np.isnan(limit_se), se, limit_se)
        return Limits(*proportion(estimate, own, df, n_eff, n, level, cast("ShareInterval", rule)))
    low, high = symmetric(estimate, se, df, level)
    method = np.where(df > 0, "t", "none").astype(object)
    if rule == "t":
        return Limits(low, high, method)
    on, back, slope, ends = _SCALES[rule]
    inside = (estimate > ends[0]) & (estimate < ends[1]) & (df > 0)
    value = np.where(inside, estimate, 0.5)
    moved = symmetric(on(value), np.where(inside, se, 1.0) / slope(value), df, level)
    with np.errstate(over="ignore"):
        low, high = (
            np.clip(np.where(inside, back(one), other), *ends) for one, other in zip(moved, (low, high), strict=True)
        )
    return Limits(low, high, np.where(inside, rule, method).astype(object))


class _Scale(NamedTuple):
    """Scale on which limits are symmetric: there, back, the inverse of its derivative, and the ends of the estimates."""

    on: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    ends: tuple[float, float]


_SCALES: dict[str, _Scale] = {
    "log": _Scale(np.log, np.exp, lambda value: value, (0.0, np.inf)),
    "fisher": _Scale(np.arctanh, np.tanh, lambda value: 1 - value**2, (-1.0, 1.0)),
}


def proportion(
    estimate: Floats, se: Floats, df: Floats, n_eff: Floats, n: Floats, level: float, interval: ShareInterval = "logit"
) -> tuple[Floats, Floats, Objects]:
    """Limits of shares, never outside [0, 1] and never missing when there is an estimate.

    Parameters
    ----------
    estimate, se : (q,) arrays
        Shares between 0 and 1 and their standard errors; NaN where there is no estimate.
    df : (q,) array
        Degrees of freedom of the design.
    n_eff : (q,) array
        Effective number of interviews, used at 0 and 1.
    n : (q,) array
        Number of interviews.
    level : float
    interval : {"logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"}
        How the limits are made inside (0, 1).

    Returns
    -------
    low, high : arrays
    method : array of str
        The interval inside (0, 1), ``mean_clipped`` where "mean" was cut at 0 or 1; ``korn_graubard`` at 0 and 1;
        ``none`` without degrees of freedom, limits 0 and 1.

    Notes
    -----
    With t the quantile of Student's t:

    - ``logit``, ``xlogit``: log(p/(1-p)) -+ t se/(p(1-p)), turned back. Of replicates ``logit`` takes the standard error
      of the log odds of the replicates, as R's ``svyciprop``.
    - ``likelihood``: the p whose binomial deviance, divided by the design effect, is below t^2 (Rao and Scott 1984);
      see :func:`survey.estimation.profile_likelihood.likelihood_limits`.
    - ``asin``: arcsine of the root of p -+ t se/(2 sqrt(p(1-p))), turned back.
    - ``beta``: exact binomial limits with p(1-p)/se^2 interviews, times (t(n-1)/t(df))^2 (Korn and Graubard 1998).
    - ``mean``: p -+ t se, cut at 0 and 1.
    - ``wilson``: the p whose distance to the estimate is t standard errors at p (Wilson 1927), with p(1-p)/se^2
      interviews.

    At 0 and 1 the standard error is 0 and carries no information; there the limits are those of Korn and Graubard
    with ``n_eff`` interviews.
    """
    edge = ((estimate == 0) | (estimate == 1)) & (df > 0)
    inside = (estimate > 0) & (estimate < 1) & (df > 0)
    p, t = np.where(inside, estimate, 0.5), t_quantile(level, np.where(inside, df, 1.0))
    spread = np.where(inside, se, 0)
    if interval == "beta":
        found = korn_graubard(
            p, np.where(inside, df, 1.0), np.where(spread > 0, _binomial_size(p, spread), 1.0), n, level
        )
    elif interval == "likelihood":
        found = likelihood_limits(p, spread, t, n)
    else:
        found = _INSIDE[interval](p, spread, t)
    exact = se == 0
    low, high = (
        np.where(inside, np.where(exact, estimate, limit), end) for limit, end in zip(found, (0.0, 1.0), strict=True)
    )
    method = np.where(inside, interval, np.where(edge, "korn_graubard", "none")).astype(object)
    method[(low < 0) | (high > 1)] = "mean_clipped"
    low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    if edge.any():
        low[edge], high[edge] = korn_graubard(estimate[edge], df[edge], n_eff[edge], n[edge], level)
    empty = np.isnan(estimate)
    low[empty] = high[empty] = np.nan
    return low, high, method


def _logit(p: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    half = t * se / (p * (1 - p))
    return expit(logit(p) - half), expit(logit(p) + half)


def _asin(p: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Limits on the arcsine scale; the angle is kept within [0, pi/2], beyond which the sine would fall again."""
    angle, half = np.arcsin(np.sqrt(p)), t * se / (2 * np.sqrt(p * (1 - p)))
    low, high = np.sin(np.maximum(angle - half, 0)) ** 2, np.sin(np.minimum(angle + half, np.pi / 2)) ** 2
    return np.asarray(low), np.asarray(high)


def _mean(p: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    return p - t * se, p + t * se


def _wilson(p: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    share = t**2 / _binomial_size(p, se)
    half = np.sqrt(share * p * (1 - p) + share**2 / 4)
    return (p + share / 2 - half) / (1 + share), (p + share / 2 + half) / (1 + share)


def _binomial_size(p: Floats, se: Floats) -> Floats:
    """Number of interviews of a simple random sample that would have this standard error."""
    return np.where(se > 0, p * (1 - p) / np.where(se > 0, se, 1.0) ** 2, np.inf)


_INSIDE: dict[str, Callable[[Floats, Floats, Floats], tuple[Floats, Floats]]] = {
    "logit": _logit,
    "xlogit": _logit,
    "asin": _asin,
    "mean": _mean,
    "wilson": _wilson,
}


def korn_graubard(estimate: Floats, df: Floats, n_eff: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact binomial limits (Clopper and Pearson 1934) with the effective number of interviews, adjusted for df.

    Korn and Graubard (1998): the effective number is multiplied by (t(n-1)/t(df))^2, because the design effect is itself
    estimated with df degrees of freedom only. Arrays are (q,); limits are between 0 and 1.

    Examples
    --------
    >>> low, high = korn_graubard(np.array([0.0]), np.array([1e9]), np.array([100.0]), np.array([1e9]), 0.95)
    >>> float(low[0]), round(float(high[0]), 4)
    (0.0, 0.0362)
    """
    number = n_eff * (t_quantile(level, np.maximum(n - 1, 1)) / t_quantile(level, df)) ** 2
    chosen = estimate * number
    alpha = 1 - level
    # both shapes of a beta distribution must be positive; the values at 0 are replaced in the next two lines
    a, b = np.maximum(chosen, 1e-300), np.maximum(number - chosen, 1e-300)
    low = np.where(chosen > 0, betaincinv(a, number - chosen + 1, alpha / 2), 0.0)
    high = np.where(number - chosen > 0, betaincinv(chosen + 1, b, 1 - alpha / 2), 1.0)
    return low, high
