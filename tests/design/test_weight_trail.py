"""Kish's effect of weights, and steps of weighting."""

import numpy as np
import pytest

from survey.design import Design, make_sample, reweigh, weighting_effect
from survey.errors import WeightingError


def test_effect_of_one_triple_weight_among_four() -> None:
    """Four interviews, one counting threefold: 4 x 12 / 36."""
    assert weighting_effect(np.array([1.0, 1.0, 1.0, 3.0])) == pytest.approx(4 / 3)


def test_equal_weights_lose_nothing() -> None:
    """The effect is 1 whatever the size of the weights."""
    assert weighting_effect(np.full(7, 0.3)) == pytest.approx(1)


@pytest.mark.parametrize("weights", [[1, 0], [1, -1], [1, np.nan], []], ids=["zero", "negative", "missing", "none"])
def test_weights_without_an_effect(weights: list[float]) -> None:
    """All weights must be positive."""
    with pytest.raises(WeightingError) as caught:
        weighting_effect(np.array(weights))
    assert (caught.value.code, caught.value.place) == ("W010", "survey.weighting_effect")


def test_a_step_is_added_to_the_trail() -> None:
    """The sample given keeps its weights."""
    sample = make_sample({"w": [1.0, 3.0]}, Design(weight="w"))
    other = reweigh(sample, np.array([2.0, 2.0]), "trim", "by hand", notes=["why"])
    assert [step.kind for step in other.trail] == ["design", "trim"]
    assert other.trail_frame()["n_eff"].tolist() == pytest.approx([1.6, 2])
    assert sample.weights.tolist() == [1, 3]
