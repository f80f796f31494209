"""Estimates without their uncertainty, and what a simple random sample of the same size would have had."""

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
    """Estimates and their ingredients, all (variables, domains).

    ``denominator`` is the sum below the line (the weights for a total), ``weight`` the sum of the weights,
    ``residual_squares`` the weighted sum of squares about the ratio.
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
        """Whether there is no estimate."""
        return np.isnan(self.estimate)

    @property
    def kish_n(self) -> Floats:
        """Effective number of interviews as far as weights go."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.weight**2 / self.weight_squares)


def find_points(table: CellSums, quantities: EstimandColumns) -> Points:
    """The estimates from the table of sums."""
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
        n / effect; where that is unknown, what the weights leave of n, and without degrees of freedom no more than
        the number of PSUs: the safe side, since interviews of one PSU may all tell the same.
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
    """Share of the domain's population that is not in the sample; 1 where the weights do not say.

    Weights brought to the number of interviews do not add up to a population; a normalisation is undone first.
    """
    undo = 1.0
    for before, step in zip(sample.trail, sample.trail[1:], strict=False):
        if step.kind == "normalize":
            undo *= before.total / step.total
    population = points.weight * undo
    if sample.trail[-1].total * undo <= sample.trail[-1].n * (1 + 1e-9):
        return np.ones_like(population)
    return np.where(population > points.n, (population - points.n) / population, 1.0)
