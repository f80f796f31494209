"""Values of distribution functions: shares of people at or below thresholds, which may differ between domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, ReasonCodes
from survey.design.sample import Sample
from survey.estimation.build_estimates import DegreesOfFreedom, solve
from survey.estimation.cell_sums import Engine, accumulate
from survey.estimation.confidence_intervals import ShareInterval
from survey.estimation.domains import By, Domains, find_domains
from survey.estimation.estimand_columns import (
    EstimandColumns,
    ReasonsByVariable,
    Variables,
    filled,
    listed,
    numbers_of,
    reasons_of,
)
from survey.estimation.estimates import Estimates


@dataclass(frozen=True, slots=True, eq=False)
class NumericVariables:
    """A numeric variable: (n,) values, NaN where blank, and (n,) reasons of the blanks, None where unknown."""

    name: str
    values: Floats
    reasons: ReasonCodes | None


@dataclass(frozen=True, slots=True, eq=False)
class SortedValues:
    """The answers of each domain in ascending order.

    Parameters
    ----------
    x, weights : (m,) arrays
        Answers with a weight above zero, domain by domain; equal answers in the order of the interviews.
    starts : (domains + 1,) array of int
        First answer of each domain, and the number of answers.
    """

    x: Floats
    weights: Floats
    starts: Indices

    def of(self, domain: int) -> tuple[Floats, Floats]:
        """Answers of a domain and their weights."""
        part = slice(self.starts[domain], self.starts[domain + 1])
        return self.x[part], self.weights[part]


def read_values(
    sample: Sample, variables: Variables, place: str, reasons: ReasonsByVariable | None
) -> list[NumericVariables]:
    """Numeric variables by name, or derived values.

    Raises
    ------
    EstimationError
        ``E001`` no variable; ``E002`` derived values of the wrong shape; ``E003`` infinite values; ``E004`` a variable
        without numbers; ``E005`` an unknown name.
    """
    found = []
    for name, derived in listed(sample, variables, place).items():
        values = numbers_of(sample, name, place) if derived is None else derived
        filled(values, name)
        found.append(NumericVariables(name, values, reasons_of(sample, name, derived is not None, reasons)))
    return found


def order(sample: Sample, domains: Domains, values: Floats) -> SortedValues:
    """Answers of a variable by domain, in ascending order."""
    rows, starts = rows_in_order(sample, domains, values)
    return SortedValues(values[rows], sample.weights[rows], starts)


def rows_in_order(sample: Sample, domains: Domains, values: Floats) -> tuple[Indices, Indices]:
    """Interviews with an answer and a positive weight, by domain and then by answer; (domains + 1,) starts of domains."""
    used = ~np.isnan(values) & (sample.weights > 0)
    if domains.codes is not None:
        used &= domains.codes >= 0
    rows = np.flatnonzero(used)
    rows = rows[np.argsort(values[rows], kind="stable")]
    counts = np.array([len(rows)])
    if domains.codes is not None:
        # numpy sorts integers of up to 16 bits by radix, which is much faster than a sort by two keys
        codes = domains.codes[rows].astype(np.min_scalar_type(domains.number))
        rows = rows[np.argsort(codes, kind="stable")]
        counts = np.bincount(codes, minlength=domains.number)
    return rows, np.append(0, np.cumsum(counts))


def shares_below(
    sample: Sample,
    variables: Sequence[NumericVariables],
    thresholds: Sequence[Floats],
    labels: Sequence[float],
    by: By,
    *,
    level: float,
    df: DegreesOfFreedom,
    interval: ShareInterval = "logit",
    engine: Engine = accumulate,
) -> Estimates:
    """Shares at or below each threshold, among those with an answer.

    Parameters
    ----------
    sample : Sample
    variables : sequence of NumericVariables
    thresholds : sequence of (k, domains) arrays
        One per variable; NaN where there is none.
    labels : sequence of k float
        Categories of the rows.
    by, level, df, interval, engine
        As in :func:`survey.share`.

    Returns
    -------
    Estimates
        Rows in the order of variables, then thresholds, then domains.
    """
    codes = find_domains(sample, by).codes
    quantities = EstimandColumns(len(sample))
    for variable, limits in zip(variables, thresholds, strict=True):
        blank = np.isnan(variable.values)
        base = quantities.add_base(~blank if blank.any() else None)
        for label, limit in zip(labels, limits, strict=True):
            each = limit[0] if codes is None else np.append(limit, np.nan)[codes]
            column = quantities.add_column(variable.values <= each, base)
            quantities.add(variable.name, column, base, reasons=variable.reasons, category=label)
    return solve("share", sample, quantities, by, level, df, "fpc", engine, interval)
