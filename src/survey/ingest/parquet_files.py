"""Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import ReadError
from survey.freed_memory import MANY_INTERVIEWS
from survey.ingest.repeating_columns import repeating
from survey.ingest.sheet_table import Contents, SheetTable, headed
from survey.ingest.size_limits import check_cell_length, check_cells, check_unpacked

if TYPE_CHECKING:
    from pyarrow import ChunkedArray, Table


def read_parquet(data: bytes, place: str) -> Contents:
    """Cells of a Parquet file; lists become codes separated by spaces, bytes text.

    Raises
    ------
    ReadError
        ``F050`` when the file is cut off or broken, ``F051`` when it holds another number of records than it declares,
        and the codes of :mod:`survey.ingest.size_limits` and :func:`survey.ingest.sheet_table.headed`.
    """
    import pyarrow as pa

    try:
        table, declared = _table(data, place)
        names = [str(name) for name in table.column_names]
        held = repeating if table.num_rows >= MANY_INTERVIEWS else _as_it_is
        columns = {str(position): held(table.column(position).to_pandas()) for position in range(len(names))}
        cells = pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)
    except (pa.ArrowMemoryError, MemoryError):
        raise MemoryError from None
    except (pa.ArrowException, OSError, ValueError, OverflowError) as broken:
        raise ReadError(
            "F050",
            place,
            f"The file cannot be read: {broken}",
            "Ask for it again; the transfer may have failed.",
        ) from None
    if table.num_rows != declared:
        raise ReadError(
            "F051",
            place,
            f"The file declares {declared:,} records but holds {table.num_rows:,}.",
            "Ask for it again.",
        )
    return headed(SheetTable(names, cells, 1, declared + 1), place)


def _table(data: bytes, place: str) -> tuple[Table, int]:
    """The table in columns that pandas holds as they are, and the number of records declared."""
    import pyarrow as pa
    from pyarrow import parquet

    file = parquet.ParquetFile(pa.BufferReader(data), pre_buffer=False)
    about = file.metadata
    check_cells(about.num_rows, about.num_columns, len(data), place)
    unpacked = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
    check_unpacked(unpacked, len(data), place)
    table = file.read(use_threads=False)
    table.validate(full=True)  # text that is not UTF-8 would fail later, cell by cell
    for position, one in enumerate(table.schema):
        _complain_of_long_texts(table.column(position), f"{place}, column {one.name}")
        plain = _plain(table.column(position))
        if plain is not table.column(position):
            table = table.set_column(position, one.name, plain)
    return table, about.num_rows


def _as_it_is(column: pd.Series) -> pd.Series:
    return column


def _complain_of_long_texts(column: ChunkedArray, place: str) -> None:
    import pyarrow as pa
    from pyarrow import compute

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        check_cell_length(compute.max(compute.utf8_length(column)).as_py() or 0, place)


def _plain(column: ChunkedArray) -> ChunkedArray:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type))
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([pa.array([_joined(value) for value in column.to_pylist()], pa.string())])
    if pa.types.is_decimal(kind):
        return column.cast(pa.float64())
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return column if _fits_calendar(column) else column.cast(pa.string())
    return column


def _fits_calendar(column: ChunkedArray) -> bool:
    try:
        column.to_pandas()
    except (ValueError, OverflowError):
        return False
    return True


def _joined(value: object) -> str | None:
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return None if value is None else str(value)
