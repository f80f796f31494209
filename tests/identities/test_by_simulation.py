"""Variances and intervals against the truth, by drawing many samples from a population that is known."""

from __future__ import annotations

import numpy as np
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.estimation import share, total
from survey.estimation.confidence_intervals import korn_graubard, proportion
from survey.weighting import rake

CELLS = np.array([[0.30, 0.20], [0.15, 0.35]])
"""Shares of the population by trust (rows) and sex (columns); they depend on each other."""


def one_after_the_other(
    counts: np.ndarray[tuple[int, int, int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int, int], np.dtype[np.float64]]:
    """Weighted shares by cell after fitting trust, then sex, for (draws, 2, 2) counts."""
    weights = counts * (CELLS.sum(1) / counts.sum(2))[:, :, None]
    fitted: np.ndarray[tuple[int, int, int], np.dtype[np.float64]] = (
        weights * (CELLS.sum(0) / weights.sum(1))[:, None, :]
    )
    return fitted


def fitted_in_turn(chain: str) -> Sample:
    """A sample of 1,000 with the expected counts, fitted to trust, then to sex."""
    counts = (CELLS * 1000).round().astype(int) + np.array([[8, -6], [-9, 7]])
    trust, sex = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices((2, 2)))
    design = Design(weight="w", chain=chain)  # type: ignore[arg-type]
    sample = make_sample({"trust": trust, "sex": sex, "w": np.ones(1000)}, design)
    people = Population.from_margins(
        {"trust": dict(enumerate(CELLS.sum(1) * 1e6)), "sex": dict(enumerate(CELLS.sum(0) * 1e6))}
    )
    once = rake(sample, people, margins=["trust"], residuals="design")
    return rake(once, people, margins=["sex"], residuals="design")


def test_the_latest_of_two_calibrations_is_taken_out_first() -> None:
    """The share that trusts, fitted first and disturbed by the second fit: the error found agrees with that of 40,000 draws.

    Taking the oldest out first, as R's package survey does, gives an error many times too small here.
    """
    draws = np.random.default_rng(11).multinomial(1000, CELLS.ravel(), 40_000).reshape(-1, 2, 2).astype(np.float64)
    truth = one_after_the_other(draws)[:, 1].sum(1).std()
    ours = share(fitted_in_turn("latest_first"), "trust", 1).se[0]
    theirs = share(fitted_in_turn("oldest_first"), "trust", 1).se[0]
    assert ours == pytest.approx(truth, rel=0.1)
    assert theirs < 0.3 * truth


def test_the_last_margin_has_no_error_only_when_taken_out_first() -> None:
    """The sexes are met exactly by every sample."""
    assert share(fitted_in_turn("latest_first"), "sex", 1).se[0] < 1e-14
    assert share(fitted_in_turn("oldest_first"), "sex", 1).se[0] > 1e-3


def clustered_draws(
    p: float, draws: int, psus: int, size: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
    """Share, error and degrees of freedom of samples of PSUs whose own shares vary (beta, correlation 0.06)."""
    random = np.random.default_rng(7)
    rho = 0.06
    own = random.beta(p * (1 - rho) / rho, (1 - p) * (1 - rho) / rho, (draws, psus))
    shares = random.binomial(size, own) / size
    return shares.mean(1), shares.std(1, ddof=1) / np.sqrt(psus), np.full(draws, psus - 1.0)


@pytest.mark.parametrize(("p", "psus"), [(0.5, 100), (0.9, 100), (0.3, 20), (0.97, 30)])
def test_coverage_of_the_interval_of_a_share(p: float, psus: int) -> None:
    """95 % intervals cover the truth in 93 to 97.5 of 100 samples; binomial error of 4,000 draws is 0.3 points."""
    estimate, se, df = clustered_draws(p, 4000, psus, 10)
    n = np.full(4000, psus * 10.0)
    low, high, _ = proportion(estimate, se, df, n, n, 0.95)
    assert 0.93 <= np.mean((low <= p) & (p <= high)) <= 0.975


def test_coverage_where_nobody_answers_so() -> None:
    """Among samples in which nobody gave a rare answer, the upper limit is hardly ever below the truth."""
    random = np.random.default_rng(9)
    p = 0.01
    nobody = random.binomial(100, p, 20_000) == 0
    _, high = korn_graubard(np.zeros(1), np.full(1, 99.0), np.full(1, 100.0), np.full(1, 100.0), 0.95)
    assert nobody.mean() == pytest.approx(0.366, abs=0.02)
    assert high[0] > p


def test_the_variance_of_a_total_is_unbiased() -> None:
    """The mean of the estimated variance over all 15 samples of two of six is the variance of the totals."""
    values = np.array([3.0, 1, 4, 1, 5, 9])
    pairs = [(a, b) for a in range(6) for b in range(a)]
    found = [total(make_sample({"y": values[list(pair)], "N": [6, 6]}, Design(fpc="N")), "y") for pair in pairs]
    totals = np.array([one.estimate[0] for one in found])
    assert len(pairs) == 15
    assert totals.mean() == pytest.approx(values.sum())
    assert np.mean([one.se[0] ** 2 for one in found]) == pytest.approx(totals.var())
