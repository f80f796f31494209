"""One-sided bounds by which words like "most" are earned: those of the indicators' own statuses."""

from __future__ import annotations

from survey.indicators.precision import LEVEL, share_limit
from survey.reports.report_input import ReportedRow


def lower_bound(row: ReportedRow) -> float | None:
    """Value that a share exceeds with 95 % confidence, in percent; None when it cannot be said.

    Where the pooled design effect is not known, the lower end of the 95 % interval is used: a bound of 97.5 %.

    Examples
    --------
    >>> round(lower_bound(ReportedRow("A", estimate=60.0, n=1000, deff_pooled=1.7, df_pooled=80)), 1)
    56.6
    """
    if row.estimate is None or row.deff_pooled is None or row.df_pooled is None:
        return row.low
    return share_limit(row.estimate, row.n, row.deff_pooled, row.df_pooled, LEVEL, upper=False)


def upper_bound(row: ReportedRow) -> float | None:
    """Value that a share does not exceed with 95 % confidence, in percent; None when it cannot be said.

    Of a share of 0 % it is the upper end of the 95 % interval: nothing seen does not mean nothing there.

    Examples
    --------
    >>> round(upper_bound(ReportedRow("A", estimate=0.0, n=45, deff_pooled=1.4, df_pooled=40)), 1)
    11.3
    """
    if row.estimate is None or row.deff_pooled is None or row.df_pooled is None:
        return row.high
    level = (1 + LEVEL) / 2 if row.estimate == 0 else LEVEL
    return share_limit(row.estimate, row.n, row.deff_pooled, row.df_pooled, level, upper=True)
