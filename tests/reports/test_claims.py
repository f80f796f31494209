"""No sentence without a condition, and every condition at work: printed where it is true, not printed where it is false."""

import datetime
import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import survey.reports
from survey.deliveries.contact_outcomes import ContactOutcomes
from survey.indicators import TREND_COLUMNS, ChangeTable, IndicatorRow, TrendRow, TrendTable
from survey.indicators.trend_table import POINT_COLUMNS
from survey.monitor.schema import DISCLOSED
from survey.reports import Report, ReportInput, build_brief, build_report
from survey.reports.claims.change_claims import VERDICT_SHORT, VERDICT_WORDS
from survey.reports.claims.register import labels, registered
from survey.reports.report_input import Apart, NoComparison
from survey.reports.reported_revision import ReportedRevision, RevisedNumber
from survey.text import Catalogue, Language, Text
from tests.reports.example_wave import FORM, concerns, estimated, group_tests, line, table, with_row, with_rows
from tests.reports.test_change_words import with_change
from tests.reports.test_district_differences import SCATTER, with_districts

ROOM = Path(survey.reports.__file__).parent
CATALOGUE = Catalogue.load("survey.reports")
CLAIMS = {one.key for one in registered()}
Change = Callable[[ReportInput], ReportInput]


def same(given: ReportInput) -> ReportInput:
    return given


def region(indicator: str, **changed: object) -> Change:
    return lambda given: with_row(given, indicator, **changed)  # type: ignore[arg-type]


def district(level: str, indicator: str = "ISI", **changed: object) -> Change:
    return lambda given: with_row(given, indicator, "unit", level, **changed)


def every_row(**changed: object) -> Change:
    return lambda given: with_rows(given, lambda row: replace(row, **changed))  # type: ignore[arg-type]


def every_district(**changed: object) -> Change:
    return lambda given: with_rows(given, lambda row: replace(row, **changed) if row.domain == "unit" else row)  # type: ignore[arg-type]


def all_of(indicator: str, **changed: object) -> Change:
    """The facts with every district of an indicator changed."""
    return lambda given: with_rows(
        given,
        lambda row: replace(row, **changed) if (row.domain, row.indicator) == ("unit", indicator) else row,  # type: ignore[arg-type]
    )


def demanding(given: ReportInput) -> ReportInput:
    """A rule that hardly ever lets an event be missed."""
    known = given.table.indicators
    rule = replace(known.status_rule, reach=1e-9)
    return replace(given, table=table(tuple(given.table), known=replace(known, status_rule=rule)))


def only(*indicators: str) -> Change:
    """The facts with these indicators alone, in the definitions too."""

    def keep(given: ReportInput) -> ReportInput:
        known = given.table.indicators
        parts = tuple(one.id for one in known if one.id.startswith("ISI_D")) if "ISI" in indicators else ()
        items = tuple(one for one in known if one.id in (*indicators, *parts))
        rows = [row for row in given.table if row.indicator in indicators]
        tests = [one for one in given.group_tests if one.indicator in indicators]
        given = replace(given, table=table(rows, known=replace(known, items=items)), group_tests=tests)
        if given.previous is None:
            return given
        changes = given.previous.changes.to_frame()
        left = ChangeTable(changes[changes["indicator"].isin(indicators)].reset_index(drop=True))
        return replace(given, previous=replace(given.previous, changes=left))

    return keep


def headlines(given: ReportInput) -> ReportInput:
    """The facts with every indicator on a card."""
    known = given.table.indicators
    return replace(
        given, table=table(given.table, known=replace(known, items=tuple(replace(one, primary=True) for one in known)))
    )


def methods(**changed: object) -> Change:
    return lambda given: replace(given, methods=replace(given.methods, **changed))  # type: ignore[arg-type]


def facts_with(**changed: object) -> Change:
    return lambda given: replace(given, **changed)  # type: ignore[arg-type]


def after(*changes: Change) -> Change:
    def apply(given: ReportInput) -> ReportInput:
        for change in changes:
            given = change(given)
        return given

    return apply


REVISION = ReportedRevision(
    run="r1", date=datetime.date(2018, 4, 20), reason="ошибка", changed=("wave.csv",), n_published=900, n_changed=7, n_statuses=2,
    largest=RevisedNumber("ISI", "points", 61.0, 63.0), largest_group=None,
    headlines=(RevisedNumber("ISI", "points", 61.0, 63.0),),
)  # fmt: skip


def revised(**changed: object) -> Change:
    """The facts as a revision."""
    return lambda given: replace(given, revision=replace(REVISION, **changed))  # type: ignore[arg-type]


def changed(**values: object) -> Change:
    """The facts with the change of the index changed."""
    return lambda given: with_change(given, "ISI", **values)


def flipped(verdict: str, before: str) -> Change:
    """The facts with an index whose level was another in the wave before."""
    return changed(note="flip_unproven", verdict=verdict, status_before=before)


def all_changes(**values: object) -> Change:
    """The facts with every change changed."""

    def change(given: ReportInput) -> ReportInput:
        assert given.previous is not None
        frame = given.previous.changes.to_frame().assign(**values)  # type: ignore[arg-type]
        return replace(given, previous=replace(given.previous, changes=ChangeTable(frame)))

    return change


