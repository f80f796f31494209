"""Regression models of the population with their tests and predictions; reliability of scales; comparisons of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
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

__getattr__ = lazy_names(
    __name__,
    {
        "comparisons": "Comparison compare",
        "families_and_links": "Family Link find_family",
        "generalised_linear": "glm",
        "information_criteria": "InformationCriterion",
        "irls": "GlmFit fit refit",
        "model": "Model",
        "ordinal_regression": "CategoryShares OrdinalModel ordinal",
        "predictions": "Predictions",
        "scale_reliability": "Reliability reliability",
        "term_tests": "TermTest",
    },
)
