"""Tables of two classifications with design-based uncertainty, and tests of independence."""

from survey.estimation.crosstabs.independence_statistics import Statistic
from survey.estimation.crosstabs.independence_test import IndependenceTest, test_independence
from survey.estimation.crosstabs.result import Crosstab
from survey.estimation.crosstabs.tabulation import crosstab

__all__ = ["Crosstab", "IndependenceTest", "Statistic", "crosstab", "test_independence"]
