"""Claims about how the survey was done: design, weights, population figures, visits, rule of the status, precision."""

from __future__ import annotations

from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.indicators import StatusRule
from survey.indicators.earned_words import HALF, OVERWHELMING
from survey.reports.claims.change_claims import trimmed
from survey.reports.claims.claim import Places, ReportClaim
from survey.reports.phrases import Phrases
from survey.reports.report_context import ReportContext
from survey.reports.report_input import Methods, ReportedMargin, ReportInput
from survey.text import Text


def _points(methods: Methods, _: Phrases) -> Places:
    return {"n": methods.n_psu or 0, "strata": methods.n_strata}


DESIGN_CLAIMS: tuple[ReportClaim[Methods], ...] = (
    ReportClaim("fact_design_value", lambda one: one.n_psu is not None and one.n_strata > 1, _points),
    ReportClaim("design_points", lambda one: one.n_psu is not None and one.n_strata == 1, _points),
    ReportClaim(
        "design_strata", lambda one: one.n_psu is None and one.n_strata > 1, lambda one, _: {"strata": one.n_strata}
    ),
    ReportClaim("design_direct", lambda one: one.n_psu is None and one.n_strata == 1),
)
"""What is known of the selection; the first that holds."""


def _counts(methods: Methods, words: Phrases) -> Places:
    counts = {"delivered": methods.n_delivered, "aside": methods.n_set_aside}
    return {"n": methods.n_used, **{name: words.number(n, 0) for name, n in counts.items()}}


def _counts_passed_on(methods: Methods, words: Phrases) -> Places:
    return {**_counts(methods, words), "passed": words.number(methods.n_passed_on, 0)}


INTERVIEW_CLAIMS: tuple[ReportClaim[Methods], ...] = (
    ReportClaim("fact_interviews_value", lambda one: one.n_passed_on == 0, _counts),
    ReportClaim("fact_interviews_passed_on", lambda one: one.n_passed_on > 0, _counts_passed_on),
)
"""What became of the interviews delivered; the first that holds."""

SIMULATED_CLAIM: ReportClaim[ReportInput] = ReportClaim("meta_simulated", lambda given: given.simulated)
CAUTION_CLAIM: ReportClaim[Methods] = ReportClaim("meta_approximate", lambda one: one.approximate)


def _days(methods: Methods, words: Phrases) -> Places:
    assert methods.days is not None
    return {"period": words.period(*methods.days)}


DAYS_CLAIM: ReportClaim[Methods] = ReportClaim("meta_dates", lambda one: one.days is not None, _days)

WEIGHT_CLAIMS: tuple[ReportClaim[Methods], ...] = (
    ReportClaim("weights_represent", lambda one: one.counts_people),
    ReportClaim("weights_unequal", lambda one: one.kish > 1.0),
    ReportClaim("weights_equal", lambda one: bool(one.weight_steps) and not one.kish > 1.0),
)
WEIGHT_NOTES: tuple[ReportClaim[Methods], ...] = (
    ReportClaim("note_weights_kish", lambda one: bool(one.weight_steps)),
    ReportClaim("note_weights_points", lambda one: bool(one.weight_steps) and one.n_psu is not None),
)
MARGIN_CLAIMS: tuple[ReportClaim[Methods], ...] = (
    ReportClaim("margins_approximate", lambda one: one.approximate),
    ReportClaim("margins_official", lambda one: bool(one.margins) and not one.approximate),
)


def shared_source(margins: tuple[ReportedMargin, ...]) -> Text:
    """The source of all margins; empty when they have several, or none is named."""
    return margins[0].source if len({margin.source for margin in margins}) == 1 else Text()


SOURCE_CLAIM: ReportClaim[Methods] = ReportClaim(
    "note_source",
    lambda one: bool(shared_source(one.margins)),
    lambda one, _: {"source": shared_source(one.margins)},
)


def _rates(outcomes: ContactOutcomes, words: Phrases) -> Places:
    rates = {
        "lowest": outcomes.rate_if_all_eligible,
        "highest": outcomes.rate_if_none_eligible,
        "cooperation": outcomes.cooperation,
        "refusal": outcomes.refusal_rate,
    }
    return {name: words.value(rate, "percent") for name, rate in rates.items()}


RATE_CLAIMS: tuple[ReportClaim[ContactOutcomes], ...] = (
    ReportClaim("outcomes_text", lambda outcomes: outcomes.complete > 0 and outcomes.unknown > 0, _rates),
    ReportClaim("outcomes_all_known", lambda outcomes: outcomes.complete > 0 and outcomes.unknown == 0, _rates),
)
ROUNDING_CLAIM: ReportClaim[ContactOutcomes] = ReportClaim("note_rounding", lambda outcomes: outcomes.total > 0)


def _judges(material: ReportContext) -> bool:
    return any(one.thresholds is not None for one in material.given.indicators)


