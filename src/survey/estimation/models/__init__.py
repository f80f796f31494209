"""Regression models of the population and what is asked of them; reliability of scales; comparisons of groups."""

from survey.estimation.models.compare import Comparison, compare
from survey.estimation.models.families import Family, Link, find_family
from survey.estimation.models.fit import Fit, fit, refit
from survey.estimation.models.glm import glm
from survey.estimation.models.model import Model
from survey.estimation.models.ordinal import CategoryShares, OrdinalModel, ordinal
from survey.estimation.models.predict import Predictions
from survey.estimation.models.reliability import Reliability, reliability
from survey.estimation.models.significance import TermTest

__all__ = [
    "CategoryShares",
    "Comparison",
    "Family",
    "Fit",
    "Link",
    "Model",
    "OrdinalModel",
    "Predictions",
    "Reliability",
    "TermTest",
    "compare",
    "find_family",
    "fit",
    "glm",
    "ordinal",
    "refit",
    "reliability",
]
