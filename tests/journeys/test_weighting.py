"""Every step of weighting in a workspace, and what the report says of it; population figures from a workbook."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.monitor import Wave, open_monitor
from survey.monitor.methods_content import methods_of
from survey.reports.claims.method_claims import INTERVIEW_CLAIMS, WEIGHT_CLAIMS
from tests.journeys.conftest import Command

RAKE = "rake: {margins: [[urban], [sex, age4]], bounds: [0.2, 5]}"
SIZE = 1_332_540


def weighted(workspace: Path, *steps: str) -> Wave:
    """The first wave, which has no wave before it, weighted by these steps."""
    settings = workspace / "monitor.yaml"
    written = "weighting:\n" + "".join(f"  - {step}\n" for step in steps)
    text = re.sub(r"^weighting:\n(  .*\n)+", lambda _: written, settings.read_text("utf-8"), flags=re.MULTILINE)
    assert written in text
    settings.write_text(text, encoding="utf-8")
    return open_monitor(workspace).wave("2017Q4")


def said(wave: Wave) -> list[str]:
    """Keys of the sentences about interviews and weights that the report prints."""
    methods = methods_of(wave)
    return [one.key for one in (*INTERVIEW_CLAIMS, *WEIGHT_CLAIMS) if one.holds(methods)]


ALL_USED = ["fact_interviews_value", "weights_represent", "weights_unequal"]


@pytest.mark.parametrize(
    ("step", "name", "margins"),
    [
        ("poststratify: {by: [sex, age4]}", "Постстратификация по численности населения", ["Пол × Возрастная группа"]),
        (
            "calibrate: {margins: [[sex], [urban]], bounds: [0.3, 3]}",
            "Калибровка по численности населения",
            ["Пол", "Тип населённого пункта"],
        ),
    ],
)
def test_steps_that_meet_the_population(workspace: Path, step: str, name: str, margins: list[str]) -> None:
    """The step and its margins are named, and the weights add up to the people."""
    wave = weighted(workspace, step)
    methods = methods_of(wave)
    assert [one.name["ru"] for one in methods.weight_steps] == ["Базовые веса", name]
    assert [one.name["ru"] for one in methods.margins] == margins
    assert said(wave) == ALL_USED
    assert wave.sample.weights.sum() == pytest.approx(SIZE)


def test_an_adjustment_for_nonresponse(workspace: Path) -> None:
    """Those whose weight was passed on are counted apart, everywhere in the methods."""
    answered = "adjust_nonresponse: {respondents: 'C01a in [1, 2, 3, 4]', by: [urban]}"
    wave = weighted(workspace, answered, RAKE)
    methods = methods_of(wave)
    assert [one.name["ru"] for one in methods.weight_steps][1] == "Поправка на неответы"
    assert 0 < methods.n_passed_on == int((wave.sample.weights == 0).sum())
    assert methods.n_used == methods.weight_steps[-1].n == sum(n for _, n in methods.interviews_by_language)
    assert methods.n_used + methods.n_passed_on + methods.n_set_aside == methods.n_delivered
    assert said(wave) == ["fact_interviews_passed_on", "weights_represent", "weights_unequal"]


def test_weights_scaled_to_the_number_of_interviews_count_no_people(workspace: Path) -> None:
    """A weight of 1 is not one adult, although the margins are met in proportion."""
    wave = weighted(workspace, RAKE, "normalize: {}")
    assert wave.sample.weights.mean() == pytest.approx(1)
    assert said(wave) == ["fact_interviews_value", "weights_unequal"]


def test_a_workspace_without_figures_and_steps(workspace: Path, command: Command) -> None:
    """It runs and reports, and says nothing of a population it does not have."""
    settings = workspace / "monitor.yaml"
    text = re.sub(r"^(population: .*\n|weighting:\n(  .*\n)+)", "", settings.read_text("utf-8"), flags=re.MULTILINE)
    assert "rake" not in text
    assert "questionnaire/population" not in text
    settings.write_text(text, encoding="utf-8")
    assert command("run", "2017Q4", "--workspace", workspace)[0] == 0
    page = (workspace / "out" / "2017Q4" / "report.ru.html").read_text("utf-8")
    assert "Базовые веса" in page
    assert "К каким данным приведены веса" not in page
    assert said(open_monitor(workspace).wave("2017Q4")) == ["fact_interviews_value", "weights_unequal"]


def test_figures_in_a_workbook_and_crossed_domains(workspace: Path) -> None:
    """The same weights as from CSV; the crossing is in the table and not among the groupings of the report."""
    folder = workspace / "questionnaire" / "population"
    before = weighted(workspace, RAKE)
    figures = pd.read_csv(folder / "adults_2018.csv")
    figures.to_excel(folder / "adults.xlsx", index=False)
    (folder / "adults_2018.csv").unlink()
    described = (folder / "population.yaml").read_text("utf-8")
    (folder / "population.yaml").write_text(described.replace("adults_2018.csv", "adults.xlsx"), encoding="utf-8")
    definitions = workspace / "questionnaire" / "indicators.yaml"
    text = re.sub(
        r"^domains: \[(.*)\]$", r"domains: [\1, [sex, age4]]", definitions.read_text("utf-8"), flags=re.MULTILINE
    )
    definitions.write_text(text, encoding="utf-8")
    after = weighted(workspace, RAKE)
    np.testing.assert_array_equal(after.sample.weights, before.sample.weights)
    assert len(after.indicators.levels("sex x age4")) == 8
    assert len(after.indicators.frame) > len(before.indicators.frame)
    same = after.indicators.frame["domain"].isin(["region", "ethnic_group"])
    kept = before.indicators.frame["domain"].isin(["region", "ethnic_group"])
    pd.testing.assert_series_equal(
        after.indicators.frame.loc[same, "estimate"].reset_index(drop=True),
        before.indicators.frame.loc[kept, "estimate"].reset_index(drop=True),
    )
