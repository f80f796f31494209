"""The quarterly report: a document in several languages at once, and its pages and PDF files, one per language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.reports.document_model import Report
    from survey.reports.report_building import build_brief, build_documents, build_report
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
    "build_documents",
    "build_report",
    "render",
    "write_html",
    "write_pdf",
]

__getattr__ = lazy_names(
    __name__,
    {
        "document_model": "Report",
        "report_building": "build_brief build_documents build_report",
        "report_input": "CheckFile Methods PackedTables PreviousWave ReportedMargin ReportedWeightStep ReportInput",
        "writers.html_page": "render write_html",
        "writers.pdf_document": "write_pdf",
    },
)