def apart(reason: Apart, *questions: str) -> Change:
    """The facts with an index that is not compared."""

    def change(given: ReportInput) -> ReportInput:
        assert given.previous is not None
        given = with_change(given, "ISI", verdict=None)
        assert given.previous is not None
        return replace(given, previous=replace(given.previous, apart={"ISI": NoComparison(reason, questions)}))

    return change


def trend(slope: float, note: str = "") -> Change:
    """The facts with a trend of the index, half a point either way."""
    row = TrendRow(
        "ISI", "region", "region", 5, "2017Q1", "2018Q1", slope, 0.25, slope - 0.5, slope + 0.5, 80, 0.01, 0.5,
        math.nan, math.nan, math.nan, math.nan, note,
    )  # fmt: skip
    return facts_with(trend=TrendTable(pd.DataFrame([asdict(row)], columns=list(TREND_COLUMNS))))


def naming(*shares: float) -> Change:
    """The facts with other shares of what people name."""
    return facts_with(concerns=concerns(shares))


def concerns_without_error(given: ReportInput) -> ReportInput:
    """The facts with what people name in a sample whose error cannot be computed."""
    assert given.concerns is not None
    lines = (replace(one, row=replace(one.row, ci_low=math.nan, ci_high=math.nan)) for one in given.concerns.lines)
    return replace(given, concerns=replace(given.concerns, lines=tuple(lines)))


def asking(**changed: object) -> Change:
    """The facts with the question about concerns changed."""

    def change(given: ReportInput) -> ReportInput:
        assert given.concerns is not None
        question = replace(given.concerns.question, **changed)  # type: ignore[arg-type]
        return replace(given, concerns=replace(given.concerns, question=question))

    return change


def with_tests(*indicators: str) -> Change:
    """The facts with the tests of some indicators alone."""
    return lambda given: replace(given, group_tests=[one for one in given.group_tests if one.indicator in indicators])


def in_series(change: Change, n: int = 5, *, breaks: bool = False) -> Change:
    """The facts with a trend and the values of the index in as many waves, the third of which may not be comparable."""

    def made(given: ReportInput) -> ReportInput:
        given = change(given)
        assert given.trend is not None
        cells = [
            ("ISI", float(at), f"201{at + 1}Q1", 60.0 + at, 58.0, 66.0, "ok", breaks and at == 2) for at in range(n)
        ]
        points = pd.DataFrame(cells, columns=list(POINT_COLUMNS))
        return replace(given, trend=replace(given.trend, points=points))

    return made


def without_values_before(given: ReportInput) -> ReportInput:
    """The facts with changes against the wave before, of which nothing else is known."""
    assert given.previous is not None
    return replace(given, previous=replace(given.previous, table=None))


def nothing_at_all(given: ReportInput) -> ReportInput:
    """The facts without a number."""
    empty = with_rows(given, lambda _: None)
    return replace(empty, battery=None, concerns=None, previous=None)


def scattered(verdict: str) -> Change:
    """The facts with districts whose test has this outcome."""
    return lambda given: with_districts(given, *SCATTER[verdict])


def at_domains(*names: str) -> Change:
    """The facts as if the indicators were computed by these groupings alone."""

    def keep(given: ReportInput) -> ReportInput:
        known = replace(given.table.indicators, domains=("region", *names))
        rows = [row for row in given.table if row.domain in known.domains]
        return replace(given, table=table(rows, known=known))

    return keep


def without_tiles(given: ReportInput) -> ReportInput:
    """Districts of a questionnaire that draws no map."""
    known = given.table.indicators
    unit = replace(known.form.groupings["unit"], tiles={})
    form = replace(known.form, groupings={**known.form.groupings, "unit": unit})
    return replace(given, table=replace(given.table, indicators=replace(known, form=form)))


def with_dimensions(given: ReportInput) -> ReportInput:
    """The facts with the parts of the index, of the same level as the index."""
    known = given.table.indicators
    parts = [estimated(one, "region", "region", 71.0, 975) for one in known if one.id.startswith("ISI_D")]
    assert len(parts) == 6
    return replace(given, table=table([*given.table, *parts], known=known))


def all_hidden(given: ReportInput) -> ReportInput:
    assert given.battery is not None
    lines = tuple(replace(one, positive=replace(one.positive, publish="hidden")) for one in given.battery.lines)
    return replace(given, battery=replace(given.battery, lines=lines))


def distrusted(given: ReportInput) -> ReportInput:
    """Nobody is trusted by more than 40 %."""
    assert given.battery is not None
    lines = tuple(line(one.id, (20.0, 20.0, 30.0, 25.0, 4.0, 1.0)) for one in given.battery.lines)
    return replace(given, battery=replace(given.battery, lines=lines))


def kish(value: float) -> Change:
    def change(given: ReportInput) -> ReportInput:
        steps = tuple(replace(step, kish=value) for step in given.methods.weight_steps)
        return replace(given, methods=replace(given.methods, weight_steps=steps))

    return change


def official(given: ReportInput) -> ReportInput:
    margins = tuple(replace(one, approximate=False) for one in given.methods.margins)
    return replace(given, methods=replace(given.methods, margins=margins))


def two_sources(given: ReportInput) -> ReportInput:
    first, *others = given.methods.margins
    other = replace(first, source=Text.of(kk="Басқа", ru="Другой"))
    return replace(given, methods=replace(given.methods, margins=(other, *others)))


