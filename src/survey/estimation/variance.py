"""From influences of units to variances: strata, several stages, population figures, lonely units. Knows no engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.design.design import Lonely
from survey.design.margin import compress
from survey.design.stages import Stage
from survey.errors import DesignError
from survey.estimation.accumulate import add_up


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """What each last-stage unit adds to each estimate, to first order.

    There is one row of ``z`` per variable and one estimate per variable and domain. Cells that do not occur add nothing.

    Parameters
    ----------
    stages : tuple of Stage
    units, domains : (cells,) array of int
        Ordered by unit, then domain.
    n_domains : int
    z : (variables, cells) array
    counts : (bases, cells) array
        Interviews of each base.
    base_of : (variables,) array of int
    spread : bool
        Whether units outside a domain also add to it, as they do under calibrated weights.
    lonely : rule of the design
    lonely_domains : bool
    """

    stages: tuple[Stage, ...]
    units: NDArray[np.intp]
    domains: NDArray[np.intp]
    n_domains: int
    z: NDArray[np.float64]
    counts: NDArray[np.float64]
    base_of: NDArray[np.intp]
    spread: bool
    lonely: Lonely
    lonely_domains: bool

    @property
    def n_variables(self) -> int:
        """Number of rows of ``z``."""
        return len(self.z)

    def at(self, number: int) -> Influence:
        """The same at an earlier stage: sums over the units of the later stages."""
        last = len(self.stages) - 1
        if number == last:
            return self
        units = self.units
        for stage in reversed(self.stages[number + 1 :]):
            units = stage.parent[units]
        keys, present = compress(
            units * self.n_domains + self.domains, len(self.stages[number].stratum) * self.n_domains
        )
        above, domains = np.divmod(present, self.n_domains)
        return Influence(
            self.stages[: number + 1],
            above,
            domains,
            self.n_domains,
            add_up(keys, len(present), self.z),
            add_up(keys, len(present), self.counts),
            self.base_of,
            self.spread,
            self.lonely,
            self.lonely_domains,
        )

    def variance(self) -> NDArray[np.float64]:
        """(variables, domains) variances."""
        total = np.zeros((self.n_variables, self.n_domains))
        for number in range(len(self.stages)):
            total += _stage_variance(self.at(number))
        return total

    def degrees(self) -> NDArray[np.float64]:
        """(bases, domains) degrees of freedom: PSUs with the domain minus strata with the domain."""
        units = self.psus()
        return np.asarray(units.sum(1) - (units > 0).sum(1))

    def psus(self) -> NDArray[np.float64]:
        """(bases, strata, domains) number of first-stage units with the domain."""
        return _touched(self.at(0))

    def lonely_touched(self) -> NDArray[np.bool_]:
        """(bases, domains) whether the domain lies in a stratum to which the rule for lonely PSUs applies."""
        first = self.at(0)
        touched = _touched(first)
        alone = self.stages[0].lonely[None, :, None] & (touched > 0)
        if self.lonely_domains:
            alone |= _domain_alone(self.stages[0], touched)
        return np.asarray(alone.any(1))

    def dense(self) -> NDArray[np.float64]:
        """(units, variables x domains) influences with zeros written out, variables slowest."""
        full = np.zeros((len(self.stages[-1].stratum), self.n_variables, self.n_domains))
        full[self.units, :, self.domains] = self.z.T
        return full.reshape(len(full), -1)

    def covariance(self) -> NDArray[np.float64]:
        """(variables x domains, variables x domains) covariances; never negative for any combination."""
        size = self.n_variables * self.n_domains
        total = np.zeros((size, size))
        for number in range(len(self.stages)):
            deviations = _deviations(self.at(number))
            total += deviations.T @ deviations
        return total

    def combine(self, coefficients: NDArray[np.float64]) -> Influence:
        """Influences of linear combinations of the estimates.

        Parameters
        ----------
        coefficients : (m, variables x domains) array
            Variables slowest.
        """
        n_units = len(self.stages[-1].stratum)
        present = np.zeros((n_units, len(self.counts), self.n_domains))
        present[self.units, :, self.domains] = self.counts.T
        by_variable = present[:, self.base_of, :].reshape(n_units, -1)
        return Influence(
            self.stages,
            np.arange(n_units),
            np.zeros(n_units, np.intp),
            1,
            coefficients @ self.dense().T,
            (coefficients != 0).astype(np.float64) @ by_variable.T,
            np.arange(len(coefficients)),
            self.spread,
            self.lonely,
            self.lonely_domains,
        )


def _touched(part: Influence) -> NDArray[np.float64]:
    """(bases, strata, domains) units of the last stage with interviews of the domain."""
    stage = part.stages[-1]
    keys = stage.stratum[part.units] * part.n_domains + part.domains
    n_strata = len(stage.strata)
    found = add_up(keys, n_strata * part.n_domains, (part.counts > 0).astype(np.float64))
    return found.reshape(len(part.counts), n_strata, part.n_domains)


def _reached(part: Influence) -> NDArray[np.float64]:
    """(bases, strata, domains) units that carry influence."""
    if not part.spread:
        return _touched(part)
    sizes = part.stages[-1].sizes.astype(np.float64)
    return np.broadcast_to(sizes[None, :, None], (len(part.counts), len(sizes), part.n_domains))


def _domain_alone(stage: Stage, reached: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Strata with several units of which the domain has just one."""
    several = (stage.sizes > 1) & (stage.fraction[stage.first_units] < 1)
    return np.asarray(several[None, :, None] & (reached == 1))


