"""What a fit leaves: coefficients, the columns they belong to, and what tests and predictions start from."""

from __future__ import annotations

from dataclasses import dataclass, field

from survey.arrays import Floats, Indices, Mask
from survey.design.sample import Sample
from survey.estimation.estimates import Estimates
from survey.estimation.models.families_and_links import Family
from survey.estimation.models.predictors import Predictors, Term


@dataclass(frozen=True, slots=True, eq=False)
class FittedModel:
    """A fitted generalised linear model without its questions, which :class:`survey.Model` adds.

    Tests, predictions and marginal means take it. The first twelve parameters are those of :class:`survey.Model`.

    Parameters
    ----------
    predictors : Predictors
    terms : tuple of Term
    sample : Sample
    X : (n, p) array
        Columns of the n interviews used, without those dropped.
    y, offset, mu : (n,) array
        Answers, given part of the linear predictor, expected answers.
    score : (n,) array
        Derivative of the log-likelihood in the linear predictor, unweighted.
    used : (interviews,) array of bool
        Which interviews of the sample are used.
    kept : (p,) array of int
        The columns that were not dropped.
    inverse : (p, p) array
        Inverse of the information, under the weights of the sample.
    scale : float, persons
        Mean weight in the domain.
    """

    formula: str
    family: Family
    coefficients: Estimates
    df_residual: float
    df: float
    deviance: float
    null_deviance: float
    dispersion: float
    n: int
    n_blank: int
    rounds: int
    dropped: tuple[str, ...]
    predictors: Predictors = field(repr=False)
    terms: tuple[Term, ...]
    sample: Sample = field(repr=False)
    X: Floats = field(repr=False)
    y: Floats = field(repr=False)
    offset: Floats = field(repr=False)
    mu: Floats = field(repr=False)
    score: Floats = field(repr=False)
    used: Mask = field(repr=False)
    kept: Indices = field(repr=False)
    inverse: Floats = field(repr=False)
    scale: float

    def __len__(self) -> int:
        """Number of coefficients."""
        return len(self.coefficients)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        return self.coefficients.variable

    def covariance(self) -> Floats:
        """(p, p) covariance matrix of the coefficients."""
        return self.coefficients.covariance()
