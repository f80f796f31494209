"""A delivered file of any supported format as a table, with its digest."""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from zipfile import ZipFile

from survey.argument_errors import public
from survey.errors import ReadError, nearest
from survey.findings import Findings
from survey.freed_memory import give_back
from survey.ingest.delimited_files import read_delimited
from survey.ingest.file_format import recognise, workbook_format
from survey.ingest.file_suffixes import SUFFIXES
from survey.ingest.json_records import read_json
from survey.ingest.parquet_files import read_parquet
from survey.ingest.reader_findings import finding, some
from survey.ingest.reader_process import guarded, limits_for
from survey.ingest.sheet_table import Contents
from survey.ingest.statistical_files import read_statistical
from survey.ingest.triple_s_files import is_triple_s, read_triple_s
from survey.ingest.workbook_files import read_workbook
from survey.ingest.zip_archive import open_archive, take_table
from survey.interviews import FileFormat, RawTable

R = TypeVar("R")

_WORKBOOKS: tuple[FileFormat, ...] = ("xlsx", "xls", "ods")
_STATISTICAL: tuple[FileFormat, ...] = ("sav", "zsav", "por", "dta", "xpt", "sas7bdat")


@public
def read_file(
    path: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    heading_row: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> RawTable:
    r"""The file as delivered: nothing decoded, nothing turned into a blank, nothing lost.

    Parameters
    ----------
    path : str or path
        SPSS (SAV, ZSAV, POR), Stata (DTA), SAS (XPT, SAS7BDAT), Excel (XLSX, XLSM, XLSB, XLS), ODS, Parquet, CSV, TSV,
        JSON (one object per interview, as SurveyJS keeps answers), Triple-S XML (the metadata file; its data file is in the same
        folder), or a zip archive with one of the others, recognised by content, not by suffix. Text files may be UTF-8, UTF-16,
        Windows-1251 or KZ-1048, with semicolon, comma, tab or vertical bar between cells.
    sheet : str, optional
        Sheet of a workbook; the first visible one that holds a table when not given. Table of an archive with several.
    heading_row : int, optional
        Row of the sheet, or line of the text, that names the columns, as a spreadsheet numbers it.
    encoding : str, optional
        Encoding of a text, such as ``cp1250`` or ``koi8-r``; found by its letters when not given.
    delimiter : str, optional
        What separates the cells of a text: ``semicolon``, ``comma``, ``tab``, ``vertical bar``, or the sign itself; found when
        not given.

    Returns
    -------
    RawTable
        ``notes`` say which encoding, delimiter and sheet were found, and by what evidence; ``findings`` what a person
        has to know (other sheets, hidden rows, titles above the heading, encodings repaired); ``records`` what became of
        every record of the file.

    Raises
    ------
    ReadError
        ``F003`` when there is no such file, ``F004`` when it is a folder, ``F036`` when it cannot be opened; ``F005``,
        ``F037``, ``F038``, ``F055`` to ``F058`` for a sheet, a heading row, an encoding or a delimiter that the format does not have; ``F010`` to ``F019``, ``F033`` to
        ``F035`` when it is neither a table nor an archive; ``F020`` to ``F029`` for text and headings; ``F030`` to ``F032`` for
        workbooks, ``F014``, ``F040`` and ``F041`` for statistical packages, ``F050`` and ``F051`` for Parquet, ``F052`` to ``F054`` for JSON; ``F070``
        to ``F072`` when reading crashed or took too much memory or time, ``F080`` to ``F082`` when the file is
        blown up, ``F097`` to ``F099`` for Triple-S.

    Notes
    -----
    Formats that are read by native libraries are read in a child process with limits of memory and time, so that a damaged
    file cannot hurt the program that reads it.

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
    wanted = _Wanted(sheet, heading_row, encoding, delimiter)
    _complain_of_absence(path)
    data = _bytes(path)
    if is_triple_s(data):
        _complain_of_options("triple-s", _Place(path), wanted)
        return read_triple_s(data, path, _bytes)
    digest = hashlib.sha256(data).hexdigest()
    raw = _read(data, _Place(path), wanted)
    del data
    give_back(len(raw))
    return replace(raw, path=str(path), sha256=digest)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Options of the reader that somebody named."""

    sheet: str | None
    heading_row: int | None
    encoding: str | None
    delimiter: str | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Origin of bytes: a file, or a member of an archive."""

    path: Path
    member: str | None = None

    def __str__(self) -> str:
        return str(self.path) if self.member is None else f"{self.path}, {self.member}"

    @property
    def name(self) -> str:
        """The name by which its format is expected."""
        return self.path.name if self.member is None else self.member


def _bytes(path: Path) -> bytes:
    """All bytes, read once: what is parsed is what the digest is of."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or failure
        raise ReadError("F036", str(path), f"The file cannot be opened: {reason}.", "See who may read it.") from None


def _read(data: bytes, place: _Place, wanted: _Wanted) -> RawTable:
    format_ = recognise(data, str(place))
    if format_ is None:
        with open_archive(data, str(place)) as archive:
            format_ = workbook_format(archive, str(place))
            if format_ is None:
                return _from_archive(archive, len(data), place, wanted)
    _complain_of_options(format_, place, wanted)
    if format_ == "csv":
        raw = _from_text(data, place, wanted)
    elif format_ == "json":
        read = read_json(data, str(place), wanted.encoding)
        raw = replace(_table(format_, read.contents), encoding=read.encoding)
    elif format_ in _STATISTICAL:
        raw = _from_statistical(data, place, format_)
    elif format_ == "parquet":
        raw = _table(format_, _guarded("pyarrow.parquet", data, place, read_parquet, data, str(place)))
    else:
        options = (data, format_, str(place), wanted.sheet, wanted.heading_row)
        raw = _table(format_, _guarded("python_calamine", data, place, read_workbook, *options))
    return replace(raw, notes=_with_suffix(place, raw.format, raw.notes))


def _guarded(library: str, data: bytes, place: _Place, reader: Callable[..., R], *args: object) -> R:
    """Result of a reader of native code; its library is loaded before, so that a forked child finds it."""
    importlib.import_module(library)
    return guarded(str(place), limits_for(len(data)), reader, *args)


def _from_archive(archive: ZipFile, size: int, place: _Place, wanted: _Wanted) -> RawTable:
    table = take_table(archive, size, str(place), wanted.sheet)
    raw = _read(table.content, _Place(place.path, table.name), replace(wanted, sheet=None))
    findings = raw.findings
    if table.others:
        others = finding("tables_unread", "info", n=len(table.others), table=table.name, others=some(table.others))
        findings = Findings([others]) + findings
    return replace(raw, notes=(f"{table.name!r} of the archive", *raw.notes), findings=findings)


def _complain_of_options(format_: FileFormat, place: _Place, wanted: _Wanted) -> None:
    if wanted.sheet is not None and format_ not in _WORKBOOKS:
        raise ReadError("F005", str(place), f"A {format_} file has no sheets.", "Leave out 'sheet'.")
    for name, value in (("encoding", wanted.encoding), ("delimiter", wanted.delimiter)):
        if value is not None and format_ not in (("csv", "json") if name == "encoding" else ("csv",)):
            fact = f"A {format_} file has no {name} that could be named."
            raise ReadError("F058", str(place), fact, f"Leave out '{name}'.")
    if wanted.heading_row is None:
        return
    if format_ not in (*_WORKBOOKS, "csv"):
        fact = f"A {format_} file has no heading row: its columns have names of their own."
        raise ReadError("F037", str(place), fact, "Leave out 'heading_row'.")
    if wanted.heading_row < 1:
        raise ReadError("F038", str(place), f"There is no row {wanted.heading_row}.", "Rows are numbered from 1.")


def _complain_of_absence(path: Path) -> None:
    if path.is_dir():
        inside = ", ".join(sorted(entry.name for entry in path.iterdir() if entry.is_file())[:8])
        raise ReadError("F004", str(path), "This is a folder, not a file.", f"It holds: {inside or 'no files'}.")
    if not path.exists():
        fact, remedy = _absence(path)
        raise ReadError("F003", str(path), fact, remedy)


def _absence(path: Path) -> tuple[str, str]:
    """Why there is no file, and what to do."""
    if path.is_symlink():
        return (
            f"It is a link to {os.readlink(path)!r}, where there is no file.",
            "Copy the file itself into the folder.",
        )
    folder = path.parent
    beside = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    fact = "There is no such file." if folder.is_dir() else f"There is no folder {str(folder)!r}."
    return fact, nearest(path.name, beside)


def _table(format_: FileFormat, contents: Contents) -> RawTable:
    return RawTable(
        "",
        format_,
        "",
        contents.cells,
        int(contents.rows[0]) if len(contents.rows) else contents.first_row,
        labels=contents.labels,
        notes=contents.notes,
        findings=Findings(contents.findings),
        records=contents.records,
        row_numbers=contents.rows,
    )


def _from_text(data: bytes, place: _Place, wanted: _Wanted) -> RawTable:
    read = read_delimited(data, str(place), wanted.heading_row, wanted.encoding, wanted.delimiter)
    format_: FileFormat = "tsv" if read.delimiter == "\t" else "csv"
    return replace(_table(format_, read.contents), encoding=read.encoding, delimiter=read.delimiter)


def _from_statistical(data: bytes, place: _Place, format_: FileFormat) -> RawTable:
    read = _guarded("pyreadstat", data, place, read_statistical, data, format_, str(place))
    return RawTable(
        "",
        format_,
        "",
        read.cells,
        encoding=read.encoding,
        labels=read.labels,
        value_labels=read.value_labels,
        user_missing=read.user_missing,
        notes=read.notes,
        findings=Findings(read.findings),
        records=read.records,
        response_sets=read.response_sets,
    )


def _with_suffix(place: _Place, format_: FileFormat, notes: tuple[str, ...]) -> tuple[str, ...]:
    if Path(place.name).suffix.lower() in SUFFIXES[format_]:
        return notes
    return (*notes, f"read as {format_} by its content, although it is named {Path(place.name).name!r}")
