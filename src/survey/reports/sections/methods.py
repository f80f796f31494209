"""Annex of methods: how the wave was done, with the items that professional codes of disclosure ask for."""

from __future__ import annotations

from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.indicators.crossings import domain_text
from survey.reports.claims.change_claims import RULE_CLAIMS as CHANGE_RULE_CLAIMS
from survey.reports.claims.claim import every, first, paragraphs
from survey.reports.claims.method_claims import (
    DESIGN_CLAIMS,
    INSUFFICIENT_CLAIMS,
    INTERVAL_CLAIMS,
    INTERVIEW_CLAIMS,
    LEAST_IN_CLAIM,
    LEVEL_CLAIMS,
    MARGIN_CLAIMS,
    PRECISION_CLAIMS,
    RATE_CLAIMS,
    ROUNDING_CLAIM,
    RULE_CLAIMS,
    RULE_LEAD,
    SOURCE_CLAIM,
    WEIGHT_CLAIMS,
    WEIGHT_NOTES,
    shared_source,
)
from survey.reports.document_model import (
    CellKind,
    Fact,
    FactList,
    Paragraph,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableCell,
    TableRow,
)
from survey.reports.report_context import ReportContext
from survey.reports.report_input import ReportedMargin, ReportedWeightStep
from survey.text import Text


def methods(material: ReportContext) -> ReportSection:
    """The annex on methods."""
    given, words = material.given.methods, material.words
    blocks: list[SectionBlock] = [FactList("methods", _facts(material))]
    if given.weight_steps:
        blocks += [_heading(material, "weights_heading"), *paragraphs(WEIGHT_CLAIMS, given, words), _trail(material)]
    if given.margins:
        blocks += [_heading(material, "margins_heading"), *paragraphs(MARGIN_CLAIMS, given, words, "note")]
        blocks.append(_margins(material))
    if given.outcomes:
        blocks += [_heading(material, "outcomes_heading"), *paragraphs(RATE_CLAIMS, given.outcomes, words)]
        blocks.append(_outcomes(material, given.outcomes))
    if any(one.thresholds is not None for one in material.given.indicators):
        blocks += [_heading(material, "rule_heading"), *_rule(material), _thresholds(material)]
    blocks += [_heading(material, "precision_heading"), *_precision(material)]
    return ReportSection("methods", words.say("methods_title"), tuple(blocks), is_annex=True, starts_page=True)


def _heading(material: ReportContext, key: str) -> Paragraph:
    return material.paragraph(key, "heading")


def _facts(material: ReportContext) -> tuple[Fact, ...]:
    words, given = material.words, material.given.methods
    facts = [
        Fact("population", words.say("fact_population"), given.population),
        Fact("sampling", words.say("fact_sampling"), given.sampling),
        Fact("design", words.say("fact_design"), first(DESIGN_CLAIMS, given, words)),
        Fact("mode", words.say("fact_mode"), given.mode),
        Fact("dates", words.say("fact_dates"), words.period(*given.days) if given.days else Text()),
        Fact("languages", words.say("fact_languages"), interview_languages(material)),
        Fact("delivered", words.say("fact_interviews"), first(INTERVIEW_CLAIMS, given, words)),
    ]
    if given.n_interviewers is not None:
        facts.append(Fact("interviewers", words.say("fact_interviewers"), words.number(given.n_interviewers, 0)))
    if given.conductor:
        facts.append(Fact("conductor", words.say("fact_conductor"), given.conductor))
    return tuple(fact for fact in facts if fact.value)


def interview_languages(material: ReportContext) -> Text:
    """Languages of the interviews with their numbers; empty where they are not known."""
    words = material.words
    parts = [
        words.say("fact_language_count", name=language, n=n)
        for language, n in material.given.methods.interviews_by_language
    ]
    return words.joined(parts, "; ") if parts else Text()


def _trail(material: ReportContext) -> ReportTable:
    largest = max(step.largest for step in material.given.methods.weight_steps)
    persons: CellKind = "count" if largest >= 100 else "factor"

    def row(position: int, step: ReportedWeightStep) -> TableRow:
        cells = (
            TableCell("count", value=step.n),
            TableCell(persons, value=step.smallest),
            TableCell(persons, value=step.largest),
            TableCell("factor", value=step.kish),
            TableCell("count", value=step.n / step.kish if step.kish else None),
        )
        return TableRow(f"step_{position}", step.name, cells)

    return ReportTable(
        id="weights",
        title=material.words.say("table_weights_title"),
        corner=material.words.say("column_step"),
        columns=(
            material.column("n", "column_n"),
            material.column("smallest", "column_smallest"),
            material.column("largest", "column_largest"),
            material.column("kish", "column_kish"),
            material.column("n_eff", "column_n_eff_weights"),
        ),
        rows=tuple(row(position, step) for position, step in enumerate(material.given.methods.weight_steps)),
        notes=every(WEIGHT_NOTES, material.given.methods, material.words),
    )


