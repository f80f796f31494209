"""Words that must be earned: claims that a number supports, as codes and numbers; the wording is that of the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.indicators.definitions import StatusRule
from survey.indicators.indicator_table import IndicatorRow
from survey.indicators.status_rule import UncertainEstimates, lower_bound

Majority = Literal["most", "overwhelming"]


@dataclass(frozen=True, slots=True)
class NotObserved:
    """A trait that nobody in the sample showed; to be reported with ``n`` and the bound, never as "there is none".

    ``n`` is the number of interviews, ``upper`` the 95 % upper limit of the share in per cent.
    """

    n: int
    upper: float


@dataclass(frozen=True, slots=True)
class NoNegative:
    """Exclusion of a negative state: in every area, or in all except ``open_levels``."""

    excluded: bool
    open_levels: tuple[str, ...]


def majority(row: IndicatorRow, rule: StatusRule | None = None) -> Majority | None:
    """Claim of a majority that a share supports: "most", "overwhelming majority", or neither.

    "Most" needs a one-sided 95 % lower bound above 50 %, "overwhelming majority" above 75 %.

    Returns
    -------
    "overwhelming", "most" or None
    """
    if not _is_share(row):
        return None
    bound = float(lower_bound(_uncertain(row), rule or StatusRule())[0])
    if bound > 75:
        return "overwhelming"
    return "most" if bound > 50 else None


def upper_limit_when_none_observed(n_eff: float) -> float:
    r"""Upper 95 % limit, in per cent, of a share nobody in the sample showed.

    Parameters
    ----------
    n_eff : float
        Effective number of interviews.

    Notes
    -----
    :math:`100 (1 - 0.05^{1/n_{eff}})`, the exact binomial limit (Clopper and Pearson 1934); about ``300 / n_eff``.

    Examples
    --------
    >>> [round(upper_limit_when_none_observed(n_eff), 1) for n_eff in (587, 512, 32)]
    [0.5, 0.6, 8.9]
    """
    from statsmodels.stats.proportion import proportion_confint

    # Half of alpha lies above the upper end.
    return float(100 * proportion_confint(0, n_eff, alpha=0.1, method="beta")[1])


def not_observed(row: IndicatorRow) -> NotObserved | None:
    """Upper limit of a share that nobody showed; None when somebody did, or nobody was asked."""
    if not _is_share(row) or row.estimate != 0 or not row.n_eff > 0:
        return None
    return NotObserved(row.n, upper_limit_when_none_observed(min(row.n_eff, row.n)))


def no_negative(rows: Iterable[IndicatorRow], at_most: float = 0.05) -> NoNegative:
    """Exclusion of a negative state: areas whose probability of the negative class is above ``at_most`` stay open.

    An area with too few interviews for a status stays open, too.
    """
    open_levels = tuple(row.level for row in rows if row.status == "insufficient_data" or not row.p_negative <= at_most)
    return NoNegative(not open_levels, open_levels)


def _is_share(row: IndicatorRow) -> bool:
    """Whether the row is a share of people with an estimate; a list experiment is in per cent, but has no bounds."""
    return row.unit == "percent" and not np.isnan(row.bound_high)


def _uncertain(row: IndicatorRow) -> UncertainEstimates:
    def one(value: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([value], np.float64)

    return UncertainEstimates(
        one(row.estimate), one(row.se), one(row.df), one(row.n), one(row.n_eff), one(row.n_cases), np.array([True])
    )
