"""The quarterly report: a document in several languages at once, and one self-contained HTML page per language."""

from survey.reports.document_model import Report
from survey.reports.report_building import build_brief, build_report
from survey.reports.report_input import (
    CheckFile,
    Methods,
    PreviousWave,
    ReportedMargin,
    ReportedWeightStep,
    ReportInput,
)
from survey.reports.writers.html_page import render, write_html

__all__ = [
    "CheckFile",
    "Methods",
    "PreviousWave",
    "Report",
    "ReportInput",
    "ReportedMargin",
    "ReportedWeightStep",
    "build_brief",
    "build_report",
    "render",
    "write_html",
]
