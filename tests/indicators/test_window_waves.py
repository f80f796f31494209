"""A wave that did not ask a question has no part in the indicators of a window that rest on it."""

from __future__ import annotations

import dataclasses

import pytest
from tests.indicators.conftest import MakeIndicators, MakeSample
from tests.indicators.test_withheld import PARTS

from survey.design import Sample
from survey.indicators import Indicators, compute
from survey.indicators.window_waves import WINDOW
from survey.weighting import combine

ASKED = ("C01a", "C01b", "C01c", "C01d", "G04")
NUMBERS = ["estimate", "n"]


def wave(people: MakeSample, first: int, *left_out: str, blank: str | None = None) -> Sample:
    """Twenty interviews; the questions left out are blank in all of them."""
    codes = {one: [(at + first) % 4 + 1 for at in range(20)] for one in ASKED}
    cells = {one: [blank] * 20 if one in left_out else own for one, own in codes.items()}
    return people(**cells, Z01=[1, 1, 2, 2] * 5)


def by_sex(define: MakeIndicators) -> Indicators:
    """The indicators with a window of several quarters by sex."""
    indicators = define(PARTS)
    return dataclasses.replace(indicators, status_rule=dataclasses.replace(indicators.status_rule, pooled=("sex",)))


@pytest.mark.parametrize("blank", [None, "skip"])
@pytest.mark.parametrize(
    ("question", "apart"),
    [("C01a", {"A", "C", "G", "S", "D"}), ("C01d", {"B", "C", "G", "D"}), ("G04", {"C", "G", "D"})],
)
def test_a_window_rests_on_the_waves_that_asked(
    define: MakeIndicators, people: MakeSample, question: str, apart: set[str], blank: str | None
) -> None:
    """Also where the answers that are left would be enough for a score; the others rest on both waves."""
    indicators = by_sex(define)
    older, newer = (wave(people, first, *out, blank=blank) for first, out in ((1, (question,)), (0, ())))
    window = combine({"2018Q1": older, "2018Q2": newer}, name=WINDOW, weights="equal")
    found = compute(indicators, newer, window=window)
    alone = compute(indicators, newer)
    for one in indicators:
        rows, own = found.of(one.id, "sex").frame, alone.of(one.id, "sex").frame
        expected = "2018Q2" if one.id in apart else "2018Q1;2018Q2"
        assert set(rows["quarters"]) == {expected}, one.id
        if one.id in apart:
            assert rows[NUMBERS].to_numpy() == pytest.approx(own[NUMBERS].to_numpy(), nan_ok=True), one.id
        elif one.id != "D":
            assert rows["n"].sum() == 2 * own["n"].sum(), one.id


def test_an_interview_that_names_no_wave_is_no_obstacle(define: MakeIndicators, people: MakeSample) -> None:
    """The window says from which wave it is."""
    indicators = by_sex(define)
    window = combine({"2018Q1": wave(people, 1), "2018Q2": wave(people, 0)}, name=WINDOW, weights="equal")
    found = compute(indicators, wave(people, 0), window=window)
    assert set(found.of("B", "sex").frame["quarters"]) == {"2018Q1;2018Q2"}
