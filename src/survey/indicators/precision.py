"""Precision of indicators: design effects pooled over the cells of a grouping, and the limits made from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from survey.arrays import Floats, Indices, Mask

LEVEL = 0.95
"""Level of the intervals that are printed."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Estimates of cells (indicator x grouping x category) with what is known of each; every field has one element per cell.

    Parameters
    ----------
    estimate : (m,) array
        On the scale of the indicator, a share in per cent; NaN where there is none.
    variance : (m,) array
        Linearised variance after every calibration; NaN where the cell has no degree of freedom.
    df : (m,) array
        Degrees of freedom of the variance: PSUs minus strata of the cell.
    spread : (m,) array
        Variance of the values of single interviews: :math:`e (100 - e) n / (n - 1)` for a share, the weighted variance
        for everything else.
    n : (m,) array
        Interviews with an answer.
    n_psus : (m,) array
        PSUs with such interviews.
    is_share : (m,) array of bool
    """

    estimate: Floats
    variance: Floats
    df: Floats
    spread: Floats
    n: Floats
    n_psus: Floats
    is_share: Mask


def pooled_design_effects(cells: Cells, group: Indices, counted: Mask) -> tuple[Floats, Floats]:
    r"""(m,) design effect and (m,) degrees of freedom, the same for every cell of a group; NaN where nothing is known.

    Parameters
    ----------
    cells : Cells
    group : (m,) array of int
        Number of the pair of indicator and grouping of each cell, from 0.
    counted : (m,) array of bool
        Cells large enough to be counted. A group without any counts all its cells.

    Notes
    -----
    :math:`D = \max(1, \sum V / \sum (s^2/n))` and :math:`(\sum V)^2 / \sum (V^2 / df_c)`, at least 1 (Satterthwaite
    1946). The ratio of sums is a generalised variance (Wolter 2007, chapter 7): the variance of one cell with four PSUs
    has three degrees of freedom and is nearly useless alone, and a count of zero has none. The floor of 1 never credits
    clustering as a gain. When every variance is 0 the degrees of freedom add up.

    Examples
    --------
    >>> two = np.array([50.0, 50.0])
    >>> cells = Cells(two, np.array([50.0, 100.0]), two * 0 + 3, two * 50, two * 0 + 50, two * 0 + 4, two > 0)
    >>> [found.round(3).tolist() for found in pooled_design_effects(cells, np.array([0, 0]), two > 0)]
    [[1.5, 1.5], [5.4, 5.4]]
    """
    n_groups = int(group.max(initial=0)) + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = cells.spread / cells.n
    known = np.isfinite(cells.variance) & np.isfinite(simple) & (cells.df >= 1)
    any_counted = np.bincount(group[known & counted], minlength=n_groups)[group] > 0
    used = known & (counted | ~any_counted)

    def total(values: Floats) -> Floats:
        return np.bincount(group[used], values[used], n_groups).astype(np.float64)

    variance, expected = total(cells.variance), total(simple)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.where(expected > 0, np.maximum(variance / expected, 1.0), 1.0)
        freedom = variance**2 / total(cells.variance**2 / cells.df)
    freedom = np.where(variance > 0, np.maximum(freedom, 1.0), total(cells.df))
    nothing = np.bincount(group[used], minlength=n_groups) == 0
    effect[nothing] = freedom[nothing] = np.nan
    return effect[group], freedom[group]


def share_limit(estimate: float, n: float, deff: float, df: float, level: float, *, upper: bool) -> float:
    """One-sided limit of a single share in per cent, as :meth:`Precision.limit`; NaN where the error is not known.

    Examples
    --------
    >>> round(share_limit(0.0, 45, 1.4, 40.0, 0.975, upper=True), 1)
    11.3
    """
    whole = np.full(1, np.nan)
    size = np.array([float(n)])
    cells = Cells(np.array([float(estimate)]), whole, whole, whole, size, whole, np.array([True]))
    return float(Precision(cells, np.array([float(deff)]), np.array([float(df)])).limit(level, upper=upper)[0])


@dataclass(frozen=True, slots=True, eq=False)
class Precision:
    """Distributions from which limits and probabilities are read.

    Parameters
    ----------
    cells : Cells
    deff, df : (m,) arrays
        As of :func:`pooled_design_effects`; NaN where the error is not known.
    """

    cells: Cells
    deff: Floats
    df: Floats

    @property
    def n_eff(self) -> Floats:
        """(m,) effective number of interviews ``n / deff``, never above ``n``."""
        return self.cells.n / self.deff

    @property
    def known(self) -> Mask:
        """(m,) cells with an estimate whose error is known."""
        return np.isfinite(self.cells.estimate) & (self.cells.n > 0) & np.isfinite(self.deff)

    @property
    def _error(self) -> Floats:
        """(m,) standard error of what is not a share."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.sqrt(self.deff * self.cells.spread / self.cells.n)

    def limit(self, level: float | Floats, *, upper: bool) -> Floats:
        r"""(m,) one-sided limits, on the scale of the indicator; NaN where the error is not known.

        Parameters
        ----------
        level : float, or (m,) array
            Probability of the true value to lie on the inner side; 0.975 twice makes a 95 % interval.
        upper : bool

        Notes
        -----
        Shares: Wilson (1927) with ``n_eff`` for the number of trials and Student's t for the normal quantile, which
        holds at 0 and 100 % too. Everything else: the estimate -+ :math:`t \sqrt{D s^2 / n}`.
        """
        sign = 1.0 if upper else -1.0
        with np.errstate(invalid="ignore", divide="ignore"):
            t = stdtrit(self.df, level)
            p, n = self.cells.estimate / 100, self.n_eff
            centre = (p + t**2 / (2 * n)) / (1 + t**2 / n)
            half = t * np.sqrt(np.maximum(p * (1 - p), 0) / n + t**2 / (4 * n**2)) / (1 + t**2 / n)
            share = 100 * np.clip(centre + sign * half, 0.0, 1.0)
            other = self.cells.estimate + sign * t * self._error
        return np.where(self.known, np.where(self.cells.is_share, share, other), np.nan)

    def below(self, border: Floats) -> Floats:
        r"""(m,) level at which the upper limit equals a border: the probability that the true value is less.

        For an estimate above the border it is 1 minus the level at which the lower limit equals it, which is the same
        expression. NaN where the error is not known.

        Notes
        -----
        Solving Wilson's limit for its level gives Student's t of :math:`(T - p) / \sqrt{T (1 - T) / n_{eff}}`; everything
        else takes :math:`(T - e) / \sqrt{D s^2 / n}`. A value without spread is a point.
        """
        cut, p = border / 100, self.cells.estimate / 100
        with np.errstate(invalid="ignore", divide="ignore"):
            inside = np.clip(cut * (1 - cut), 0.0, None)
            error = np.where(self.cells.is_share, 100 * np.sqrt(inside / self.n_eff), self._error)
            distance = np.where(self.cells.is_share, 100 * (cut - p), border - self.cells.estimate)
            z = np.where(error > 0, distance / error, np.where(distance > 0, np.inf, -np.inf))
            found = stdtr(self.df, z)
        return np.where(self.known & np.isfinite(border), found, np.nan)


def not_seen(shares: Floats, n_psus: Floats) -> Floats:
    """(m,) chance that PSUs drawn at random all miss an event that struck a share of them (m,), in per cent, as a whole.

    Examples
    --------
    >>> not_seen(np.array([10.0]), np.array([21.0, 22.0])).round(3)
    array([0.109, 0.098])
    """
    return np.asarray((1 - shares / 100) ** n_psus)
