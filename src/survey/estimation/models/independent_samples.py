"""The sum of two estimates as if they came from two independent samples of the same design."""

from __future__ import annotations

import dataclasses

import numpy as np

from survey.design.sampling_stages import Stage
from survey.estimation.influence import Influence


def add_independent(one: Influence, other: Influence) -> Influence:
    """Influences whose variance is the sum of two variances: two copies of the design side by side.

    Parameters
    ----------
    one, other : Influence
        Of as many estimates, on the same stages.

    Notes
    -----
    Degrees of freedom counted on the result are twice those of the design; give them explicitly.
    """
    n_units = len(one.stages[-1].stratum)
    aboves = [1, *(len(stage.stratum) for stage in one.stages[:-1])]
    return dataclasses.replace(
        one,
        stages=tuple(_twice(stage, n_above) for stage, n_above in zip(one.stages, aboves, strict=True)),
        units=np.concatenate([one.units, other.units + n_units]),
        domains=np.concatenate([one.domains, other.domains]),
        z=np.concatenate([one.z, other.z], axis=1),
        counts=np.concatenate([one.counts, other.counts], axis=1),
        replicates=None,
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
