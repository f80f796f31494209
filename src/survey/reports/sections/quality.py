"""Section 6: what was found in the delivered file, and how the numbers can be checked."""

from __future__ import annotations

from survey.findings import SEVERITIES, Severity
from survey.reports.glossary import explained
from survey.reports.inputs import FindingCount
from survey.reports.model import Block, Cell, Fact, Facts, Row, Section, Table
from survey.reports.sections.material import Material, group_row

SEVERITY_WORDS: dict[Severity, str] = {
    "error": "severity_error",
    "warning": "severity_warning",
    "info": "severity_info",
}


def quality(material: Material) -> Section:
    """The section on findings."""
    given = material.given
    blocks: list[Block] = [
        material.paragraph(
            "quality_text", n=given.methods.n_set_aside, delivered=material.words.number(given.methods.n_delivered, 0)
        )
    ]
    blocks.append(_table(material) if given.findings else material.paragraph("quality_none"))
    blocks.append(material.paragraph("check_heading", "heading"))
    blocks.append(material.paragraph("check_text"))
    facts = tuple(
        Fact(f"file_{position}", material.words.say("check_file"), code=f"{file.name} {file.sha256}".strip())
        for position, file in enumerate(given.files)
    )
    if facts:
        blocks.append(Facts("files", facts))
    return Section("quality", material.words.say("quality_title"), tuple(blocks))


def _table(material: Material) -> Table:
    rows: list[Row] = []
    for severity in SEVERITIES:
        found = [one for one in material.given.findings if one.severity == severity]
        if found:
            total = material.words.say(SEVERITY_WORDS[severity], n=sum(one.n for one in found))
            rows.append(group_row(severity, total))
            rows += [_row(material, one) for one in found]
    return Table(
        id="findings",
        title=material.words.say("table_findings_title"),
        corner=material.words.say("column_rule"),
        columns=(material.column("n", "column_findings"), material.column("interviews", "column_n")),
        rows=tuple(rows),
        notes=(material.words.say("note_findings"),),
    )


def _row(material: Material, one: FindingCount) -> Row:
    message = one.message or explained("rule", one.rule, material.words.languages) or material.words.say("rule_other")
    return Row(one.rule, message, (Cell("count", value=one.n), Cell("count", value=one.n_interviews)))
