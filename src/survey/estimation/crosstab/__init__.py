"""Tables of two classifications with design-based uncertainty, and tests of independence."""

from survey.estimation.crosstab.independence import IndependenceTest, test_independence
from survey.estimation.crosstab.result import Crosstab
from survey.estimation.crosstab.statistics import Statistic
from survey.estimation.crosstab.tabulate import crosstab

__all__ = ["Crosstab", "IndependenceTest", "Statistic", "crosstab", "test_independence"]
