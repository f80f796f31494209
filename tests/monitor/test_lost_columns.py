"""Every column of a delivery in turn is lost: the file is refused, or nothing that is published moves."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey.monitor.wave_delivery as room
from survey.design import make_sample, read_population
from survey.errors import SurveyError
from survey.indicators import IndicatorTable, compute
from survey.interviews import RawTable
from survey.monitor.instrument import Instrument, read_instrument
from survey.monitor.needed_columns import needs_of
from survey.monitor.settings import Settings, WaveFiles
from survey.monitor.settings_file import read_settings
from survey.monitor.shipped_files import shipped_questionnaire
from survey.monitor.wave_delivery import WaveDelivery, receive
from survey.periods import Quarter
from survey.simulate import simulate_wave
from survey.weighting import rake

SETTINGS = """\
questionnaire: questionnaire
population: questionnaire/population
design: {strata: H04, psu: H07, weight: base_weight}
weighting:
  - rake: {margins: [[sex, age4]]}
waves:
  2018Q1: {file: a.csv}
report:
  title: {kk: Мониторинг, ru: Мониторинг}
  region: {kk: Облыс, ru: Область}
  population: {kk: Ересектер, ru: Взрослые}
  sampling: {kk: Кездейсоқ, ru: Случайная}
  mode: {kk: Бетпе-бет, ru: Личное}
  battery: C01
"""
Received = Callable[..., WaveDelivery]


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    folder = shipped_questionnaire()
    return read_instrument(folder, folder / "population")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("lost")
    (folder / "monitor.yaml").write_text(SETTINGS, "utf-8")
    return read_settings(folder)


@pytest.fixture(scope="module")
def cells(instrument: Instrument) -> pd.DataFrame:
    """A wave as codes, with the mistakes of the field."""
    population = read_population(shipped_questionnaire() / "population", instrument.form)
    frame = simulate_wave(instrument.form, population, "2018Q1", n=400, seed=11).to_frame()
    return frame.astype(object).where(frame.notna(), "").astype(str)


@pytest.fixture
def received(instrument: Instrument, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Received:
    """A delivery with these cells."""

    def make(cells: pd.DataFrame, *not_asked: str) -> WaveDelivery:
        monkeypatch.setattr(room, "read_file", lambda path, **_: RawTable(str(path), "csv", "", cells))
        files = WaveFiles(Quarter(2018, 1), Path("a.csv"), not_asked=not_asked)
        return receive(files.file, instrument, settings=settings, files=files)

    return make


def numbers(delivery: WaveDelivery, instrument: Instrument, settings: Settings) -> IndicatorTable:
    drawn = make_sample(delivery.interviews, dataclasses.replace(settings.design, lonely="adjust"))
    assert instrument.population is not None
    sample = rake(drawn, instrument.population, margins=[["sex", "age4"]], unknown="hold")
    return compute(instrument.indicators, sample, not_asked=delivery.not_asked)


@pytest.mark.long
def test_a_lost_column_is_told_or_changes_nothing(
    cells: pd.DataFrame, instrument: Instrument, settings: Settings, received: Received
) -> None:
    """All columns: either the file is refused, or every answer a number rests on, and who counts, is as before.

    A fourth mention where three are allowed cannot be missed: it is left out of the comparison.
    """
    assert not received(cells).about_the_file
    needs = needs_of(instrument, settings)
    used = [name for name in instrument.form.variables if name in needs.always or name in needs.parts]
    columns = [column for name in used for column in instrument.form.variables[name].columns]
    outcomes: dict[str, str] = {}
    beyond = [column for column in cells.columns if column in ("B03_m4", "B03_m5", "B03_m6")]
    delivered = cells.drop(columns=beyond)
    whole = received(delivered)
    for column in delivered.columns:
        try:
            lost = received(delivered.drop(columns=column))
        except SurveyError as error:
            outcomes[column] = error.code
            continue
        if lost.about_the_file:
            outcomes[column] = "refused"
            continue
        outcomes[column] = "as before"
        assert np.array_equal(lost.interviews.accepted, whole.interviews.accepted), column
        pd.testing.assert_frame_equal(lost.interviews.answers[columns], whole.interviews.answers[columns], obj=column)
        pd.testing.assert_frame_equal(lost.interviews.reasons[used], whole.interviews.reasons[used], obj=column)
        assert lost.interviews.extras.get("base_weight") is not None
    counted = pd.Series(outcomes).value_counts().to_dict()
    assert counted["refused"] > 80
    assert counted["as before"] > 30
    assert sum(counted.values()) == len(delivered.columns)


@pytest.mark.parametrize("question", ["D04", "C01a", "G01a", "I02f", "O03", "B03"])
def test_a_question_left_out_on_purpose_is_withheld_and_nothing_else_moves(
    cells: pd.DataFrame, instrument: Instrument, settings: Settings, received: Received, question: str
) -> None:
    """``not_asked`` lifts the refusal; the digits that are published of everything else are the same."""
    own = [name for name in cells.columns if name == question or name.startswith(f"{question}_")]
    left_out = received(cells.drop(columns=own), question)
    assert not left_out.about_the_file
    given = numbers(left_out, instrument, settings).to_frame()
    usual = numbers(received(cells), instrument, settings).to_frame()
    out = given["withheld"] != ""
    assert 0 < out.sum() < len(given)
    assert set(given.loc[out, "withheld"]) == {question}
    pd.testing.assert_frame_equal(given[~out], usual[~out], rtol=1e-10)


@pytest.mark.parametrize("question", ["H04", "H07", "H10", "S01", "Z01", "S03"])
def test_what_no_number_can_do_without_cannot_be_left_out(
    cells: pd.DataFrame, received: Received, question: str
) -> None:
    """Strata, PSUs, dates, eligibility and margins: the file is refused although ``not_asked`` names them."""
    found = received(cells.drop(columns=question), question).about_the_file
    assert any(one.rule.startswith("needed_for_") and one.variable == question for one in found)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_refusal_names_the_question_what_rests_on_it_and_the_line_that_decides(
    cells: pd.DataFrame, instrument: Instrument, received: Received, language: str
) -> None:
    """In every language."""
    (found,) = received(cells.drop(columns="D04")).about_the_file
    message = found.message[language]
    assert (found.rule, found.variable) == ("needed_column", "D04")
    assert "not_asked: [D04]" in message
    assert instrument.indicators["CONFLICT_EXPECT"].name[language] in message


def test_a_question_that_was_answered_cannot_be_declared_left_out(cells: pd.DataFrame, received: Received) -> None:
    """Both readings are named: use the answers, or take the column out."""
    (found,) = received(cells, "D04").about_the_file
    assert (found.rule, found.variable) == ("not_asked_answered", "D04")


def test_a_question_without_indicators_may_lack(cells: pd.DataFrame, received: Received) -> None:
    """It is told, and the wave goes on."""
    delivery = received(cells.drop(columns="K01"))
    assert not delivery.about_the_file
    assert delivery.findings.of(rule="question_absent", variable="K01")


def test_a_column_of_the_design_is_named_with_those_nobody_claims(cells: pd.DataFrame, received: Received) -> None:
    """The one spelt most alike first."""
    found = received(cells.rename(columns={"base_weight": "basis_weight"})).about_the_file
    (one,) = found.of(rule="column_absent")
    assert all("basis_weight, " in text for _, text in one.message)
