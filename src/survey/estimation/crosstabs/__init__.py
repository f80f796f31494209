"""Tables of classifications with design-based uncertainty, tests of independence and of given shares."""

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
