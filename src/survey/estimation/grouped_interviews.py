"""Groups of interviews in place of interviews: what tables of two classifications need of data that are not in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from survey.arrays import Floats
from survey.design.sample import Sample
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
        self, sources: Sequence[str], where: str | ArrayLike | None, place: str
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


def rows_of_table(
    sample: Sample | Source, sources: Sequence[str], where: str | ArrayLike | None, place: str
) -> tuple[Sample, GroupSizes]:
    """Interviews of the domain, or groups of them, and how many there are in each."""
    if not isinstance(sample, Sample) and isinstance(sample, GroupedSource):
        return sample.grouped_by(sources, where, place)
    whole = cast("Sample", sample)
    domain = whole if where is None else whole.where(where)
    weights = domain.weights
    return domain, GroupSizes(np.ones(len(weights)), (weights > 0).astype(np.float64), weights * weights)
