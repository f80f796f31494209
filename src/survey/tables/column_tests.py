"""Tests between the columns of a table, by the covariances that the design gives."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask, Objects
from survey.design.degrees_of_freedom import design_degrees
from survey.design.sample import Sample
from survey.estimation.build_estimates import DegreesOfFreedom
from survey.estimation.estimates import Estimates
from survey.estimation.linear_estimates import t_test

_NOTHING = 1e-12
"""Variance of a difference, relative to those of its parts, below which it is rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """Differences between pairs of columns in every row.

    Parameters
    ----------
    pairs : (m, 2) array of int
        Columns: the first minus the second.
    difference, se, p : (m, rows) arrays
        ``p`` is NaN where there is no test.
    df : (m,) array
    """

    pairs: Indices
    difference: Floats
    se: Floats
    df: Floats
    p: Floats


def compare_columns(
    sample: Sample,
    estimates: Estimates,
    covariance: Floats,
    testable: Mask,
    pairs: Sequence[tuple[int, int]],
    df: DegreesOfFreedom,
) -> Differences:
    """Student's t of the differences between columns.

    Parameters
    ----------
    sample : Sample
    estimates : Estimates
        columns x rows, columns slowest; all rows of a column have the same base.
    covariance : (columns x rows, columns x rows) array
        Of the estimates.
    testable : (columns, rows) array of bool
        Cells that take part.
    pairs : sequence of (int, int)
        Columns to compare.
    df : {"domain", "design"} or float
        PSUs minus strata with interviews of either column, or as in :func:`survey.mean`.

    Notes
    -----
    The variance of a difference is V + V' - 2 C with the linearised covariance C: columns that share PSUs, or
    respondents, are not independent (Binder 1983).
    """
    n_columns, n_rows = testable.shape
    at = np.array(pairs, np.intp).reshape(-1, 2)
    one, other = at.T
    value = estimates.estimate.reshape(n_columns, n_rows)
    blocks = covariance.reshape(n_columns, n_rows, n_columns, n_rows)
    row = np.arange(n_rows)
    own = blocks[one[:, None], row, one[:, None], row] + blocks[other[:, None], row, other[:, None], row]
    variance = own - 2 * blocks[one[:, None], row, other[:, None], row]
    difference = value[one] - value[other]
    se = np.sqrt(np.where(variance > _NOTHING * own, variance, np.nan))
    freedom = _degrees(sample, estimates, at, n_rows, df)
    _, p = t_test(difference, se, np.broadcast_to(freedom[:, None], difference.shape))
    return Differences(at, difference, se, freedom, np.where(testable[one] & testable[other], p, np.nan))


def _degrees(sample: Sample, estimates: Estimates, pairs: Indices, n_rows: int, df: DegreesOfFreedom) -> Floats:
    """(m,) degrees of freedom of each pair."""
    if df == "design":
        return np.full(len(pairs), float(design_degrees(sample)))
    if not isinstance(df, str):
        return np.full(len(pairs), float(df))
    used = np.zeros((len(pairs), len(estimates)))
    every = np.arange(len(pairs))
    used[every, pairs[:, 0] * n_rows] = 1
    used[every, pairs[:, 1] * n_rows] -= 1
    return np.asarray(estimates.variation.presence.combine(used).degrees()[:, 0])


def pairs_of(family: Sequence[int]) -> list[tuple[int, int]]:
    """Every two columns of a family.

    Examples
    --------
    >>> pairs_of([1, 2, 5])
    [(1, 2), (1, 5), (2, 5)]
    """
    return list(itertools.combinations(family, 2))


def letters_of(differences: Differences, q: Floats, letters: Sequence[str], alpha: float) -> Objects:
    """(columns, rows) letters of the columns than which a cell is greater, as tuples.

    Examples
    --------
    >>> found = Differences(np.array([[0, 1]]), np.array([[2.0]]), np.array([[0.5]]), np.array([30.0]), np.array([[0.01]]))
    >>> letters_of(found, found.p, ["A", "B"], 0.05).tolist()
    [[('B',)], [()]]
    """
    found: Objects = np.frompyfunc(lambda _: (), 1, 1)(np.zeros((len(letters), q.shape[1])))
    for at, row in zip(*np.nonzero(q <= alpha), strict=True):
        one, other = differences.pairs[at].tolist()
        greater, smaller = (one, other) if differences.difference[at, row] > 0 else (other, one)
        found[greater, row] = (*found[greater, row], letters[smaller])
    return found
