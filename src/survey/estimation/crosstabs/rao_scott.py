"""Rao-Scott corrections: Pearson's statistic under a design, from generalised design effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc

from survey.arrays import Floats
from survey.estimation.weighted_chi_squares import f_tail, weighted_chi_squares

_CERTAIN = 1e-12
"""Sum of design effects below which shares are fixed."""


_NEGATIVE = 1e-6
"""Eigenvalue below 0, relative to the largest, that is not rounding."""


class StatisticOutcome(NamedTuple):
    """A test: statistic, degrees of freedom of numerator and denominator, p, Pearson's X2, mean design effect, notes."""

    statistic: float
    df: float
    ddf: float
    p: float
    x2: float = np.nan
    mean_deff: float = np.nan
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RaoScott:
    """Pearson's statistic with what its distribution under the design depends on.

    Parameters
    ----------
    x2 : float
        Pearson's statistic of the estimated shares, scaled to the interviews.
    effects : (m,) array
        Generalised design effects (Rao and Scott 1981, 1984), not negative; zeros add nothing.
    free : int
        Degrees of freedom that a simple random sample would have.
    nu : float
        Degrees of freedom of the design.
    """

    x2: float
    effects: Floats
    free: int
    nu: float

    @property
    def is_certain(self) -> bool:
        """Whether the weights fix the shares, so that they have no sampling error."""
        return bool(self.effects.sum() <= _CERTAIN)

    @property
    def mean_effect(self) -> float:
        """Mean of the design effects over the free cells."""
        return float(self.effects.sum()) / self.free

    @property
    def second_order(self) -> float:
        """Degrees of freedom of the second-order correction: those of one chi-square with the same two moments."""
        return float(self.effects.sum() ** 2 / (self.effects**2).sum())

    def f(self) -> StatisticOutcome:
        """F of the second-order correction (Thomas and Rao 1987)."""
        df, ddf = self.second_order, self.second_order * self.nu
        statistic = self.x2 / float(self.effects.sum())
        return StatisticOutcome(statistic, df, ddf, f_tail(statistic, df, ddf))

    def chisq(self) -> StatisticOutcome:
        """Chi-square of the first-order correction."""
        p = float(chdtrc(self.free, self.x2 / self.mean_effect)) if self.nu > 0 else np.nan
        return StatisticOutcome(self.x2, self.free, np.inf, p)

    def exact(self) -> StatisticOutcome:
        """Weighted sum of chi-squares over a scale that is estimated."""
        ddf = self.second_order * self.nu
        p = weighted_chi_squares(self.x2, self.effects, ddf=ddf) if ddf > 0 else np.nan
        return StatisticOutcome(self.x2, self.free, ddf, p)


def is_indefinite(effects: Floats) -> bool:
    """Whether design effects are negative beyond rounding, as variances by joint probabilities may be."""
    return bool(effects.min(initial=0.0) < -_NEGATIVE * np.abs(effects).max(initial=0.0))
