"""Residuals of influences from calibrations: totals that the weights meet by construction have no sampling error."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.reweighting import replication_of
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage
from survey.design.weight_trail import Calibration
from survey.estimation.cell_columns import CalibrationAdjustment, FactoredColumns
from survey.estimation.cell_sums import OccurringCells, SummedColumns, find_cells, sum_columns
from survey.estimation.influence import Influence

_MANY = 20_000
"""Number of interviews from which it pays to check whether they were drawn directly."""

_LARGE = 250_000
"""Number of pairs of unit and domain from which they are not written out when most are empty."""


Linear = Callable[[Floats, Indices], Floats]
"""From sums of columns (columns, cells) and the domain of each cell to influences (variables, cells)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """A calibration as small matrices.

    ``inverse`` (p, p) of the regression; ``by_unit`` (p, units) weighted sums of the turned columns; ``products``
    (p, variables x domains) of the columns with the influences.
    """

    calibration: Calibration
    inverse: Floats
    by_unit: FactoredColumns
    products: Floats


def calibrations(sample: Sample) -> tuple[Calibration, ...]:
    """Calibrations in the trail of a sample, the oldest first; none where they were repeated in every replicate."""
    if replication_of(sample) is not None:
        return ()
    return tuple(step.calibration for step in sample.trail if step.calibration is not None)


def project(
    sample: Sample, influence: Influence, cells: OccurringCells, columns: SummedColumns, linear: Linear
) -> Influence:
    """Influences after every calibration of the trail.

    Parameters
    ----------
    sample : Sample
    influence : Influence
        Influences before calibration. The result has a cell for every pair of unit and domain, unless these are many
        and mostly empty: the adjustment is then kept apart from ``z``.
    cells : OccurringCells
        Gives the domain of each interview.
    columns : sequence of SummedColumn, or Coded
    linear : callable
        Turns sums of the columns into influences.

    Notes
    -----
    Residuals are from the latest calibration first, unless the design says otherwise: on its residual acts the
    calibration before it (Deville and Särndal 1992, section 3, step by step). The calculation needs sums by unit and by
    calibration cell only, never a column of n residuals.
    """
    steps = [_prepare(sample, one, cells, columns, linear) for one in calibrations(sample)]
    if not steps:
        return influence
    if sample.design.chain == "latest_first":
        steps.reverse()
    steps.sort(key=lambda step: step.calibration.within is not None)
    found = []
    for at, step in enumerate(steps):
        found.append(step.inverse @ step.products)
        for waiting in steps[at + 1 :]:
            waiting.products[...] -= _cross(waiting.calibration, step.calibration) @ found[-1]
    coefficients = np.vstack(found).reshape(-1, influence.n_variables, influence.n_domains)
    adjustment = CalibrationAdjustment(tuple(step.by_unit for step in steps), coefficients, {})
    presence = influence.presence.spreading()
    result = Influence(presence, influence.z, adjustment)
    sparse = not presence.is_grid and presence.n_units * presence.n_domains > _LARGE
    return result if sparse or influence.is_compact else result.written()


def _prepare(
    sample: Sample, calibration: Calibration, cells: OccurringCells, columns: SummedColumns, linear: Linear
) -> _Step:
    X = calibration.columns
    products = _products(sample, calibration, X, cells, columns, linear)
    if calibration.numbers is not None:
        numbers = _number_products(sample, calibration, calibration.numbers, cells, columns, linear)
        products = np.vstack([products, numbers])
    return _Step(calibration, _inverse(calibration, X), _by_unit(sample, calibration, X), products)


def _by_unit(sample: Sample, calibration: Calibration, X: Floats) -> FactoredColumns:
    """(p, units) weighted sums of the turned columns."""
    weights, n_units = _taken(calibration), len(sample.stages[-1].stratum)
    if calibration.numbers is None and calibration.within is None and is_direct(sample):
        interviews = np.empty(n_units, np.intp)
        interviews[sample.units] = np.arange(n_units)
        turned = X if calibration.turn is None else X @ calibration.turn
        return FactoredColumns(turned, calibration.cells[interviews], weights[interviews])
    by_unit = _sums_by(sample.units, n_units, calibration, weights)
    if calibration.within is not None:
        by_unit = by_unit - _spread_evenly(by_unit, sample.stages, calibration.within)
    return FactoredColumns(by_unit, np.arange(n_units), np.ones(n_units))


