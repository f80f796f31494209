"""Words that must be earned: claims that a number supports, as codes and numbers; the wording is that of the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.indicators.indicator_table import IndicatorRow
from survey.indicators.precision import LEVEL, share_limit

Majority = Literal["most", "overwhelming"]


@dataclass(frozen=True, slots=True)
class NotObserved:
    """A trait that nobody in the sample showed; to be reported with ``n`` and the bound, never as "there is none".

    ``n`` interviews in ``n_psus`` PSUs; ``upper`` is the upper end of the 95 % interval, in per cent.
    """

    n: int
    n_psus: int
    upper: float


@dataclass(frozen=True, slots=True)
class NoNegative:
    """Exclusion of a negative state: in every area, or in all except ``open_levels``."""

    excluded: bool
    open_levels: tuple[str, ...]


def majority(row: IndicatorRow) -> Majority | None:
    """Whether "most" or "overwhelming majority" may be said of a share.

    "Most" needs a one-sided 95 % lower limit above 50 %, "overwhelming majority" above 75 %.

    Returns
    -------
    "overwhelming", "most" or None
    """
    if not _is_share(row):
        return None
    bound = share_limit(row.estimate, row.n, row.deff_pooled, row.df_pooled, LEVEL, upper=False)
    if bound > 75:
        return "overwhelming"
    return "most" if bound > 50 else None


def not_observed(row: IndicatorRow) -> NotObserved | None:
    """Upper limit of a share that nobody showed; None when somebody did, nobody was asked, or the error is not known."""
    if not _is_share(row) or row.estimate != 0 or np.isnan(row.deff_pooled):
        return None
    upper = share_limit(0.0, row.n, row.deff_pooled, row.df_pooled, (1 + LEVEL) / 2, upper=True)
    return NotObserved(row.n, row.n_psus, upper)


def no_negative(rows: Iterable[IndicatorRow], at_most: float = 0.05) -> NoNegative:
    """Exclusion of a negative state: areas whose probability of the negative class is above ``at_most`` stay open.

    An area with too few interviews for a status stays open, too.
    """
    open_levels = tuple(row.level for row in rows if row.status == "insufficient_data" or not row.p_negative <= at_most)
    return NoNegative(not open_levels, open_levels)


def _is_share(row: IndicatorRow) -> bool:
    """Whether the row is a share of people with an estimate; a list experiment is in per cent, but has no bounds."""
    return row.unit == "percent" and not np.isnan(row.bound_high)
