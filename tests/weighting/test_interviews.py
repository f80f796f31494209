"""Weighting of interviews under a questionnaire: codes are no numbers, waves stay interviews."""

from pathlib import Path

import pytest

import survey
from survey.errors import WeightingError

FOLDER = Path(__file__).parents[2] / "questionnaires" / "interethnic"


@pytest.fixture(scope="module")
def form() -> survey.Questionnaire:
    return survey.read_questionnaire(FOLDER)


@pytest.fixture(scope="module")
def people(form: survey.Questionnaire) -> survey.Population:
    return survey.read_population(FOLDER / "population", form)


@pytest.fixture(scope="module")
def waves(
    form: survey.Questionnaire, people: survey.Population, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, survey.Sample]:
    """Two waves of 300, as they are delivered, raked to sex and age."""
    samples = {}
    for seed, name in enumerate(("2018Q1", "2018Q2")):
        file = tmp_path_factory.mktemp("delivered") / f"{name}.csv"
        survey.simulate_wave(form, people, name, n=300, seed=seed, field_errors=False).write(file)
        interviews, _ = survey.decode(survey.read_file(file), form)
        design = survey.Design(strata="H04", psu="H07", weight="base_weight", lonely="adjust")
        samples[name] = survey.rake(survey.make_sample(interviews, design), people, margins=["sex", "age4"])
    return samples


def test_codes_of_answers_have_no_total(waves: dict[str, survey.Sample]) -> None:
    """The sum of a scale means nothing; the sum of ages may be met."""
    sample = waves["2018Q1"]
    for name in ("C01a", "sex"):
        with pytest.raises(WeightingError) as caught:
            survey.calibrate(sample, {name: 1e6})
        assert (caught.value.code, caught.value.place) == ("W105", f"survey.calibrate: total of '{name}'")
    found = survey.calibrate(sample, {"(all)": 1e6, "S03": 42e6}, method="raking")
    assert survey.mean(found, "S03").estimate == pytest.approx([42])


def test_waves_of_one_questionnaire_stay_interviews(waves: dict[str, survey.Sample]) -> None:
    """Conditions and labels go on working; every wave has the standard error it had alone."""
    both = survey.combine(waves)
    assert isinstance(both.data, survey.Interviews)
    assert len(both) == sum(len(sample) for sample in waves.values())
    found = survey.share(both, "C01a", [1, 2], by="wave")
    alone = [survey.share(sample, "C01a", [1, 2]) for sample in waves.values()]
    assert found.estimate == pytest.approx([one.estimate[0] for one in alone])
    assert found.se == pytest.approx([one.se[0] for one in alone])


def test_extremes_name_the_interviews(waves: dict[str, survey.Sample], people: survey.Population) -> None:
    """By the key of the questionnaire; margins that were met have no gap."""
    found = survey.diagnose(waves["2018Q1"], people, margins=["sex", "age4"], n_extremes=2)
    sample = waves["2018Q1"]
    assert isinstance(sample.data, survey.Interviews)
    assert set(found.extremes["interview"]) <= {str(one) for one in sample.data.ids}
    assert found.balance["gap_after"].abs().max() < 1e-6
