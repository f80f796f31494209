"""Fitted generalised linear models: coefficients with their uncertainty, tests, predictions and margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import noun
from survey.arrays import Floats
from survey.design.population_margin import Level
from survey.estimation.estimates import Estimates
from survey.estimation.linear_estimates import t_test
from survey.estimation.models.fitted_model import FittedModel
from survey.estimation.models.information_criteria import InformationCriterion, aic, bic
from survey.estimation.models.marginal_means import MarginVariance, average_effects, marginal_means
from survey.estimation.models.predictions import Predictions, PredictionScale, predict
from survey.estimation.models.response import fits_exactly
from survey.estimation.models.term_tests import TermTest, TestMethod, table_of_terms, term_test
from survey.estimation.weighted_chi_squares import TailMethod

Freedom = Literal["residual", "design"] | float
PseudoR2 = Literal["cox_snell", "nagelkerke"]

_SEPARATED = 1e-7


def coefficient_frame(rows: Estimates) -> pd.DataFrame:
    """Table of coefficients, one row each: coefficient, estimate, se, t, p, ci_low, ci_high, df."""
    t, p = t_test(rows.estimate, rows.se, rows.df)
    return pd.DataFrame(
        {
            "coefficient": rows.variable,
            "estimate": rows.estimate,
            "se": rows.se,
            "t": t,
            "p": p,
            "ci_low": rows.ci_low,
            "ci_high": rows.ci_high,
            "df": rows.df,
        }
    )


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Model(FittedModel):
    """A generalised linear model: made by :func:`survey.glm`.

    Parameters
    ----------
    formula : str
    family : Family
    coefficients : Estimates
        p rows; they carry their influences, so that :func:`survey.contrast` can combine them.
    df_residual : float
        PSUs minus strata of the interviews used, plus 1, minus p.
    df : float
        Degrees of freedom of tests and intervals.
    deviance, null_deviance : float
        Of the model, and of the model with a constant only, under weights with mean 1 in the domain.
    dispersion : float
        Variance of the Pearson residuals in the population. Standard errors do not depend on it.
    n, n_blank : int
        Interviews used; interviews of the domain left out for a blank.
    rounds : int
        Number of iterations.
    dropped : tuple of str
        Columns left out because they are combinations of others.
    predictors, terms
        Right-hand side of the formula.
    sample : Sample
    X, y, offset, mu, score : (n, p) and (n,) arrays
        Matrix, answers, offset, fitted means and (dmu/deta) (y - mu) / V of the interviews used.
    used : (interviews,) array of bool
    kept : (p,) array of int
        Columns of the matrix of the formula that have a coefficient.
    inverse : (p, p) array
        Inverse of X' W X with the weights of the sample.
    scale : float
        Mean weight in the domain.
    """

    @property
    def p(self) -> Floats:
        """(p,) two-sided p-values of Student's t."""
        rows = self.coefficients
        return t_test(rows.estimate, rows.se, rows.df)[1]

    @property
    def deff(self) -> Floats:
        """(p,) design effects: variances over the model-based ones for a simple random sample of as many interviews."""
        model_based = self.claimed_dispersion * np.diag(self.inverse) * self.scale
        return np.asarray(self.coefficients.se**2 / model_based)

    @property
    def claimed_dispersion(self) -> float:
        """Dispersion of model-based standard errors: 1 for "binomial" and "poisson", otherwise estimated."""
        if self.family.name in ("binomial", "poisson"):
            return 1.0
        weights = self.sample.weights[self.used] / self.scale
        squares = weights @ ((self.y - self.mu) ** 2 / self.family.variance(self.mu))
        return float(squares / (self.n - len(self)))

    def pseudo_r2(self, method: PseudoR2 = "cox_snell") -> float:
        """Share of the deviance explained, on the scale of the population (Lumley 2017).

        For "binomial" and "poisson" families; Nagelkerke's needs weights that count persons.
        """
        per_person = 1 / (self.sample.weights[self.used].sum() / self.scale)
        found = 1 - np.exp((self.deviance - self.null_deviance) * per_person)
        if method == "cox_snell":
            return float(found)
        return float(found / (1 - np.exp(-self.null_deviance * per_person)))

    def test(
        self,
        terms: str | Sequence[str],
        *,
        method: TestMethod = "wald",
        null: float | Sequence[float] | None = None,
        df: float | None = None,
        approximation: TailMethod = "saddlepoint",
    ) -> TermTest:
        """Test that all coefficients of some terms are zero: see :func:`survey.estimation.models.term_tests.term_test`."""
        return term_test(self, terms, method=method, null=null, df=df, approximation=approximation)

    def tests(self, *, method: TestMethod = "wald") -> pd.DataFrame:
        """One row per term, each tested given all others: term, statistic, df, ddf, p."""
        return table_of_terms(self, method)

    def aic(self, *, penalty: float = 2.0) -> InformationCriterion:
        """Akaike's criterion with an effective number of parameters: see :func:`survey.estimation.models.information_criteria.aic`."""
        return aic(self, penalty=penalty)

    def bic(self, maximal: FittedModel) -> InformationCriterion:
        """Bayesian criterion within a maximal model: see :func:`survey.estimation.models.information_criteria.bic`."""
        return bic(self, maximal)

    def predict(
        self,
        data: object = None,
        *,
        scale: PredictionScale = "response",
        level: float | None = None,
        offset: ArrayLike | None = None,
    ) -> Predictions:
        """Expected answers with their uncertainty: see :func:`survey.estimation.models.predictions.predict`."""
        return predict(self, data, scale=scale, level=level, offset=offset)

    def marginal_means(
        self,
        variable: str,
        *,
        at: Mapping[str, Level] | None = None,
        levels: Sequence[Level] | None = None,
        variance: MarginVariance = "linearised",
        df: float | None = None,
    ) -> Estimates:
        """Predictive margins, the mean answer if everybody were in each category: see
        :func:`survey.estimation.models.marginal_means.marginal_means`.
        """
        return marginal_means(self, variable, at=at, levels=levels, variance=variance, df=df)

    def average_effects(
        self, variable: str, *, variance: MarginVariance = "linearised", df: float | None = None
    ) -> Estimates:
        """Average effects, the mean change of the answer with a variable: see
        :func:`survey.estimation.models.marginal_means.average_effects`.
        """
        return average_effects(self, variable, variance=variance, df=df)

    def to_frame(self) -> pd.DataFrame:
        """One row per coefficient: coefficient, estimate, se, t, p, ci_low, ci_high, df."""
        return coefficient_frame(self.coefficients)

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks without which the numbers could be misread."""
        found = [f"n = {self.n}, {self.n_blank} left out for a blank", f"df {self.df:g}"]
        if self.dropped:
            found.append(f"left out as they repeat other columns: {', '.join(self.dropped)}")
        if not self.df > 0:
            found.append("no degrees of freedom are left: too few PSUs for so many coefficients")
        if fits_exactly(self.y, self.mu):
            found.append("the columns give every answer exactly, so that no error is left to estimate")
        if self.separated:
            found.append(
                "fitted shares of 0 or 1: the variables separate the answers, so coefficients grow without end and their "
                "standard errors mean nothing"
            )
        return tuple(found)

    @property
    def separated(self) -> bool:
        """Whether the fitted shares include 0 or 1 (to 1e-7), so that some coefficients have no finite value."""
        shares = self.family.name in ("binomial", "quasibinomial")
        return shares and bool(((self.mu < _SEPARATED) | (self.mu > 1 - _SEPARATED)).any())

    def __repr__(self) -> str:
        shown = self.to_frame().to_string(index=False, float_format=lambda number: f"{number:.6g}")
        return f"<Model: {self.coefficients.about}; {'; '.join(self.notes)}>\n{shown}"

    def _repr_html_(self) -> str:
        about = escape(f"{self.coefficients.about}; {'; '.join(self.notes)}")
        return f"<p>{about}</p>{self.to_frame().to_html(index=False, float_format=lambda number: f'{number:.4g}')}"
