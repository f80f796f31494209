"""The quarterly report: a document in several languages at once, and one self-contained HTML page per language."""

from survey.reports.document_model import Report
from survey.reports.html_page import render, write_html
from survey.reports.report_building import build_report
from survey.reports.report_input import (
    Battery,
    CheckFile,
    Classification,
    ContactOutcomes,
    FindingCount,
    GroupLevel,
    Institution,
    Methods,
    PreviousWave,
    ReportedIndicator,
    ReportedMargin,
    ReportedRow,
    ReportedStatusRule,
    ReportedWeightStep,
    ReportInput,
    ScaleAnswer,
    Wording,
    count_findings,
)
from survey.reports.rows import indicator_rows

__all__ = [
    "Battery",
    "CheckFile",
    "Classification",
    "ContactOutcomes",
    "FindingCount",
    "GroupLevel",
    "Institution",
    "Methods",
    "PreviousWave",
    "Report",
    "ReportInput",
    "ReportedIndicator",
    "ReportedMargin",
    "ReportedRow",
    "ReportedStatusRule",
    "ReportedWeightStep",
    "ScaleAnswer",
    "Wording",
    "build_report",
    "count_findings",
    "indicator_rows",
    "render",
    "write_html",
]