def filtered(given: ReportInput) -> ReportInput:
    """REL_LOCAL as a share of those who answered another question in one way."""
    known = given.table.indicators
    variable = known.form.variables["D01a"]
    question = replace(variable.question, ask_if=known.form.groupings["sex"].categories[0].when)
    form = replace(known.form, variables={**known.form.variables, "D01a": replace(variable, question=question)})
    return replace(given, table=replace(given.table, indicators=replace(known, form=form)))


def disclosed(given: ReportInput) -> ReportInput:
    """The facts with every item of the disclosure sheet."""
    items = dict.fromkeys(DISCLOSED, Text.of(kk="Бар", ru="Есть"))
    return replace(given, issued=datetime.date(2018, 4, 20), methods=replace(given.methods, disclosed=items))


REGION_ROWS = every_row
NOT_ASKED = region("REL_LOCAL", withheld="D01a", status="withheld", estimate=math.nan, publish="hidden")
TENSION: dict[str, Any] = {"status": "tension", "p_stable": 0.0, "p_tension": 0.57, "p_negative": 0.43, "leaning": None}
OPEN: dict[str, Any] = {
    "status": "inconclusive",
    "p_stable": 0.62,
    "p_tension": 0.38,
    "p_negative": 0.0,
    "leaning": "stable",
}
THIN: dict[str, Any] = {"status": "insufficient_data", "leaning": None, "note": ""}
NO_ERROR: dict[str, Any] = {
    "ci_low": math.nan,
    "ci_high": math.nan,
    "deff_pooled": math.nan,
    "p_stable": math.nan,
    "p_tension": math.nan,
    "p_negative": math.nan,
}
ISI = only("ISI")
SHARE = only("REL_LOCAL")
EVENT = only("NEG_SHARE")
"""Facts with one card."""

SHARES = only("REL_LOCAL", "REL_REGION")

