"""Calibration: totals met, bounds kept, equal factors within units, and everything that may not fit."""

from collections.abc import Callable
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Level, Population, Sample, make_sample
from survey.errors import WeightingError
from survey.estimation import mean, total
from survey.weighting import calibrate, normalize, poststratify, rake, trim
from survey.weighting.calibration_distances import CalibrationMethod, find_distance

MARGINS: dict[str, dict[Level, float]] = {"sex": {1: 480, 2: 520}, "age": {"young": 300, "middle": 450, "old": 250}}
PEOPLE = Population.from_margins(MARGINS)


@pytest.fixture(scope="module")
def sample() -> Sample:
    random = np.random.default_rng(5)
    n = 240
    table = pd.DataFrame(
        {
            "psu": np.repeat(np.arange(48), 5),
            "stratum": np.repeat(np.arange(8), 30),
            "sex": random.choice([1, 2], n, p=[0.4, 0.6]),
            "age": random.choice(["young", "middle", "old"], n, p=[0.3, 0.4, 0.3]),
            "size": random.integers(1, 9, n),
            "y": random.normal(10, 3, n),
            "w": random.uniform(3, 5, n),
        }
    )
    return make_sample(table, Design(strata="stratum", psu="psu", weight="w"))


def refusal(call: Callable[[], object]) -> WeightingError:
    with pytest.raises(WeightingError) as caught:
        call()
    return caught.value


def ones(sample: Sample) -> dict[str, np.ndarray]:
    return {"one": np.ones(len(sample))}


# What it reaches


@pytest.mark.parametrize("method", ["linear", "raking", "logit"])
def test_every_total_is_met_and_has_no_error(sample: Sample, method: CalibrationMethod) -> None:
    """Margins and the total of a number, by every method; their standard errors are nothing."""
    found = calibrate(sample, PEOPLE, numbers={"size": 4600}, method=method, bounds=(0.2, 5))
    by_age = total(found, ones(found), by="age")
    assert by_age.estimate == pytest.approx([450, 250, 300], rel=1e-9)
    assert by_age.se == pytest.approx([0, 0, 0], abs=1e-8)
    size = total(found, "size")
    assert (size.estimate[0], size.se[0]) == (pytest.approx(4600, rel=1e-9), pytest.approx(0, abs=1e-7))
    assert found.trail[-1].kind == "calibrate"


def test_two_interviews_by_hand() -> None:
    """Linear: 1 + x'b with sizes 1 and 3 of weight 2; 10 people of mean size 2.2 are 4 of size 1 and 6 of size 3."""
    given = make_sample({"size": [1, 3], "w": [2, 2]}, Design(weight="w"))
    assert calibrate(given, {"(all)": 10, "size": 22}).weights == pytest.approx([4, 6])


def test_raking_gives_the_weights_of_rake(sample: Sample) -> None:
    """Two roads to one minimum; standard errors differ a little, as R's do, where residuals are those of equal weights."""
    raked, calibrated = rake(sample, PEOPLE), calibrate(sample, PEOPLE, method="raking")
    assert calibrated.weights == pytest.approx(raked.weights, rel=1e-9)
    se = mean(calibrated, "y").se[0]
    assert mean(raked, "y").se[0] == pytest.approx(se, rel=1e-9)
    equal = mean(rake(sample, PEOPLE, residuals="equal"), "y").se[0]
    assert equal != pytest.approx(se, rel=1e-6)
    assert equal == pytest.approx(se, rel=0.02)


def test_linear_to_a_full_cross_is_post_stratification(sample: Sample) -> None:
    """Weights and standard errors are the same."""
    cross = Population.from_margins({("sex", "age"): crossed_counts()})
    one, other = calibrate(sample, cross), poststratify(sample, cross)
    assert one.weights == pytest.approx(other.weights, rel=1e-9)
    assert mean(one, "y", by="sex").se == pytest.approx(mean(other, "y", by="sex").se, rel=1e-9)


def crossed_counts() -> dict[Level | tuple[Level, ...], float]:
    pairs = [(sex, age) for sex in (1, 2) for age in ("young", "middle", "old")]
    return {pair: 100.0 + 20 * at for at, pair in enumerate(pairs)}


def test_one_total_with_its_variance_is_the_ratio_estimator(sample: Sample) -> None:
    """All weights are multiplied by the same number."""
    found = calibrate(sample, {"size": 5000}, variance="size")
    factors = found.weights / sample.weights
    assert factors == pytest.approx(np.full(len(sample), 5000 / (sample.weights @ sample.values("size"))))


