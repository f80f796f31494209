"""Replicate estimates of population variances, covariances and correlations."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Mask
from survey.design.replicate_factors import ReplicateFactors
from survey.design.reweighting import replication_of
from survey.design.sample import Sample
from survey.estimation.cell_sums import SummedColumn, find_cells, sum_columns
from survey.estimation.confidence_intervals import symmetric
from survey.estimation.domains import Domains
from survey.estimation.estimates import Estimates
from survey.estimation.replicate_estimates import replicate_totals, with_replicates


@dataclass(frozen=True, slots=True, eq=False)
class PairColumns:
    """Deviations of two variables from their means in the domain.

    Parameters
    ----------
    base : (n,) array of bool
        Interviews that count.
    one, other : (n,) arrays
        Zero outside the base.
    factor : (domains,) array
        n/(n-1); 1 for correlations.
    """

    base: Mask
    one: Floats
    other: Floats
    factor: Floats


def with_replicate_moments(
    sample: Sample, domains: Domains, pairs: Sequence[PairColumns], found: Estimates, *, standardised: bool
) -> Estimates:
    """Estimates with standard errors from the moments of every replicate about its own means.

    Parameters
    ----------
    sample : Sample
        Without replicates the estimates are returned as they are.
    domains : Domains
    pairs : sequence of PairColumns
        In the order of the estimates, domains fastest.
    found : Estimates
        With t intervals.
    standardised : bool
        Correlations instead of covariances.
    """
    if replication_of(sample) is None:
        return found
    estimate = found.estimate.reshape(len(pairs), -1)

    def replicates(form: ReplicateFactors) -> Floats:
        values = [_moments(sample, form, domains, pair, standardised) for pair in pairs]
        return np.stack(values, axis=1)

    variation = with_replicates(sample, found.variation, estimate, replicates)
    se = np.where(np.isnan(found.estimate), np.nan, np.sqrt(variation.variance().ravel()))
    low, high = symmetric(found.estimate, se, found.df, found.level)
    return dataclasses.replace(found, se=se, ci_low=low, ci_high=high, variation=variation)


def _moments(sample: Sample, form: ReplicateFactors, domains: Domains, pair: PairColumns, standardised: bool) -> Floats:
    """(replicates, domains) second moments of a pair."""
    cells = find_cells(sample.units, len(sample.stages[-1].stratum), domains.codes, domains.number)
    a, b = pair.one, pair.other
    columns = [SummedColumn(values, 0) for values in (pair.base.astype(np.float64), a, b, a * b, a * a, b * b)]
    sums = sum_columns(cells, sample.weights, columns)
    n, one, other, *products = replicate_totals(form, cells.units, cells.domains, cells.n_domains, sums).swapaxes(0, 1)
    cross, left, right = (
        product / n - first * second / n**2
        for product, first, second in zip(products, (one, one, other), (other, one, other), strict=True)
    )
    return np.asarray(cross / np.sqrt(left * right) if standardised else cross * pair.factor)
