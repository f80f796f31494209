"""Influences: what each unit of the sample adds to each estimate, to first order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.estimation.cell_columns import CalibrationAdjustment, Columns, WrittenColumns
from survey.estimation.presence import Presence, unit_blocks


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Influence of each last-stage unit on each estimate, one estimate per variable and domain.

    Parameters
    ----------
    presence : Presence
        The cells (pairs of unit and domain) that occur; others add nothing but what the adjustment subtracts.
    z : Columns (variables, cells)
    adjustment : CalibrationAdjustment
        What is still to be subtracted from every unit in every domain.
    """

    presence: Presence
    z: Columns
    adjustment: CalibrationAdjustment

    @classmethod
    def before_calibration(cls, presence: Presence, z: Columns) -> Influence:
        """Influences with nothing to subtract."""
        return cls(presence, z, CalibrationAdjustment.nothing(len(z), presence.n_domains))

    @property
    def n_variables(self) -> int:
        """Number of columns of ``z``."""
        return len(self.z)

    @property
    def n_domains(self) -> int:
        """Number of domains."""
        return self.presence.n_domains

    @property
    def is_compact(self) -> bool:
        """Whether the influences are stored in parts because the full array would be too large."""
        return self.z.array is None or bool(self.adjustment)

    def at(self, number: int) -> Influence:
        """The same by unit of an earlier stage: sums over the units of the later stages."""
        if number == len(self.presence.stages) - 1:
            return self
        presence, keys = self.presence.added_up(number)
        z = WrittenColumns(self.z.sums(keys, len(presence.units)))
        return Influence(presence, z, self.adjustment.added_up(*self.presence.above(number)))

    def blocks(self) -> list[slice]:
        """Blocks of all units in turn, each small enough to be written out."""
        return unit_blocks(self.presence.n_units, self.n_variables * self.n_domains)

    def dense(self, block: slice | None = None) -> Floats:
        """(units, variables x domains) influences of all units or some, zeros written out, variables slowest."""
        block = slice(0, self.presence.n_units) if block is None else block
        cells = self.presence.cells_of(block)
        grid = np.zeros((block.stop - block.start, self.n_variables, self.n_domains))
        grid[self.presence.units[cells] - block.start, :, self.presence.domains[cells]] = self.z.rows(cells)
        full = np.reshape(grid, (len(grid), -1))
        self.adjustment.subtract_from(full, block)
        return full

    def stratum_sums(self) -> Floats:
        """(strata, variables x domains) sums over the units of each stratum of the last stage."""
        presence, stage = self.presence, self.presence.stages[-1]
        n_strata, n_domains = len(stage.strata), self.n_domains
        sums = self.z.sums(stage.stratum[presence.units] * n_domains + presence.domains, n_strata * n_domains)
        found = sums.reshape(-1, n_strata, n_domains).transpose(1, 0, 2).reshape(n_strata, -1)
        if not self.adjustment:
            return found
        explained = self.adjustment.sums(stage.stratum, n_strata).T
        return np.asarray(found - explained @ self.adjustment.coefficients.reshape(-1, found.shape[1]))

    def written(self) -> Influence:
        """The same with a cell for every pair of unit and domain, and nothing left to be subtracted."""
        z = np.empty((self.n_variables, self.presence.n_units, self.n_domains))
        for block in self.blocks():
            z[:, block] = self.dense(block).reshape(-1, *z.shape[::2]).transpose(1, 0, 2)
        return Influence.before_calibration(self.presence.written(), WrittenColumns(z.reshape(len(z), -1)))

    def of_domains(self, domains: Indices) -> Influence:
        """The influences on the estimates of some of the domains."""
        if np.array_equal(domains, np.arange(self.n_domains)):
            return self
        presence, kept = self.presence.of_domains(domains)
        adjustment = self.adjustment.with_coefficients(self.adjustment.coefficients[:, :, domains])
        return Influence(presence, self.z.take(kept), adjustment)

    def of_variables(self, at: slice | Indices) -> Influence:
        """The influences on the estimates of some of the variables."""
        adjustment = self.adjustment.with_coefficients(self.adjustment.coefficients[:, at])
        return Influence(self.presence.of_variables(at), self.z.of_columns(at), adjustment)

    def scaled(self, factors: Floats) -> Influence:
        """The influences on estimates times factors (variables, domains)."""
        adjustment = self.adjustment.with_coefficients(self.adjustment.coefficients * factors)
        return Influence(self.presence, self.z.scaled(self.presence.domains, factors), adjustment)

    def mapped(self, maps: Floats, bases: Floats, base_of: Indices) -> Influence:
        """The influences on linear combinations within domains.

        Parameters
        ----------
        maps : (m, variables, domains) array, or (m, variables, 1) for the same in every domain
            Coefficients.
        bases : (b, bases) array of 0 and 1
            The bases here that make up each new base.
        base_of : (m,) array of int
            Base of each combination, among the b.
        """
        everywhere = np.broadcast_to(maps, (*maps.shape[:2], self.n_domains))
        coefficients = np.einsum("pvd,mvd->pmd", self.adjustment.coefficients, everywhere, optimize=True)
        return Influence(
            self.presence.with_bases(bases, base_of),
            self.z.mapped(self.presence.domains, maps),
            self.adjustment.with_coefficients(coefficients),
        )

    def combine(self, coefficients: Floats) -> Influence:
        """The influences on linear combinations of all estimates.

        Parameters
        ----------
        coefficients : (m, variables x domains) array
            Variables slowest.
        """
        z = np.empty((len(coefficients), self.presence.n_units))
        for block in self.blocks():
            z[:, block] = coefficients @ self.dense(block).T
        return Influence.before_calibration(self.presence.combine(coefficients), WrittenColumns(z))
