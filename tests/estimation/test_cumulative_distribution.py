"""Distribution functions: by hand, in domains, at points, and what may be asked wrongly."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, Sample, make_sample
from survey.errors import EstimationError
from survey.estimation import cdf, quantile, share
from survey.estimation.cumulative_distribution import MOST_POINTS


@pytest.fixture(scope="module")
def sample() -> Sample:
    random = np.random.default_rng(2)
    n = 400
    table = pd.DataFrame(
        {
            "p": np.repeat(np.arange(40), 10),
            "w": random.uniform(1, 5, n),
            "y": random.normal(size=n),
            "item": random.choice([1, 2, 3, np.nan], n),
            "g": random.choice(["a", "b"], n),
        }
    )
    return make_sample(table, Design(psu="p", weight="w"))


def test_steps_by_hand() -> None:
    """1 2 2 5 with weights 1 2 3 4."""
    sample = make_sample({"y": [2, 1, 5, 2], "w": [2, 1, 4, 3]}, Design(weight="w"))
    found = cdf(sample, "y")
    assert found.estimates.estimate == pytest.approx([0.1, 0.6, 1])
    assert found([0.9, 1, 1.5, 2, 4.9, 5, 99]).tolist() == [[0, 0.1, 0.1, 0.6, 0.6, 1, 1]]
    assert [part.tolist() for part in found.steps()] == [[1, 2, 5], [0.1, 0.6, 1]]


def test_a_point_is_a_share(sample: Sample) -> None:
    """Estimate, error, limits and flags."""
    found = cdf(sample, "y", at=[-0.5, 0.7], by="g", interval="beta").estimates
    for at, point in enumerate([-0.5, 0.7]):
        below = share(sample, {"y": (sample.values("y") <= point).astype(float)}, by="g", interval="beta")
        for name in ("estimate", "se", "ci_low", "ci_high", "df", "n", "deff"):
            assert getattr(found, name)[2 * at : 2 * at + 2] == pytest.approx(getattr(below, name)), name


def test_points_are_a_category(sample: Sample) -> None:
    """Column ``at``, before the domains."""
    frame = cdf(sample, "item", by="g").to_frame()
    assert frame["at"].tolist() == [1, 1, 2, 2, 3, 3]
    assert frame["g"].tolist() == ["a", "b"] * 3


def test_blanks_are_left_out(sample: Sample) -> None:
    """The last share is 1."""
    found = cdf(sample, "item")
    assert found.estimates.estimate[-1] == 1
    assert found.estimates.n[0] == (~np.isnan(sample.values("item"))).sum()


def test_many_values_get_errors_at_some_points_but_steps_at_all(sample: Sample) -> None:
    """400 values, 200 points, from the smallest to the largest."""
    found = cdf(sample, "y")
    assert len(found.estimates) == MOST_POINTS
    assert found.to_frame()["at"].iloc[[0, -1]].tolist() == [sample.values("y").min(), sample.values("y").max()]
    assert len(found.steps()[0]) == 400


def test_the_quantile_inverts_it(sample: Sample) -> None:
    """The smallest value at which the function reaches the probability."""
    function, p = cdf(sample, "y", by="g"), [0.1, 0.37, 0.9]
    values = quantile(sample, "y", p, by="g").estimate.reshape(3, 2)
    for domain in range(2):
        reached = function(values[:, domain])[domain]
        before = function(values[:, domain] - 1e-9)[domain]
        assert ((before < p) & (p <= reached)).all()


def test_an_empty_domain_has_no_function(sample: Sample) -> None:
    """Blank, not 0."""
    found = cdf(sample, "y", at=[0], where=np.zeros(400, bool))
    assert np.isnan(found([0.0])).all()
    assert found.estimates.flag("empty").all()


def test_it_shows_itself(sample: Sample) -> None:
    """In a terminal and in a notebook."""
    found = cdf(sample, "item")
    assert "distribution of item" in repr(found)
    assert "<table" in found._repr_html_()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda s: cdf(s, ["y", "item"]), "E105"),
        (lambda s: cdf(s, "y", at=[0, np.nan]), "E106"),
        (lambda s: cdf(s, "y", at=[]), "E106"),
        (lambda s: cdf(s, "y", interval="score"), "E100"),  # type: ignore[arg-type]
        (lambda s: cdf(s, "yy"), "E005"),
    ],
)
def test_what_is_asked_wrongly_is_refused(sample: Sample, call: Callable[[Sample], object], code: str) -> None:
    """With the code."""
    with pytest.raises(EstimationError) as caught:
        call(sample)
    assert caught.value.code == code
    assert caught.value.place
