"""Statements that group and add: one row per combination of unit, domain and category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.estimation.database.requested_sums import RequestedSums


@dataclass(frozen=True, slots=True)
class FurtherSums:
    """Expressions of the inner query by name, expressions of the outer query that add these up, and its condition."""

    inner: Mapping[str, str]
    outer: Sequence[str]
    where: str = ""


def write_statements(
    source: str,
    keys: Mapping[str, str],
    weight: str,
    sums: RequestedSums,
    blanks: list[tuple[str, str]],
    *,
    extremes: bool = False,
    further: FurtherSums | None = None,
    most: int = 0,
) -> list[str]:
    """Statements with a row per combination of the keys, which each has; sums are divided between them.

    Parameters
    ----------
    source : str
        As written after FROM.
    keys : mapping of str to str
        Name in the result -> expression.
    weight : str
        Weight of a row.
    sums : RequestedSums
    blanks : list of (str, str)
        For each variable whose reasons are known: whether a row does not know, whether it refused.
    extremes : bool
        Whether the least and the largest weight are wanted, too.
    further : FurtherSums or None
        Sums that are wanted in place of those.
    most : int
        Columns that a result may have; 0: any number.

    Notes
    -----
    Expressions are in an inner query, so that each is written once and no bound value is repeated. Sums are over
    ``CASE … ELSE 0``, so that none of them is NULL.
    """
    inner = [f"{expression} AS {name}" for name, expression in keys.items()]
    inner.append(f"{weight} AS w")
    weighed = ["COUNT(*) AS n_rows", "COUNT(w) AS n_weights", "MIN(w) AS lowest", "SUM(w) AS w_all"]
    outer = [*weighed]
    if extremes:
        outer += ["MIN(CASE WHEN w > 0 THEN w END) AS least", "MAX(w) AS most"]
    for at, base in enumerate(sums.bases):
        inner.append(f"CASE WHEN {base.condition} THEN 1 ELSE 0 END AS b{at}")
        outer += [
            f"SUM(CASE WHEN b{at} = 1 THEN w ELSE 0 END) AS w{at}",
            f"SUM(CASE WHEN b{at} = 1 THEN w * w ELSE 0 END) AS ww{at}",
            f"SUM(CASE WHEN b{at} = 1 AND w > 0 THEN 1 ELSE 0 END) AS n{at}",
        ]
    for at, column in enumerate(sums.columns):
        if column.binary:
            inner.append(f"CASE WHEN {column.expression} THEN 1 ELSE 0 END AS x{at}")
            outer.append(f"SUM(CASE WHEN b{column.base} = 1 AND x{at} = 1 THEN w ELSE 0 END) AS s{at}")
            continue
        inner.append(f"{column.expression} AS x{at}")
        outer += [
            f"SUM(CASE WHEN b{column.base} = 1 THEN w * x{at} ELSE 0 END) AS s{at}",
            f"SUM(CASE WHEN b{column.base} = 1 THEN w * x{at} * x{at} ELSE 0 END) AS q{at}",
        ]
    for at, pair in enumerate(blanks):
        for letter, condition in zip("du", pair, strict=True):
            inner.append(f"CASE WHEN {condition} THEN 1 ELSE 0 END AS {letter}{at}")
            outer.append(f"SUM(CASE WHEN w > 0 THEN {letter}{at} ELSE 0 END) AS n{letter}{at}")
    if further is not None:
        inner += [f"{expression} AS {name}" for name, expression in further.inner.items()]
        outer = [*weighed, *further.outer]
    counted = f" WHERE {further.where}" if further is not None and further.where else ""
    grouped = f"{counted} GROUP BY {', '.join(keys)}" if keys else counted
    size = most - len(keys) if most else len(outer)
    within = f"FROM (SELECT {', '.join(inner)} FROM {source}) AS counted{grouped}"
    parts = [outer[start : start + size] for start in range(0, len(outer), size)]
    return [f"SELECT {', '.join((*keys, *part))} {within}" for part in parts]


def read_sums(frame: pd.DataFrame, sums: RequestedSums) -> tuple[Floats, Floats, Floats, Floats]:
    """Weighted sums (columns, rows), those of squares, numbers of rows (bases, rows), sums of squared weights.

    The columns of a base come after the sum of its weights.
    """
    added, squares, counts, weight_squares = [], [], [], []
    for number in range(len(sums.bases)):
        added.append(numbers_of(frame, f"w{number}"))
        squares.append(added[-1])
        counts.append(numbers_of(frame, f"n{number}"))
        weight_squares.append(numbers_of(frame, f"ww{number}"))
        for at, column in enumerate(sums.columns):
            if column.base == number:
                added.append(numbers_of(frame, f"s{at}"))
                squares.append(added[-1] if column.binary else numbers_of(frame, f"q{at}"))
    return np.stack(added), np.stack(squares), np.stack(counts), np.stack(weight_squares)


def numbers_of(frame: pd.DataFrame, name: str) -> Floats:
    """(rows,) numbers of a column of a result."""
    return frame[name].to_numpy(np.float64)
