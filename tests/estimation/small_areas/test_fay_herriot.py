"""The Fay-Herriot model by hand: full matrices, closed forms, borders, and the likelihood itself."""

import numpy as np
import pytest

from survey.arrays import Floats
from survey.estimation.small_areas.fay_herriot import AreaPredictions, BetweenVariance, between_variance, predict_areas

DIRECT = np.array([1.0, 2.0, 4.0, 9.0])
ONES = np.ones((4, 1))


def fitted(direct: Floats, X: Floats, variances: Floats) -> tuple[BetweenVariance, AreaPredictions]:
    between = between_variance(direct, X, variances, 0.95)
    return between, predict_areas(between, direct, X, variances, X, np.arange(len(direct)))


def restricted(between: float, direct: Floats, X: Floats, variances: Floats) -> tuple[float, Floats]:
    """Restricted log-likelihood with full matrices, and the matrix P."""
    inverse = np.linalg.inv(np.diag(between + variances))
    inner = X.T @ inverse @ X
    P = inverse - inverse @ X @ np.linalg.inv(inner) @ X.T @ inverse
    value = -0.5 * (np.log(between + variances).sum() + np.linalg.slogdet(inner)[1] + direct @ P @ direct)
    return float(value), P


def test_four_areas_of_equal_variance_by_hand() -> None:
    """Mean 4, squares about it 38: A = 38/3 - 2, gamma = 1 - 6/38, g1 = 32/19, g2 = 3/38, g3 = 3/19."""
    between, found = fitted(DIRECT, ONES, np.full(4, 2.0))
    assert between.value == pytest.approx(38 / 3 - 2)
    assert found.gamma == pytest.approx(np.full(4, 1 - 6 / 38))
    assert found.value == pytest.approx(4 + (1 - 6 / 38) * (DIRECT - 4))
    assert found.mse == pytest.approx(np.full(4, 32 / 19 + 3 / 38 + 2 * 3 / 19))
    assert between.se == pytest.approx(np.sqrt(2 / 3) * 38 / 3)
    assert found.covariance[0, 0] == pytest.approx(38 / 12)


def test_four_areas_of_unequal_variance_with_full_matrices() -> None:
    """The score is 0 where it was found, and every term is that of the textbook."""
    variances = np.array([0.5, 1.0, 2.0, 4.0])
    between, found = fitted(DIRECT, ONES, variances)
    _, P = restricted(between.value, DIRECT, ONES, variances)
    assert between.value > 0
    assert pytest.approx(np.trace(P), rel=1e-9) == DIRECT @ P @ P @ DIRECT
    assert between.se == pytest.approx((np.trace(P @ P) / 2) ** -0.5)
    total = between.value + variances
    gamma = between.value / total
    mean = (DIRECT / total).sum() / (1 / total).sum()
    assert found.value == pytest.approx(gamma * DIRECT + (1 - gamma) * mean)
    g1, g2 = gamma * variances, (1 - gamma) ** 2 / (1 / total).sum()
    g3 = variances**2 / total**3 * 2 / (1 / total**2).sum()
    assert found.mse == pytest.approx(g1 + g2 + 2 * g3)


@pytest.mark.parametrize("seed", range(8))
def test_no_variance_has_a_higher_likelihood(seed: int) -> None:
    """Unequal variances, two covariates; the grid reaches from 0 to a thousand times the variance."""
    random = np.random.default_rng(seed)
    variances = random.gamma(0.5, 2, 12) + 0.01
    X = np.column_stack([np.ones(12), random.normal(size=(12, 2))])
    direct = random.normal(0, np.sqrt(random.choice([0.0, 0.5, 3.0]) + variances))
    between, _ = fitted(direct, X, variances)
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 1e3, 400)])
    best = max(restricted(value, direct, X, variances)[0] for value in grid)
    at, _ = restricted(between.value, direct, X, variances)
    assert between.converged
    assert at >= best - 1e-9
    assert between.low <= between.value < between.high
    border = at - 3.841458820694124 / 2
    assert restricted(between.high, direct, X, variances)[0] == pytest.approx(border, abs=1e-6)
    if between.low > 0:
        assert restricted(between.low, direct, X, variances)[0] == pytest.approx(border, abs=1e-6)


@pytest.mark.parametrize("apart", [12.0, 20.0])
def test_the_higher_of_two_summits_is_taken(apart: float) -> None:
    """Three precise areas agree, six poor ones are far apart: the likelihood has a summit at 0 and another one."""
    poor = apart * np.array([1, -1, 1, -1, 1, -1]) * (1 + np.arange(6) / 60)
    direct = np.concatenate([[-0.03, 0.0, 0.03], poor])
    variances = np.array([0.01] * 3 + [30.0] * 6)
    X = np.ones((9, 1))
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 1e4, 2000)])
    values = np.array([restricted(value, direct, X, variances)[0] for value in grid])
    inner = np.flatnonzero((values[1:-1] > values[:-2]) & (values[1:-1] > values[2:])) + 1
    assert values[0] > values[1]
    assert len(inner) == 1
    between, _ = fitted(direct, X, variances)
    assert between.value == pytest.approx(grid[values.argmax()], rel=0.02)
    assert (between.value > 0) == (apart == 20)


