"""Lines and drifting levels with known sampling errors, against other programs and by simulation."""

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from scipy.stats import chi2
from statsmodels.tsa.statespace.structural import UnobservedComponents

from survey.arrays import Floats
from survey.indicators.trend_models import _restricted_deviance, local_level, predicted_levels, trend_line

TIMES = np.array([0.0, 1, 2, 3, 5, 6, 7, 8])
VALUES = np.array([50.0, 51.2, 49.0, 53.1, 55.0, 54.2, 58.9, 57.5])


def correlated(size: int) -> Floats:
    """Neighbouring waves share PSUs."""
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return 4 * np.where(apart == 0, 1.0, np.where(apart == 1, 0.4, 0.1))


@pytest.mark.parametrize("covariance", [np.diag(np.linspace(1, 9, 8)), correlated(8)])
def test_the_line_is_that_of_generalised_least_squares(covariance: Floats) -> None:
    """Statsmodels' GLS gives the slope; its error for known covariances is that with the scale fixed at 1."""
    found = trend_line(TIMES, VALUES, covariance)
    fitted = sm.GLS(VALUES, sm.add_constant(TIMES), sigma=covariance).fit()
    assert found.slope == pytest.approx(fitted.params[1])
    assert found.se == pytest.approx(fitted.bse[1] / np.sqrt(fitted.scale))
    assert found.p_fit == pytest.approx(chi2.sf(fitted.scale * 6, 6))


def test_two_halves_of_equal_waves_by_hand() -> None:
    """0, 0, 4, 4 at times 0 to 3 with variance 1: slope (1.5 x 2 + 0.5 x 2) x 2 / 5, error 1 / sqrt(5)."""
    found = trend_line(np.arange(4.0), np.array([0.0, 0, 4, 4]), np.eye(4))
    assert found.slope == pytest.approx(1.6)
    assert found.se == pytest.approx(5**-0.5)


def test_the_level_is_that_of_the_kalman_smoother() -> None:
    """Equal independent errors and no gap: smoothed states and their variances of an exact diffuse start, and its maximum."""
    values = VALUES
    times = np.arange(8.0)
    found = local_level(times, values, 2.0 * np.eye(8))
    model = UnobservedComponents(values, "llevel", use_exact_diffuse=True)
    smoothed = model.smooth([2.0, found.drift**2])
    known = predicted_levels(found.drift**2, values, 2.0 * np.eye(8), np.minimum.outer(times, times))
    assert_allclose(found.levels, smoothed.smoothed_state[0], rtol=1e-6)
    assert_allclose(known.errors**2, smoothed.smoothed_state_cov[0, 0], rtol=1e-5)
    assert (found.errors >= known.errors * 0.95).all()
    best = model.loglike([2.0, found.drift**2])
    around = [model.loglike([2.0, found.drift**2 * factor]) for factor in (0.7, 0.95, 1.05, 1.4)]
    assert found.drift > 0
    assert max(around) < best


def test_the_restricted_likelihood_is_that_of_differences() -> None:
    """What does not depend on the first level: the likelihood of contrasts, up to a constant."""
    covariance = correlated(8)
    contrasts = np.diff(np.eye(8), axis=0)

    def of_contrasts(total: Floats) -> float:
        own = contrasts @ total @ contrasts.T
        z = contrasts @ VALUES
        return float(np.linalg.slogdet(own)[1] + z @ np.linalg.solve(own, z))

    steps = np.minimum.outer(TIMES, TIMES)
    totals = [covariance + variance * steps for variance in (0.0, 0.5, 3.0)]
    apart = [_restricted_deviance(VALUES, total) - of_contrasts(total) for total in totals]
    assert_allclose(apart, apart[0], atol=1e-9)


def test_a_region_that_does_not_move_has_the_weighted_mean() -> None:
    """All movement is sampling: no drift, one level, and at least the error of the mean of eight."""
    still = np.array([50.0, 50.5, 49.5, 50.2, 49.8, 50.1, 50.0, 49.9])
    found = local_level(np.arange(8.0), still, 4 * np.eye(8))
    assert found.drift == 0
    assert_allclose(found.levels, still.mean())
    steps = np.minimum.outer(np.arange(8.0), np.arange(8.0))
    assert_allclose(predicted_levels(0.0, still, 4 * np.eye(8), steps).errors, 2 / 8**0.5)
    assert (found.errors > 2 / 8**0.5).all()


def test_slopes_and_levels_are_covered() -> None:
    """400 series of 8 waves with correlated errors and a drift: 95 % intervals of slope (no drift) and last level."""
    random = np.random.default_rng(3)
    covariance, times, n = correlated(8), np.arange(8.0), 400
    root = np.linalg.cholesky(covariance)
    hit = np.zeros(2)
    for _ in range(n):
        noise = root @ random.normal(size=8)
        line = trend_line(times, 50 + 0.7 * times + noise, covariance)
        hit[0] += abs(line.slope - 0.7) < 1.96 * line.se
        truth = 50 + np.cumsum(random.normal(0, 1.5, 8))
        level = local_level(times, truth + root @ random.normal(size=8), covariance)
        hit[1] += abs(level.levels[-1] - truth[-1]) < 1.96 * level.errors[-1]
    three = 3 * np.sqrt(0.05 * 0.95 / n)
    assert abs(hit[0] / n - 0.95) < three
    assert abs(hit[1] / n - 0.95) < three
