"""The shift that brings the areas to the region."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.estimation.small_areas.benchmarking import shift_to_benchmark


def test_without_bounds_all_areas_move_alike() -> None:
    """Weighted mean 3 to 5: 2 on top, so that differences and ranks stay."""
    moved, shift = shift_to_benchmark(np.array([-1.0, 3.0, 5.0]), np.array([0.25, 0.25, 0.5]), 5.0, None)
    assert shift == 2
    assert moved.tolist() == [1.0, 5.0, 7.0]


def test_the_others_move_further_when_one_reaches_the_bound() -> None:
    """0.9 can rise by 0.1 only: for a mean of 0.8 instead of 0.5 the others rise by 0.4."""
    moved, shift = shift_to_benchmark(np.array([0.9, 0.3, 0.3]), np.full(3, 1 / 3), 0.8, (0.0, 1.0))
    assert shift == pytest.approx(0.4)
    assert moved == pytest.approx(np.array([1.0, 0.7, 0.7]))


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 1)), min_size=1, max_size=8),
    st.floats(0, 1),
)
def test_the_mean_is_the_target_and_the_order_stays(areas: list[tuple[float, float]], target: float) -> None:
    """For any shares, sizes and target."""
    values, sizes = np.array(areas).T
    moved, _ = shift_to_benchmark(values, sizes / sizes.sum(), target, (0.0, 1.0))
    assert moved @ (sizes / sizes.sum()) == pytest.approx(target, abs=1e-9)
    assert ((moved >= 0) & (moved <= 1)).all()
    order = np.argsort(values, kind="stable")
    assert (np.diff(moved[order]) >= -1e-12).all()
