"""Samples whose rows are stored in a file or a database: what they have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from html import escape
from typing import NoReturn

import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats, Indices
from survey.design.design import Design
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage
from survey.design.weight_trail import WeightStep, trail_to_frame
from survey.errors import EstimationError

_OF_SAMPLES = frozenset(name for name in dir(Sample) if not name.startswith("_"))


@dataclass(frozen=True, slots=True, eq=False)
class StoredSelection:
    """Selection of every stored row: the unit it belongs to, and its weight.

    Parameters
    ----------
    design : Design
    stages : tuple of Stage
    step : WeightStep
        The weights of all rows.
    names : tuple of str
        Columns whose values together identify the unit.
    levels : tuple of tuple
        Values of each of these columns.
    keys : (combinations,) array of int
        Combinations of their values that occur, as one number each, ascending.
    units : (combinations,) array of int
        Unit of the last stage.
    implied : (combinations,) array or None
        Weight that the population figures imply, when nothing else gives one.
    """

    design: Design
    stages: tuple[Stage, ...]
    step: WeightStep
    names: tuple[str, ...]
    levels: tuple[tuple[Level, ...], ...]
    keys: Indices
    units: Indices
    implied: Floats | None


@noun
@dataclass(frozen=True, slots=True, eq=False)
class StoredSample(ABC):
    """Stored rows as a probability sample.

    Parameters
    ----------
    selection : StoredSelection
        Units, strata and weights.
    """

    selection: StoredSelection

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""

    @property
    def design(self) -> Design:
        """Description of how the rows were selected."""
        return self.selection.design

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Units and strata of each stage that contributes to a variance."""
        return self.selection.stages

    @property
    def trail(self) -> tuple[WeightStep, ...]:
        """Steps of weighting: the weights as they are stored, then the steps made since."""
        return (self.selection.step,)

    def trail_frame(self) -> pd.DataFrame:
        """One row per step of weighting."""
        return trail_to_frame(self.trail)

    @abstractmethod
    def _refusal(self, name: str) -> EstimationError:
        """Error about a property or method that only a sample in memory has."""

    def __getattr__(self, name: str) -> NoReturn:
        if name in _OF_SAMPLES:
            raise self._refusal(name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.trail_frame().to_html(index=False)}"


def weight_names(design: Design) -> tuple[str, ...]:
    """Columns from which the weight of a row is computed."""
    return (design.weight,) if design.weight is not None else design.probability_names
