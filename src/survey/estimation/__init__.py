"""Design-based estimates with their uncertainty: totals, means, shares, ratios, quantiles, tests, models and contrasts.

Models are imported on first use, because they load slow libraries.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from survey.estimation.cell_sums import CellSums, Engine, OccurringCells, SummedColumn, accumulate
from survey.estimation.changes.estimate import change
from survey.estimation.changes.result import Change
from survey.estimation.classification import Grouped
from survey.estimation.contrasts import contrast
from survey.estimation.crosstabs import (
    Crosstab,
    GoodnessOfFit,
    IndependenceTest,
    crosstab,
    goodness_of_fit,
    test_independence,
)
from survey.estimation.cumulative_distribution import Distribution, cdf
from survey.estimation.database import DatabaseSample, in_database
from survey.estimation.estimates import FLAGS, Estimates, Flag
from survey.estimation.estimation_source import Request, Source, Tabulation
from survey.estimation.estimators import mean, ratio, share, shares, total
from survey.estimation.moments import PairEstimates, correlation, covariance, variance
from survey.estimation.multiple_imputation import ImputedEstimates, combine_imputations
from survey.estimation.quantiles import quantile
from survey.estimation.rank_tests import RankTest, rank_test
from survey.estimation.recoding import recode
from survey.estimation.replicate_estimates import replicate_estimate
from survey.estimation.small_areas import SmallAreaEstimates, small_area
from survey.estimation.streaming import StreamedSample, stream

if TYPE_CHECKING:
    from survey.estimation.models import Comparison as Comparison
    from survey.estimation.models import Model as Model
    from survey.estimation.models import OrdinalModel as OrdinalModel
    from survey.estimation.models import Reliability as Reliability
    from survey.estimation.models import compare as compare
    from survey.estimation.models import glm as glm
    from survey.estimation.models import ordinal as ordinal
    from survey.estimation.models import reliability as reliability

__all__ = [
    "FLAGS",
    "CellSums",
    "Change",
    "Comparison",
    "Crosstab",
    "DatabaseSample",
    "Distribution",
    "Engine",
    "Estimates",
    "Flag",
    "GoodnessOfFit",
    "Grouped",
    "ImputedEstimates",
    "IndependenceTest",
    "Model",
    "OccurringCells",
    "OrdinalModel",
    "PairEstimates",
    "RankTest",
    "Reliability",
    "Request",
    "SmallAreaEstimates",
    "Source",
    "StreamedSample",
    "SummedColumn",
    "Tabulation",
    "accumulate",
    "cdf",
    "change",
    "combine_imputations",
    "compare",
    "contrast",
    "correlation",
    "covariance",
    "crosstab",
    "glm",
    "goodness_of_fit",
    "in_database",
    "mean",
    "ordinal",
    "quantile",
    "rank_test",
    "ratio",
    "recode",
    "reliability",
    "replicate_estimate",
    "share",
    "shares",
    "small_area",
    "stream",
    "test_independence",
    "total",
    "variance",
]

_MODELS = ("Comparison", "Model", "OrdinalModel", "Reliability", "compare", "glm", "ordinal", "reliability")


def __getattr__(name: str) -> object:
    if name not in _MODELS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module("survey.estimation.models"), name)
    globals()[name] = value
    return value
