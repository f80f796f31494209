"""What each unit of the sample adds to each estimate."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.design import Lonely
from survey.design.population_margin import compress
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sampling_stages import Stage
from survey.estimation.cell_sums import add_up
from survey.estimation.compact_columns import CalibrationAdjustment, FactoredColumns

_BLOCK = 1_000_000
"""Numbers written out at a time."""


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
    z : (variables, cells) array, or Classed
    counts : (bases, cells) array, or Classed
        Interviews of each base.
    base_of : (variables,) array of int
    spread : bool
        Whether units outside a domain also add to it, as they do under calibrated weights.
    lonely : rule of the design
    lonely_domains : bool
    replicates : (replicates, variables, domains) array, or None
        Scaled deviations of replicate estimates: variances are made from them, not from ``z``.
    taken : CalibrationAdjustment or None
        What is still to be taken off, of every unit in every domain; see :meth:`written`.
    """

    stages: tuple[Stage, ...]
    units: Indices
    domains: Indices
    n_domains: int
    z: Floats | FactoredColumns
    counts: Floats | FactoredColumns
    base_of: Indices
    spread: bool
    lonely: Lonely
    lonely_domains: bool
    replicates: Floats | None = None
    taken: CalibrationAdjustment | None = None
    _known: dict[str, Floats] = field(init=False, repr=False, default_factory=dict)

    @property
    def n_units(self) -> int:
        """Number of units of the last stage."""
        return len(self.stages[-1].stratum)

    @property
    def is_compact(self) -> bool:
        """Whether not everything stands in ``z``, because it would be very much."""
        return self.taken is not None or isinstance(self.z, FactoredColumns)

    @property
    def n_variables(self) -> int:
        """Number of rows of ``z``."""
        return len(self.z)

    @property
    def is_grid(self) -> bool:
        """Whether every pair of unit and domain has a cell."""
        return len(self.units) == self.n_units * self.n_domains

    def at(self, number: int) -> Influence:
        """The same at an earlier stage: sums over the units of the later stages."""
        last = len(self.stages) - 1
        if number == last:
            return self
        of_unit, n_above = self._above(number)
        keys, present = compress(of_unit[self.units] * self.n_domains + self.domains, n_above * self.n_domains)
        above, domains = np.divmod(present, self.n_domains)
        return dataclasses.replace(
            self,
            stages=self.stages[: number + 1],
            units=above,
            domains=domains,
            z=add_up(keys, len(present), self.z),
            counts=add_up(keys, len(present), self.counts),
            taken=None if self.taken is None else self.taken.added_up(*self._above(number)),
        )

    def _above(self, number: int) -> tuple[Indices, int]:
        """The unit of an earlier stage in which each unit lies, and how many there are."""
        above = np.arange(self.n_units)
        for stage in reversed(self.stages[number + 1 :]):
            above = stage.parent[above]
        return above, len(self.stages[number].stratum)

    def degrees(self) -> Floats:
        """(bases, domains) degrees of freedom: PSUs with the domain minus strata with the domain.

        Of replicates: the rank of the replicate weights of the domain minus 1.
        """
        form = self.stages[-1].form
        if isinstance(form, ReplicateFactors):
            return self._replicate_degrees(form)
        psus = self.at(0).touched()
        return np.asarray(psus.sum(1) - (psus > 0).sum(1))

    def _replicate_degrees(self, form: ReplicateFactors) -> Floats:
        present = np.zeros((len(self.counts), self.n_domains, form.factors.shape[1]), bool)
        present[:, self.domains, self.units] = np.stack([row > 0 for row in self.counts])
        known: dict[bytes, float] = {}
        found = np.empty(present.shape[:2])
        for at in np.ndindex(found.shape):
            key = np.packbits(present[at]).tobytes()
            if key not in known:
                known[key] = form.degrees(present[at])
            found[at] = known[key]
        return found

    def touched(self) -> Floats:
        """(bases, strata, domains) units of the last stage with interviews of the domain."""
        if "touched" not in self._known:
            self._known["touched"] = self._touched()
        return self._known["touched"]

    def _touched(self) -> Floats:
        stage, counts = self.stages[-1], self.counts
        n_strata = len(stage.strata)
        if self.is_grid and not isinstance(counts, FactoredColumns):
            present = (counts > 0).reshape(len(counts), -1, self.n_domains)
            return np.add.reduceat(present, stage.first_units, axis=1, dtype=np.float64)
        keys = stage.stratum[self.units] * self.n_domains + self.domains
        positive = counts.positive() if isinstance(counts, FactoredColumns) else (counts > 0).astype(np.float64)
        return add_up(keys, n_strata * self.n_domains, positive).reshape(len(counts), n_strata, self.n_domains)

    def reached(self) -> Floats:
        """(bases, strata, domains) units of the last stage that carry influence."""
        if not self.spread:
            return self.touched()
        sizes = self.stages[-1].sizes.astype(np.float64)
        return np.broadcast_to(sizes[None, :, None], (len(self.counts), len(sizes), self.n_domains))

    def rows(self, at: slice | Indices) -> Floats:
        """(k, variables) what some cells hold; before anything is taken off."""
        return self.z.rows(at) if isinstance(self.z, FactoredColumns) else self.z[:, at].T

    def blocks(self) -> list[slice]:
        """All units in turn, as many at a time as can well be written out."""
        step = max(1, _BLOCK // max(1, self.n_variables * self.n_domains))
        return [slice(start, min(start + step, self.n_units)) for start in range(0, self.n_units, step)]

    def dense(self, block: slice | None = None) -> Floats:
        """(units, variables x domains) influences of all units or some, zeros written out, variables slowest."""
        block = slice(0, self.n_units) if block is None else block
        cells = slice(*np.searchsorted(self.units, [block.start, block.stop]).tolist())
        grid = np.zeros((block.stop - block.start, self.n_variables, self.n_domains))
        grid[self.units[cells] - block.start, :, self.domains[cells]] = self.rows(cells)
        full = np.reshape(grid, (len(grid), -1))
        if self.taken is not None:
            full -= self.taken.rows(block) @ self.taken.coefficients.reshape(-1, full.shape[1])
        return full

    def _present(self, block: slice) -> Floats:
        """(units, bases x domains) interviews of some units."""
        cells = slice(*np.searchsorted(self.units, [block.start, block.stop]).tolist())
        found = np.zeros((block.stop - block.start, len(self.counts), self.n_domains))
        counts = self.counts.rows(cells) if isinstance(self.counts, FactoredColumns) else self.counts[:, cells].T
        found[self.units[cells] - block.start, :, self.domains[cells]] = counts
        return found.reshape(len(found), -1)

    def written(self) -> Influence:
        """The same with a cell for every pair of unit and domain, and nothing left to be taken off."""
        z = np.empty((self.n_variables, self.n_units, self.n_domains))
        for block in self.blocks():
            z[:, block] = self.dense(block).reshape(-1, self.n_variables, self.n_domains).transpose(1, 0, 2)
        counts = np.zeros((len(self.counts), self.n_units * self.n_domains))
        for full, row in zip(counts, self.counts, strict=True):
            full[self.units * self.n_domains + self.domains] = row
        units, domains = np.divmod(np.arange(counts.shape[1]), self.n_domains)
        return dataclasses.replace(
            self, units=units, domains=domains, z=z.reshape(self.n_variables, -1), counts=counts, taken=None
        )

    def of_domains(self, domains: Indices) -> Influence:
        """The influences on the estimates of some of the domains."""
        if len(domains) == self.n_domains:
            return self
        place = np.full(self.n_domains, -1, np.intp)
        place[domains] = np.arange(len(domains))
        kept = np.flatnonzero((place >= 0)[self.domains])
        z, counts, taken = self.z, self.counts, self.taken
        return dataclasses.replace(
            self,
            units=self.units[kept],
            domains=place[self.domains[kept]],
            n_domains=len(domains),
            z=z.take(kept) if isinstance(z, FactoredColumns) else z[:, kept],
            counts=counts.take(kept) if isinstance(counts, FactoredColumns) else counts[:, kept],
            replicates=None if self.replicates is None else self.replicates[:, :, domains],
            taken=None if taken is None else taken.with_coefficients(taken.coefficients[:, :, domains]),
        )

    def of_variables(self, at: slice | Indices) -> Influence:
        """The influences on the estimates of some of the variables."""
        z, taken = self.z, self.taken
        return dataclasses.replace(
            self,
            z=dataclasses.replace(z, table=z.table[:, at]) if isinstance(z, FactoredColumns) else z[at],
            base_of=self.base_of[at],
            replicates=None if self.replicates is None else self.replicates[:, at],
            taken=None if taken is None else taken.with_coefficients(taken.coefficients[:, at]),
        )

    def scaled(self, factors: Floats) -> Influence:
        """The influences on estimates times factors (variables, domains)."""
        taken = None if self.taken is None else self.taken.with_coefficients(self.taken.coefficients * factors)
        if isinstance(self.z, FactoredColumns):
            return dataclasses.replace(
                self, z=self.z.by_group(self.domains, self.z.table * factors.T[:, None]), taken=taken
            )
        return dataclasses.replace(self, z=self.z * factors[:, self.domains], taken=taken)

    def mapped(self, maps: Floats, bases: Floats, base_of: Indices) -> Influence:
        """Influences of combinations, within domains.

        Parameters
        ----------
        maps : (m, variables, domains) array
            Of one domain only when ``z`` is an array.
        bases : (b, bases) array of 0 and 1
            Of interviews.
        base_of : (m,) array of int
            Base of each combination, among the b.
        """
        z, counts, taken = self.z, self.counts, self.taken
        return dataclasses.replace(
            self,
            z=z.by_group(self.domains, np.einsum("kv,mvd->dkm", z.table, maps, optimize=True))
            if isinstance(z, FactoredColumns)
            else maps[:, :, 0] @ z,
            counts=dataclasses.replace(counts, table=counts.table @ bases.T)
            if isinstance(counts, FactoredColumns)
            else bases @ counts,
            base_of=base_of,
            replicates=None,
            taken=None
            if taken is None
            else taken.with_coefficients(np.einsum("pvd,mvd->pmd", taken.coefficients, maps, optimize=True)),
        )

    def combine(self, coefficients: Floats) -> Influence:
        """Influences of linear combinations of the estimates.

        Parameters
        ----------
        coefficients : (m, variables x domains) array
            Variables slowest.
        """
        n_units, m = self.n_units, len(coefficients)
        used = np.zeros((len(self.counts), self.n_domains, m))
        np.add.at(used, self.base_of, (coefficients != 0).reshape(m, -1, self.n_domains).transpose(1, 2, 0))
        z, counts = np.empty((m, n_units)), np.empty((m, n_units))
        for block in self.blocks():
            z[:, block] = coefficients @ self.dense(block).T
            counts[:, block] = (self._present(block) @ used.reshape(-1, m)).T
        return dataclasses.replace(
            self,
            units=np.arange(n_units),
            domains=np.zeros(n_units, np.intp),
            n_domains=1,
            z=z,
            counts=counts,
            base_of=np.arange(m),
            replicates=None if self.replicates is None else self._combined_replicates(self.replicates, coefficients),
            taken=None,
        )

    def _combined_replicates(self, replicates: Floats, coefficients: Floats) -> Floats:
        return np.asarray((replicates.reshape(len(replicates), -1) @ coefficients.T)[:, :, None])
