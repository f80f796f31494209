"""Nonresponse: weight taken over in classes or by chance, and a variance that knows it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.errors import WeightingError
from survey.estimation import mean, total
from survey.weighting import adjust_nonresponse, calibrate, rake
from survey.weighting.calibration_variables import Regressors
from survey.weighting.response_propensity import fit_response

DESIGN = Design(strata="stratum", psu="psu", weight="w")
SEX = Population.from_margins({"sex": {1: 1200, 2: 1300}})
GROUPS = Population.from_margins({"group": {0: 600, 1: 620, 2: 640, 3: 640}})

Weigh = Callable[[Sample], Sample]

WAYS: dict[str, Weigh] = {
    "one class": lambda given: adjust_nonresponse(given, "answered == 1"),
    "classes": lambda given: adjust_nonresponse(given, "answered == 1", by=["group", "sex"]),
    "chances": lambda given: adjust_nonresponse(given, "answered == 1", propensity=["group", "sex"]),
    "chances with a number": lambda given: adjust_nonresponse(given, "answered == 1", propensity="group", numbers="x"),
    "unweighted chances": lambda given: adjust_nonresponse(
        given, "answered == 1", propensity="group", numbers="x", weighted=False
    ),
    "raked before and after": lambda given: rake(
        adjust_nonresponse(rake(given, GROUPS), "answered == 1", by="group"), SEX
    ),
    "calibrated after": lambda given: calibrate(
        adjust_nonresponse(given, "answered == 1", propensity="group", numbers="x"), SEX
    ),
}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    random = np.random.default_rng(1)
    n, psu = 800, np.repeat(np.arange(40), 20)
    group = random.integers(0, 4, n)
    x = random.normal(size=n) + 0.3 * group
    y = group + random.normal(size=n) + random.normal(size=40)[psu] + 0.5 * x
    chance = 1 / (1 + np.exp(-(0.6 - 0.4 * group + 0.5 * x)))
    answered = (random.random(n) < chance).astype(int)
    return pd.DataFrame(
        {
            "psu": psu,
            "stratum": psu // 5,
            "group": group,
            "sex": random.integers(1, 3, n),
            "x": x,
            "y": np.where(answered == 1, y, np.nan),
            "answered": answered,
            "w": random.uniform(2, 4, n),
        }
    )


@pytest.fixture(scope="module")
def sample(table: pd.DataFrame) -> Sample:
    return make_sample(table, DESIGN)


def refusal(call: Callable[[], object]) -> WeightingError:
    with pytest.raises(WeightingError) as caught:
        call()
    return caught.value


def test_classes_by_hand() -> None:
    """Two of three answered in town: weight 2 becomes 3. All answered elsewhere."""
    given = make_sample({"town": [1, 1, 1, 0, 0], "r": [1, 0, 1, 1, 1], "w": [2.0] * 5}, Design(weight="w"))
    found = adjust_nonresponse(given, np.array([True, False, True, True, True]), by="town")
    assert found.weights.tolist() == [3, 0, 3, 2, 2]
    assert found.trail[-1].kind == "nonresponse"
    assert found.trail[-1].n == 4
    assert "4 of 5 answered (80.0% by weight)" in found.trail[-1].detail


def test_standard_error_of_classes_by_hand() -> None:
    """One class, two of four answered (1 and 3): the mean 2 stands for all, each answer adds 2 x (y - 2)."""
    given = make_sample({"y": [1, 3, None, None], "w": [1.0] * 4}, Design(weight="w"))
    found = total(adjust_nonresponse(given, np.array([True, True, False, False])), "y")
    added = np.array([2 + 2 * (1 - 2), 2 + 2 * (3 - 2), 2, 2])
    assert found.estimate == pytest.approx([8])
    assert found.se == pytest.approx([np.sqrt(4 / 3 * ((added - 2) ** 2).sum())])


@pytest.mark.parametrize("way", WAYS)
def test_variance_agrees_with_the_jackknife(table: pd.DataFrame, sample: Sample, way: str) -> None:
    """Leaving out one PSU at a time and repeating every step: mean, total, means of domains."""

    def estimates(given: Sample) -> list[float]:
        weighed = WAYS[way](given)
        parts = (mean(weighed, "y"), total(weighed, "y"), mean(weighed, "y", by="sex"))
        return [float(one) for part in parts for one in part.estimate]

    weighed = WAYS[way](sample)
    ours = [mean(weighed, "y").se[0], total(weighed, "y").se[0], *mean(weighed, "y", by="sex").se]
    squares = np.zeros(4)
    for stratum in range(8):
        replicates = []
        for psu in range(5 * stratum, 5 * stratum + 5):
            factor = np.where(table["psu"] == psu, 0, np.where(table["stratum"] == stratum, 5 / 4, 1))
            replicates.append(estimates(make_sample(table.assign(w=table["w"] * factor), DESIGN)))
        deviations = np.array(replicates) - np.mean(replicates, axis=0)
        squares += 4 / 5 * (deviations**2).sum(0)
    # The jackknife has terms of higher order: one or two per cent with 40 PSUs.
    assert ours == pytest.approx(np.sqrt(squares), rel=0.025)


def test_variance_differs_from_that_of_weights_taken_as_given(table: pd.DataFrame, sample: Sample) -> None:
    """A total under classes that explain it: the plain formula is 5 % too large here."""
    found = adjust_nonresponse(sample, "answered == 1", by="group")
    plain = make_sample(table.assign(w=found.weights), DESIGN)
    assert total(found, "y").estimate == pytest.approx(total(plain, "y").estimate)
    assert total(found, "y").se[0] < 0.97 * total(plain, "y").se[0]


@pytest.mark.long
def test_standard_error_by_simulation() -> None:
    """800 samples of clusters and answers: the mean variance is the variance of the estimates; intervals cover 95 %."""
    random = np.random.default_rng(4)
    n, psu = 300, np.repeat(np.arange(30), 10)
    estimates, variances, covered = [], [], 0
    for _ in range(800):
        group = random.integers(0, 3, n)
        y = 2.0 * group + random.normal(size=n) + 0.5 * random.normal(size=30)[psu]
        answered = random.random(n) < np.array([0.9, 0.6, 0.3])[group]
        data = {"psu": psu, "group": group, "y": np.where(answered, y, np.nan), "w": np.ones(n)}
        given = make_sample(data, Design(psu="psu", weight="w"))
        found = mean(adjust_nonresponse(given, answered, by="group"), "y")
        estimates.append(found.estimate[0])
        variances.append(found.se[0] ** 2)
        covered += bool(found.ci_low[0] <= 2.0 <= found.ci_high[0])
    assert np.mean(estimates) == pytest.approx(2.0, abs=0.02)
    # A variance of 800 draws is known to 5 per cent, a coverage to 0.8 points.
    assert np.mean(variances) == pytest.approx(np.var(estimates), rel=0.15)
    assert covered / 800 == pytest.approx(0.95, abs=0.025)


def test_everybody_answered_changes_nothing(sample: Sample) -> None:
    """Weights and standard errors stay, by classes and by chances."""
    for found in (
        adjust_nonresponse(sample, "w > 0", by="group"),
        adjust_nonresponse(sample, "w > 0", propensity="group"),
    ):
        assert found.weights == pytest.approx(sample.weights, rel=1e-6)
        assert mean(found, "x").se == pytest.approx(mean(sample, "x").se, rel=1e-5)


def test_chances_of_a_full_cross_are_the_rates_of_the_classes(sample: Sample) -> None:
    """One categorical variable: the model is saturated, so that both ways agree, errors as well."""
    one = adjust_nonresponse(sample, "answered == 1", by="group")
    other = adjust_nonresponse(sample, "answered == 1", propensity="group")
    assert other.weights == pytest.approx(one.weights, rel=1e-9)
    assert mean(other, "y").se == pytest.approx(mean(one, "y").se, rel=1e-9)


def test_groups_of_chances(sample: Sample) -> None:
    """Five groups: five factors, the sum of the weights stays, the note says what is left out."""
    found = adjust_nonresponse(sample, "answered == 1", propensity="group", numbers="x", groups=5)
    factors = found.weights[found.weights > 0] / sample.weights[found.weights > 0]
    assert len(np.unique(factors.round(9))) == 5
    assert found.weights.sum() == pytest.approx(sample.weights.sum())
    assert "as if they had been fixed" in found.trail[-1].notes[-1]


def test_logistic_regression_by_hand() -> None:
    """One class of weight 10 in which 4 answer, one of 5 in which 4 do: chances 0.4 and 0.8."""
    found = fit_response(Regressors(np.eye(2)), np.array([10.0, 5.0]), np.array([4.0, 4.0]))
    assert found.probabilities == pytest.approx([0.4, 0.8])
    assert found.coefficients == pytest.approx([np.log(4 / 6), np.log(4)])


def test_a_sizeable_sampled_fraction_is_told() -> None:
    """Half of all units selected."""
    data = {"psu": [1, 1, 2, 2, 3, 3], "n": [6] * 6, "y": [1, 2, 3, 4, 5, 6], "w": [2.0] * 6}
    given = make_sample(data, Design(psu="psu", weight="w", fpc="n"))
    found = adjust_nonresponse(given, "y != 2")
    assert found.trail[-1].notes[0].startswith("up to 50% of the units were selected")


@pytest.mark.parametrize(
    ("options", "code", "place"),
    [
        ({"by": "group", "propensity": "sex"}, "W130", "survey.adjust_nonresponse: options"),
        ({"by": "group", "groups": 5}, "W130", "survey.adjust_nonresponse: options"),
        ({"by": "silent"}, "W132", "survey.adjust_nonresponse: class '1'"),
        ({"by": "holes"}, "W133", "survey.adjust_nonresponse: 'holes'"),
        ({"propensity": "holes"}, "W133", "survey.adjust_nonresponse: 'holes'"),
        ({"numbers": "holes"}, "W135", "survey.adjust_nonresponse: number 'holes'"),
        ({"propensity": "silent"}, "W136", "survey.adjust_nonresponse: 'silent', category '1'"),
    ],
    ids=str,
)
def test_classes_and_models_that_cannot_be(sample: Sample, options: dict[str, str], code: str, place: str) -> None:
    """Every one under its own code, at its own place."""
    silent = (sample.values("answered") == 0) & (sample.values("group") == 0)
    holes = np.where(np.arange(len(sample)) < 3, np.nan, 1.0)
    given = sample.assign(silent=silent.astype(float), holes=holes)
    error = refusal(lambda: adjust_nonresponse(given, "answered == 1", **options))  # type: ignore[arg-type]
    assert (error.code, error.place) == (code, place)


def test_nobody_answered(sample: Sample) -> None:
    """The condition holds for nobody."""
    error = refusal(lambda: adjust_nonresponse(sample, "answered == 2"))
    assert (error.code, error.place) == ("W131", "survey.adjust_nonresponse: respondents")


def test_a_number_that_tells_exactly_who_answers() -> None:
    """Above 3 all answer, below nobody: no chances can be fitted."""
    given = make_sample({"x": [1.0, 2, 2.9, 3.1, 4, 5], "w": [1] * 6}, Design(weight="w"))
    error = refusal(lambda: adjust_nonresponse(given, "x > 3", numbers="x"))
    assert (error.code, error.place) == ("W134", "survey.adjust_nonresponse: model")


def test_a_restricted_sample_is_not_weighted(sample: Sample) -> None:
    """Weights belong to the whole sample."""
    assert refusal(lambda: adjust_nonresponse(sample.where("sex == 1"), "answered == 1")).code == "W100"
