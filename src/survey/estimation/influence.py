"""What each unit of the sample adds to each estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.design.design import Lonely
from survey.design.margin import compress
from survey.design.replication import Replication
from survey.design.stages import Stage
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
    replicates : (replicates, variables, domains) array, or None
        Scaled deviations of replicate estimates: variances are made from them, not from ``z``.
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
    replicates: NDArray[np.float64] | None = None

    @property
    def n_variables(self) -> int:
        """Number of rows of ``z``."""
        return len(self.z)

    @property
    def is_grid(self) -> bool:
        """Whether every pair of unit and domain has a cell."""
        return len(self.units) == len(self.stages[-1].stratum) * self.n_domains

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
            self.replicates,
        )

    def degrees(self) -> NDArray[np.float64]:
        """(bases, domains) degrees of freedom: PSUs with the domain minus strata with the domain.

        Of replicates: the rank of the replicate weights of the domain minus 1.
        """
        form = self.stages[-1].form
        if isinstance(form, Replication):
            return self._replicate_degrees(form)
        psus = self.at(0).touched()
        return np.asarray(psus.sum(1) - (psus > 0).sum(1))

    def _replicate_degrees(self, form: Replication) -> NDArray[np.float64]:
        present = np.zeros((len(self.counts), self.n_domains, form.factors.shape[1]), bool)
        present[:, self.domains, self.units] = self.counts > 0
        known: dict[bytes, float] = {}
        found = np.empty(present.shape[:2])
        for at in np.ndindex(found.shape):
            key = np.packbits(present[at]).tobytes()
            if key not in known:
                known[key] = form.degrees(present[at])
            found[at] = known[key]
        return found

    def touched(self) -> NDArray[np.float64]:
        """(bases, strata, domains) units of the last stage with interviews of the domain."""
        stage = self.stages[-1]
        n_strata = len(stage.strata)
        if self.is_grid:
            present = (self.counts > 0).reshape(len(self.counts), -1, self.n_domains)
            return np.add.reduceat(present, stage.first_units, axis=1, dtype=np.float64)
        keys = stage.stratum[self.units] * self.n_domains + self.domains
        found = add_up(keys, n_strata * self.n_domains, (self.counts > 0).astype(np.float64))
        return found.reshape(len(self.counts), n_strata, self.n_domains)

    def reached(self) -> NDArray[np.float64]:
        """(bases, strata, domains) units of the last stage that carry influence."""
        if not self.spread:
            return self.touched()
        sizes = self.stages[-1].sizes.astype(np.float64)
        return np.broadcast_to(sizes[None, :, None], (len(self.counts), len(sizes), self.n_domains))

    def dense(self) -> NDArray[np.float64]:
        """(units, variables x domains) influences with zeros written out, variables slowest."""
        full = np.zeros((len(self.stages[-1].stratum), self.n_variables, self.n_domains))
        full[self.units, :, self.domains] = self.z.T
        return full.reshape(len(full), -1)

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
            None if self.replicates is None else self._combined_replicates(self.replicates, coefficients),
        )

    def _combined_replicates(
        self, replicates: NDArray[np.float64], coefficients: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        return np.asarray((replicates.reshape(len(replicates), -1) @ coefficients.T)[:, :, None])
