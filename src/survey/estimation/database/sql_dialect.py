"""SQL dialects: what differs between databases in the few statements that are sent to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

SqlKind = Literal["number", "whole", "truth", "text", "date", "other"]
"""Kind of a column: a number that may be NaN or infinite, a whole number, a truth value, a text, a day, anything else."""

Parameters = Mapping[str, str | float]
"""Values bound to a statement by the name of their mark (``p1``, ``p2``, …), in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Dialect of a database, and how statements are sent to it.

    Parameters
    ----------
    name : str
        Name of the database, for messages.
    quote : str
        Sign around identifiers; doubled inside them.
    mark : str
        Mark of a bound value, with ``{}`` for its number, from 1.
    double, text : str
        Types of floating numbers of 64 bits and of texts.
    is_nan : str
        Test of a floating number, with ``{}`` for it. DuckDB decides comparisons with NaN, and even ``isnan``, by the statistics of a
        Parquet file, which leave NaN out, and finds none; ``isfinite`` looks at the values.
    date_text : str
        Text ``YYYY-MM-DD`` of a day, with ``{}`` for the column.
    binary : str
        Words after a text by which texts are compared code point by code point.
    escape : tuple of (str, str)
        A sign that begins marks, and how it is written to mean itself.
    kinds : mapping of str to SqlKind
        Kinds by the first word of the name of a type, in lower case; types that are not here are ``other``.
    read : callable
        Rows of a statement as a frame: (connection, statement, parameters).
    columns : callable
        Types of the columns of a query by name, in their order: (connection, query).
    fence : str
        Words at the end of a query that is computed before the query around it. PostgreSQL writes the expressions of the inner
        one into the outer one wherever they are named, which after ten stages fills any memory.
    most_columns : int
        Columns that a result may have; 0: any number.
    given : mapping
        Values bound to every statement, because the table itself is a query that has them.
    """

    name: str
    quote: str
    mark: str
    double: str
    text: str
    is_nan: str
    date_text: str
    kinds: Mapping[str, SqlKind]
    read: Callable[[Any, str, Parameters], pd.DataFrame]
    columns: Callable[[Any, str], Mapping[str, str]]
    binary: str = ""
    escape: tuple[str, str] = ("", "")
    fence: str = ""
    most_columns: int = 0
    given: Parameters = field(default_factory=dict)

    def identifier(self, name: str) -> str:
        """A name in quotes.

        Examples
        --------
        >>> from survey.estimation.database.connections import DUCKDB
        >>> print(DUCKDB.identifier('income "net"; drop table wave'))
        "income ""net""; drop table wave"
        """
        sign, written = self.escape
        quoted = f"{self.quote}{name.replace(self.quote, 2 * self.quote)}{self.quote}"
        return quoted.replace(sign, written) if sign else quoted

    def kind_of(self, type_name: str) -> SqlKind:
        """Kind of a type of the database."""
        own = type_name.lower()
        return "other" if own.endswith("]") else self.kinds.get(re.split(r"[ (]", own)[0], "other")

    def as_number(self, expression: str) -> str:
        """The floating number of 64 bits of an expression."""
        return f"CAST({expression} AS {self.double})"

    @property
    def infinity(self) -> str:
        """The largest floating number."""
        return f"CAST('Infinity' AS {self.double})"
