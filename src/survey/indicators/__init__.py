"""Indicators: defined in ``indicators.yaml``, computed from a sample with their uncertainty, given a status by a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.indicators.change_rule import ChangeVerdict
    from survey.indicators.change_table import CHANGE_COLUMNS, ChangeRow, ChangeTable
    from survey.indicators.changes import compare_waves
    from survey.indicators.definitions import Indicator, Indicators, IndicatorSection, Thresholds
    from survey.indicators.definitions_file import read_indicators
    from survey.indicators.earned_words import (
        NoNegative,
        NotObserved,
        majority,
        no_negative,
        not_observed,
    )
    from survey.indicators.indicator_estimates import compute
    from survey.indicators.indicator_table import COLUMNS, IndicatorRow, IndicatorTable
    from survey.indicators.rule_constants import REGION, ChangeRule, PublicationRule, StatusRule
    from survey.indicators.status_rule import Status
    from survey.indicators.trend_table import TREND_COLUMNS, TrendRow, TrendTable
    from survey.indicators.trends import trend

__all__ = [
    "CHANGE_COLUMNS",
    "COLUMNS",
    "REGION",
    "TREND_COLUMNS",
    "ChangeRow",
    "ChangeRule",
    "ChangeTable",
    "ChangeVerdict",
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
    "TrendRow",
    "TrendTable",
    "compare_waves",
    "compute",
    "majority",
    "no_negative",
    "not_observed",
    "read_indicators",
    "trend",
]

__getattr__ = lazy_names(
    __name__,
    {
        "change_rule": "ChangeVerdict",
        "change_table": "CHANGE_COLUMNS ChangeRow ChangeTable",
        "changes": "compare_waves",
        "definitions": "Indicator Indicators IndicatorSection Thresholds",
        "definitions_file": "read_indicators",
        "earned_words": "NoNegative NotObserved majority no_negative not_observed",
        "indicator_estimates": "compute",
        "indicator_table": "COLUMNS IndicatorRow IndicatorTable",
        "rule_constants": "REGION ChangeRule PublicationRule StatusRule",
        "status_rule": "Status",
        "trend_table": "TREND_COLUMNS TrendRow TrendTable",
        "trends": "trend",
    },
)