CASES: Mapping[str, tuple[Change, Change]] = {
    # status: printed, not printed
    "status_probability": (
        after(ISI, every_row(status="stable", p_stable=0.97, note="")),
        after(ISI, every_row(**THIN), facts_with(battery=None)),
    ),
    "status_alert": (after(ISI, region("ISI", **TENSION, note="alert")), after(ISI, every_row(**TENSION, note=""))),
    "status_veto": (after(ISI, region("ISI", **TENSION, note="veto")), after(ISI, every_row(note=""))),
    "status_leaning": (after(ISI, region("ISI", **OPEN)), after(ISI, every_row(status="stable", leaning=None))),
    "status_unreached": (after(EVENT, region("NEG_SHARE", **OPEN, note="unreached")), after(EVENT, every_row(**OPEN, note="newest"))),
    "status_unreached_direct": (
        after(EVENT, region("NEG_SHARE", **OPEN, note="unreached", n=90, n_psus=90)),
        after(EVENT, region("NEG_SHARE", **OPEN, note="unreached", n=90, n_psus=9)),
    ),
    "status_newest": (after(EVENT, region("NEG_SHARE", **OPEN, note="newest")), after(EVENT, every_row(**OPEN, note=""))),
    "status_one_place": (after(EVENT, region("NEG_SHARE", **OPEN, note="one_place")), after(EVENT, every_row(**OPEN, note=""))),
    "status_one_case": (
        after(EVENT, region("NEG_SHARE", **OPEN, note="one_place", n=90, n_psus=90)),
        after(EVENT, region("NEG_SHARE", **OPEN, note="one_place", n=90, n_psus=9)),
    ),
    "status_thin": (after(ISI, region("ISI", **THIN, n=29)), after(ISI, every_row(**THIN, n=500, n_psus=2))),
    "status_few_answers": (
        after(SHARE, region("REL_LOCAL", **THIN, bound_high=99.0, share_dk=99.0, share_refused=0.0)),
        after(SHARE, every_row(**THIN, bound_high=99.0, share_dk=1.0, share_refused=0.0, n=29)),
    ),
    "status_few_points": (after(ISI, region("ISI", **THIN, n_psus=2)), after(ISI, every_row(**THIN, n=29, n_psus=2))),
    "status_no_error": (after(ISI, region("ISI", **THIN)), after(ISI, every_row(**THIN, n=29))),
    # cards
    "unit_percent": (SHARE, after(filtered, SHARE)),
    "unit_percent_asked": (filtered, same),
    "unit_percent_other": (after(only("TRUST_LISTEXP"), headlines), only("ISI", "REL_LOCAL")),
    "card_interval": (ISI, after(ISI, every_row(**NO_ERROR))),
    "interval_none": (after(ISI, every_row(**NO_ERROR)), ISI),
    "base_all": (SHARE, ISI),
    "base_asked": (filtered, same),
    "base_answered": (ISI, SHARE),
    "earned_overwhelming": (after(SHARE, region("REL_LOCAL", estimate=80.0)), after(SHARE, region("REL_LOCAL", estimate=76.0))),
    "earned_most": (after(SHARE, region("REL_LOCAL", estimate=60.0)), after(SHARE, region("REL_LOCAL", estimate=52.0))),
    "earned_less_than_half": (after(SHARE, region("REL_LOCAL", estimate=40.0)), after(SHARE, region("REL_LOCAL", estimate=48.0))),
    "earned_no_majority": (after(SHARE, region("REL_LOCAL", estimate=51.0)), after(SHARE, region("REL_LOCAL", estimate=60.0))),
    "earned_not_seen": (
        after(EVENT, region("NEG_SHARE", estimate=0.0, n=90, n_psus=80)),
        after(EVENT, region("NEG_SHARE", estimate=0.0, n=90, n_psus=9)),
    ),
    "earned_not_seen_unreached": (
        after(EVENT, region("NEG_SHARE", estimate=0.0, n=90, n_psus=9)),
        after(EVENT, region("NEG_SHARE", estimate=1.0, n=90, n_psus=9)),
    ),
    "earned_not_seen_direct": (
        after(EVENT, region("NEG_SHARE", estimate=0.0, n=90, n_psus=90)),
        after(EVENT, region("NEG_SHARE", estimate=0.0, n=90, n_psus=80)),
    ),
    "earned_not_seen_unreached_direct": (
        after(EVENT, region("NEG_SHARE", estimate=0.0, n=90, n_psus=90), demanding),
        after(EVENT, region("NEG_SHARE", estimate=0.0, n=90, n_psus=9), demanding),
    ),
    "earned_up_to_direct": (
        after(EVENT, region("NEG_SHARE", n=30, n_psus=30), demanding),
        after(EVENT, region("NEG_SHARE", n=90, n_psus=5), demanding),
    ),
    "earned_at_most": (EVENT, after(EVENT, region("NEG_SHARE", n_psus=5))),
    "earned_up_to": (after(EVENT, region("NEG_SHARE", n_psus=5)), EVENT),
    "card_questions": (ISI, SHARE),
    # key messages
    "key_negative": (region("ISI", status="negative"), every_row(status="stable", note="")),
    "key_alert": (region("ISI", **TENSION, note="alert"), every_row(note="")),
    "key_tension": (region("ISI", **TENSION, note=""), after(ISI, region("ISI", **TENSION, note="alert"))),
    "key_negative_districts": (
        after(every_row(status="stable", note=""), district("4", status="negative")),
        after(every_row(status="stable", note=""), district("4", "REL_LOCAL", status="negative")),
    ),
    "key_good_all": (
        every_row(status="stable", note=""), after(every_row(status="stable", note=""), region("ISI", **OPEN)),
    ),
    "key_good": (
        after(every_row(status="stable", note=""), region("ISI", **OPEN)), every_row(status="stable", note=""),
    ),
    "key_no_good": (after(every_row(**OPEN)), after(every_row(**OPEN), region("ISI", status="stable"))),
    "key_no_bad": (every_row(status="stable", note=""), after(every_row(status="stable"), region("ISI", **OPEN))),
    "key_no_bad_open": (
        after(every_row(status="stable", note=""), region("ISI", **OPEN)),
        after(region("ISI", **OPEN), region("REL_LOCAL", status="negative")),
    ),
    "key_bad_unknown": (every_row(**OPEN), after(every_row(status="stable", note=""), region("ISI", **OPEN))),
    "key_worsened": (changed(verdict="worsened"), all_changes(verdict="improved")),
    "key_improved": (changed(verdict="improved"), all_changes(verdict="worsened")),
    "key_higher": (changed(verdict="higher"), all_changes(verdict="lower")),
    "key_lower": (changed(verdict="lower"), all_changes(verdict="higher")),
    "key_slight": (changed(verdict="slight"), all_changes(verdict="steady")),
    "key_none_shown": (
        all_changes(verdict="undetermined"), after(all_changes(verdict="undetermined"), changed(verdict="slight")),
    ),
    "key_steady_all": (all_changes(verdict="steady"), after(all_changes(verdict="steady"), changed(verdict="undetermined"))),
    "key_steady": (changed(verdict="steady"), all_changes(verdict="undetermined")),
    "key_first": (after(facts_with(previous=None, no_previous="first")), facts_with(previous=None, no_previous="gap")),
    "key_unknown_all": (every_row(**OPEN), after(every_row(**OPEN), region("ISI", status="stable"))),
    "key_unknown_most": (after(every_row(**OPEN), region("ISI", status="stable")), after(every_row(status="stable", note=""), region("ISI", **OPEN))),
    "key_unknown": (after(every_row(status="stable", note=""), region("ISI", **OPEN)), every_row(**OPEN)),
    "key_unknown_districts": (
        after(every_row(status="stable", note=""), district("4", **OPEN)),
        after(every_row(status="stable", note=""), district("4", "REL_LOCAL", **OPEN)),
    ),
    "key_unknown_change": (
        after(all_changes(verdict="undetermined"), changed(verdict="improved")),
        all_changes(verdict="undetermined"),
    ),
    "key_apart": (apart("new"), same),
    # brief
    "brief_interviews": (same, methods(n_used=0)),
    "brief_days": (same, methods(days=None)),
    "brief_mode": (same, methods(mode=Text())),
    "brief_population": (same, methods(population=Text())),
    "brief_sampling": (same, methods(sampling=Text())),
    "brief_full": (same, facts_with(files=())),
    "brief_interval": (same, every_row(**NO_ERROR)),
    "brief_levels": (every_row(status="stable"), every_row(status=None)),
    "brief_signal": (region("ISI", **TENSION, note="alert"), every_row(status="stable", note="")),
    # disclosure
    "meta_draft": (facts_with(draft=True), same),
    "meta_issued": (facts_with(issued=datetime.date(2018, 4, 20)), same),
    "meta_revision": (revised(), same),
    "disclosure_lacking": (same, disclosed),
    "disclosure_sources": (disclosed, same),
    "disclosure_weights": (same, methods(margins=())),
    "disclosure_weights_alone": (methods(margins=()), same),
    "disclosure_deff": (region("ISI", deff_pooled=2.5), every_row(**NO_ERROR)),
    "disclosure_deff_one": (every_row(deff_pooled=1.0), region("ISI", deff_pooled=2.5)),
    "disclosure_no_outcomes": (methods(outcomes=None), same),
    "disclosure_wordings": (same, after(facts_with(battery=None, previous=None), lambda given: with_rows(given, lambda _: None))),
    # headline
    "headline_summary": (same, only("TRUST_COURTS")),
    "headline_reading_dot": (same, every_row(**NO_ERROR)),
    "headline_reading_bands": (same, only("TRUST_COURTS")),
    "headline_reading_probability": (same, every_row(**NO_ERROR)),
    "headline_no_previous_declared": (facts_with(no_previous="declared"), facts_with(no_previous="first")),
    "headline_no_previous_gap": (facts_with(no_previous="gap"), facts_with(no_previous="first")),
    "note_shares": (SHARE, ISI),
    "note_valid": (SHARE, after(SHARE, every_row(share_valid=math.nan))),
    "note_n_eff": (ISI, after(ISI, every_row(**NO_ERROR))),
    "note_hidden": (district("3", publish="hidden"), after(every_row(publish="ok"), facts_with(battery=None))),
    "note_low_base": (district("3", publish="low"), every_row(publish="ok")),
    "withheld_reason": (NOT_ASKED, same),
    "quarters_together": (every_district(quarters="2017Q4;2018Q1"), every_district(quarters="2018Q1")),
    "quarters_fewer": (
        after(every_district(quarters="2017Q3;2017Q4;2018Q1"), all_of("ISI", quarters="2017Q3;2018Q1")),
        every_district(quarters="2017Q3;2017Q4;2018Q1"),
    ),
    # changes
    **{key: (changed(verdict=name), all_changes(verdict=None)) for name, key in VERDICT_WORDS.items()},
    **{key: (changed(verdict=name), all_changes(verdict="undetermined")) for name, key in VERDICT_SHORT.items()},
    "trend_rose": (trend(0.8), trend(-0.8)),
    "trend_fell": (trend(-0.8), trend(-0.8, "not_a_line")),
    "meta_simulated": (facts_with(simulated=True), same),
    **{key: (flipped("undetermined", "stable"), all_changes(note="")) for key in ("change_flip", "verdict_flip")},
    **{
        f"{key}_open": (
            flipped("undetermined", "inconclusive"), after(all_changes(note=""), flipped("undetermined", "stable")),
        )
        for key in ("change_flip", "verdict_flip")
    },
    **{
        f"{key}_steady": (flipped("steady", "stable"), flipped("undetermined", "stable"))
        for key in ("change_flip", "verdict_flip")
    },
    **{
        f"{key}_steady_open": (flipped("steady", "inconclusive"), flipped("steady", "stable"))
        for key in ("change_flip", "verdict_flip")
    },
    "headline_change_note": (changed(verdict="undetermined"), all_changes(verdict="steady")),
    "note_changes": (same, all_changes(ci_level=0.95)),
    "note_changes_primary": (only("ISI"), same),
    "precision_changes": (same, facts_with(previous=None)),
    "precision_changes_points": (same, methods(n_psu=None)),
    "apart_not_asked": (apart("not_asked", "D01a"), same),
    "apart_not_yet": (apart("not_yet", "D01a"), same),
    "apart_new": (apart("new", "D01a"), apart("new")),
    "apart_new_indicator": (apart("new"), apart("new", "D01a")),
    "apart_definition": (apart("definition"), same),
    "apart_question": (apart("question", "D01a"), same),
    # parts of the report
    "topic_levels": (SHARES, only("TRUST_COURTS")),
    "topic_negative": (after(SHARES, region("REL_REGION", status="negative")), after(SHARES, every_row(status="stable"))),
    "topic_signals": (region("ISI", **TENSION, note="alert"), every_row(note="")),
    "topic_improved": (changed(verdict="improved"), all_changes(verdict="undetermined")),
    "topic_worsened": (changed(verdict="worsened"), all_changes(verdict="undetermined")),
    "topic_higher": (changed(verdict="higher"), all_changes(verdict="undetermined")),
    "topic_lower": (changed(verdict="lower"), all_changes(verdict="undetermined")),
    "topic_steady": (all_changes(verdict="steady"), all_changes(verdict="undetermined")),
    "topic_no_change": (all_changes(verdict="undetermined"), all_changes(verdict="steady")),
    "topic_alternative": (SHARES, after(SHARES, every_row(publish="hidden"))),
    "note_topic": (facts_with(previous=None), ISI),
    "note_topic_change": (ISI, facts_with(previous=None)),
    "composite_value": (with_dimensions, after(with_dimensions, region("ISI", ci_low=math.nan, ci_high=math.nan))),
    "composite_level": (with_dimensions, ISI),
    "composite_band": (with_dimensions, ISI),
    "composite_open": (after(with_dimensions, region("ISI_D1", **OPEN)), after(with_dimensions, every_row(status="stable"))),
    "base_of_shares": (SHARE, ISI),
    "base_of_means": (ISI, SHARE),
    # concerns
    "concerns_foremost": (same, naming(*([10.0] * 15))),
    "concerns_none_foremost": (naming(*([10.0] * 15)), same),
    "concerns_nothing": (same, concerns_without_error),
    "concerns_unprompted": (same, asking(prompted=True)),
    "concerns_alternative": (same, facts_with(concerns=concerns(publish="hidden"))),
    "concerns_order": (same, facts_with(concerns=None)),
    "note_mentions_most": (same, asking(max_choices=None)),
    "note_mentions_several": (asking(max_choices=None), naming(*([5.0] * 15))),
    "mentions_base_all": (same, asking(ask_if=FORM.groupings["sex"].categories[0].when)),
    "mentions_base_asked": (asking(ask_if=FORM.groupings["sex"].categories[0].when), same),
    # the wave before and all waves
    "changes_compared": (same, facts_with(previous=None)),
    **{
        f"changes_{verdict}": (all_changes(verdict=verdict), all_changes(verdict="undetermined"))
        for verdict in ("improved", "worsened", "higher", "lower", "slight", "steady")
    },
    "changes_none": (all_changes(verdict="undetermined"), all_changes(verdict="improved")),
    "changes_undetermined": (all_changes(verdict="undetermined"), all_changes(verdict="steady")),
    "note_changes_headline": (same, facts_with(previous=None)),
    "pairs_alternative": (all_changes(verdict="improved"), all_changes(verdict="steady")),
    "pairs_alternative_none": (all_changes(verdict="steady"), all_changes(verdict="improved")),
    "pairs_note": (same, without_values_before),
    "pairs_note_bold": (all_changes(verdict="improved"), all_changes(verdict="steady")),
    "series_rising": (in_series(trend(0.8)), in_series(trend(-0.8))),
    "series_falling": (in_series(trend(-0.8)), in_series(trend(-0.8, "not_a_line"))),
    "series_no_direction": (in_series(trend(0.1)), in_series(trend(0.1, "not_a_line"))),
    "series_no_line": (in_series(trend(0.8, "not_a_line")), in_series(trend(0.8))),
    "series_short": (in_series(trend(math.nan, "short"), n=3), in_series(trend(0.1), n=4)),
    "series_alternative": (in_series(trend(0.1)), trend(0.1)),
    "series_note_break": (in_series(trend(0.1), breaks=True), in_series(trend(0.1))),
    # terms
    "meaning_interval": (ISI, nothing_at_all),
    "meaning_level": (after(ISI, every_row(status="stable")), nothing_at_all),
    "meaning_probability": (after(ISI, every_row(status="stable")), nothing_at_all),
    "meaning_signal": (region("ISI", **TENSION, note="alert"), nothing_at_all),
    "meaning_n_eff": (ISI, after(nothing_at_all, methods(weight_steps=()))),
    "meaning_model": (scattered("differ"), same),
    "meaning_balance": (same, facts_with(battery=None)),
    "meaning_points": (ISI, after(SHARE, facts_with(previous=None, battery=None))),
    "meaning_weight": (same, methods(weight_steps=())),
    "meaning_kish": (same, methods(weight_steps=())),
    "meaning_stratum": (same, methods(n_strata=1)),
    "meaning_sampling_point": (same, methods(n_psu=None)),
    # districts
    "districts_none_shown": (every_district(publish="hidden"), same),
    "districts_precision": (same, every_district(publish="hidden")),
    "districts_differ": (scattered("differ"), scattered("alike")),
    "districts_alike": (scattered("alike"), scattered("unclear")),
    "districts_unclear": (scattered("unclear"), scattered("differ")),
    "districts_ranked": (scattered("differ"), scattered("unclear")),
    "districts_fixed_order": (scattered("alike"), scattered("differ")),
    "note_model": (scattered("differ"), same),
    "map_title_model": (scattered("differ"), same),
    "districts_status_list": (after(every_district(status="stable"), district("4", status="tension")), every_district(status=None)),
    "districts_status_all": (every_district(status="stable"), every_district(status=None)),
    "districts_inconclusive": (after(every_district(status="stable"), district("4", status="inconclusive")), every_district(status="stable")),
    "districts_inconclusive_many": (every_district(status="inconclusive"), every_district(status="stable")),
    "districts_insufficient": (
        after(every_district(status="stable"), district("4", status="insufficient_data")), every_district(status="stable"),
    ),
    "districts_insufficient_many": (every_district(status="insufficient_data"), every_district(status="stable")),
    "districts_alerts": (district("4", "ISI", **TENSION, note="alert"), every_district(note="")),
    "districts_no_negative": (
        every_district(status="stable", p_negative=0.01),
        after(every_district(status="stable", p_negative=0.01), district("4", p_negative=0.06), district("4", "REL_LOCAL", p_negative=0.06)),
    ),
    "districts_negative_not_excluded": (
        after(every_district(status="stable", p_negative=0.01), district("4", p_negative=0.06)),
        every_district(status="stable", p_negative=0.01),
    ),
    "dots_note_band": (same, every_row(publish="hidden")),
    "region_newest": (every_district(quarters="2017Q4;2018Q1"), every_district(quarters="2018Q1")),
    "dots_note_marks": (at_domains("unit"), after(only("CONTACT_FREQ"), facts_with(district_indicators=("CONTACT_FREQ",)), at_domains("unit"))),
    "dots_note_low": (district("4", publish="low"), every_row(publish="ok")),
    "dots_note_cut": (every_district(estimate=60.0, ci_low=50.0, ci_high=70.0), every_row(ci_low=-100.0, ci_high=100.0)),
    "dots_alternative": (scattered("differ"), scattered("alike")),
    "dots_alternative_unordered": (scattered("alike"), every_district(publish="hidden")),
    "dots_alternative_none": (region("ISI", publish="hidden"), every_district(publish="hidden")),
    "numbers_below": (same, after(facts_with(battery=None), every_district(publish="hidden"))),
    "map_title": (same, scattered("differ")),
    "map_note_placed": (same, without_tiles),
    "map_note_grid": (without_tiles, same),
    "map_alternative": (scattered("differ"), scattered("alike")),
    "map_alternative_same": (scattered("alike"), after(scattered("differ"), facts_with(district_indicators=("ISI",)))),
    "map_note_colour": (scattered("differ"), scattered("alike")),
    "map_note_same": (scattered("alike"), every_district(publish="hidden")),
    # institutions
    "institutions_intro": (same, facts_with(battery=None)),
    "battery_majority": (same, distrusted),
    "battery_no_majority": (distrusted, same),
    "battery_chart_note": (same, all_hidden),
    "likert_alternative": (same, all_hidden),
    "likert_alternative_none": (all_hidden, same),
    "note_positive": (same, all_hidden),
    "note_institutions_rounding": (same, all_hidden),
    # groups
    "groups_intro_by": (same, at_domains("unit")),
    "minority_view": (same, lambda given: with_rows(given, without_minorities)),
    "minority_quarters": (
        lambda given: with_rows(given, lambda row: replace(row, quarters="2017Q4;2018Q1") if row.domain == "ethnic_group" else row),
        same,
    ),
    "minority_not_enough": (lambda given: with_rows(given, without_minorities), same),
    "groups_differ": (same, facts_with(group_tests=())),
    "groups_values": (same, with_tests("REL_LOCAL")),
    "groups_values_apart": (same, with_tests("ISI")),
    "groups_none_differ": (same, with_tests("REL_LOCAL")),
    "groups_tested": (same, facts_with(group_tests=())),
    "groups_rate": (same, facts_with(group_tests=group_tests()[2:])),
    "heat_alternative": (same, facts_with(group_tests=())),
    "heat_alternative_none": (facts_with(group_tests=()), at_domains("unit")),
    "heat_note": (same, at_domains("unit")),
    "heat_note_low": (every_row(publish="low"), every_row(publish="ok")),
    "note_groups_interval": (same, at_domains("unit")),
    "note_groups_composition": (same, at_domains("unit", "sex")),
    # methods
    "meta_approximate": (same, official),
    "meta_dates": (same, methods(days=None)),
    "fact_design_value": (same, methods(n_psu=None)),
    "fact_interviews_value": (same, methods(n_used=900)),
    "fact_interviews_passed_on": (methods(n_used=900), same),
    "design_points": (methods(n_strata=1), same),
    "design_strata": (methods(n_psu=None), methods(n_psu=None, n_strata=1)),
    "design_direct": (methods(n_psu=None, n_strata=1), methods(n_psu=None)),
    "weights_represent": (same, methods(counts_people=False)),
    "weights_unequal": (same, kish(1.0)),
    "weights_equal": (kish(1.0), same),
    "note_weights_kish": (same, methods(weight_steps=())),
    "note_weights_points": (same, methods(n_psu=None)),
    "margins_approximate": (same, official),
    "margins_official": (official, same),
    "note_source": (same, two_sources),
    "outcomes_text": (same, methods(outcomes=ContactOutcomes(900, refusal=100))),
    "outcomes_all_known": (methods(outcomes=ContactOutcomes(900, refusal=100)), same),
    "note_rounding": (same, methods(outcomes=None)),
    "rule_text": (same, only("CONTACT_FREQ")),
    "rule_insufficient": (same, only("CONTACT_FREQ")),
    "rule_insufficient_direct": (methods(n_psu=None), same),
    "rule_insufficient_in": (same, only("CONTACT_FREQ")),
    "rule_negative": (same, only("CONTACT_FREQ")),
    "rule_stable": (every_district(quarters="2017Q4;2018Q1"), same),
    "rule_stable_alone": (same, every_district(quarters="2017Q4;2018Q1")),
    "rule_tension": (same, only("CONTACT_FREQ")),
    "rule_inconclusive": (same, only("CONTACT_FREQ")),
    "rule_alert": (same, only("CONTACT_FREQ")),
    "rule_direction": (same, only("ISI", "CONTACT_FREQ")),
    "rule_descriptive": (same, only("ISI", "REL_LOCAL")),
    "rule_events": (same, only("ISI", "REL_LOCAL")),
    "rule_events_direct": (methods(n_psu=None), same),
    "rule_version": (same, only("CONTACT_FREQ")),
    "precision_design": (same, after(methods(n_psu=None, n_strata=1), kish(1.0))),
    "precision_unseen": (same, lambda given: with_rows(given, lambda _: None)),
    "precision_pooled": (same, at_domains()),
    "precision_majority": (same, only("ISI", "NEG_SHARE")),
    "precision_not_observed": (same, only("ISI", "REL_LOCAL")),
    "precision_hidden": (same, lambda given: with_rows(given, lambda _: None)),
    "wordings_all": (SHARE, lambda given: with_rows(given, lambda _: None)),
    "wordings_counted": (SHARE, ISI),
    # revision
    "revision_text": (revised(), same),
    "revision_no_reason": (revised(reason=""), revised()),
    "revision_nothing": (revised(changed=()), revised()),
    "revision_same": (revised(n_changed=0, n_statuses=0), revised()),
    "revision_numbers": (revised(), revised(n_changed=0, n_statuses=0)),
    "revision_statuses": (revised(), revised(n_statuses=0)),
    "revision_largest": (revised(), revised(largest=None)),
    "revision_no_headline": (revised(headlines=()), revised()),
    # quality
    "quality_set_aside": (same, methods(n_set_aside=0)),
    "quality_all_used": (methods(n_set_aside=0), same),
    "quality_corrected": (facts_with(n_corrected=2), same),
    "quality_waived": (facts_with(n_waived=2), same),
    "quality_none": (facts_with(findings=()), same),
    "note_findings_rows": (same, lambda given: replace(given, findings=tuple(replace(one, n_interviews=0) for one in given.findings))),
    "note_findings_file": (lambda given: replace(given, findings=(replace(given.findings[0], n_interviews=0),)), same),
    "check_text": (same, facts_with(files=())),
}  # fmt: skip


