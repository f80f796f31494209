"""The quarterly report: a document in several languages at once, and its pages and PDF files, one per language."""

from survey.reports.document_model import Report
from survey.reports.report_building import build_brief, build_report
from survey.reports.report_input import (
    CheckFile,
    Methods,
    PackedTables,
    PreviousWave,
    ReportedMargin,
    ReportedWeightStep,
    ReportInput,
)
from survey.reports.writers.html_page import render, write_html
from survey.reports.writers.pdf_document import write_pdf

__all__ = [
    "CheckFile",
    "Methods",
    "PackedTables",
    "PreviousWave",
    "Report",
    "ReportInput",
    "ReportedMargin",
    "ReportedWeightStep",
    "build_brief",
    "build_report",
    "render",
    "write_html",
    "write_pdf",
]
