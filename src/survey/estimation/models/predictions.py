"""Predictions of a model: expected answers, with the uncertainty that comes from its coefficients."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.arrays import Floats, Indices, Mask
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.confidence_intervals import symmetric
from survey.estimation.models.fitted_model import FittedModel
from survey.estimation.models.predictors import Predictors, is_category
from survey.frames import to_pandas

PredictionScale = Literal["response", "link"]

_SHOWN_ROWS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Expected answers of m cases.

    Parameters
    ----------
    estimate, se : (m,) array
        NaN where a variable is blank.
    ci_low, ci_high : (m,) array
        Limits computed on the scale of the linear predictor, so that they stay in the range of the answers.
    scale : {"response", "link"}
    """

    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    scale: PredictionScale
    _gradient: Floats = field(repr=False)
    _covariance: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.estimate)

    def covariance(self) -> Floats:
        """(m, m) covariance matrix; it needs m^2 numbers of memory."""
        return np.asarray(self._gradient @ self._covariance @ self._gradient.T)

    def to_frame(self) -> pd.DataFrame:
        """One row per case: estimate, se, ci_low, ci_high."""
        return pd.DataFrame({"estimate": self.estimate, "se": self.se, "ci_low": self.ci_low, "ci_high": self.ci_high})

    def __repr__(self) -> str:
        shown = self.to_frame().head(_SHOWN_ROWS).to_string(float_format=lambda number: f"{number:.6g}")
        more = f"\n… {len(self) - _SHOWN_ROWS} more rows" if len(self) > _SHOWN_ROWS else ""
        return f"<Predictions, scale: {self.scale}>\n{shown}{more}"

    def _repr_html_(self) -> str:
        head = self.to_frame().head(_SHOWN_ROWS).to_html(float_format=lambda number: f"{number:.4g}")
        return f"<p>{escape(f'Predictions, scale: {self.scale}')}</p>{head}"


def predict(
    model: FittedModel,
    data: object = None,
    *,
    scale: PredictionScale = "response",
    level: float | None = None,
    offset: ArrayLike | None = None,
) -> Predictions:
    """Expected answers for new cases, or for the interviews of the model.

    Parameters
    ----------
    model : Model
    data : table or Sample
        Columns by the names of the model's variables, categories as codes; by default the interviews used.
    scale : {"response", "link"}
        Answers, or linear predictors.
    level : float
        Confidence level; that of the model by default.
    offset : (m,) array
        For new cases, in addition to ``offset(x)`` in the formula.

    Raises
    ------
    EstimationError
        ``E158`` a column is missing; ``E163`` an unseen category; ``E175`` no such scale.
    """
    if scale not in get_args(PredictionScale):
        raise EstimationError(
            "E175", "Model.predict: scale", f"There is no {scale!r}.", nearest(scale, get_args(PredictionScale))
        )
    X, shift, whole = cases_of(data, model.X, model.offset, model.predictors, model.kept, offset)
    V = model.covariance()
    link = model.family.link
    eta = np.full(len(whole), np.nan)
    se = eta.copy()
    eta[whole] = X[whole] @ model.coefficients.estimate + shift[whole]
    se[whole] = np.sqrt(np.einsum("ij,jk,ik->i", X[whole], V, X[whole], optimize=True))
    df = np.full(len(eta), model.df)
    low, high = symmetric(eta, se, df, model.coefficients.level if level is None else level)
    if scale == "link":
        return Predictions(eta, se, low, high, scale, X, V)
    with np.errstate(all="ignore"):
        slope, ends = link.slope(eta), np.sort(np.stack([link.inverse(low), link.inverse(high)]), axis=0)
        estimate = link.inverse(eta)
    return Predictions(estimate, np.abs(slope) * se, ends[0], ends[1], scale, X * slope[:, None], V)


def cases_of(
    data: object,
    X: Floats,
    shift: Floats,
    predictors: Predictors,
    kept: Indices,
    offset: ArrayLike | None,
) -> tuple[Floats, Floats, Mask]:
    """Matrix, offset and mask of the cases without a blank: of new cases, or of the model's when ``data`` is None."""
    if data is None:
        return X, shift, np.ones(len(X), bool)
    frame = frame_of(data, predictors) if isinstance(data, Sample) else to_pandas(data, "Model.predict")
    table, blank = predictors.table(frame)
    inside, own = predictors.matrix(table[~blank])
    X, shift = np.full((len(frame), len(kept)), np.nan), np.zeros(len(frame))
    X[~blank], shift[~blank] = inside[:, kept], own
    if offset is not None:
        shift = shift + np.asarray(offset, np.float64)
    return X, shift, ~blank & ~np.isnan(X.sum(1) + shift)


def frame_of(sample: Sample, predictors: Predictors) -> pd.DataFrame:
    """The variables of a model as columns of a table, categories as codes."""
    columns: dict[str, object] = {}
    for name in predictors.variables:
        if is_category(sample, name):
            found = sample.categories(name)
            columns[name] = np.array([*found.levels, None], object)[found.codes]
        else:
            columns[name] = sample.values(name)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(sample)))
