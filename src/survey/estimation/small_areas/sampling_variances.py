"""Sampling variances of areas, smoothed: one design effect and one spread of answers for all areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Mask
from survey.errors import EstimationError
from survey.estimation.estimates import Estimates


@dataclass(frozen=True, slots=True, eq=False)
class SmoothedVariances:
    """Sampling variances that depend on the number of interviews only.

    Parameters
    ----------
    variance : (m,) array
        Design effect times spread over interviews; infinite without interviews.
    design_effect : float
        Pooled over areas, at least 1.
    spread : float
        Variance of the answers within areas, pooled.
    df : float
        Degrees of freedom of the design effect.
    """

    variance: Floats
    design_effect: float
    spread: float
    df: float


def smooth_variances(estimates: Estimates, place: str) -> SmoothedVariances:
    r"""Sampling variances :math:`D \bar s^2 / n_d` of the areas.

    Raises
    ------
    EstimationError
        ``E350`` when no area has a standard error with degrees of freedom.

    Notes
    -----
    A generalised variance function (Wolter 2007, chapter 7). With :math:`V_d` the direct variance and :math:`s_d^2` the
    variance of the answers: :math:`D = \max(1, \sum V_d / \sum s_d^2 / n_d)`,
    :math:`\bar s^2 = \sum (n_d - 1) s_d^2 / \sum (n_d - 1)`; degrees of freedom
    :math:`(\sum V_d)^2 / \sum (V_d^2 / f_d)` (Satterthwaite 1946).
    The spread is pooled, too. With an area's own :math:`s_d^2 = p(1-p)` a share that is low by chance gets a small
    variance and keeps its place, a share that is high by chance is drawn down: all areas together come out too low.
    """
    known, reference = _simple_random_variances(estimates)
    if not known.any():
        raise EstimationError(
            "E350",
            f"{place}: estimates",
            "No area has a standard error with degrees of freedom.",
            "Areas need interviews in two PSUs; merge areas, or pool waves (survey.combine).",
        )
    n, variances, df = estimates.n[known], estimates.se[known] ** 2, estimates.df[known]
    reference = reference[known]
    freedom = np.maximum(n - 1, 0)
    spread = float((freedom * reference * n).sum() / freedom.sum())
    below, total = float(reference.sum()), float(variances.sum())
    effect = max(1.0, total / below) if below > 0 else 1.0
    parts = float((variances**2 / df).sum())
    pooled = total**2 / parts if parts > 0 else float(df.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        smoothed = np.where(estimates.n > 0, effect * spread / estimates.n, np.inf)
    return SmoothedVariances(smoothed, effect, spread, pooled)


def _simple_random_variances(estimates: Estimates) -> tuple[Mask, Floats]:
    """Variances that simple random samples would have: (m,) mask of the areas where they are known, and (m,) values.

    Each is the direct variance over the design effect. A design effect is blank where all answers of an area are equal:
    there the variance is 0. It is 0 where all PSUs agree: there shares have p(1-p)/(n-1), and other estimates stay out,
    because nothing is left to recover it from.
    """
    usable = np.isfinite(estimates.estimate) & (estimates.df > 0) & (estimates.n > 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(np.isnan(estimates.deff), 0.0, estimates.se**2 / estimates.deff)
        if estimates.kind == "share":
            binomial = estimates.estimate * (1 - estimates.estimate) / (estimates.n - 1)
            found = np.where(estimates.deff == 0, binomial, found)
    return usable & np.isfinite(found), found
