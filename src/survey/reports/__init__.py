"""The quarterly report: a document in several languages at once, and one self-contained HTML page per language."""

from survey.reports.document_model import Report
from survey.reports.html_page import write_html
from survey.reports.report_building import build_report
from survey.reports.report_input import (
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
