"""Windows: the periods that small groups are judged on, and those on both sides of their changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from survey.design import Sample
from survey.indicators import StatusRule
from survey.indicators.change_table import Reference
from survey.indicators.window_waves import WINDOW
from survey.monitor.weighted_wave import WeightedWave
from survey.periods import CalendarPeriod, Period, period_before, period_year_ago
from survey.weighting import combine
from survey.weighting.combined_samples import Psus

QUARTERS = 4
"""Quarters of a year."""

SERIES = 8
"""Waves of the longest trend that is estimated."""

Sides = tuple[tuple[Period, ...], tuple[Period, ...]]
"""Periods compared, now and before, each the newest first."""


def most_periods(rule: StatusRule, period: Period) -> int:
    """Periods of the longest window: as many as the quarters of the rule have; of rounds so many rounds.

    Examples
    --------
    >>> from survey.periods import Month, Year
    >>> [most_periods(StatusRule(quarters=4), period) for period in (Month(2018, 1), Year(2018))]
    [12, 1]
    """
    per_year = period.per_year if isinstance(period, CalendarPeriod) else QUARTERS
    return max(1, rule.quarters * per_year // QUARTERS)


def periods_needed(rule: StatusRule, period: Period) -> int:
    """Periods before a wave whose waves its numbers need: for statuses, for changes and for the trend."""
    return max(2 * most_periods(rule, period), SERIES) - 1 if rule.pooled else SERIES - 1


def period_of(reference: Reference, period: Period, there: Collection[Period]) -> Period | None:
    """The period that a reference names; None when it has no wave, or is already the one before."""
    before = period_before(period, there)
    if reference == "previous":
        return before
    found = period_year_ago(period, there)
    return None if found == before else found


def sides(period: Period, there: Collection[Period], reference: Reference, most: int) -> Sides | None:
    """The longest windows of equal numbers of periods without a common one; None when there is nothing to compare.

    Parameters
    ----------
    period : Period
        The newest.
    there : collection of Period
        Periods that have a wave. A window has no gap.
    reference : "previous" or "year_ago"
        Whether the earlier window ends just before the later one or a year before it.
    most : int
        Most periods on a side.

    Examples
    --------
    >>> from survey.periods import Quarter
    >>> there = [Quarter(2018, 1) - back for back in range(7)]
    >>> [str(one) for one in sides(Quarter(2018, 1), there, "previous", 4)[1]]
    ['2017Q2', '2017Q1', '2016Q4']
    >>> [str(one) for one in sides(Quarter(2018, 1), there, "year_ago", 4)[1]]
    ['2017Q1', '2016Q4', '2016Q3']
    >>> sides(Quarter(2018, 1), there[:1], "previous", 4)
    """
    now = _chain(period, there)
    first = period_of(reference, period, there)
    for length in range(most, 0, -1):
        start = now[length : length + 1] if reference == "previous" else (first,)
        before = _chain(start[0], there) if start and start[0] is not None else ()
        if min(len(now), len(before)) >= length and not {*now[:length]} & {*before[:length]}:
            return now[:length], before[:length]
    return None


def _chain(period: Period, there: Collection[Period]) -> tuple[Period, ...]:
    """A period and those directly before it without a gap, the newest first."""
    found = [period]
    while (before := period_before(found[-1], there)) is not None:
        found.append(before)
    return tuple(found)


def joined(waves: Sequence[WeightedWave], *, named: bool) -> Sample | None:
    """The interviews of several waves as one sample with equal sums of weights; None for one wave.

    Parameters
    ----------
    waves : sequence of WeightedWave
        The newest first.
    named : bool
        Whether the design names PSUs, so that those of the frame are the same in every wave.
    """
    if len(waves) < 2:
        return None
    in_time = list(reversed(waves))
    psus: dict[str, Psus] = {
        str(one.period): "shared" if named and one.files.psus == "frame" else "distinct" for one in in_time
    }
    return combine({str(one.period): one.sample for one in in_time}, name=WINDOW, psus=psus, weights="equal")
