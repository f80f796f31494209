"""Checks of statistical files before they are read: cut off, blown up, or with other cases than declared."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import ReadError
from survey.findings import Finding
from survey.freed_memory import MANY_INTERVIEWS
from survey.ingest.reader_findings import finding
from survey.ingest.repeating_columns import joined_blocks, repeating
from survey.ingest.size_limits import check_cells
from survey.ingest.statistical_headers import SpssHeader, has_declared_records, is_whole_stata
from survey.ingest.statistical_texts import BYTES
from survey.interviews import FileFormat

if TYPE_CHECKING:
    from pyreadstat import metadata_container

_BLOCK = 25_000
"""Fewest records of a block."""
_CARD = 80
"""Bytes of a record in a SAS transport file; a whole file is a multiple."""


@dataclass(frozen=True, slots=True)
class StatisticalSource:
    """The bytes of a file and how they have to be asked for.

    ``header`` and ``cases`` are those of an SPSS file that has to be read as if it declared another number of cases.
    """

    data: bytes
    format: FileFormat
    place: str
    options: Mapping[str, object] = field(default_factory=dict)
    header: SpssHeader | None = None
    cases: int = 0

    def read(self, **more: object) -> tuple[pd.DataFrame, metadata_container]:
        """Cells and metadata of the whole file, or of the part of it that is asked for."""
        import pyreadstat

        readers: Mapping[FileFormat, Callable[..., tuple[pd.DataFrame, metadata_container]]] = {
            "dta": pyreadstat.read_dta,
            "por": pyreadstat.read_por,
            "xpt": pyreadstat.read_xport,
            "sas7bdat": pyreadstat.read_sas7bdat,
        }
        reader = readers.get(self.format, pyreadstat.read_sav)
        redeclared = self.header.with_cases(self.data, self.cases) if self.header is not None else None
        stream = redeclared or io.BytesIO(self.data)
        return reader(stream, disable_datetime_conversion=True, **(dict(self.options) | more))

    def read_in_blocks(self, **more: object) -> tuple[pd.DataFrame, metadata_container]:
        """Cells and metadata of the whole file; many records are read in blocks, whose columns become categories.

        The library holds whatever it reads in eight bytes or more a cell. A block is never larger than a quarter of what was read
        before it, so that a packed file, in which nothing can be skipped, is not unpacked from its start too often.
        """
        cells, meta = self.read(row_limit=MANY_INTERVIEWS, **more)
        if len(cells) < MANY_INTERVIEWS:
            return cells, meta
        blocks, letters = [_compact(cells)], dict(meta.missing_user_values)
        n = len(cells)
        while len(cells):
            asked = max(_BLOCK, n // 4)
            cells, about = self.read(row_offset=n, row_limit=asked, **more)
            blocks.append(_compact(cells))
            n += len(cells)
            for name, values in about.missing_user_values.items():  # as far as they have occurred
                letters[name] = sorted({*letters.get(name, ()), *values})
            if len(cells) < asked:
                break
        return joined_blocks([block for block in blocks if len(block)]), replace(meta, missing_user_values=letters)


def _compact(cells: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: repeating(cells[name]) for name in cells.columns}, cells.index, copy=False)


def broken_file(place: str, fact: str) -> ReadError:
    """The error about a file that breaks off or contradicts itself."""
    return ReadError("F040", place, fact, "Ask for it again; the transfer may have failed.")


def check_declared_size(source: StatisticalSource, header: SpssHeader | None) -> None:
    """Refuse more records than the bytes can hold, before memory is taken for them.

    Raises
    ------
    ReadError
        ``F040``, and the codes of :mod:`survey.ingest.size_limits`.
    """
    options = {} if source.format == "por" else {"encoding": BYTES}
    _, meta = source.read(metadataonly=True, **options)
    size, columns, rows = len(source.data), len(meta.column_names), meta.number_rows or 0
    check_cells(rows, columns, size, source.place)
    most = size // max(columns, 1)
    if header is not None:
        rows, most = header.cases, header.most_cases(size, columns)
    elif source.format not in ("dta", "xpt"):
        return
    if rows > most:
        raise broken_file(
            source.place, f"The file declares {rows:,} records, but its {size:,} bytes hold {most:,} at most."
        )


def with_all_cases(source: StatisticalSource, header: SpssHeader | None) -> tuple[StatisticalSource, list[Finding]]:
    """An SPSS file that is read to its end even if its header declares fewer cases than follow."""
    if header is None or header.cases < 0:
        return source, []
    one_more = replace(source, header=header, cases=header.cases + 1)
    try:
        more, _ = one_more.read(row_offset=header.cases, row_limit=1, encoding=BYTES)
    except Exception:  # what the header says is what there is
        return source, []
    if not len(more):
        return source, []
    whole = replace(source, header=header, cases=-1)
    cells, _ = whole.read(encoding=BYTES, usecols=[str(more.columns[0])])
    return whole, [finding("cases_differ", "error", declared=header.cases, found=len(cells))]


def check_whole(source: StatisticalSource) -> None:
    """Refuse a file that breaks off before its end.

    Raises
    ------
    ReadError
        ``F040``, and ``F041`` when the declared records do not fit the size of a Stata file.
    """
    is_whole = is_whole_stata(source.data) if source.format == "dta" else True
    if source.format == "xpt":
        is_whole = len(source.data) % _CARD == 0
    if not is_whole:
        raise broken_file(source.place, "The file breaks off before its end.")
    if source.format == "dta" and not has_declared_records(source.data):
        fact = "The number of records the file declares does not fit its size."
        raise ReadError("F041", source.place, fact, "Ask for it again; the transfer may have failed.")
