"""Replicate weights stored as one factor per replicate and unit instead of one weight per interview and replicate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask

_NO_RANK = 1e-11
"""Eigenvalue, relative to the largest, below which a direction does not count in a rank."""
_ROUNDING = 1e-12
"""Relative difference up to which two rows of factors count as equal."""
_NEARLY = 20
"""Distance of a counted rank from the number of replicates below which the rank of drawn factors is calculated."""


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateFactors:
    """Replicate factors: the variance form of a sample with replicate weights.

    Parameters
    ----------
    kind : str
        Method of replication, such as ``JKn``.
    factors : (replicates, units) array
        Factor on the weight of the interviews of a unit in each replicate.
    scale : (replicates,) array
        Factor on the squared deviation of each replicate; the sum of the products is the variance.
    mse : bool
        True: deviations are from the estimate of the whole sample. False: from the mean of the replicates.
    freedom : float or None
        Degrees of freedom of the whole sample where they are known.
    strata : (units,) array of int, or None
        Groups of units whose factors add up to the same number in every replicate and have no other linear dependence,
        so that ranks can be counted instead of calculated. None: not known.
    drawn : bool
        True: the factors were drawn at random, so that their rank may be lower than the count when replicates are few.
    before : (ReplicateFactors, (units,) array of int) or None
        Replicates before the first step of weighting, and the unit there of each unit here. Degrees of freedom are
        counted in them: weighting adds none.
    whole : (units,) array of bool, or None
        Given when units are not groups of interviews but directions: those of a domain have the rank of its interviews.
        True: the units which together mean every interview. Interviews are then the PSUs.
    """

    kind: str
    factors: Floats
    scale: Floats
    mse: bool
    freedom: float | None = None
    strata: Indices | None = None
    drawn: bool = False
    before: tuple[ReplicateFactors, Indices] | None = None
    whole: Mask | None = None

    def __len__(self) -> int:
        return len(self.factors)

    def deviations(self, replicates: Floats, estimate: Floats) -> Floats:
        """Scaled deviations: their squares and products, added up over the replicates, are variances and covariances.

        Parameters
        ----------
        replicates : (replicates, ...) array
            Estimates of each replicate; NaN where a replicate has no estimate and does not count.
        estimate : (...) array
            Estimates of the whole sample.

        Returns
        -------
        (replicates, ...) array
            Multiplied by the root of the scale; 0 where a replicate does not count.

        Notes
        -----
        As in R's ``svrVar``, replicates with the scale 0 do not enter the mean.
        """
        known = np.isfinite(replicates)
        if known.all():
            centre = estimate if self.mse else replicates[self.scale > 0].mean(0)
            return np.asarray((replicates - centre) * self._root(replicates.ndim))
        counted = known & (self.scale > 0).reshape(-1, *[1] * (replicates.ndim - 1))
        values = np.where(known, replicates, 0.0)
        centre = estimate if self.mse else np.where(counted, values, 0.0).sum(0) / np.maximum(counted.sum(0), 1)
        return np.where(known, (values - centre) * self._root(replicates.ndim), 0.0)

    def variance(self, z: Floats) -> Floats:
        """(k,) variances of the sums of the columns of z (units, k)."""
        found = self.deviations(self.factors @ z, z.sum(0))
        return np.asarray(np.einsum("rk,rk->k", found, found))

    def covariance(self, z: Floats) -> Floats:
        """(k, k) covariances of the sums of the columns of z (units, k)."""
        found = self.deviations(self.factors @ z, z.sum(0))
        return np.asarray(found.T @ found)

    def twice(self) -> ReplicateFactors:
        """Replicates of two independent samples: in each replicate one of the two keeps its weights."""
        ones = np.ones_like(self.factors)
        factors = np.block([[self.factors, ones], [ones, self.factors]])
        return ReplicateFactors(self.kind, factors, np.tile(self.scale, 2), True)

    def degrees(self, present: Mask) -> float:
        """Degrees of freedom of estimates from the units of a mask (units,): rank of their factors minus 1."""
        if self.before is not None:
            drawn, unit = self.before
            return drawn.degrees(np.bincount(unit[present], minlength=drawn.factors.shape[1]) > 0)
        if self.freedom is not None and (present if self.whole is None else present[self.whole]).all():
            return self.freedom
        if self.strata is not None:
            rank = self._counted(self.strata, present)
            if not (self.drawn and abs(rank - len(self)) < _NEARLY):
                return float(max(min(rank, len(self)) - 1, 0))
        factors = self.factors[:, present]
        gram = factors @ factors.T if len(factors) < factors.shape[1] else factors.T @ factors
        if not gram.size:
            return 0.0
        values = np.linalg.eigvalsh(gram)
        return float(max((values > _NO_RANK * max(values[-1], 0.0)).sum() - 1, 0))

    @staticmethod
    def _counted(strata: Indices, present: Mask) -> int:
        """Rank of the factors: one less than the units of each complete group, plus one for their common sum.

        The factors of a complete group add up to a constant in every replicate. All complete groups share this
        direction, so it counts once instead of once per group.
        """
        units = np.bincount(strata[present], minlength=int(strata.max()) + 1)
        complete = (units == np.bincount(strata)) & (units > 0)
        return int(units.sum()) - int(complete.sum()) + bool(complete.any())

    def weights(self, units: Indices, weights: Floats, size: int = 64) -> Iterator[Floats]:
        """Replicate weights in blocks (at most ``size``, n), so that not all of them are in memory at once."""
        for start in range(0, len(self), size):
            yield self.factors[start : start + size, units] * weights

    def _root(self, ndim: int) -> Floats:
        return np.sqrt(self.scale).reshape(-1, *[1] * (ndim - 1))


def group_rows(keys: Indices, rows: Floats) -> tuple[Indices, Indices]:
    """Groups of rows (n, k) that are equal up to rounding, within keys (n,).

    Returns
    -------
    first : (groups,) array of int
        One row of each group, ordered by key.
    group : (n,) array of int
        Group of each row.

    Notes
    -----
    Rows are compared by two random projections of them, always the same, instead of column by column: two different
    rows practically never agree in both, and sorting n numbers is much cheaper than sorting n rows.
    """
    marks = rows @ np.random.default_rng(0).uniform(1, 2, (rows.shape[1], 2))
    order = np.lexsort((marks[:, 0], keys))
    jump = np.abs(np.diff(marks[order], axis=0)).max(1) > _ROUNDING * np.abs(marks).max(initial=0.0)
    starts = np.append(True, jump | (np.diff(keys[order]) != 0))
    group = np.empty(len(keys), np.intp)
    group[order] = np.cumsum(starts) - 1
    return order[starts], group
