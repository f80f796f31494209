"""Roots are those of scipy, to the last bit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from survey.estimation.root_finding import find_root

FUNCTIONS = (
    lambda x, a: x**3 - a,
    lambda x, a: math.exp(x) - a,
    lambda x, a: math.atan(20 * (x - a)),
    lambda x, a: (x - a) ** 5,
    lambda x, a: math.copysign(math.sqrt(abs(x - a)), x - a),
    lambda x, a: -1.0 if x < a else 1.0,
    lambda x, a: sum((k + 1) / (x + k + 3) for k in range(5)) - a / 2,
)


@given(st.sampled_from(range(len(FUNCTIONS))), st.floats(-2, 2), st.floats(0.1, 3), st.floats(0.1, 50))
def test_a_root_is_that_of_scipy(which: int, a: float, below: float, above: float) -> None:
    def function(x: float) -> float:
        return FUNCTIONS[which](x, a)

    low, high = -below, above
    if np.signbit(function(low)) == np.signbit(function(high)):
        return
    for within, relative in ((1e-12, 4 * np.finfo(float).eps), (1e-9 * high, 1e-12), (1e-3, 1e-12)):
        expected, details = brentq(function, low, high, xtol=within, rtol=relative, full_output=True, disp=False)
        if not details.converged:
            with pytest.raises(ArithmeticError, match="100 steps"):
                find_root(function, low, high, within=within, relative=relative)
            continue
        assert find_root(function, low, high, within=within, relative=relative) == expected


def test_without_a_change_of_sign_there_is_no_root() -> None:
    with pytest.raises(ArithmeticError, match="one sign"):
        find_root(lambda x: x * x + 1, -1.0, 1.0, within=1e-9)


def test_an_end_may_be_the_root() -> None:
    assert find_root(lambda x: x, 0.0, 1.0, within=1e-9) == 0
    assert find_root(lambda x: x - 1, 0.0, 1.0, within=1e-9) == 1
