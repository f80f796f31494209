"""Model-based values against the truth: 200 samples from a region whose districts are known."""

import functools

import numpy as np
import pytest

from survey.arrays import Floats
from survey.design import Design, Sample, make_sample
from survey.estimation import Estimates, share, small_area
from survey.estimation.small_areas.fay_herriot import between_variance, predict_areas
from survey.estimation.small_areas.sampling_variances import smooth_variances

DRAWS = 200
VILLAGES = np.array([4] * 12 + [6, 6, 8, 8, 11, 11, 15])
PEOPLE = 10
RHO = 0.06
"""Correlation of answers within a village."""

ORDINARY = np.random.default_rng(0).normal(0.6, 0.1, 19)
OUTLYING = np.append(0.2, np.linspace(0.7, 0.85, 18))
RARE = np.random.default_rng(0).uniform(0.01, 0.12, 19)


def draw(random: np.random.Generator, truth: Floats) -> Sample:
    """Nineteen districts, 40 to 150 interviews in villages of ten whose own shares vary (beta)."""
    odds = (1 - RHO) / RHO
    own = random.beta(np.repeat(truth, VILLAGES) * odds, (1 - np.repeat(truth, VILLAGES)) * odds)
    area = np.repeat(np.arange(19), VILLAGES * PEOPLE)
    psu = np.repeat(np.arange(len(own)), PEOPLE)
    yes = (random.random(len(psu)) < own[psu]).astype(float)
    return make_sample(
        {"area": area, "psu": psu, "yes": yes, "w": np.linspace(1, 3, 19)[area]},
        Design(strata="area", psu="psu", weight="w"),
    )


@functools.cache
def drawn(kind: str) -> tuple[Estimates, ...]:
    truth = {"ordinary": ORDINARY, "outlying": OUTLYING, "rare": RARE}[kind]
    random = np.random.default_rng(3)
    return tuple(share(draw(random, truth), "yes", by="area") for _ in range(DRAWS))


def errors(kind: str, truth: Floats, limit: float | None = None) -> tuple[Floats, Floats, Floats, Floats]:
    """(draws, areas) errors of direct and of model-based values, estimated mean squared errors, and what is covered."""
    found = [small_area(direct, limit=limit) for direct in drawn(kind)]
    direct = np.array([one.estimate for one in drawn(kind)]) - truth
    covered = np.array([(one.ci_low <= truth) & (truth <= one.ci_high) for one in found])
    model = np.array([one.model_based for one in found]) - truth
    return direct, model, np.array([one.rmse for one in found]) ** 2, covered.astype(np.float64)


@pytest.mark.parametrize(
    ("kind", "truth", "at_most"), [("ordinary", ORDINARY, 0.7), ("rare", RARE, 0.75), ("outlying", OUTLYING, 1.0)]
)
@pytest.mark.parametrize("limit", [None, 1.0])
def test_errors_are_smaller_than_direct_ones_and_are_known(
    kind: str, truth: Floats, at_most: float, limit: float | None
) -> None:
    """Mean squared error over districts below the direct one; its estimate near it; 95 % intervals cover 90 to 99 %."""
    direct, model, estimated, covered = errors(kind, truth, limit)
    assert (model**2).mean() < at_most * (direct**2).mean()
    assert estimated.mean() == pytest.approx((model**2).mean(), rel=0.3)
    assert 0.9 <= covered.mean() <= 0.99


def test_a_truly_low_district_is_not_pulled_up() -> None:
    """Without a limit 0.2 becomes about 0.35; one standard error halves that, and helps the region as a whole."""
    _, free, _, _ = errors("outlying", OUTLYING)
    _, held, _, covered = errors("outlying", OUTLYING, 1.0)
    assert free[:, 0].mean() > 0.1
    assert held[:, 0].mean() < 0.6 * free[:, 0].mean()
    assert (held**2).mean() < 0.85 * (free**2).mean()
    assert covered[:, 0].mean() > 0.9


def test_the_spread_is_pooled_because_that_of_a_district_follows_its_estimate() -> None:
    """Rare answers: with p(1-p) of the district itself, all districts together come out too low."""
    X, places = np.ones((19, 1)), np.arange(19)
    error: dict[str, list[Floats]] = {"pooled": [], "own": []}
    covered: dict[str, list[float]] = {"pooled": [], "own": []}
    for direct in drawn("rare"):
        smoothed = smooth_variances(direct, "here")
        spread = direct.estimate * (1 - direct.estimate)
        own = smoothed.design_effect * np.where(spread > 0, spread, smoothed.spread) / direct.n
        for name, variances in (("pooled", smoothed.variance), ("own", own)):
            between = between_variance(direct.estimate, X, variances, 0.95)
            found = predict_areas(between, direct.estimate, X, variances, X, places)
            error[name].append(found.value - RARE)
            covered[name].append(float((np.abs(found.value - RARE) < 1.96 * np.sqrt(found.mse)).mean()))
    size = VILLAGES / VILLAGES.sum()
    bias = {name: float(np.mean(one, axis=0) @ size) for name, one in error.items()}
    assert abs(bias["pooled"]) < 0.003
    assert bias["own"] < -0.006
    assert np.square(error["pooled"]).mean() < 0.9 * np.square(error["own"]).mean()
    assert np.mean(covered["pooled"]) > 0.92
    assert np.mean(covered["own"]) < 0.88
