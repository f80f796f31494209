"""Parquet files."""

from __future__ import annotations

from pathlib import Path

from survey.errors import ReadError
from survey.ingest.heading import Contents, headed


def read_parquet(path: Path) -> Contents:
    """Cells of a Parquet file; lists become codes separated by spaces.

    Raises
    ------
    ReadError
        ``F050`` when the file is cut off or broken, and the codes of :func:`survey.ingest.heading.headed`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as broken:
        raise ReadError(
            "F050",
            str(path),
            f"The file cannot be read: {broken}",
            "Ask for it again; the transfer may have failed.",
        ) from None
    for position, field in enumerate(table.schema):
        if pa.types.is_nested(field.type):
            joined = pa.array([_joined(value) for value in table.column(position).to_pylist()], pa.string())
            table = table.set_column(position, field.name, joined)
    names = table.column_names
    cells = table.rename_columns([str(position) for position in range(len(names))]).to_pandas(ignore_metadata=True)
    return headed(names, cells, 1, str(path), ())


def _joined(value: object) -> str | None:
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return None if value is None else str(value)