def _scale(stage: Stage) -> NDArray[np.float64]:
    """(strata,) factor on a stratum's sum of squares."""
    first = stage.first_units
    size = stage.sizes
    correction = np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
    return np.asarray(stage.factor[first] * (1 - stage.fraction[first]) * correction)


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """What the rule for lonely units means here: (bases, strata, domains) arrays."""

    keep: NDArray[np.bool_]
    centred: NDArray[np.bool_]
    stretch: NDArray[np.float64]


def _rule(part: Influence) -> _Rule | None:
    """None when no stratum is lonely."""
    stage = part.stages[-1]
    lonely = stage.lonely & (stage.factor[stage.first_units] > 0)
    in_domains = part.lonely_domains and part.lonely in ("adjust", "average")
    if not lonely.any() and not in_domains:
        return None
    reached = _reached(part)
    alone = lonely[None, :, None] & (reached > 0)
    if part.lonely == "fail" and alone.any():
        _refuse(stage, alone)
    if in_domains:
        alone = alone | _domain_alone(stage, reached)
    ones = np.ones(alone.shape[::2])
    if part.lonely == "adjust":
        return _Rule(np.ones_like(alone), ~alone, ones)
    if part.lonely == "average":
        strata, without = (reached > 0).sum(1), alone.sum(1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return _Rule(~alone, np.ones_like(alone), np.where(without > 0, strata / (strata - without), 1.0))
    return _Rule(~alone, np.ones_like(alone), ones)


def _refuse(stage: Stage, alone: NDArray[np.bool_]) -> None:
    strata = np.flatnonzero(alone.any((0, 2)))
    names = ", ".join(stage.strata[at] or "(all)" for at in strata[:5].tolist())
    unit = stage.units[int(stage.first_units[strata[0]])] if stage.units else ""
    raise DesignError(
        "S022",
        f"stratum {names}{' …' if len(strata) > 5 else ''}",
        f"Only one PSU{f' ({unit})' if unit else ''} was selected there, so it cannot tell how PSUs differ.",
        "Join the stratum to a neighbour, or choose lonely='adjust', 'average', 'certainty' or 'remove' in Design: "
        "'adjust' is the cautious one, 'certainty' is right when the PSU was sure to be taken.",
    )


def _stage_variance(part: Influence) -> NDArray[np.float64]:
    """(variables, domains) what the last stage of the part adds."""
    stage, n_domains = part.stages[-1], part.n_domains
    n_strata, size = len(stage.strata), stage.sizes[:, None]
    keys = stage.stratum[part.units] * n_domains + part.domains
    absent = size - np.bincount(keys, minlength=n_strata * n_domains).reshape(n_strata, n_domains)
    scale, rule = _scale(stage), _rule(part)
    found = np.empty((part.n_variables, n_domains))
    for at, z in enumerate(part.z):
        centre = np.bincount(keys, z, n_strata * n_domains).reshape(n_strata, n_domains) / size
        if rule is not None:
            centre = np.where(rule.centred[part.base_of[at]], centre, 0.0)
        deviation = z - centre.ravel()[keys]
        squares = np.bincount(keys, deviation * deviation, n_strata * n_domains).reshape(n_strata, n_domains)
        squares = squares + absent * centre * centre
        if rule is None:
            found[at] = scale @ squares
        else:
            base = part.base_of[at]
            found[at] = scale @ np.where(rule.keep[base], squares, 0.0) * rule.stretch[base]
    return found


def _deviations(part: Influence) -> NDArray[np.float64]:
    """(units, variables x domains) scaled deviations whose squares and products add up to the covariances."""
    stage = part.stages[-1]
    dense = part.dense()
    first = stage.first_units
    centre = np.add.reduceat(dense, first, axis=0) / stage.sizes[:, None]
    rule = _rule(part)
    root = np.sqrt(_scale(stage))[stage.stratum][:, None]
    if rule is None:
        return np.asarray((dense - centre[stage.stratum]) * root)
    strata = len(stage.strata)
    centred = rule.centred[part.base_of].transpose(1, 0, 2).reshape(strata, -1)
    keep = rule.keep[part.base_of].transpose(1, 0, 2).reshape(strata, -1)
    stretch = np.sqrt(rule.stretch[part.base_of]).reshape(-1)
    centre = np.where(centred, centre, 0.0)
    return np.asarray(np.where(keep[stage.stratum], dense - centre[stage.stratum], 0.0) * root * stretch)
