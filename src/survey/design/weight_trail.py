"""Weight trail: the steps that made the weights, and what a variance needs to know about each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices
from survey.errors import WeightingError

StepKind = Literal[
    "design",
    "nonresponse",
    "poststratify",
    "standardize",
    "rake",
    "calibrate",
    "trim",
    "normalize",
    "combine",
    "replicate",
]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Calibration of a step: totals that the weights meet by construction, so that these have no sampling error.

    An influence column z (weighted with the weights w after the step) is replaced by its residual
    ``z - a * (X T B)`` with ``B = (X' m X)^-1 X' (q z / w)``. For an ordinary calibration a is w and m is q: B is the
    regression of ``z / w`` on ``X`` with the regression weights q (Deville and Särndal 1992).

    Parameters
    ----------
    cells : (n,) array of int
        Cell of each interview; interviews that agree in every margin share one.
    categories : (cells, margins) array of int
        Category of each cell in every margin; no columns when only totals of numbers are met.
    sizes : tuple of int
        Number of categories of every margin. X has one column per category: 1 for the interviews in it, else 0.
    turn : (p, p) array or None
        T; None means the identity. Another matrix is needed where some totals were themselves estimated.
    weights : (n,) array
        w: weights after the step.
    regression : (n,) array or None
        q: weights of the regression; None means that every interview counts equally.
    numbers : (n, k) array or None
        Further columns of X: numeric variables whose totals are met.
    taken : (n,) array or None
        a; None means w. Another one is needed where the part explained by X is itself estimated from the sample.
    moments : (n,) array or None
        m; None means q.
    within : int or None
        Stage (1 is the first) to whose sampled units the totals refer: only the variance of later stages is then
        residualised. None: the totals refer to the population.
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
        """(cells, categories of all margins) columns of X that hold membership, one row per cell."""
        return memberships(self.categories, self.sizes)


@dataclass(frozen=True, slots=True, eq=False)
class WeightStep:
    """Step of weighting: its kind, the weights after it in summary, and the totals it met.

    Parameters
    ----------
    kind : StepKind
    n : int
        Interviews with a weight other than zero.
    total, minimum, maximum : float, persons
        Sum and range of the weights after the step.
    kish : float, at least 1
        Loss of precision through unequal weights after the step: :func:`weighting_effect`.
    detail : str
        Description of the step.
    notes : tuple of str
        Facts that a reader of the numbers must know.
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
    """(cells, p) membership: 1 where a cell belongs to a category, else 0; categories of the first margin first."""
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
    """Step of the trail that led to these weights; weights of zero do not count in n, minimum and kish."""
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
