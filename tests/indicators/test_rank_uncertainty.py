"""How much a ranking depends on the weights of the dimensions."""

import numpy as np
from numpy.testing import assert_array_equal

from survey.indicators.rank_uncertainty import rank_frame, rank_ranges


def test_two_areas_that_differ_in_opposite_dimensions() -> None:
    """Equal weights tie them at the first place; random weights put either first."""
    found = rank_ranges(np.array([[80.0, 60], [60, 80]]), 1000, 1)
    assert_array_equal(found[:, :3], [[1, 1, 2], [1, 1, 2]])


def test_an_area_without_a_dimension_has_no_rank() -> None:
    """The others are ranked among themselves."""
    found = rank_ranges(np.array([[50.0, 50], [90, np.nan], [40, 40]]), 10, 1)
    assert_array_equal(found[:, 0], [1, np.nan, 2])


def test_the_seed_decides() -> None:
    """The same seed gives the same ranges."""
    dimensions = np.random.default_rng(0).uniform(40, 60, (19, 6))
    assert_array_equal(rank_ranges(dimensions, 100, 5), rank_ranges(dimensions, 100, 5))


def test_the_range_holds_the_rank_of_equal_weights_and_the_percentiles() -> None:
    """Nineteen areas, a thousand draws."""
    _, low, high, p05, p95 = rank_ranges(np.random.default_rng(0).uniform(40, 60, (19, 6)), 1000, 5).T
    assert ((low <= p05) & (p05 <= p95) & (p95 <= high) & (low >= 1) & (high <= 19)).all()


def test_nobody_to_rank() -> None:
    """No area has every dimension."""
    frame = rank_frame("ISI", "unit", ("1",), rank_ranges(np.array([[np.nan]]), 10, 1))
    assert frame["rank"].isna().all()
