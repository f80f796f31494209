"""Totals the weights meet by construction carry no sampling error: they are taken out of the influences."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.design.sample import Sample
from survey.design.trail import Calibration
from survey.estimation.accumulate import Cells, Columns, find_cells, sum_columns

Floats = NDArray[np.float64]

Linear = Callable[[Floats, NDArray[np.intp]], Floats]
"""From sums of columns (columns, cells) and the domain of each cell to influences (variables, cells)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """A calibration as small matrices.

    ``inverse`` (p, p) of the regression; ``by_unit`` (units, p) weighted sums of the turned columns; ``products``
    (p, variables x domains) of the columns with the influences.
    """

    calibration: Calibration
    inverse: Floats
    by_unit: Floats
    products: Floats


def calibrations(sample: Sample) -> tuple[Calibration, ...]:
    """Calibrations in the trail of a sample, the oldest first."""
    return tuple(step.calibration for step in sample.trail if step.calibration is not None)


def project(sample: Sample, z: Floats, cells: Cells, columns: Columns, linear: Linear) -> Floats:
    """Influences by unit and domain after every calibration of the trail.

    Parameters
    ----------
    sample : Sample
    z : (variables, units x domains) array
        Influences on the full grid before.
    cells : Cells
        Gives the domain of each interview.
    columns : sequence of Column, or Coded
    linear : callable
        Turns sums of the columns into influences.

    Returns
    -------
    (variables, units x domains) array

    Notes
    -----
    Of several calibrations the latest is taken out first, unless the design says otherwise: its residual is what the
    calibration before it acted on (Deville and Särndal 1992, applied step by step). Only sums by unit and by
    calibration cell are touched, never columns of n residuals.
    """
    n_units, n_domains = len(sample.stages[-1].stratum), cells.n_domains
    steps = [_prepare(sample, one, n_units, cells, columns, linear) for one in calibrations(sample)]
    result = z.reshape(len(z), n_units, n_domains)
    if sample.design.chain == "latest_first":
        steps.reverse()
    for at, step in enumerate(steps):
        coefficients = step.inverse @ step.products
        taken = (step.by_unit @ coefficients).reshape(n_units, len(z), n_domains)
        result = result - taken.transpose(1, 0, 2)
        for waiting in steps[at + 1 :]:
            waiting.products[...] -= _cross(waiting.calibration, step.calibration) @ coefficients
    return result.reshape(len(z), -1)


def _prepare(
    sample: Sample, calibration: Calibration, n_units: int, cells: Cells, columns: Columns, linear: Linear
) -> _Step:
    X = calibration.columns
    by_cell = np.bincount(calibration.cells, calibration.regression, len(X))
    inverse = np.linalg.pinv(X.T @ (X * by_cell[:, None]), rcond=1e-11, hermitian=True)
    return _Step(
        calibration,
        np.asarray(inverse, np.float64),
        _sums_by(sample.units, n_units, calibration, calibration.weights),
        _products(sample, calibration, X, cells, columns, linear),
    )


def _sums_by(keys: NDArray[np.intp], size: int, calibration: Calibration, weights: Floats) -> Floats:
    """(size, p) weighted sums of the turned columns of a calibration by key."""
    parts = []
    for at, width in enumerate(calibration.sizes):
        own = calibration.categories[:, at][calibration.cells]
        own += keys * width
        parts.append(np.asarray(np.bincount(own, weights, size * width), np.float64).reshape(size, width))
    sums = np.hstack(parts)
    return sums if calibration.turn is None else np.asarray(sums @ calibration.turn)


def _products(
    sample: Sample, calibration: Calibration, X: Floats, cells: Cells, columns: Columns, linear: Linear
) -> Floats:
    """(p, variables x domains) products of the columns of a calibration with the influences."""
    n_domains = cells.n_domains
    weights = _ratio(sample.weights, calibration.weights, calibration.regression)
    inside = cells.domain_of_row < n_domains
    crossed = find_cells(cells.domain_of_row, n_domains, np.where(inside, calibration.cells, -1), len(X))
    influences = linear(sum_columns(crossed, weights, columns), crossed.units)
    found = np.zeros((X.shape[1], len(influences), n_domains))
    ends = np.searchsorted(crossed.units, np.arange(n_domains + 1))
    for domain, (start, end) in enumerate(itertools.pairwise(ends.tolist())):
        found[:, :, domain] = X[crossed.domains[start:end]].T @ influences[:, start:end].T
    return found.reshape(X.shape[1], -1)


def _cross(waiting: Calibration, taken: Calibration) -> Floats:
    """(p of one, p of the other) what the residual of a calibration takes from the products of one still waiting."""
    weights = _ratio(taken.weights, waiting.weights, waiting.regression)
    X = waiting.columns
    return np.asarray(X.T @ _sums_by(waiting.cells, len(X), taken, weights))


def _ratio(above: Floats, below: Floats, regression: Floats | None) -> Floats:
    """(n,) quotient of two weights times the regression weight; 0 where the lower weight is."""
    if above is below:
        return np.ones(len(above)) if regression is None else regression
    quotient = np.divide(above, below, out=np.zeros(len(above)), where=below > 0)
    return quotient if regression is None else quotient * regression
