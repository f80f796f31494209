"""What libraries mean by a column, and what is no table."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from survey.errors import FrameError
from survey.frames import distinct_values, is_text, text_column, to_pandas


@pytest.mark.parametrize("table", [pd.Series([1.0, 2.0]), pl.LazyFrame({"y": [1]}), [{"y": 1}]])
def test_what_is_no_table_is_told_by_its_kind(table: object) -> None:
    """A column, a query that was not run, a list of rows."""
    with pytest.raises(FrameError, match=type(table).__name__) as caught:
        to_pandas(table, "survey.make_sample")
    assert (caught.value.code, caught.value.place) == ("F001", "survey.make_sample")


def test_a_query_is_to_be_collected() -> None:
    """The remedy is the call that runs it."""
    with pytest.raises(FrameError, match=r"table\.collect\(\)"):
        to_pandas(pl.LazyFrame({"y": [1]}), "survey.make_sample")


def test_truth_values_with_blanks_are_truth_values() -> None:
    """Polars hands them on as objects, Arrow as a type of its own."""
    given = [True, None, False]
    for table in (pl.DataFrame({"y": given}), pd.DataFrame({"y": pd.Series(given, dtype="bool[pyarrow]")})):
        assert to_pandas(table, "test")["y"].dtype == "boolean"


def test_numbers_kept_as_objects_are_numbers() -> None:
    """Whole numbers beside None, decimals of databases and of polars."""
    decimals = pl.DataFrame({"y": ["1.5", "2"]}).with_columns(pl.col("y").cast(pl.Decimal(10, 2)))
    objects = pd.DataFrame({"y": pd.Series([Decimal("1.5"), None], dtype=object)})
    whole = pd.DataFrame({"y": pd.Series([1, 2, None], dtype=object)})
    assert to_pandas(decimals, "test")["y"].tolist() == [1.5, 2.0]
    assert to_pandas(objects, "test")["y"].iloc[0] == 1.5
    assert to_pandas(whole, "test")["y"].sum() == 3.0


def test_texts_beside_numbers_stay_as_they_are() -> None:
    """Nothing is guessed."""
    assert to_pandas(pd.DataFrame({"y": pd.Series([1, "a"], dtype=object)}), "test")["y"].tolist() == [1, "a"]


def test_columns_named_by_numbers_go_by_their_text() -> None:
    """Verbs take names as text; 0 and "0" together are one name too many."""
    assert list(to_pandas(pd.DataFrame({0: [1], "w": [1]}), "test").columns) == ["0", "w"]
    with pytest.raises(FrameError) as caught:
        to_pandas(pd.DataFrame({0: [1], "0": [1]}), "test")
    assert caught.value.code == "F002"


@pytest.mark.parametrize("last", ["a", 10**400])
def test_distinct_values_are_whole_whatever_the_release(last: object) -> None:
    """Texts that differ behind a zero byte only, a number beyond floats; blanks have no value."""
    codes, values = distinct_values(pd.Series(["", "\0", "a\0b", None, "", last], dtype=object))
    assert codes.tolist() == [0, 1, 2, -1, 0, 3]
    assert values == ["", "\0", "a\0b", last]


def test_a_column_of_texts_has_the_type_of_texts_and_blanks() -> None:
    """As pandas makes it when it is not asked for a type."""
    column = text_column(["a", None, np.nan])  # type: ignore[list-item]
    assert column.dtype == pd.Series(["a", "b"]).dtype
    assert column.isna().tolist() == [False, True, True]
    assert all(value is None or isinstance(value, str) or value != value for value in column)
    assert is_text(column)
    assert not is_text(pd.Series([1.0, np.nan]))
