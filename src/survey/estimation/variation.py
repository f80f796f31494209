"""Variation of estimates from sample to sample: by influences of units, or by deviations that are given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.estimation import sampling_variance
from survey.estimation.influence import Influence
from survey.estimation.lonely_psus import find_rule
from survey.estimation.presence import Presence


@dataclass(frozen=True, slots=True, eq=False)
class Linearised:
    """Variation that follows from influences by the design."""

    influence: Influence

    @property
    def presence(self) -> Presence:
        """The units with interviews of each domain."""
        return self.influence.presence

    @property
    def n_variables(self) -> int:
        """Number of variables."""
        return self.influence.n_variables

    def degrees(self) -> Floats:
        """(variables, domains) PSUs minus strata with interviews of the domain."""
        return self.presence.degrees()

    def variance(self) -> Floats:
        """(variables, domains) variances."""
        return sampling_variance.variance(self.influence)

    def covariance(self) -> Floats:
        """(variables x domains, variables x domains) covariances."""
        return sampling_variance.covariance(self.influence)

    def of_variables(self, at: slice | Indices) -> Linearised:
        """The variation of some variables."""
        return Linearised(self.influence.of_variables(at))

    def of_domains(self, domains: Indices) -> Linearised:
        """The variation in some domains."""
        return Linearised(self.influence.of_domains(domains))

    def scaled(self, factors: Floats) -> Linearised:
        """The variation of the estimates times factors."""
        return Linearised(self.influence.scaled(factors))

    def combine(self, coefficients: Floats) -> Variation:
        """The variation of linear combinations (m, variables x domains); their covariances are C V C'.

        A rule for lonely PSUs acts on each row by the strata that row reaches. To keep it so, deviations are combined
        and not influences.
        """
        stages = self.presence.stages
        numbers = [at for at, stage in enumerate(stages) if stage.factor.any()]
        has_form = any(stage.form is not None for stage in stages)
        if has_form or all(find_rule(self.presence.at(at)) is None for at in numbers):
            return self.as_estimates(coefficients)
        deviations = [sampling_variance.deviations(self.influence, at) @ coefficients.T for at in numbers]
        return Replicated(self.presence.combine(coefficients), np.concatenate(deviations)[:, :, None])

    def as_estimates(self, coefficients: Floats) -> Linearised:
        """The variation of linear combinations as estimates in their own right, as coefficients of a regression are.

        A rule for lonely PSUs then looks at the strata that all rows of a combination reach together; where there is
        no lonely PSU this is :meth:`combine`.
        """
        return Linearised(self.influence.combine(coefficients))


@dataclass(frozen=True, slots=True, eq=False)
class Replicated:
    """Variation that is given by scaled deviations: of replicate estimates, of imputations, or of units.

    Parameters
    ----------
    presence : Presence
    deviations : (k, variables, domains) array
        In the unit of the estimates; their squares and products, added up over k, are variances and covariances.
    """

    presence: Presence
    deviations: Floats

    @property
    def n_variables(self) -> int:
        """Number of variables."""
        return int(self.deviations.shape[1])

    def degrees(self) -> Floats:
        """(variables, domains) degrees of freedom: of replicates, the rank of their weights in the domain minus 1."""
        return self.presence.degrees()

    def variance(self) -> Floats:
        """(variables, domains) sums of squares."""
        return np.asarray(np.einsum("kvd,kvd->vd", self.deviations, self.deviations))

    def covariance(self) -> Floats:
        """(variables x domains, variables x domains) sums of products."""
        flat = self._flat()
        return np.asarray(flat.T @ flat)

    def of_variables(self, at: slice | Indices) -> Replicated:
        """The variation of some variables."""
        return Replicated(self.presence.of_variables(at), self.deviations[:, at])

    def of_domains(self, domains: Indices) -> Replicated:
        """The variation in some domains."""
        return Replicated(self.presence.of_domains(domains)[0], self.deviations[:, :, domains])

    def scaled(self, factors: Floats) -> Replicated:
        """The variation of the estimates times factors."""
        return Replicated(self.presence, self.deviations * factors)

    def combine(self, coefficients: Floats) -> Replicated:
        """The variation of linear combinations."""
        return Replicated(self.presence.combine(coefficients), (self._flat() @ coefficients.T)[:, :, None])

    def as_estimates(self, coefficients: Floats) -> Replicated:
        """The same as :meth:`combine`: deviations know no lonely PSUs."""
        return self.combine(coefficients)

    def _flat(self) -> Floats:
        """(k, variables x domains) deviations."""
        return self.deviations.reshape(len(self.deviations), -1)


Variation = Linearised | Replicated
"""How estimates vary: what is asked of one kind, the other answers too."""