def test_scoring_that_jumps_to_and_fro_comes_to_an_end() -> None:
    """Seven areas at 0, one of them precise: the likelihood bends more than expected, and plain scoring never ends."""
    direct = np.array([0.0, 0.0, 0.19242382, 0.15808757, 0.39899282, 0.0, 0.0, 0.0, 0.0, 0.0, 0.52931442])
    variances = np.full(11, 0.13444011)
    variances[[2, 3, 4, 9, 10]] = [0.03333938, 0.0386043, 0.00354889, 0.06722006, 0.24828428]
    X = np.ones((11, 1))
    between, _ = fitted(direct, X, variances)
    assert between.converged
    assert between.iterations < 100
    _, P = restricted(between.value, direct, X, variances)
    assert np.trace(P) == pytest.approx(direct @ P @ P @ direct, rel=1e-9)


def test_precise_areas_keep_their_direct_estimates() -> None:
    """Gamma goes to 1 and the mean squared error to the sampling variance as variances go to 0."""
    variances = np.array([1e-9, 2e-9, 1e-9, 4e-9])
    _, found = fitted(DIRECT, ONES, variances)
    assert found.gamma == pytest.approx(np.ones(4), abs=1e-8)
    assert found.value == pytest.approx(DIRECT, abs=1e-7)
    assert found.mse == pytest.approx(variances, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_equal_variances_give_the_estimator_of_james_and_stein(seed: int) -> None:
    """Mean + (1 - (m - 1) psi / S)+ (y - mean), with S the squares about the mean; REML has m - 1 for their m - 3."""
    direct = np.random.default_rng(seed).normal(50, 3, 10)
    _, found = fitted(direct, np.ones((10, 1)), np.full(10, 4.0))
    centre = direct.mean()
    kept = max(0.0, 1 - 9 * 4 / ((direct - centre) ** 2).sum())
    assert found.value == pytest.approx(centre + kept * (direct - centre))


def test_areas_that_differ_no_more_than_chance_are_synthetic() -> None:
    """Estimates are the weighted mean; the error uses the maximum of A times the likelihood, here by hand.

    Equal variances 4 and squares S about the mean: A + 4 = v maximises log(v - 4) - 2.5 log v - S / (2 v) for 6 areas.
    """
    direct = np.array([9.0, 10.0, 11.0, 10.0, 9.5, 10.5])
    variances = np.full(6, 4.0)
    between, found = fitted(direct, np.ones((6, 1)), variances)
    assert (between.value, between.low) == (0.0, 0.0)
    assert found.gamma.tolist() == [0.0] * 6
    assert found.value == pytest.approx(np.full(6, 10.0))
    grid = np.linspace(1e-4, 60, 600_000)
    squares = ((direct - 10) ** 2).sum()
    likelihood = np.log(grid) - 2.5 * np.log(grid + 4) - squares / (2 * (grid + 4))
    adjusted = grid[likelihood.argmax()]
    assert between.for_error == pytest.approx(adjusted, rel=1e-3)
    assert found.mse == pytest.approx(np.full(6, between.for_error + (between.for_error + 4) / 6))
    assert found.mse[0] > 2 * 4 / 6


def test_equal_direct_estimates_are_kept() -> None:
    """All estimates equal: nothing is between them, and there is still an error."""
    between, found = fitted(np.full(5, 7.0), np.ones((5, 1)), np.array([1.0, 2.0, 1.0, 0.5, 3.0]))
    assert between.value == 0
    assert found.value == pytest.approx(np.full(5, 7.0))
    assert (found.mse > 0).all()


def test_an_area_without_a_direct_estimate_is_the_limit_of_a_poor_one() -> None:
    """Its line and its error are those of an area whose sampling variance grows without end."""
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    X = np.column_stack([np.ones(6), x])
    direct = np.array([2.0, 9.0, 1.0, 12.0, 6.0])
    variances = np.full(5, 0.7)
    between = between_variance(direct, X[:5], variances, 0.95)
    assert between.value > 0
    found = predict_areas(between, direct, X[:5], variances, X, np.array([0, 1, 2, 3, 4, -1]))
    poor, everybody = np.append(variances, 1e12), np.append(direct, -3.0)
    limit = predict_areas(between, everybody, X, poor, X, np.arange(6))
    assert found.value == pytest.approx(limit.value, rel=1e-8)
    assert found.mse == pytest.approx(limit.mse, rel=1e-8)
    assert found.gamma[5] == 0
    assert found.mse[5] > between.value


def test_scale_and_origin_of_the_estimates_do_not_matter() -> None:
    """Estimates in per cent with another zero give the same weights, with errors a hundred times as large."""
    variances = np.array([0.5, 1.0, 2.0, 4.0])
    first, one = fitted(DIRECT, ONES, variances)
    second, other = fitted(1000 + 100 * DIRECT, ONES, 1e4 * variances)
    assert second.value == pytest.approx(1e4 * first.value)
    assert (second.low, second.high) == pytest.approx((1e4 * first.low, 1e4 * first.high), rel=1e-6)
    assert other.value == pytest.approx(1000 + 100 * one.value)
    assert other.mse == pytest.approx(1e4 * one.mse)
