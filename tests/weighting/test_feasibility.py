"""Bounds that would do: linear programmes by hand."""

import numpy as np
import pytest

from survey.weighting.feasibility import nearest_bounds, outwards


def test_an_upper_bound_suffices() -> None:
    """94 people on interviews of weight 10."""
    found = nearest_bounds(np.eye(2), np.array([10.0, 10.0]), np.array([94.0, 6.0]), (0.5, 5.0))
    assert found == pytest.approx((0.5, 9.4))


def test_a_lower_bound_suffices() -> None:
    """A single category that has to shrink to a quarter."""
    found = nearest_bounds(np.eye(1), np.array([10.0]), np.array([2.5]), (0.5, 5.0))
    assert found == pytest.approx((0.25, 5.0))


def test_both_have_to_move() -> None:
    """One has to shrink to 0.1, the other to grow to 9: the bounds widen in proportion."""
    found = nearest_bounds(np.eye(2), np.array([10.0, 10.0]), np.array([1.0, 90.0]), (0.5, 5.0))
    assert found is not None
    assert found[0] <= 0.1 + 1e-9
    assert found[1] >= 9 - 1e-9


def test_no_bounds_help() -> None:
    """One interview cannot be 5 and 6 people at once."""
    assert nearest_bounds(np.array([[1.0, 1.0]]), np.array([1.0]), np.array([5.0, 6.0]), (0.5, 2.0)) is None


def test_bounds_are_told_to_the_safe_side() -> None:
    """An upper bound is rounded up, a lower one down; a round one stays."""
    assert outwards((0.5, 9.4011), (0.5, 5)) == "the nearest feasible upper bound is 9.41"
    assert outwards((0.2468, 5.0), (0.5, 5)) == "the nearest feasible lower bound is 0.246"
    assert outwards((0.1, 9.0), (0.5, 5)) == "the nearest feasible bounds are 0.1 and 9"


def test_narrow_bounds_are_moved_no_further_than_needed() -> None:
    """Both by the same multiple of their distance from 1; the factors wanted are 0.9 and 1.1."""
    low, high = nearest_bounds(np.eye(2), np.array([10.0, 10.0]), np.array([9.0, 11.0]), (0.999, 1.001)) or (0.0, 0.0)
    assert (low, high) == pytest.approx((0.9, 1.1))
