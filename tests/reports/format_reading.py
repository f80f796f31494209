"""Readers of the documents in every format, who know nothing of how they were made: the words of a file, and its bytes laid open."""

from __future__ import annotations

import functools
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.report_reader import numbers_in, read_report
from tests.reports.pdf_reading import PdfFile


def words_of(file: Path) -> str:
    """The text that a reader sees, a paragraph or cell to a line."""
    return _words(file, file.read_bytes())


@functools.lru_cache(maxsize=32)
def _words(file: Path, _: bytes) -> str:
    """Kept by content, since several tests read the same file."""
    return "\n".join({".html": _page, ".docx": _document, ".pdf": _pages, ".xlsx": _workbook}[file.suffix](file))


def _page(file: Path) -> Iterator[str]:
    yield from (one.text for one in read_report(file.read_text("utf-8")))


def _document(file: Path) -> Iterator[str]:
    import docx
    from docx.oxml.ns import qn

    for paragraph in docx.Document(str(file)).element.body.iter(qn("w:p")):
        yield "".join(
            "\n" if one.tag == qn("w:br") else one.text or "" for one in paragraph.iter(qn("w:t"), qn("w:br"))
        )


def _pages(file: Path) -> Iterator[str]:
    yield PdfFile(file.read_bytes()).text


def _workbook(file: Path) -> Iterator[str]:
    import openpyxl

    book = openpyxl.load_workbook(file)
    for sheet in book:
        yield from (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def numbers_of(file: Path) -> Counter[str]:
    """The numbers of a text as they are written."""
    return Counter(numbers_in(words_of(file)))


def laid_open(file: Path) -> str:
    """Every byte of a file as text: members of archives and compressed streams are unpacked."""
    content = file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    else:
        parts = [content, *_streams(content)]
    return "\n".join(part.decode("utf-8", errors="replace") for part in parts)


def _streams(content: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]
