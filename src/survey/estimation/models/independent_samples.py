"""Sum of two estimates, with their covariance or as if they came from two independent samples of the same design."""

from __future__ import annotations

import dataclasses

import numpy as np

from survey.design.sampling_stages import Stage
from survey.estimation.cell_columns import WrittenColumns
from survey.estimation.influence import Influence
from survey.estimation.presence import Presence
from survey.estimation.variation import Linearised, Replicated, Variation


def add(one: Variation, other: Variation) -> Variation:
    """Variation of the sums of two sets of estimates from the same sample, with their covariance.

    Parameters
    ----------
    one, other : Variation
        Of m estimates of everybody, both linearised or both from the same replicates.
    """
    if isinstance(one, Replicated) and isinstance(other, Replicated):
        return Replicated(one.presence, one.deviations + other.deviations)
    first, second = _linearised(one, other)
    z = WrittenColumns((first.dense() + second.dense()).T)
    return Linearised(Influence.before_calibration(first.presence, z))


def add_independent(one: Variation, other: Variation) -> Variation:
    """Variation whose variance is the sum of two variances: the design is doubled, one copy for each of them.

    Parameters
    ----------
    one, other : Variation
        As in :func:`add`.

    Notes
    -----
    Degrees of freedom counted on the result are twice those of the design; give them explicitly.
    """
    if isinstance(one, Replicated) and isinstance(other, Replicated):
        return Replicated(one.presence, np.concatenate([one.deviations, other.deviations]))
    first, second = _linearised(one, other)
    z = np.hstack([first.dense().T, second.dense().T])
    return Linearised(Influence.before_calibration(_side_by_side(first.presence), WrittenColumns(z)))


def _linearised(one: Variation, other: Variation) -> tuple[Influence, Influence]:
    assert isinstance(one, Linearised)
    assert isinstance(other, Linearised)
    return one.influence, other.influence


def _side_by_side(presence: Presence) -> Presence:
    """The presence of everybody in two copies of the sample."""
    aboves = [1, *(len(stage.stratum) for stage in presence.stages[:-1])]
    counts = presence.counts.rows(slice(None)).T
    return dataclasses.replace(
        presence,
        stages=tuple(_twice(stage, n_above) for stage, n_above in zip(presence.stages, aboves, strict=True)),
        units=np.concatenate([presence.units, presence.units + presence.n_units]),
        domains=np.tile(presence.domains, 2),
        counts=WrittenColumns(np.hstack([counts, counts])),
    )


def _twice(stage: Stage, n_above: int) -> Stage:
    return Stage(
        np.concatenate([stage.stratum, stage.stratum + len(stage.strata)]),
        np.concatenate([stage.parent, stage.parent + n_above]),
        np.concatenate([stage.fraction] * 2),
        np.concatenate([stage.factor] * 2),
        stage.strata * 2,
        stage.units * 2,
        stage.form.twice() if stage.form is not None else None,
    )
