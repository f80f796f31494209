"""Variances, covariances and correlations: by hand, blanks, domains, limits, and what may be asked wrongly."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Population, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import correlation, covariance, mean, variance
from survey.weighting import rake


@pytest.fixture(scope="module")
def sample() -> Sample:
    """96 interviews in 16 PSUs of 4 strata; ``x`` has blanks."""
    random = np.random.default_rng(4)
    n = 96
    y = random.normal(5, 2, n)
    table = pd.DataFrame(
        {
            "s": np.repeat([1, 2, 3, 4], 24),
            "p": np.repeat(np.arange(16), 6),
            "w": random.uniform(1, 5, n),
            "y": y,
            "x": np.where(random.uniform(size=n) < 0.1, np.nan, y + random.normal(0, 2, n)),
            "z": random.uniform(1, 9, n),
            "g": random.choice(["a", "b"], n),
        }
    )
    return make_sample(table, Design(strata="s", psu="p", weight="w"))


def test_variance_by_hand() -> None:
    """1 2 3 6, mean 3: 4/3 of (4 + 1 + 0 + 9)/4; its error is that of the mean of the scaled squares."""
    sample = make_sample({"y": [1, 2, 3, 6], "w": [1, 1, 1, 1]}, Design(weight="w"))
    found = variance(sample, "y")
    squares = np.array([4, 1, 0, 9]) * 4 / 3
    assert found.estimate[0] == pytest.approx(14 / 3)
    assert found.se[0] == pytest.approx(np.sqrt(squares.var(ddof=1) / 4))


def test_covariance_by_hand() -> None:
    """Weights 1 1 2: means 2.25 and 4.5; 3/2 of (1.5625 + 0.0625 + 2 x 0.5625)/4 x 2."""
    sample = make_sample({"a": [1, 2, 3], "b": [2, 4, 6], "w": [1, 1, 2]}, Design(weight="w"))
    found = covariance(sample, ["a", "b"])
    assert found.row_names() == ("a:a", "a:b", "b:b")
    assert found.estimate == pytest.approx(1.5 * 0.6875 * np.array([1, 2, 4]))


def test_correlation_is_covariance_over_the_roots_of_variances(sample: Sample) -> None:
    """In every domain; the factors n/(n-1) cancel."""
    both = covariance(sample, ["y", "z"], by="g").estimate.reshape(3, 2)
    assert correlation(sample, ["y", "z"], by="g").estimate == pytest.approx(both[1] / np.sqrt(both[0] * both[2]))


def test_error_of_a_correlation_is_the_delta_method_on_the_covariances(sample: Sample) -> None:
    """Gradient (-r/2v, 1/sqrt(vu), -r/2u) with the covariance matrix of variances and covariance."""
    moments = covariance(sample, ["y", "x"], blanks="case")
    v, c, u = moments.estimate
    r = c / np.sqrt(v * u)
    gradient = np.array([-r / (2 * v), 1 / np.sqrt(v * u), -r / (2 * u)])
    found = correlation(sample, ["y", "x"])
    assert found.estimate[0] == pytest.approx(r)
    assert found.se[0] == pytest.approx(np.sqrt(gradient @ moments.covariance() @ gradient))


def test_a_domain_is_what_where_gives(sample: Sample) -> None:
    """By ``by=`` or ``where=``, the same numbers."""
    for estimate in (variance, covariance, correlation):
        both, only = estimate(sample, ["y", "x"], by="g"), estimate(sample, ["y", "x"], where="g == 'b'")
        for name in ("estimate", "se", "ci_low", "ci_high", "df", "n"):
            assert getattr(both, name)[1::2] == pytest.approx(getattr(only, name)), name


def test_blanks_leave_their_pairs_or_all_pairs(sample: Sample) -> None:
    """``pair`` and ``case``."""
    pairs, cases = (covariance(sample, ["y", "x"], blanks=blanks) for blanks in ("pair", "case"))
    n = int((~np.isnan(sample.values("x"))).sum())
    assert pairs.n.tolist() == [96, n, n]
    assert cases.n.tolist() == [n, n, n]
    assert np.linalg.eigvalsh(cases.matrix().to_numpy()).min() > 0


def test_square_table(sample: Sample) -> None:
    """Symmetric, one block per domain; the correlation with itself is 1."""
    table = covariance(sample, ["y", "x", "z"], by="g").matrix()
    assert table.index.names == ["g", "variable"]
    assert table.loc["a"].to_numpy() == pytest.approx(table.loc["a"].to_numpy().T)
    assert table.loc["b"].to_numpy() == pytest.approx(table.loc["b"].to_numpy().T)
    assert np.diag(correlation(sample, ["y", "x", "z"]).matrix()).tolist() == [1, 1, 1]
    assert correlation(sample, ["y", "x"]).matrix("n").loc["y", "x"] == (~np.isnan(sample.values("x"))).sum()


def test_limits_stay_where_the_quantity_lives(sample: Sample) -> None:
    """Variances above 0, correlations within -1 and 1; "t" is the plain interval."""
    spread, spread_t = variance(sample, "y", level=0.999), variance(sample, "y", interval="t")
    together = correlation(sample, ["y", "x"], level=0.999)
    assert 0 < spread.ci_low[0] < spread.estimate[0] < spread.ci_high[0]
    assert -1 < together.ci_low[0] < together.estimate[0] < together.ci_high[0] < 1
    assert spread_t.ci_high[0] - spread_t.estimate[0] == pytest.approx(spread_t.estimate[0] - spread_t.ci_low[0])
    assert (spread.method[0], together.method[0], spread_t.method[0]) == ("log", "fisher", "t")


def test_one_psu_leaves_everything_open() -> None:
    """0 to infinity, -1 to 1."""
    sample = make_sample({"a": [1, 2, 4], "b": [3, 1, 2], "p": [1, 1, 1], "w": [1, 1, 1]}, Design(psu="p", weight="w", lonely="remove"))  # fmt: skip
    spread, together = variance(sample, "a"), correlation(sample, ["a", "b"])
    assert (spread.ci_low[0], spread.ci_high[0]) == (0, np.inf)
    assert (together.ci_low[0], together.ci_high[0]) == (-1, 1)


def test_what_does_not_vary_has_no_correlation() -> None:
    """And two answers are the least for a variance; a variance of 0 is a number."""
    table = {"a": [3.0, 3, 3, 1], "b": [1.0, 2, 4, 5], "g": ["x", "x", "x", "y"], "w": [1, 1, 1, 1]}
    sample = make_sample(table, Design(weight="w"))
    assert np.isnan(correlation(sample, ["a", "b"], by="g").estimate).all()
    found = variance(sample, "a", by="g")
    assert found.estimate[0] == 0
    assert np.isnan(found.estimate[1])
    assert found.flag("empty").tolist() == [False, True]


def test_perfect_correlation_is_1() -> None:
    """Not a rounding error beyond."""
    a = np.random.default_rng(1).normal(size=30)
    sample = make_sample({"a": a, "b": 3 * a + 1, "c": -a, "w": np.ones(30)}, Design(weight="w"))
    found = correlation(sample, ["a", "b", "c"])
    assert found.estimate == pytest.approx([1, -1, -1], abs=1e-14)
    assert (np.abs(found.estimate) <= 1).all()


def test_a_far_away_mean_does_not_hurt(sample: Sample) -> None:
    """Deviations are taken before they are squared."""
    far = variance(sample, {"y": sample.values("y") + 1e7})
    assert far.estimate == pytest.approx(variance(sample, "y").estimate, rel=1e-7)


def test_calibrations_are_taken_out(sample: Sample) -> None:
    """Raked to ``g``, a variable that is constant within ``g`` has a variance without error."""
    people = Population.from_margins({"g": {"a": 900, "b": 700}})
    raked = rake(sample, people, residuals="design")
    coded = {"code": (sample.texts("g") == "a").astype(float)}
    assert variance(raked, coded).se[0] < 1e-12
    assert variance(sample, coded).se[0] > 1e-3


def test_variance_of_a_yes_no_variable_is_p_times_1_minus_p(sample: Sample) -> None:
    """Times n/(n-1)."""
    yes = {"yes": (sample.texts("g") == "a").astype(float)}
    p = mean(sample, yes).estimate[0]
    assert variance(sample, yes).estimate[0] == pytest.approx(p * (1 - p) * 96 / 95)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda s: covariance(s, "y", blanks="cases"), "E103"),  # type: ignore[arg-type]
        (lambda s: correlation(s, "y"), "E104"),
        (lambda s: variance(s, "y", interval="fisher"), "E100"),  # type: ignore[arg-type]
        (lambda s: correlation(s, ["y", "x"], interval="log"), "E100"),  # type: ignore[arg-type]
        (lambda s: variance(s, "yy"), "E005"),
        (lambda s: variance(s, "g"), "E004"),
    ],
)
def test_what_is_asked_wrongly_is_refused(sample: Sample, call: Callable[[Sample], object], code: str) -> None:
    """With the code."""
    with pytest.raises(EstimationError) as caught:
        call(sample)
    assert caught.value.code == code
    assert caught.value.place
