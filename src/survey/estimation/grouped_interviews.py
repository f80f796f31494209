"""Groups of interviews in place of interviews: what tables of two classifications need of data that are not in memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from survey.arrays import Floats, Indices, Mask
from survey.design.sample import Sample
from survey.estimation.cell_sums import CellSums, Engine, OccurringCells, SummedColumn, accumulate
from survey.estimation.estimation_source import Source


@dataclass(frozen=True, slots=True, eq=False)
class GroupSizes:
    """Sizes of groups of interviews that agree in unit and in every classification.

    Parameters
    ----------
    asked : (rows,) array
        Interviews.
    n : (rows,) array
        Interviews with a weight above zero.
    weight_squares : (rows,) array
        Sums of squared weights.
    """

    asked: Floats
    n: Floats
    weight_squares: Floats


@runtime_checkable
class GroupedSource(Protocol):
    """A source that gives groups of interviews by classifications."""

    def grouped_by(
        self, sources: Sequence[str], where: str | ArrayLike | None, place: str, numbers: Sequence[str] = ()
    ) -> tuple[Sample, GroupSizes]:
        """Sample with a row per group, whose weight is the sum of theirs, and the sizes of the groups.

        Parameters
        ----------
        sources : sequence of str
            Names or conditions.
        where : str or None
            Condition of the domain.
        place : str
            Name of the public function, for messages.
        numbers : sequence of str
            Numeric variables whose values divide the groups further.
        """
        ...


@runtime_checkable
class NamedSource(Protocol):
    """A source that knows its names and categories without interviews."""

    @property
    def like(self) -> Sample:
        """Sample of the same names, categories and units."""
        ...


def named(sample: Sample | Source) -> Sample:
    """The sample itself, or one with the names, categories and units of a source."""
    if not isinstance(sample, Sample) and isinstance(sample, NamedSource):
        return sample.like
    return cast("Sample", sample)


def counting(sizes: GroupSizes) -> Engine:
    """Engine for rows that are groups: numbers of interviews and sums of squared weights are those of the groups."""

    def engine(
        cells: OccurringCells, weights: Floats, columns: Sequence[SummedColumn], bases: Sequence[Mask | None]
    ) -> CellSums:
        table = accumulate(cells, weights, columns, bases)
        inside = [np.ones(len(weights)) if base is None else base.astype(np.float64) for base in bases]
        counts = [_added(cells.of_row, sizes.n * one, len(cells)) for one in inside]
        squares = [_added(cells.domain_of_row, sizes.weight_squares * one, cells.n_domains) for one in inside]
        return dataclasses.replace(table, counts=np.stack(counts), weight_squares=np.stack(squares))

    return engine


def _added(keys: Indices, values: Floats, size: int) -> Floats:
    """(size,) sums by key; the key ``size`` means outside."""
    return np.bincount(keys, values, size + 1)[:size].astype(np.float64, copy=False)


def rows_of_table(
    sample: Sample | Source,
    sources: Sequence[str],
    where: str | ArrayLike | None,
    place: str,
    numbers: Sequence[str] = (),
) -> tuple[Sample, GroupSizes]:
    """Interviews of the domain, or groups of them, and how many there are in each."""
    if not isinstance(sample, Sample) and isinstance(sample, GroupedSource):
        return sample.grouped_by(sources, where, place, numbers)
    whole = cast("Sample", sample)
    domain = whole if where is None else whole.where(where)
    weights = domain.weights
    return domain, GroupSizes(np.ones(len(weights)), (weights > 0).astype(np.float64), weights * weights)
