"""Differences of estimates between two waves: intervals and p-values on plain arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from survey.arrays import Floats, Indices, Mask
from survey.indicators.precision import Cells, Precision

_HALVINGS = 60
"""Steps of a bisection between 0 and 1, down to the last digit of a float."""


@dataclass(frozen=True, slots=True, eq=False)
class WaveSide:
    """Estimates of one wave; every field has one element per row.

    Parameters
    ----------
    estimate, variance, df : (m,) arrays
        On the scale of the indicator; NaN where there is none.
    n, deff, pooled_df : (m,) arrays
        Interviews, pooled design effect and its degrees of freedom: what limits of shares are made from.
    """

    estimate: Floats
    variance: Floats
    df: Floats
    n: Floats
    deff: Floats
    pooled_df: Floats

    def take(self, rows: Indices) -> WaveSide:
        """Rows at these positions."""
        parts = (self.estimate, self.variance, self.df, self.n, self.deff, self.pooled_df)
        return WaveSide(*(part[rows] for part in parts))

    def limit(self, level: Floats, *, upper: bool) -> Floats:
        """(m,) one-sided limits of shares in per cent, each at its own level: Wilson's, with n / deff interviews."""
        blank = np.full(len(self.n), np.nan)
        cells = Cells(self.estimate, blank, blank, blank, self.n, blank, np.ones(len(self.n), bool))
        return Precision(cells, self.deff, self.pooled_df).limit(level, upper=upper)


@dataclass(frozen=True, slots=True, eq=False)
class WaveDifferences:
    """Differences between two waves.

    Parameters
    ----------
    now, before : WaveSide
    covariance : (m,) array
        Between the two estimates; 0 where no PSU is in both.
    kept : (m,) array
        Part of the degrees of freedom of the smaller side that both waves have in common, from 0 to 1.
    at_edge : (m,) array of bool
        Shares of which one is 0 or 100 %: their variance is 0 and says nothing.
    """

    now: WaveSide
    before: WaveSide
    covariance: Floats
    kept: Floats
    at_edge: Mask

    @property
    def change(self) -> Floats:
        """(m,) now minus before."""
        return self.now.estimate - self.before.estimate

    @property
    def se(self) -> Floats:
        """(m,) standard errors, the root of V + V' - 2 C; NaN at the edge."""
        variance = self.now.variance + self.before.variance - 2 * self.covariance
        return np.where(self.at_edge, np.nan, np.sqrt(np.maximum(variance, 0)))

    @property
    def df(self) -> Floats:
        r"""(m,) degrees of freedom.

        Notes
        -----
        :math:`(V + V')^2 / (V^2/d + V'^2/d')` (Satterthwaite 1946) less those in common, and never fewer than the smaller
        side has: d + d' for equal variances and no common PSU, d when all PSUs were kept.
        """
        first, second = self.now.variance, self.before.variance
        fewer = np.minimum(self.now.df, self.before.df)
        with np.errstate(divide="ignore", invalid="ignore"):
            both = (first + second) ** 2 / (first**2 / self.now.df + second**2 / self.before.df)
        both = np.where(first + second > 0, both, self.now.df + self.before.df)
        return np.maximum(fewer, both - self.kept * fewer)

    @property
    def known(self) -> Mask:
        """(m,) rows with an interval."""
        parts = (self.now.pooled_df, self.before.pooled_df, self.now.deff, self.before.deff)
        limits = np.logical_and.reduce([np.isfinite(part) for part in parts])
        with np.errstate(invalid="ignore"):
            return np.asarray(np.isfinite(self.change) & np.where(self.at_edge, limits, (self.se > 0) & (self.df > 0)))

    def interval(self, level: Floats) -> tuple[Floats, Floats]:
        """(m,) lower and upper limits, each row at its own two-sided level.

        Notes
        -----
        Student's t; at the edge from the limits of both shares (Zou and Donner 2008).
        """
        each_side = (1 + level) / 2
        with np.errstate(invalid="ignore"):
            half = stdtrit(self.df, each_side) * self.se
        down, up = self._reach(self.now, self.before, each_side), self._reach(self.before, self.now, each_side)
        low = np.where(self.at_edge, self.change - down, self.change - half)
        high = np.where(self.at_edge, self.change + up, self.change + half)
        return np.where(self.known, low, np.nan), np.where(self.known, high, np.nan)

    def p_values(self) -> Floats:
        """(m,) two-sided p-values of no change: 1 minus the level at which 0 is a limit of the interval."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = 2 * stdtr(self.df, -np.abs(self.change) / self.se)
        at_edge = np.flatnonzero(self.at_edge)
        found[at_edge] = self._take(at_edge)._p_at_edge()
        return np.where(self.known, found, np.nan)

    def _take(self, rows: Indices) -> WaveDifferences:
        sides = self.now.take(rows), self.before.take(rows)
        return WaveDifferences(*sides, self.covariance[rows], self.kept[rows], self.at_edge[rows])

    def _p_at_edge(self) -> Floats:
        """(m,) by bisection: the interval of a difference of shares has no closed form in its level."""
        low, high = np.zeros(len(self.change)), np.ones(len(self.change))
        size = np.abs(self.change)
        for _ in range(_HALVINGS):
            level = (low + high) / 2
            each_side = (1 + level) / 2
            down = self._reach(self.now, self.before, each_side)
            up = self._reach(self.before, self.now, each_side)
            inside = np.where(self.change > 0, down, up) >= size
            low, high = np.where(inside, low, level), np.where(inside, level, high)
        return np.asarray(1 - high)

    @staticmethod
    def _reach(one: WaveSide, other: WaveSide, level: Floats) -> Floats:
        """(m,) distance down to the limit of the difference one - other."""
        with np.errstate(invalid="ignore"):
            below = one.estimate - one.limit(level, upper=False)
            above = other.limit(level, upper=True) - other.estimate
            return np.asarray(np.hypot(below, above))
