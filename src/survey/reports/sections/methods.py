"""Section 5: methods of the wave, with the items that professional codes of disclosure ask for."""

from __future__ import annotations

from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.indicators.crossings import domain_text
from survey.reports.change_words import change_rule_words
from survey.reports.document_model import (
    CellKind,
    Fact,
    FactList,
    Paragraph,
    Quote,
    ReportSection,
    ReportTable,
    SectionBlock,
    TableCell,
    TableRow,
)
from survey.reports.report_context import ReportContext
from survey.reports.report_input import ReportedMargin, ReportedWeightStep, Wording
from survey.text import Text


def methods(material: ReportContext) -> ReportSection:
    """The section on methods."""
    given = material.given.methods
    blocks: list[SectionBlock] = [FactList("methods", _facts(material))]
    if given.weight_steps:
        blocks += [_heading(material, "weights_heading"), material.paragraph("weights_text"), _trail(material)]
    if given.margins:
        blocks += [_heading(material, "margins_heading"), _margins_sentence(material), _margins(material)]
    if given.outcomes:
        blocks += [_heading(material, "outcomes_heading"), *_outcomes(material, given.outcomes)]
    blocks += [_heading(material, "rule_heading"), *_rule(material), _thresholds(material)]
    blocks += [_heading(material, "precision_heading"), *_precision(material)]
    if given.wordings:
        blocks += [_heading(material, "wordings_heading"), material.paragraph("wordings_text")]
        blocks += [_quote(material, position, one) for position, one in enumerate(given.wordings)]
    return ReportSection("methods", material.words.say("methods_title"), tuple(blocks))


def _heading(material: ReportContext, key: str) -> Paragraph:
    return material.paragraph(key, "heading")


def _facts(material: ReportContext) -> tuple[Fact, ...]:
    words, given = material.words, material.given.methods
    facts = [
        Fact("population", words.say("fact_population"), given.population),
        Fact("sampling", words.say("fact_sampling"), given.sampling),
        Fact("design", words.say("fact_design"), words.say("fact_design_value", n=given.n_psu, strata=given.n_strata)),
        Fact("mode", words.say("fact_mode"), given.mode),
        Fact("dates", words.say("fact_dates"), words.period(given.first_day, given.last_day)),
        Fact("languages", words.say("fact_languages"), _languages(material)),
        Fact("delivered", words.say("fact_interviews"), _interviews(material)),
    ]
    if given.n_interviewers is not None:
        facts.append(Fact("interviewers", words.say("fact_interviewers"), words.number(given.n_interviewers, 0)))
    if given.conductor:
        facts.append(Fact("conductor", words.say("fact_conductor"), given.conductor))
    return tuple(fact for fact in facts if fact.value)


def _languages(material: ReportContext) -> Text:
    words = material.words
    parts = [
        words.say("fact_language_count", name=language, n=n)
        for language, n in material.given.methods.interviews_by_language
    ]
    return words.joined(parts, "; ") if parts else Text()


def _interviews(material: ReportContext) -> Text:
    given = material.given.methods
    words = material.words
    counts = {"delivered": given.n_delivered, "aside": given.n_set_aside}
    return words.say(
        "fact_interviews_value", n=given.n_used, **{name: words.number(n, 0) for name, n in counts.items()}
    )


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
        notes=(material.words.say("note_weights"),),
    )


def _margins_sentence(material: ReportContext) -> Paragraph:
    approximate = material.given.methods.approximate
    return material.paragraph("margins_approximate" if approximate else "margins_official", "note")


def _margins(material: ReportContext) -> ReportTable:
    """Table of the margins; a source that all share is named once in a note."""
    words, margins = material.words, material.given.methods.margins
    one_source = len({margin.source for margin in margins}) == 1 and bool(margins[0].source)

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
        notes=(words.say("note_source", source=margins[0].source),) if one_source else (),
    )


def _outcomes(material: ReportContext, outcomes: ContactOutcomes) -> list[SectionBlock]:
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
    total = sum(n for _, _, n in counts)
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
    table = ReportTable(
        id="outcomes",
        title=words.say("table_outcomes_title"),
        corner=words.say("column_outcome"),
        columns=(material.column("n", "column_households"), material.column("share", "column_share")),
        rows=tuple(rows),
        notes=(words.say("note_rounding"),),
    )
    return [_rates(material, outcomes), table]


def _rates(material: ReportContext, outcomes: ContactOutcomes) -> Paragraph:
    def percent(value: float) -> Text:
        return material.words.value(value, "percent")

    return material.paragraph(
        "outcomes_text",
        lowest=percent(outcomes.rate_if_all_eligible),
        highest=percent(outcomes.rate_if_none_eligible),
        cooperation=percent(outcomes.cooperation),
        refusal=percent(outcomes.refusal_rate),
    )


def _rule(material: ReportContext) -> list[SectionBlock]:
    indicators, words = material.given.indicators, material.words
    rule = indicators.status_rule
    return [
        material.paragraph("rule_text", error=words.number(100 * (1 - rule.level), 0)),
        material.paragraph("rule_insufficient", "item", n=f"{rule.least_n:g}", psus=f"{rule.least_psus:g}"),
        *(
            material.paragraph("rule_insufficient_in", "item", grouping=domain_text(indicators.form, name), n=f"{n:g}")
            for name, n in rule.least_n_in
        ),
        material.paragraph("rule_negative", "item"),
        material.paragraph("rule_stable", "item"),
        material.paragraph("rule_tension", "item"),
        material.paragraph("rule_inconclusive", "item"),
        material.paragraph("rule_reverse"),
        material.paragraph("rule_events", hit=f"{rule.psus_hit:g}", reach=words.number(100 * rule.reach, 0)),
        material.paragraph("rule_version", version=indicators.version, date=words.date(indicators.date)),
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
    rule = material.given.indicators.publication_rule
    hidden, low = material.words.number(rule.least_n, 0), material.words.number(rule.least_n_eff, 0)
    said: list[SectionBlock] = [
        material.paragraph("precision_intervals"),
        material.paragraph("precision_words"),
        material.paragraph("precision_small", hidden=hidden, low=low),
    ]
    if material.changes:
        said.append(Paragraph("precision_changes", change_rule_words(material)))
    return said


def _quote(material: ReportContext, position: int, wording: Wording) -> Quote:
    names = {one.id: one.name for one in material.given.indicators}
    serves = [names[name] for name in wording.indicators if name in names]
    return Quote(
        id=f"wording_{position}",
        serves=material.words.joined(serves, "; "),
        question=material.words.quoted(wording.question),
        rows=wording.rows,
        answers=wording.answers,
        counted=wording.counted,
    )
