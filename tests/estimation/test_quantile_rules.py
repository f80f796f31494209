"""Rules of quantiles: by hand, on ties, and at the ends."""

from typing import get_args

import numpy as np
import pytest

from survey.arrays import Floats
from survey.estimation.quantile_rules import QuantileRule, find_quantiles

RULES: tuple[QuantileRule, ...] = get_args(QuantileRule)
X = np.array([10.0, 20.0, 30.0, 40.0])
W = np.array([1.0, 2.0, 3.0, 4.0])


def at(p: float | list[float], rule: QuantileRule, x: Floats = X, w: Floats = W) -> list[float]:
    return [float(one) for one in find_quantiles(x, w, np.atleast_1d(np.asarray(p, np.float64)), rule).round(9)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("math", 20),  # cumulative shares 0.1, 0.3, 0.6, 1
        ("hf1", 20),
        ("school", 20),
        ("hf2", 20),
        ("hf3", 20),
        ("hf4", 15),  # halfway from 0.1 to 0.3
        ("hf5", 20),  # points 0.05, 0.2, 0.45, 0.8
        ("hf6", 19),  # points 1/14, 3/14, 6/14, 10/14
        ("hf7", 21),  # points 0, 1/6, 3/6, 1
        ("hf8", 19.6),  # points 2/34, 7/34, 15/34, 26/34
        ("hf9", 19.692307692),  # points 5/88, 18/88, 39/88, 68/88
        ("rounded", 15),
    ],
)
def test_a_fifth_by_hand(rule: QuantileRule, expected: float) -> None:
    """Values 10 20 30 40 with weights 1 2 3 4, p = 0.2."""
    assert at(0.2, rule) == [pytest.approx(expected)]


def test_shah_and_vaish_with_weights_that_add_up_to_the_number_of_interviews() -> None:
    """Weights 0.4 0.8 1.2 1.6: places (0.7, 1.3, 2.3, 3.7)/5 = 0.14, 0.26, 0.46, 0.74."""
    assert at([0.14, 0.2, 0.3, 0.5, 0.9], "shahvaish", w=W * 0.4) == [10, 10, 20, 30, 40]


def test_shah_and_vaish_moves_with_the_size_of_the_weights() -> None:
    """As in R; that is why the documentation warns."""
    assert at(0.3, "shahvaish", w=W * 10) != at(0.3, "shahvaish", w=W * 0.4)


@pytest.mark.parametrize("rule", ["math", "hf1", "hf4"])
def test_on_a_step_the_value_itself(rule: QuantileRule) -> None:
    """F(20) = 0.3 although 0.3 is no binary fraction."""
    assert at([0.1, 0.3, 0.6, 1], rule) == [10, 20, 30, 40]


def test_on_a_step_school_takes_the_middle() -> None:
    """Of 20 and 30; nothing follows the last."""
    assert at([0.3, 1], "school") == [25, 40]


def test_on_a_step_hf3_takes_an_even_place() -> None:
    """0.3 lies at place 2 (stay), 0.6 at place 3 (go to 4)."""
    assert at([0.3, 0.6], "hf3") == [20, 40]


def test_hf3_counts_the_first_place_as_the_second() -> None:
    """R's convention; with one distinct value there is no second."""
    assert at([0.05, 0.1], "hf3") == [20, 20]
    assert at(0.05, "hf3", np.array([7.0, 7.0]), np.ones(2)) == [7]


def test_ties_count_one_by_one_but_not_when_rounded() -> None:
    """1 1 2 2: hf4 has places 1/4, 2/4, 3/4, 1; rounded 1/2 and 1."""
    x, w = np.array([1.0, 1, 2, 2]), np.ones(4)
    assert at([0.625, 0.75], "hf4", x, w) == [1.5, 2]
    assert at([0.625, 0.75], "rounded", x, w) == [1.25, 1.5]


@pytest.mark.parametrize("rule", RULES)
def test_one_value_is_every_quantile(rule: QuantileRule) -> None:
    """Where R has NaN for the continuous rules."""
    assert at([0, 0.3, 1], rule, np.array([5.0]), np.array([2.0])) == [5, 5, 5]


@pytest.mark.parametrize("rule", RULES)
def test_quantiles_are_never_beyond_the_values(rule: QuantileRule) -> None:
    """R draws hf4 on below the smallest, and has no value at 1."""
    found = at([0, 0.001, 0.999, 1], rule)
    assert min(found) >= 10
    assert max(found) <= 40


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "shahvaish"])
def test_the_size_of_the_weights_does_not_matter(rule: QuantileRule) -> None:
    """Persons or thousands of persons."""
    p = np.linspace(0, 1, 41).tolist()
    assert at(p, rule) == pytest.approx(at(p, rule, w=W * 1234.5))


@pytest.mark.parametrize(("rule", "method"), [("hf4", "interpolated_inverted_cdf"), ("hf5", "hazen"), ("hf6", "weibull"),
                                              ("hf7", "linear"), ("hf8", "median_unbiased")])  # fmt: skip
def test_equal_weights_give_what_numpy_gives(rule: QuantileRule, method: str) -> None:
    """hf4 to hf8; hf9 with equal weights too, but numpy's normal_unbiased rounds."""
    x = np.sort(np.random.default_rng(3).normal(size=17))
    p = np.linspace(0, 1, 23)
    expected = np.quantile(x, p, method=method)  # type: ignore[call-overload]
    assert find_quantiles(x, np.full(17, 2.5), p, rule) == pytest.approx(expected, abs=1e-12)
