"""Interviews of both shipped surveys, simulated with the usual mistakes of fieldwork and decoded."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from survey.design import Design, Sample, make_sample, read_population
from survey.ingest import decode, read_file
from survey.interviews import Interviews
from survey.questionnaire import read_questionnaire
from survey.simulate import simulate_wave
from survey.simulate.joint_distribution import even_population

ROOT = Path(__file__).parents[2]


def _interviews(folder: Path, wave: str, made: Path) -> Interviews:
    form = read_questionnaire(folder)
    figures = folder / "population"
    population = read_population(figures, form) if figures.is_dir() else even_population(form)
    path = made / f"{form.id}.csv"
    simulate_wave(form, population, wave, n=300, seed=5).write(path)
    interviews, found = decode(read_file(path), form)
    return interviews.set_aside(found.of("error"))


@pytest.fixture(scope="session")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Interviews]:
    """The interethnic wave and the household panel."""
    made = tmp_path_factory.mktemp("waves")
    return {
        "interethnic": _interviews(ROOT / "questionnaires" / "interethnic", "2018Q1", made),
        "household": _interviews(ROOT / "tests" / "data" / "household_panel" / "questionnaire", "2024", made),
    }


@pytest.fixture(scope="session")
def interethnic(surveys: Mapping[str, Interviews]) -> Interviews:
    """The interethnic wave."""
    return surveys["interethnic"]


@pytest.fixture(scope="session")
def household(surveys: Mapping[str, Interviews]) -> Interviews:
    """The household panel."""
    return surveys["household"]


@pytest.fixture(scope="session")
def sample(interethnic: Interviews) -> Sample:
    """The interethnic wave as a sample."""
    return make_sample(
        interethnic, Design(strata="H04", psu="H07", weight="base_weight", nested=True, lonely="average")
    )
