"""Numbers of a report as a table, each with the cell of a public table that it comes from."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence, Set

import numpy as np
import pandas as pd

from survey.reports.number_format import rounded
from survey.reports.report_numbers import ReportNumber
from survey.text import Language

COLUMNS = ("key", "section", "block", "row", "column", "part")
_DIGITS = 9
"""Decimals to which a number of the report and a cell of a table have to be equal."""


def numbers_frame(
    numbers: Sequence[ReportNumber], languages: Sequence[Language], tables: Mapping[str, pd.DataFrame], *, units: str
) -> pd.DataFrame:
    """The numbers as a table, each with the cell of a public table that it is.

    Parameters
    ----------
    numbers : sequence of ReportNumber
    languages : sequence of str
    tables : mapping of str to pandas.DataFrame
        Public tables by the names of their files, with columns ``indicator, domain, level``.
    units : str
        The grouping whose categories have a section; empty where there is none.

    Returns
    -------
    pandas.DataFrame
        Place, the number in each language, its value with ``exact`` whether it is not rounded, and file, indicator, domain,
        level and column (``source``) it comes from; blank for numbers that come from no table.
    """
    nearly = np.round([one.value for one in numbers], _DIGITS).tolist()
    exact = {near for near, one in zip(nearly, numbers, strict=True) if one.is_exact}
    sources = [
        (name, _Cells(part, units, exact, prefix)) for name, table in tables.items() for prefix, part in _parts(table)
    ]
    origins: list[Mapping[str, object]] = []
    for near, one in zip(nearly, numbers, strict=True):
        named = _names_in(one.block) | _names_in(one.row) | _names_in(one.column)
        origins.append(next((found for name, cells in sources if (found := cells.source(name, one, near, named))), {}))
    columns: dict[str, list[object]] = {name: [getattr(one, name) for one in numbers] for name in COLUMNS}
    for language in languages:
        # a cell that begins with a plus sign is a formula to a spreadsheet
        columns[language] = [dict(one.shown).get(language, "").removeprefix("+") for one in numbers]
    pairs = list(zip(numbers, origins, strict=True))
    columns["value"] = [origin.get("value", one.value) for one, origin in pairs]
    columns["exact"] = [origin.get("exact", one.is_exact) for one, origin in pairs]
    for name in ("file", "indicator", "domain", "level", "source"):
        columns[name] = [origin.get(name) for origin in origins]
    # texts stay Python's: they are written to a file at once, and an Arrow array would be made and taken apart for it
    texts = {name: np.array(cells, object) for name, cells in columns.items() if name not in ("value", "exact")}
    return pd.DataFrame(columns | texts)


def _parts(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of a table of changes by what they refer to, with its name before the name of a column; else the table."""
    if "reference" not in table:
        yield "", table
    else:
        for name, part in table.groupby("reference", sort=False):
            yield f"{name}.", part


Cell = tuple[str, str, str, str]
"""Indicator, domain, level and column of a table."""


class _Cells:
    """Cells of a table, by their numbers where the report has such a number, and by indicator."""

    def __init__(self, table: pd.DataFrame, units: str, exact: Collection[float], prefix: str = "") -> None:
        self._units = units
        self._by_value: dict[float, dict[str, list[Cell]]] = {}
        self._keys = list(zip(*(table[name].tolist() for name in ("indicator", "domain", "level")), strict=True))
        self._rows: dict[str, list[int]] = {}
        for row, (indicator, _, _) in enumerate(self._keys):
            self._rows.setdefault(indicator, []).append(row)
        self._values: dict[str, list[float]] = {}
        for name in table.columns:
            if pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name]):
                values = table[name].to_numpy("float64", na_value=float("nan"))
                self._values[prefix + name] = values.tolist()
                for key, near in zip(self._keys, np.round(values, _DIGITS).tolist(), strict=True):
                    if near in exact:  # only numbers of the report are looked up
                        alike = self._by_value.setdefault(near, {})
                        alike.setdefault(key[0], []).append((*key, prefix + name))

    def source(self, file: str, one: ReportNumber, near: float, named: Set[str]) -> dict[str, object]:
        """The cell that a number is, and its value without rounding; empty when none or several could be meant.

        ``near`` is the value to nine decimals, ``named`` are the ids in the place of the number.
        """
        if not one.is_exact:
            return self._said(file, one, named)
        alike = self._by_value.get(near, {})
        found = next(iter(alike.values()), [])
        if len(alike) != 1 or len(found) != 1 or float(one.value).is_integer():
            found = [
                cell
                for indicator in named & alike.keys()
                for cell in alike[indicator]
                if _is_place_of(cell[:3], named, self._units)
                and ((column := cell[3].split(".")[-1]) in ("n", "estimate") or column in named)
            ]
        return _written(file, found[0], one.value) if len(found) == 1 else {}

    def _at(self, named: Set[str]) -> Iterator[tuple[Cell, float]]:
        """Cells with a number, of the indicators and groups that some ids name."""
        rows = [row for indicator in named & self._rows.keys() for row in self._rows[indicator]]
        there = [row for row in rows if _is_place_of(self._keys[row], named, self._units)]
        for name, values in self._values.items():
            yield from (((*self._keys[row], name), values[row]) for row in there if values[row] == values[row])

    def _said(self, file: str, one: ReportNumber, named: Set[str]) -> dict[str, object]:
        """The cell that a sentence about an indicator rounded."""
        digits = _decimals(next((said for _, said in one.shown), ""))
        furthest = 0.6 * 10.0**-digits
        found: dict[Cell, float] = {}
        for cell, value in self._at(named):
            said = 100 * value if cell[3].startswith("p_") else value
            if cell[3] != "n" and abs(said - one.value) < furthest and float(rounded(said, digits)) == one.value:
                found[cell] = said
        if len(found) != 1:
            return {}
        cell, value = found.popitem()
        return _written(file, cell, value)


def _decimals(shown: str) -> int:
    """Decimals of a number as a language writes it."""
    _, _, after = shown.replace(",", ".").partition(".")
    return len(after.partition(".")[0])


def _written(file: str, cell: Cell, value: float) -> dict[str, object]:
    names = ("indicator", "domain", "level", "source")
    return {"file": file, "value": value, "exact": True, **dict(zip(names, cell, strict=True))}


@functools.lru_cache(10_000)
def _names_in(name: str) -> frozenset[str]:
    """Ids in a part of the place of a number: ``dots_ISI`` names ``ISI``."""
    return frozenset({name, *(name[at + 1 :] for at, letter in enumerate(name) if letter == "_")})


def _is_place_of(key: tuple[str, str, str], named: Set[str], units: str) -> bool:
    """Whether the ids of a place name an indicator, grouping and category; a unit is named without its grouping."""
    indicator, domain, level = key
    if indicator not in named:
        return False
    if domain == "region":
        return bool(named & {"region", "indicators", "cards"})
    return f"{domain}_{level}" in named or (domain == units and level in named)
