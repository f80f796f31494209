"""Design-based estimates with their uncertainty: totals, means, shares, ratios, quantiles, tests, models and contrasts.

Names are imported from their modules on first use, because tests and models load slow libraries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
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
    from survey.estimation.domains import Domains
    from survey.estimation.estimand_columns import EstimandColumns
    from survey.estimation.estimates import FLAGS, Estimates, Flag
    from survey.estimation.estimation_source import Request, Source, Tabulation
    from survey.estimation.estimators import mean, ratio, share, shares, total
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
    from survey.estimation.multiple_imputation import ImputedEstimates, combine_imputations
    from survey.estimation.quantiles import quantile
    from survey.estimation.rank_tests import RankTest, rank_test
    from survey.estimation.recoding import recode
    from survey.estimation.replicate_estimates import replicate_estimate
    from survey.estimation.small_areas import SmallAreaEstimates, small_area
    from survey.estimation.streaming import StreamedSample, stream

__all__ = [
    "FLAGS",
    "CellSums",
    "Change",
    "Comparison",
    "Crosstab",
    "DatabaseSample",
    "Distribution",
    "Domains",
    "Engine",
    "EstimandColumns",
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

__getattr__ = lazy_names(
    __name__,
    {
        "cell_sums": "CellSums Engine OccurringCells SummedColumn accumulate",
        "changes.estimate": "change",
        "changes.result": "Change",
        "classification": "Grouped",
        "contrasts": "contrast",
        "crosstabs": "Crosstab GoodnessOfFit IndependenceTest crosstab goodness_of_fit test_independence",
        "cumulative_distribution": "Distribution cdf",
        "database": "DatabaseSample in_database",
        "domains": "Domains",
        "estimand_columns": "EstimandColumns",
        "estimates": "FLAGS Estimates Flag",
        "estimation_source": "Request Source Tabulation",
        "estimators": "mean ratio share shares total",
        "moments": "PairEstimates correlation covariance variance",
        "multiple_imputation": "ImputedEstimates combine_imputations",
        "quantiles": "quantile",
        "rank_tests": "RankTest rank_test",
        "recoding": "recode",
        "replicate_estimates": "replicate_estimate",
        "small_areas": "SmallAreaEstimates small_area",
        "streaming": "StreamedSample stream",
        "models": "Comparison Model OrdinalModel Reliability compare glm ordinal reliability",
    },
)
