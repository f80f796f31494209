"""Steps of weighting of a table: the database gives the sums of the cells, the step is made on these."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices
from survey.design.data_columns import Categories
from survey.design.sample import Sample
from survey.design.weight_trail import Calibration, WeightStep
from survey.errors import EstimationError
from survey.estimation.database.cell_weights import CellStep, CellWeights, cell_keys
from survey.estimation.database.database_tabulation import with_calibrations
from survey.estimation.database.grouped_table import GroupedTable
from survey.estimation.database.grouping_statement import numbers_of
from survey.estimation.database.requested_sums import RequestedSums
from survey.estimation.database.table_columns import BoundValues
from survey.estimation.domains import is_condition, truths
from survey.estimation.grouped_interviews import GroupSizes
from survey.interviews import Interviews


def weigh(
    grouped: GroupedTable, names: Sequence[str], step: Callable[[Sample], Sample], place: str
) -> tuple[CellWeights, WeightStep]:
    """Weights of a table after a further step, and the step in summary.

    Parameters
    ----------
    grouped : GroupedTable
    names : sequence of str
        Variables whose crossed categories are the cells.
    step : callable
        Step of weighting, for a sample with one interview per cell.
    place : str
        Name of the verb, for messages.

    Raises
    ------
    EstimationError
        ``E342`` a step whose standard errors need the interviews.
    """
    every = tuple(dict.fromkeys((*grouped.weighting.names, *names)))
    for name in every:
        grouped.find_levels(name)
    found = {name: grouped.like.categories(name) for name in every}
    sizes = tuple(len(one.levels) for one in found.values())
    sums = RequestedSums()
    sums.add_base("1 = 1")
    groups = grouped.read(sums, BoundValues(grouped.table.dialect), every, None, extremes=True)
    keys, at, cell_of = np.unique(cell_keys(groups.codes, sizes), return_index=True, return_inverse=True)
    codes = [own[at] for own in groups.codes]
    old = np.zeros(len(keys), np.intp) if groups.cells is None else groups.cells[at]
    steps = tuple(one.of_cells(old) for one in grouped.weighting.steps)
    before = CellWeights(every, sizes, keys, steps)
    summary = _Summary.of(groups.frame, groups.implied, cell_of, len(keys))
    rows = np.bincount(cell_of, numbers_of(groups.frame, "n_rows"), len(keys)).astype(np.float64)
    cells = _sample_of_cells(grouped.like, found, codes, summary.total * before.factor, rows)
    after = step(cells)
    factor = before.factor * np.divide(after.weights, cells.weights, out=np.ones(len(keys)), where=cells.weights > 0)
    last = after.trail[-1]
    calibration = last.calibration
    vanished = (after.weights <= 0) & (cells.weights > 0) & (last.kind == "calibrate")
    if calibration is None or not _is_by_cells(calibration) or vanished.any():
        raise EstimationError(
            "E342",
            f"{place}: options",
            "Standard errors after this step need the interviews: equal residuals, a second phase or weights not above 0.",
            "Leave the option out, give bounds above 0, or weight in memory (survey.make_sample).",
        )
    assert calibration.regression is not None
    regression = np.divide(calibration.regression, cells.weights, out=np.zeros(len(keys)), where=cells.weights > 0)
    described = summary.step(last, factor)
    made = CellStep(described, calibration, regression, before.factor, factor)
    return dataclasses.replace(before, steps=(*steps, made)), described


def groups_of(
    grouped: GroupedTable, sources: Sequence[str], where: str | None, numbers: Sequence[str] = ()
) -> tuple[Sample, GroupSizes]:
    """Sample with a row per group of the table, and the sizes of the groups.

    The sample without rows is returned when something has no such name, so that the caller refuses it as in memory.
    """
    like = grouped.like
    inside = like if where is None else like.where(where)
    sources = tuple(dict.fromkeys(sources))
    known = all(like.has(source) or is_condition(source) for source in sources)
    if not known or not all(like.has(name) and like.kind_of(name) == "number" for name in numbers):
        return inside, GroupSizes(np.zeros(0), np.zeros(0), np.zeros(0))
    for source in sources:
        grouped.find_levels(source)
    found = {source: like.categories(source) if like.has(source) else truths(like, source) for source in sources}
    sums = RequestedSums()
    sums.add_base("1 = 1")
    bound = BoundValues(grouped.table.dialect)
    values = {name: grouped.answers(bound).number(name) for name in numbers}
    groups = grouped.read(sums, bound, sources, where, values=values)
    weights = numbers_of(groups.frame, "w_all") * groups.implied * groups.factor
    whole = dataclasses.replace(
        inside, domain=None if where is None else groups.inside, units=groups.units, weights=weights
    )
    if groups.cells is not None:
        whole = with_calibrations(grouped, whole, groups)
    asked = numbers_of(groups.frame, "n_rows")
    squares = numbers_of(groups.frame, "ww0") * (groups.implied * groups.factor) ** 2
    coded = _coded(found, groups.codes)
    # conditions are known by name only when they are columns
    columns = {name: one.codes.astype(np.float64) for name, one in coded.items() if not like.has(name)}
    columns |= {name: groups.frame[f"v{at}"].to_numpy(np.float64, na_value=np.nan) for at, name in enumerate(numbers)}
    made = dataclasses.replace(whole, counts=asked, assigned=columns, _coded=coded)
    return made, GroupSizes(asked, numbers_of(groups.frame, "n0"), squares)


def _coded(found: dict[str, Categories], codes: Sequence[Indices]) -> dict[str, Categories]:
    """Classes of groups of rows."""
    return {name: one._replace(codes=own) for (name, one), own in zip(found.items(), codes, strict=True)}


def _is_by_cells(calibration: Calibration) -> bool:
    """Whether a calibration is known from the cells alone."""
    others = (calibration.taken, calibration.moments, calibration.within)
    return calibration.regression is not None and all(one is None for one in others)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Summary:
    """Weights of the cells in the table: rows that weigh, sums, sums of squares, least and largest; (cells,) each."""

    n: Floats
    total: Floats
    squares: Floats
    least: Floats
    most: Floats

    @classmethod
    def of(cls, frame: pd.DataFrame, implied: Floats, cell_of: Indices, size: int) -> _Summary:
        n, total, squares = (
            np.bincount(cell_of, numbers_of(frame, name) * implied**power, size).astype(np.float64)
            for name, power in (("n0", 0), ("w_all", 1), ("ww0", 2))
        )
        least, most = np.full(size, np.inf), np.zeros(size)
        smallest = frame["least"].to_numpy(np.float64, na_value=np.nan)
        np.minimum.at(least, cell_of, np.where(np.isnan(smallest), np.inf, smallest) * implied)
        np.maximum.at(most, cell_of, numbers_of(frame, "most") * implied)
        return cls(n, total, squares, least, most)

    def step(self, step: WeightStep, factor: Floats) -> WeightStep:
        """The step as it would be described from the rows."""
        used = (self.n > 0) & (factor > 0)
        n, total = int(self.n[used].sum()), float((self.total * factor)[used].sum())
        kish = n * float((self.squares * factor**2)[used].sum()) / total**2
        return WeightStep(
            step.kind,
            n,
            total,
            float((self.least * factor)[used].min()),
            float((self.most * factor)[used].max()),
            kish,
            step.detail,
            step.notes,
        )


def _sample_of_cells(
    like: Sample, found: dict[str, Categories], codes: list[Indices], weights: Floats, rows: Floats
) -> Sample:
    """Sample with one row per cell, which is there for many interviews."""
    units = np.zeros(len(weights), np.intp)
    coded = _coded(found, codes)
    return dataclasses.replace(
        like,
        units=units,
        weights=weights,
        design_weights=weights,
        counts=rows,
        assigned={name: _values(one) for name, one in coded.items() if _is_number(like, name)},
        _coded=coded,
    )


def _is_number(like: Sample, name: str) -> bool:
    """Whether a variable has numbers that are not codes of answers."""
    data = like.data
    if not isinstance(data, Interviews):
        return like.kind_of(name) == "number"
    variable = data.form.variables.get(name)
    return (
        name not in data.form.groupings
        and (variable is None or not variable.options)
        and like.kind_of(name) == "number"
    )


def _values(classes: Categories) -> Floats:
    """(rows,) numbers of classes; NaN where blank."""
    return np.array([*classes.levels, np.nan], np.float64)[classes.codes]
