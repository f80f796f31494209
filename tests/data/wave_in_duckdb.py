"""A sample as a table of DuckDB, as tests of tables in a database take it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

import survey


@contextmanager
def wave_in_duckdb(sample: survey.Sample, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose table ``wave`` has the interviews, by way of a file in a folder."""
    path = folder / "wave.parquet"
    survey.write_file(sample, path)
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.execute(f"CREATE TABLE wave AS SELECT * FROM '{path}'")
        yield opened
