"""One-sided bounds by which words like "most" are earned."""

from __future__ import annotations

import math

from scipy.special import stdtrit

from survey.reports.inputs import IndicatorRow

CONFIDENCE = 0.95


def lower_bound(row: IndicatorRow) -> float | None:
    """What a share exceeds with 95 % confidence, in percent; None when it cannot be said.

    On the logit scale with the design's degrees of freedom. A share of 100 % has no spread of its own; its
    bound is that of as many agreeing interviews as the effective number.

    Examples
    --------
    >>> round(lower_bound(IndicatorRow("A", estimate=60.0, se=2.0, df=80, n=1000)), 1)
    56.6
    """
    if row.estimate is not None and row.estimate >= 100:
        return 100 - _bound_of_none(row)
    return _logit_bound(row, -1) if row.estimate else 0.0 if row.estimate == 0 else None


def upper_bound(row: IndicatorRow) -> float | None:
    """What a share does not exceed with 95 % confidence, in percent; None when it cannot be said.

    Of a share of 0 % it is :math:`1 - 0.05^{1/n_{eff}}`: nothing seen does not mean nothing there.

    Examples
    --------
    >>> round(upper_bound(IndicatorRow("A", estimate=0.0, n=40, n_eff=32)), 1)
    8.9
    """
    if row.estimate == 0:
        return _bound_of_none(row)
    return None if row.estimate is None else 100.0 if row.estimate >= 100 else _logit_bound(row, 1)


def _bound_of_none(row: IndicatorRow) -> float:
    base = row.n_eff or float(row.n)
    return 100 * (1 - (1 - CONFIDENCE) ** (1 / base)) if base > 0 else 100.0


def _logit_bound(row: IndicatorRow, side: int) -> float | None:
    if row.estimate is None or not 0 < row.estimate < 100:
        return None
    if row.se is None or row.df is None or row.df <= 0:
        return row.high if side > 0 else row.low
    p = row.estimate / 100
    width = float(stdtrit(row.df, CONFIDENCE)) * row.se / 100 / (p * (1 - p))
    return 100 / (1 + math.exp(-(math.log(p / (1 - p)) + side * width)))
