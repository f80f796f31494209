"""Indicators: read from ``indicators.yaml``, computed on a sample with their uncertainty, judged by the status rule."""

from survey.indicators.compute import compute
from survey.indicators.model import Indicator, Indicators, PublicationRule, Section, StatusRule, Thresholds
from survey.indicators.read import read_indicators
from survey.indicators.sentences import (
    NoNegative,
    NotObserved,
    majority,
    no_negative,
    not_observed,
    upper_limit_when_none_observed,
)
from survey.indicators.status import Status
from survey.indicators.table import COLUMNS, REGION, IndicatorRow, IndicatorTable

__all__ = [
    "COLUMNS",
    "REGION",
    "Indicator",
    "IndicatorRow",
    "IndicatorTable",
    "Indicators",
    "NoNegative",
    "NotObserved",
    "PublicationRule",
    "Section",
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
