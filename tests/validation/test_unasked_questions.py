"""Questions that a delivery does not hold."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from survey.design import read_population
from survey.ingest import decode
from survey.interviews import Interviews, RawTable
from survey.questionnaire import Questionnaire, read_questionnaire
from survey.simulate import simulate_wave
from survey.validation.unasked_questions import too_early, unasked

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return read_questionnaire(INSTRUMENT)


@pytest.fixture(scope="module")
def cells(form: Questionnaire) -> pd.DataFrame:
    """A clean wave of 300 interviews as text."""
    population = read_population(INSTRUMENT / "population", form)
    frame = simulate_wave(form, population, "2018Q1", n=300, seed=3, field_errors=False).to_frame()
    return frame.astype(object).where(frame.notna(), "").astype(str)


def decoded(cells: pd.DataFrame, form: Questionnaire) -> Interviews:
    return decode(RawTable("w.csv", "csv", "", cells), form)[0]


def test_a_whole_delivery_lacks_nothing(cells: pd.DataFrame, form: Questionnaire) -> None:
    """Questions that the routing gives to few, or to nobody yet, are not lacking."""
    assert unasked(decoded(cells, form)) == {}


@pytest.mark.parametrize("name", ["D04", "C01a", "G03", "Z01"])
def test_a_question_without_a_column_lacks(cells: pd.DataFrame, form: Questionnaire, name: str) -> None:
    """A question, a row of a battery, one asked of few."""
    found = unasked(decoded(cells.drop(columns=name), form))
    assert (list(found), found[name].lack) == ([name], "column")


@pytest.mark.parametrize("name", ["D04", "C01a", "B05"])
def test_a_column_without_an_answer_lacks(cells: pd.DataFrame, form: Questionnaire, name: str) -> None:
    """It was to be asked in every interview and is blank in every one."""
    found = unasked(decoded(cells.assign(**{name: ""}), form))
    assert (list(found), found[name].lack, found[name].n) == ([name], "empty", len(cells))


@pytest.mark.parametrize("code", ["98", "99"])
def test_a_question_answered_by_dont_know_only_was_asked(cells: pd.DataFrame, form: Questionnaire, code: str) -> None:
    """Refusals and don't-knows are data."""
    assert unasked(decoded(cells.assign(D04=code), form)) == {}


def test_a_mention_before_one_that_is_there_lacks(cells: pd.DataFrame, form: Questionnaire) -> None:
    """The second of three."""
    found = unasked(decoded(cells.drop(columns="B03_m2"), form))
    assert found["B03"].columns == ("B03_m2",)


def test_fewer_mentions_than_the_question_allows_lack_when_the_last_is_in_use(
    cells: pd.DataFrame, form: Questionnaire
) -> None:
    """Up to three may be given; two columns are there and both are filled."""
    found = unasked(decoded(cells.drop(columns="B03_m3"), form))
    assert found["B03"].columns == ("B03_m3",)
    assert "B03" not in unasked(decoded(cells.drop(columns="B03_m3").assign(B03_m2=""), form))


def test_an_option_without_its_column_lacks(cells: pd.DataFrame, form: Questionnaire) -> None:
    """Yes and no by option, all but one."""
    variable = form.variable("B03")
    named = [column for column in cells if str(column).startswith("B03_m")]
    marks = {
        f"B03_{code}": (cells[named] == str(code)).any(axis=1).astype(int).astype(str)
        for code in variable.codes
        if code != 11
    }
    found = unasked(decoded(cells.drop(columns=named).assign(**marks), form))
    assert (found["B03"].lack, found["B03"].columns) == ("part", ("B03_11",))


def test_a_question_that_cannot_be_asked_yet_does_not_lack(cells: pd.DataFrame, form: Questionnaire) -> None:
    """I02c is about a speech of 6 March: an earlier wave has no answers, with or without a column."""
    early = cells.assign(H10="2018-02-20", I02c="")
    for delivered in (early, early.drop(columns="I02c")):
        interviews = decoded(delivered, form)
        assert "I02c" not in unasked(interviews)
        assert too_early(interviews) == {"I02c"}


def test_a_blank_in_a_question_asked_of_few_is_a_lost_answer(cells: pd.DataFrame, form: Questionnaire) -> None:
    """Under twenty interviews, and under a tenth of them."""
    asked = cells["G03"] != ""
    assert 0 < asked.sum() < 300
    kept = asked & (asked.cumsum() <= 10)
    few = cells[~asked | kept].assign(G03="").reset_index(drop=True)
    assert "G03" not in unasked(decoded(few, form))
