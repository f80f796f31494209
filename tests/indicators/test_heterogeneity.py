"""Heterogeneity of a grouping: its size, its power, and the interval of the scatter, where the truth is known."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f_oneway

from survey.arrays import Floats
from survey.indicators.heterogeneity import FEWEST, deviations_between, heterogeneity, heterogeneity_frame, verdicts

DRAWS = 1_000
ERROR = float(3 * np.sqrt(0.05 * 0.95 / DRAWS))
UNITS = (4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 6, 6, 8, 8, 9, 10)
"""PSUs in the districts of the monitor."""


def psu_means(kind: str, psus: tuple[int, ...], random: np.random.Generator) -> list[Floats]:
    """Means of PSUs of ten interviews, in units whose true values are equal; villages differ."""
    if kind == "score":
        return [50 + random.normal(0, 20 / np.sqrt(10), m) + random.normal(0, 5, m) for m in psus]
    base = {"even": 0.0, "rare": np.log(0.05 / 0.95)}[kind]
    return [random.binomial(10, 1 / (1 + np.exp(-base - random.normal(0, 0.5, m)))) * 10.0 for m in psus]


def p_and_limits(means: list[Floats], shift: Floats | float = 0.0) -> tuple[float, float, float]:
    """P-value and the limits of the scatter."""
    m = np.array([len(one) for one in means], np.float64)
    estimate = np.array([one.mean() for one in means]) + shift
    found = heterogeneity(estimate, np.array([one.var(ddof=1) for one in means]) / m, m - 1, 10 * m)
    return (found.p, found.between_low, found.between_high) if found is not None else (1.0, 0.0, 0.0)


@pytest.mark.parametrize("kind", ["score", "even", "rare"])
@pytest.mark.parametrize("psus", [UNITS, (3, 3, 3, 3), (2, 2, 2), (16,) * 19], ids=["units", "few", "fewest", "year"])
def test_equal_units_are_told_apart_in_5_per_cent_of_samples(kind: str, psus: tuple[int, ...]) -> None:
    """Within three Monte Carlo standard errors; rare answers in three units of two villages are often all 0, and cautious."""
    random = np.random.default_rng(11)
    size = np.mean([p_and_limits(psu_means(kind, psus, random))[0] <= 0.05 for _ in range(DRAWS)])
    if kind == "rare" and len(psus) == 3:
        assert size <= 0.05 + ERROR
    else:
        assert abs(size - 0.05) <= ERROR


@pytest.mark.parametrize("between", [0.0, 4.0, 10.0])
def test_the_interval_holds_the_scatter(between: float) -> None:
    """At least 95 % of them, and longer than needed where the scatter is large: its own part counts as estimated, too."""
    random = np.random.default_rng(12)
    limits = [
        p_and_limits(psu_means("score", UNITS, random), random.normal(0, between, len(UNITS)))[1:] for _ in range(DRAWS)
    ]
    inside = np.mean([low <= between <= high for low, high in limits])
    assert inside >= 0.95 - ERROR
    # nothing lies below 0, so that an interval from 0 misses 0 on one side only
    assert inside <= 0.99


def test_units_that_differ_are_found() -> None:
    random = np.random.default_rng(13)
    found = [p_and_limits(psu_means("score", UNITS, random), random.normal(0, 8, len(UNITS)))[0] for _ in range(200)]
    assert np.mean(np.array(found) <= 0.05) > 0.9


def test_equal_psus_give_the_analysis_of_variance() -> None:
    """Q over its degrees of freedom is the ratio of the mean squares of PSU means."""
    means = psu_means("score", (5,) * 7, np.random.default_rng(14))
    expected = f_oneway(*means)
    found = heterogeneity(
        np.array([one.mean() for one in means]), np.array([one.var(ddof=1) / 5 for one in means]), np.full(7, 4.0), np.full(7, 50.0)
    )  # fmt: skip
    assert found is not None
    assert found.q / found.df == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue)
    assert found.df_within == pytest.approx(28)


def test_the_scatter_is_met_at_every_aim() -> None:
    """With variances ten orders apart, too; Q at the deviation that was found is the aim."""
    random = np.random.default_rng(15)
    for _ in range(300):
        k = int(random.integers(3, 40))
        variance, estimate = 10 ** random.uniform(-6, 4, k), random.normal(size=k) * 10 ** random.uniform(-3, 4)
        aims = random.uniform(0.01, 60, 3)
        q, found = deviations_between(estimate, variance, aims)
        for aim, deviation in zip(aims.tolist(), found, strict=True):
            weight = 1 / (variance + deviation**2)
            scatter = float(weight @ np.square(estimate - weight @ estimate / weight.sum()))
            assert deviation >= 0
            assert scatter == pytest.approx(min(aim, q), rel=1e-9)
            assert (deviation > 0) == (q > aim)


def test_nothing_is_said_without_spread() -> None:
    same = np.full(4, 50.0)
    assert heterogeneity(same, same * 0, same * 0 + 3, same) is None


def test_equal_estimates_have_no_scatter() -> None:
    found = heterogeneity(np.full(4, 50.0), np.full(4, 9.0), np.full(4, 3.0), np.full(4, 40.0))
    assert found is not None
    assert (found.q, found.p, found.between_sd, found.i2) == (0.0, 1.0, 0.0, 0.0)


def test_a_frame_has_a_row_where_enough_levels_are_compared() -> None:
    cells = pd.DataFrame(
        {
            "indicator": np.repeat(["A", "B"], 4),
            "domain": "unit",
            "estimate": [10.0, 50, 60, 70, 10, 50, 60, 70],
            "se": 5.0,
            "df": 3.0,
            "n": 40,
            "compared": [True] * 4 + [True] * (FEWEST - 1) + [False] * (5 - FEWEST),
        }
    )
    found = heterogeneity_frame(cells)
    assert found["indicator"].tolist() == ["A"]
    assert found["n_levels"].tolist() == [4]


def test_verdicts_are_exclusive() -> None:
    tests = pd.DataFrame({"p_adjusted": [0.01, 0.2, 0.2, 0.2], "between_high": [9.0, 3.0, 9.0, 3.0]})
    assert verdicts(tests, np.array([5.0, 5, 5, np.nan])) == ["differ", "alike", "unclear", "unclear"]
