"""Series beside a sample go by their index."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from survey.design import Design, make_sample
from survey.errors import DesignError
from survey.estimation import mean
from survey.findings import Finding, Findings
from survey.interviews import Interviews
from survey.text import Text

TABLE = pd.DataFrame({"y": [1.0, 2.0, 3.0, 4.0], "w": 1.0}, index=["a", "b", "c", "d"])


def test_a_mask_in_another_order_is_brought_into_that_of_the_interviews() -> None:
    """As pandas does with df[mask]; numpy would take it as it lies."""
    mask = (TABLE["y"] > 2).iloc[::-1]
    assert make_sample(TABLE, Design(weight="w")).where(mask).domain.tolist() == [False, False, True, True]  # type: ignore[union-attr]


def test_derived_values_and_assigned_columns_go_by_their_index_too() -> None:
    """The same answer whatever the order of the series."""
    sample, doubled = make_sample(TABLE, Design(weight="w")), (2 * TABLE["y"]).iloc[::-1]
    assert mean(sample, {"z": doubled}, where=TABLE["y"] < 2).estimate.tolist() == [2.0]  # type: ignore[dict-item]
    assert sample.assign(z=doubled).values("z").tolist() == [2.0, 4.0, 6.0, 8.0]


def test_a_new_series_counts_from_the_first_interview() -> None:
    """Values made of sample.to_frame(), or of a list."""
    mask = pd.Series([True, False, False, False])
    assert make_sample(TABLE, Design(weight="w")).where(mask).n == 1


@pytest.mark.parametrize(
    ("table", "index"),
    [(TABLE, ["a", "b", "c", "x"]), (TABLE.set_axis([3, 2, 1, 0]), [0, 1, 2, 3])],
    ids=["other rows", "by label or by position"],
)
def test_a_series_of_an_order_that_is_not_known_is_refused(table: pd.DataFrame, index: list[object]) -> None:
    """Rather than give every answer to another person."""
    sample = make_sample(table, Design(weight="w"))
    with pytest.raises(DesignError, match="to_numpy") as caught:
        sample.where(pd.Series([True, False, True, True], index=index))
    assert (caught.value.code, caught.value.place) == ("S025", "Sample.where")


def test_a_mask_with_blanks_is_told_what_to_do() -> None:
    """Nobody knows whether a blank is inside."""
    mask = pd.array([True, None, True, False], dtype="boolean")
    with pytest.raises(DesignError, match="fillna") as caught:
        make_sample(TABLE, Design(weight="w")).where(np.asarray(mask, dtype=object))
    assert caught.value.code == "S018"


def test_numbers_with_blanks_stay_numbers() -> None:
    """Pandas keeps whole numbers with blanks as objects for numpy."""
    sample = make_sample(TABLE, Design(weight="w")).assign(z=pd.array([1, None, 3, 4], dtype="Int64"))
    assert mean(sample, "z").n.tolist() == [3.0]
    assert mean(sample, {"z": pd.array([1, None, 3, 4], dtype="Int64")}).n.tolist() == [3.0]  # type: ignore[dict-item]


def test_a_mask_of_all_that_was_delivered_is_cut_to_the_accepted(interviews: Callable[..., Interviews]) -> None:
    """Made of interviews.answers, which keeps those set aside."""
    delivered = interviews({"w": [1, 1, 1]}, H01=["a", "b", "c"], Z01=[1, 2, 1])
    aside = delivered.set_aside(Findings([Finding("r", "error", Text.of(en="x"), interview="a")]))
    sample = make_sample(aside, Design(weight="w"))
    assert sample.where(delivered.answers["Z01"] == 1).n == 1
