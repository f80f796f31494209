"""The quarterly report: a document in several languages at once, and one self-contained HTML page per language."""

from survey.reports.build import build_report
from survey.reports.html import write_html
from survey.reports.inputs import (
    Answer,
    Battery,
    CheckFile,
    Classification,
    FindingCount,
    Indicator,
    IndicatorRow,
    Institution,
    Level,
    Margin,
    Methods,
    Outcomes,
    Previous,
    ReportInput,
    StatusRule,
    WeightStep,
    Wording,
    count_findings,
)
from survey.reports.model import Report
from survey.reports.rows import indicator_rows

__all__ = [
    "Answer",
    "Battery",
    "CheckFile",
    "Classification",
    "FindingCount",
    "Indicator",
    "IndicatorRow",
    "Institution",
    "Level",
    "Margin",
    "Methods",
    "Outcomes",
    "Previous",
    "Report",
    "ReportInput",
    "StatusRule",
    "WeightStep",
    "Wording",
    "build_report",
    "count_findings",
    "indicator_rows",
    "write_html",
]
