"""Regression models of the population with their tests and predictions; reliability of scales; comparisons of groups."""

from survey.estimation.models.comparisons import Comparison, compare
from survey.estimation.models.families_and_links import Family, Link, find_family
from survey.estimation.models.generalised_linear import glm
from survey.estimation.models.information_criteria import InformationCriterion
from survey.estimation.models.irls import GlmFit, fit, refit
from survey.estimation.models.model import Model
from survey.estimation.models.ordinal_regression import CategoryShares, OrdinalModel, ordinal
from survey.estimation.models.predictions import Predictions
from survey.estimation.models.scale_reliability import Reliability, reliability
from survey.estimation.models.term_tests import TermTest

__all__ = [
    "CategoryShares",
    "Comparison",
    "Family",
    "GlmFit",
    "InformationCriterion",
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
