"""Samples whose interviews are not in memory, to which a step of weighting is applied by cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, Self, runtime_checkable

from survey.design.sample import Sample


@runtime_checkable
class WeighedByCells(Protocol):
    """Sample whose weights can be changed by a factor that is the same for all rows of a cell."""

    def weighed_by_cells(self, names: Sequence[str], step: Callable[[Sample], Sample], place: str) -> Self:
        """Sample with the weights of a step.

        Parameters
        ----------
        names : sequence of str
            Variables whose crossed categories are the cells.
        step : callable
            Step of weighting, called once with a sample that has one interview per cell.
        place : str
            Name of the verb, for messages.
        """
        ...
