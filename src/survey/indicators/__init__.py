"""Indicators: defined in ``indicators.yaml``, computed from a sample with their uncertainty, given a status by a rule."""

from survey.indicators.definitions import (
    Indicator,
    Indicators,
    IndicatorSection,
    PublicationRule,
    StatusRule,
    Thresholds,
)
from survey.indicators.definitions_file import read_indicators
from survey.indicators.earned_words import (
    NoNegative,
    NotObserved,
    majority,
    no_negative,
    not_observed,
    upper_limit_when_none_observed,
)
from survey.indicators.indicator_estimates import compute
from survey.indicators.indicator_table import COLUMNS, REGION, IndicatorRow, IndicatorTable
from survey.indicators.status_rule import Status

__all__ = [
    "COLUMNS",
    "REGION",
    "Indicator",
    "IndicatorRow",
    "IndicatorSection",
    "IndicatorTable",
    "Indicators",
    "NoNegative",
    "NotObserved",
    "PublicationRule",
    "Status",
    "StatusRule",
    "Thresholds",
    "compute",
    "majority",
    "no_negative",
    "not_observed",
    "read_indicators",
    "upper_limit_when_none_observed",
]
