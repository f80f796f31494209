"""Intervals of the monitor against a region whose every answer is known; docs/coverage.md has the long version."""

from pathlib import Path

import numpy as np
import pytest

from survey.design import Design, Population, Sample, make_sample, read_population
from survey.estimation import Estimates, change, mean, quantile, share
from survey.questionnaire import read_questionnaire
from survey.simulate.region import Region, make_region
from survey.weighting import rake

INSTRUMENT = Path(__file__).parents[2] / "questionnaires" / "interethnic"
SAMPLES = 300
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@pytest.fixture(scope="module")
def region() -> Region:
    """With an answer that half give, one that 5 % give, and an index."""
    form = read_questionnaire(INSTRUMENT)
    found = make_region(form, read_population(INSTRUMENT / "population", form), "2018Q1", people=300_000)
    noise = np.random.default_rng(1).standard_normal((3, len(found)))
    people = found.people
    items = 0.6 * people[["trust", "relations", "closeness"]].to_numpy().T + 0.8 * noise
    told = people.assign(half=items[0] > 0.1, rare=items[1] > 1.6, index=50 + 12 * items.mean(0))
    return Region(found.frame, found.first, told)


@pytest.fixture(scope="module")
def drawn(region: Region) -> list[tuple[Sample, Sample]]:
    """Samples before and after raking."""
    design = Design(strata="stratum", psu="psu", weight="weight")
    people: Population = region.population([["unit"], ["urban"], ["sex", "age4"], ["ethnic_group"]])
    random = np.random.default_rng(2)
    samples = [make_sample(region.draw(1000, random, shuffled=True), design) for _ in range(SAMPLES)]
    return [(sample, rake(sample, people)) for sample in samples]


def held(found: list[Estimates], truth: Floats | float) -> float:
    """Share of the intervals that hold the truth."""
    low, high = np.stack([one.ci_low for one in found]), np.stack([one.ci_high for one in found])
    return float(((low <= truth) & (truth <= high)).mean())


@pytest.mark.parametrize("raked", [0, 1])
def test_regional_intervals_hold_the_truth(region: Region, drawn: list[tuple[Sample, Sample]], raked: int) -> None:
    """95 of 100, give or take 1.26 points of standard error of 300 samples: 91 to 98.5 is three of them."""
    samples = [pair[raked] for pair in drawn]
    people = region.people
    assert 0.91 <= held([share(one, "half") for one in samples], people["half"].mean()) <= 0.985
    assert 0.91 <= held([share(one, "rare") for one in samples], people["rare"].mean()) <= 0.985
    assert 0.91 <= held([mean(one, "index") for one in samples], people["index"].mean()) <= 0.985
    assert 0.91 <= held([quantile(one, "index") for one in samples], people["index"].median()) <= 0.985


@pytest.mark.parametrize("raked", [0, 1])
def test_intervals_of_units_hold_the_truth(region: Region, drawn: list[tuple[Sample, Sample]], raked: int) -> None:
    """5,700 intervals with three to ten degrees of freedom; those of rare answers hold it more often than they need."""
    samples = [pair[raked] for pair in drawn]
    truth = region.people.groupby("unit")[["half", "rare", "index"]].mean()
    assert 0.94 <= held([share(one, "half", by="unit") for one in samples], truth["half"].to_numpy()) <= 0.975
    assert 0.94 <= held([mean(one, "index", by="unit") for one in samples], truth["index"].to_numpy()) <= 0.975
    assert 0.96 <= held([share(one, "rare", by="unit") for one in samples], truth["rare"].to_numpy()) <= 0.99


def test_raking_makes_errors_smaller_and_still_true(drawn: list[tuple[Sample, Sample]]) -> None:
    """The standard error told is that of the 300 estimates, within its own 4 % (12 % is three of these)."""
    told = [mean(after, "index") for _, after in drawn]
    errors, spread = np.array([one.se[0] for one in told]), np.std([one.estimate[0] for one in told])
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(spread, rel=0.12)
    assert np.median(errors) < np.median([mean(before, "index").se[0] for before, _ in drawn])


def test_intervals_of_changes_hold_no_change(drawn: list[tuple[Sample, Sample]]) -> None:
    """Two independent waves of the same region: 150 pairs, 91 to 99 is three standard errors."""
    pairs = [(drawn[at][1], drawn[at + 1][1]) for at in range(0, SAMPLES, 2)]
    found = [change(one, other, ["index", "half"], shared="none") for one, other in pairs]
    inside = np.array([(one.ci_low <= 0) & (one.ci_high >= 0) for one in found])
    assert (inside.mean(0) >= 0.9).all()
    assert (inside.mean(0) <= 0.99).all()
