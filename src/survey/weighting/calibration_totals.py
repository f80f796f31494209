"""Calibration totals: margins of the population and totals of numeric variables, matched with the interviews."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.population import Counts, MarginName, Population
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.design.weight_trail import memberships
from survey.errors import WeightingError, nearest
from survey.interviews import Interviews
from survey.weighting.calibration_variables import Regressors
from survey.weighting.raking_margins import (
    Target,
    Unknown,
    check_totals,
    cross,
    find_target,
    name_interviews,
    turn_of,
    wanted_margins,
)

EVERYBODY = "(all)"
"""Name of the number of people among the totals, where no margin gives it."""

Totals: TypeAlias = Population | Mapping[MarginName, Counts | float]
"""A population, or totals by name: a number for a numeric variable, counts by category for a margin."""

Margins = Sequence[str | Sequence[str]] | None


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Totals to be met: ``margins`` of a ``population``, and ``numbers`` by name of the variable."""

    population: Population | None
    margins: tuple[tuple[str, ...], ...]
    numbers: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class TotalsLayout:
    """Calibration problem in arrays. A row is an interview, a cell of interviews with equal values, or a unit.

    Parameters
    ----------
    X : Regressors
        Variables of the rows: the categories of the margins first, then numbers.
    start : (rows,) array
        Weights before, summed over the interviews of a row.
    targets : (p,) array
        Totals to be met.
    row_of : (n,) array of int, or None
        Row of each interview; None when every interview is a row.
    margins : list of Target
    number_names : tuple of str
        Names of the numeric variables, for messages.
    cells : (n,) array of int
        Cell of each interview.
    categories : (cells, margins) array of int
        Category of each cell in each margin.
    numbers : (n, k) array or None
        Numeric variables by interview; None when there are none.
    """

    X: Regressors
    start: Floats
    targets: Floats
    row_of: Indices | None
    margins: list[Target]
    number_names: tuple[str, ...]
    cells: Indices
    categories: Indices
    numbers: Floats | None

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of categories of every margin."""
        return tuple(len(target.categories) for target in self.margins)

    @property
    def turn(self) -> Floats | None:
        """(p, p) matrix T of :class:`survey.design.Calibration`, or None: see :func:`turn_of`."""
        found = turn_of(self.margins)
        if found is None or not self.number_names:
            return found
        turn = np.eye(len(found) + len(self.number_names))
        turn[: len(found), : len(found)] = found
        return turn

    def place(self, at: int, verb: str) -> str:
        """Place of a column in an error message: its margin and category, or its number."""
        for target in self.margins:
            if at < len(target.categories):
                return f"{verb}: margin {target.title!r}, category {target.categories[at]!r}"
            at -= len(target.categories)
        return f"{verb}: total of {self.number_names[at]!r}"

    def by_interview(self, of_rows: Floats) -> Floats:
        """(n,) figures of the rows, repeated for their interviews."""
        return of_rows if self.row_of is None else of_rows[self.row_of]


def read_totals(totals: Totals[MarginName], margins: Margins, numbers: Mapping[str, float] | None, verb: str) -> Wanted:
    """Totals given by the caller, separated into margins and numbers.

    Raises
    ------
    WeightingError
        ``W102`` there are no totals; ``W103`` a total is missing or infinite.
    """
    known = dict(numbers or {})
    if isinstance(totals, Population):
        population: Population | None = totals
    else:
        known |= {
            str(name): float(value) for name, value in totals.items() if isinstance(value, int | float | np.number)
        }
        counts = {name: value for name, value in totals.items() if not isinstance(value, int | float | np.number)}
        population = Population.from_margins(counts) if counts else None
    names = () if population is None else wanted_margins(population, margins, verb)
    if not names and not known:
        raise WeightingError(
            "W102", f"{verb}: totals", "There is nothing to be met.", "Give a population, or totals by variable."
        )
    for name, value in known.items():
        if not np.isfinite(value):
            raise WeightingError(
                "W103",
                f"{verb}: total of {name!r}",
                f"{value} is not a finite number.",
                "Give the figure, or leave it out.",
            )
    return Wanted(population, names, {name: float(value) for name, value in known.items()})


def lay_out(sample: Sample, wanted: Wanted, unknown: Unknown, verb: str, *, by_interview: bool) -> TotalsLayout:
    """Calibration problem by cells of interviews with equal values, or by interview.

    It is by interview where numeric variables are among the totals, or ``by_interview`` is True.

    Raises
    ------
    WeightingError
        ``W003`` to ``W005`` categories that do not match; ``W009`` and ``W109`` figures that disagree in total;
        ``W104`` numbers that are blank; ``W105`` codes given as numbers.
    """
    crossed = cross(sample, tuple(dict.fromkeys(name for names in wanted.margins for name in names)))
    targets: list[Target] = []
    if wanted.population is not None:
        targets = [find_target(sample, crossed, wanted.population, names, unknown, verb) for names in wanted.margins]
        check_totals(targets, verb)
    given = _without_everybody(wanted.numbers, targets, verb)
    numbers = np.stack([_number(sample, name, verb) for name in given], axis=1) if given else None
    of_cell = [target.of_cell for target in targets]
    categories = np.stack(of_cell, axis=1) if targets else np.zeros((len(crossed.weights), 0), np.intp)
    table = memberships(categories, [len(target.categories) for target in targets])
    persons = [target.persons for target in targets]
    rows = by_interview or numbers is not None
    return TotalsLayout(
        Regressors(table, crossed.of_row if rows else None, numbers),
        sample.weights if rows else crossed.weights,
        np.concatenate([*persons, np.array(list(given.values()), np.float64)]),
        None if rows else crossed.of_row,
        targets,
        tuple(given),
        crossed.of_row,
        categories,
        numbers,
    )


def join_units(layout: TotalsLayout, of_unit: Indices) -> TotalsLayout:
    """Calibration problem with one row per unit, made of the problem by interview.

    A unit has the sum of its weights and the weighted mean of its variables, so that totals stay the same and all its
    interviews get one factor (Vanderhoeft 2001, section III.D). Residuals are from these means, too.
    """
    size = int(of_unit.max()) + 1
    start = np.asarray(np.bincount(of_unit, layout.start, size), np.float64)
    sums = [np.bincount(of_unit, layout.start * column, size) for column in layout.X.dense().T]
    means = np.stack(sums, axis=1) / np.where(start != 0, start, 1.0)[:, None]
    return dataclasses.replace(
        layout,
        X=Regressors(np.zeros((1, 0)), np.zeros(size, np.intp), means),
        start=start,
        row_of=of_unit,
        cells=np.zeros(len(of_unit), np.intp),
        categories=np.zeros((1, 0), np.intp),
        numbers=means[of_unit],
    )


def lay_out_units(sample: Sample, numbers: Mapping[str, Mapping[Level, float]], stage: int, verb: str) -> TotalsLayout:
    """Calibration problem with totals that are known for each sampled unit of a stage (1 is the first).

    Raises
    ------
    WeightingError
        ``W104`` and ``W105`` as :func:`lay_out`; ``W114`` the design has no such stage; ``W115`` the selection
        probabilities of the units are not known; ``W116`` a unit has no total.
    """
    units = _units_of_stage(sample, stage, verb)
    weight, names = _weights_of_units(sample, stage, verb)
    columns, targets, titles = [], [], []
    for name, given in numbers.items():
        values, of_unit = _number(sample, name, verb), {str(unit): float(total) for unit, total in given.items()}
        for at, unit in enumerate(names):
            if unit not in of_unit:
                raise WeightingError(
                    "W116",
                    f"{verb}: total of {name!r}",
                    f"Unit {unit} is in the sample but has no total.",
                    nearest(unit, of_unit),
                )
            # The weights of interviews contain the weight of their unit, so its total is expanded by it, too.
            columns.append(np.where(units == at, values, 0.0))
            targets.append(of_unit[unit] * weight[at])
            titles.append(f"{name}, unit {unit}")
    nobody, found = np.zeros(len(sample), np.intp), np.stack(columns, axis=1)
    X = Regressors(np.zeros((1, 0)), nobody, found)
    none = np.zeros((1, 0), np.intp)
    return TotalsLayout(X, sample.weights, np.array(targets), None, [], tuple(titles), nobody, none, found)


def _without_everybody(numbers: Mapping[str, float], targets: Sequence[Target], verb: str) -> dict[str, float]:
    """Totals of numbers, without the number of people where a margin gives it (``W109`` when they disagree)."""
    if EVERYBODY not in numbers or not targets:
        return dict(numbers)
    total, given = float(targets[0].persons.sum()), numbers[EVERYBODY]
    if abs(total - given) > 1e-9 * total:
        raise WeightingError(
            "W109",
            f"{verb}: total of {EVERYBODY!r}",
            f"It is {given:.15g}, but margin {targets[0].title!r} has {total:.15g} persons.",
            "Bring the figures to one population; the margin alone is enough.",
        )
    return {name: value for name, value in numbers.items() if name != EVERYBODY}


def _number(sample: Sample, name: str, verb: str) -> Floats:
    """(n,) values of a numeric variable, 0 where an interview has no weight (``W104`` blanks, ``W105`` codes)."""
    if name == EVERYBODY:
        return np.ones(len(sample))
    place = f"{verb}: total of {name!r}"
    if isinstance(sample.data, Interviews) and name not in sample.assigned and _coded(sample.data, name):
        raise WeightingError(
            "W105",
            place,
            "Its values are codes of answers, so their sum means nothing.",
            "Give the number of people by category, as a mapping; or assign a 0/1 column for one answer.",
        )
    values = sample.values(name)
    blank = ~np.isfinite(values) & (sample.weights != 0)
    if blank.any():
        raise WeightingError(
            "W104",
            place,
            f"It is blank or infinite in {name_interviews(sample, blank)}.",
            "Complete the answers, or use a margin with unknown='hold'.",
        )
    return np.where(sample.weights != 0, values, 0.0)


def _coded(data: Interviews, name: str) -> bool:
    """Whether the values of a variable are codes of answers or of a grouping."""
    variable = data.form.variables.get(name)
    return name in data.form.groupings or (variable is not None and bool(variable.options))


def find_units(sample: Sample, stage: int | str, verb: str) -> Indices:
    """(n,) unit of each interview at a stage of selection (1 is the first), or class of a variable.

    Raises
    ------
    WeightingError
        ``W110`` the design has no such stage, or nothing has this name; ``W111`` the class is blank.
    """
    if isinstance(stage, int):
        return _units_of_stage(sample, stage, verb)
    if not sample.has(stage):
        raise WeightingError("W110", f"{verb}: stage {stage!r}", "Nothing has this name.", nearest(stage, sample.names))
    found = sample.categories(stage).codes
    if (found < 0).any():
        raise WeightingError(
            "W111",
            f"{verb}: stage {stage!r}",
            f"It is blank in {name_interviews(sample, found < 0)}.",
            "Every interview must lie in a unit.",
        )
    return found


def _units_of_stage(sample: Sample, stage: int, verb: str) -> Indices:
    """(n,) unit of each interview at a stage of selection (``W114`` when the design has no such stage)."""
    names = sample.design.psu_names
    if not 1 <= stage <= len(names):
        raise WeightingError(
            "W114",
            f"{verb}: stage {stage}",
            f"The design has {len(names)} stage(s) with named units.",
            "1 is the first stage; or name the variable whose classes are the units.",
        )
    units = sample.units
    if stage <= len(sample.stages):
        for one in reversed(sample.stages[stage:]):
            units = one.parent[units]
        return units
    # Stages below the last one that contributes to variances are not among the stages of the sample: their units are
    # made of the columns of the design.
    for name in names[len(sample.stages) : stage]:
        found = sample.categories(name)
        keys = units * len(found.levels) + found.codes
        units = np.unique(keys, return_inverse=True)[1].astype(np.intp)
    return units


def _weights_of_units(sample: Sample, stage: int, verb: str) -> tuple[Floats, list[str]]:
    """(units,) one over the selection probability of each unit of a stage, and the names of the units."""
    if stage > len(sample.stages) or not all((one.fraction > 0).all() for one in sample.stages[:stage]):
        raise WeightingError(
            "W115",
            f"{verb}: within stage {stage}",
            "The population figures (fpc) of this stage are not in the design.",
            "Totals of sampled units need the probability of each unit: give fpc= for every stage up to this one.",
        )
    own = sample.stages[stage - 1]
    names = list(own.units)
    if len(set(names)) < len(names):
        names = [f"{own.strata[at]} / {name}" for at, name in zip(own.stratum.tolist(), names, strict=True)]
    return 1 / (own.factor * own.fraction), names
