"""Estimates from their variation alone: for models and other quantities that have no design effect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr, stdtr

from survey.arrays import Floats, Mask
from survey.design.sample import Sample
from survey.estimation.classification import Grouped
from survey.estimation.confidence_intervals import symmetric
from survey.estimation.estimates import EstimandKind, Estimates
from survey.estimation.legend import level_names
from survey.estimation.lonely_psus import touches_lonely
from survey.estimation.variation import Variation
from survey.text import Language


def linear_rows(
    kind: EstimandKind,
    variable: tuple[str, ...],
    estimate: Floats,
    variation: Variation,
    *,
    level: float,
    df: float | Floats,
    about: str,
    by: tuple[Grouped, ...] = (),
    category: Grouped | None = None,
    n: float | Floats = np.nan,
    weight: float | Floats = np.nan,
    deff: float | Floats = np.nan,
) -> Estimates:
    """Rows with t intervals.

    Parameters
    ----------
    kind : EstimandKind
    variable : tuple of q str
    estimate : (q,) array
        NaN where there is none.
    variation : Variation
        Of q rows, variables slowest.
    level : float
    df : float or (q,) array
        Degrees of freedom; 0 or less means none, and no interval.
    about : str
    by, category : as in :class:`Estimates`
    n, weight, deff : float or (q,) array
    """
    q = len(estimate)
    empty = np.isnan(estimate)
    se = np.where(empty, np.nan, np.sqrt(variation.variance().ravel()))
    freedom = np.broadcast_to(np.asarray(df, np.float64), (q,)).copy()
    low, high = symmetric(estimate, se, freedom, level)
    psus, lonely = variation.presence.psus().ravel(), touches_lonely(variation.presence).ravel()
    never = np.zeros(q, bool)
    blank = np.full(q, np.nan)
    return Estimates(
        kind=kind,
        variable=variable,
        category=category,
        by=by,
        estimate=estimate,
        se=se,
        ci_low=low,
        ci_high=high,
        df=freedom,
        n=_spread(n, q),
        n_dont_know=blank,
        n_refused=blank,
        weight=_spread(weight, q),
        n_eff=blank,
        deff=_spread(deff, q),
        method=np.where(freedom > 0, "t", "none").astype(object),
        flags=np.stack([empty, psus == 1, lonely & ~empty, never, never]),
        level=level,
        variation=variation,
        about=about,
    )


def _spread(given: float | Floats, q: int) -> Floats:
    return np.broadcast_to(np.asarray(given, np.float64), (q,)).copy()


def t_test(estimate: Floats, se: Floats, df: Floats) -> tuple[Floats, Floats]:
    """Student's t and its two-sided p-value; NaN without degrees of freedom.

    Examples
    --------
    >>> t, p = t_test(np.array([2.0]), np.array([1.0]), np.array([10.0]))
    >>> float(t[0]), round(float(p[0]), 5)
    (2.0, 0.07339)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.asarray(estimate / se)
    finite = np.where(np.isfinite(df) & (df > 0), df, 1.0)
    p = np.where(np.isinf(df), 2 * ndtr(-np.abs(t)), 2 * stdtr(finite, -np.abs(t)))
    return t, np.where(df > 0, p, np.nan)


def settled(difference: Floats, se: Floats, size: Floats | float, n: float) -> Floats:
    """Differences, exactly 0 where they have no standard error and only rounding is left of them.

    Parameters
    ----------
    difference, se : (m,) arrays
    size : (m,) array or float
        Sum of the absolute values of what was added and subtracted.
    n : float
        Interviews; sums of so many terms are exact up to n units in the last place (Higham 2002, section 4.2).

    Examples
    --------
    >>> settled(np.array([4e-16, 4e-16, 1.0]), np.array([0.0, 1e-16, 0.0]), 6.0, 50.0)
    array([0.e+00, 4.e-16, 1.e+00])
    """
    limit = max(1e-14, n * np.finfo(np.float64).eps)
    return np.where((se == 0) & (np.abs(difference) <= limit * np.asarray(size)), 0.0, difference)


def weighting_of(sample: Sample) -> str:
    """Description of domain, steps of weighting and rule for lonely PSUs, for people."""
    domain = f"domain: {' and '.join(sample.conditions)}; " if sample.conditions else ""
    steps = " -> ".join(step.kind for step in sample.trail)
    return f"{domain}weights: {steps}; lonely PSU: {sample.variance_rule}"


def outcome_lines(
    by: Sequence[Grouped],
    letters: Sequence[str],
    statistic: Floats,
    df: Floats,
    ddf: Floats,
    has_ddf: Mask,
    p: Floats,
    notes: Sequence[str],
    language: Language | None = None,
) -> list[str]:
    """One sentence per domain about a test, with the degrees of freedom of the denominator where it has one.

    Domains are named by code, with a language by wording.

    Examples
    --------
    >>> outcome_lines((), ["F"], np.array([2.5]), np.array([3.0]), np.array([40.0]), np.array([True]),
    ...   np.array([0.07]), ["few"])
    ['F = 2.5, df = 3, 40, p = 0.07 (few)']
    """
    named = [(one, level_names(one, language)) for one in by]
    parts = ([f"{one.name} {names[at]}" for at in one.of_row.tolist()] for one, names in named)
    names = [f"{', '.join(row)}: " for row in zip(*parts, strict=True)] or [""] * len(letters)
    below = [f", {number:.4g}" if known else "" for number, known in zip(ddf, has_ddf, strict=True)]
    said = [f" ({note})" if note else "" for note in notes]
    return [
        f"{names[at]}{letter} = {statistic[at]:.4g}, df = {df[at]:.4g}{below[at]}, p = {p[at]:.4g}{said[at]}"
        for at, letter in enumerate(letters)
    ]
