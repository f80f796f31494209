"""Multiple testing: p-values of several tests adjusted for their number."""

from __future__ import annotations

from typing import Literal

import numpy as np

from survey.arrays import Floats

FamilyCorrection = Literal["holm", "bh", "by", "hommel", "none"]
"""Correction of p-values for the number of tests: Holm (1979), Benjamini and Hochberg (1995), Benjamini and Yekutieli
(2001), Hommel (1988), or none.
"""


def adjusted_p_values(p: Floats, correction: FamilyCorrection) -> Floats:
    """P-values of one family adjusted for their number, in their shape; NaN where there was no test.

    Parameters
    ----------
    p : array, between 0 and 1
    correction : {"holm", "bh", "by", "hommel", "none"}
        Holm keeps the chance of any false rejection, Hommel too and with more power when tests depend positively; "bh" keeps
        the share of false ones among the rejections when tests depend positively, "by" whatever their dependence.

    Notes
    -----
    "by" and "hommel" are those of ``statsmodels.stats.multitest``.

    Examples
    --------
    >>> adjusted_p_values(np.array([0.01, 0.04, 0.03]), "by").round(4)
    array([0.055 , 0.0733, 0.0733])
    """
    flat = p.ravel()
    match correction:
        case "none":
            return p
        case "holm":
            found = holm(flat[:, None])[:, 0]
        case "bh":
            found = false_discovery_rates(flat)
        case _:
            found = _by_statsmodels(flat, correction)
    return np.asarray(found.reshape(p.shape))


def _by_statsmodels(p: Floats, correction: Literal["by", "hommel"]) -> Floats:
    from statsmodels.stats.multitest import multipletests

    known = ~np.isnan(p)
    adjusted = p.copy()
    if (
        known.sum() > 1
    ):  # one test has nothing to be adjusted for, and statsmodels before 0.15 divides by zero without any
        adjusted[known] = multipletests(p[known], method={"by": "fdr_by", "hommel": "hommel"}[correction])[1]
    return adjusted


def false_discovery_rates(p: Floats) -> Floats:
    """False discovery rates at which each test of a family just rejects.

    Parameters
    ----------
    p : (k,) array, between 0 and 1
        P-values of one family. NaN means that a test was not made: it does not count in the family. A test that was
        planned and has no result counts only when it enters with p = 1.

    Returns
    -------
    (k,) array
        In the order of ``p``, never below it and at most 1; NaN where ``p`` is NaN.

    Notes
    -----
    Benjamini and Hochberg (1995), section 3.1; as ``p.adjust(p, "BH")`` of R, which leaves NaN out in the same way.
    Dependent tests: valid when all dependence is positive. ``statsmodels.stats.multitest`` gives the same numbers (a test
    compares them), but loading it takes longer than everything else that a quarter computes.

    Examples
    --------
    >>> false_discovery_rates(np.array([0.01, 0.04, np.nan, 0.03, 0.20])).round(3)
    array([0.04 , 0.053,   nan, 0.053, 0.2  ])
    """
    rates = np.array(p, np.float64)
    known = np.flatnonzero(~np.isnan(rates))
    falling = known[np.argsort(-rates[known], kind="stable")]
    rank = np.arange(len(falling), 0, -1)
    rates[falling] = np.minimum(np.minimum.accumulate(rates[falling] * len(falling) / rank), 1.0)
    return rates


def holm(p: Floats) -> Floats:
    """P-values of each column adjusted for their number, so that the chance of any false rejection is kept.

    Parameters
    ----------
    p : (k, families) array, between 0 and 1
        P-values of each family in a column. NaN means that a test was not made: it does not count in the family.

    Returns
    -------
    (k, families) array
        Never below ``p`` and at most 1; NaN where ``p`` is NaN.

    Notes
    -----
    Holm (1979), whatever the dependence of the tests; as ``p.adjust(p, "holm")`` of R.

    Examples
    --------
    >>> holm(np.array([[0.01], [0.04], [np.nan], [0.03]])).ravel().round(3)
    array([0.03, 0.06,  nan, 0.06])
    """
    order = np.argsort(p, axis=0)
    ascending = np.take_along_axis(p, order, 0)
    left = (~np.isnan(p)).sum(0) - np.arange(len(p))[:, None]
    adjusted = np.minimum(np.maximum.accumulate(np.where(left > 0, ascending * left, np.nan), axis=0), 1.0)
    found = np.empty_like(adjusted)
    np.put_along_axis(found, order, adjusted, 0)
    return found
