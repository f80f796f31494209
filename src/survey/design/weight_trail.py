"""What was done to the weights, step by step, and what a variance has to know of each step."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices
from survey.design.replicate_factors import replication_of
from survey.errors import DesignError, WeightingError

if TYPE_CHECKING:
    from survey.design.sample import Sample

StepKind = Literal[
    "design", "nonresponse", "poststratify", "rake", "calibrate", "trim", "normalize", "combine", "replicate"
]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Totals that the weights meet by construction, so that they carry no sampling error any more.

    An influence column z, weighted with the weights w of this step, is replaced by
    ``z - a * (X T B)`` with ``B = (X' m X)^-1 X' (q z / w)``. For a calibration a is w and m is q: B is the
    regression of ``z / w`` on ``X``.

    Parameters
    ----------
    cells : (n,) array of int
        Cell of each interview; interviews that agree in every margin share one.
    categories : (cells, margins) array of int
        Category of each cell in every margin; none of them when only numbers are met.
    sizes : tuple of int
        Categories of every margin. X has a column for each of them, 1 for the interviews that belong to it.
    turn : (p, p) array or None
        T; None means the identity. Another matrix says that some totals were themselves estimated.
    weights : (n,) array
        w: weights after the step.
    regression : (n,) array or None
        q: weights of the regression; None means that every interview counts equally.
    numbers : (n, k) array or None
        Further columns of X, whose totals are met.
    taken : (n,) array or None
        a; None means w. Another one says that what is explained by X is itself estimated from the sample.
    moments : (n,) array or None
        m; None means q.
    within : int or None
        Stage (1 is the first) to whose sampled units the totals refer. Only later stages lose error then.
    """

    cells: Indices
    categories: Indices
    sizes: tuple[int, ...]
    turn: Floats | None
    weights: Floats
    regression: Floats | None
    numbers: Floats | None = None
    taken: Floats | None = None
    moments: Floats | None = None
    within: int | None = None

    @property
    def columns(self) -> Floats:
        """(cells, margins' categories) the columns of X that say who belongs to which category, by cell."""
        return memberships(self.categories, self.sizes)


@dataclass(frozen=True, slots=True, eq=False)
class WeightStep:
    """One step of weighting.

    Parameters
    ----------
    kind : {"design", "nonresponse", "poststratify", "rake", "calibrate", "trim", "normalize", "combine", "replicate"}
    n : int
        Interviews with a weight other than zero.
    total, minimum, maximum : float, persons
        Sum and range of the weights after the step.
    kish : float, at least 1
        Loss of precision through unequal weights after the step: :func:`weighting_effect`.
    detail : str
        What was done.
    notes : tuple of str
        What a reader of the numbers must know.
    calibration : Calibration or None
        Totals met by this step.
    """

    kind: StepKind
    n: int
    total: float
    minimum: float
    maximum: float
    kish: float
    detail: str
    notes: tuple[str, ...] = ()
    calibration: Calibration | None = field(default=None, repr=False)

    @property
    def n_eff(self) -> float:
        """Effective number of interviews as far as weights go: n / kish."""
        return self.n / self.kish


def memberships(categories: Indices, sizes: Sequence[int]) -> Floats:
    """(cells, p) 1 where a cell belongs to a category, the categories of the first margin first."""
    if not sizes:
        return np.zeros((len(categories), 0))
    return np.hstack([np.eye(size)[categories[:, at]] for at, size in enumerate(sizes)])


def weighting_effect(weight: Floats) -> float:
    r"""Loss of precision caused by unequal weights alone.

    Parameters
    ----------
    weight : (n,) array, persons represented per interview
        Final weights, all positive.

    Returns
    -------
    float, at least 1, no unit
        :math:`n \sum w_i^2 / (\sum w_i)^2`; ``n`` divided by it is the effective number of interviews.

    Raises
    ------
    WeightingError
        ``W010`` when a weight is zero, negative or missing.

    Notes
    -----
    Kish (1992). Speaks of weights only; clustering and stratification are in ``Estimates.deff``.

    Examples
    --------
    >>> weighting_effect(np.array([1.0, 1.0, 1.0, 3.0]))
    1.3333333333333333
    """
    weight = np.asarray(weight, np.float64)
    if not (len(weight) and weight.min() > 0):
        raise WeightingError(
            "W010",
            "survey.weighting_effect",
            f"{int((~(weight > 0)).sum())} of {len(weight)} weights are zero, negative or missing.",
            "Give the final weights of the interviews that count.",
        )
    return float(len(weight) * (weight @ weight) / weight.sum() ** 2)


def describe_step(
    kind: StepKind,
    weights: Floats,
    detail: str,
    notes: Sequence[str] = (),
    calibration: Calibration | None = None,
) -> WeightStep:
    """The step that led to these weights; weights of zero are left out of n, minimum and kish."""
    used = weights if weights.min() > 0 else weights[weights != 0]
    return WeightStep(
        kind,
        len(used),
        float(used.sum()),
        float(used.min()),
        float(used.max()),
        float(len(used) * (used @ used) / used.sum() ** 2),
        detail,
        tuple(notes),
        calibration,
    )


def reweigh(
    sample: Sample,
    weights: Floats,
    kind: StepKind,
    detail: str,
    *,
    notes: Sequence[str] = (),
    calibration: Calibration | None = None,
) -> Sample:
    """The same sample with other weights and the step that made them added to its trail.

    Raises
    ------
    DesignError
        ``S120`` when the sample has replicates and the verb does not repeat its step in them.
    """
    if replication_of(sample) is not None:
        raise DesignError(
            "S120",
            f"step of weighting {kind!r}",
            "The sample has replicate weights, and this step is not repeated in every replicate.",
            "Make the step before the replicates, or wrap the verb in survey.weighting.replicate_weighting.",
        )
    step = describe_step(kind, weights, detail, notes, calibration)
    return dataclasses.replace(sample, weights=weights, trail=(*sample.trail, step))


def trail_to_frame(trail: Sequence[WeightStep]) -> pd.DataFrame:
    """One row per step: step, kind, n, total, minimum, maximum, kish, n_eff, detail, notes."""
    return pd.DataFrame(
        {
            "step": range(len(trail)),
            "kind": [step.kind for step in trail],
            "n": [step.n for step in trail],
            "total": [step.total for step in trail],
            "minimum": [step.minimum for step in trail],
            "maximum": [step.maximum for step in trail],
            "kish": [step.kish for step in trail],
            "n_eff": [step.n_eff for step in trail],
            "detail": [step.detail for step in trail],
            "notes": ["; ".join(step.notes) for step in trail],
        }
    )
