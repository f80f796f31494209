"""A delivered file of any supported format as a table, with its digest."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from survey.calls import public
from survey.errors import ReadError, nearest
from survey.ingest.delimited import read_delimited
from survey.ingest.heading import Contents
from survey.ingest.parquet import read_parquet
from survey.ingest.recognise import recognise
from survey.ingest.statistical import read_statistical
from survey.ingest.workbook import read_workbook
from survey.interviews import FileFormat, RawTable

_SUFFIXES: dict[FileFormat, tuple[str, ...]] = {
    "sav": (".sav", ".zsav"),
    "zsav": (".zsav", ".sav"),
    "dta": (".dta",),
    "csv": (".csv", ".txt", ".tsv", ".tab"),
    "tsv": (".csv", ".txt", ".tsv", ".tab"),
    "xlsx": (".xlsx", ".xlsm", ".xlsb"),
    "parquet": (".parquet",),
}


@public
def read_file(path: str | os.PathLike[str], *, sheet: str | None = None, heading_row: int | None = None) -> RawTable:
    r"""The file as delivered: nothing decoded, nothing turned into a blank, nothing lost.

    Parameters
    ----------
    path : str or path
        SAV, ZSAV, DTA, CSV, TSV, XLSX or Parquet, told apart by content, not by suffix. Text files may be UTF-8,
        UTF-16, Windows-1251 or KZ-1048, with semicolon, comma, tab or vertical bar between cells.
    sheet : str, optional
        Sheet of a workbook; the first that holds anything when not given.
    heading_row : int, optional
        Row of the sheet, or line of the text, that names the columns, as a spreadsheet numbers it.

    Returns
    -------
    RawTable
        ``notes`` say which encoding, delimiter and sheet were found, and by what evidence.

    Raises
    ------
    ReadError
        ``F003`` when there is no such file, ``F004`` when it is a folder, ``F005`` when a sheet is named for a file
        that has none; ``F010`` to ``F017`` when it is no table; ``F020`` to ``F025`` for text and headings;
        ``F030`` to ``F032`` for workbooks, ``F040`` for SPSS and Stata, ``F050`` for Parquet.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "wave.csv"
    >>> _ = path.write_text("H01;H04;base_weight\n2018Q1-0001;1;1881,0\n", encoding="utf-8")
    >>> raw = read_file(path)
    >>> raw.format, raw.delimiter, len(raw), raw.cells["base_weight"][0]
    ('csv', ';', 1, '1881,0')
    """
    path = Path(path)
    _complain_of_absence(path)
    format_ = recognise(path)
    if sheet is not None and format_ != "xlsx":
        raise ReadError("F005", str(path), f"A {format_} file has no sheets.", "Leave out the argument 'sheet'.")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if format_ in ("sav", "zsav", "dta"):
        return _from_statistical(path, format_, digest)
    if format_ == "csv":
        return _from_text(path, digest)
    contents = read_workbook(path, sheet) if format_ == "xlsx" else read_parquet(path)
    return _table(path, format_, digest, contents)


def _complain_of_absence(path: Path) -> None:
    if path.is_dir():
        inside = ", ".join(sorted(entry.name for entry in path.iterdir() if entry.is_file())[:8])
        raise ReadError("F004", str(path), "This is a folder, not a file.", f"It holds: {inside or 'no files'}.")
    if not path.exists():
        folder = path.parent
        beside = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        fact = "There is no such file." if folder.is_dir() else f"There is no folder {str(folder)!r}."
        raise ReadError("F003", str(path), fact, nearest(path.name, beside))


def _table(path: Path, format_: FileFormat, digest: str, contents: Contents) -> RawTable:
    notes = _with_suffix(path, format_, contents.notes)
    return RawTable(str(path), format_, digest, contents.cells, contents.first_row, notes=notes)


def _from_text(path: Path, digest: str) -> RawTable:
    read = read_delimited(path)
    format_: FileFormat = "tsv" if read.delimiter == "\t" else "csv"
    contents = read.contents
    notes = _with_suffix(path, format_, contents.notes)
    return RawTable(
        str(path),
        format_,
        digest,
        contents.cells,
        contents.first_row,
        encoding=read.encoding,
        delimiter=read.delimiter,
        notes=notes,
    )


def _from_statistical(path: Path, format_: FileFormat, digest: str) -> RawTable:
    read = read_statistical(path, format_)
    return RawTable(
        str(path),
        format_,
        digest,
        read.cells,
        encoding=read.encoding,
        labels=read.labels,
        value_labels=read.value_labels,
        user_missing=read.user_missing,
        notes=_with_suffix(path, format_, read.notes),
    )


def _with_suffix(path: Path, format_: FileFormat, notes: tuple[str, ...]) -> tuple[str, ...]:
    if path.suffix.lower() in _SUFFIXES[format_]:
        return notes
    return (*notes, f"read as {format_} by its content, although it is named {path.name!r}")
