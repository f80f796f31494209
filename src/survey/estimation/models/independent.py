"""The sum of two estimates as if they came from two independent samples of the same design."""

from __future__ import annotations

import numpy as np

from survey.design.stages import Stage
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
    return Influence(
        tuple(
            _twice(stage, len(above.stratum) if above else 1)
            for stage, above in zip(one.stages, (None, *one.stages), strict=False)
        ),
        np.concatenate([one.units, other.units + n_units]),
        np.concatenate([one.domains, other.domains]),
        one.n_domains,
        np.concatenate([one.z, other.z], axis=1),
        np.concatenate([one.counts, other.counts], axis=1),
        one.base_of,
        one.spread,
        one.lonely,
        one.lonely_domains,
    )


def _twice(stage: Stage, n_above: int) -> Stage:
    return Stage(
        np.concatenate([stage.stratum, stage.stratum + len(stage.strata)]),
        np.concatenate([stage.parent, stage.parent + n_above]),
        np.concatenate([stage.fraction] * 2),
        np.concatenate([stage.factor] * 2),
        stage.strata * 2,
        stage.units * 2,
    )
