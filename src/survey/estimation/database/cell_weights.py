"""Weights of rows that stay in a database: a factor per cell of the variables that a step of weighting crosses."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.weight_trail import Calibration, WeightStep


@dataclass(frozen=True, slots=True, eq=False)
class CellStep:
    """A step of weighting whose factors are the same within a cell.

    Parameters
    ----------
    step : WeightStep
        Its weights in summary, without the calibration.
    calibration : Calibration
        Its arrays have a value per cell; the weights and the regression are replaced by those of groups of rows.
    regression : (cells,) array
        Weight of the regression over the weight before the step.
    before, after : (cells,) arrays
        Factor of the weights in the table before and after the step.
    """

    step: WeightStep
    calibration: Calibration
    regression: Floats
    before: Floats
    after: Floats

    def of_cells(self, cells: Indices) -> CellStep:
        """The step of other cells, each of which lies in one of these."""
        given = self.calibration.numbers
        calibration = dataclasses.replace(
            self.calibration,
            cells=self.calibration.cells[cells],
            numbers=None if given is None else given[cells],
        )
        return CellStep(self.step, calibration, self.regression[cells], self.before[cells], self.after[cells])

    def of_rows(self, cells: Indices, weights: Floats) -> WeightStep:
        """The step of groups of rows.

        Parameters
        ----------
        cells : (rows,) array of int
        weights : (rows,) array
            Sums of the weights in the table.
        """
        own = self.of_cells(cells)
        before = weights * own.before
        calibration = dataclasses.replace(
            own.calibration, weights=weights * own.after, regression=before * own.regression
        )
        return dataclasses.replace(self.step, calibration=calibration)


@dataclass(frozen=True, slots=True, eq=False)
class CellWeights:
    """Steps of weighting of a table.

    Parameters
    ----------
    names : tuple of str
        Variables that are crossed; no variable means no step.
    sizes : tuple of int
        Number of levels of each.
    keys : (cells,) array of int
        Cells that occur, ascending; see :func:`cell_keys`.
    steps : tuple of CellStep
    """

    names: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    keys: Indices = field(default_factory=lambda: np.zeros(1, np.intp))
    steps: tuple[CellStep, ...] = ()

    @property
    def factor(self) -> Floats:
        """(cells,) factor on the weights in the table."""
        return self.steps[-1].after if self.steps else np.ones(len(self.keys))

    def find(self, codes: Sequence[Indices]) -> Indices:
        """(rows,) cell of each row, given its class in each variable; -1 for a cell that did not occur."""
        keys = cell_keys(codes, self.sizes)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, at, -1)


def cell_keys(codes: Sequence[Indices], sizes: Sequence[int]) -> Indices:
    """(rows,) number of the cell of each row; a blank is a class, too."""
    keys = np.zeros(len(codes[0]) if codes else 0, np.intp)
    for own, size in zip(codes, sizes, strict=True):
        keys = keys * (size + 1) + own + 1
    return keys
