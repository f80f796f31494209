"""One-sided 95 % bounds of shares, by which words like "most" are earned; computed as for the statuses of indicators."""

from __future__ import annotations

import numpy as np

from survey.indicators.definitions import StatusRule
from survey.indicators.earned_words import upper_limit_when_none_observed
from survey.indicators.status_rule import UncertainEstimates
from survey.indicators.status_rule import lower_bound as lower_bounds
from survey.reports.report_input import ReportedRow


def lower_bound(row: ReportedRow) -> float | None:
    """One-sided 95 % lower bound of a share, in percent; None without an estimate or an interval.

    Without a standard error the lower end of the two-sided 95 % interval is used, a bound of 97.5 %.

    Examples
    --------
    >>> round(lower_bound(ReportedRow("A", estimate=60.0, se=2.0, df=80, n=1000, n_eff=600)), 1)
    56.6
    """
    if row.estimate is None:
        return None
    if row.se is None or row.df is None or row.n_eff is None:
        return row.low
    return _bound(row.estimate, row.se, row.df, row.n, row.n_eff, _cases(row))


def upper_bound(row: ReportedRow) -> float | None:
    """One-sided 95 % upper bound of a share, in percent; None without an estimate or an interval.

    For a share of 0 % it is the exact binomial limit :math:`1 - 0.05^{1/n_{eff}}` (Clopper and Pearson 1934).

    Examples
    --------
    >>> round(upper_bound(ReportedRow("A", estimate=0.0, n=40, n_eff=32)), 1)
    8.9
    """
    if row.estimate is None:
        return None
    if row.estimate == 0 and row.n_eff:
        return upper_limit_when_none_observed(min(row.n_eff, row.n))
    if row.se is None or row.df is None or row.n_eff is None:
        return row.high
    # The upper bound of a share is 100 less the lower bound of its complement.
    below = _bound(100 - row.estimate, row.se, row.df, row.n, row.n_eff, row.n - _cases(row))
    return None if below is None else 100 - below


def _cases(row: ReportedRow) -> float:
    """Number of interviews with the trait; derived from the estimate where they were not counted."""
    return float(row.n_cases) if row.n_cases is not None else round((row.estimate or 0.0) * row.n / 100)


def _bound(estimate: float, se: float, df: float, n: float, n_eff: float, n_cases: float) -> float | None:
    row = np.array([estimate, se, df, n, n_eff, n_cases], np.float64)[:, None]
    these = UncertainEstimates(row[0], row[1], row[2], row[3], row[4], row[5], np.array([True]))
    bound = float(lower_bounds(these, StatusRule())[0])
    return bound if np.isfinite(bound) else None
