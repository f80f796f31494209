"""Design-based estimates: totals, means, shares and ratios with their uncertainty, and linear contrasts of them."""

from survey.estimation.accumulate import Cells, Column, Engine, Table, accumulate
from survey.estimation.contrast import contrast
from survey.estimation.distribution import Distribution, cdf
from survey.estimation.estimates import FLAGS, Estimates, Flag, Grouped
from survey.estimation.estimators import mean, ratio, share, shares, total
from survey.estimation.moments import PairEstimates, correlation, covariance, variance
from survey.estimation.quantile import quantile

__all__ = [
    "FLAGS",
    "Cells",
    "Column",
    "Distribution",
    "Engine",
    "Estimates",
    "Flag",
    "Grouped",
    "PairEstimates",
    "Table",
    "accumulate",
    "cdf",
    "contrast",
    "correlation",
    "covariance",
    "mean",
    "quantile",
    "ratio",
    "share",
    "shares",
    "total",
    "variance",
]
