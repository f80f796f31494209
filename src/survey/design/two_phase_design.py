"""Two-phase designs: auxiliary variables for the whole first-phase sample, the survey for a subsample of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from survey.argument_errors import noun
from survey.arrays import Floats, Indices
from survey.design.design import Design
from survey.design.sampling_stages import Stage
from survey.design.variance_form import quadratic_variances
from survey.errors import DesignError

if TYPE_CHECKING:
    from survey.design.sample import Sample

TwoPhaseMethod = Literal["full", "simple"]

MOST_ROWS = 20_000
"""Largest number of interviews in the second phase: the variance needs a matrix of that many rows and columns."""


@noun
@dataclass(frozen=True, slots=True, eq=False)
class TwoPhase:
    """Two-phase design.

    Parameters
    ----------
    first : Design
        Selection of the interviews of the first phase. Without a weight every one of them counts as 1.
    second : Design
        Selection of the second phase from them. Without weight, probability and fpc the selected share is counted from
        the data: units of the second phase over units of the first, in each stratum of the second phase.
    subset : str or (n,) array of bool
        Interviews of the second phase: a condition in the language of the questionnaire, or a mask.
    method : {"full", "simple"}
        ``full``: joint probabilities of the two phases (Särndal, Swensson and Wretman 1992, section 9.3).
        ``simple``: variance of the first phase, estimated from the interviews of the second, plus the variance of the
        second (R's "simple" and "approx").

    Raises
    ------
    DesignError
        ``S140`` designs with several stages, replicates or unequal probabilities; ``S141`` an unknown method.

    Notes
    -----
    Estimates use the interviews of the second phase only. :func:`survey.calibrate_to_first_phase` weights them to
    totals of the first phase.
    """

    first: Design
    second: Design
    subset: str | ArrayLike
    method: TwoPhaseMethod = "full"

    def __post_init__(self) -> None:
        for phase, design in (("first", self.first), ("second", self.second)):
            if design.n_stages > 1 or design.pps is not None or design.replicates is not None:
                raise DesignError(
                    "S140",
                    f"survey.TwoPhase: {phase}",
                    "A phase has one stage, without replicates and without pps.",
                    "Name the PSUs of one stage; unequal probabilities of a phase go to probability= or weight=.",
                )
        if self.method not in ("full", "simple"):
            raise DesignError(
                "S141", "survey.TwoPhase: method", f"There is no method {self.method!r}.", "Say 'full' or 'simple'."
            )


@dataclass(frozen=True, slots=True, eq=False)
class Phases:
    """Variance form of a two-phase sample; its units are the n interviews of the second phase.

    Parameters
    ----------
    matrix : (n, n) array
        Q: the variance of the sum of weighted values z is z'Qz.
    second : (n, n) array
        Part of Q that comes from the second phase.
    weights : (n,) array
        Weights of the second phase alone: one over the probability of an interview of the first phase to be in it.
    sample : Sample
        The first phase.
    unit : (n,) array of int
        Unit of the first phase of each interview.
    taken : (n,) array or None
        For the simple method: estimated share of the first-phase units that reached the second phase, one over the
        weight by which a unit of the second phase represents units of the first. None for the full method.
    """

    matrix: Floats
    second: Floats
    weights: Floats
    sample: Sample
    unit: Indices
    taken: Floats | None = None

    def variance(self, z: Floats) -> Floats:
        """(k,) variances of the sums of the columns of z (n, k)."""
        return quadratic_variances(self.matrix, z)

    def covariance(self, z: Floats) -> Floats:
        """(k, k) covariances."""
        return np.asarray(z.T @ (self.matrix @ z))

    def twice(self) -> Phases:
        """Form of two independent samples, the units of the first before those of the second."""
        two = np.eye(2)
        matrix, second = (np.asarray(np.kron(two, one), np.float64) for one in (self.matrix, self.second))
        return dataclasses.replace(self, matrix=matrix, second=second, weights=np.tile(self.weights, 2))


def full_matrices(
    first: Stage, unit: Indices, weights: Floats, stratum: Indices, second: Indices, share: Floats
) -> tuple[Floats, Floats]:
    """Variance matrices of the full method: of both phases together, and of the second phase.

    Parameters
    ----------
    first : Stage
        Units of the first phase.
    unit : (n,) array of int
        First-phase unit of each interview of the second phase.
    weights : (n,) array
        Weights of the first phase.
    stratum, second : (n,) arrays of int
        Stratum and unit in the second phase.
    share : (n,) array
        Probability of an interview of the first phase to be in the second.

    Returns
    -------
    both, two : (n, n) arrays
        Matrices Q of z'Qz, symmetric.

    Notes
    -----
    Särndal, Swensson and Wretman (1992), section 9.3. Joint probabilities of the phases multiply; so with
    D = 1 - pi_i pi_j / pi_ij of each phase, both together have 1 - (1 - D1)(1 - D2) = D1 + D2 - D1 D2. Units of a
    first phase with known populations were drawn without replacement within strata; without such figures every unit
    counts as drawn independently of the others.
    """
    two = _without_replacement(stratum, second, share)
    same = unit[:, None] == unit[None, :]
    if (first.fraction == 0).all():
        # The first interview of a unit speaks for it, so that all pairs in the unit have one probability. A first phase
        # in which everybody weighs 1 was given without weights, as a sample of an endless population: probability 0.
        _, leader, of_row = np.unique(unit, return_index=True, return_inverse=True)
        chance = (np.zeros(len(unit)) if (weights == 1).all() else 1 / weights)[leader][of_row.ravel()]
        one = np.where(same, (1 - chance)[:, None], 0.0)
    else:
        fraction, size = first.fraction[unit], first.sizes[first.stratum[unit]]
        within = first.stratum[unit][:, None] == first.stratum[unit][None, :]
        # n of N without replacement: pi_ij = n (n - 1) / (N (N - 1)), hence D = -(1 - n/N) / (n - 1).
        apart = -((1 - fraction) / np.maximum(size - 1, 1))[:, None]
        one = np.where(same, (1 - fraction)[:, None], np.where(within, apart, 0.0))
    both = one + two - one * two
    return (both + both.T) / 2, (two + two.T) / 2


def _without_replacement(stratum: Indices, unit: Indices, share: Floats) -> Floats:
    """(n, n) matrix D of units drawn without replacement within strata, as in the first phase."""
    n = _units_by_stratum(stratum, unit)[stratum]
    same, within = unit[:, None] == unit[None, :], stratum[:, None] == stratum[None, :]
    apart = -((1 - share) / np.maximum(n - 1, 1))[:, None]
    return np.where(same, (1 - share)[:, None], np.where(within, apart, 0.0))


def simple_first(first: Stage, unit: Indices, taken: Floats) -> Floats:
    """(n, n) variance matrix of the first phase, estimated from the interviews of the second.

    Parameters
    ----------
    first, unit
        As in :func:`full_matrices`.
    taken : (n,) array
        Share of the first-phase units, in the interview's stratum of the second phase, that reached the second phase.

    Notes
    -----
    The usual sum of squared deviations of n units from their stratum mean, in which each unit that reached the second
    phase counts as one over its share p. A unit's total is p z, the mean is the sum of z over n, and the sum of
    (p z - mean)^2 / p gives p on the diagonal and (S / n - 2) / n elsewhere, S being the sum of 1 / p.
    """
    n_units = len(first.stratum)
    member = np.zeros((n_units, len(unit)))
    member[unit, np.arange(len(unit))] = 1.0
    reached = member.any(1)
    chance = np.ones(n_units)
    chance[unit[::-1]] = taken[::-1]  # backwards, so that the first interview of a unit speaks for it
    size = first.sizes[first.stratum].astype(np.float64)
    scale = (1 - first.fraction) * size / np.maximum(size - 1, 1)
    inverse = np.bincount(first.stratum, np.where(reached, 1 / chance, 0.0))[first.stratum]
    within = first.stratum[:, None] == first.stratum[None, :]
    between = np.where(within, (inverse / size**2 - 2 / size)[:, None], 0.0)
    one = member.T @ ((np.diag(chance) + between) * scale[:, None]) @ member
    return np.asarray((one + one.T) / 2)


def simple_second(unit: Indices, weights: Floats, stratum: Indices, second: Indices, share: Floats) -> Floats:
    """(n, n) variance matrix of the second phase: deviations of its units from the mean of their stratum.

    Parameters
    ----------
    unit, weights, stratum, second
        As in :func:`full_matrices`.
    share : (n,) array
        Share of the units of the second phase that was selected.

    Notes
    -----
    Where a unit of the first phase holds several of the second, squares are divided by the weight of the first phase,
    as R's ``twophase(method="simple")`` does.
    """
    n = _units_by_stratum(stratum, second)[stratum]
    same, within = second[:, None] == second[None, :], stratum[:, None] == stratum[None, :]
    factor = (1 - share) * n / np.maximum(n - 1, 1)
    two = np.where(within, factor[:, None] * (same - 1 / n[:, None]), 0.0)
    if _several_per_unit(unit, second):
        root = 1 / np.sqrt(weights)
        two = two * np.outer(root, root)
    return np.asarray((two + two.T) / 2)


def _several_per_unit(unit: Indices, second: Indices) -> bool:
    """Whether units of the second phase lie in the same unit of the first."""
    return len(np.unique(np.stack([unit, second]), axis=1)[0]) > len(np.unique(unit))


def _units_by_stratum(stratum: Indices, unit: Indices) -> Floats:
    """(strata,) number of different units."""
    pairs = np.unique(np.stack([stratum, unit]), axis=1)[0]
    return np.bincount(pairs).astype(np.float64)
