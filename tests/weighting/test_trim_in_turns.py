"""Trimming that goes back to the totals."""

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.errors import WeightingError
from survey.estimation import mean, total
from survey.weighting import calibrate, rake, trim

PEOPLE = Population.from_margins({"sex": {1: 480, 2: 520}, "town": {0: 700, 1: 300}})


@pytest.fixture(scope="module")
def raked() -> Sample:
    random = np.random.default_rng(2)
    n = 200
    table = pd.DataFrame(
        {
            "psu": np.repeat(np.arange(40), 5),
            "sex": random.choice([1, 2], n, p=[0.3, 0.7]),
            "town": random.choice([0, 1], n, p=[0.5, 0.5]),
            "y": random.normal(10, 3, n),
            "w": random.uniform(2, 8, n),
        }
    )
    return rake(make_sample(table, Design(psu="psu", weight="w")), PEOPLE)


def back(sample: Sample) -> Sample:
    return rake(sample, PEOPLE)


def test_limits_and_totals_hold_together(raked: Sample) -> None:
    """No weight above 11 (but for a thousandth), margins met, without sampling error."""
    found = trim(raked, upper=11, recalibrate=back)
    assert raked.weights.max() > 12
    assert found.weights.max() <= 11 * 1.001
    sexes = total(found, {"one": np.ones(len(found))}, by="sex")
    assert sexes.estimate == pytest.approx([480, 520], rel=1e-9)
    assert sexes.se == pytest.approx([0, 0], abs=1e-8)


def test_the_trail_keeps_one_turn(raked: Sample) -> None:
    """However many there were; it says how many."""
    found = trim(raked, upper=11, recalibrate=back)
    assert [step.kind for step in found.trail] == ["design", "rake", "trim", "rake"]
    assert "turns with recalibration" in found.trail[2].detail


def test_nothing_beyond_the_limits_changes_nothing(raked: Sample) -> None:
    """Weights and standard errors stay."""
    found = trim(raked, upper=1e6, recalibrate=back)
    assert found.weights == pytest.approx(raked.weights, rel=1e-9)
    assert mean(found, "y").se == pytest.approx(mean(raked, "y").se, rel=1e-6)


def test_limits_that_the_totals_do_not_allow(raked: Sample) -> None:
    """1000 people by 200 interviews need a mean weight of 5."""
    with pytest.raises(WeightingError) as caught:
        trim(raked, upper=5.2, recalibrate=back)
    assert (caught.value.code, caught.value.place) == ("W150", "survey.trim: recalibrate")


def test_negative_weights_are_lifted_to_the_lower_limit() -> None:
    """A linear calibration made one weight negative; R's trimWeights lifts it, too."""
    given = make_sample({"size": [1.0, 2, 3, 4], "w": [1.0] * 4}, Design(weight="w"))
    negative = calibrate(given, {"(all)": 4, "size": 15}, allow_negative=True)
    assert negative.weights.min() < 0
    found = trim(negative, lower=0.1)
    assert found.weights.min() == pytest.approx(0.1, abs=0.5)
    assert found.weights.sum() == pytest.approx(4)
    assert trim(negative, lower=0.1, strict=True).weights.min() >= 0.1
