r"""Heterogeneity of a grouping: whether its categories differ by more than chance explains, and by how much.

A ranking or a map of districts always shows differences; with 40 interviews each most of them are chance. Cochran's Q (1954)
compares the scatter of the estimates with the one that sampling alone gives. The standard deviation between the true
values, with its interval, says how much they may differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import fdtrc, fdtri

from survey.arrays import Floats

DifferenceVerdict = Literal["differ", "alike", "unclear"]

FEWEST = 3
"""Categories below which nothing can be said of their scatter."""
LEVEL = 0.95
_MOST_STEPS = 100
_TOLERANCE = 1e-14
COLUMNS = (
    "indicator",
    "domain",
    "n_levels",
    "q",
    "df",
    "df_within",
    "p",
    "between_sd",
    "between_low",
    "between_high",
    "i2",
)


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Test of equal values in the categories of a grouping.

    Parameters
    ----------
    n_levels : int
        Categories compared.
    q : float
        Cochran's Q.
    df, df_within : float
        Degrees of freedom of the differences, and of the sampling variance.
    p : float
        Probability of a Q at least as large when all true values are equal.
    between_sd, between_low, between_high : float
        Standard deviation of the true values, with its 95 % interval, on the scale of the indicator.
    i2 : float
        Part of the variance of the estimates that is not sampling error, 0 to 1.
    """

    n_levels: int
    q: float
    df: float
    df_within: float
    p: float
    between_sd: float
    between_low: float
    between_high: float
    i2: float


def heterogeneity(estimate: Floats, variance: Floats, df: Floats, n: Floats) -> Heterogeneity | None:
    r"""Test of equal true values, from estimates that are independent of each other.

    Parameters
    ----------
    estimate : (k,) array
    variance, df : (k,) arrays
        Linearised variances of each estimate alone, with their degrees of freedom (PSUs minus strata), at least 1.
    n : (k,) array
        Interviews.

    Returns
    -------
    Heterogeneity or None
        None where every variance is 0: nothing says then how much chance explains.

    Notes
    -----
    Where the values are equal, so are the spread of the answers and the design effect, and the sampling variance is
    :math:`V_c = D \bar s^2 / n_c` with one unknown :math:`\sigma^2 = D \bar s^2`. It is estimated by
    :math:`\sum g_c n_c \hat V_c` with :math:`g_c = (1 - n_c / N) / (k - 1)`, the weights with which the variances enter
    the expectation of :math:`\sum n_c (e_c - \bar e)^2`, so that unequal ones do no harm on average (Brown and Forsythe
    1974); degrees of freedom :math:`f = 1 / \sum g_c^2 / f_c` (Satterthwaite 1946). Cochran's
    :math:`Q = \sum (e_c - \bar e)^2 / V_c` over k - 1 is then F with k - 1 and f: with equal numbers of PSUs of equal
    size, the analysis of variance of PSU means. A category with a count of zero needs no variance from itself.

    Not used here: the floor of 1 of the design effect, and degrees of freedom from estimated variances. Both are cautious
    in a limit and would make this test reject in 1 to 3 % of samples where 5 % are meant.

    Standard deviation between the true values: :math:`\tau` at which Q with :math:`V_c + \tau^2` equals k - 1 (Paule and
    Mandel 1982); limits where it equals the 97.5 % and the 2.5 % quantile of its distribution (Viechtbauer 2007), 0 where
    it is less already. I2: Higgins and Thompson (2002).

    Examples
    --------
    >>> three = np.full(3, 25.0)
    >>> found = heterogeneity(np.array([50.0, 60, 70]), three, np.full(3, 7.0), np.full(3, 80.0))
    >>> round(found.q, 2), round(found.p, 3), round(found.between_sd, 2)
    (8.0, 0.034, 8.66)
    """
    k = len(estimate)
    part = (1 - n / n.sum()) / (k - 1)
    common = float((part * n * variance).sum())
    if not common > 0:
        return None
    freedom, smooth, within = k - 1.0, common / n, float(1 / (np.square(part) / df).sum())
    high_q, low_q = freedom * fdtri(freedom, within, np.array([(1 + LEVEL) / 2, (1 - LEVEL) / 2]))
    q, (low, middle, high) = deviations_between(estimate, smooth, np.array([high_q, freedom, low_q]))
    p = float(fdtrc(freedom, within, q / freedom))
    i2 = max(0.0, 1 - freedom / q) if q > 0 else 0.0
    return Heterogeneity(k, q, freedom, within, p, middle, low, high, i2)


