"""From influences of units to variances: strata, several stages, population figures, lonely units. Knows no engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.sampling_stages import Stage
from survey.design.variance_form import VarianceForm
from survey.estimation.cell_sums import add_up
from survey.estimation.compact_variance import is_plain, within_domains
from survey.estimation.influence import Influence
from survey.estimation.lonely_psus import find_rule

_LARGE = 2000
"""Cells of a stratum from which on adding them up by themselves pays."""


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
    with different probabilities are corrected each by its own (Brewer 2002, section 9.4). Replicates, and a stage with a
    form of its own, say themselves how.
    """
    if influence.replicates is not None:
        return np.asarray(np.einsum("rvd,rvd->vd", influence.replicates, influence.replicates))
    total = np.zeros((len(influence.z), influence.n_domains))
    for number, stage in enumerate(influence.stages):
        if stage.factor.any():
            total += _stage_variance(influence.at(number))
    return total


def covariance(influence: Influence) -> Floats:
    """(variables x domains, variables x domains) covariances, variables slowest.

    No combination has a negative variance, but where joint probabilities are known (Horvitz and Thompson).
    """
    if influence.replicates is not None:
        flat = influence.replicates.reshape(len(influence.replicates), -1)
        return np.asarray(flat.T @ flat)
    size = len(influence.z) * influence.n_domains
    total = np.zeros((size, size))
    for number, stage in enumerate(influence.stages):
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
    """(variables, domains) what the last stage of the part adds."""
    stage, n_domains = part.stages[-1], part.n_domains
    if stage.form is not None:
        return _by_form(part, stage.form)
    if is_plain(part):
        return within_domains(part, crossed=False).T
    rule = find_rule(part)
    if stage.unequal or part.is_compact:
        return np.asarray(sum(np.einsum("uq,uq->q", rows, rows) for rows in _deviations(part))).reshape(-1, n_domains)
    size = stage.sizes[:, None]
    by_stratum = _grid_by_stratum(part) if part.is_grid else _pairs_by_stratum(part)
    scale = stage.scale[stage.first_units]
    found = np.empty((len(part.z), n_domains))
    for at, z in enumerate(part.z):
        base = part.base_of[at]
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
    """Sums over the units of a stratum when every pair of unit and domain has a cell: no key is looked up."""

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
    """The same for the pairs that occur; ``absent`` (strata, domains) counts the units without a cell."""

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


def _grid_by_stratum(part: Influence) -> _Grid:
    stage = part.stages[-1]
    return _Grid(stage.first_units, stage.sizes, part.n_domains)


def _pairs_by_stratum(part: Influence) -> _Pairs:
    stage = part.stages[-1]
    shape = (len(stage.strata), part.n_domains)
    keys = stage.stratum[part.units] * part.n_domains + part.domains
    there = np.bincount(keys, minlength=shape[0] * shape[1]).reshape(shape)
    return _Pairs(keys, stage.sizes[:, None] - there)


def _by_form(part: Influence, form: VarianceForm) -> Floats:
    """(variables, domains) variances of a stage with a form of its own, variable by variable."""
    found = np.empty((len(part.z), part.n_domains))
    full = np.zeros((part.n_units, part.n_domains))
    part = part.written() if part.is_compact else part
    for at, z in enumerate(part.z):
        full[part.units, part.domains] = z
        found[at] = form.variance(full)
    return found


def _grand_mean(stage: Stage, sums: Floats, reached: Mask) -> Floats:
    """(strata, columns) mean over all units of the strata reached, at later stages over those of the same unit above."""
    above = stage.parent[stage.first_units]
    total, number = np.zeros((2, int(above.max()) + 1, sums.shape[1]))
    np.add.at(total, above, sums)
    np.add.at(number, above, reached * stage.sizes[:, None])
    return np.asarray((total / np.maximum(number, 1))[above])


def _deviations(part: Influence) -> Iterator[Floats]:
    """(units, variables x domains) scaled deviations whose squares and products add up to the covariances, in blocks."""
    stage, rule = part.stages[-1], find_rule(part)
    sums = stratum_sums(part)
    centre, root = sums / stage.sizes[:, None], np.sqrt(stage.scale)[:, None]
    if rule is not None:
        wide = (len(stage.strata), -1)
        centred = rule.centred[part.base_of].transpose(1, 0, 2).reshape(wide)
        keep = rule.keep[part.base_of].transpose(1, 0, 2).reshape(wide)
        reached = rule.reached[part.base_of].transpose(1, 0, 2).reshape(wide)
        centre = np.where(centred, centre, _grand_mean(stage, sums, reached))
        stretch = np.sqrt(rule.stretch[part.base_of]).reshape(-1)
    for block in part.blocks():
        strata = stage.stratum[block]
        rows = part.dense(block)
        rows -= centre[strata]
        rows *= root[block]
        if rule is not None:
            rows = np.where(keep[strata], rows, 0.0) * stretch
        yield rows


def stratum_sums(part: Influence) -> Floats:
    """(strata, variables x domains) sums over the units of each stratum."""
    stage, n_domains = part.stages[-1], part.n_domains
    n_strata = len(stage.strata)
    sums = add_up(stage.stratum[part.units] * n_domains + part.domains, n_strata * n_domains, part.z)
    found = sums.reshape(-1, n_strata, n_domains).transpose(1, 0, 2).reshape(n_strata, -1)
    if part.taken is None:
        return found
    return found - part.taken.sums(stage.stratum, n_strata).T @ part.taken.coefficients.reshape(-1, found.shape[1])
