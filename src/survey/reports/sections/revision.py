"""First section of a revised report: what is revised, why, and which published numbers changed."""

from __future__ import annotations

from survey.indicators.crossings import level_texts
from survey.indicators.definitions import Unit
from survey.reports.claims.claim import paragraphs
from survey.reports.claims.revision_claims import LEAD_CLAIM, NOTHING_CLAIM, NUMBER_CLAIMS, REASON_CLAIM
from survey.reports.document_model import Fact, FactList, ReportSection, ReportTable, SectionBlock, TableCell, TableRow
from survey.reports.inline_marks import unmarked
from survey.reports.report_context import ReportContext
from survey.reports.reported_revision import ReportedRevision, RevisedNumber
from survey.reports.sections.table_sources import source_of
from survey.text import Text

SHOWN = 20
"""Changed files and settings that are named; of more only the number is given."""


def revision(material: ReportContext) -> ReportSection | None:
    """The section on the revision; None for numbers that revise none."""
    given = material.given.revision
    if given is None:
        return None
    blocks: list[SectionBlock] = [
        *paragraphs((LEAD_CLAIM,), given, material.words, "lead"),
        FactList("revision", _facts(material, given)),
        *paragraphs(NUMBER_CLAIMS, (given, _largest_name(material, given)), material.words),
    ]
    if given.headlines:
        blocks.append(_table(material, given))
    return ReportSection("revision", material.words.say("revision_title"), tuple(blocks))


def _facts(material: ReportContext, given: ReportedRevision) -> tuple[Fact, ...]:
    words = material.words
    reason = REASON_CLAIM.text(given, words) or words.each(lambda _: unmarked(given.reason))
    facts = [
        Fact("revised_run", words.say("revision_run"), code=given.run),
        Fact("reason", words.say("revision_reason"), reason),
    ]
    facts += [
        Fact(f"changed_{at}", words.say("revision_changed"), code=name) for at, name in enumerate(given.changed[:SHOWN])
    ]
    if nothing := NOTHING_CLAIM.text(given, words):
        facts.append(Fact("changed", words.say("revision_changed"), nothing))
    if len(given.changed) > SHOWN:
        more = words.say("revision_more", n=len(given.changed) - SHOWN)
        facts.append(Fact("changed", words.say("revision_changed"), more))
    return tuple(facts)


def _largest_name(material: ReportContext, given: ReportedRevision) -> Text:
    """The indicator of the largest change, and the category of a group; empty without one."""
    if given.largest is None:
        return Text()
    name = _name(material, given.largest.indicator)
    if given.largest_group is None:
        return name
    grouping, level = given.largest_group
    text = level_texts(material.given.indicators.form, grouping).get(level)
    return material.words.joined([name, *([text] if text is not None else [])])


def _name(material: ReportContext, indicator: str) -> Text:
    known = {one.id: one.name for one in material.given.indicators}
    return known.get(indicator) or material.words.each(lambda _: indicator)


def _table(material: ReportContext, given: ReportedRevision) -> ReportTable:
    """Headline indicators before and after."""

    def row(one: RevisedNumber) -> TableRow:
        cells = (_cell(one.old, one.unit), _cell(one.new, one.unit))
        return TableRow(one.indicator, _name(material, one.indicator), cells, detail=material.unit_mark(one.unit))

    return ReportTable(
        id="revision",
        title=material.words.say("table_revision_title"),
        corner=material.words.say("column_indicator"),
        columns=(material.column("old", "column_revision_old"), material.column("new", "column_revision_new")),
        rows=tuple(row(one) for one in given.headlines),
        source=source_of(material),
    )


def _cell(value: float | None, unit: Unit) -> TableCell:
    return TableCell("estimate", unit, value, publish="ok" if value is not None else "hidden")
