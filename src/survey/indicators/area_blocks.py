"""Estimates of the indicators, area by area."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.arrays import AnyFloats, Floats, Indices, Mask
from survey.estimation import Estimates, mean
from survey.estimation.variation import Variation
from survey.freed_memory import give_back
from survey.indicators.area_level import AreaEstimate, Column, gap, geometric_mean, list_experiment, split_depends_on
from survey.indicators.area_variation import AreaVariation
from survey.indicators.areas import Area, area
from survey.indicators.definitions import AREA_ONLY, Gap, GeometricMean, Indicator, Indicators, ListExperiment
from survey.indicators.nonresponse_shares import NONRESPONSE_NUMBERS, NonresponseShares
from survey.indicators.respondents import Respondents
from survey.indicators.rule_constants import REGION
from survey.indicators.window_waves import waves_in
from survey.questionnaire.grouping_roles import grouping_in_role

_ESTIMATED = ("estimate", "se", "df", "n", "n_eff", "deff", "weight")
NUMBERS = (*_ESTIMATED, "lonely", "spread", "n_psus", "n_psus_hit", *NONRESPONSE_NUMBERS, "split", "newest")
"""Columns of a block."""

_TOP = 100.0
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class AreaBlock:
    """Estimates of one area.

    ``numbers`` maps each of ``NUMBERS`` to an array (indicators, levels); ``quarters`` has the quarters behind each
    indicator; ``psus_whole`` is True when no PSU has interviews in two levels. ``variation`` says how its
    estimates vary from sample to sample.
    """

    area: Area
    ids: tuple[str, ...]
    numbers: Mapping[str, Floats]
    quarters: tuple[str, ...]
    psus_whole: bool
    variation: AreaVariation

    def of(self, indicator: str, number: str) -> Floats:
        """One number of one indicator, (levels,)."""
        return np.asarray(self.numbers[number][self.ids.index(indicator)])

    def after(self, newest: AreaBlock) -> AreaBlock:
        """The block of a window, with the estimates of its newest quarter."""
        found = np.full_like(self.numbers["newest"], np.nan)
        place = [newest.area.levels.index(level) if level in newest.area.levels else -1 for level in self.area.levels]
        for at, name in enumerate(self.ids):
            if name in newest.ids:
                found[at] = np.append(newest.of(name, "estimate"), np.nan)[place]
        return dataclasses.replace(self, numbers={**self.numbers, "newest": found})

    def frame(self) -> pd.DataFrame:
        """One row per indicator and level."""
        levels = self.area.levels
        columns: dict[str, object] = {
            "indicator": np.repeat(np.array(self.ids, object), len(levels)),
            "domain": self.area.domain,
            "level": list(levels) * len(self.ids),
            "quarters": np.repeat(np.array(self.quarters, object), len(levels)),
            "psus_whole": self.psus_whole,
        }
        return pd.DataFrame(columns | {name: array.ravel() for name, array in self.numbers.items()})


def estimate_areas(
    people: Respondents, areas: list[Area], window: Respondents | None = None
) -> tuple[list[AreaBlock], list[AreaBlock]]:
    """Blocks of the indicators, one for each area, of which the first is the region; and those of the newest quarter alone.

    Areas for which the status rule takes several quarters together are estimated from ``window`` when there is one. The
    second list is empty when nothing is.
    """
    indicators = people.indicators
    if not indicators.items:
        return [], []
    now = MemoryEstimation(people, areas).blocks()
    pooled = [place.domain for place in areas if place.domain in indicators.status_rule.pooled]
    if window is None or not pooled:
        return now, []
    over = [area(window.sample, name) for name in dict.fromkeys((REGION, *pooled))]
    joined = {block.area.domain: block for block in MemoryEstimation(window, over).blocks() if block.area.by}
    together = [joined[one.area.domain].after(one) if one.area.domain in joined else one for one in now]
    return together, [one for one in now if one.area.by is None or one.area.domain in joined]


class WaveEstimation(ABC, Generic[Column]):
    """Estimation of one wave: columns of respondents first, then one call of :func:`survey.mean` per area.

    Parameters
    ----------
    indicators : Indicators
    areas : list of Area
        The region first.
    """

    def __init__(self, indicators: Indicators, areas: list[Area]) -> None:
        self.indicators = indicators
        self.areas = areas
        self._quarters: dict[str, str] = {}

    @abstractmethod
    def value(self, name: str) -> Column:
        """Values of the respondents in an indicator."""

    @abstractmethod
    def gap(self, item: str, place: Area, level: int) -> AreaEstimate[Column]:
        """Gap between a level of an area and the region."""

    @abstractmethod
    def derived(self, name: str, formula: ListExperiment | GeometricMean, place: Area) -> AreaEstimate[Column]:
        """Estimate of an indicator that exists for areas only."""

    @abstractmethod
    def means(self, variables: Mapping[str, Column], place: Area) -> Estimates:
        """Means of columns in an area."""

    @abstractmethod
    def spread_and_psus(
        self, variables: Mapping[str, Column], place: Area, mean_of: Floats, n: Floats, is_share: Mask
    ) -> dict[str, Floats]:
        """Variance of single values, PSUs with a value, and PSUs with a case; each (columns, levels).

        The variance of single values is :math:`n / (n - 1)` times the weighted mean of the squared deviations, for a
        share :math:`e (100 - e) n / (n - 1)`; NaN for fewer than two. Only shares have cases.
        """

    @abstractmethod
    def nonresponse_of(self, names: tuple[str, ...], place: Area, estimate: Floats) -> dict[str, Floats]:
        """Numbers of nonresponse."""

    @abstractmethod
    def quarters_of(self, column: Column) -> str:
        """The quarters whose interviews have a value, joined by ``;``; empty when the interviews name none."""

    @abstractmethod
    def psus_are_whole(self, place: Area) -> bool:
        """Whether no PSU has interviews in two categories, as is so for territorial units."""

    @abstractmethod
    def is_split(self, name: str) -> bool:
        """Whether the versions of a list experiment are spread unevenly over the languages of the interview."""

    def blocks(self) -> list[AreaBlock]:
        """Blocks of all areas; gaps are estimated together with the region, since its mean is part of them."""
        gaps = {
            (one.id, place.domain): {
                level: self.gap(one.formula.item, place, at) for at, level in enumerate(place.levels)
            }
            for one in self.indicators
            if isinstance(one.formula, Gap)
            for place in self.areas[1:]
            if is_wanted(one, place)
        }
        flat = {
            _gap_name(name, domain, level): one for (name, domain), many in gaps.items() for level, one in many.items()
        }
        blocks = [self.block(place, flat if place.domain == REGION else {}) for place in self.areas]
        return [self.with_gaps(block, blocks[0], gaps) for block in blocks]

    def block(self, place: Area, more: Mapping[str, AreaEstimate[Column]]) -> AreaBlock:
        """Block of one area; ``more`` are further indicators with a linearised variable, estimated in the same call."""
        wanted = [one for one in self.indicators if is_wanted(one, place) and not isinstance(one.formula, Gap)]
        columns = {one.id: self.value(one.id) for one in wanted if not isinstance(one.formula, AREA_ONLY)}
        derived = {
            one.id: self.derived(one.id, one.formula, place)
            for one in wanted
            if isinstance(one.formula, ListExperiment | GeometricMean)
        }
        derived |= more
        variables = columns | {name: one.column for name, one in derived.items()}
        numbers, variation = self.estimated(variables, place)
        for at, one in enumerate(derived.values(), len(columns)):
            numbers["estimate"][at] = one.estimate
        numbers |= self.nonresponse_of(tuple(variables), place, numbers["estimate"])
        numbers["split"] = np.outer([self.is_split(name) for name in variables], np.ones(len(place.levels)))
        numbers["newest"] = numbers["estimate"].copy()
        for name in columns.keys() - self._quarters.keys():
            self._quarters[name] = self.quarters_of(variables[name])
        quarters = (
            *(self._quarters[name] for name in columns),
            *(self.quarters_of(one.column) for one in derived.values()),
        )
        spread = dict(zip(variables, numbers["spread"], strict=True))
        kept = AreaVariation(place.domain, tuple(variables), place.levels, variation, spread)
        return AreaBlock(place, tuple(variables), numbers, quarters, self.psus_are_whole(place), kept)

    def estimated(self, variables: Mapping[str, Column], place: Area) -> tuple[dict[str, Floats], Variation]:
        """Means of columns with their errors, (columns, levels) each; ``se`` is NaN where no degree of freedom is left."""
        found = self.means(variables, place)
        shape = (len(variables), len(place.levels))
        numbers = {name: getattr(found, name).reshape(shape).copy() for name in _ESTIMATED}
        numbers["lonely"] = found.flag("lonely").reshape(shape).astype(np.float64)
        estimate, se = numbers["estimate"], numbers["se"]
        is_share = np.array([name in self.indicators and self.indicators[name].is_share for name in variables], bool)
        numbers |= self.spread_and_psus(variables, place, estimate, numbers["n"], is_share)
        # sums of floats miss 0 and 100 by a rounding error; statuses and publication ask for them exactly
        for end in (-_TOP, 0.0, _TOP):
            estimate[np.abs(estimate - end) < _NOTHING] = end
        se[se < _NOTHING] = 0.0
        # without spread there is no design effect; the interviews then count as many as there are
        exact = (se == 0) & (numbers["deff"] < _NOTHING)
        numbers["n_eff"][exact], numbers["deff"][exact] = numbers["n"][exact], np.nan
        se[~(numbers["df"] >= 1)] = np.nan
        return numbers, found.variation

    def with_gaps(
        self, block: AreaBlock, region: AreaBlock, gaps: Mapping[tuple[str, str], Mapping[str, AreaEstimate[Column]]]
    ) -> AreaBlock:
        """Block with its gaps as indicators, and without the names under which the region's estimation had them."""
        domain = block.area.domain
        own = {
            name: [_gap_name(name, where, level) for level in many]
            for (name, where), many in gaps.items()
            if where == domain
        }
        kept = [at for at, name in enumerate(block.ids) if name in self.indicators]
        numbers = {name: array[kept] for name, array in block.numbers.items()}
        for name, columns in own.items():
            base = block.ids.index(self.item_of_gap(name))
            for number, array in block.numbers.items():
                row = array[base].copy()
                if number in ("estimate", "newest", "se", "spread"):
                    row = np.array([region.of(column, number)[0] for column in columns])
                    if number == "spread":
                        # as many interviews as the category has: the variance of the gap belongs to the region
                        row = row * block.numbers["n"][base] / region.of(columns[0], "n")[0]
                elif number in NONRESPONSE_NUMBERS:
                    row = np.full(len(columns), np.nan)
                numbers[number] = np.vstack([numbers[number], row])
        quarters = [block.quarters[at] for at in kept]
        quarters += [block.quarters[block.ids.index(self.item_of_gap(name))] for name in own]
        ids = (*(block.ids[at] for at in kept), *own)
        spread = dict(zip(ids, numbers["spread"], strict=True))
        variation = block.variation.with_gaps(region.variation, own).of(kept, spread)
        return AreaBlock(block.area, ids, numbers, tuple(quarters), block.psus_whole, variation)

    def item_of_gap(self, name: str) -> str:
        """The indicator whose mean in a category is compared with the region."""
        formula = self.indicators[name].formula
        assert isinstance(formula, Gap)
        return formula.item


