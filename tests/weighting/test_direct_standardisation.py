"""Direct standardisation by hand, with blanks, domains, replicates, and what it refuses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Population, Sample, make_sample, replicate
from survey.errors import WeightingError
from survey.estimation import mean, shares, total
from survey.weighting import rake, standardize

HALF = {0: 0.5, 1: 0.5}


def table() -> pd.DataFrame:
    """Women are older; the old are ill."""
    random = np.random.default_rng(3)
    n = 240
    sex = random.integers(1, 3, n)
    old = (random.random(n) < np.where(sex == 2, 0.7, 0.3)) * 1.0
    ill = (random.random(n) < np.where(old == 1, 0.6, 0.2)) * 1.0
    psu = np.repeat(np.arange(24), 10)
    return pd.DataFrame({"h": psu // 6, "psu": psu, "sex": sex, "old": old, "ill": ill, "w": random.uniform(1, 3, n)})


def drawn(**columns: Any) -> Sample:
    return make_sample(table().assign(**columns), Design(strata="h", psu="psu", weight="w"))


def test_rates_by_hand() -> None:
    """The mean of the rates of the ages, weighted by the standard."""
    sample = drawn()
    rates = mean(sample, "ill", by=["sex", "old"]).estimate.reshape(2, 2)
    found = mean(standardize(sample, "old", population={0: 300, 1: 100}, over="sex"), "ill", by="sex")
    np.testing.assert_allclose(found.estimate, rates @ [0.75, 0.25])


def test_every_group_has_the_composition_and_keeps_its_weight() -> None:
    """And the composition has no error any more."""
    sample = drawn()
    after = standardize(sample, "old", population=HALF, over="sex")
    found = shares(after, "old", by="sex")
    np.testing.assert_allclose(found.estimate, 0.5)
    np.testing.assert_allclose(found.se, 0, atol=1e-12)
    for one in (1, 2):
        own = sample.values("sex") == one
        assert after.weights[own].sum() == pytest.approx(sample.weights[own].sum())
    assert after.trail[-1].kind == "standardize"
    assert after.trail[-1].detail.startswith("old within sex: 4 cells")


def test_several_variables_crossed() -> None:
    """The standard of a population table, over nothing: everybody is one group."""
    people = Population.from_margins({("sex", "old"): {(1, 0): 4, (1, 1): 1, (2, 0): 2, (2, 1): 3}})
    after = standardize(drawn(), ["sex", "old"], population=people)
    assert mean(after, "ill").estimate[0] == pytest.approx(
        mean(drawn(), "ill", by=["sex", "old"]).estimate @ [0.4, 0.1, 0.2, 0.3]
    )


def test_who_did_not_answer_bends_the_composition_unless_left_out() -> None:
    """The ill and old answer less often: with ``answered`` the rates are those of the ages again."""
    frame = table()
    silent = (frame["old"] == 1) & (np.arange(240) % 3 == 0)
    sample = drawn(said=frame["ill"].mask(silent))
    rates = mean(sample, "said", by=["sex", "old"]).estimate.reshape(2, 2)
    after = standardize(sample, "old", population=HALF, over="sex", answered="said")
    np.testing.assert_allclose(mean(after, "said", by="sex").estimate, rates @ [0.5, 0.5])
    without = standardize(sample, "old", population=HALF, over="sex")
    assert np.abs(mean(without, "said", by="sex").estimate - rates @ [0.5, 0.5]).min() > 1e-3
    assert after.trail[-1].n == int((~silent).sum())
    assert f"{int(silent.sum())} of 240 interviews" in after.trail[-1].notes[0]


def test_blanks_of_the_variables_have_no_weight() -> None:
    """They are in no cell; the note says how many."""
    frame = table()
    after = standardize(drawn(old=frame["old"].mask(frame.index < 7)), "old", population=HALF)
    assert (after.weights[:7] == 0).all()
    assert (after.weights[7:] > 0).all()
    assert after.trail[-1].notes[0].startswith("7 of 240 interviews")


def test_the_standard_error_is_that_of_a_jackknife() -> None:
    """Which standardises again in every replicate."""
    by: dict[str, Any] = {"population": HALF, "over": "sex"}
    linear = mean(standardize(drawn(), "old", **by), "ill", by="sex").se
    again = mean(standardize(replicate(drawn(), "JKn"), "old", **by), "ill", by="sex").se
    assert again == pytest.approx(linear, rel=0.05)


def test_after_another_step() -> None:
    """The groups are those of the raked sample."""
    raked = rake(drawn(), {"sex": {1: 1000, 2: 1100}})
    after = standardize(raked, "old", population=HALF, over="sex")
    np.testing.assert_allclose(total(after, {"one": np.ones(240)}, by="sex").estimate, [1000, 1100])
    assert [step.kind for step in after.trail] == ["design", "rake", "standardize"]


REFUSED: dict[str, tuple[Callable[[], Sample], str]] = {
    "a domain": (lambda: standardize(drawn().where("sex == 1"), "old", population=HALF), "W100"),
    "a name twice": (lambda: standardize(drawn(), "old", population=HALF, over="old"), "W126"),
    "no name": (lambda: standardize(drawn(), [], population=HALF), "W126"),
    "nobody answered": (
        lambda: standardize(drawn(none=np.full(240, np.nan)), "old", population=HALF, answered="none"),
        "W123",
    ),
    "a category too many": (lambda: standardize(drawn(), "old", population={**HALF, 2: 0.1}), "W004"),
    "a category too few": (lambda: standardize(drawn(), "old", population={0: 1.0}), "W005"),
    "an empty cell": (
        lambda: standardize(
            drawn(old=np.where(table()["sex"] == 1, 0.0, table()["old"])), "old", population=HALF, over="sex"
        ),
        "W124",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    """Each with its code."""
    call, code = REFUSED[case]
    with pytest.raises(WeightingError) as caught:
        call()
    assert caught.value.code == code


def test_an_empty_cell_is_named() -> None:
    """R leaves it out and compares groups of different composition."""
    with pytest.raises(WeightingError) as caught:
        REFUSED["an empty cell"][0]()
    assert caught.value.place == "survey.standardize: sex 1"
    assert "'1', of which the standard has 50.0%" in caught.value.fact
