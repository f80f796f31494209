"""What must hold between steps of weighting, whatever the data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.design import Design, Population, Sample, make_sample
from survey.estimation import mean, total
from survey.weighting import adjust_nonresponse, calibrate, normalize, poststratify, rake, trim

seeds = st.integers(0, 10_000)


def drawn(seed: int) -> tuple[Sample, Population]:
    """120 interviews in 24 PSUs, and margins of a population whose people differ from them."""
    random = np.random.default_rng(seed)
    n = 120
    a, b = np.arange(n) % 3, random.permutation(n) % 2
    data = {
        "psu": np.repeat(np.arange(24), 5),
        "stratum": np.repeat(np.arange(6), 20),
        "a": a,
        "b": b,
        "x": random.gamma(3, 2, n),
        "y": random.normal(size=n) + a,
        "r": (random.random(n) < 0.7).astype(int) | (np.arange(n) < 6),
        "w": random.uniform(1, 4, n),
    }
    shares = random.uniform(0.7, 1.4, 3), random.uniform(0.7, 1.4, 2)
    people = {name: 1000 * share / share.sum() for name, share in zip("ab", shares, strict=True)}
    margins = {name: dict(enumerate(counts.tolist())) for name, counts in people.items()}
    return make_sample(data, Design(strata="stratum", psu="psu", weight="w")), Population.from_margins(margins)


def ones(sample: Sample) -> dict[str, np.ndarray]:
    return {"one": np.ones(len(sample))}


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from(["linear", "raking"]))
def test_calibrated_totals_have_no_error(seed: int, method: str) -> None:
    """Margins and numbers, whatever steps that change nothing follow."""
    sample, people = drawn(seed)
    found = calibrate(sample, people, numbers={"x": 6100}, method=method, allow_negative=True)  # type: ignore[arg-type]
    later = trim(found, upper=1e9)
    assert total(later, ones(later), by="a").se == pytest.approx([0, 0, 0], abs=1e-7)
    assert total(later, "x").estimate == pytest.approx([6100], rel=1e-8)
    assert total(later, "x").se == pytest.approx([0], abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_raking_is_calibration_by_raking(seed: int) -> None:
    """Weights agree to nine digits."""
    sample, people = drawn(seed)
    assert calibrate(sample, people, method="raking").weights == pytest.approx(rake(sample, people).weights, rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_post_stratification_is_calibration_by_any_method(seed: int) -> None:
    """One margin: linear, raking and logit all multiply each category by one number."""
    sample, people = drawn(seed)
    wanted = poststratify(sample, people, "a")
    scaled = normalize(sample, 1000)
    for found in (
        calibrate(sample, people, margins=["a"]),
        calibrate(sample, people, margins=["a"], method="raking"),
        calibrate(scaled, people, margins=["a"], method="logit", bounds=(0.1, 10)),
    ):
        assert found.weights == pytest.approx(wanted.weights, rel=1e-8)
        assert mean(found, "y").se == pytest.approx(mean(wanted, "y").se, rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_calibrating_twice_to_the_same_totals_is_calibrating_once(seed: int) -> None:
    """Weights stay; the second step finds nothing more to take out."""
    sample, people = drawn(seed)
    once = calibrate(sample, people, method="raking")
    twice = calibrate(once, people, method="raking")
    assert twice.weights == pytest.approx(once.weights, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_bounds_too_wide_to_matter_do_not_matter(seed: int) -> None:
    """Linear and raking; the logit method nears raking as its bounds widen."""
    sample, people = drawn(seed)
    given_sample = normalize(sample, 1000)
    for method in ("linear", "raking"):
        free = calibrate(given_sample, people, method=method)
        bound = calibrate(given_sample, people, method=method, bounds=(1e-3, 1e3))
        assert bound.weights == pytest.approx(free.weights, rel=1e-8)
    wide = calibrate(given_sample, people, method="logit", bounds=(1e-6, 1e6))
    assert wide.weights == pytest.approx(calibrate(given_sample, people, method="raking").weights, rel=1e-3)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_nonresponse_by_classes_keeps_the_class_totals(seed: int) -> None:
    """Their estimates and their standard errors are those of everybody selected."""
    sample, _ = drawn(seed)
    found = adjust_nonresponse(sample, "r == 1", by="a")
    everybody, respondents = total(sample, ones(sample), by="a"), total(found, ones(found), by="a")
    assert respondents.estimate == pytest.approx(everybody.estimate)
    assert respondents.se == pytest.approx(everybody.se, rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_margins_met_after_nonresponse_have_no_error(seed: int) -> None:
    """What was estimated from the sample does not matter any more."""
    sample, people = drawn(seed)
    found = rake(adjust_nonresponse(sample, "r == 1", propensity="b", numbers="x"), people)
    assert total(found, ones(found), by="a").se == pytest.approx([0, 0, 0], abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(seeds, st.floats(1e-3, 1e3))
def test_the_size_of_the_weights_does_not_matter(seed: int, size: float) -> None:
    """Design weights in another unit: the same calibrated weights, the same standard errors."""
    sample, people = drawn(seed)
    one = calibrate(sample, people, method="raking")
    other = calibrate(normalize(sample, size), people, method="raking")
    assert other.weights == pytest.approx(one.weights, rel=1e-8)
    assert mean(other, "y").se == pytest.approx(mean(one, "y").se, rel=1e-8)