class MemoryEstimation(WaveEstimation[AnyFloats]):
    """Estimation of a wave whose interviews are in memory."""

    def __init__(self, people: Respondents, areas: list[Area]) -> None:
        super().__init__(people.indicators, areas)
        self.sample = people.sample
        self.people = people
        self.nonresponse = NonresponseShares(people.indicators, people, areas)
        self.waves = waves_in(people.sample, people.indicators)

    def value(self, name: str) -> AnyFloats:
        """(n,) values of the respondents in an indicator."""
        return self.people.column(name).value

    def gap(self, item: str, place: Area, level: int) -> AreaEstimate[AnyFloats]:
        """Gap between a level of an area and the region."""
        return gap(item, self.people, place, level, self.areas[0])

    def derived(self, name: str, formula: ListExperiment | GeometricMean, place: Area) -> AreaEstimate[AnyFloats]:
        """Estimate of an indicator that exists for areas only."""
        place = self.people.area_of(name, place)
        if isinstance(formula, ListExperiment):
            return list_experiment(formula, self.people, place)
        return geometric_mean(formula, self.people, place)

    def means(self, variables: Mapping[str, AnyFloats], place: Area) -> Estimates:
        """Means of columns in an area."""
        found = mean(self.sample, variables, by=place.by)
        give_back(len(self.sample))
        return found

    def nonresponse_of(self, names: tuple[str, ...], place: Area, estimate: Floats) -> dict[str, Floats]:
        """Numbers of nonresponse."""
        return self.nonresponse.of(names, place, estimate)

    def quarters_of(self, column: AnyFloats) -> str:
        """The quarters whose interviews have a value, joined by ``;``; empty when the interviews name none."""
        if self.waves is None:
            return ""
        codes, names = self.waves
        seen = np.bincount(codes[np.isfinite(column)] + 1, minlength=len(names) + 1)[1:]
        return ";".join(name for name, number in zip(names, seen.tolist(), strict=True) if number)

    def spread_and_psus(
        self, variables: Mapping[str, AnyFloats], place: Area, mean_of: Floats, n: Floats, is_share: Mask
    ) -> dict[str, Floats]:
        """Variance of single values, PSUs with a value, and PSUs with a case; each (columns, levels)."""
        levels, weights = len(place.levels), self.sample.weights
        inside = (place.codes >= 0) & (weights > 0)
        rows = np.flatnonzero(inside)
        keys = self.sample.psus[1][rows] * levels + place.codes[rows]
        order = np.argsort(keys, kind="stable")
        rows = rows[order]
        pairs, starts = np.unique(keys[order], return_index=True)
        level_of = pairs % levels
        spread, n_psus, hit = np.full((3, len(variables), levels), np.nan)
        for at, column in enumerate(variables.values()):
            squares = np.maximum(mean_of[at] * (_TOP - mean_of[at]), 0.0)
            if not is_share[at]:
                known = inside & np.isfinite(column)
                code, weight = place.codes[known], weights[known]
                off = np.square(column[known] - mean_of[at][code]) * weight
                with np.errstate(divide="ignore", invalid="ignore"):
                    squares = np.bincount(code, off, levels) / np.bincount(code, weight, levels)
            with np.errstate(divide="ignore", invalid="ignore"):
                spread[at] = np.where(n[at] > 1, squares * n[at] / (n[at] - 1), np.nan)
            seen = seen_in_runs(column, rows, starts)
            n_psus[at] = np.bincount(level_of[seen > 0], minlength=levels)
            hit[at] = np.bincount(level_of[seen > 1], minlength=levels) if is_share[at] else 0
        return {"spread": spread, "n_psus": n_psus, "n_psus_hit": hit}

    def psus_are_whole(self, place: Area) -> bool:
        """Whether no PSU has interviews in two categories, as is so for territorial units."""
        inside = place.codes >= 0
        psu, code = self.sample.psus[1][inside], place.codes[inside]
        return len(np.unique(psu)) == len(np.unique(psu * len(place.levels) + code))

    def is_split(self, name: str) -> bool:
        """Whether the versions of a list experiment are spread unevenly over the languages of the interview."""
        formula = self.indicators[name].formula if name in self.indicators else None
        spoken = grouping_in_role(self.indicators.form, "language_held", "language_start")
        if not isinstance(formula, ListExperiment) or spoken is None:
            return False
        return split_depends_on(self.sample.values(formula.version), self.sample.categories(spoken.id).codes)


def _gap_name(indicator: str, domain: str, level: str) -> str:
    """Name of a gap as a variable of the region's estimation."""
    return f"{indicator}:{domain}:{level}"


def is_wanted(indicator: Indicator, place: Area) -> bool:
    """Whether an indicator is computed for an area; a gap to the region has no value for the region."""
    if isinstance(indicator.formula, Gap) and place.domain == REGION:
        return False
    return indicator.domains is None or place.domain in indicator.domains


def seen_in_runs(column: AnyFloats, rows: Indices, starts: Indices) -> NDArray[np.uint8]:
    """For each run of rows what occurs among their values: nothing (0), only values up to 0 (1), or one above 0 (2 or more)."""
    if not len(starts):
        return np.zeros(0, np.uint8)
    value = np.isfinite(column).astype(np.uint8)
    value[column > 0] = 2
    return np.bitwise_or.reduceat(value[rows], starts)
