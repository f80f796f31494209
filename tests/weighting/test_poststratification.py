"""Post-stratification: every cell of a cross met, chains of steps, cells that are empty."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.errors import PopulationError, WeightingError
from survey.estimation import mean, total
from survey.weighting import poststratify, rake

TRUST = Population.from_margins({"trust": {0: 400, 1: 600}})
SEX = Population.from_margins({"sex": {1: 480, 2: 520}})


@pytest.fixture(scope="module")
def sample() -> Sample:
    random = np.random.default_rng(8)
    n = 400
    sex = random.integers(1, 3, n)
    table = pd.DataFrame(
        {
            "psu": np.repeat(np.arange(40), 10),
            "stratum": np.repeat(np.arange(8), 50),
            "sex": sex,
            "trust": (random.random(n) < 0.4 + 0.15 * (sex == 2)).astype(int),
            "y": random.normal(10, 3, n) + 2 * sex,
            "w": random.uniform(2, 3, n),
        }
    )
    return make_sample(table, Design(strata="stratum", psu="psu", weight="w"))


def refusal(call: Callable[[], object]) -> WeightingError:
    with pytest.raises(WeightingError) as caught:
        call()
    return caught.value


def test_weights_by_hand() -> None:
    """Cell 1 has weight 4 for 8 people, cell 2 weight 5 for 10."""
    given = make_sample({"sex": [1, 1, 2], "w": [1, 3, 5]}, Design(weight="w"))
    found = poststratify(given, Population.from_margins({"sex": {1: 8, 2: 10}}))
    assert found.weights == pytest.approx([2, 6, 10])
    assert found.trail[-1].kind == "poststratify"


def test_standard_error_by_hand() -> None:
    """Residuals from the cell means, with the new weights: 2 x (-1, 1) and 3 x (-2, 2), squared, x n/(n-1)."""
    given = make_sample({"cell": [1, 1, 2, 2], "y": [1, 3, 2, 6], "w": [1, 1, 1, 1]}, Design(weight="w"))
    found = total(poststratify(given, Population.from_margins({"cell": {1: 4, 2: 6}})), "y")
    assert found.estimate == pytest.approx([2 * 4 + 3 * 8])
    assert found.se == pytest.approx([np.sqrt(4 / 3 * (4 + 4 + 36 + 36))])


def test_post_stratified_then_raked_keeps_both_effects(sample: Sample) -> None:
    """Sex, met last, has no error; trust, met before, next to none: far less than raked alone."""
    both, alone = rake(poststratify(sample, TRUST), SEX), rake(sample, SEX)
    assert total(both, {"one": np.ones(len(both))}, by="sex").se == pytest.approx([0, 0], abs=1e-8)
    assert 0 < mean(both, "trust").se[0] < 0.2 * mean(alone, "trust").se[0]


def test_the_chain_by_jackknife(sample: Sample) -> None:
    """Leaving out one PSU at a time and repeating both steps gives about the same standard error."""

    def weigh(given: Sample) -> Sample:
        return rake(poststratify(given, TRUST), SEX)

    found, squares = mean(weigh(sample), ["trust", "y"]), np.zeros(2)
    for stratum in range(8):
        inside = np.flatnonzero(np.asarray(sample.values("stratum")) == stratum)
        replicates = []
        for psu in range(5 * stratum, 5 * stratum + 5):
            factors = np.ones(len(sample))
            factors[inside] = 5 / 4
            factors[np.asarray(sample.values("psu")) == psu] = 0
            again = dataclasses.replace(sample, weights=sample.weights * factors)
            replicates.append(mean(weigh(again), ["trust", "y"]).estimate)
        deviations = np.array(replicates) - np.mean(replicates, axis=0)
        squares += 4 / 5 * (deviations**2).sum(0)
    # Third-order terms: a few per cent with 40 PSUs.
    assert found.se == pytest.approx(np.sqrt(squares), rel=0.05)


def test_cells_without_interviews() -> None:
    """An error by default; left out and told when asked for."""
    given = make_sample({"sex": [1, 1], "w": [1, 1]}, Design(weight="w"))
    error = refusal(lambda: poststratify(given, SEX))
    assert (error.code, error.place) == ("W004", "survey.poststratify: margin 'sex', category '2'")
    found = poststratify(given, SEX, partial=True)
    assert found.weights.sum() == pytest.approx(480)
    assert "520 people are in cells without interviews" in found.trail[-1].notes[0]


def test_several_margins_need_a_choice(sample: Sample) -> None:
    """The variables to cross are named, and must be crossed in the figures."""
    people = Population.from_margins({"sex": {1: 480, 2: 520}, "trust": {0: 400, 1: 600}})
    error = refusal(lambda: poststratify(sample, people))
    assert (error.code, error.place) == ("W120", "survey.poststratify: by")
    assert poststratify(sample, people, "sex").weights.sum() == pytest.approx(1000)
    with pytest.raises(PopulationError) as caught:
        poststratify(sample, people, ["sex", "trust"])
    assert caught.value.code == "P004"


def test_options_and_restricted_samples(sample: Sample) -> None:
    """A word that is no option; a domain."""
    error = refusal(lambda: poststratify(sample, SEX, unknown="hols"))  # type: ignore[arg-type]
    assert (error.code, error.remedy) == ("W121", "Did you mean 'hold'?")
    assert refusal(lambda: poststratify(sample.where("sex == 1"), SEX)).code == "W100"