def without_minorities(row: IndicatorRow) -> IndicatorRow:
    return replace(row, publish="low") if row.domain == "ethnic_group" and row.level != "kazakh" else row


def test_every_sentence_is_a_claim_or_a_label() -> None:
    """Never both, and none without an entry: a new sentence says when it is true, or that it claims nothing."""
    said = {key for keys in labels().values() for key in keys}
    assert CATALOGUE.keys("en") - CLAIMS - said == set()
    assert (CLAIMS | said) - CATALOGUE.keys("en") == set()
    assert CLAIMS & said == set()


def test_a_label_is_no_sentence() -> None:
    """A sentence ends with a stop; labels do not, apart from the numbers of tables and figures."""
    sentences = tomllib.loads((ROOM / "wording" / "en.toml").read_text("utf-8"))
    wrong = [key for keys in labels().values() for key in keys if str(sentences[key]).endswith((".", ";"))]
    assert wrong == ["table_label", "figure_label"]


def test_no_claim_is_said_without_its_condition() -> None:
    """Sections say labels by key, claims only through the register."""
    called = re.compile(r"""(?:say|paragraph|column)\(\s*(?:"\w+",\s*)?["'](\w+)["']""")
    source = "".join(path.read_text("utf-8") for path in ROOM.rglob("*.py")) + "".join(
        path.read_text("utf-8") for path in ROOM.rglob("*.j2")
    )
    said = set(called.findall(source))
    assert len(said) > 60
    assert said & CLAIMS == set()


