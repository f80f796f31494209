"""Waves of three questionnaires as they were collected, made once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from survey.design import read_population
from survey.questionnaire import read_questionnaire
from survey.simulate import simulate_wave
from survey.simulate.joint_distribution import even_population
from tests.deliveries_of_tools.collected import Collected, collect

ROOT = Path(__file__).parents[2]
GROUPS = 'groupings:\n  - {id: gender, from: SEX, kk: "Жынысы", ru: "Пол"}\n'


def _collected(folder: Path, wave: str) -> Collected:
    form = read_questionnaire(folder)
    figures = folder / "population"
    population = read_population(figures, form) if figures.is_dir() else even_population(form)
    return collect(simulate_wave(form, population, wave, n=150, seed=11))


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Collected]:
    """The shipped questionnaire, the household panel, and one with a question of every kind."""
    folder = tmp_path_factory.mktemp("everything")
    text = (Path(__file__).parent / "everything.yaml").read_text(encoding="utf-8")
    (folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
    (folder / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return {
        "interethnic": _collected(ROOT / "questionnaires" / "interethnic", "2018Q1"),
        "household": _collected(ROOT / "tests" / "data" / "household_panel" / "questionnaire", "2024"),
        "everything": _collected(folder, "2018Q1"),
    }


@pytest.fixture(scope="session")
def everything(collected: Mapping[str, Collected]) -> Collected:
    """The wave with a question of every kind."""
    return collected["everything"]