def test_bounds_are_kept_and_totals_met_still(sample: Sample) -> None:
    """Factors stay between 0.7 and 1.4."""
    given = normalize(sample, 1000)
    for method in get_args(CalibrationMethod):
        found = calibrate(given, PEOPLE, method=method, bounds=(0.7, 1.4))
        factors = found.weights / given.weights
        assert factors.min() >= 0.7 - 1e-12
        assert factors.max() <= 1.4 + 1e-12
        assert total(found, ones(found), by="sex").estimate == pytest.approx([480, 520], rel=1e-9)


def test_bounds_of_the_weight_itself(sample: Sample) -> None:
    """No weight above 5 persons, margins met: trimming and calibrating at once."""
    found = calibrate(normalize(sample, 1000), PEOPLE, bounds=(2.5, 5.6), bounds_of="weight")
    assert found.weights.max() <= 5.6 + 1e-9
    assert found.weights.min() >= 2.5 - 1e-9
    assert total(found, ones(found), by="sex").estimate == pytest.approx([480, 520], rel=1e-9)


def test_one_factor_within_a_unit(sample: Sample) -> None:
    """Stage 1: the five interviews of a PSU change alike; the same by the name of its column."""
    found = calibrate(sample, PEOPLE, method="raking", stage=1)
    factors = (found.weights / sample.weights).reshape(48, 5)
    assert np.ptp(factors, axis=1) == pytest.approx(np.zeros(48), abs=1e-12)
    assert total(found, ones(found), by="sex").estimate == pytest.approx([480, 520], rel=1e-9)
    assert total(found, ones(found), by="sex").se == pytest.approx([0, 0], abs=1e-7)
    assert calibrate(sample, PEOPLE, method="raking", stage="psu").weights == pytest.approx(found.weights)


def test_factors_cut_after_the_fit(sample: Sample) -> None:
    """The sum of the weights stays; the note says how many were cut."""
    given = normalize(sample, 1000)
    found = calibrate(given, PEOPLE, numbers={"size": 4900}, trim=(0.9, 1.1))
    assert found.weights.sum() == pytest.approx(1000)
    assert "factors trimmed after the fit" in found.trail[-1].notes[0]


def test_integer_codes_with_counts_are_categories(sample: Sample) -> None:
    """R would take the codes of sex as numbers and meet their sum only."""
    found = calibrate(sample, {"sex": {1: 480, 2: 520}})
    assert total(found, ones(found), by="sex").estimate == pytest.approx([480, 520])


def test_totals_of_sampled_units() -> None:
    """Known of each PSU: weights meet them there, and only what is selected within PSUs loses error."""
    units, people, sizes = np.repeat([1, 2, 3, 4], 3), np.arange(12), np.array([2, 4, 6, 1, 5, 9, 3, 3, 4, 8, 2, 2])
    table = {
        "psu": units,
        "person": people,
        "n": np.full(12, 40),
        "m": np.full(12, 10),
        "size": sizes,
        "y": 3.0 * sizes,
    }
    given = make_sample(table, Design(psu=("psu", "person"), fpc=("n", "m")))
    found = calibrate(given, {"size": {1: 42, 2: 48, 3: 35, 4: 41}}, within=1)
    assert [found.weights[units == 1] @ sizes[units == 1]] == pytest.approx([42 * 10])
    between = make_sample({**table, "w": found.weights}, Design(psu="psu", weight="w", fpc="n"))
    assert total(found, "y").se == pytest.approx(total(between, "y").se)
    assert total(given, "y").se[0] > total(make_sample({**table, "w": given.weights}, between.design), "y").se[0]


# The trail


def test_a_trim_that_changes_nothing_changes_no_standard_error(sample: Sample) -> None:
    """Neither does bringing the weights to another sum."""
    found = calibrate(sample, PEOPLE, numbers={"size": 4600}, method="raking")
    after = normalize(trim(found, upper=1e9), 240)
    assert mean(after, ["y", "size"]).se == pytest.approx(mean(found, ["y", "size"]).se, rel=1e-9)


def test_a_second_calibration_keeps_the_effect_of_the_first(sample: Sample) -> None:
    """Sex after a number: the number, no longer met exactly, still has next to no error."""
    first = calibrate(sample, {"(all)": 1000, "size": 4600}, method="raking")
    both = calibrate(first, {"sex": {1: 480, 2: 520}}, method="raking")
    plain = calibrate(sample, {"sex": {1: 480, 2: 520}}, method="raking")
    assert total(both, ones(both), by="sex").se == pytest.approx([0, 0], abs=1e-8)
    assert mean(both, "size").se[0] < 0.3 * mean(plain, "size").se[0]


def test_negative_weights_are_refused_or_told(sample: Sample) -> None:
    """A total far away, by the linear method."""
    totals = {"(all)": 1000, "size": 7000}
    error = refusal(lambda: calibrate(sample, totals))
    assert (error.code, error.place) == ("W108", "survey.calibrate")
    assert "negative" in error.fact
    found = calibrate(sample, totals, allow_negative=True)
    assert found.trail[-1].notes[0].endswith("weights are negative")
    assert found.trail[-1].total == pytest.approx(1000)
    assert mean(found, "size").estimate == pytest.approx([7])


