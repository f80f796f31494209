"""Files of statistical packages: SPSS (SAV, ZSAV) and Stata (DTA), with the labels they carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import ReadError
from survey.interviews import FileFormat

if TYPE_CHECKING:
    from pyreadstat import metadata_container

Read = Callable[..., "tuple[pd.DataFrame, metadata_container]"]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Cells and everything the file says about them; as in :class:`survey.interviews.RawTable`."""

    cells: pd.DataFrame
    encoding: str
    labels: Mapping[str, str]
    value_labels: Mapping[str, Mapping[float | str, str]]
    user_missing: Mapping[str, tuple[tuple[float, float], ...]]
    notes: tuple[str, ...]


def read_statistical(path: Path, format_: FileFormat) -> Labelled:
    """Cells, labels and missing ranges; values the file declares missing stay as they are.

    Raises
    ------
    ReadError
        ``F040`` when the file is cut off or broken.
    """
    import pyreadstat

    read: Read = pyreadstat.read_dta if format_ == "dta" else pyreadstat.read_sav
    cells, meta, notes = _read(read, path)
    encoding = str(meta.file_encoding or "UTF-8")
    declared = "as the file says" if meta.file_encoding else "as the format requires"
    cells, repaired = _repaired(cells, encoding)
    return Labelled(
        cells,
        encoding,
        {name: _as_utf8(label, encoding) for name, label in meta.column_names_to_labels.items() if label},
        {name: _by_value(labels.items(), encoding) for name, labels in meta.variable_value_labels.items()},
        {name: _ranges(ranges) for name, ranges in meta.missing_ranges.items() if _ranges(ranges)},
        (f"encoding {encoding}, {declared}", *notes, *repaired),
    )


def _read(read: Read, path: Path) -> tuple[pd.DataFrame, metadata_container, tuple[str, ...]]:
    from pyreadstat import PyreadstatError, ReadstatError

    failures: list[str] = []
    for encoding in (None, "UTF-8", "WINDOWS-1251"):
        try:
            cells, meta = read(str(path), user_missing=True, encoding=encoding)
        except (ReadstatError, PyreadstatError, UnicodeDecodeError) as failure:
            failures.append(str(failure))
            continue
        return cells, meta, (f"read as {encoding} instead",) if encoding else ()
    raise ReadError(
        "F040",
        str(path),
        f"The file cannot be read to its end: {failures[0]}",
        "Ask for it again; the transfer may have failed.",
    )


def _by_value(labels: Iterable[tuple[object, str]], encoding: str) -> Mapping[float | str, str]:
    return {
        float(value) if isinstance(value, int | float) else str(value): _as_utf8(label, encoding)
        for value, label in labels
    }


def _ranges(ranges: Iterable[object]) -> tuple[tuple[float, float], ...]:
    pairs = [(part["lo"], part["hi"]) for part in ranges if isinstance(part, dict)]
    return tuple((float(low), float(high)) for low, high in pairs if not isinstance(low, str))


def _repaired(cells: pd.DataFrame, encoding: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Text that is UTF-8 in a file that declares a one-byte encoding, read as what it is."""
    mended = {}
    for name in cells.columns:
        column = cells[name]
        if isinstance(column.dtype, pd.StringDtype):
            texts = {text: _as_utf8(text, encoding) for text in column.dropna().unique() if not text.isascii()}
            if any(text != better for text, better in texts.items()):
                mended[name] = column.replace(texts)
    if not mended:
        return cells, ()
    note = f"columns {', '.join(mended)} hold UTF-8 although the file declares {encoding}; read as UTF-8"
    return cells.assign(**mended), (note,)


def _as_utf8(text: str, encoding: str) -> str:
    if text.isascii() or encoding.upper() in ("UTF-8", "UTF8"):
        return text
    try:
        return text.encode(encoding).decode("utf-8")
    except (UnicodeError, LookupError):
        return text
