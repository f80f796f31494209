"""Fitted models without methods: coefficients, columns and answers, from which tests and predictions are computed."""

from __future__ import annotations

from dataclasses import dataclass, field

from survey.arrays import Floats, Indices, Mask
from survey.design.sample import Sample
from survey.estimation.estimates import Estimates
from survey.estimation.models.families_and_links import Family
from survey.estimation.models.predictors import Predictors, Term


@dataclass(frozen=True, slots=True, eq=False)
class FittedModel:
    """A fitted generalised linear model; :class:`survey.Model` adds the methods that test and predict.

    Tests, predictions and marginal means take it. The parameters are those of :class:`survey.Model`.
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