# Refusals


def test_a_factor_beyond_the_bound_is_told_with_the_nearest_bound() -> None:
    """94 of 100 people have what 10 of 100 interviews have: the factor is 9.4."""
    table = {"group": ["kazakh"] * 90 + ["uyghur"] * 10, "w": np.ones(100)}
    given = make_sample(table, Design(weight="w"))
    people = Population.from_margins({"group": {"kazakh": 6, "uyghur": 94}})
    error = refusal(lambda: calibrate(given, people, method="raking", bounds=(0.01, 5)))
    assert (error.code, error.place) == ("W106", "survey.calibrate: margin 'group', category 'uyghur'")
    assert "needs a factor of 9.4" in error.fact
    assert "the bounds are 0.01 and 5" in error.fact
    assert "the nearest feasible upper bound is 9.4" in error.remedy
    assert calibrate(given, people, method="raking", bounds=(0.01, 9.4)).weights[-1] == pytest.approx(9.4)


def test_bounds_too_narrow_together_name_those_that_would_do(sample: Sample) -> None:
    """Each total alone is within reach; the bound named is feasible, one just below is not."""
    given = normalize(sample, 1000)
    error = refusal(lambda: calibrate(given, PEOPLE, numbers={"size": 5000}, bounds=(0.75, 1.25)))
    assert error.code == "W107"
    assert "within the bounds 0.75 and 1.25" in error.fact
    bound = float(error.remedy.split("upper bound is ")[1].split(";")[0])
    calibrate(given, PEOPLE, numbers={"size": 5000}, bounds=(0.75, bound))
    assert refusal(lambda: calibrate(given, PEOPLE, numbers={"size": 5000}, bounds=(0.75, bound - 0.02))).code == "W107"


def test_weights_of_another_size_need_normalising_first(sample: Sample) -> None:
    """All weights too small for the bounds."""
    error = refusal(lambda: calibrate(normalize(sample, 10), PEOPLE, bounds=(0.5, 2)))
    assert error.code == "W106"
    assert "survey.normalize" in error.remedy


def test_a_mean_no_interview_has(sample: Sample) -> None:
    """12 persons per household where the largest has 8."""
    error = refusal(lambda: calibrate(sample, {"(all)": 1000, "size": 12000}, method="raking"))
    assert (error.code, error.place) == ("W119", "survey.calibrate: total of 'size'")
    assert "12 per person" in error.fact


def test_totals_that_contradict_one_another(sample: Sample) -> None:
    """A number that is twice another cannot have the same total."""
    twice = sample.assign(double=2 * sample.values("size"))
    error = refusal(lambda: calibrate(twice, {"size": 4600, "double": 4600}))
    assert error.code == "W107"
    assert "contradict" in error.fact


def test_margins_met_by_weights_of_nothing_are_not_met() -> None:
    """All of b 2 must come from the only interview of a 1 that has it."""
    given = make_sample({"a": [1, 1, 2, 2], "b": [1, 2, 1, 1], "w": [1, 1, 1, 1]}, Design(weight="w"))
    error = refusal(lambda: calibrate(given, {"a": {1: 2, 2: 2}, "b": {1: 2, 2: 2}}, method="raking"))
    assert (error.code, error.place) == ("W113", "survey.calibrate")


@pytest.mark.parametrize(
    "options",
    [
        {"method": "rking"},
        {"method": "logit"},
        {"bounds": (2, 1)},
        {"trim": (1.5, 2)},
        {"within": 1, "method": "raking"},
        {"unknown": "drop"},
        {"tolerance": 0},
        {"bounds_of": "total"},
    ],
    ids=str,
)
def test_options_that_cannot_be(sample: Sample, options: dict[str, object]) -> None:
    """Each is named with what is possible."""
    error = refusal(lambda: calibrate(sample, PEOPLE, **options))  # type: ignore[arg-type]
    assert (error.code, error.place) == ("W101", "survey.calibrate: options")


