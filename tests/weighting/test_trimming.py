"""Trimming and normalising by hand."""

import numpy as np
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import WeightingError
from survey.estimation import mean
from survey.weighting import normalize, trim, weighting_effect


@pytest.fixture
def sample() -> Sample:
    table = {"w": [1.0, 2, 3, 14], "g": ["a", "a", "b", "b"], "y": [1, 2, 3, 4]}
    return make_sample(table, Design(weight="w"))


def test_what_is_cut_goes_in_equal_parts_to_the_others(sample: Sample) -> None:
    """14 is cut to 5; the other three get 3 each."""
    assert trim(sample, upper=5).weights.tolist() == [4, 5, 6, 5]


def test_strict_repeats_until_nothing_is_beyond(sample: Sample) -> None:
    """Shared out, 6 is beyond 5 again: its 1 goes to those below."""
    assert trim(sample, upper=5, strict=True).weights == pytest.approx([5, 5, 5, 5])


def test_what_was_cut_stays_at_its_limit() -> None:
    """10 is cut to 8, the other three get 2/3 each; 1.67 and 0.77 are raised to 2, the 2.57 to come from the 5.67 alone."""
    sample = make_sample({"w": [0.1, 1.0, 5.0, 10.0]}, Design(weight="w"))
    found = trim(sample, lower=2, upper=8, strict=True)
    assert found.weights == pytest.approx([2, 2, 4.1, 8])
    assert trim(found, lower=2, upper=8, strict=True).weights.tolist() == found.weights.tolist()


@pytest.mark.parametrize(("weights", "code"), [([1.0, 1, 9, 9], "W014"), ([9.0, 9, 9], "W012")])
def test_limits_that_leave_nobody_to_take_over(weights: list[float], code: str) -> None:
    """From the first round on, or after some: the mean is beyond the limit."""
    with pytest.raises(WeightingError) as caught:
        trim(make_sample({"w": weights}, Design(weight="w")), upper=4, strict=True)
    assert caught.value.code == code


def test_both_limits(sample: Sample) -> None:
    """1 is raised to 2, 14 cut to 10: the net 3 goes to the two between."""
    assert trim(sample, upper=10, lower=2).weights.tolist() == [2, 3.5, 4.5, 10]


def test_a_multiple_of_the_median(sample: Sample) -> None:
    """The median is 2.5; twice that is the limit."""
    assert trim(sample, times_median=2).weights.tolist() == [4, 5, 6, 5]


def test_within_classes_their_totals_stay(sample: Sample) -> None:
    """In b the limit is 1.2 medians of 8.5: 10.2; what is cut goes to the 3."""
    trimmed = trim(sample, times_median=1.2, by="g")
    assert trimmed.weights == pytest.approx([1.2, 1.8, 6.8, 10.2])


def test_the_total_stays(sample: Sample) -> None:
    """And the step says what was done."""
    trimmed = trim(sample, upper=5)
    assert trimmed.weights.sum() == pytest.approx(20)
    assert (trimmed.trail[-1].kind, trimmed.trail[-1].detail) == ("trim", "upper 5; 1 weights cut")


def test_weights_of_zero_take_no_part() -> None:
    """They are not raised to the lower limit and get nothing."""
    assert trim(make_sample({"w": [0.0, 1, 1, 4]}, Design(weight="w")), upper=2).weights.tolist() == [0, 2, 2, 2]


def test_a_trim_that_changes_nothing_changes_no_error(sample: Sample) -> None:
    """Not even in the last digit."""
    assert mean(trim(sample, upper=1e9), "y").se.tolist() == mean(sample, "y").se.tolist()


@pytest.mark.parametrize(
    "limits",
    [{}, {"upper": 5, "times_median": 2}, {"upper": -1}, {"upper": 2, "lower": 3}],
    ids=["none", "two", "negative", "crossed"],
)
def test_limits_that_cannot_be(sample: Sample, limits: dict[str, float]) -> None:
    """It must be clear what to cut."""
    with pytest.raises(WeightingError) as caught:
        trim(sample, **limits)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.place) == ("W011", "survey.trim: limits")


def test_no_weight_left_within_the_limits(sample: Sample) -> None:
    """Nobody could take over what is cut."""
    with pytest.raises(WeightingError) as caught:
        trim(sample, upper=0.5)
    assert (caught.value.code, caught.value.place) == ("W012", "survey.trim")


def test_a_class_without_weights_within_the_limits(sample: Sample) -> None:
    """The class is named."""
    with pytest.raises(WeightingError) as caught:
        trim(sample, lower=2.5, by="g")
    assert (caught.value.code, caught.value.place) == ("W012", "survey.trim, g a")


def test_normalising_to_the_number_of_interviews(sample: Sample) -> None:
    """The mean weight is 1."""
    assert normalize(sample).weights == pytest.approx([0.2, 0.4, 0.6, 2.8])


def test_normalising_to_a_total(sample: Sample) -> None:
    """Kish's effect does not change."""
    scaled = normalize(sample, 1000)
    assert scaled.weights.sum() == pytest.approx(1000)
    assert weighting_effect(scaled.weights) == pytest.approx(weighting_effect(sample.weights))


def test_normalising_leaves_means_and_their_design_effects(sample: Sample) -> None:
    """Only totals change; the population behind the design effect is remembered."""
    before, after = mean(sample, "y"), mean(normalize(sample, 4), "y")
    assert after.se == pytest.approx(before.se)
    assert after.deff == pytest.approx(before.deff)


@pytest.mark.parametrize("total", [0, -5, np.inf, np.nan])
def test_a_total_that_cannot_be(sample: Sample, total: float) -> None:
    """Positive and finite."""
    with pytest.raises(WeightingError) as caught:
        normalize(sample, total)
    assert (caught.value.code, caught.value.place) == ("W013", "survey.normalize: total")


def test_a_limit_that_is_no_number_is_refused() -> None:
    """Nothing is below NaN, so nothing would be cut."""
    with pytest.raises(WeightingError) as caught:
        trim(make_sample({"w": [1.0, 9.0]}, Design(weight="w")), upper=float("nan"))
    assert (caught.value.code, caught.value.place) == ("W011", "survey.trim: limits")


def test_recalibration_has_to_give_a_sample() -> None:
    """A function that returns the weights, for example."""
    with pytest.raises(WeightingError) as caught:
        trim(make_sample({"w": [1.0, 9.0]}, Design(weight="w")), upper=8, recalibrate=lambda cut: cut.weights)  # type: ignore[arg-type, return-value]
    assert (caught.value.code, caught.value.place) == ("W151", "survey.trim: recalibrate")
