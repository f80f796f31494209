"""Numbers of a folder of results by name, and the differences between two such folders."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.reports.number_format import rounded

TOLERANCE = 1e-9
"""Largest difference of two equal numbers, relative to the number where it is above 1."""

PRINTED: Mapping[str, tuple[float, int]] = {
    **dict.fromkeys(("estimate", "ci_low", "ci_high"), (1.0, 1)),
    **dict.fromkeys(("p_stable", "p_tension", "p_negative"), (100.0, 0)),
}
"""Columns that the report prints: the factor and the decimals of each."""

_NAMES = ("indicator", "domain", "level")
_ALWAYS = ("reference",)
"""Further columns that name a row where a table has them: the wave with which a change compares."""

_KEYS = {
    "weights.csv": ("interview",),
    "findings.csv": ("rule", "variable", "interview", "row"),
    "numbers.csv": ("key",),
}
"""Columns that name a row, in tables that do not have one row per indicator and group."""

_REFERENCES = {
    "numbers.csv": frozenset(
        (
            "section",
            "block",
            "row",
            "column",
            "part",
            "value",
            "exact",
            "file",
            "indicator",
            "domain",
            "level",
            "source",
        )
    ),
}
"""Columns that say where a number of the report is and comes from; the others are the number as each language prints it."""


@dataclass(frozen=True, slots=True, order=True)
class NumberKey:
    """Name of one cell of the results; ``level`` has the names of a row that is not of an indicator."""

    file: str
    indicator: str
    domain: str
    level: str
    column: str

    def __str__(self) -> str:
        names = " ".join(one for one in (self.indicator, self.domain, self.level) if one)
        return f"{self.file}: {names}, {self.column}"


@dataclass(frozen=True, slots=True)
class NumberDifference:
    """Cell that differs between two folders of results; None where a folder does not have it."""

    key: NumberKey
    old: str | None
    new: str | None

    @property
    def size(self) -> float:
        """Absolute difference; infinite when one of the two is not a number."""
        old, new = number_in(self.old), number_in(self.new)
        return abs(new - old) if old is not None and new is not None else math.inf


def read_numbers(folder: Path, files: Iterable[str]) -> dict[NumberKey, str]:
    """Every cell of some CSV tables of a folder, as written."""
    return {key: text for file in files for key, text in _cells(folder / file, file)}


def differences(old: Mapping[NumberKey, str], new: Mapping[NumberKey, str]) -> tuple[NumberDifference, ...]:
    """Cells that are not equal, in the order of the old ones, then those that are new.

    Numbers are equal to :data:`TOLERANCE` and, in the columns that the report prints, in every printed digit.
    """
    keys = dict.fromkeys([*old, *new])
    return tuple(
        NumberDifference(key, old.get(key), new.get(key))
        for key in keys
        if not _equal(old.get(key), new.get(key), key.column)
    )


def differences_frame(found: Iterable[NumberDifference]) -> pd.DataFrame:
    """One row per differing cell: file, indicator, domain, level, column, old, new."""
    rows = [
        (one.key.file, one.key.indicator, one.key.domain, one.key.level, one.key.column, one.old, one.new)
        for one in found
    ]
    return pd.DataFrame(rows, columns=["file", *_NAMES, "column", "old", "new"])


def number_in(text: str | None) -> float | None:
    """The number that a cell holds; None for text and blanks."""
    try:
        return float(text) if text else None
    except ValueError:
        return None


def printed(value: float, column: str) -> float | None:
    """A number of a column of :data:`PRINTED` with the digits of the report; None when it is blank."""
    factor, digits = PRINTED[column]
    return None if math.isnan(value) else float(rounded(factor * value, digits))


def _equal(old: str | None, new: str | None, column: str) -> bool:
    if old == new:
        return True
    first, second = number_in(old), number_in(new)
    if first is None or second is None:
        return False
    if column in PRINTED and printed(first, column) != printed(second, column):
        return False
    return abs(first - second) <= TOLERANCE * max(1.0, abs(first), abs(second))


def _cells(path: Path, file: str) -> Iterator[tuple[NumberKey, str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        columns = list(reader.fieldnames or ())
        own = _KEYS.get(path.name)
        main, further = (_NAMES, _ALWAYS) if own is None else ((), own)
        names = [one for one in (*main, *further) if one in columns]
        left_out = {*names, *_REFERENCES.get(path.name, ())}
        seen: Counter[tuple[str, str, str]] = Counter()
        for row in reader:
            indicator, domain, level = (row.get(one) or "" if one in main else "" for one in _NAMES)
            level = " ".join(filter(None, (level, *(row.get(one) or "" for one in further))))
            seen[indicator, domain, level] += 1
            repeated = seen[indicator, domain, level]
            if repeated > 1 or not names:
                level = f"{level}#{repeated}"
            for column in columns:
                if column not in left_out:
                    yield NumberKey(file, indicator, domain, level, column), row[column] or ""
