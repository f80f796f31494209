"""Point estimates, and their design effects against a simple random sample of the same size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.arrays import Floats, Mask
from survey.design.sample import Sample
from survey.estimation.cell_sums import CellSums
from survey.estimation.estimand_columns import EstimandColumns

Deff = Literal["fpc", "replace"]
"""Whether the simple random sample of a design effect is drawn without or with replacement."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Point estimates and the sums they are made of, all (variables, domains).

    ``denominator`` is the denominator of a ratio (for a total the sum of the weights), ``n`` the interviews with a
    positive weight, ``weight`` and ``weight_squares`` the sums of weights and their squares, ``residual_squares`` the
    weighted sum of squares of numerator minus estimate times denominator.
    """

    estimate: Floats
    is_total: Mask
    denominator: Floats
    n: Floats
    weight: Floats
    weight_squares: Floats
    residual_squares: Floats

    @property
    def empty(self) -> Mask:
        """(variables, domains) cells without an estimate."""
        return np.isnan(self.estimate)

    @property
    def kish_n(self) -> Floats:
        """Effective number of interviews under unequal weights alone (Kish 1992)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.weight**2 / self.weight_squares)


def find_points(table: CellSums, quantities: EstimandColumns) -> Points:
    """Point estimates from the table of sums."""
    sums, counts = table.by_domain(table.sums), table.by_domain(table.counts)
    numerator, weight = sums[quantities.numerator], sums[quantities.weight]
    is_total = np.array(quantities.denominator)[:, None] < 0
    denominator = np.where(is_total, weight, sums[quantities.denominator])
    n = counts[quantities.base]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = numerator / denominator
    estimate = np.where(n > 0, np.where(is_total, numerator, slope), np.nan)
    estimate[~np.isfinite(estimate)] = np.nan
    squares = table.squares[quantities.numerator]
    below = np.where(is_total, weight, table.squares[quantities.denominator])
    with np.errstate(invalid="ignore"):
        residual = squares - 2 * slope * sums[quantities.crossed] + slope**2 * below
    # where every residual is 0, the three terms above cancel to rounding error
    residual = np.where(residual > 1e-12 * squares, residual, 0.0)
    return Points(estimate, is_total, denominator, n, weight, table.weight_squares[quantities.base], residual)


def design_effects(
    sample: Sample, points: Points, variance: Floats, df: Floats, psus: Floats, deff: Deff
) -> tuple[Floats, Floats]:
    """Design effects, and effective numbers of interviews.

    Parameters
    ----------
    sample : Sample
    points : Points
    variance, df, psus : (variables, domains) arrays
        Variance, degrees of freedom and number of PSUs of the domain.
    deff : {"fpc", "replace"}

    Returns
    -------
    effect : (variables, domains) array
        NaN where all answers are equal or there is no degree of freedom.
    n_eff : (variables, domains) array
        n / effect; where the effect is unknown, Kish's effective number, and without degrees of freedom at most the
        number of PSUs: the cautious choice, since the interviews of one PSU may all be alike.

    Notes
    -----
    Kish (1965): variance over that of a simple random sample of n interviews, with the element variance
    estimated from the sample at hand.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = points.residual_squares / points.weight * points.n / (points.n - 1)
        scale = np.where(points.is_total, points.weight, points.weight / points.denominator) ** 2
        reference = spread / points.n * scale
        if deff == "fpc":
            reference = reference * _unsampled(sample, points)
        effect = np.where((reference > 0) & (df > 0), variance / reference, np.nan)
        n_eff = np.where(np.isnan(effect), points.kish_n, points.n / effect)
    n_eff = np.where(df > 0, n_eff, np.minimum(points.kish_n, psus))
    return effect, np.where(points.n > 0, n_eff, 0.0)


def _unsampled(sample: Sample, points: Points) -> Floats:
    """Share of the domain's population that is not in the sample, 1 - n/N; 1 where the weights do not add up to a population.

    A normalisation of the weights to the number of interviews is undone first.
    """
    undo = 1.0
    for before, step in zip(sample.trail, sample.trail[1:], strict=False):
        if step.kind == "normalize":
            undo *= before.total / step.total
    population = points.weight * undo
    if sample.trail[-1].total * undo <= sample.trail[-1].n * (1 + 1e-9):
        return np.ones_like(population)
    return np.where(population > points.n, (population - points.n) / population, 1.0)
