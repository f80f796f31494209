"""An indicator is computed from everything it is defined by, or withheld with what lacks."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from tests.indicators.conftest import MakeIndicators, MakeSample

from survey.design import Sample
from survey.errors import IndicatorError
from survey.indicators import Indicators, compute
from survey.indicators.source_questions import questions_of, sources, withheld
from survey.interviews import Interviews

PARTS = """
    - {id: A, NAMES, class: SCORE, items: [C01a, C01b, C01c], at_least: 2, polarity: "0"}
    - {id: B, NAMES, class: SCORE, items: [C01d], polarity: "0"}
    - {id: C, NAMES, class: COMPOSITE, items: [A, B, {event: G04 == 3}], at_least: 2, polarity: "0"}
    - {id: G, NAMES, class: GEOMETRIC, items: [C, B], polarity: "0"}
    - {id: S, NAMES, class: SHARE, score: A, reaches: 50, polarity: "0"}
    - {id: D, NAMES, class: GAP, item: C, domains: [sex], polarity: "0"}
"""
ANSWERS = {name: [1, 2, 3, 4] * 5 for name in ("C01a", "C01b", "C01c", "C01d", "G04")} | {"Z01": [1, 1, 2, 2] * 5}
NUMBERS = ["estimate", "se", "n", "n_eff", "status"]


def lacking(sample: Sample, *names: str) -> Sample:
    """The sample as if its file had no column for some questions."""
    assert isinstance(sample.data, Interviews)
    data = dataclasses.replace(sample.data, absent=dict.fromkeys(names, ()))
    return dataclasses.replace(sample, data=data)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("C01a", {"A", "C", "G", "S", "D"}),
        ("C01d", {"B", "C", "G", "D"}),
        ("G04", {"C", "G", "D"}),
        ("D04", set()),
    ],
)
@pytest.mark.parametrize("how", ["no column", "declared", "empty"])
def test_what_rests_on_a_question_is_withheld_and_nothing_else_moves(
    define: MakeIndicators, people: MakeSample, question: str, expected: set[str], how: str
) -> None:
    """Through composites, shares of scores, geometric means and gaps, although enough items were answered."""
    indicators, whole = define(PARTS), people(**ANSWERS)
    if how == "empty":
        given = compute(indicators, people(**{name: cells for name, cells in ANSWERS.items() if name != question}))
    elif how == "declared":
        given = compute(indicators, whole, not_asked=[question])
    else:
        without = people(**{name: cells for name, cells in ANSWERS.items() if name != question})
        given = compute(indicators, lacking(without, question))
    frame, usual = given.to_frame(), compute(indicators, whole).to_frame()
    out = frame["withheld"] != ""
    assert set(frame.loc[out, "indicator"]) == expected
    assert set(frame.loc[out, "withheld"]) <= {question}
    assert set(frame.loc[out, "status"]) <= {"withheld"}
    assert frame.loc[out, ["estimate", "se", "ci_low", "p_stable", "share_dk"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(frame.loc[~out, NUMBERS], usual.loc[~out, NUMBERS])


def test_the_rows_and_their_order_are_those_of_a_whole_wave(define: MakeIndicators, people: MakeSample) -> None:
    """A withheld number has a row in every domain and level."""
    indicators = define(PARTS)
    place = ["indicator", "domain", "level"]
    usual = compute(indicators, people(**ANSWERS)).to_frame()[place]
    given = compute(indicators, people(**ANSWERS), not_asked=["C01", "G04"]).to_frame()
    pd.testing.assert_frame_equal(given[place], usual)
    assert set(given["status"]) == {"withheld"}


def test_a_grouping_without_its_question_is_withheld(define: MakeIndicators, people: MakeSample) -> None:
    """The region stays as it is."""
    indicators = define('- {id: B, NAMES, class: SCORE, items: [C01d], polarity: "0"}')
    given = compute(indicators, people(**ANSWERS), not_asked=["Z01"])
    assert given.row("B").withheld == ""
    assert given.row("B").estimate == compute(indicators, people(**ANSWERS)).row("B").estimate
    assert given.row("B", "sex", "1").questions_lacking == ("Z01",)


def test_a_battery_may_be_named_as_a_whole(define: MakeIndicators, people: MakeSample) -> None:
    """All its rows."""
    given = compute(define(PARTS), people(**ANSWERS), not_asked=["C01"])
    assert given.row("A").questions_lacking == ("C01a", "C01b", "C01c")


def test_answers_of_dont_know_only_are_data(define: MakeIndicators, people: MakeSample) -> None:
    """The share is of those asked."""
    indicators = define('- {id: A, NAMES, class: SHARE, numerator: "C01a in [1, 2]", polarity: "0"}')
    row = compute(indicators, people(C01a=["dk"] * 40)).row("A")
    assert (row.withheld, row.estimate, row.n) == ("", 0, 40)


def test_no_level_without_answers(define: MakeIndicators, people: MakeSample) -> None:
    """Those who do not know stay in the base of a share, but a level is never made of them; 30 answers are enough."""
    lines = """
        - {id: A, NAMES, class: PREV, numerator: "C01a == 4", polarity: "-",
           thresholds: {stable: 10, negative: 25, version: "1", date: 2018-01-08, state: default}}
    """
    nobody = compute(define(lines), people(C01a=["dk"] * 400)).row("A")
    assert (nobody.status, nobody.n, nobody.n_answered, "thin" in nobody.notes) == ("insufficient_data", 400, 0, True)
    few, enough = (
        compute(define(lines), people(C01a=[1] * answers + ["dk"] * (400 - answers))).row("A") for answers in (29, 30)
    )
    assert (few.status, enough.status) == ("insufficient_data", "stable")


def test_every_shipped_indicator_names_what_it_is_made_of(shipped: Indicators) -> None:
    """At least one question each, all of them in the questionnaire, and those that decide who is asked beside them."""
    checked = 0
    for one in shipped:
        own, all_of_them = questions_of(one, shipped), sources(one, shipped)
        assert own
        assert set(own) <= set(all_of_them) <= set(shipped.form.variables)
        checked += 1
    assert checked == len(shipped) > 50


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("I02f", {"INFORMED_KNOWLEDGE", "OVERCLAIM"}),  # the invented item that is taken off
        ("R02", {"MIGRATION_ETHNIC"}),
        ("C01e", {"TRUST_AKIMAT_DISTRICT", "TRUST_LISTEXP_GAP", "TRUST_STATE", "TRUST_STATE_SHARE", "ISI_D2"}),
        ("G01c", {"DISCRIM_REPORTED"}),  # only decides who is asked
        ("H13", {"TRUST_LISTEXP", "TRUST_LISTEXP_GAP"}),
    ],
)
def test_shipped_indicators_are_withheld_with_their_questions(
    shipped: Indicators, question: str, expected: set[str]
) -> None:
    """Foils, bases, direct questions, conditions and versions of an experiment included."""
    found = set(withheld(shipped, [question]))
    assert found - {"ISI", "ISI_GEO", "ISI_GAP"} == expected
    assert ("ISI" in found) is ("ISI_D2" in expected)


def test_a_wave_name_that_is_no_domain_is_still_told(define: MakeIndicators, people: MakeSample) -> None:
    """Withholding changes no error."""
    with pytest.raises(IndicatorError) as caught:
        compute(define(PARTS), people(**ANSWERS), domains=["sexx"], not_asked=["C01a"])
    assert caught.value.code == "I005"
