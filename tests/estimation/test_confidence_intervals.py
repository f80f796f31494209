"""Intervals by hand and against published values."""

import numpy as np
import pytest

from survey.design import Design, make_sample
from survey.estimation import share
from survey.estimation.confidence_intervals import korn_graubard, proportion, symmetric, t_quantile


def array(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, np.float64)


def test_quantiles_of_student() -> None:
    """Tables: 2.776 with 4 degrees, 1.96 with infinitely many; without any there is no bound."""
    assert t_quantile(0.95, array(4, np.inf, 0)).tolist() == pytest.approx([2.7764451, 1.9599640, np.inf])


def test_symmetric_limits() -> None:
    """10 -+ 2.776 x 2."""
    low, high = symmetric(array(10), array(2), array(4), 0.95)
    assert (low[0], high[0]) == (pytest.approx(4.44711), pytest.approx(15.55289))


def test_logit_limits() -> None:
    """A share of 0.2, se = 0.04, infinitely many degrees: log odds -1.3863 -+ 1.96 x 0.25."""
    low, high, method = proportion(array(0.2), array(0.04), array(np.inf), array(100), array(100), 0.95)
    expected = 1 / (1 + np.exp(1.3862944 + np.array([1, -1]) * 1.9599640 * 0.25))
    assert (low[0], high[0], method[0]) == (pytest.approx(expected[0]), pytest.approx(expected[1]), "logit")


def test_korn_graubard_of_nobody_is_the_exact_binomial_limit() -> None:
    """0 of 100: 1 - 0.025^(1/100)."""
    low, high = korn_graubard(array(0), array(np.inf), array(100), array(np.inf), 0.95)
    assert (low[0], high[0]) == (0, pytest.approx(1 - 0.025**0.01))


def test_korn_graubard_inside_is_clopper_pearson() -> None:
    """10 of 100: 0.0490 to 0.1762 (Clopper and Pearson 1934)."""
    low, high = korn_graubard(array(0.1), array(np.inf), array(100), array(np.inf), 0.95)
    assert (low[0], high[0]) == (pytest.approx(0.0490047, abs=1e-6), pytest.approx(0.1762226, abs=1e-6))


def test_few_degrees_of_freedom_widen_the_limit_at_the_edge() -> None:
    """With 3 degrees the same 0 of 40 says less."""
    many = proportion(array(0), array(0), array(1000), array(40), array(40), 0.95)
    few = proportion(array(0), array(0), array(3), array(40), array(40), 0.95)
    assert few[1][0] > 1.5 * many[1][0]


def test_a_share_known_exactly_has_no_width() -> None:
    """A margin that was calibrated."""
    low, high, _ = proportion(array(0.3), array(0), array(10), array(50), array(50), 0.95)
    assert (low[0], high[0]) == (0.3, 0.3)


def test_without_degrees_of_freedom_nothing_is_known() -> None:
    """0 to 1, whatever the share."""
    low, high, method = proportion(
        array(0, 0.4, 1), array(0, 0, 0), array(0, 0, 0), array(1, 1, 1), array(9, 9, 9), 0.95
    )
    assert (low.tolist(), high.tolist(), set(method)) == ([0, 0, 0], [1, 1, 1], {"none"})


@pytest.mark.parametrize("answers", [[0] * 12, [1] * 12], ids=["nobody", "everybody"])
def test_at_the_edge_the_interval_is_never_missing(answers: list[int]) -> None:
    """It reaches into the unit interval and not beyond."""
    found = share(make_sample({"y": answers, "w": np.ones(12)}, Design(weight="w")), "y", 1)
    assert 0 <= found.ci_low[0] < found.ci_high[0] <= 1
    assert found.ci_high[0] - found.ci_low[0] == pytest.approx(1 - 0.025 ** (1 / 12), abs=0.02)
