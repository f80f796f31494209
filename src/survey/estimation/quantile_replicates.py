"""Intervals of quantiles from the quantiles of every replicate."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from survey.arrays import Floats
from survey.design.replicate_factors import ReplicateFactors
from survey.design.reweighting import replication_of
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.confidence_intervals import t_quantile
from survey.estimation.distribution_function import NumericVariables, rows_in_order
from survey.estimation.domains import Domains
from survey.estimation.estimates import Estimates
from survey.estimation.quantile_rules import QuantileRule, find_quantiles
from survey.estimation.replicate_estimates import with_replicates
from survey.estimation.variation import Variation


def check_replicates(sample: Sample, place: str) -> None:
    """Refuse a sample without replicates (``E107``)."""
    if replication_of(sample) is None:
        raise EstimationError(
            "E107",
            f"{place}: interval",
            "The interval 'quantile' needs replicates, and the sample has none.",
            "Make them with survey.replicate (a bootstrap or BRR), or take interval='mean'.",
        )


def replicated(
    sample: Sample,
    variables: Sequence[NumericVariables],
    domains: Domains,
    probabilities: Floats,
    rule: QuantileRule,
    quantiles: Floats,
    shares: Estimates,
) -> tuple[Variation, Floats, Floats]:
    """Variation of quantiles (variables, k, domains) from replicates, and their limits.

    Returns
    -------
    variation : Variation
        The deviations of the quantiles of the replicates.
    low, high : (variables x k x domains,) arrays
        t limits, symmetric about the quantile.

    Notes
    -----
    As R's ``svyquantile(interval.type="quantile")``. A jackknife is not valid for quantiles.
    """

    def of_every_replicate(form: ReplicateFactors) -> Floats:
        found = np.full((len(form), *quantiles.shape), np.nan)
        for at, given in enumerate(variables):
            rows, ends = rows_in_order(sample, domains, given.values)
            x, own, units = given.values[rows], sample.weights[rows], sample.units[rows]
            for replicate, factors in enumerate(form.factors):
                weights = own * factors[units]
                for domain in range(domains.number):
                    part = slice(ends[domain], ends[domain + 1])
                    counted = weights[part] > 0
                    if counted.any():
                        answers = x[part][counted], weights[part][counted]
                        found[replicate, at, :, domain] = find_quantiles(*answers, probabilities, rule)
        return found.reshape(len(form), -1, domains.number)

    wide = quantiles.reshape(-1, domains.number)
    variation = with_replicates(sample, shares.variation, wide, of_every_replicate)
    with np.errstate(invalid="ignore"):  # nothing varies, or varies with no degrees of freedom, where nobody answered
        reach = np.sqrt(variation.variance()).ravel() * t_quantile(shares.level, shares.df)
    return variation, quantiles.ravel() - reach, quantiles.ravel() + reach


def with_deviations(rows: Estimates, variation: Variation) -> Estimates:
    """Rows whose standard errors and covariances are those of the replicates."""
    se = np.where(np.isnan(rows.estimate), np.nan, np.sqrt(variation.variance()).ravel())
    return dataclasses.replace(rows, se=se, variation=variation)
