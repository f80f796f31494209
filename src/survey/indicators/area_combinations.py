"""Combinations of categories: the respondents who are alike in every area, counted once for all areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.arrays import Indices
from survey.indicators.areas import Area

_LARGEST_KEY = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class AreaCombinations:
    """The c combinations of categories that occur among n respondents.

    Parameters
    ----------
    of_row : (n,) array of int
        Combination of each respondent.
    first : (c,) array of int
        The first respondent of each combination.
    """

    of_row: NDArray[np.intp]
    first: Indices

    @classmethod
    def of(cls, areas: Sequence[Area], quarter: Indices | None = None) -> AreaCombinations:
        """Combinations of the categories in these areas, and of quarters (n,), from 0."""
        key = (
            np.zeros(len(areas[0].codes), np.int64)
            if quarter is None
            else (quarter - quarter.min(initial=0)).astype(np.int64)
        )
        size = int(key.max(initial=0)) + 1
        for area in areas:
            width = len(area.levels) + 1
            if size > _LARGEST_KEY // width:
                key, present = pd.factorize(key)
                key, size = key.astype(np.int64), len(present)
            key = key * width + area.codes + 1
            size *= width
        of_row, present = pd.factorize(key)
        first = np.empty(len(present), np.intp)
        first[of_row[::-1]] = np.arange(len(key))[::-1]
        return cls(of_row, first)

    def __len__(self) -> int:
        return len(self.first)

    def area(self, area: Area) -> Area:
        """One of the areas, of combinations instead of respondents."""
        return Area(area.domain, area.levels, area.codes[self.first])
