"""Replicate weights, kept as one factor per replicate and unit: never a column per interview and replicate."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from survey.design.margin import compress
from survey.design.stages import Stage
from survey.errors import DesignError, SurveyError

if TYPE_CHECKING:
    from survey.design.sample import Sample

Floats = NDArray[np.float64]
Kernel = Callable[[Floats], Floats]

_NO_RANK = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Replication:
    """Replicates of a sample.

    Parameters
    ----------
    kind : str
        How they were made.
    factors : (replicates, units) array
        What the weight of an interview is multiplied by in each replicate.
    scale : (replicates,) array
        Factor on the squared deviation of each replicate; their sum of products is the variance.
    mse : bool
        Deviations are from the estimate of the whole sample, not from the mean of the replicates.
    freedom : float or None
        Degrees of freedom of the whole sample where they are known; None: rank of the factors minus 1.
    """

    kind: str
    factors: Floats
    scale: Floats
    mse: bool
    freedom: float | None = None

    def __len__(self) -> int:
        return len(self.factors)

    def deviations(self, replicates: Floats, estimate: Floats) -> Floats:
        """Scaled deviations: their squares and products, added up over the replicates, are variances and covariances.

        Parameters
        ----------
        replicates : (replicates, ...) array
            The estimates of each replicate; NaN where a replicate has none, which then does not count.
        estimate : (...) array
            The estimates of the whole sample.

        Returns
        -------
        (replicates, ...) array
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

    def twice(self) -> Replication:
        """The replicates of two independent samples side by side: in each, one of the two stays as it is."""
        ones = np.ones_like(self.factors)
        factors = np.block([[self.factors, ones], [ones, self.factors]])
        return Replication(self.kind, factors, np.tile(self.scale, 2), True)

    def degrees(self, present: NDArray[np.bool_]) -> float:
        """Degrees of freedom of estimates that rest on some (units,): rank of their factors minus 1."""
        if self.freedom is not None and present.all():
            return self.freedom
        factors = self.factors[:, present]
        gram = factors @ factors.T if len(factors) < factors.shape[1] else factors.T @ factors
        if not gram.size:
            return 0.0
        values = np.linalg.eigvalsh(gram)
        return float(max((values > _NO_RANK * max(values[-1], 0.0)).sum() - 1, 0))

    def weights(self, units: NDArray[np.intp], weights: Floats, size: int = 64) -> Iterator[Floats]:
        """Replicate weights (at most ``size``, n), some replicates at a time."""
        for start in range(0, len(self), size):
            yield self.factors[start : start + size, units] * weights

    def _root(self, ndim: int) -> Floats:
        return np.sqrt(self.scale).reshape(-1, *[1] * (ndim - 1))


def replication_of(sample: Sample) -> Replication | None:
    """The replicates of a sample; None when its variances are linearised."""
    form = sample.stages[-1].form
    return form if isinstance(form, Replication) else None


def attach(sample: Sample, psus: Stage, parent: NDArray[np.intp], units: NDArray[np.intp], made: Replication) -> Sample:
    """The sample with replicates of units (units,) that lie in the PSUs ``parent``.

    Where the units are the PSUs, one stage remains; else the units are a stage below the PSUs.
    """
    if len(parent) == len(psus.stratum):
        stages: tuple[Stage, ...] = (dataclasses.replace(psus, form=made),)
    else:
        none = np.zeros(len(parent))
        above = dataclasses.replace(psus, factor=np.zeros(len(psus.stratum)), form=None)
        stages = (above, Stage(np.zeros(len(parent), np.intp), parent, none, none + 1, ("",), (), made))
    return dataclasses.replace(sample, stages=stages, units=units)


def repeat_in_replicates(
    sample: Sample, cells: NDArray[np.intp], factors: Floats, kernel: Kernel, place: str
) -> Sample:
    """A step of weighting made again in every replicate: for every verb that changes weights.

    Parameters
    ----------
    sample : Sample
        Before the step. Without replicates it is returned as it is.
    cells : (n,) array of int
        Interviews whose weights the step multiplies by the same factor share a cell.
    factors : (cells,) array
        What the step multiplied the weights of the whole sample by.
    kernel : callable
        From the sums (cells,) of the weights of a replicate to the factors (cells,).
    place : str
        The verb, for messages.

    Returns
    -------
    Sample
        With the replicates after the step, but the weights of before.

    Raises
    ------
    DesignError
        ``S121`` when the step cannot be made in a replicate.
    """
    before = replication_of(sample)
    if before is None:
        return sample
    n_cells = len(factors)
    of_row, present = compress(sample.units * n_cells + cells, before.factors.shape[1] * n_cells)
    unit, cell = np.divmod(present, n_cells)
    weights = np.bincount(of_row, sample.weights, len(present))
    after = np.empty((len(before), len(present)))
    for at, each in enumerate(before.factors):
        own = each[unit]
        start = np.bincount(cell, own * weights, n_cells).astype(np.float64, copy=False)
        found = _each(kernel, start, at, place)
        np.divide(own * found[cell], factors[cell], out=after[at], where=factors[cell] != 0)
        after[at][factors[cell] == 0] = 0.0
    made = dataclasses.replace(before, factors=after, freedom=None)
    if not _is_constant(factors):
        made = dataclasses.replace(made, freedom=made.degrees(np.ones(len(present), bool)))
    last = sample.stages[-1]
    parent = last.parent[unit] if len(sample.stages) > 1 else unit
    return attach(sample, sample.stages[0], parent, of_row, made)


def _is_constant(factors: Floats) -> bool:
    return bool(np.ptp(factors) == 0)


def _each(kernel: Kernel, start: Floats, at: int, place: str) -> Floats:
    """The factors of one replicate."""
    try:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found = kernel(start)
        fact = "" if np.isfinite(found[start != 0]).all() else "It leads to no finite weights."
    except SurveyError as error:
        fact = f"[{error.code}] {error.place}: {error.fact}"
    except np.linalg.LinAlgError:
        fact = "A class that the step needs has no weight there."
    if fact:
        raise DesignError(
            "S121",
            f"{place}: replicate {at + 1}",
            f"The step cannot be repeated in this replicate. {fact}",
            "Join small classes, or use replicates in which nobody weighs nothing (Fay, Rao-Wu with few draws, jackknife).",
        )
    return found
