"""Presence of the domains in the units of the sample: PSUs, degrees of freedom and strata reached follow from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.design import Lonely
from survey.design.population_margin import compress
from survey.design.replicate_factors import ReplicateFactors
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage
from survey.estimation.cell_columns import Columns, WrittenColumns

_BLOCK = 1_000_000
"""Numbers written out at a time."""

Result = TypeVar("Result")


def unit_blocks(n_units: int, width: int) -> list[slice]:
    """Blocks of all units in turn, each small enough to be written out with ``width`` numbers per unit."""
    step = max(1, _BLOCK // max(1, width))
    return [slice(start, min(start + step, n_units)) for start in range(0, n_units, step)]


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Interviews of each base in the cells (pairs of unit and domain) that occur.

    Every estimate, one per variable and domain, has a base: the interviews that answered what it rests on.

    Parameters
    ----------
    stages : tuple of Stage
        Units are those of the last one.
    units, domains : (cells,) array of int
        Ordered by unit, then domain.
    n_domains : int
    counts : Columns (bases, cells)
        Interviews.
    base_of : (variables,) array of int
        Base of each variable.
    spread : bool
        Whether units outside a domain also add to its estimates, as they do under calibrated weights.
    lonely, lonely_domains
        The rule for lonely PSUs, and whether it also holds where the domain has just one PSU of several: see
        :class:`survey.Design`.
    """

    stages: tuple[Stage, ...]
    units: Indices
    domains: Indices
    n_domains: int
    counts: Columns
    base_of: Indices
    spread: bool
    lonely: Lonely
    lonely_domains: bool
    _known: dict[str, object] = field(init=False, repr=False, default_factory=dict)

    @classmethod
    def of(
        cls, sample: Sample, units: Indices, domains: Indices, n_domains: int, counts: Columns, base_of: Indices
    ) -> Presence:
        """Presence in a sample whose calibrations have not been looked at."""
        design = sample.design
        return cls(
            sample.stages, units, domains, n_domains, counts, base_of, False, design.lonely, design.lonely_domains
        )

    def _replaced(
        self,
        units: Indices,
        domains: Indices,
        n_domains: int,
        counts: Columns,
        base_of: Indices,
        stages: tuple[Stage, ...] | None = None,
    ) -> Presence:
        """Other cells or bases under the same rules; what was found of these cells is not carried over."""
        stages = self.stages if stages is None else stages
        rules = self.spread, self.lonely, self.lonely_domains
        return Presence(stages, units, domains, n_domains, counts, base_of, *rules)

    @property
    def n_units(self) -> int:
        """Number of units of the last stage."""
        return len(self.stages[-1].stratum)

    @property
    def is_grid(self) -> bool:
        """Whether every pair of unit and domain has a cell."""
        return len(self.units) == self.n_units * self.n_domains

    def cells_of(self, block: slice) -> slice:
        """The cells of some units."""
        return slice(*np.searchsorted(self.units, [block.start, block.stop]).tolist())

    def spreading(self) -> Presence:
        """The same where units outside a domain add to its estimates, too."""
        return dataclasses.replace(self, spread=True)

    def at(self, number: int) -> Presence:
        """The same by unit of an earlier stage."""
        return self if number == len(self.stages) - 1 else self._once(f"at {number}", lambda: self.added_up(number)[0])

    def added_up(self, number: int) -> tuple[Presence, Indices]:
        """Presence by unit of an earlier stage, and the cell there of each cell here."""
        of_unit, n_above = self.above(number)
        keys, present = compress(of_unit[self.units] * self.n_domains + self.domains, n_above * self.n_domains)
        units, domains = np.divmod(present, self.n_domains)
        counts = WrittenColumns(self.counts.sums(keys, len(present)))
        found = self._replaced(units, domains, self.n_domains, counts, self.base_of, self.stages[: number + 1])
        return found, keys

    def above(self, number: int) -> tuple[Indices, int]:
        """The unit of an earlier stage in which each unit lies, and how many there are."""
        above = np.arange(self.n_units)
        for stage in reversed(self.stages[number + 1 :]):
            above = stage.parent[above]
        return above, len(self.stages[number].stratum)

    def psus(self) -> Floats:
        """(variables, domains) PSUs with interviews of the domain."""
        touched = self.at(0).touched().sum(1)
        form = self.stages[-1].form
        if isinstance(form, ReplicateFactors) and form.whole is not None:
            # several units mean several interviews, and one unit means one
            touched = np.where(touched > 1, self.counts.sums(self.domains, self.n_domains), touched)
        return np.asarray(touched[self.base_of])

    def degrees(self) -> Floats:
        """(variables, domains) degrees of freedom: PSUs with the domain minus strata with the domain.

        Of replicates: the rank of the replicate weights of the domain minus 1.
        """
        form = self.stages[-1].form
        if isinstance(form, ReplicateFactors):
            return self._replicate_degrees(form)[self.base_of]
        psus = self.at(0).touched()
        return np.asarray((psus.sum(1) - (psus > 0).sum(1))[self.base_of])

    def _replicate_degrees(self, form: ReplicateFactors) -> Floats:
        """(bases, domains) degrees of freedom; domains with the same units are looked at once."""
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
        return self._once("touched", self._touched)

    def _touched(self) -> Floats:
        stage, counts = self.stages[-1], self.counts
        n_strata = len(stage.strata)
        if self.is_grid and counts.array is not None:
            present = (counts.array > 0).reshape(len(counts), -1, self.n_domains)
            return np.add.reduceat(present, stage.first_units, axis=1, dtype=np.float64)
        keys = stage.stratum[self.units] * self.n_domains + self.domains
        return counts.positive().sums(keys, n_strata * self.n_domains).reshape(len(counts), n_strata, self.n_domains)

    def reached(self) -> Floats:
        """(bases, strata, domains) units of the last stage that add to the estimates."""
        if not self.spread:
            return self.touched()
        sizes = self.stages[-1].sizes.astype(np.float64)
        return np.broadcast_to(sizes[None, :, None], (len(self.counts), len(sizes), self.n_domains))

    def of_domains(self, domains: Indices) -> tuple[Presence, Indices]:
        """Presence of some domains, and which cells remain."""
        place = np.full(self.n_domains, -1, np.intp)
        place[domains] = np.arange(len(domains))
        kept = np.flatnonzero((place >= 0)[self.domains])
        cells = self.units[kept], place[self.domains[kept]]
        return self._replaced(*cells, len(domains), self.counts.take(kept), self.base_of), kept

    def of_variables(self, at: slice | Indices) -> Presence:
        """Presence for some of the variables."""
        return self._replaced(self.units, self.domains, self.n_domains, self.counts, self.base_of[at])

    def with_bases(self, bases: Floats, base_of: Indices) -> Presence:
        """Presence for other variables, whose bases are the sums (b, bases) of 0 and 1 of those here."""
        maps = np.broadcast_to(bases[:, :, None], (*bases.shape, 1))
        counts = self.counts.mapped(np.zeros(len(self.units), np.intp), maps)
        return self._replaced(self.units, self.domains, self.n_domains, counts, base_of)

    def combine(self, coefficients: Floats) -> Presence:
        """Presence for combinations (m, variables x domains) of estimates: the interviews of all that enter."""
        m = len(coefficients)
        used = np.zeros((len(self.counts), self.n_domains, m))
        np.add.at(used, self.base_of, (coefficients != 0).reshape(m, -1, self.n_domains).transpose(1, 2, 0))
        counts = np.empty((m, self.n_units))
        for block in unit_blocks(self.n_units, len(self.counts) * self.n_domains):
            cells = self.cells_of(block)
            found = np.zeros((block.stop - block.start, len(self.counts), self.n_domains))
            found[self.units[cells] - block.start, :, self.domains[cells]] = self.counts.rows(cells)
            counts[:, block] = (found.reshape(len(found), -1) @ used.reshape(-1, m)).T
        everybody = np.zeros(self.n_units, np.intp)
        return self._replaced(np.arange(self.n_units), everybody, 1, WrittenColumns(counts), np.arange(m))

    def written(self) -> Presence:
        """The same with a cell for every pair of unit and domain."""
        counts = np.zeros((len(self.counts), self.n_units * self.n_domains))
        for full, row in zip(counts, self.counts, strict=True):
            full[self.units * self.n_domains + self.domains] = row
        cells = np.divmod(np.arange(counts.shape[1]), self.n_domains)
        return self._replaced(*cells, self.n_domains, WrittenColumns(counts), self.base_of)

    def _once(self, name: str, find: Callable[[], Result]) -> Result:
        """Result that is computed the first time and then remembered."""
        if name not in self._known:
            self._known[name] = find()
        return cast("Result", self._known[name])
