"""Tables of classifications with design-based uncertainty, tests of independence and of given shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.estimation.crosstabs.given_shares import FitStatistic, GoodnessOfFit, goodness_of_fit
    from survey.estimation.crosstabs.independence_statistics import Statistic
    from survey.estimation.crosstabs.independence_test import IndependenceTest, test_independence
    from survey.estimation.crosstabs.result import Crosstab
    from survey.estimation.crosstabs.tabulation import crosstab

__all__ = [
    "Crosstab",
    "FitStatistic",
    "GoodnessOfFit",
    "IndependenceTest",
    "Statistic",
    "crosstab",
    "goodness_of_fit",
    "test_independence",
]

__getattr__ = lazy_names(
    __name__,
    {
        "given_shares": "FitStatistic GoodnessOfFit goodness_of_fit",
        "independence_statistics": "Statistic",
        "independence_test": "IndependenceTest test_independence",
        "result": "Crosstab",
        "tabulation": "crosstab",
    },
)
