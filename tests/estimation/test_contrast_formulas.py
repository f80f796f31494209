"""Formulas of estimates: values, derivatives, and what cannot be read."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import EstimationError
from survey.estimation.contrast_formulas import differentiate, evaluate_formula

VALUES = np.array([4.0, 2.0])
PLACES = {"a": 0, "b": 1, "b:1": 1}


@pytest.mark.parametrize(
    ("text", "value", "gradient"),
    [
        ("a", 4, [1, 0]),
        ("-a + 2 * b", 0, [-1, 2]),
        ("a / b", 2, [0.5, -1]),
        ("a ** 2", 16, [8, 0]),
        ("a ^ b", 16, [8, 16 * math.log(4)]),
        ("a * b - b", 6, [2, 3]),
        ("`b:1` * 3", 6, [0, 3]),
        ("exp(b)", math.exp(2), [0, math.exp(2)]),
        ("log(a)", math.log(4), [0.25, 0]),
        ("sqrt(a)", 2, [0.25, 0]),
        ("log10(a) + log2(b)", math.log10(4) + 1, [0.25 / math.log(10), 0.5 / math.log(2)]),
        ("logit(b / 8)", math.log(1 / 3), [0, 1 / 8 / (0.25 * 0.75)]),
        ("abs(b - a)", 2, [1, -1]),
        ("1e3", 1000, [0, 0]),
    ],
)
def test_a_value_and_its_derivatives(text: str, value: float, gradient: list[float]) -> None:
    """Differentiated by hand."""
    found = evaluate_formula(text, VALUES, PLACES, "test")
    assert found.value == pytest.approx(value)
    assert found.gradient == pytest.approx(gradient)


FUNCTIONS = ("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "sin", "cos", "tan", "atan")
FUNCTIONS_OF_A_SHARE = ("sinh", "cosh", "tanh", "atanh", "logit", "expit", "pnorm")


@given(name=st.sampled_from(FUNCTIONS + FUNCTIONS_OF_A_SHARE), x=st.floats(0.1, 0.9))
def test_every_function_has_the_derivative_of_its_values(name: str, x: float) -> None:
    """Against differences of the function itself."""
    values, places = np.array([x]), {"x": 0}
    found = evaluate_formula(f"{name}(x)", values, places, "test")

    def again(moved: np.ndarray) -> float:
        return evaluate_formula(f"{name}(x)", moved, places, "test").value

    _, gradient = differentiate(again, values, np.array([0.1]), "test")
    assert found.gradient == pytest.approx(gradient[0], rel=1e-7)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a +", "E180"),
        ("a if b else 1", "E180"),
        ("a and b", "E180"),
        ("a // b", "E180"),
        ("__import__('os')", "E180"),
        ("'text'", "E180"),
        ("gamma(a)", "E181"),
        ("a / c", "E182"),
        ("`b:2`", "E182"),
        ("log(b - a)", "E183"),
        ("a / (b - 2)", "E183"),
    ],
)
def test_what_cannot_be_calculated_is_refused(text: str, code: str) -> None:
    """Nothing but arithmetic is read, and nothing is executed."""
    with pytest.raises(EstimationError) as caught:
        evaluate_formula(text, VALUES, PLACES, "survey.contrast: combination 'c'")
    assert caught.value.code == code
    assert caught.value.place.startswith("survey.contrast: combination 'c': ")


def test_several_values_of_a_function_are_differentiated_at_once() -> None:
    """Rows are values, columns estimates; one without error counts, too, for the degrees of freedom are those of all."""
    values, gradient = differentiate(lambda v: [v[0] * v[1], v[0] ** 3], VALUES, np.array([0.1, 0.0]), "test")
    assert values.tolist() == [8, 64]
    assert gradient == pytest.approx(np.array([[2, 4], [48, 0]]))


def test_a_function_without_finite_values_is_refused() -> None:
    """A logarithm of a negative number."""
    with pytest.raises(EstimationError) as caught, np.errstate(invalid="ignore"):
        differentiate(lambda v: np.log(-v[0]), VALUES, np.array([0.1, 0.1]), "survey.contrast: combination 'f'")
    assert (caught.value.code, caught.value.place) == ("E184", "survey.contrast: combination 'f'")
