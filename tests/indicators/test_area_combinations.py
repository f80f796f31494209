"""Combinations of categories: respondents who are alike everywhere are one row, and every count stays what it was."""

import numpy as np

from survey.indicators.area_combinations import AreaCombinations
from survey.indicators.areas import Area


def areas(n: int, groupings: int, width: int) -> list[Area]:
    chosen = np.random.default_rng(1).integers(-1, width, (groupings, n))
    levels = tuple(map(str, range(width)))
    return [Area(f"g{at}", levels, codes) for at, codes in enumerate(chosen)]


def test_respondents_of_a_combination_are_alike_everywhere() -> None:
    """Those without a category included."""
    given = areas(500, 3, 3)
    found = AreaCombinations.of(given)
    assert len(found) == len(np.unique(np.column_stack([one.codes for one in given]), axis=0))
    for one in given:
        assert (found.area(one).codes[found.of_row] == one.codes).all()


def test_quarters_are_kept_apart() -> None:
    """A person of another quarter is another combination."""
    given, quarter = areas(500, 2, 2), np.arange(500) % 4
    found = AreaCombinations.of(given, quarter)
    assert (quarter[found.first][found.of_row] == quarter).all()


def test_many_wide_groupings_stay_apart() -> None:
    """Forty groupings of a thousand categories have more combinations than whole numbers count."""
    given = areas(300, 40, 1_000)
    found = AreaCombinations.of(given)
    assert len(found) == 300
    assert (found.first == np.arange(300)).all()