def _margins(material: ReportContext) -> ReportTable:
    """Table of the margins; a source that all share is named once in a note."""
    words, margins = material.words, material.given.methods.margins
    one_source = bool(shared_source(margins))

    def row(position: int, margin: ReportedMargin) -> TableRow:
        status = words.say("margin_approximate" if margin.approximate else "margin_official")
        date = words.date(margin.date) if margin.date else words.say("margin_no_date")
        cells = (
            TableCell("count", value=margin.n_categories),
            *(TableCell("text", text=one) for one in ((date, status) if one_source else (margin.source, date, status))),
        )
        return TableRow(f"margin_{position}", margin.name, cells)

    return ReportTable(
        id="margins",
        title=words.say("table_margins_title"),
        corner=words.say("column_margin"),
        columns=(
            material.column("n_categories", "column_categories"),
            *(() if one_source else (material.column("source", "column_source"),)),
            material.column("date", "column_date"),
            material.column("status", "column_margin_status"),
        ),
        rows=tuple(row(position, margin) for position, margin in enumerate(margins)),
        notes=every((SOURCE_CLAIM,), material.given.methods, words),
    )


def _outcomes(material: ReportContext, outcomes: ContactOutcomes) -> ReportTable:
    words = material.words
    counts = (
        ("complete", "outcome_complete", outcomes.complete),
        ("partial", "outcome_partial", outcomes.partial),
        ("refusal", "outcome_refusal", outcomes.refusal),
        ("non_contact", "outcome_non_contact", outcomes.non_contact),
        ("other", "outcome_other", outcomes.other),
        ("unknown", "outcome_unknown", outcomes.unknown),
        ("not_eligible", "outcome_not_eligible", outcomes.not_eligible),
    )
    total = outcomes.total
    rows = [
        TableRow(
            name,
            words.say(key),
            (TableCell("count", value=n), TableCell("estimate", "percent", 100 * n / total if total else None)),
        )
        for name, key, n in counts
        if n
    ]
    rows.append(
        TableRow(
            "total",
            words.say("outcome_total"),
            (TableCell("count", value=total), TableCell("estimate", "percent", 100.0)),
        )
    )
    return ReportTable(
        id="outcomes",
        title=words.say("table_outcomes_title"),
        corner=words.say("column_outcome"),
        columns=(material.column("n", "column_households"), material.column("share", "column_share")),
        rows=tuple(rows),
        notes=every((ROUNDING_CLAIM,), outcomes, words),
    )


def _rule(material: ReportContext) -> list[SectionBlock]:
    words, indicators = material.words, material.given.indicators
    groupings = [(domain_text(indicators.form, name), n) for name, n in indicators.status_rule.least_n_in]
    return [
        *paragraphs(RULE_LEAD, material, words),
        *paragraphs(INSUFFICIENT_CLAIMS, material, words, "item"),
        *(paragraph for one in groupings for paragraph in paragraphs((LEAST_IN_CLAIM,), one, words, "item")),
        *paragraphs(LEVEL_CLAIMS, material, words, "item"),
        *paragraphs(RULE_CLAIMS, material, words),
    ]


def _thresholds(material: ReportContext) -> ReportTable:
    rows = [
        TableRow(
            one.id,
            one.name,
            (
                TableCell("estimate", one.unit, one.thresholds.stable),
                TableCell("estimate", one.unit, one.thresholds.negative),
                TableCell("text", text=material.words.say("direction_up" if one.sign > 0 else "direction_down")),
            ),
            material.unit_mark(one.unit),
        )
        for one in material.given.indicators
        if one.thresholds is not None
    ]
    return ReportTable(
        id="thresholds",
        title=material.words.say("table_thresholds_title"),
        corner=material.words.say("column_indicator"),
        columns=(
            material.column("stable", "column_threshold_stable"),
            material.column("negative", "column_threshold_negative"),
            material.column("direction", "column_direction"),
        ),
        rows=tuple(rows),
    )


def _precision(material: ReportContext) -> list[SectionBlock]:
    words = material.words
    intervals = paragraphs(INTERVAL_CLAIMS, material.given.methods, words)
    changes = paragraphs(CHANGE_RULE_CLAIMS, material, words)
    return [*intervals, *paragraphs(PRECISION_CLAIMS, material, words), *changes]
