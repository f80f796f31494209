"""Windows: the quarters that small groups are judged on, and those on both sides of their changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from survey.design import Sample
from survey.indicators import StatusRule
from survey.indicators.area_blocks import WINDOW
from survey.indicators.change_table import Reference
from survey.monitor.weighted_wave import WeightedWave
from survey.periods import Quarter
from survey.weighting import combine
from survey.weighting.combined_samples import Psus

YEAR = 4
"""Quarters of a year."""

SERIES = 8
"""Waves of the longest trend that is estimated."""

Sides = tuple[tuple[Quarter, ...], tuple[Quarter, ...]]
"""Quarters compared, now and before, each the newest first."""


def quarters_needed(rule: StatusRule) -> int:
    """Quarters before a wave whose waves its numbers need: for statuses, for changes and for the trend."""
    return max(2 * rule.quarters, SERIES) - 1 if rule.pooled else SERIES - 1


def sides(quarter: Quarter, there: Collection[Quarter], reference: Reference, most: int) -> Sides | None:
    """The longest windows of equal numbers of quarters without a common one; None when there is nothing to compare.

    Parameters
    ----------
    quarter : Quarter
        The newest.
    there : collection of Quarter
        Quarters that have a wave.
    reference : "previous" or "year_ago"
        Whether the earlier window ends just before the later one or a year before it.
    most : int
        Most quarters on a side.

    Examples
    --------
    >>> there = [Quarter(2018, 1) + back for back in range(-6, 1)]
    >>> [str(one) for one in sides(Quarter(2018, 1), there, "previous", 4)[1]]
    ['2017Q2', '2017Q1', '2016Q4']
    >>> [str(one) for one in sides(Quarter(2018, 1), there, "year_ago", 4)[1]]
    ['2017Q1', '2016Q4', '2016Q3']
    >>> sides(Quarter(2018, 1), there[-1:], "previous", 4)
    """
    for length in range(most if reference == "previous" else min(most, YEAR), 0, -1):
        back = length if reference == "previous" else YEAR
        now = tuple(quarter - at for at in range(length))
        before = tuple(quarter - back - at for at in range(length))
        if all(one in there for one in (*now, *before)):
            return now, before
    return None


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
        str(one.quarter): "shared" if named and one.files.psus == "frame" else "distinct" for one in in_time
    }
    return combine({str(one.quarter): one.sample for one in in_time}, name=WINDOW, psus=psus, weights="equal")
