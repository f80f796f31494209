"""Statistics of independence of one two-way table, from the influences of its cells."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.arrays import Floats
from survey.design.replicate_factors import ReplicateFactors
from survey.estimation.crosstabs.rao_scott import RaoScott, StatisticOutcome, is_indefinite
from survey.estimation.influence import Influence
from survey.estimation.sampling_variance import covariance
from survey.estimation.weighted_chi_squares import f_tail, weighted_chi_squares

Statistic = Literal["F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint", "wls-score"]
"""Tests of independence: see :func:`test_independence`."""

_SINGULAR = 1e-11
"""Smallest eigenvalue over the largest of a regular matrix."""

NOTES = {
    "levels": "fewer than two rows or two columns have interviews",
    "nobody": "nobody in the domain has an answer",
    "degrees": "no degrees of freedom are left for the denominator",
    "empty_cells": "too many cells are empty for the number of free cells",
    "units": "the free cells vary in fewer directions than there are: too few PSUs for this table",
    "same": "practically everybody is in one category, so that the sample shows no variation",
    "fixed": "these shares have no sampling error: the weights meet them, or they are the same in every PSU",
    "indefinite": "the estimated covariance has a negative variance; variance='YG' may give a better one",
    "certain": "the weights fix the whole table, so it has no sampling error",
    "wls_rows": "scaled by the squared number of rows, as in R; adjWald is the test to prefer",
    "wls_degrees": "no degrees of freedom are left for the denominator, 1 is taken, as in R",
}
"""Notes on a test for its reader, by name."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoWay:
    """One table, rows and columns without interviews left out.

    Parameters
    ----------
    totals : (r, c) array
        Weighted sums.
    influence : Influence
        Of the r x c totals, rows slowest, in one domain.
    n : float
        Interviews to which Pearson's X2 is scaled.
    nu : float
        Degrees of freedom of the design.
    replication : ReplicateFactors or None
    replicates : (replicates, r x c) array, or None
        The totals of every replicate.
    """

    totals: Floats
    influence: Influence
    n: float
    nu: float
    replication: ReplicateFactors | None = None
    replicates: Floats | None = None

    @property
    def free(self) -> int:
        """Degrees of freedom of independence."""
        rows, columns = self.totals.shape
        return (int(rows) - 1) * (int(columns) - 1)

    def pearson(self) -> float:
        """X2 of the estimated shares, scaled to n interviews."""
        share = self.totals / self.totals.sum()
        expected = np.outer(share.sum(1), share.sum(0))
        return float(self.n * ((share - expected) ** 2 / expected).sum())

    def generalised_effects(self) -> Floats | None:
        """(free,) generalised design effects of Rao and Scott (1984); None when the empty cells leave too few.

        Below 0 by rounding, or by more where variances by joint probabilities are.
        Contrasts orthogonal to the additive log-linear model, in the metric of the estimated shares.
        """
        share = (self.totals / self.totals.sum()).ravel()
        contrasts = np.kron(_contrasts(self.totals.shape[0]), _contrasts(self.totals.shape[1]))
        scaled = contrasts * np.divide(1, share, out=np.zeros_like(share), where=share > 0)[:, None]
        simple = contrasts.T @ scaled / self.n
        values, vectors = np.linalg.eigh(simple)
        if values[0] <= _SINGULAR * values[-1]:
            return None
        actual = self._covariance_of_shares(share, (scaled @ (vectors / np.sqrt(values))).T)
        return np.asarray(np.linalg.eigvalsh(actual))

    def _covariance_of_shares(self, share: Floats, combinations: Floats) -> Floats:
        """(m, m) covariances of combinations (m, r x c) of the estimated shares."""
        if self.replication is not None and self.replicates is not None:
            with np.errstate(divide="ignore", invalid="ignore"):
                found = self.replicates / self.replicates.sum(1, keepdims=True)
            deviations = self.replication.deviations(found, share) @ combinations.T
            return np.asarray(deviations.T @ deviations)
        of_shares = (np.eye(len(share)) - share[:, None]) / self.totals.sum()
        return covariance(with_rows(self.influence, combinations @ of_shares))

    def wald(self) -> float | None:
        """Wald's statistic of the cells minus the products of the margins; None when their covariance is singular."""
        totals, whole = self.totals, self.totals.sum()
        rows, columns = totals.sum(1) / whole, totals.sum(0) / whole
        both = np.outer(rows, columns)
        excess = np.kron(np.eye(len(rows)) - rows[:, None], np.eye(len(columns)) - columns[:, None])
        free = np.arange(totals.size).reshape(totals.shape)[1:, 1:].ravel()
        distance = (totals - both * whole)[1:, 1:].ravel()
        V = covariance(with_rows(self.influence, excess[free]))
        size = np.sqrt(np.diagonal(V))
        if not (size > 0).all():
            return None
        values, vectors = np.linalg.eigh(V / np.outer(size, size))
        if values[0] <= _SINGULAR * values[-1]:
            return None
        return float(((vectors.T @ (distance / size)) ** 2 / values).sum())


