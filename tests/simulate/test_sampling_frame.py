"""The frame of sampling points and the draw from it."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from survey.simulate.sampling_frame import allocate, draw_points, make_frame

PLACES = pd.DataFrame({"unit": [1, 1, 2], "urban": [1, 0, 0]})
STRATA = np.array([1, 1, 2])
ADULTS = np.array([60_000.0, 40_000.0, 20_000.0])


def test_points_hold_the_adults_of_their_kind_of_place() -> None:
    """About 2,200 in each; 60,000 / 2,200 = 27, 18 and 9 points."""
    frame = make_frame(PLACES, STRATA, ADULTS, 100)
    assert_array_equal(np.bincount(frame.kinds), [27, 18, 9])
    assert_allclose(np.bincount(frame.kinds, frame.adults), ADULTS)


def test_a_point_is_named_after_its_stratum() -> None:
    """Two digits of the stratum, then the number of the point in the frame."""
    frame = make_frame(PLACES, STRATA, ADULTS, 100)
    assert (frame.name(3), frame.name(50, "/")) == ("01-003", "02/050")


def test_the_draw_is_proportional_to_adults() -> None:
    """Over 400 draws the mean size of a point drawn is that of size-proportional selection.

    Tolerance: four standard errors of the mean of 4,000 sizes whose deviation is below 900.
    """
    frame = make_frame(PLACES, STRATA, ADULTS, 100)
    drawn = [draw_points(frame, 100, np.random.default_rng(seed)) for seed in range(400)]
    first = np.concatenate([frame.adults[one.points[frame.strata[one.points] == 1]] for one in drawn])
    inside = frame.adults[frame.strata == 1]
    assert first.mean() == pytest.approx((inside**2).sum() / inside.sum(), abs=60)


def test_the_systematic_draw_spreads_over_kinds_of_places() -> None:
    """Six tenths of unit 1 live in towns: of its eight points in every draw four to six are in towns."""
    frame = make_frame(PLACES, STRATA, ADULTS, 100)
    for seed in range(50):
        drawn = draw_points(frame, 100, np.random.default_rng(seed))
        kinds = frame.kinds[drawn.points[frame.strata[drawn.points] == 1]]
        assert 4 <= (kinds == 0).sum() <= 6


def test_the_allocation_keeps_a_minimum_and_the_total() -> None:
    """Four per cent at least, the rest in proportion, nothing lost by rounding."""
    given = allocate(np.array([500.0, 300.0, 190.0, 9.0, 1.0]), 100)
    assert_array_equal(given, [46, 28, 18, 4, 4])


@pytest.mark.parametrize(("n", "points"), [(100, 10), (16, 4), (3, 3)])
def test_few_interviews_are_spread_over_two_points_per_stratum(n: int, points: int) -> None:
    """Ten at a point where that gives two points per stratum, fewer at each where it does not."""
    frame = make_frame(PLACES, STRATA, ADULTS, n)
    drawn = draw_points(frame, n, np.random.default_rng(1))
    assert (len(drawn.points), drawn.sizes.sum()) == (points, n)
