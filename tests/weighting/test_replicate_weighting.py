"""Steps of weighting repeated in every replicate."""

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from survey.arrays import Floats
from survey.design import Design, Level, Population, Replicates, Sample, make_sample, replicate, reweigh
from survey.design.reweighting import plain, replication_of
from survey.errors import DesignError
from survey.estimation import mean, total
from survey.weighting import adjust_nonresponse, calibrate, normalize, poststratify, rake, trim

PEOPLE = Population.from_margins({"sex": {1: 60.0, 2: 55.0}, "town": {0: 70.0, 1: 45.0}})
CROSSED = Population.from_margins({("sex", "town"): {(1, 0): 40, (1, 1): 20, (2, 0): 30, (2, 1): 25}})


def drawn(seed: int = 2) -> Sample:
    """Four strata of two PSUs with six interviews each."""
    random = np.random.default_rng(seed)
    psu = np.repeat(np.arange(8), 6)
    data = pd.DataFrame(
        {
            "stratum": psu // 2,
            "psu": psu,
            "sex": np.tile([1, 2, 1, 2, 1, 2], 8),
            "town": np.tile([0, 0, 1, 1, 0, 1], 8),
            "y": random.normal(5, 1, 48) + psu / 8,
            "answered": random.random(48) < 0.8,
            "w": random.uniform(1, 4, 48),
        }
    )
    return make_sample(data, Design(strata="stratum", psu="psu", weight="w"))


def weights(sample: Sample) -> Floats:
    """(replicates, n) written out."""
    made = replication_of(sample)
    assert made is not None
    return np.vstack(list(made.weights(sample.units, sample.weights)))


TOTALS: dict[str, Mapping[Level, float] | float] = {"y": 600.0, "sex": {1: 60.0, 2: 55.0}}
STEPS: dict[str, Callable[[Sample], Sample]] = {
    "rake": lambda sample: rake(sample, PEOPLE),
    "rake, bounds": lambda sample: rake(sample, PEOPLE, bounds=(0.1, 9)),
    "poststratify": lambda sample: poststratify(sample, CROSSED),
    "calibrate": lambda sample: calibrate(sample, TOTALS, allow_negative=True),
    "calibrate by raking": lambda sample: calibrate(sample, {"sex": {1: 60.0, 2: 55.0}}, method="raking"),
    "nonresponse": lambda sample: adjust_nonresponse(sample, sample.values("answered") == 1, by="sex"),
    "trim": lambda sample: trim(sample, upper=5, lower=0.5),
    "trim and rake": lambda sample: trim(sample, upper=4.5, recalibrate=lambda one: rake(one, PEOPLE)),
    "normalize": lambda sample: normalize(sample, 1000),
}


@pytest.mark.parametrize("step", list(STEPS))
def test_every_replicate_goes_through_the_step_itself(step: str) -> None:
    """Replicate weights after the step are those of a sample that had the replicate's weights before it."""
    before = replicate(drawn(), "Fay", rho=0.5)
    after = STEPS[step](before)
    np.testing.assert_allclose(after.weights, STEPS[step](drawn()).weights, rtol=1e-9)
    checked = 0
    for own, found in zip(weights(before), weights(after), strict=True):
        np.testing.assert_allclose(found, STEPS[step](plain(before, own)).weights, rtol=1e-7)
        checked += 1
    assert checked == 8


def test_margins_are_met_in_every_replicate() -> None:
    """Numbers by sex have no error any more."""
    sample = rake(replicate(drawn(), "JKn"), PEOPLE)
    found = total(sample, {"women": (sample.values("sex") == 2) * 1.0, "town": sample.values("town")})
    np.testing.assert_allclose(found.estimate, [55, 45])
    np.testing.assert_allclose(found.se, 0, atol=1e-6)


def test_replicates_agree_with_the_linearisation_of_the_trail() -> None:
    """A raked mean: the two standard errors differ by a few per cent only."""
    linear, made = rake(drawn(), PEOPLE, residuals="design"), rake(replicate(drawn(), "JKn"), PEOPLE)
    assert mean(made, "y").se[0] == pytest.approx(mean(linear, "y").se[0], rel=0.1)


def test_several_steps_are_repeated_one_after_the_other() -> None:
    """Nonresponse, raking, trimming: the trail of the sample, and every replicate through all of them."""
    before = replicate(drawn(), "Fay", rho=0.5)
    chain = ("nonresponse", "rake", "trim")
    after = before
    for name in chain:
        after = STEPS[name](after)
    assert [step.kind for step in after.trail] == ["design", "replicate", *chain]
    own = plain(before, weights(before)[3])
    for name in chain:
        own = STEPS[name](own)
    np.testing.assert_allclose(weights(after)[3], own.weights, rtol=1e-9)
    assert len(after.stages[0].stratum) == 8


def test_units_of_a_psu_that_change_alike_stay_together() -> None:
    """Raked by two margins: four cells in each of eight PSUs, not 48 interviews."""
    after = rake(replicate(drawn(), "JKn"), PEOPLE)
    made = replication_of(after)
    assert made is not None
    assert made.factors.shape[1] == 32
    assert mean(after, "y").df[0] > 0


def test_weighting_makes_no_degrees_of_freedom() -> None:
    """A class of one PSU has none before and after, the whole sample PSUs minus strata."""
    before = replicate(drawn(), "JKn")
    after = trim(rake(before, PEOPLE), upper=4.5)
    for where in (None, "psu == 3", "psu >= 4", "sex == 1"):
        assert mean(after, "y", where=where).df[0] == mean(before, "y", where=where).df[0]
    assert (mean(after, "y").df[0], mean(after, "y", where="psu == 3").df[0]) == (4, 0)


def test_supplied_replicates_are_raked_too() -> None:
    """Columns of the data, as those made here."""
    made = replicate(drawn(), "BRR")
    columns = pd.DataFrame(weights(made).T, columns=[f"r{at}" for at in range(8)])
    data = pd.concat([drawn().to_frame().drop(columns=["weight", "in_domain"]), columns], axis=1)
    given = make_sample(data, Design(weight="w", replicates=Replicates("^r[0-9]", kind="BRR")))
    margins = Population.from_margins({"sex": {1: 60.0, 2: 55.0}})
    assert mean(rake(given, margins), "y").se[0] == pytest.approx(mean(rake(made, margins), "y").se[0])


def test_a_step_that_fails_in_a_replicate_names_it() -> None:
    """The only PSU with men is left out in one replicate."""
    data = pd.DataFrame({"psu": [1, 1, 2, 2, 3, 3], "sex": [1, 2, 2, 2, 2, 2], "w": 1.0})
    sample = replicate(make_sample(data, Design(psu="psu", weight="w")), "JK1")
    with pytest.raises(DesignError) as caught:
        rake(sample, Population.from_margins({"sex": {1: 10.0, 2: 20.0}}))
    assert (caught.value.code, caught.value.place) == ("S121", "survey.rake: replicate 1")


def test_a_step_that_is_not_repeated_is_refused() -> None:
    """A verb of one's own that changes weights only."""
    sample = replicate(drawn(), "JKn")
    with pytest.raises(DesignError) as caught:
        reweigh(sample, sample.weights * 2, "trim", "twice")
    assert (caught.value.code, caught.value.place) == ("S120", "step of weighting 'trim'")


def test_without_replicates_a_step_is_what_it_was() -> None:
    """The decorator passes other samples on, docstring and name included."""
    assert rake.__name__ == "rake"
    assert rake.__doc__ is not None
    assert dataclasses.asdict(rake(drawn(), PEOPLE).trail[-1])["kind"] == "rake"
