"""Replicate weights, kept as one factor per replicate and unit: never a column per interview and replicate."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.sampling_stages import Stage
from survey.design.variance_form import VarianceForm
from survey.errors import DesignError, SurveyError

if TYPE_CHECKING:
    from survey.design.sample import Sample

Step = Callable[["Sample"], "Sample"]

_NO_RANK = 1e-11
_ROUNDING = 1e-12
_NEARLY = 20


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateFactors:
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
        Degrees of freedom of the whole sample where they are known.
    strata : (units,) array of int, or None
        Groups of units whose factors add up to the same number in every replicate and depend on one another in no
        other way: they tell ranks without calculation. None: not known.
    """

    kind: str
    factors: Floats
    scale: Floats
    mse: bool
    freedom: float | None = None
    strata: Indices | None = None
    drawn: bool = False
    before: tuple[ReplicateFactors, Indices] | None = None

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

    def twice(self) -> ReplicateFactors:
        """The replicates of two independent samples side by side: in each, one of the two stays as it is."""
        ones = np.ones_like(self.factors)
        factors = np.block([[self.factors, ones], [ones, self.factors]])
        return ReplicateFactors(self.kind, factors, np.tile(self.scale, 2), True)

    def degrees(self, present: Mask) -> float:
        """Degrees of freedom of estimates that rest on some (units,): rank of their factors minus 1."""
        if self.before is not None:
            drawn, unit = self.before
            return drawn.degrees(np.bincount(unit[present], minlength=drawn.factors.shape[1]) > 0)
        if self.freedom is not None and present.all():
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
        """Rank: one less than its units from each complete group, and one for what they add up to."""
        units = np.bincount(strata[present], minlength=int(strata.max()) + 1)
        complete = (units == np.bincount(strata)) & (units > 0)
        return int(units.sum()) - int(complete.sum()) + bool(complete.any())

    def weights(self, units: Indices, weights: Floats, size: int = 64) -> Iterator[Floats]:
        """Replicate weights (at most ``size``, n), some replicates at a time."""
        for start in range(0, len(self), size):
            yield self.factors[start : start + size, units] * weights

    def _root(self, ndim: int) -> Floats:
        return np.sqrt(self.scale).reshape(-1, *[1] * (ndim - 1))


def replication_of(sample: Sample) -> ReplicateFactors | None:
    """The replicates of a sample; None when its variances are linearised."""
    form = sample.stages[-1].form
    return form if isinstance(form, ReplicateFactors) else None


def attach(sample: Sample, psus: Stage, parent: Indices, units: Indices, made: VarianceForm) -> Sample:
    """The sample with a form of the variance of units (units,) that lie in the PSUs ``parent``.

    Where the units are the PSUs, one stage remains; else the units are a stage below the PSUs.
    """
    if len(parent) == len(psus.stratum):
        stages: tuple[Stage, ...] = (dataclasses.replace(psus, form=made),)
    else:
        none = np.zeros(len(parent))
        above = dataclasses.replace(psus, factor=np.zeros(len(psus.stratum)), form=None)
        stages = (above, Stage(np.zeros(len(parent), np.intp), parent, none, none + 1, ("",), (), made))
    return dataclasses.replace(sample, stages=stages, units=units)


def plain(sample: Sample, weights: Floats) -> Sample:
    """The sample without its replicates, with other weights."""
    stages = tuple(dataclasses.replace(stage, form=None) for stage in sample.stages)
    return dataclasses.replace(sample, stages=stages, weights=weights)


def repeat_in_replicates(before: Sample, after: Sample, step: Step, place: str) -> Sample:
    """A step of weighting made again in every replicate.

    Parameters
    ----------
    before, after : Sample
        Before the step, with replicates, and after it.
    step : callable
        From a sample to the sample with weights after the step.
    place : str
        The verb, for messages.

    Returns
    -------
    Sample
        ``after`` with replicate weights that went through the step themselves. Interviews of a unit whose weights
        changed alike in all replicates stay together.

    Raises
    ------
    DesignError
        ``S121`` when the step cannot be made in a replicate.
    """
    made = replication_of(before)
    assert made is not None
    ratios = np.zeros((len(made), len(after.weights)))
    for at, factors in enumerate(made.factors):
        found = _weights_of(plain(before, before.weights * factors[before.units]), step, at, place)
        np.divide(found, after.weights, out=ratios[at], where=after.weights != 0)
    psus, psu = before.psus
    first, units = group_rows(before.units, ratios.T)
    unit = before.units[first]
    drawn = (made, unit) if made.before is None else (made.before[0], made.before[1][unit])
    factors = np.ascontiguousarray(ratios[:, first])
    repeated = ReplicateFactors(made.kind, factors, made.scale, made.mse, before=drawn)
    return attach(after, psus, psu[first], units, repeated)


def group_rows(keys: Indices, rows: Floats) -> tuple[Indices, Indices]:
    """Groups of rows (n, k) that are equal but for rounding, within keys (n,).

    Returns
    -------
    first : (groups,) array of int
        One row of each group, ordered by key.
    group : (n,) array of int
    """
    marks = rows @ np.random.default_rng(0).uniform(1, 2, (rows.shape[1], 2))
    order = np.lexsort((marks[:, 0], keys))
    jump = np.abs(np.diff(marks[order], axis=0)).max(1) > _ROUNDING * np.abs(marks).max(initial=0.0)
    starts = np.append(True, jump | (np.diff(keys[order]) != 0))
    group = np.empty(len(keys), np.intp)
    group[order] = np.cumsum(starts) - 1
    return order[starts], group


def _weights_of(sample: Sample, step: Step, at: int, place: str) -> Floats:
    """The weights of one replicate after a step."""
    try:
        weights = step(sample).weights
        fact = "" if np.isfinite(weights).all() else "It leads to no finite weights."
    except SurveyError as error:
        fact = f"{error.place}: {error.fact}"
    if fact:
        raise DesignError(
            "S121",
            f"{place}: replicate {at + 1}",
            f"The step cannot be repeated in this replicate. {fact}",
            "Join small classes or widen bounds, or use replicates in which nobody weighs nothing (Fay, Rao-Wu).",
        )
    return weights