@pytest.mark.parametrize(
    ("totals", "options", "code", "place"),
    [
        ({}, {}, "W102", "survey.calibrate: totals"),
        ({"size": np.nan}, {}, "W103", "survey.calibrate: total of 'size'"),
        ({"holes": 100}, {}, "W104", "survey.calibrate: total of 'holes'"),
        ({**MARGINS, "(all)": 1100}, {}, "W109", "survey.calibrate: total of '(all)'"),
        (MARGINS, {"stage": "psuu"}, "W110", "survey.calibrate: stage 'psuu'"),
        (MARGINS, {"stage": "holes"}, "W111", "survey.calibrate: stage 'holes'"),
        (MARGINS, {"stage": 2}, "W114", "survey.calibrate: stage 2"),
        ({"size": {1: 5}}, {"within": 1}, "W115", "survey.calibrate: within stage 1"),
        (MARGINS, {"variance": "zero"}, "W117", "survey.calibrate: variance"),
        (MARGINS, {"variance": [1, 2]}, "W117", "survey.calibrate: variance"),
        (MARGINS, {"method": "logit", "bounds": (1.5, 9)}, "W118", "survey.calibrate: bounds"),
        ({"holes": {0: 500, 1: 500}}, {"unknown": "error"}, "W003", "survey.calibrate: margin 'holes'"),
        ({"sex": {1: 500, 3: 500}}, {}, "W004", "survey.calibrate: margin 'sex', category '3'"),
        ({"sex": {1: 1000}}, {}, "W005", "survey.calibrate: margin 'sex', category '2'"),
    ],
    ids=str,
)
def test_figures_that_do_not_fit(
    sample: Sample, totals: dict[str, object], options: dict[str, object], code: str, place: str
) -> None:
    """Every one under its own code, at its own place."""
    holes = np.where(np.arange(len(sample)) < 2, np.nan, np.arange(len(sample)) % 2)
    given = sample.assign(holes=holes, zero=np.zeros(len(sample)))
    error = refusal(lambda: calibrate(given, totals, **options))  # type: ignore[arg-type]
    assert (error.code, error.place) == (code, place)


def test_a_unit_without_a_total() -> None:
    """Unit 2 is in the sample."""
    table = {"psu": [1, 1, 2, 2], "person": [1, 2, 3, 4], "n": [9] * 4, "m": [5] * 4}
    given = make_sample(table, Design(psu=("psu", "person"), fpc=("n", "m")))
    error = refusal(lambda: calibrate(given, {"(all)": {1: 5}}, within=1))
    assert (error.code, error.place) == ("W116", "survey.calibrate: total of '(all)'")


def test_weights_that_are_negative_already(sample: Sample) -> None:
    """Raking cannot start from them."""
    negative = calibrate(sample, {"(all)": 1000, "size": 7000}, allow_negative=True)
    assert refusal(lambda: calibrate(negative, PEOPLE, method="raking")).code == "W112"


def test_a_restricted_sample_is_not_weighted(sample: Sample) -> None:
    """Weights belong to the whole sample."""
    error = refusal(lambda: calibrate(sample.where("sex == 1"), PEOPLE))
    assert (error.code, error.place) == ("W100", "survey.calibrate: sample")


# The kernel


@pytest.mark.parametrize("method", ["linear", "raking", "logit"])
def test_a_distance_is_the_slope_of_its_integral(method: CalibrationMethod) -> None:
    """Checked by differences, away from the bounds and beyond them; the factor at 0 is 1."""
    distance = find_distance(method, 0.4, 2.5)
    u, h = np.array([-3.0, -0.3, 0.0, 0.5, 4.0]), 1e-5
    by_difference = (distance.integral(u + h) - distance.integral(u - h)) / (2 * h)
    assert by_difference == pytest.approx(distance.factor(u), abs=1e-8)
    by_difference = (distance.factor(u + h) - distance.factor(u - h)) / (2 * h)
    assert by_difference == pytest.approx(distance.derivative(u), abs=1e-7)
    assert distance.factor(np.zeros(1)) == pytest.approx([1])
    assert distance.factor(np.array([distance.slope_of(1.7)])) == pytest.approx([1.7])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"method": "greg"}, "method='greg'"),
        ({"method": "logit"}, "without bounds"),
        ({"max_iterations": 0}, "max_iterations=0"),
    ],
)
def test_the_option_that_cannot_be_is_named(options: dict[str, object], told: str) -> None:
    """One fact and one remedy, not all options at once."""
    sample = make_sample({"sex": [1, 1, 2], "w": [1, 1, 1]}, Design(weight="w"))
    with pytest.raises(WeightingError, match=told) as caught:
        calibrate(sample, {"sex": {1: 10, 2: 10}}, **options)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.place) == ("W101", "survey.calibrate: options")


def test_bounds_by_interview_need_one_per_interview() -> None:
    """Of another number they belong to other interviews."""
    sample = make_sample({"sex": [1, 1, 2], "w": [1, 1, 1]}, Design(weight="w"))
    with pytest.raises(WeightingError) as caught:
        calibrate(sample, {"sex": {1: 10, 2: 10}}, bounds=([0.1, 0.1], [9.0, 9.0]))
    assert (caught.value.code, caught.value.place) == ("W122", "survey.calibrate: bounds")
