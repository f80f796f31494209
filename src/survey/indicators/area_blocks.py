"""Estimates of the indicators, area by area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.design import Sample
from survey.estimation import mean
from survey.indicators.area_level import AreaEstimate, gap, geometric_mean, list_experiment, split_depends_on
from survey.indicators.areas import Area
from survey.indicators.definitions import AREA_ONLY, Gap, GeometricMean, Indicator, Indicators, ListExperiment
from survey.indicators.indicator_table import REGION
from survey.indicators.nonresponse_shares import NONRESPONSE_NUMBERS, NonresponseShares
from survey.indicators.respondents import Respondents

_ESTIMATED = ("estimate", "se", "df", "n", "n_eff", "deff")
NUMBERS = (*_ESTIMATED, "lonely", *NONRESPONSE_NUMBERS, "split")
"""Columns of a block."""

_TOP = 100.0
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class AreaBlock:
    """Estimates of one area: ``numbers`` maps each of ``NUMBERS`` to an array (indicators, levels)."""

    area: Area
    ids: tuple[str, ...]
    numbers: Mapping[str, Floats]

    def of(self, indicator: str, number: str) -> Floats:
        """One number of one indicator, (levels,)."""
        return np.asarray(self.numbers[number][self.ids.index(indicator)])

    def frame(self) -> pd.DataFrame:
        """One row per indicator and level."""
        levels = self.area.levels
        columns: dict[str, object] = {
            "indicator": np.repeat(np.array(self.ids, object), len(levels)),
            "domain": self.area.domain,
            "level": list(levels) * len(self.ids),
        }
        return pd.DataFrame(columns | {name: array.ravel() for name, array in self.numbers.items()})


def estimate_areas(indicators: Indicators, sample: Sample, areas: list[Area]) -> list[AreaBlock]:
    """Blocks of the indicators, one for each area, of which the first is the region."""
    return _WaveEstimation(indicators, sample, areas).blocks() if indicators.items else []


class _WaveEstimation:
    """Estimation of one wave: columns of respondents first, then one call of :func:`survey.mean` per area."""

    def __init__(self, indicators: Indicators, sample: Sample, areas: list[Area]) -> None:
        self.indicators = indicators
        self.sample = sample
        self.areas = areas
        self.people = Respondents(indicators, sample)
        self.nonresponse = NonresponseShares(indicators, self.people)

    def blocks(self) -> list[AreaBlock]:
        """Blocks of all areas; gaps are estimated together with the region, since its mean is part of them."""
        gaps = {
            (one.id, place.domain): [
                gap(one.formula.item, self.people, place, at, self.areas[0]) for at in range(len(place.levels))
            ]
            for one in self.indicators
            if isinstance(one.formula, Gap)
            for place in self.areas[1:]
            if is_wanted(one, place)
        }
        flat = {f"{name}:{domain}:{at}": one for (name, domain), many in gaps.items() for at, one in enumerate(many)}
        blocks = [self.block(place, flat if place.domain == REGION else {}) for place in self.areas]
        return [self.with_gaps(block, blocks[0], gaps) for block in blocks]

    def block(self, place: Area, more: Mapping[str, AreaEstimate]) -> AreaBlock:
        """Block of one area; ``more`` are further indicators with a linearised variable, estimated in the same call."""
        wanted = [one for one in self.indicators if is_wanted(one, place) and not isinstance(one.formula, Gap)]
        columns = {one.id: self.people.column(one.id) for one in wanted if not isinstance(one.formula, AREA_ONLY)}
        derived = {
            one.id: self.derived(one.formula, place)
            for one in wanted
            if isinstance(one.formula, ListExperiment | GeometricMean)
        }
        derived |= more
        variables = {name: column.value for name, column in columns.items()}
        variables |= {name: one.column for name, one in derived.items()}
        numbers = self.estimated(variables, place)
        for at, one in enumerate(derived.values(), len(columns)):
            numbers["estimate"][at] = one.estimate
        numbers |= self.nonresponse.of(tuple(variables), place, numbers["estimate"])
        numbers["split"] = np.outer([self.is_split(name) for name in variables], np.ones(len(place.levels)))
        return AreaBlock(place, tuple(variables), numbers)

    def derived(self, formula: ListExperiment | GeometricMean, place: Area) -> AreaEstimate:
        """Estimate of an indicator that exists for areas only."""
        if isinstance(formula, ListExperiment):
            return list_experiment(formula, self.people, place)
        return geometric_mean(formula, self.people, place)

    def estimated(self, variables: Mapping[str, Floats], place: Area) -> dict[str, Floats]:
        """Means of columns with their errors, (columns, levels) each; ``se`` is NaN where no degree of freedom is left."""
        found = mean(self.sample, variables, by=place.by)
        shape = (len(variables), len(place.levels))
        numbers = {name: getattr(found, name).reshape(shape).copy() for name in _ESTIMATED}
        numbers["lonely"] = found.flag("lonely").reshape(shape).astype(np.float64)
        estimate, se = numbers["estimate"], numbers["se"]
        # sums of floats miss 0 and 100 by a rounding error; statuses and publication ask for them exactly
        for end in (-_TOP, 0.0, _TOP):
            estimate[np.abs(estimate - end) < _NOTHING] = end
        se[se < _NOTHING] = 0.0
        # without spread there is no design effect; the interviews then count as many as there are
        exact = (se == 0) & (numbers["deff"] < _NOTHING)
        numbers["n_eff"][exact], numbers["deff"][exact] = numbers["n"][exact], np.nan
        se[~(numbers["df"] >= 1)] = np.nan
        return numbers

    def is_split(self, name: str) -> bool:
        """Whether the versions of a list experiment are spread unevenly over the languages of the interview."""
        formula = self.indicators[name].formula if name in self.indicators else None
        if not isinstance(formula, ListExperiment) or "language" not in self.indicators.form.groupings:
            return False
        return split_depends_on(self.sample.values(formula.version), self.sample.categories("language").codes)

    def with_gaps(
        self, block: AreaBlock, region: AreaBlock, gaps: Mapping[tuple[str, str], list[AreaEstimate]]
    ) -> AreaBlock:
        """Block with its gaps as indicators, and without the names under which the region's estimation had them."""
        own = {name: len(many) for (name, domain), many in gaps.items() if domain == block.area.domain}
        kept = [at for at, name in enumerate(block.ids) if name in self.indicators]
        numbers = {name: array[kept] for name, array in block.numbers.items()}
        for name, many in own.items():
            formula = self.indicators[name].formula
            assert isinstance(formula, Gap)
            base = block.ids.index(formula.item)
            for number, array in block.numbers.items():
                row = array[base].copy()
                if number in ("estimate", "se"):
                    row = np.array([region.of(f"{name}:{block.area.domain}:{at}", number)[0] for at in range(many)])
                elif number in NONRESPONSE_NUMBERS:
                    row = np.full(many, np.nan)
                numbers[number] = np.vstack([numbers[number], row])
        return AreaBlock(block.area, (*(block.ids[at] for at in kept), *own), numbers)


def is_wanted(indicator: Indicator, place: Area) -> bool:
    """Whether an indicator is computed for an area; a gap to the region has no value for the region."""
    if isinstance(indicator.formula, Gap) and place.domain == REGION:
        return False
    return indicator.domains is None or place.domain in indicator.domains
