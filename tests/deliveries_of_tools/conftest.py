"""Waves of three questionnaires as they were collected, made once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from survey.design import read_population
from survey.questionnaire import read_questionnaire
from survey.simulate import simulate_wave
from survey.simulate.answer_sheet import AnswerSheet
from survey.simulate.joint_distribution import even_population
from tests.deliveries_of_tools.collected import Collected, collect

ROOT = Path(__file__).parents[2]
GROUPS = 'groupings:\n  - {id: gender, from: SEX, kk: "Жынысы", ru: "Пол"}\n'


def simulated(folder: Path, wave: str) -> Collected:
    """A wave of the questionnaire in a folder; what the simulator leaves empty is filled in."""
    form = read_questionnaire(folder)
    figures = folder / "population"
    population = read_population(figures, form) if figures.is_dir() else even_population(form)
    made = simulate_wave(form, population, wave, n=150, seed=11)
    if form.id == "everything":
        fill(made.sheet)
    return collect(made)


def fill(sheet: AnswerSheet) -> None:
    """Times, dates, hours with their own missing codes, choices that depend on them, a text that needs quotation marks.

    In every seventh row of those who work few hours, the choices are answered although they were not to be asked.
    """
    rows = np.arange(len(sheet))
    works = np.isin(sheet.codes["WORK"], (1, 2))
    hours = np.where(works, np.array([40.0, 10.0, 998.0, 25.0, 999.0, 0.0])[rows % 6], np.nan)
    sheet.codes["HOURS"] = hours
    sheet.words["BEGIN"] = np.array([f"{row % 24:02d}:{row * 7 % 60:02d}" for row in rows], object)
    days = [f"20{row % 18:02d}-{row % 12 + 1:02d}-{row % 28 + 1:02d}" for row in rows]
    sheet.words["SINCE"] = np.array([day if at else None for day, at in zip(days, works, strict=True)], object)
    learns = np.isin(hours, (25, 40)) | (np.isin(hours, (0, 10)) & (rows % 7 == 0))
    sheet.chosen["SKILLS"] = np.column_stack([rows % 2 == 0, rows % 3 == 0, rows % 5 < 4]) & learns[:, None]
    sheet.words["MORE"][3::40] = 'Бірі: "жол; су",\nекіншісі\t– жарық'


def everything_folder(folder: Path) -> Path:
    """The folder, with the questionnaire that has a question of every kind."""
    text = (Path(__file__).parent / "everything.yaml").read_text(encoding="utf-8")
    (folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
    (folder / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Collected]:
    """The shipped questionnaire, the household panel, and one with a question of every kind."""
    return {
        "interethnic": simulated(ROOT / "questionnaires" / "interethnic", "2018Q1"),
        "household": simulated(ROOT / "tests" / "data" / "household_panel" / "questionnaire", "2024"),
        "everything": simulated(everything_folder(tmp_path_factory.mktemp("everything")), "2018Q1"),
    }


@pytest.fixture(scope="session")
def everything(collected: Mapping[str, Collected]) -> Collected:
    """The wave with a question of every kind."""
    return collected["everything"]
