"""Sections of the brief: what is good, bad, changed and not known; the numbers behind it; how it was done."""

from __future__ import annotations

from collections.abc import Iterable

from survey.indicators import Indicator
from survey.reports.change_words import change_cell
from survey.reports.claims.brief_claims import FULL_CLAIM, HOW_CLAIMS, INTERVAL_CLAIM, LEVEL_CLAIMS
from survey.reports.claims.card_claims import TABLE_BASE_CLAIMS
from survey.reports.claims.claim import ReportClaim, every, paragraphs
from survey.reports.claims.headline_claims import MARK_NOTES, PREVIOUS_CLAIMS
from survey.reports.claims.key_claims import (
    BAD_CLAIMS,
    FIRST_CLAIM,
    GOOD_CLAIMS,
    MOVED_CLAIMS,
    NO_BAD_CLAIMS,
    STEADY_CLAIM,
    UNKNOWN_CLAIMS,
    KeyFacts,
)
from survey.reports.claims.method_claims import MARGIN_CLAIMS
from survey.reports.claims.wave_claims import CHANGES_NOTES
from survey.reports.document_model import (
    FigureGroup,
    KeyMessage,
    KeyMessageKind,
    KeyMessages,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableRow,
)
from survey.reports.report_context import ReportContext
from survey.reports.row_cells import both_cell
from survey.reports.sections.districts import districts
from survey.reports.sections.institutions import institutions
from survey.reports.sections.key_messages import messages
from survey.reports.sections.table_sources import source_of
from survey.reports.status_cells import level_cell

_PARTS: tuple[tuple[KeyMessageKind, str, tuple[ReportClaim[KeyFacts], ...]], ...] = (
    ("good", "brief_good", GOOD_CLAIMS),
    ("bad", "brief_bad", (*BAD_CLAIMS, *NO_BAD_CLAIMS)),
    ("changed", "brief_changed", (*MOVED_CLAIMS, STEADY_CLAIM, FIRST_CLAIM)),
    ("unknown", "brief_unknown", UNKNOWN_CLAIMS),
)


def conclusions(material: ReportContext) -> ReportSection | None:
    """Lists of what is good, bad, changed and not known; None without a sentence."""
    blocks: list[SectionBlock] = []
    for kind, key, claims in _PARTS:
        said = [*messages(material, kind, claims), *(_why_no_change(material) if kind == "changed" else ())]
        if said:
            blocks += [material.paragraph(key, "heading"), KeyMessages(f"{key}_messages", tuple(said))]
    return ReportSection("brief", material.words.say("brief_conclusions"), tuple(blocks)) if blocks else None


def _why_no_change(material: ReportContext) -> Iterable[KeyMessage]:
    said = ((one, one.text(material, material.words)) for one in PREVIOUS_CLAIMS)
    return [KeyMessage(one.key, "unknown", text) for one, text in said if text]


def figures(material: ReportContext) -> ReportSection | None:
    """The headline indicators in a table, and a chart; None without any."""
    blocks: list[SectionBlock] = [_table(material)] if material.primary else []
    blocks += _charts(material)
    if not blocks:
        return None
    return ReportSection("brief_numbers", material.words.say("brief_numbers"), tuple(blocks))


def _table(material: ReportContext) -> ReportTable:
    with_change = bool(material.changes or material.apart)
    rows = tuple(material.region(one.id) for one in material.primary)
    pairs = tuple(zip(material.primary, rows, strict=True))
    notes = [*every((INTERVAL_CLAIM,), rows, material.words), *every(TABLE_BASE_CLAIMS, pairs, material.words)]
    notes += every(LEVEL_CLAIMS, (material, rows), material.words)
    compared = [change for one in material.primary if (change := material.changes.get(one.id)) is not None]
    notes += every(CHANGES_NOTES, compared, material.words)
    notes += every(MARK_NOTES, material.marks(rows), material.words)
    return ReportTable(
        id="brief_indicators",
        title=material.words.say("brief_table_title_change" if with_change else "brief_table_title"),
        corner=material.words.say("column_indicator"),
        columns=(
            material.column("estimate", "column_estimate"),
            material.column("status", "column_status"),
            *([material.column("change", "column_change")] if with_change else []),
        ),
        rows=tuple(_row(material, one, with_change=with_change) for one in material.primary),
        notes=tuple(notes),
        source=source_of(material),
    )


def _row(material: ReportContext, indicator: Indicator, *, with_change: bool) -> TableRow:
    row = material.region(indicator.id)
    cells = (
        both_cell(row, indicator.unit),
        level_cell(material, row),
        *([change_cell(material, indicator)] if with_change else []),
    )
    return TableRow(indicator.id, indicator.name, cells, material.unit_mark(indicator.unit))


def _charts(material: ReportContext) -> list[FigureGroup]:
    """The chart of the battery as the report shows it, else the first of the districts: two would not fit on the page."""
    for section in (institutions(material, has_table=False), districts(material, has_tables=False)):
        blocks = section.blocks if section is not None else ()
        group = next((one for one in blocks if isinstance(one, FigureGroup)), None)
        if group is not None:
            return [FigureGroup(group.figures[:1])]
    return []


def how(material: ReportContext) -> ReportSection:
    """The section on methods: one paragraph, and where everything else is."""
    words, given = material.words, material.given.methods
    said = words.joined([*every(HOW_CLAIMS, given, words), *every(MARGIN_CLAIMS, given, words)], " ")
    blocks = [Paragraph("brief_how", said), *paragraphs((FULL_CLAIM,), material.given, words, "note")]
    return ReportSection("brief_method", words.say("methods_title"), tuple(blocks))
