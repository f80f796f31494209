"""Words that must be earned: claims that a number supports, as codes and numbers; the wording is that of the report."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from survey.indicators.indicator_table import IndicatorRow
from survey.indicators.precision import LEVEL, share_limit

Majority = Literal["most", "overwhelming"]
HALF = 50.0
"""Per cent that the lower limit of a share must exceed for the word "most"."""

OVERWHELMING = 75.0
"""Per cent that the lower limit of a share must exceed for the words "overwhelming majority"."""


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


def share_limits(row: IndicatorRow) -> tuple[float, float] | None:
    """Values that a share exceeds and does not exceed, each with 95 % confidence, in per cent.

    The upper one of a share of 0 % is the upper end of the 95 % interval: nothing seen does not mean nothing there.

    Returns
    -------
    (lower, upper), or None for what is not a share of people and where the error is not known

    Notes
    -----
    One-sided limits of Wilson (1927) with the pooled design effect: :func:`survey.indicators.precision.share_limit`.
    """
    if not _is_share(row) or math.isnan(row.deff_pooled):
        return None
    level = (1 + LEVEL) / 2 if row.estimate == 0 else LEVEL
    lower = share_limit(row.estimate, row.n, row.deff_pooled, row.df_pooled, LEVEL, upper=False)
    return lower, share_limit(row.estimate, row.n, row.deff_pooled, row.df_pooled, level, upper=True)


def majority(row: IndicatorRow) -> Majority | None:
    """Whether "most" or "overwhelming majority" may be said of a share.

    "Most" needs a one-sided 95 % lower limit above 50 %, "overwhelming majority" above 75 %.

    Returns
    -------
    "overwhelming", "most" or None
    """
    limits = share_limits(row)
    if limits is None:
        return None
    if limits[0] > OVERWHELMING:
        return "overwhelming"
    return "most" if limits[0] > HALF else None


def not_observed(row: IndicatorRow) -> NotObserved | None:
    """Upper limit of a share that nobody showed; None when somebody did, nobody was asked, or the error is not known."""
    limits = share_limits(row)
    return NotObserved(row.n, row.n_psus, limits[1]) if limits is not None and row.estimate == 0 else None


def no_negative(rows: Iterable[IndicatorRow], at_most: float = 0.05) -> NoNegative:
    """Exclusion of a negative state: areas whose probability of the negative class is above ``at_most`` stay open.

    An area with too few interviews for a status stays open, too.
    """
    open_levels = tuple(row.level for row in rows if row.status == "insufficient_data" or not row.p_negative <= at_most)
    return NoNegative(not open_levels, open_levels)


def _is_share(row: IndicatorRow) -> bool:
    """Whether the row is a share of people with an estimate; a list experiment is in per cent, but has no bounds."""
    return row.unit == "percent" and not math.isnan(row.bound_high)
