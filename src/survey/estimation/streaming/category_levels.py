"""Categories of columns that are read a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from survey.arrays import Indices
from survey.design.data_columns import Categories
from survey.design.population_margin import Level, code
from survey.errors import EstimationError
from survey.estimation.streaming.parquet_batches import Batches

MOST = 100_000
"""Levels a classification may have."""


def find_levels(batches: Batches, names: Sequence[str]) -> dict[str, tuple[Level, ...]]:
    """Levels of some columns, those that :func:`survey.design.population_margin.code` would find in the whole table.

    Raises
    ------
    EstimationError
        ``E304`` when a column has too many to be a classification.
    """
    found: dict[str, dict[Level, None]] = {name: {} for name in names}
    ordered: dict[str, bool] = {}
    for _, frame in batches.read(names):
        for name, levels in found.items():
            levels.update(dict.fromkeys(code(frame[name])[1]))
            ordered[name] = isinstance(frame[name].dtype, pd.CategoricalDtype)
            if len(levels) > MOST:
                raise too_many(name)
    return {name: tuple(levels) if ordered[name] else in_order(levels) for name, levels in found.items()}


def too_many(name: str) -> EstimationError:
    """Error for a column with too many values to be a classification."""
    return EstimationError(
        "E304",
        f"column {name!r}",
        f"It has more than {MOST:,} values, too many for a classification.",
        "Put them into classes first, and write these as a column.",
    )


def in_order(levels: Iterable[Level]) -> tuple[Level, ...]:
    """Sorted levels; when one is a float all are, since in one column of the whole table they would be."""
    if any(isinstance(level, float) for level in levels):
        return tuple(sorted({float(level) for level in levels}))
    return tuple(sorted(levels, key=lambda level: (isinstance(level, str), level)))


def place(column: pd.Series, levels: tuple[Level, ...]) -> Indices:
    """(n,) position of each value among the levels of the whole table; -1 where blank."""
    codes, own = code(column)
    if own == levels:
        return codes
    at = pd.Index(levels, dtype=object).get_indexer(pd.Index(own, dtype=object))
    return np.append(at, -1).astype(np.intp)[codes]


def categories(column: pd.Series, levels: tuple[Level, ...]) -> Categories:
    """A column of a batch as categories of the whole table."""
    return Categories(place(column, levels), levels, (), tuple(str(level) for level in levels))
