"""Sentences about changes: each is bound to a verdict, a flip or a level that the table of changes has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, replace

import pandas as pd
import pytest

from survey.indicators import TREND_COLUMNS, ChangeTable, TrendRow, TrendTable
from survey.indicators.change_rule import VERDICTS
from survey.reports import ReportInput, build_report
from survey.reports.claims.change_claims import VERDICT_SHORT, VERDICT_WORDS, trimmed
from survey.reports.document_model import Card, Cards, Report, ReportTable
from survey.reports.phrases import Phrases
from survey.text import Catalogue, Text


def with_change(facts: ReportInput, indicator: str, **changed: object) -> ReportInput:
    """The facts with the change of one indicator of the region changed."""
    assert facts.previous is not None
    frame = facts.previous.changes.to_frame()
    here = (frame["indicator"] == indicator) & (frame["domain"] == "region")
    assert here.sum() == 1
    for name, value in changed.items():
        frame[name] = frame[name].astype(object).mask(here, value)
    return replace(facts, previous=replace(facts.previous, changes=ChangeTable(frame)))


def card(report: Report, indicator: str) -> Card:
    blocks = [block for section in report.sections for block in section.blocks]
    return next(one for block in blocks if isinstance(block, Cards) for one in block.cards if one.id == indicator)


def indicators_table(report: Report) -> ReportTable:
    blocks = [block for section in report.sections for block in section.blocks]
    return next(block for block in blocks if isinstance(block, ReportTable) and block.id == "indicators")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_has_its_sentence(facts: ReportInput, verdict: str) -> None:
    """The sentence of the catalogue with this key, and no other."""
    said = card(build_report(with_change(facts, "ISI", verdict=verdict)), "ISI").change["ru"]
    catalogue = Catalogue.load("survey.reports")
    places = {"previous": "P", "change": "C", "unit": "U", "interval": "I", "limit": "3,75", "smallest": "2,25"}
    ends = {name: catalogue.sentence("ru", key, **places).split("(I)")[1] for name, key in VERDICT_WORDS.items()}
    assert [name for name, end in ends.items() if said.endswith(end)] == [verdict]


def test_a_verdict_that_cannot_be_told_has_no_word_in_the_table() -> None:
    """Every other has one."""
    assert set(VERDICTS) - set(VERDICT_SHORT) == {"undetermined"}


@pytest.mark.parametrize(("note", "expected"), [("flip_unproven", True), ("", False), ("edge", False)])
def test_a_flip_is_said_only_when_the_table_notes_it(facts: ReportInput, note: str, expected: bool) -> None:
    """On the card, with the wave it is compared with, and in the table."""
    report = build_report(with_change(facts, "ISI", note=note, verdict="undetermined"))
    said = [line["ru"] for line in card(report, "ISI").lines]
    assert any("IV\xa0квартал 2017\xa0года" in line for line in said) == expected
    table = indicators_table(report)
    at = [column.id for column in table.columns].index("change")
    row = next(row for row in table.rows if row.id == "ISI")
    assert bool(row.cells[at].detail) == expected


def test_a_flip_of_a_steady_indicator_does_not_say_that_nothing_is_known(facts: ReportInput) -> None:
    """Its own sentence on the card, and one word in the table that says both."""
    report = build_report(with_change(facts, "ISI", note="flip_unproven", verdict="steady", status_before="tension"))
    catalogue = Catalogue.load("survey.reports")
    said = [line["ru"] for line in card(report, "ISI").lines]
    previous = "IV\xa0квартал 2017\xa0года"
    assert catalogue.sentence("ru", "change_flip_steady", previous=previous, before="внимание") in said
    table = indicators_table(report)
    at = [column.id for column in table.columns].index("change")
    row = next(row for row in table.rows if row.id == "ISI")
    assert row.cells[at].detail["ru"] == catalogue.sentence("ru", "verdict_flip_steady", before="внимание")


def test_the_note_names_the_levels_of_the_intervals(facts: ReportInput) -> None:
    """95 for the primary indicators; that of the others as the table has it."""
    assert facts.previous is not None
    primary = {one.id for one in facts.indicators if one.primary}
    rows = facts.previous.changes.of(domain="region")
    levels = {row.ci_level for row in rows if row.is_compared and row.indicator not in primary}
    assert len(levels) == 1
    note = " ".join(one["ru"] for one in notes(facts))
    shown = trimmed(Phrases(("ru",)), 100 * levels.pop())["ru"]
    assert "95-процентный" in note
    assert f"{shown}-процентный" in note


def test_without_other_indicators_the_note_names_one_level(facts: ReportInput) -> None:
    """When none of the others is compared."""
    assert facts.previous is not None
    primary = {one.id for one in facts.indicators if one.primary}
    frame = facts.previous.changes.to_frame()
    kept = ChangeTable(frame[frame["indicator"].isin(primary)].reset_index(drop=True))
    said = notes(replace(facts, previous=replace(facts.previous, changes=kept)))
    catalogue = Catalogue.load("survey.reports")
    assert catalogue.sentence("ru", "note_changes_primary", level="95") in [one["ru"] for one in said]


def notes(facts: ReportInput) -> Sequence[Text]:
    return indicators_table(build_report(facts)).notes


@pytest.mark.parametrize(("value", "expected"), [(5.0, "5"), (3.75, "3,75"), (0.375, "0,375"), (99.92647, "99,926")])
def test_a_number_has_as_many_decimals_as_it_needs(value: float, expected: str) -> None:
    """Three at most."""
    assert trimmed(Phrases(("ru",)), value)["ru"] == expected


def test_what_is_not_compared_has_its_reason_or_nothing(facts: ReportInput) -> None:
    """A change without a verdict has no number on the card."""
    said = card(build_report(with_change(facts, "ISI", verdict=None, note="thin")), "ISI").change
    assert not said


@pytest.mark.parametrize(
    ("slope", "note", "expected"),
    [(0.8, "", "растёт"), (-0.8, "", "снижается"), (0.8, "not_a_line", ""), (0.1, "", "")],
)
def test_a_trend_is_said_only_where_its_interval_shows_one(
    facts: ReportInput, slope: float, note: str, expected: str
) -> None:
    """Half a point either way; not where the waves do not lie on a line."""
    row = TrendRow(
        "ISI", "region", "region", 5, "2017Q1", "2018Q1", slope, 0.25, slope - 0.5, slope + 0.5, 80, 0.01, 0.5,
        math.nan, math.nan, math.nan, math.nan, note,
    )  # fmt: skip
    given = replace(facts, trend=TrendTable(pd.DataFrame([asdict(row)], columns=list(TREND_COLUMNS))))
    said = [line["ru"] for line in card(build_report(given), "ISI").lines]
    trends = [line for line in said if "за период" in line]
    assert len(trends) == bool(expected)
    assert all(expected in line and "I\xa0квартал 2017\xa0года" in line for line in trends)
