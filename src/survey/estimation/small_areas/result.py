"""Model-based values of areas next to their direct estimates, and the model they come from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats, Mask
from survey.estimation.classification import Grouped
from survey.estimation.legend import Legend, wording
from survey.estimation.no_arithmetic import NoArithmetic
from survey.estimation.shown_result import Shown, ShownResult, name_lines, worded_frame
from survey.estimation.small_areas.fay_herriot import BetweenVariance
from survey.text import Language

NOTES = {
    "synthetic": "no direct estimate; the value comes from the model alone",
    "smoothed": "the direct variance is 0 or has no degrees of freedom; the smoothed one is used",
    "limited": "the model wanted to move the direct estimate further than the limit allows",
    "clipped": "the value was cut at 0 or 1",
    "no_between_variance": "no variance between areas is left: all values come from the model alone",
    "no_spread": "all answers are equal in every area: values are the direct ones, their error is not known",
    "not_converged": "the variance between areas was not found; do not use the values",
}
"""Codes of the notes of rows and of the model, in plain words."""

_NUMBERS = (
    "n", "direct", "direct_se", "variance", "model_based", "rmse", "ci_low", "ci_high", "df",
    "gamma", "line", "benchmark_shift",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AreaModel:
    """Fay-Herriot model of areas: what was fitted.

    Parameters
    ----------
    between : BetweenVariance or None
        Variance between areas, by REML; None when no answer varies.
    terms : tuple of p str
        The intercept, then the covariates.
    coefficients, standard_errors : (p,) arrays
        NaN when no answer varies.
    n_areas : int
        Areas with a direct estimate.
    design_effect, spread, df : float
        The smoothed variance of n interviews is ``design_effect * spread / n``, with ``df`` degrees of freedom.
    variances : {"smoothed", "direct"}
        The sampling variances that the model used.
    benchmark : float or None
        The weighted mean that the values of all areas have.
    limit : float or None
        Direct standard errors that a value may move.
    notes : tuple of str
        Codes of ``NOTES`` that concern all areas.
    """

    between: BetweenVariance | None
    terms: tuple[str, ...]
    coefficients: Floats
    standard_errors: Floats
    n_areas: int
    design_effect: float
    spread: float
    df: float
    variances: str
    benchmark: float | None
    limit: float | None
    notes: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row per coefficient: term, estimate, se."""
        return pd.DataFrame({"term": self.terms, "estimate": self.coefficients, "se": self.standard_errors})

    def lines(self, level: float) -> list[str]:
        """The model in a few lines: variance between areas, coefficients, smoothed variances, notes."""
        told = []
        if self.between is not None:
            one = self.between
            told.append(
                f"variance between areas {one.value:.4g} (se {one.se:.2g}, {100 * level:g} %: {one.low:.4g} to {one.high:.4g}), "
                f"REML, {self.n_areas} areas, {one.iterations} iterations"
            )
        terms = zip(self.terms, self.coefficients.tolist(), self.standard_errors.tolist(), strict=True)
        told.append("; ".join(f"{name} {value:.4g} (se {se:.2g})" for name, value, se in terms))
        told.append(
            f"smoothed variance: {self.design_effect:.3g} x {self.spread:.4g} / n, {self.df:.3g} degrees of freedom"
        )
        return told + [f"{code}: {NOTES[code]}" for code in self.notes]


@noun
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SmallAreaEstimates(ShownResult, NoArithmetic):
    """Model-based values of m areas next to their direct estimates, for maps and rankings, never for a status.

    Parameters
    ----------
    variable : str
    areas : Grouped
        The area of each row.
    n : (m,) array
        Interviews.
    direct, direct_se : (m,) arrays
        Direct estimate and its standard error; NaN without interviews.
    variance : (m,) array
        Sampling variance that the model used; NaN without a direct estimate.
    model_based : (m,) array
        In the unit of the direct estimates: shares are between 0 and 1.
    rmse : (m,) array
        Root of the estimated mean squared error under the model, limits and benchmark included.
    ci_low, ci_high : (m,) arrays
        For shares within 0 and 1.
    df : (m,) array
        Degrees of freedom of the interval; infinite where the direct estimate has no weight.
    gamma : (m,) array, between 0 and 1
        Weight of the direct estimate before limit and benchmark; the rest of the weight is that of ``line``.
    line : (m,) array
        The regression at the covariates of the area; without covariates the common mean.
    benchmark_shift : (m,) array
        Part of ``model_based`` that the benchmark added.
    limited : (m,) array of bool
        Whether limited translation held the value near the direct estimate.
    notes : (m,) tuple of tuple of str
        Codes of ``NOTES``.
    level : float
    model : AreaModel
    about : str
    legend : Legend
        Wordings of the names, looked up when the values are shown.
    """

    variable: str
    areas: Grouped
    n: Floats
    direct: Floats
    direct_se: Floats
    variance: Floats
    model_based: Floats
    rmse: Floats
    ci_low: Floats
    ci_high: Floats
    df: Floats
    gamma: Floats
    line: Floats
    benchmark_shift: Floats
    limited: Mask
    notes: tuple[tuple[str, ...], ...]
    level: float
    model: AreaModel
    about: str
    legend: Legend = field(default_factory=Legend)

    def __len__(self) -> int:
        return len(self.direct)

    def to_frame(self, labels: Language | None = None) -> pd.DataFrame:
        """One row per area, in the order of the estimates; with a language, a column of wordings.

        A classification that is named as a column is ``by_<name>``. Column ``source`` is ``model``, or ``synthetic``
        where the direct estimate has no weight. No column is named ``estimate``, so that a status is not made of
        these values by mistake.
        """
        name = self._area_column
        columns: dict[str, object] = {"variable": [self.variable] * len(self), name: self.areas.values()}
        if labels is not None:
            columns["variable_label"] = [wording(self.legend.title(self.variable), labels, self.variable)] * len(self)
        if labels is not None and self.areas.labels:
            columns[f"{name}_label"] = [self.areas.labels[at][labels] for at in self.areas.of_row.tolist()]
        columns["source"] = np.where(self.gamma == 0, "synthetic", "model")
        columns |= {column: getattr(self, column) for column in _NUMBERS}
        columns["n"] = self.n.astype(np.int64)
        columns["limited"] = self.limited
        columns["notes"] = [", ".join(codes) for codes in self.notes]
        return pd.DataFrame(columns)

    @property
    def _area_column(self) -> str:
        """Column of the areas in a table that has columns with fixed names."""
        taken = {"variable", "source", "limited", "notes", *_NUMBERS}
        return f"by_{self.areas.name}" if self.areas.name in taken else self.areas.name

    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The values for people, with the wordings of the areas: see :meth:`Estimates.show`."""
        said = None if codes else self.legend.language(language)
        areas = dataclasses.replace(self.areas, name=self._area_column)
        frame = worded_frame(self.to_frame().drop(columns="variable"), [areas], self.legend, said)
        named = name_lines(self.legend, [self.variable], said) + name_lines(self.legend, [self.areas.name], said)
        return Shown("SmallAreaEstimates", self.about, (*named, *self._lines()), frame)

    def _lines(self) -> list[str]:
        codes = dict.fromkeys(code for row in self.notes for code in row)
        return self.model.lines(self.level) + [f"{code}: {NOTES[code]}" for code in codes]
