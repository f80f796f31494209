"""Columns as categories."""

import numpy as np
import pandas as pd
import pytest

from survey.design.population_margin import code
from survey.errors import FrameError


def test_days_read_as_days() -> None:
    """A day has no hour."""
    codes, levels = code(pd.Series(["2018-02-01", None, "2018-01-01"]).astype("datetime64[ns]"))
    assert codes.tolist() == [1, -1, 0]
    assert levels == ("2018-01-01", "2018-02-01")


def test_large_unsigned_numbers_keep_their_value() -> None:
    """Beyond the largest signed number nothing becomes negative."""
    assert code(pd.Series(np.array([2**64 - 1, 1], np.uint64)))[1] == (1, 2**64 - 1)


@pytest.mark.parametrize("column", [pd.Series([1, "1", 2], dtype=object), pd.Series(pd.Categorical([1, "1", 2]))])
def test_a_number_and_the_same_number_as_text_are_refused(column: pd.Series) -> None:
    """Two rows of a result would read the same."""
    with pytest.raises(FrameError, match="1 and '1'") as caught:
        code(column.rename("group"))
    assert (caught.value.code, caught.value.place) == ("F008", "column 'group'")


def test_lists_are_no_categories() -> None:
    """Multiple choices need a column per option."""
    with pytest.raises(FrameError) as caught:
        code(pd.Series([[1], [1, 2]], name="choices"))
    assert (caught.value.code, caught.value.place) == ("F007", "column 'choices'")
