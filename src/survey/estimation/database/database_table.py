"""Tables of databases: their columns, and the groups of rows that statements return."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from survey.arrays import Indices
from survey.design.population_margin import Level, code
from survey.errors import EstimationError
from survey.estimation.database.connections import dialect_of
from survey.estimation.database.query_text import is_query, one_query
from survey.estimation.database.sql_dialect import Dialect, SqlKind
from survey.estimation.database.table_columns import BoundValues, TableColumns
from survey.estimation.streaming.category_levels import MOST, place, too_many
from survey.frames import to_pandas

_PART = re.compile(r'"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|([^."`]+)')
_NAME = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")


@dataclass(frozen=True, slots=True, eq=False)
class DatabaseTable:
    """A table, or the result of a query, in a database.

    Parameters
    ----------
    connection : object
    source : str
        As it is written after FROM.
    title : str
        As the caller named it.
    columns : TableColumns
    """

    connection: Any
    source: str
    title: str
    columns: TableColumns

    @property
    def dialect(self) -> Dialect:
        """Dialect of the database."""
        return self.columns.dialect

    def read(self, statement: str, bound: BoundValues | None = None) -> pd.DataFrame:
        """Rows of a statement.

        Raises
        ------
        EstimationError
            ``E333`` with the words of the database when it refuses the statement.
        """
        try:
            found = self.dialect.read(
                self.connection, statement, bound.parameters if bound is not None else self.dialect.given
            )
        except Exception as refused:
            raise _refused(self.dialect, self.title, refused) from refused
        return to_pandas(found, "survey.in_database")

    def with_columns(
        self, stages: Sequence[Mapping[str, str]], names: Sequence[str], bound: BoundValues
    ) -> DatabaseTable:
        """The table as a query with more columns of numbers, of which some have ``names``: a stage is a query of the one before."""
        source = self.source
        for stage in stages:
            made = ", ".join(f"{expression} AS {name}" for name, expression in stage.items())
            source = f"(SELECT *, {made} FROM {source}{self.dialect.fence}) AS given"
        kinds: dict[str, SqlKind] = {**self.columns.kinds, **dict.fromkeys(names, "number")}
        dialect = dataclasses.replace(self.dialect, given=dict(bound.parameters))
        return dataclasses.replace(self, source=source, columns=TableColumns(dialect, kinds))

    def levels(self, name: str, key: str, bound: BoundValues) -> tuple[Level, ...]:
        """Sorted values of an expression, those of the column that :func:`survey.design.population_margin.code` would find.

        Raises
        ------
        EstimationError
            ``E304`` when it has too many to be a classification.
        """
        found = self.read(f"SELECT DISTINCT {key} AS k FROM {self.source} LIMIT {MOST + 2}", bound)
        levels = code(found["k"].rename(name))[1]
        if len(levels) > MOST:
            raise too_many(name)
        return levels

    def placed(self, column: pd.Series, levels: Sequence[Level]) -> Indices:
        """(rows,) position of each value among the levels; -1 where blank.

        Raises
        ------
        EstimationError
            ``E334`` when a value is new: somebody writes to the table.
        """
        if not set(code(column)[1]) <= set(levels):
            raise changed(self.title)
        return place(column, tuple(levels))


def open_table(connection: object, table_or_query: str) -> DatabaseTable:
    """A table or a query of a connection.

    Raises
    ------
    EstimationError
        ``E330`` an unknown kind of connection; ``E333`` a table that does not exist, or a query that is refused.
    """
    dialect = dialect_of(connection)
    source = _source(dialect, table_or_query)
    try:
        types = dialect.columns(connection, source)
    except Exception as refused:
        raise _refused(dialect, table_or_query, refused) from refused
    kinds = {name: dialect.kind_of(type_name) for name, type_name in types.items()}
    return DatabaseTable(connection, source, table_or_query.strip(), TableColumns(dialect, kinds))


def changed(title: str) -> EstimationError:
    """Error for a table that is no more what it was when it was opened."""
    return EstimationError(
        "E334",
        f"survey.in_database: {title}",
        "The table has changed since survey.in_database looked through it.",
        "Call survey.in_database again when nobody writes to it any more, or copy the rows to a table of their own.",
    )


def _source(dialect: Dialect, table_or_query: str) -> str:
    """A query in parentheses, or the name of a table with each part in quotes.

    Raises
    ------
    EstimationError
        ``E383`` several statements; ``E386`` neither a query nor a name.
    """
    text = one_query(table_or_query, backslashes=dialect.quote == "`")
    if is_query(table_or_query):
        sign, written = dialect.escape
        query = text.replace(sign, written) if sign else text
        return f"({query}\n) AS given"
    parts = ["".join(found).replace('""', '"').replace("``", "`") for found in _PART.findall(text)]
    if not _NAME.fullmatch(text):
        raise EstimationError(
            "E386",
            "survey.in_database: table_or_query",
            f"{table_or_query!r} is neither the name of a table nor a query.",
            'Write a name such as wave, public.wave or "My wave", or a query that begins with SELECT or WITH.',
        )
    return ".".join(dialect.identifier(part) for part in parts)


def _refused(dialect: Dialect, title: str, error: Exception) -> EstimationError:
    words = " ".join(str(error).split())
    remedy = "Correct the table, the query or the rights of the connection."
    if re.search(r"rollback|current transaction is aborted", words, re.IGNORECASE):
        remedy = (
            "An error before this one has ended the transaction: call rollback() of the connection, then ask again."
        )
    elif dialect.binary and not is_query(title) and '"' not in title and title != title.lower():
        remedy = f"PostgreSQL keeps names in lower case that were created without double quotes: try {title.lower()!r}."
    return EstimationError(
        "E333",
        f"survey.in_database: {title}",
        f"{dialect.name} answers: {words[:300] or type(error).__name__}",
        remedy,
    )