def test_every_claim_has_a_case() -> None:
    """Data that carry the sentence, and data that do not."""
    assert set(CASES) == CLAIMS


@pytest.fixture
def keys_as_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue whose sentences are their own keys, with what fills their places."""

    def sentence(self: Catalogue, language: Language, key: str, **places: object) -> str:
        return f"⟦{key}⟧" + " ".join(str(place) for place in places.values())

    monkeypatch.setattr(Catalogue, "sentence", sentence)


def printed(report: object) -> Iterator[str]:
    """Every text of a document, in Russian."""
    if isinstance(report, Text):
        yield report["ru"] if report else ""
    elif isinstance(report, tuple):
        for one in report:
            yield from printed(one)
    elif is_dataclass(report):
        for one in fields(report):
            yield from printed(getattr(report, one.name))


REPORTS: dict[tuple[Callable[[ReportInput], Report], Change], set[str]] = {}


def keys_printed(key: str, change: Change, facts: ReportInput) -> set[str]:
    """Keys of the sentences in the report of the changed facts, and in the brief for one that it may have; built once."""
    builders = (build_report, build_brief) if key.startswith(("key_", "brief_")) else (build_report,)
    for build in builders:
        if (build, change) not in REPORTS:
            REPORTS[build, change] = set(re.findall(r"⟦(\w+)⟧", " ".join(printed(build(change(facts))))))
    return set().union(*(REPORTS[build, change] for build in builders))


@pytest.mark.parametrize("key", sorted(CASES))
@pytest.mark.usefixtures("keys_as_sentences")
def test_a_sentence_is_printed_where_it_is_true_and_only_there(key: str, facts: ReportInput) -> None:
    """The whole report is built twice."""
    true, false = CASES[key]
    assert key in keys_printed(key, true, facts)
    assert key not in keys_printed(key, false, facts)