def _has_window(material: ReportContext) -> bool:
    """Whether some number of the report rests on several quarters."""
    return any(len(row.quarters_used) > 1 for row in material.rows.values())


def _rule(material: ReportContext) -> StatusRule:
    return material.given.indicators.status_rule


def _events(material: ReportContext) -> bool:
    return any(one.is_share and one.sign < 0 for one in material.given.indicators)


def _has_points(material: ReportContext) -> bool:
    return material.given.methods.n_psu is not None


def _error(material: ReportContext, words: Phrases) -> Places:
    return {"error": trimmed(words, 100 * (1 - _rule(material).level))}


def _least(material: ReportContext, words: Phrases) -> Places:
    return {"n": trimmed(words, _rule(material).least_n), "psus": trimmed(words, _rule(material).least_psus)}


def _alert(material: ReportContext, words: Phrases) -> Places:
    levels = {name: words.status(name) for name in ("tension", "negative")}
    return {**levels, "alert": trimmed(words, 100 * _rule(material).alert)}


def _reach(material: ReportContext, words: Phrases) -> Places:
    return {"hit": trimmed(words, _rule(material).psus_hit), "reach": trimmed(words, 100 * _rule(material).reach)}


def _version(material: ReportContext, words: Phrases) -> Places:
    indicators = material.given.indicators
    return {"version": indicators.version, "date": words.date(indicators.date)}


RULE_LEAD: tuple[ReportClaim[ReportContext], ...] = (ReportClaim("rule_text", _judges, _error),)

LeastIn = tuple[Text, float]
LEAST_IN_CLAIM: ReportClaim[LeastIn] = ReportClaim(
    "rule_insufficient_in",
    lambda facts: facts[1] > 0,
    lambda facts, words: {"grouping": facts[0], "n": trimmed(words, facts[1])},
)

INSUFFICIENT_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("rule_insufficient", lambda material: _judges(material) and _has_points(material), _least),
    ReportClaim("rule_insufficient_direct", lambda material: _judges(material) and not _has_points(material), _least),
)
LEVEL_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("rule_negative", _judges),
    ReportClaim("rule_stable", lambda material: _judges(material) and _has_window(material)),
    ReportClaim(
        "rule_stable_alone",
        lambda material: _judges(material) and not _has_window(material),
        lambda _, words: {"stable": words.status("stable")},
    ),
    ReportClaim("rule_tension", _judges),
    ReportClaim("rule_inconclusive", _judges),
)
RULE_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("rule_alert", _judges, _alert),
    ReportClaim(
        "rule_direction",
        lambda material: any(one.thresholds is not None and one.sign < 0 for one in material.given.indicators),
    ),
    ReportClaim("rule_descriptive", lambda material: any(one.sign == 0 for one in material.given.indicators)),
    ReportClaim("rule_events", lambda material: _events(material) and _has_points(material), _reach),
    ReportClaim("rule_events_direct", lambda material: _events(material) and not _has_points(material), _reach),
    ReportClaim("rule_version", _judges, _version),
)


def _allowed_for(methods: Methods, words: Phrases) -> list[Text]:
    """Parts of the design that the interval allows for, in words."""
    parts = (
        ("part_strata", methods.n_strata > 1),
        ("part_points", methods.n_psu is not None),
        ("part_weights", methods.kish > 1.0),
    )
    return [words.say(key) for key, is_so in parts if is_so]


def _parts(methods: Methods, words: Phrases) -> Places:
    return {"parts": words.joined(_allowed_for(methods, words))}


INTERVAL_CLAIMS: tuple[ReportClaim[Methods], ...] = (
    ReportClaim(
        "precision_design",
        lambda one: one.n_strata > 1 or one.n_psu is not None or one.kish > 1.0,
        _parts,
    ),
)


def _any_share(material: ReportContext, sign: int) -> bool:
    return any(one.is_share and one.sign == sign for one in material.given.indicators)


def _limits_of_words(_: ReportContext, words: Phrases) -> Places:
    return {"half": words.number(HALF, 0), "overwhelming": words.number(OVERWHELMING, 0)}


def _hiding(material: ReportContext, words: Phrases) -> Places:
    rule = material.given.indicators.publication_rule
    names = {"least": rule.least_n, "extreme": rule.least_n_extreme, "n_eff": rule.least_n_eff}
    return {name: trimmed(words, value) for name, value in names.items()}


PRECISION_CLAIMS: tuple[ReportClaim[ReportContext], ...] = (
    ReportClaim("precision_unseen", lambda material: bool(material.rows)),
    ReportClaim("precision_pooled", lambda material: bool(material.given.groupings)),
    ReportClaim("precision_majority", lambda material: _any_share(material, 1), _limits_of_words),
    ReportClaim("precision_not_observed", lambda material: _any_share(material, -1)),
    ReportClaim("precision_hidden", lambda material: bool(material.rows), _hiding),
)
