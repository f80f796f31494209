"""Sampling variances from influences of units: strata, several stages, population figures, lonely units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.sampling_stages import Stage
from survey.estimation.compact_variance import is_plain, within_domains
from survey.estimation.influence import Influence
from survey.estimation.lonely_psus import find_rule
from survey.estimation.presence import Presence

_LARGE = 2000
"""Number of cells of a stratum from which adding up stratum by stratum pays."""


def variance(influence: Influence) -> Floats:
    """(variables, domains) variances of the estimates.

    Raises
    ------
    DesignError
        ``S022`` when a stratum is lonely and the design says "fail".

    Notes
    -----
    At each stage the squared deviations of unit sums from their stratum mean, times n/(n-1), times the share of the
    units not selected, times the selected shares of the stages before (Cochran 1977, section 11.8; Särndal, Swensson
    and Wretman 1992, section 4.4, with each stage's own population figures). Units of one stratum that were selected
    with different probabilities are corrected each by its own (Brewer 2002, section 9.4). A stage with a variance form
    (joint probabilities, two phases, replicate weights) is calculated by that form.
    """
    total = np.zeros((influence.n_variables, influence.n_domains))
    for number, stage in enumerate(influence.presence.stages):
        if stage.factor.any():
            total += _stage_variance(influence.at(number))
    return total


def covariance(influence: Influence) -> Floats:
    """(variables x domains, variables x domains) covariances, variables slowest.

    Positive semidefinite, except with joint probabilities, whose unbiased estimate may be negative (Horvitz and
    Thompson 1952).
    """
    size = influence.n_variables * influence.n_domains
    total = np.zeros((size, size))
    for number, stage in enumerate(influence.presence.stages):
        part = influence.at(number)
        if stage.form is not None:
            total += stage.form.covariance(part.dense())
        elif stage.factor.any() and part.n_domains == 1 and is_plain(part):
            total += within_domains(part, crossed=True)[0]
        elif stage.factor.any():
            for rows in _deviations(part):
                total += rows.T @ rows
    return total


def deviations(influence: Influence, number: int) -> Floats:
    """(units of a stage, variables x domains) scaled deviations whose products, added up, are its part of a covariance."""
    return np.concatenate(list(_deviations(influence.at(number))))


def _stage_variance(part: Influence) -> Floats:
    """(variables, domains) variances of the last stage of the part."""
    presence, n_domains = part.presence, part.n_domains
    stage = presence.stages[-1]
    if stage.form is not None:
        one_by_one = (part.of_variables(slice(at, at + 1)) for at in range(part.n_variables))
        return np.stack([stage.form.variance(one.dense()) for one in one_by_one])
    if is_plain(part):
        return within_domains(part, crossed=False).T
    if stage.unequal or part.is_compact:
        return np.asarray(sum(np.einsum("uq,uq->q", rows, rows) for rows in _deviations(part))).reshape(-1, n_domains)
    size, rule = stage.sizes[:, None], find_rule(presence)
    by_stratum = _grid_by_stratum(presence) if presence.is_grid else _pairs_by_stratum(presence)
    scale = stage.scale[stage.first_units]
    found = np.empty((part.n_variables, n_domains))
    for at, z in enumerate(part.z):
        base = presence.base_of[at]
        sums = by_stratum.sums(z)
        centre = sums / size
        if rule is not None:
            centre = np.where(rule.centred[base], centre, _grand_mean(stage, sums, rule.reached[base]))
        squares = by_stratum.squares(z, centre)
        if rule is not None:
            squares = np.where(rule.keep[base], squares, 0.0) * rule.stretch[base]
        found[at] = scale @ squares
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Sums over the units of each stratum where every pair of unit and domain has a cell: no keys are needed."""

    first_units: Indices
    sizes: Indices
    n_domains: int

    def sums(self, z: Floats) -> Floats:
        """(strata, domains) sums."""
        return self._added(z.reshape(-1, self.n_domains), None)

    def squares(self, z: Floats, centre: Floats) -> Floats:
        """(strata, domains) sums of squared deviations."""
        return self._added(z.reshape(-1, self.n_domains), centre)

    def _added(self, rows: Floats, centre: Floats | None) -> Floats:
        """Sums over the units of each stratum: stratum by stratum when these are large, which spares memory."""
        if rows.size < _LARGE * len(self.sizes):
            if centre is not None:
                rows = rows - np.repeat(centre, self.sizes, axis=0)
                rows *= rows
            return np.add.reduceat(rows, self.first_units, axis=0)
        found = np.empty((len(self.sizes), self.n_domains))
        for at, (start, size) in enumerate(zip(self.first_units.tolist(), self.sizes.tolist(), strict=True)):
            block = rows[start : start + size]
            if centre is not None:
                block = block - centre[at]
                block *= block
            np.add.reduce(block, axis=0, out=found[at])
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Sums over the units of each stratum from the pairs that occur; ``absent`` (strata, domains) counts the others."""

    keys: Indices
    absent: Indices

    def sums(self, z: Floats) -> Floats:
        """(strata, domains) sums."""
        found = np.bincount(self.keys, z, self.absent.size).astype(np.float64, copy=False)
        return found.reshape(self.absent.shape)

    def squares(self, z: Floats, centre: Floats) -> Floats:
        """(strata, domains) sums of squared deviations."""
        deviation = z - centre.ravel()[self.keys]
        return np.asarray(self.sums(deviation * deviation) + self.absent * centre * centre)


def _grid_by_stratum(presence: Presence) -> _Grid:
    stage = presence.stages[-1]
    return _Grid(stage.first_units, stage.sizes, presence.n_domains)


def _pairs_by_stratum(presence: Presence) -> _Pairs:
    stage = presence.stages[-1]
    shape = (len(stage.strata), presence.n_domains)
    keys = stage.stratum[presence.units] * presence.n_domains + presence.domains
    there = np.bincount(keys, minlength=shape[0] * shape[1]).reshape(shape)
    return _Pairs(keys, stage.sizes[:, None] - there)


def _grand_mean(stage: Stage, sums: Floats, reached: Mask) -> Floats:
    """(strata, columns) mean over all units of the strata reached, at later stages over those of the same unit above."""
    above = stage.parent[stage.first_units]
    total, number = np.zeros((2, int(above.max()) + 1, sums.shape[1]))
    np.add.at(total, above, sums)
    np.add.at(number, above, reached * stage.sizes[:, None])
    return np.asarray((total / np.maximum(number, 1))[above])


def _deviations(part: Influence) -> Iterator[Floats]:
    """(units, variables x domains) scaled deviations whose squares and products add up to the covariances, in blocks."""
    stage, rule, base_of = part.presence.stages[-1], find_rule(part.presence), part.presence.base_of
    sums = part.stratum_sums()
    centre, root = sums / stage.sizes[:, None], np.sqrt(stage.scale)[:, None]
    if rule is not None:
        centred, keep, reached = (
            given[base_of].transpose(1, 0, 2).reshape(len(stage.strata), -1)
            for given in (rule.centred, rule.keep, rule.reached)
        )
        centre = np.where(centred, centre, _grand_mean(stage, sums, reached))
        stretch = np.sqrt(rule.stretch[base_of]).reshape(-1)
    for block in part.blocks():
        strata = stage.stratum[block]
        rows = part.dense(block)
        rows -= centre[strata]
        rows *= root[block]
        if rule is not None:
            rows = np.where(keep[strata], rows, 0.0) * stretch
        yield rows
