"""Dialects of DuckDB, PostgreSQL and Spark, recognised by their connections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from survey.errors import EstimationError
from survey.estimation.database.sql_dialect import Dialect, Parameters, SqlKind

_PLACE = "survey.in_database: connection"

_KINDS: Mapping[str, SqlKind] = {
    **dict.fromkeys(("double", "float", "float4", "float8", "real", "decimal", "numeric", "uhugeint"), "number"),
    **dict.fromkeys(("bool", "boolean"), "truth"),
    **dict.fromkeys(
        ("tinyint", "smallint", "int", "integer", "bigint", "hugeint", "int1", "int2", "int4", "int8"), "whole"
    ),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint"), "whole"),
    **dict.fromkeys(("varchar", "text", "string", "char", "character", "bpchar", "name", "enum", "uuid"), "text"),
    "date": "date",
}
"""Kinds of columns by the first word of their types, of all three databases; DuckDB makes no frame of a ``UHUGEINT``."""
_MOST_OF_POSTGRES = 1600
"""Columns of a result of PostgreSQL, which refuses more than 1,664."""


def _read_duckdb(connection: Any, statement: str, parameters: Parameters) -> pd.DataFrame:
    found = connection.execute(statement, dict(parameters)) if parameters else connection.execute(statement)
    frame: pd.DataFrame = found.df()
    return frame


def _columns_duckdb(connection: Any, query: str) -> Mapping[str, str]:
    rows = connection.execute(f"DESCRIBE SELECT * FROM {query}").fetchall()
    return {name: type_name for name, type_name, *_ in rows}


def _read_spark(connection: Any, statement: str, parameters: Parameters) -> pd.DataFrame:
    # through Arrow, because toPandas uses what pandas 3 has deprecated
    frame: pd.DataFrame = connection.sql(statement, args=dict(parameters) or None).toArrow().to_pandas()
    return frame


def _columns_spark(connection: Any, query: str) -> Mapping[str, str]:
    return dict(connection.sql(f"SELECT * FROM {query} LIMIT 0").dtypes)


def _tuples(cursor: object) -> type[tuple[object, ...]]:  # noqa: ARG001
    """Rows as tuples, whatever the connection makes of them for its owner."""
    return tuple


def _read_psycopg(connection: Any, statement: str, parameters: Parameters) -> pd.DataFrame:
    # inside a transaction of the caller this is a savepoint, so that an error does not spoil what the caller does
    with connection.transaction(), connection.cursor(row_factory=_tuples) as cursor:
        cursor.execute(statement, dict(parameters))
        names = [column.name for column in cursor.description]
        return _framed(names, cursor.fetchall())


def _columns_psycopg(connection: Any, query: str) -> Mapping[str, str]:
    return _types_of_postgres(POSTGRES, query, lambda statement: _read_psycopg(connection, statement, {}))


def _read_adbc(connection: Any, statement: str, parameters: Parameters) -> pd.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters.values()) or None)
        frame: pd.DataFrame = cursor.fetch_arrow_table().to_pandas()
    return frame


def _columns_adbc(connection: Any, query: str) -> Mapping[str, str]:
    return _types_of_postgres(POSTGRES_ADBC, query, lambda statement: _read_adbc(connection, statement, {}))


def _types_of_postgres(dialect: Dialect, query: str, read: Callable[[str], pd.DataFrame]) -> Mapping[str, str]:
    """Types of columns, also where there is no row: of a blank PostgreSQL knows the type, too."""
    names = list(read(f"SELECT * FROM {query} LIMIT 0").columns)
    quoted = [dialect.identifier(name) for name in names]
    asked = ", ".join(f"CAST(pg_typeof(t.{name}) AS TEXT) AS c{at}" for at, name in enumerate(quoted))
    found = read(f"SELECT {asked} FROM (SELECT 1) AS one LEFT JOIN (SELECT * FROM {query} LIMIT 0) AS t ON true")
    return {name: str(found[f"c{at}"].iloc[0]) for at, name in enumerate(names)}


def _framed(names: list[str], rows: list[tuple[object, ...]]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    made = {}
    for at, column in enumerate(columns):
        values = np.empty(len(column), object)
        values[:] = column
        made[at] = pd.Series(values, dtype=object).infer_objects()
    frame = pd.DataFrame(made)
    frame.columns = pd.Index(names)
    return frame


DUCKDB = Dialect(
    "DuckDB",
    '"',
    "$p{}",
    "DOUBLE",
    "VARCHAR",
    "(NOT isfinite({0}) AND NOT isinf({0}))",
    "CAST({} AS VARCHAR)",
    _KINDS,
    _read_duckdb,
    _columns_duckdb,
)
SPARK = Dialect(
    "Spark", "`", ":p{}", "DOUBLE", "STRING", "isnan({})", "CAST({} AS STRING)", _KINDS, _read_spark, _columns_spark
)
POSTGRES = Dialect(
    "PostgreSQL",
    '"',
    "%(p{})s",
    "DOUBLE PRECISION",
    "TEXT",
    "({} = CAST('NaN' AS DOUBLE PRECISION))",
    "to_char({}, 'YYYY-MM-DD')",
    _KINDS,
    _read_psycopg,
    _columns_psycopg,
    ' COLLATE "C"',
    ("%", "%%"),
    " OFFSET 0",
    _MOST_OF_POSTGRES,
)
POSTGRES_ADBC = Dialect(
    "PostgreSQL",
    '"',
    "${}",
    "DOUBLE PRECISION",
    "TEXT",
    "({} = CAST('NaN' AS DOUBLE PRECISION))",
    "to_char({}, 'YYYY-MM-DD')",
    _KINDS,
    _read_adbc,
    _columns_adbc,
    ' COLLATE "C"',
    fence=" OFFSET 0",
    most_columns=_MOST_OF_POSTGRES,
)

_BY_MODULE: Mapping[str, Dialect] = {
    "duckdb": DUCKDB,
    "_duckdb": DUCKDB,
    "pyspark": SPARK,
    "psycopg": POSTGRES,
    "adbc_driver_manager": POSTGRES_ADBC,
}


def dialect_of(connection: object) -> Dialect:
    """Dialect of a connection.

    Raises
    ------
    EstimationError
        ``E330`` when it belongs to no database that is known here.
    """
    for kind in type(connection).__mro__:
        dialect = _BY_MODULE.get(kind.__module__.partition(".")[0])
        if dialect is not None and hasattr(connection, "sql" if dialect is SPARK else "cursor"):
            if hasattr(connection, "__aenter__"):
                break  # its answers would have to be awaited
            return dialect
    raise EstimationError(
        "E330",
        _PLACE,
        f"There is no dialect for {type(connection).__module__}.{type(connection).__name__}.",
        "Give a DuckDB connection, a Spark session or a connection of psycopg or ADBC to PostgreSQL; "
        "the documentation shows how a source for another database is written.",
    )
