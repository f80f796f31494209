"""The quarterly report: a document in several languages at once, and one self-contained HTML page per language."""

from survey.reports.document_model import Report
from survey.reports.html_page import render, write_html
from survey.reports.report_building import build_report
from survey.reports.report_input import (
    Battery,
    CheckFile,
    Institution,
    Methods,
    PreviousWave,
    ReportedMargin,
    ReportedWeightStep,
    ReportInput,
    ScaleAnswer,
    Wording,
)

__all__ = [
    "Battery",
    "CheckFile",
    "Institution",
    "Methods",
    "PreviousWave",
    "Report",
    "ReportInput",
    "ReportedMargin",
    "ReportedWeightStep",
    "ScaleAnswer",
    "Wording",
    "build_report",
    "render",
    "write_html",
]