def is_direct(sample: Sample) -> bool:
    """Whether there are very many units and each is one interview."""
    n_units = len(sample.stages[-1].stratum)
    return n_units == len(sample) > _MANY and int(np.bincount(sample.units).max()) == 1


def _taken(calibration: Calibration) -> Floats:
    return calibration.weights if calibration.taken is None else calibration.taken


def _inverse(calibration: Calibration, X: Floats) -> Floats:
    """(p, p) inverse of the moments of all columns, scaled to one unit first; dependent columns get no coefficient."""
    moments = calibration.regression if calibration.moments is None else calibration.moments
    by_cell = np.bincount(calibration.cells, moments, len(X))
    gram = X.T @ (X * by_cell[:, None])
    if calibration.numbers is not None:
        given = np.ones(len(calibration.cells)) if moments is None else moments
        numbers = calibration.numbers
        weighted = numbers * given[:, None]
        crossed = X.T @ np.stack([np.bincount(calibration.cells, one, len(X)) for one in weighted.T], axis=1)
        gram = np.block([[gram, crossed], [crossed.T, numbers.T @ weighted]])
    size = np.sqrt(np.diagonal(gram))
    size = np.where(size > 0, size, 1.0)
    inverse = np.linalg.pinv(gram / np.outer(size, size), rcond=1e-11, hermitian=True)
    return np.asarray(inverse / np.outer(size, size), np.float64)


def _spread_evenly(by_unit: Floats, stages: tuple[Stage, ...], within: int) -> Floats:
    """(units, p) sums over each unit of a stage, divided equally among the units below it."""
    if within >= len(stages):
        return by_unit
    above, part = np.arange(len(by_unit)), np.ones(len(by_unit))
    for stage in reversed(stages[within:]):
        above = stage.parent[above]
        part /= np.bincount(stage.parent)[above]
    totals = np.stack([np.bincount(above, column) for column in by_unit.T], axis=1)
    return np.asarray(totals[above] * part[:, None])


def _sums_by(keys: Indices, size: int, calibration: Calibration, weights: Floats) -> Floats:
    """(size, p) weighted sums of the turned columns of a calibration by key."""
    parts = []
    for at, width in enumerate(calibration.sizes):
        own = calibration.categories[:, at][calibration.cells]
        own += keys * width
        parts.append(np.asarray(np.bincount(own, weights, size * width), np.float64).reshape(size, width))
    if calibration.numbers is not None:
        parts += [np.bincount(keys, weights * one, size).astype(np.float64)[:, None] for one in calibration.numbers.T]
    sums = np.hstack(parts)
    return sums if calibration.turn is None else np.asarray(sums @ calibration.turn)


def _products(
    sample: Sample, calibration: Calibration, X: Floats, cells: OccurringCells, columns: SummedColumns, linear: Linear
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
    return found.reshape(X.shape[1], len(influences) * n_domains)


def _number_products(
    sample: Sample,
    calibration: Calibration,
    numbers: Floats,
    cells: OccurringCells,
    columns: SummedColumns,
    linear: Linear,
) -> Floats:
    """(k, variables x domains) products of the numbers of a calibration with the influences."""
    weights = _ratio(sample.weights, calibration.weights, calibration.regression)
    domains = np.arange(cells.n_domains)
    whole = OccurringCells(domains, domains, cells.n_domains, cells.domain_of_row, cells.domain_of_row)
    found = [linear(sum_columns(whole, weights * one, columns), domains).ravel() for one in numbers.T]
    return np.stack(found)


def _cross(waiting: Calibration, taken: Calibration) -> Floats:
    """(p of one, p of the other) correction of a pending calibration's products after residualising on an earlier one."""
    weights = _ratio(_taken(taken), waiting.weights, waiting.regression)
    X = waiting.columns
    found = X.T @ _sums_by(waiting.cells, len(X), taken, weights)
    if waiting.numbers is None:
        return np.asarray(found)
    everybody = np.zeros(len(weights), np.intp)
    rows = [_sums_by(everybody, 1, taken, weights * one) for one in waiting.numbers.T]
    return np.vstack([found, *rows])


def _ratio(above: Floats, below: Floats, regression: Floats | None) -> Floats:
    """(n,) quotient of two weights times the regression weight; 0 where the weight below is 0."""
    if above is below:
        return np.ones(len(above)) if regression is None else regression
    quotient = np.divide(above, below, out=np.zeros(len(above)), where=below != 0)
    return quotient if regression is None else quotient * regression
