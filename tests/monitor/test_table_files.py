"""Tables of results are written byte for byte as pandas writes them, but faster."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.monitor.table_files import write_table
from survey.safe_text import cells

TABLE = pd.DataFrame(
    {
        "text": ["a,b", 'said "no"', None, "two\nlines", "=1+1", "", "Қызылорда"],
        "float": [1.0, np.nan, -0.1, 1e-9, 123456789012.5, np.inf, 2 / 3],
        "whole": np.arange(7),
        "blank": pd.array([1, None, 3, 4, None, 6, 7], "Int64"),
        "gaps": pd.array([0.1, None, 3, 4, None, 6, 7e9], "Float64"),
        "truth": [True, False] * 3 + [True],
        "mixed": np.array([1, None, "a", 2.5, True, np.nan, "-x"], object),
        "=head": pd.Categorical(["x", "y", None, "x", "x", "=y", "x"]),
    }
)


@pytest.mark.parametrize("digits", [None, "%.10g"])
@pytest.mark.parametrize("rows", [7, 0])
def test_a_table_is_written_as_pandas_writes_it(tmp_path: Path, digits: str | None, rows: int) -> None:
    table = TABLE.head(rows)
    expected = cells(table).to_csv(index=False, float_format=digits, lineterminator="\n")
    assert write_table(table, tmp_path / "table.csv", digits).read_bytes() == expected.encode()


def test_a_table_of_one_column_has_no_empty_lines(tmp_path: Path) -> None:
    table = TABLE[["text"]]
    expected = cells(table).to_csv(index=False, lineterminator="\n")
    assert write_table(table, tmp_path / "table.csv").read_bytes() == expected.encode()
