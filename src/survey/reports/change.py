"""Change of the indicators against the wave before, with the verdict that the data allow."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr, stdtrit

from survey.estimation.multiple_testing import false_discovery_rates
from survey.indicators import Indicator, IndicatorRow

Verdict = Literal["improved", "worsened", "higher", "lower", "steady", "undetermined"]

SMALLEST_CHANGE = 3.0
"""Points on a scale of 100; a smaller change is not reported as one, even when it is significant."""

STEADY_WITHIN = 5.0
"""Points on a scale of 100; the 90 % interval of the change must lie within them for the verdict *steady*."""

FALSE_DISCOVERY_RATE = 0.05
"""False discovery rate up to which a change is called significant (Benjamini and Hochberg 1995)."""


@dataclass(frozen=True, slots=True)
class ReportedChange:
    """Difference between two waves in the unit of the indicator, its 95 % interval, and the verdict."""

    indicator: str
    value: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Difference:
    value: float
    se: float
    df: float

    def interval(self, coverage: float) -> tuple[float, float]:
        width = float(stdtrit(self.df, (1 + coverage) / 2)) * self.se
        return self.value - width, self.value + width

    @property
    def p_value(self) -> float:
        return 2 * float(stdtr(self.df, -abs(self.value) / self.se)) if self.se > 0 else 1.0


def changes(
    now: Iterable[IndicatorRow],
    before: Iterable[IndicatorRow],
    indicators: Iterable[Indicator],
    apart: Collection[str] = (),
) -> Mapping[str, ReportedChange]:
    """Changes for the region by indicator, without those that cannot be compared (``apart``).

    The two waves count as independent samples: where they share PSUs the intervals are too wide rather than
    too narrow. The primary indicators are one family and all others another; within each, p-values are
    adjusted after Benjamini and Hochberg (1995). *Steady* is two one-sided tests (Schuirmann 1987), never
    the absence of a significant change. Indicators that are not compared still count in their family, as
    comparisons without a result: leaving a question out makes no other change significant.
    """
    facts = {one.id: one for one in indicators}
    differences = {name: one for name, one in _differences(now, before, facts).items() if name not in apart}
    found = {}
    for primary in (True, False):
        family = {name: one for name, one in differences.items() if facts[name].primary is primary}
        without = [1.0 for name in apart if name in facts and facts[name].primary is primary]
        rates = false_discovery_rates(np.array([*(one.p_value for one in family.values()), *without]))
        for (name, one), q in zip(family.items(), rates[: len(family)].tolist(), strict=True):
            low, high = one.interval(0.95)
            found[name] = ReportedChange(name, one.value, low, high, _verdict(one, q, facts[name]))
    return found


def _differences(
    now: Iterable[IndicatorRow], before: Iterable[IndicatorRow], facts: Mapping[str, Indicator]
) -> dict[str, _Difference]:
    earlier = {row.indicator: row for row in before if row.domain == "region"}
    found = {}
    for row in now:
        past = earlier.get(row.indicator)
        if row.domain == "region" and row.indicator in facts and past is not None:
            difference = _difference(row, past)
            if difference is not None:
                found[row.indicator] = difference
    return found


def _difference(row: IndicatorRow, past: IndicatorRow) -> _Difference | None:
    if not row.se + past.se > 0 or not (row.has_estimate and past.has_estimate):
        return None
    variances = (row.se**2, past.se**2)
    shares = sum(v**2 / (df if df > 0 else math.inf) for v, df in zip(variances, (row.df, past.df), strict=True))
    df = sum(variances) ** 2 / shares if shares > 0 else 1e6  # Satterthwaite (1946); a million is the normal case
    return _Difference(row.estimate - past.estimate, math.sqrt(sum(variances)), df)


def _verdict(difference: _Difference, q: float, indicator: Indicator) -> Verdict:
    scale = 0.1 if indicator.unit == "scale10" else 1.0
    if q <= FALSE_DISCOVERY_RATE and abs(difference.value) >= SMALLEST_CHANGE * scale:
        up = difference.value > 0
        if indicator.polarity == "0":
            return "higher" if up else "lower"
        return "improved" if up == (indicator.polarity != "-") else "worsened"
    low, high = difference.interval(0.90)
    if -STEADY_WITHIN * scale < low and high < STEADY_WITHIN * scale:
        return "steady"
    return "undetermined"
