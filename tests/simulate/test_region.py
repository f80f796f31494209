"""A region of people held as arrays, and the samples drawn from it."""

import numpy as np
import pandas as pd
import pytest

from survey.design import Population
from survey.questionnaire.model import Questionnaire
from survey.simulate.region import Region, make_region


@pytest.fixture(scope="module")
def region(form: Questionnaire, population: Population) -> Region:
    return make_region(form, population, "2018Q1", people=50_000)


def test_a_region_has_as_many_people_as_the_population(form: Questionnaire, population: Population) -> None:
    """1,332,540 adults; points are rounded to whole people."""
    assert len(make_region(form, population, "2018Q1")) == pytest.approx(population.total, abs=606)


def test_people_stand_point_by_point_in_their_stratum(region: Region) -> None:
    """The unit of every person is the stratum of the point."""
    points = np.repeat(np.arange(len(region.frame)), np.diff(region.first))
    assert (region.people["unit"].to_numpy() == region.frame.strata[points]).all()
    assert (np.diff(region.first) == region.frame.adults).all()


def test_only_traits_differ_between_quarters(region: Region, form: Questionnaire, population: Population) -> None:
    """The same people are asked a quarter later."""
    later = make_region(form, population, "2018Q2", people=50_000)
    same = [name for name in region.people if region.people[name].equals(later.people[name])]
    assert same == ["unit", "urban", "sex", "age4", "ethnic_group"]


def test_margins_are_counts(region: Region) -> None:
    """Single and crossed groupings."""
    population = region.population([["sex"], ["sex", "urban"]])
    assert population.margin("sex").counts.sum() == len(region)
    assert population.margin(["sex", "urban"]).counts[0] == len(region.people.query("sex == 1 and urban == 0"))


@pytest.mark.parametrize("shuffled", [False, True])
def test_samples_represent_the_region(region: Region, shuffled: bool) -> None:
    """Ten people at each of 100 points, nobody twice; weights add up to the people of every stratum."""
    sample = region.draw(1000, np.random.default_rng(3), shuffled=shuffled)
    assert sample.groupby("psu").size().tolist() == [10] * 100
    assert sample.index.is_unique
    totals = sample.groupby("stratum")["weight"].sum()
    assert totals.to_numpy() == pytest.approx(region.people.groupby("unit").size().to_numpy(), rel=1e-6)
    own = region.people.loc[sample.index, "unit"].to_numpy()
    assert (own == sample["stratum"]).all()


def test_the_same_seed_draws_the_same_sample(region: Region) -> None:
    """Draws depend on the generator only."""
    first, second = (region.draw(200, np.random.default_rng(9), shuffled=True) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
