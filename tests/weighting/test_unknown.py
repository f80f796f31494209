"""Interviews of no category in a margin."""

import numpy as np
import pytest

import survey
from survey.errors import WeightingError

PEOPLE = survey.Population.from_margins({"sex": {1: 600, 2: 400}})


def sample(blank: int, n: int = 100) -> survey.Sample:
    """N interviews of weight 1, the first of them without a sex."""
    sex = np.where(np.arange(n) < blank, np.nan, np.arange(n) % 2 + 1)
    return survey.make_sample({"sex": sex, "w": np.ones(n)}, survey.Design(weight="w"))


def test_a_few_keep_their_share_and_the_trail_says_so() -> None:
    """5 of 100: their 5 % of the 1000 people; the categories share the rest as the population has it."""
    raked = survey.rake(sample(5), PEOPLE)
    assert raked.weights[:5].sum() == pytest.approx(50)
    assert raked.weights[np.asarray(raked.values("sex")) == 1].sum() == pytest.approx(950 * 0.6)
    assert "5 interviews" in raked.trail[-1].notes[0]


def test_more_than_a_few_are_refused_unless_told_to_hold() -> None:
    """6 % is over the limit of 5 %."""
    with pytest.raises(WeightingError, match=r"6\.0%") as caught:
        survey.rake(sample(6), PEOPLE)
    assert caught.value.code == "W003"
    assert survey.rake(sample(6), PEOPLE, unknown="hold").weights[:6].sum() == pytest.approx(60)


def test_none_may_be_asked_for() -> None:
    """``error`` refuses a single one."""
    with pytest.raises(WeightingError):
        survey.rake(sample(1), PEOPLE, unknown="error")
