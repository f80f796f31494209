"""Design-based estimates: totals, means, shares and ratios with their uncertainty, and linear contrasts of them."""

from survey.estimation.accumulate import Cells, Column, Engine, Table, accumulate
from survey.estimation.change import change
from survey.estimation.changes import Change
from survey.estimation.contrast import contrast
from survey.estimation.crosstab import Crosstab, IndependenceTest, crosstab, test_independence
from survey.estimation.distribution import Distribution, cdf
from survey.estimation.estimates import FLAGS, Estimates, Flag, Grouped
from survey.estimation.estimators import mean, ratio, share, shares, total
from survey.estimation.imputations import ImputedEstimates, combine_imputations
from survey.estimation.models import (
    Comparison,
    Model,
    OrdinalModel,
    Reliability,
    compare,
    glm,
    ordinal,
    reliability,
)
from survey.estimation.moments import PairEstimates, correlation, covariance, variance
from survey.estimation.quantile import quantile
from survey.estimation.rank_test import RankTest, rank_test
from survey.estimation.replicates import replicate_estimate
from survey.estimation.streaming import StreamedSample, stream
from survey.estimation.tabulation import Request, Source, Tabulation

__all__ = [
    "FLAGS",
    "Cells",
    "Change",
    "Column",
    "Comparison",
    "Crosstab",
    "Distribution",
    "Engine",
    "Estimates",
    "Flag",
    "Grouped",
    "ImputedEstimates",
    "IndependenceTest",
    "Model",
    "OrdinalModel",
    "PairEstimates",
    "RankTest",
    "Reliability",
    "Request",
    "Source",
    "StreamedSample",
    "Table",
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
    "mean",
    "ordinal",
    "quantile",
    "rank_test",
    "ratio",
    "reliability",
    "replicate_estimate",
    "share",
    "shares",
    "stream",
    "test_independence",
    "total",
    "variance",
]