def deviations_between(estimate: Floats, variance: Floats, aims: Floats) -> tuple[float, list[float]]:
    r"""Cochran's Q, and the standard deviations between true values at which it falls to each aim; 0 where it is less
    already.

    Notes
    -----
    With the variance :math:`x` between the true values, :math:`Q = y' P y` and :math:`dP / dx = -P^2`. So :math:`1 / Q`
    rises, and is concave because :math:`(y' P^2 y)^2 \le (y' P y)(y' P^3 y)` (Cauchy and Schwarz). Newton's steps on it
    come from below and never pass the root; with equal variances the first one meets it.
    """
    between, at_zero = np.zeros(len(aims)), np.nan
    for _ in range(_MOST_STEPS):
        weight = 1 / (variance + between[:, None])
        square = np.square(estimate - ((weight @ estimate) / weight.sum(axis=1))[:, None])
        q, falls = (weight * square).sum(axis=1), (np.square(weight) * square).sum(axis=1)
        at_zero = q[0] if np.isnan(at_zero) else at_zero
        rises = (q > aims) & ((step := q * (q / aims - 1)) > _TOLERANCE * between * falls)
        if not rises.any():
            break
        between[rises] += step[rises] / falls[rises]
    return float(at_zero), np.sqrt(between).tolist()


def heterogeneity_frame(cells: pd.DataFrame) -> pd.DataFrame:
    """Tests of all indicators and groupings, one row each, in the columns of :data:`COLUMNS`.

    Parameters
    ----------
    cells : pandas.DataFrame
        One row per indicator, domain and level with ``estimate, se, df, n``, and ``compared``: whether the level is large
        enough. An indicator with fewer than ``FEWEST`` of them, or without any spread, has no row.
    """
    known = cells["compared"] & np.isfinite(cells["se"]) & (cells["df"] >= 1)
    rows = []
    needed = ["indicator", "domain", "estimate", "se", "df", "n"]
    for (indicator, domain), own in cells.loc[known, needed].groupby(["indicator", "domain"], sort=False):
        if len(own) < FEWEST:
            continue
        estimate, se, df, n = (own[name].to_numpy(np.float64) for name in ("estimate", "se", "df", "n"))
        found = heterogeneity(estimate, se**2, df, n)
        if found is not None:
            rows.append((indicator, domain, *(getattr(found, name) for name in COLUMNS[2:])))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def verdicts(tests: pd.DataFrame, margins: Floats, rate: float = 0.05) -> list[DifferenceVerdict]:
    """Verdict on each grouping: the one of three that its test allows.

    Parameters
    ----------
    tests : pandas.DataFrame
        Rows of :func:`heterogeneity_frame` with ``p_adjusted``, the false discovery rate at which each just rejects.
    margins : (m,) array
        Standard deviations between true values up to which the categories count as alike; NaN where nothing is known.
    rate : float
        False discovery rate accepted (Benjamini and Hochberg 1995).

    Returns
    -------
    list of str
        ``differ``: more than chance explains; ``alike``: chance explains it, and the true values scatter by less than the
        margin; ``unclear``: chance explains it, but so would true differences above the margin.
    """
    differ = tests["p_adjusted"].to_numpy(np.float64) <= rate
    alike = tests["between_high"].to_numpy(np.float64) <= margins
    return ["differ" if one else "alike" if other else "unclear" for one, other in zip(differ, alike, strict=True)]
