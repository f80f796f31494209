"""Counts and shares of cells and margins, with their uncertainty, from the sums of a crossing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sample import Sample
from survey.estimation.build_estimates import DegreesOfFreedom, assemble, describe
from survey.estimation.classification import Grouped, column_of
from survey.estimation.confidence_intervals import ShareInterval
from survey.estimation.crosstabs.crossing import Crossing
from survey.estimation.estimates import EstimandKind, Estimates
from survey.estimation.influence import Influence
from survey.estimation.point_estimates import Deff, Points
from survey.estimation.replicate_estimates import replicate_totals, with_replicates
from survey.estimation.variation import Linearised

Options = tuple[float, DegreesOfFreedom, Deff, ShareInterval]
"""Level, degrees of freedom, design effect, interval of shares."""


@dataclass(frozen=True, slots=True, eq=False)
class TableLines:
    """Lines of a table: the cells that make up each of m lines, and the cells each is a share of.

    Parameters
    ----------
    above : (m, K) array of 0 and 1
        Cells of the line.
    bases : (b, K) array of 0 and 1
    base_of : (m,) array of int
        Base of each line.
    sides : tuple of (name, levels, labels, level of each line)
    """

    above: Floats
    bases: Floats
    base_of: Indices
    sides: tuple[Grouped, ...]


def cell_lines(crossing: Crossing, percent: str) -> TableLines:
    """Every cell, as a share of everybody, of its row or of its column."""
    n_rows, n_columns = len(crossing.row), len(crossing.column)
    at_row, at_column = np.divmod(np.arange(crossing.size), n_columns)
    sides = (_side(crossing, 0, at_row), _side(crossing, 1, at_column))
    each = np.eye(crossing.size)
    if percent == "row":
        return TableLines(each, _row_sums(n_rows, n_columns), at_row, sides)
    if percent == "column":
        return TableLines(each, _column_sums(n_rows, n_columns), at_column, sides)
    return TableLines(each, np.ones((1, crossing.size)), np.zeros(crossing.size, np.intp), sides)


def margin_lines(crossing: Crossing, axis: int) -> TableLines:
    """Every row (axis 0) or column (axis 1) as a share of everybody."""
    sums = (_row_sums, _column_sums)[axis](len(crossing.row), len(crossing.column))
    each = np.arange(len(sums))
    return TableLines(sums, np.ones((1, crossing.size)), np.zeros(len(sums), np.intp), (_side(crossing, axis, each),))


def estimate_lines(
    sample: Sample, crossing: Crossing, totals: Influence, lines: TableLines, options: Options, *, shares: bool
) -> Estimates:
    """Shares, or numbers of persons, of the lines in every domain."""
    points = _points(crossing, lines, shares=shares)
    number, m = crossing.domains.number, len(lines.above)
    kind: EstimandKind = "share" if shares else "total"
    blank = np.full((m, number), np.nan)
    name = " x ".join(side.name for side in lines.sides)
    repeated = tuple(
        Grouped(column_of(side.name), side.levels, side.labels, np.repeat(side.of_row, number)) for side in lines.sides
    )

    def replicates(form: ReplicateFactors) -> Floats:
        cells = crossing.cells
        sums = replicate_totals(form, cells.units, cells.domains, number, crossing.weights.rows(slice(None)).T)
        above, below = np.matmul(lines.above, sums), np.matmul(lines.bases, sums)
        return np.asarray(above / below[:, lines.base_of] if shares else above)

    return assemble(
        kind,
        sample,
        points,
        with_replicates(sample, Linearised(_influence(totals, lines, points)), points.estimate, replicates),
        options,
        variable=(name,) * (m * number),
        category=None,
        by=(*repeated, *crossing.domains.grouped(m)),
        unanswered=(blank, blank),
        about=describe(kind, sample, [name], crossing.domains, options[1]),
    )


def _points(crossing: Crossing, lines: TableLines, *, shares: bool) -> Points:
    """Point estimates, with the sums of squares for design effects; residuals of 0/1 answers are p(1 - p)."""
    weights, counts = crossing.by_domain(crossing.weights), crossing.by_domain(crossing.counts)
    numerator, weight = lines.above @ weights, (lines.bases @ weights)[lines.base_of]
    if not shares:
        weight = np.broadcast_to(weights.sum(0), numerator.shape)
    n = (lines.bases @ counts)[lines.base_of] if shares else np.broadcast_to(counts.sum(0), numerator.shape)
    squares = lines.bases @ crossing.weight_squares
    with np.errstate(divide="ignore", invalid="ignore"):
        share = numerator / weight
    residual = np.where(n > 0, weight * share * (1 - share), 0.0)
    residual = np.where(residual > 1e-12 * numerator, residual, 0.0)
    estimate = np.where(n > 0, share if shares else numerator, np.nan)
    return Points(
        estimate,
        np.full((len(numerator), 1), not shares),
        np.asarray(weight),
        np.asarray(n),
        np.asarray(weight),
        squares[lines.base_of] if shares else np.broadcast_to(crossing.weight_squares.sum(0), numerator.shape),
        residual,
    )


def _influence(totals: Influence, lines: TableLines, points: Points) -> Influence:
    """Influences of the lines from those of the totals of the cells."""
    if points.is_total.any():
        bases, base_of = np.ones((1, lines.above.shape[1])), np.zeros(len(lines.above), np.intp)
        return totals.mapped(lines.above[:, :, None], bases, base_of)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(points.empty, 0.0, 1 / points.denominator)
    shift = np.where(points.empty, 0.0, points.estimate)
    maps = lines.above[:, :, None] - shift[:, None, :] * lines.bases[lines.base_of][:, :, None]
    return totals.mapped(maps * scale[:, None, :], lines.bases, lines.base_of)


def _side(crossing: Crossing, axis: int, of_row: Indices) -> Grouped:
    side = (crossing.row, crossing.column)[axis]
    return Grouped(side.name, side.levels, side.labels, of_row)


def _row_sums(n_rows: int, n_columns: int) -> Floats:
    return np.asarray(np.kron(np.eye(n_rows), np.ones((1, n_columns))), np.float64)


def _column_sums(n_rows: int, n_columns: int) -> Floats:
    return np.asarray(np.kron(np.ones((1, n_rows)), np.eye(n_columns)), np.float64)
