"""Comparison of a wave with the waves before it: which quarters are compared, and the changes between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from survey.indicators import ChangeTable, IndicatorTable, TrendTable, compare_waves, trend
from survey.indicators.change_table import Reference
from survey.indicators.wave_pairs import SharedPsus
from survey.interviews import Interviews
from survey.monitor.previous_wave import not_comparable
from survey.monitor.weighted_wave import WeightedWave
from survey.monitor.windows import Sides, joined, most_periods, period_of, sides
from survey.periods import Period
from survey.reports.report_input import NoComparison


@dataclass(frozen=True, slots=True, eq=False)
class ComparedSide:
    """One side of a comparison: a table, the interviews behind it, and whether PSUs are named as in the frame."""

    table: IndicatorTable
    interviews: Interviews
    framed: bool


@dataclass(frozen=True, slots=True, eq=False)
class WaveComparison:
    """A wave with its indicators, and the waves before it.

    The region and large groups are compared quarter with quarter. Groupings of the window are compared with as many
    quarters together on both sides as the workspace has; with one each, from the newest quarter alone.

    Parameters
    ----------
    wave : WeightedWave
    table : IndicatorTable
        Its indicators; small groups from the window.
    window : tuple of Period
        The quarters of the window, the newest first.
    earlier : sequence of WeightedWave
        The newest first.
    named : bool
        Whether the design names PSUs.
    """

    wave: WeightedWave
    table: IndicatorTable
    window: tuple[Period, ...]
    earlier: Sequence[WeightedWave]
    named: bool
    _sides: dict[tuple[Period, ...], ComparedSide] = field(init=False, repr=False, default_factory=dict)
    _why: dict[Sides, dict[str, NoComparison]] = field(init=False, repr=False, default_factory=dict)

    def before(self, reference: Reference) -> WeightedWave | None:
        """The wave that a reference names; None when there is none."""
        period = period_of(reference, self.wave.period, [one.period for one in self.earlier])
        return next((one for one in self.earlier if one.period == period), None)

    def table_of(self, wave: WeightedWave) -> IndicatorTable:
        """Indicators of an earlier wave from its quarter alone."""
        return self._side((wave.period,)).table

    def not_comparable(self, before: WeightedWave) -> dict[str, NoComparison]:
        """Indicators that are not compared with an earlier wave, with the reason."""
        return self._reasons((self.wave.period,), (before.period,))

    def changes(self) -> ChangeTable:
        """Changes against the quarter before and the same quarter a year ago, as far as there are such waves."""
        return ChangeTable.joined([part for one in get_args(Reference) for part in self._against(one)])

    def trend(self) -> TrendTable:
        """Trends of the region over this wave and all that were read before it."""
        waves = [*reversed(self.earlier), self.wave]
        tables = [self._of_region(one) for one in waves]
        reasons = [
            {name: why.reason for name, why in self._not_in_series(one, table).items()}
            for one, table in zip(waves, tables, strict=True)
        ]
        framed = [self.named and one.files.psus == "frame" for one in waves]
        return trend(tables, framed=framed, not_compared=reasons)

    def _not_in_series(self, wave: WeightedWave, table: IndicatorTable) -> dict[str, NoComparison]:
        """Indicators of a wave that are left out of the trend."""
        if wave is self.wave:
            return {}
        if (wave.period,) in self._sides:
            return self.not_comparable(wave)
        return not_comparable(self.table, table, self.wave.interviews, wave.interviews)

    def _of_region(self, wave: WeightedWave) -> IndicatorTable:
        """Indicators of a wave, at least for the region."""
        known = self._sides.get((wave.period,))
        if wave is self.wave:
            return self.table
        return known.table if known is not None else wave.indicators(domains=())

    def _against(self, reference: Reference) -> list[ChangeTable]:
        before = self.before(reference)
        if before is None:
            return []
        now, past = self._side((self.wave.period,)), self._side((before.period,))
        reasons = self.not_comparable(before)
        common = [name for name in _domains(self.table) if name in _domains(past.table)]
        pooled = [name for name in common if name in self.wave.instrument.indicators.status_rule.pooled]
        plain = [name for name in common if name not in pooled]
        found = [self._compared(now, past, reference, plain, reasons)]
        longest = sides(self.wave.period, self._same_form(), reference, self._most())
        if pooled and (longest is None or len(longest[0]) == 1):
            alone = ComparedSide(now.table.newest or now.table, now.interviews, now.framed)
            found.append(self._compared(alone, past, reference, pooled, reasons))
        elif pooled and longest is not None:
            now, past = self._side(longest[0]), self._side(longest[1])
            found.append(self._compared(now, past, reference, pooled, self._reasons(*longest)))
        return found

    def _compared(
        self,
        now: ComparedSide,
        past: ComparedSide,
        reference: Reference,
        domains: Sequence[str],
        why: Mapping[str, NoComparison],
    ) -> ChangeTable:
        shared: SharedPsus = "psu" if self.named and now.framed and past.framed else "none"
        not_compared = {name: one.reason for name, one in why.items()}
        return compare_waves(
            now.table, past.table, reference=reference, domains=domains, shared=shared, not_compared=not_compared
        )

    def _reasons(self, quarters: tuple[Period, ...], before: tuple[Period, ...]) -> dict[str, NoComparison]:
        """Indicators that are not compared between two sides; looked for once."""
        if (quarters, before) not in self._why:
            now, past = self._side(quarters), self._side(before)
            self._why[quarters, before] = not_comparable(now.table, past.table, now.interviews, past.interviews)
        return self._why[quarters, before]

    def _side(self, quarters: tuple[Period, ...]) -> ComparedSide:
        """Table of a quarter, or of small groups in several quarters together; computed once."""
        if quarters not in self._sides:
            self._sides[quarters] = self._made(quarters)
        return self._sides[quarters]

    def _made(self, quarters: tuple[Period, ...]) -> ComparedSide:
        waves: dict[Period, WeightedWave] = {one.period: one for one in (self.wave, *self.earlier)}
        newest = waves[quarters[0]]
        window = joined([waves[one] for one in quarters], named=self.named)
        if window is None:
            table = self.table if newest is self.wave else newest.indicators()
            return ComparedSide(table, newest.interviews, newest.files.psus == "frame")
        if newest is self.wave and quarters == self.window:
            table = self.table
        else:
            table = newest.indicators(window=window, domains=newest.instrument.indicators.status_rule.pooled)
        assert isinstance(window.data, Interviews)
        # a joined sample already names the PSUs of each wave drawn anew after that wave
        return ComparedSide(table, window.data, framed=True)

    def _same_form(self) -> list[Period]:
        """Quarters whose waves can be taken together with this one: those of the same questionnaire, any version."""
        form = self.wave.instrument.form.id
        return [one.period for one in (self.wave, *self.earlier) if one.instrument.form.id == form]

    def _most(self) -> int:
        return most_periods(self.wave.instrument.indicators.status_rule, self.wave.period)


def _domains(table: IndicatorTable) -> list[str]:
    return list(dict.fromkeys(table.frame["domain"]))
