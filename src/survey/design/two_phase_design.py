"""Samples of samples: a first phase that tells something of everybody, a second that asks some of them more."""

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
from survey.errors import DesignError

if TYPE_CHECKING:
    from survey.design.sample import Sample

TwoPhaseMethod = Literal["full", "simple"]

MOST_ROWS = 20_000


@noun
@dataclass(frozen=True, slots=True, eq=False)
class TwoPhase:
    """A design of two phases.

    Parameters
    ----------
    first : Design
        How the interviews of the first phase were selected. Without a weight every one of them counts as 1.
    second : Design
        How those of the second phase were selected from them. Without weight, probability and fpc the share selected
        is counted: units of each stratum of the second phase in the data, and among those selected.
    subset : str or (n,) array of bool
        Who is in the second phase: a condition in the language of the questionnaire, or a mask.
    method : {"full", "simple"}
        ``full``: joint probabilities of the two phases (Särndal, Swensson and Wretman 1992, section 9.3).
        ``simple``: variance of the first phase reweighted from the second, plus that of the second (R's "simple" and
        "approx").

    Raises
    ------
    DesignError
        ``S140`` designs with several stages, replicates or unequal probabilities.

    Notes
    -----
    Estimates are made from the interviews of the second phase. :func:`survey.calibrate_to_first_phase` makes them
    meet totals that the first phase knows.
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
    """Variance of a sample of two phases: a form of its last stage, whose units are interviews.

    Parameters
    ----------
    matrix : (n, n) array
        Variances and covariances of weighted sums z: z'Qz.
    second : (n, n) array
        The part of Q that comes from the second phase.
    weights : (n,) array
        Weights of the second phase alone.
    sample : Sample
        The first phase.
    unit : (n,) array of int
        Unit of the first phase.
    taken : (n,) array or None
        For the simple method: share of the first phase that reached the second, weights of the second included.
    """

    matrix: Floats
    second: Floats
    weights: Floats
    sample: Sample
    unit: Indices
    taken: Floats | None = None

    def variance(self, z: Floats) -> Floats:
        """(k,) variances of the sums of the columns of z (n, k)."""
        found = np.einsum("nk,nk->k", z, self.matrix @ z)
        tiny = 1e-12 * np.einsum("nk,n,nk->k", z, np.abs(np.diagonal(self.matrix)), z)
        return np.where(found < -tiny, np.nan, np.maximum(found, 0.0))

    def covariance(self, z: Floats) -> Floats:
        """(k, k) covariances."""
        return np.asarray(z.T @ (self.matrix @ z))

    def twice(self) -> Phases:
        """The form of two independent samples side by side."""
        two = np.eye(2)
        matrix, second = (np.asarray(np.kron(two, one), np.float64) for one in (self.matrix, self.second))
        return dataclasses.replace(self, matrix=matrix, second=second, weights=np.tile(self.weights, 2))


def full_matrices(
    first: Stage, unit: Indices, weights: Floats, stratum: Indices, second: Indices, share: Floats
) -> tuple[Floats, Floats]:
    """Variance matrices of both phases together, and of the second.

    Parameters
    ----------
    first : Stage
        Units of the first phase.
    unit : (n,) array of int
        Unit of the first phase of each interview of the second.
    weights : (n,) array
        Of the first phase.
    stratum, second : (n,) arrays of int
        Stratum and unit of the second phase.
    share : (n,) array
        Probability of the second phase.

    Notes
    -----
    With D = 1 - pi_i pi_j / pi_ij of each phase, both together have D1 + D2 - D1 D2. Units of a phase with known
    populations were drawn without replacement from their strata; else independently, as from a population without end.
    """
    two = _without_replacement(stratum, second, share)
    same = unit[:, None] == unit[None, :]
    if (first.fraction == 0).all():
        _, leader, of_row = np.unique(unit, return_index=True, return_inverse=True)
        chance = (np.zeros(len(unit)) if (weights == 1).all() else 1 / weights)[leader][of_row.ravel()]
        one = np.where(same, (1 - chance)[:, None], 0.0)
    else:
        fraction, size = first.fraction[unit], first.sizes[first.stratum[unit]]
        within = first.stratum[unit][:, None] == first.stratum[unit][None, :]
        apart = -((1 - fraction) / np.maximum(size - 1, 1))[:, None]
        one = np.where(same, (1 - fraction)[:, None], np.where(within, apart, 0.0))
    both = one + two - one * two
    return (both + both.T) / 2, (two + two.T) / 2


def _without_replacement(stratum: Indices, unit: Indices, share: Floats) -> Floats:
    n = _units_by_stratum(stratum, unit)[stratum]
    same, within = unit[:, None] == unit[None, :], stratum[:, None] == stratum[None, :]
    apart = -((1 - share) / np.maximum(n - 1, 1))[:, None]
    return np.where(same, (1 - share)[:, None], np.where(within, apart, 0.0))


def simple_first(first: Stage, unit: Indices, taken: Floats) -> Floats:
    """Variance matrix of the first phase, reweighted from the interviews of the second.

    Parameters
    ----------
    first, unit
        As in :func:`full_matrices`.
    taken : (n,) array
        Share of the units of the first phase, in the interview's stratum of the second, that reached the second.

    Notes
    -----
    Squared deviations of the units of the first phase from their stratum mean, each divided by its share; sums and
    means of the first phase are estimated from the second.
    """
    n_units = len(first.stratum)
    member = np.zeros((n_units, len(unit)))
    member[unit, np.arange(len(unit))] = 1.0
    reached = member.any(1)
    chance = np.ones(n_units)
    chance[unit[::-1]] = taken[::-1]
    size = first.sizes[first.stratum].astype(np.float64)
    scale = (1 - first.fraction) * size / np.maximum(size - 1, 1)
    inverse = np.bincount(first.stratum, np.where(reached, 1 / chance, 0.0))[first.stratum]
    within = first.stratum[:, None] == first.stratum[None, :]
    between = np.where(within, (inverse / size**2 - 2 / size)[:, None], 0.0)
    one = member.T @ ((np.diag(chance) + between) * scale[:, None]) @ member
    return np.asarray((one + one.T) / 2)


def simple_second(unit: Indices, weights: Floats, stratum: Indices, second: Indices, share: Floats) -> Floats:
    """Variance matrix of the second phase.

    Parameters
    ----------
    unit, weights, stratum, second
        As in :func:`full_matrices`.
    share : (n,) array
        Share of the units of the second phase that was selected.
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
    pairs = np.unique(np.stack([stratum, unit]), axis=1)[0]
    return np.bincount(pairs).astype(np.float64)
