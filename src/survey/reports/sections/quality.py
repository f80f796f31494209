"""Annex of quality: findings in the delivered file, and files by which the numbers can be checked."""

from __future__ import annotations

from survey.findings import SEVERITIES, Severity
from survey.findings.finding_counts import FindingCount
from survey.reports.claims.claim import every, paragraphs
from survey.reports.claims.quality_claims import CHECK_CLAIM, FINDING_NOTES, QUALITY_CLAIMS
from survey.reports.document_model import (
    DownloadFile,
    Downloads,
    Fact,
    FactList,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableCell,
    TableRow,
)
from survey.reports.explanations import explained
from survey.reports.report_context import ReportContext, group_row

SEVERITY_WORDS: dict[Severity, str] = {
    "error": "severity_error",
    "warning": "severity_warning",
    "info": "severity_info",
}


def quality(material: ReportContext) -> ReportSection:
    """The annex on findings."""
    given, words = material.given, material.words
    blocks: list[SectionBlock] = [*paragraphs(QUALITY_CLAIMS, given, words)]
    if given.findings:
        blocks.append(_table(material))
    blocks.append(material.paragraph("check_heading", "heading"))
    blocks += paragraphs((CHECK_CLAIM,), given, words)
    facts = tuple(
        Fact(f"file_{position}", material.words.say("check_file"), code=f"{file.name} {file.sha256}".strip())
        for position, file in enumerate(given.files)
    )
    if facts:
        blocks.append(FactList("files", facts))
    if given.packed is not None:
        described = words.say("downloads_tables")
        blocks.append(
            Downloads("tables", (DownloadFile(given.packed.name, described, "application/zip", given.packed.content),))
        )
    return ReportSection("quality", material.words.say("quality_title"), tuple(blocks), is_annex=True)


def _table(material: ReportContext) -> ReportTable:
    rows: list[TableRow] = []
    for severity in SEVERITIES:
        found = [one for one in material.given.findings if one.severity == severity]
        if found:
            total = material.words.say(SEVERITY_WORDS[severity], n=sum(one.n for one in found))
            rows.append(group_row(severity, total))
            rows += _rows(material, severity, found)
    return ReportTable(
        id="findings",
        title=material.words.say("table_findings_title"),
        corner=material.words.say("column_rule"),
        columns=(material.column("n", "column_findings"), material.column("interviews", "column_n")),
        rows=tuple(rows),
        notes=every(FINDING_NOTES, material.given, material.words),
    )


def _rows(material: ReportContext, severity: Severity, found: list[FindingCount]) -> list[TableRow]:
    """One row per rule; rules without an explanation are added up in the last."""
    rows, others = [], []
    for one in found:
        message = one.message or explained(one.rule, material.words.languages)
        if message:
            rows.append(TableRow(one.rule, message, _cells(one.n, one.n_interviews)))
        else:
            others.append(one)
    if others:
        counts = _cells(sum(one.n for one in others), sum(one.n_interviews for one in others))
        rows.append(TableRow(f"other_{severity}", material.words.say("rule_other"), counts))
    return rows


def _cells(n: int, n_interviews: int) -> tuple[TableCell, TableCell]:
    return TableCell("count", value=n), TableCell("count", value=n_interviews)
