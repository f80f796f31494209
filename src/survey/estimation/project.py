"""Totals the weights meet by construction carry no sampling error: they are taken out of the influences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.design.sample import Sample
from survey.design.trail import Calibration
from survey.estimation.accumulate import Cells, Column, find_cells, sum_columns

_DENSE = 1 << 23

Linear = Callable[[NDArray[np.float64], NDArray[np.intp]], NDArray[np.float64]]
"""From sums of columns (columns, cells) and the domain of each cell to influences (variables, cells)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """A calibration as small matrices: X by cell, its regression matrix, and the sums it takes from each unit."""

    calibration: Calibration
    inverse: NDArray[np.float64]
    by_unit: NDArray[np.float64]


def calibrations(sample: Sample) -> tuple[Calibration, ...]:
    """Calibrations in the trail of a sample, the oldest first."""
    return tuple(step.calibration for step in sample.trail if step.calibration is not None)


def project(
    sample: Sample, z: NDArray[np.float64], cells: Cells, columns: list[Column], linear: Linear
) -> NDArray[np.float64]:
    """Influences by unit and domain after every calibration of the trail.

    Parameters
    ----------
    sample : Sample
    z : (variables, units x domains) array
        Influences on the full grid before.
    cells : Cells
        Gives the domain of each interview.
    columns : list of Column
    linear : callable
        Turns sums of the columns into influences.

    Returns
    -------
    (variables, units x domains) array

    Notes
    -----
    The latest calibration is taken out first: its residual is what the calibration before it acted on
    (Deville and Särndal 1992, applied step by step). Only sums by unit and by calibration cell are
    touched, never columns of n residuals.
    """
    n_units, n_domains = len(sample.stages[-1].stratum), cells.n_domains
    steps = [_prepare(sample, one, n_units) for one in calibrations(sample)]
    products = [_products(sample, one.calibration, cells, columns, linear) for one in steps]
    result = z.reshape(len(z), n_units, n_domains)
    for at in reversed(range(len(steps))):
        step = steps[at]
        coefficients = step.inverse @ products[at]
        taken = (step.by_unit @ coefficients).reshape(n_units, len(z), n_domains)
        result = result - taken.transpose(1, 0, 2)
        for earlier in range(at):
            products[earlier] = products[earlier] - _cross(steps[earlier].calibration, step.calibration) @ coefficients
    return result.reshape(len(z), -1)


def _prepare(sample: Sample, calibration: Calibration, n_units: int) -> _Step:
    X = calibration.columns
    by_cell = np.bincount(calibration.cells, calibration.regression, len(X))
    inverse = np.linalg.pinv(X.T @ (X * by_cell[:, None]), rcond=1e-11, hermitian=True)
    return _Step(
        calibration, np.asarray(inverse, np.float64), _sums_by(sample.units, n_units, calibration, calibration.weights)
    )


def _sums_by(
    keys: NDArray[np.intp], size: int, calibration: Calibration, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(size, p) weighted sums of the turned columns of a calibration by key."""
    X = calibration.columns if calibration.turn is None else calibration.columns @ calibration.turn
    n_cells = len(X)
    if size * n_cells <= _DENSE:
        crossed = np.bincount(keys * n_cells + calibration.cells, weights, size * n_cells)
        return np.asarray(crossed.reshape(size, n_cells) @ X)
    return np.stack([np.bincount(keys, weights * column[calibration.cells], size) for column in X.T], axis=1)


def _products(
    sample: Sample, calibration: Calibration, cells: Cells, columns: list[Column], linear: Linear
) -> NDArray[np.float64]:
    """(p, variables x domains) products of the columns of a calibration with the influences."""
    n_cells, n_domains = len(calibration.columns), cells.n_domains
    ratio = np.divide(sample.weights, calibration.weights, out=np.zeros(len(sample)), where=calibration.weights > 0)
    domains = np.where(cells.domain_of_row == n_domains, -1, cells.domain_of_row)
    by_cell = find_cells(calibration.cells, n_cells, domains, n_domains)
    influences = linear(sum_columns(by_cell, calibration.regression * ratio, columns), by_cell.domains)
    full = np.zeros((len(influences), n_cells * n_domains))
    full[:, by_cell.units * n_domains + by_cell.domains] = influences
    crossed = full.reshape(-1, n_cells, n_domains).transpose(1, 0, 2).reshape(n_cells, -1)
    return np.asarray(calibration.columns.T @ crossed)


def _cross(earlier: Calibration, later: Calibration) -> NDArray[np.float64]:
    """(p of the earlier, p of the later) what a later step's residual takes from an earlier step's products."""
    ratio = np.divide(later.weights, earlier.weights, out=np.zeros(len(later.weights)), where=earlier.weights > 0)
    sums = _sums_by(earlier.cells, len(earlier.columns), later, earlier.regression * ratio)
    return np.asarray(earlier.columns.T @ sums)
