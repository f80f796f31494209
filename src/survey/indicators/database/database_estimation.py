"""Estimates of the indicators of a table in a database: every number follows from sums by sampling unit and category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.sampling_stages import Stage
from survey.estimation import Estimates, mean
from survey.estimation.database import DatabaseSample
from survey.estimation.database.table_columns import BoundValues
from survey.estimation.estimation_source import Request, Tabulation
from survey.indicators.area_blocks import WaveEstimation
from survey.indicators.area_level import AreaEstimate, geometric, split_depends_on
from survey.indicators.areas import Area, area
from survey.indicators.database.sql_columns import DONT_KNOW, KNOWN, REFUSED, SqlRespondents
from survey.indicators.definitions import AREA_ONLY, GeometricMean, Indicators, ListExperiment
from survey.indicators.nonresponse_shares import NonresponseNumbers
from survey.questionnaire.grouping_roles import grouping_in_role

_ZERO = 1e-13
"""Variance, as a share of the squared mean, that is a rounding error of the difference of two sums."""


@dataclass(frozen=True, slots=True)
class _Tabulated:
    """A source whose answer is known."""

    answer: Tabulation

    def tabulate(self, request: Request) -> Tabulation:  # noqa: ARG002
        """The answer."""
        return self.answer


@dataclass(frozen=True, slots=True, eq=False)
class _CellNumbers:
    """Numbers of columns by unit and category, in the order of the columns."""

    answer: Tabulation
    names: tuple[str, ...]

    @property
    def weights(self) -> Floats:
        """(columns, levels) weights of those with a value."""
        return self.answer.table.by_domain(self.answer.table.sums[::2])

    @property
    def totals(self) -> Floats:
        """(columns, levels) weighted sums."""
        return self.answer.table.by_domain(self.answer.table.sums[1::2])

    @property
    def squares(self) -> Floats:
        """(columns, levels) weighted sums of squares."""
        return self.answer.table.squares[1::2]

    @property
    def counts(self) -> Floats:
        """(columns, cells) interviews with a value and a weight."""
        return self.answer.table.counts

    def psus(self, stages: Sequence[Stage], levels: int) -> Floats:
        """(columns, levels) PSUs in which somebody has a value."""
        pairs = psu_of(self.answer.table.units, stages) * levels + self.answer.table.domains
        found = np.zeros((len(self.names), levels))
        for at, row in enumerate(self.counts):
            found[at] = np.bincount(np.unique(pairs[row > 0]) % levels, minlength=levels)
        return found


class TableEstimation(WaveEstimation[str]):
    """Estimation of the indicators of a table; a column is named in place of its values.

    Parameters
    ----------
    indicators : Indicators
    source : DatabaseSample
    areas : list of Area
        Without codes, the region first.
    wave : str
        Name of the wave; empty when the table names none.
    """

    def __init__(self, indicators: Indicators, source: DatabaseSample, areas: list[Area], wave: str) -> None:
        super().__init__(indicators, areas)
        self.source = source
        self.wave = wave
        people = SqlRespondents(indicators, source)
        mine = [one for one in indicators if not isinstance(one.formula, AREA_ONLY)]
        columns = {one.id: people.column(one.id) for one in mine}
        add = people.stages.add
        self.values = {name: people.stages.again((one.value, one.depth)) for name, one in columns.items()}
        self.states = {
            name: tuple(
                add(f"CASE WHEN {condition} THEN {what} END", one.depth + 1)[0]
                for condition, what in (
                    (f"{one.state} = {KNOWN}", one.value),
                    (f"{one.state} = {DONT_KNOW}", "1"),
                    (f"{one.state} = {REFUSED}", "1"),
                    (f"{one.value} > 0", "1"),
                )
            )
            for name, one in columns.items()
        }
        self._parts = {
            one.id: _parts(one.formula, people)
            for one in indicators
            if isinstance(one.formula, ListExperiment | GeometricMean)
        }
        self._codes = {place.domain: people.level(place) for place in areas}
        self.people = people
        self._last: _CellNumbers | None = None
        self._nonresponse = _NonresponseOfTable(indicators, self)
        self._means: dict[tuple[tuple[str, ...], str], tuple[Floats, Floats]] = {}

    def tabulated(self, names: Sequence[str], place: Area) -> Tabulation:
        """Sums of columns by unit and category."""
        return self.people.extended(names).tabulate(Request("mean", list(names), by=place.by))

    def value(self, name: str) -> str:
        """Column of an indicator."""
        return self.values[name]

    def means(self, variables: Mapping[str, str], place: Area) -> Estimates:
        """Means of columns in an area."""
        names = tuple(variables.values())
        self._last = _CellNumbers(self.tabulated(names, place), names)
        return mean(_Tabulated(self._last.answer), list(names), by=place.by)

    @property
    def last(self) -> _CellNumbers:
        """Sums from which the means were made."""
        assert self._last is not None
        return self._last

    def spread_and_psus(
        self,
        variables: Mapping[str, str],
        place: Area,
        mean_of: Floats,
        n: Floats,
        is_share: Mask,
    ) -> dict[str, Floats]:
        """Variance of single values, PSUs with a value, and PSUs with a case; each (columns, levels)."""
        levels, last = len(place.levels), self.last
        with np.errstate(divide="ignore", invalid="ignore"):
            squares = last.squares / last.weights - mean_of**2
            squares = np.where(squares > _ZERO * mean_of**2, squares, np.where(np.isnan(squares), np.nan, 0.0))
            squares = np.where(is_share[:, None], np.maximum(mean_of * (100 - mean_of), 0.0), squares)
            spread = np.where(n > 1, squares * n / (n - 1), np.nan)
        hit = np.zeros_like(spread)
        numbers = self._nonresponse.numbers(place)
        found = numbers.psus(self.source.stages, levels)
        for at, name in enumerate(variables):
            if is_share[at]:
                hit[at] = found[numbers.names.index(self.states[name][-1])]
        return {"spread": spread, "n_psus": last.psus(self.source.stages, levels), "n_psus_hit": hit}

    def nonresponse_of(self, names: tuple[str, ...], place: Area, estimate: Floats) -> dict[str, Floats]:
        """Numbers of nonresponse."""
        return self._nonresponse.of(names, place, estimate)

    def quarters_of(self, column: str) -> str:
        """The wave, when somebody has a value."""
        last = self.last
        return self.wave if last.counts[last.names.index(column)].any() else ""

    def psus_are_whole(self, place: Area) -> bool:
        """Whether no PSU has interviews in two categories."""
        groups, _ = self.source.grouped_by(place.by or (), None, "survey.compute")
        codes = area(groups, place.domain).codes
        inside = codes >= 0
        psu = groups.psus[1][inside]
        return len(np.unique(psu)) == len(np.unique(psu * len(place.levels) + codes[inside]))

    def is_split(self, name: str) -> bool:
        """Whether the versions of a list experiment are spread unevenly over the languages of the interview."""
        formula = self.indicators[name].formula if name in self.indicators else None
        spoken = grouping_in_role(self.indicators.form, "language_held", "language_start")
        if not isinstance(formula, ListExperiment) or spoken is None:
            return False
        groups, sizes = self.source.grouped_by((formula.version, spoken.id), None, "survey.compute")
        version = groups.categories(formula.version).codes.astype(np.float64)
        version[version < 0] = np.nan
        return split_depends_on(version, groups.categories(spoken.id).codes, numbers=sizes.asked)

    def derived(self, name: str, formula: ListExperiment | GeometricMean, place: Area) -> AreaEstimate[str]:
        """Estimate of an indicator that exists for areas only."""
        parts, somewhere = self._parts[name]
        found, weights = self._means_of((*parts, somewhere), place)
        found, weights, whole = found[:-1], weights[:-1], weights[-1]
        if isinstance(formula, GeometricMean):
            estimate, gradient = geometric(found)
        else:
            slopes = np.array([1.0, -1.0, -1.0][: len(parts)])
            estimate, gradient = slopes @ found, np.repeat(slopes[:, None], len(place.levels), axis=1)
        factor = np.divide(gradient * whole, weights, out=np.zeros_like(gradient), where=weights > 0)
        code = self._codes[place.domain]
        bound = self.people.bound
        terms = [
            f"CASE WHEN {column} IS NULL THEN 0 ELSE "
            f"{_by_level(code, factor[at], bound)} * ({column} - {_by_level(code, found[at], bound)}) END"
            for at, column in enumerate(parts)
        ]
        written = f"CASE WHEN {code} IS NOT NULL AND {somewhere} = 1 THEN {' + '.join(terms)} END"
        return AreaEstimate(estimate, self.people.stages.last(written))

    def gap(self, item: str, place: Area, level: int) -> AreaEstimate[str]:
        """Gap between a level of an area and the region."""
        column, code = self.values[item], self._codes[place.domain]
        own, weights = self._means_of((column,), place)
        region, whole = self._means_of((column,), self.areas[0])
        here, factor = own[0, level], whole[0, 0] / weights[0, level] if weights[0, level] > 0 else 0.0

        bound = self.people.bound
        part = f"{bound.number(factor)} * ({column} - {bound.number(here)})" if factor else "0"
        rest = f"({column} - {bound.number(region[0, 0])})" if whole[0, 0] > 0 else "0"
        written = (
            f"CASE WHEN {column} IS NOT NULL THEN (CASE WHEN {code} = {level} THEN {part} ELSE 0 END) - {rest} END"
        )
        return AreaEstimate(np.array([here - region[0, 0]]), self.people.stages.last(written))

    def _means_of(self, names: tuple[str, ...], place: Area) -> tuple[Floats, Floats]:
        """Weighted means of columns (k, levels), and the weights behind them."""
        key = (names, place.domain)
        if key not in self._means:
            sums = _CellNumbers(self.tabulated(names, place), names)
            weights = sums.weights
            with np.errstate(divide="ignore", invalid="ignore"):
                self._means[key] = sums.totals / weights, weights
        return self._means[key]


class _NonresponseOfTable(NonresponseNumbers):
    """Numbers of nonresponse from sums that the database adds up."""

    def __init__(self, indicators: Indicators, estimation: TableEstimation) -> None:
        super().__init__([one for one in indicators if not isinstance(one.formula, AREA_ONLY)])
        self._estimation = estimation
        self._names = tuple(dict.fromkeys(name for own in estimation.states.values() for name in own))
        self._found: dict[str, _CellNumbers] = {}

    def numbers(self, area: Area) -> _CellNumbers:
        """Numbers of the columns of all states."""
        if area.domain not in self._found:
            self._found[area.domain] = _CellNumbers(self._estimation.tabulated(self._names, area), self._names)
        return self._found[area.domain]

    def sums(self, area: Area) -> Floats:
        """(5, indicators, levels) weights of those who know, do not know and refuse, sums of values, and cases."""
        numbers = self.numbers(area)
        weights, totals = numbers.weights, numbers.totals
        counts = numbers.answer.table.by_domain(numbers.counts)
        places = [[self._names.index(name) for name in own] for own in self._estimation.states.values()]
        known, unsure, refused, hit = np.array(places, np.intp).reshape(-1, 4).T
        return np.stack([weights[known], weights[unsure], weights[refused], totals[known], counts[hit]])


def _parts(formula: ListExperiment | GeometricMean, people: SqlRespondents) -> tuple[tuple[str, ...], str]:
    """Columns of whose means an indicator of areas is made, and one that is 1 where one of them has a value."""
    if isinstance(formula, GeometricMean):
        columns = [people.column(item) for item in formula.items]
        found = [(one.value, one.depth) for one in columns]
    else:
        found = list(people.versions(formula))
        if formula.direct is not None:
            direct = people.share(formula.direct, formula.direct.names)
            found.append((direct.value, direct.depth))
    somewhere = " OR ".join(f"{name} IS NOT NULL" for name, _ in found)
    depth = max(depth for _, depth in found) + 1
    names = tuple(people.stages.again(part) for part in found)
    return names, people.stages.add(f"CASE WHEN {somewhere} THEN 1 END", depth)[0]


def _by_level(code: str, values: Floats, bound: BoundValues) -> str:
    """Value of the category of a row; NULL where it has none."""
    cases = [f"WHEN {at} THEN {bound.number(value)}" for at, value in enumerate(values.tolist()) if np.isfinite(value)]
    return f"(CASE {code} {' '.join(cases)} END)" if cases else "NULL"


def psu_of(units: Indices, stages: Sequence[Stage]) -> Indices:
    """PSU of each unit of the last stage."""
    for stage in reversed(stages[1:]):
        units = stage.parent[units]
    return units
