"""A simulated wave of the shipped questionnaire, decoded once."""

from pathlib import Path

import pytest

from survey.design import read_population
from survey.ingest import decode, read_file
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, read_questionnaire
from survey.simulate import simulate_wave
from survey.simulate.joint_distribution import even_population

FOLDER = Path(__file__).parents[2] / "questionnaires" / "interethnic"


@pytest.fixture(scope="session")
def form() -> Questionnaire:
    """The shipped questionnaire."""
    return read_questionnaire(FOLDER)


@pytest.fixture(scope="session")
def wave(form: Questionnaire, tmp_path_factory: pytest.TempPathFactory) -> Interviews:
    """300 interviews with the usual mistakes of fieldwork, those with errors set aside."""
    path = tmp_path_factory.mktemp("exchange") / "wave.csv"
    simulate_wave(form, read_population(FOLDER / "population", form), "2018Q1", n=300, seed=5).write(path)
    interviews, found = decode(read_file(path), form)
    return interviews.set_aside(found.of("error"))


@pytest.fixture(scope="session")
def household(tmp_path_factory: pytest.TempPathFactory) -> Interviews:
    """60 interviews of the household panel, which has text codes and three languages."""
    form = read_questionnaire(FOLDER.parents[1] / "tests" / "data" / "household_panel" / "questionnaire")
    path = tmp_path_factory.mktemp("household") / "wave.csv"
    simulate_wave(form, even_population(form), "2024", n=60, seed=5).write(path)
    return decode(read_file(path), form)[0]
