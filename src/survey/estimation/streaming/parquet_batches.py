"""Parquet files read a batch of rows and a few columns at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import EstimationError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_READ_AHEAD = 1 << 18


@dataclass(frozen=True, slots=True)
class Batches:
    """Rows of one table that is in one or several files.

    Parameters
    ----------
    paths : tuple of Path
        Read in this order.
    stamps : tuple of (int, int)
        Size and time of change of each file when it was opened.
    names : tuple of str
        Columns.
    n : int
        Rows.
    at_once : int
        Largest number of rows of a batch.
    """

    paths: tuple[Path, ...]
    stamps: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    n: int
    at_once: int

    def read(self, columns: Sequence[str]) -> Iterator[tuple[int, pd.DataFrame]]:
        """Batches, each as the number of its first row, from 0, and its rows.

        Raises
        ------
        EstimationError
            ``E301`` when a file has changed since it was opened.
        """
        import pyarrow.parquet as pq

        first = 0
        for path, stamp in zip(self.paths, self.stamps, strict=True):
            if _stamp(path) != stamp:
                raise EstimationError(
                    "E301",
                    str(path),
                    "The file has changed since survey.stream looked through it.",
                    "Call survey.stream again when nobody writes to it any more.",
                )
            with pq.ParquetFile(path, buffer_size=_READ_AHEAD) as file:
                for groups in _gathered(file.metadata, self.at_once):
                    for batch in file.iter_batches(self.at_once, row_groups=groups, columns=list(columns)):
                        if batch.num_rows:
                            yield first, _frame(batch)
                        first += batch.num_rows


def open_batches(path: str | Path | Sequence[str | Path], at_once: int) -> Batches:
    """The rows of a Parquet file, of several, or of all in a folder.

    Raises
    ------
    EstimationError
        ``E302`` no file, or one that is not a Parquet file; ``E303`` files with different columns, or without rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not isinstance(path, str | Path | list | tuple):
        raise _unreadable(type(path).__name__, "it is not a path; tables in memory are for survey.make_sample")
    paths = _listed(path)
    names: list[str] = []
    n = 0
    for one in paths:
        try:
            with pq.ParquetFile(one) as file:
                own, rows = file.schema_arrow.names, file.metadata.num_rows
        except (pa.ArrowInvalid, OSError) as broken:
            raise _unreadable(one, str(broken)) from None
        names = names or own
        if set(own) != set(names):
            odd = min(set(own) ^ set(names))
            raise _unfit(str(one), f"Column {odd!r} is in some of the files only.", "Give files of one table.")
        n += rows
    if not n:
        raise _unfit(str(paths[0]), "There are no rows.", "Look at how the file was made.")
    return Batches(paths, tuple(_stamp(one) for one in paths), tuple(names), n, at_once)


def _listed(path: str | Path | Sequence[str | Path]) -> tuple[Path, ...]:
    if not isinstance(path, str | Path):
        paths = tuple(Path(one) for one in path)
    elif Path(path).is_dir():
        paths = tuple(sorted(Path(path).glob("*.parquet")))
    else:
        paths = (Path(path),)
    if not paths:
        raise _unreadable(path, "there is no file named *.parquet")
    return paths


def _gathered(metadata: pq.FileMetaData, at_once: int) -> Iterator[list[int]]:
    """Numbers of row groups, as many at a time as fill a batch.

    A reader keeps in memory what it has read of all groups it was given, so that it must not be given the whole file.
    """
    groups: list[int] = []
    rows = 0
    for number in range(metadata.num_row_groups):
        groups.append(number)
        rows += metadata.row_group(number).num_rows
        if rows >= at_once:
            yield groups
            groups, rows = [], 0
    if groups:
        yield groups


def _unreadable(path: object, why: str) -> EstimationError:
    return EstimationError(
        "E302",
        f"survey.stream: {path}",
        f"This cannot be read as Parquet: {why}.",
        "Give a Parquet file, several, or a folder of them; other files fit through survey.read_file.",
    )


def _unfit(path: str, fact: str, remedy: str) -> EstimationError:
    return EstimationError("E303", f"survey.stream: {path}", fact, remedy)


def _stamp(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def _frame(batch: pa.RecordBatch) -> pd.DataFrame:
    """Rows as a frame whose column types do not depend on which rows are blank.

    pandas would make objects of truth values with a blank and of decimals, and numbers of the others.
    """
    import pyarrow as pa

    for at, field in enumerate(batch.schema):
        wanted = pa.int8() if pa.types.is_boolean(field.type) else None
        if pa.types.is_decimal(field.type):
            wanted = pa.float64()
        if wanted is not None:
            batch = batch.set_column(at, field.name, batch.column(at).cast(wanted))
    frame: pd.DataFrame = batch.to_pandas(ignore_metadata=True)
    return frame