def with_rows(influence: Influence, combinations: Floats) -> Influence:
    """Combinations (m, r x c) of the influences, all of them about everybody in the table."""
    everybody = np.ones((1, len(influence.presence.counts)))
    return influence.mapped(combinations[:, :, None], everybody, np.zeros(len(combinations), np.intp))


def evaluate(table: TwoWay, statistic: Statistic) -> StatisticOutcome:
    """One test of one table."""
    if min(table.totals.shape) < 2:
        return StatisticOutcome(np.nan, np.nan, np.nan, np.nan, notes=(NOTES["levels"],))
    return _EVALUATE[statistic](table)


def _rao_scott(table: TwoWay, make: Callable[[RaoScott], StatisticOutcome]) -> StatisticOutcome:
    x2, effects = table.pearson(), table.generalised_effects()
    if effects is None:
        return StatisticOutcome(np.nan, np.nan, np.nan, np.nan, x2, notes=(NOTES["empty_cells"],))
    if is_indefinite(effects):
        return StatisticOutcome(np.nan, np.nan, np.nan, np.nan, x2, notes=(NOTES["indefinite"],))
    found = RaoScott(x2, np.maximum(effects, 0.0), table.free, table.nu)
    notes = (NOTES["degrees"],) if not table.nu > 0 else (NOTES["certain"],) if found.is_certain else ()
    if found.is_certain:
        return StatisticOutcome(np.nan, np.nan, np.nan, np.nan, x2, 0.0, notes)
    return make(found)._replace(x2=x2, mean_deff=found.mean_effect, notes=notes)


def _saddlepoint(table: RaoScott, *, is_replicated: bool) -> StatisticOutcome:
    """Saddlepoint p-value as in R.

    The scale is divided by ddf, but only floor(ddf) squares are summed. With replicates R takes ddf as infinite.
    """
    x2, effects, ddf = table.x2, table.effects, table.second_order * table.nu
    if not ddf > 0:
        return StatisticOutcome(x2, table.free, ddf, np.nan)
    if is_replicated:
        return StatisticOutcome(x2, table.free, np.inf, weighted_chi_squares(x2, effects, method="saddlepoint"))
    weights, power = np.append(effects, -x2 / ddf), np.append(np.ones(len(effects)), np.floor(ddf))
    return StatisticOutcome(x2, table.free, ddf, weighted_chi_squares(0.0, weights, power, method="saddlepoint"))


def _wald(table: TwoWay, *, adjusted: bool) -> StatisticOutcome:
    wald, df = table.wald(), table.free
    ddf = table.nu - df + 1 if adjusted else table.nu
    if wald is None:
        return StatisticOutcome(np.nan, df, ddf, np.nan, table.pearson(), notes=(NOTES["units"],))
    statistic = wald * ddf / (df * table.nu) if adjusted and table.nu > 0 else wald / df
    if not ddf > 0:
        return StatisticOutcome(
            np.nan if adjusted else statistic, df, ddf, np.nan, table.pearson(), notes=(NOTES["degrees"],)
        )
    return StatisticOutcome(statistic, df, ddf, f_tail(statistic, df, ddf), table.pearson())


def _wls_score(table: TwoWay) -> StatisticOutcome:
    wald, df = table.wald(), table.free
    ddf = table.nu + 2 - sum(table.totals.shape)
    if wald is None:
        return StatisticOutcome(np.nan, df, ddf, np.nan, table.pearson(), notes=(NOTES["units"],))
    notes = (NOTES["wls_rows"],) if ddf > 0 else (NOTES["wls_rows"], NOTES["wls_degrees"])
    statistic, ddf = wald / table.totals.shape[0] ** 2, max(ddf, 1.0)
    return StatisticOutcome(statistic, df, ddf, f_tail(statistic, df, ddf), table.pearson(), notes=notes)


_EVALUATE: dict[Statistic, Callable[[TwoWay], StatisticOutcome]] = {
    "F": lambda table: _rao_scott(table, RaoScott.f),
    "Chisq": lambda table: _rao_scott(table, RaoScott.chisq),
    "Wald": lambda table: _wald(table, adjusted=False),
    "adjWald": lambda table: _wald(table, adjusted=True),
    "lincom": lambda table: _rao_scott(table, RaoScott.exact),
    "saddlepoint": lambda table: _rao_scott(
        table, functools.partial(_saddlepoint, is_replicated=table.replication is not None)
    ),
    "wls-score": _wls_score,
}

METHODS: dict[Statistic, str] = {
    "F": "Pearson's X2, Rao-Scott second-order correction",
    "Chisq": "Pearson's X2, Rao-Scott first-order correction",
    "Wald": "Wald test of association",
    "adjWald": "Wald test of association, adjusted F",
    "lincom": "Pearson's X2, exact distribution of the weighted sum",
    "saddlepoint": "Pearson's X2, saddlepoint approximation",
    "wls-score": "weighted least squares score test of association",
}
"""The tests in words."""


def _contrasts(number: int) -> Floats:
    """(number, number - 1) Helmert contrasts: orthonormal columns orthogonal to the constant."""
    at = np.arange(1, number)
    matrix = np.where(np.arange(number)[:, None] < at, 1.0, 0.0)
    matrix[at, at - 1] = -at
    return np.asarray(matrix / np.sqrt(at * (at + 1)))
