"""Format of a file by its content; its suffix proves nothing."""

from __future__ import annotations

import re
from zipfile import ZipFile

from survey.errors import ReadError
from survey.ingest.zip_archive import read_member
from survey.interviews import FileFormat

HEAD = 4096
_FEW_ZEROS = 20
_STATA_VERSIONS = (*range(104, 106), 108, *range(110, 116))
_SAS = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_SAVE_AS_XLSX = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
_UNPACK = "Unpack it and give the file inside."
_FOREIGN = (
    (b"%PDF", "It is a PDF document.", "Ask for the data as SAV, XLSX or CSV."),
    (b"\x1f\x8b", "It is packed (gzip).", _UNPACK),
    (b"7z\xbc\xaf", "It is packed (7z).", _UNPACK),
    (b"BZh", "It is packed (bzip2).", _UNPACK),
    (b"\xfd7zXZ", "It is packed (xz).", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "It is packed (zstd).", _UNPACK),
    (b"Rar!", "It is packed (rar).", _UNPACK),
    (b"PK\x05\x06", "It is an empty archive.", "Ask for the file again."),
    (b"\x89PNG", "It is a picture.", "Ask for the data as SAV, XLSX or CSV."),
    (b"\xff\xd8\xff", "It is a picture.", "Ask for the data as SAV, XLSX or CSV."),
    (b"SQLite format 3", "It is an SQLite database.", "Export the table as CSV."),
    (b"{\\rtf", "It is a text document (RTF).", "Ask for the data as SAV, XLSX or CSV."),
    (b"<?xml", "It is an XML document.", _SAVE_AS_XLSX),
    (b"<html", "It is a web page, whatever its suffix says.", _SAVE_AS_XLSX),
    (b"<!doctype", "It is a web page, whatever its suffix says.", _SAVE_AS_XLSX),
    (b"<table", "It is a web page, whatever its suffix says.", _SAVE_AS_XLSX),
    (b"<meta", "It is a web page, whatever its suffix says.", _SAVE_AS_XLSX),
)

_JSON = re.compile(rb"\{|\[\s*[{\]]")


def recognise(data: bytes, place: str) -> FileFormat | None:
    """The format of these bytes; None for an archive, ``csv`` for text until its delimiter is known.

    Raises
    ------
    ReadError
        ``F010`` when it is empty, ``F011`` an old document of Word, ``F012`` a workbook with a password, ``F013``
        another kind of file, ``F017`` no text.
    """
    if not data:
        raise ReadError("F010", place, "The file is empty.", "Ask for it again; the transfer may have failed.")
    if data.startswith(b"PK\x03\x04"):
        return None
    return _binary(data, place) or _text(data, place)


def workbook_format(archive: ZipFile, place: str) -> FileFormat | None:
    """The format of the workbook that an archive is; None when it is an archive of other files.

    Raises
    ------
    ReadError
        ``F035`` for a document of another kind.
    """
    names = archive.namelist()
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        kind = read_member(archive, archive.getinfo("mimetype"), 0, place) if "mimetype" in names else b""
        if b"spreadsheet" in kind or not kind:
            return "ods"
    elif not any(name.startswith(("word/", "ppt/")) for name in names):
        return None
    raise ReadError("F035", place, "It is a document without a table.", "Ask for the data as SAV, XLSX or CSV.")


def has_password(place: str) -> ReadError:
    """The complaint about a workbook with a password."""
    return ReadError("F012", place, "The workbook has a password.", "Save it without a password.")


def _binary(data: bytes, place: str) -> FileFormat | None:
    signs: tuple[tuple[bytes, FileFormat], ...] = (
        (b"$FL2", "sav"),
        (b"$FL3", "zsav"),
        (b"<stata_dta>", "dta"),
        (b"PAR1", "parquet"),
        (_SAS, "sas7bdat"),
        (b"HEADER RECORD*******LIBRARY HEADER RECORD", "xpt"),
        (b"HEADER RECORD*******LIBV8   HEADER RECORD", "xpt"),
    )
    for sign, format_ in signs:
        if data.startswith(sign):
            return format_
    if len(data) > 2 and data[0] in _STATA_VERSIONS and data[1] in (1, 2) and data[2] == 1:
        return "dta"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(data, place)
    head = data[:1000].replace(b"\r", b"").replace(b"\n", b"")
    if b"SPSSPORT" in head or b"SPSS PORT FILE" in head:
        return "por"
    return None


def _compound(data: bytes, place: str) -> FileFormat:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise has_password(place)
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise ReadError("F011", place, "It is a document of the old kind (.doc), without a table.", _SAVE_AS_XLSX)


def _text(data: bytes, place: str) -> FileFormat:
    head = data[:HEAD]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for sign, fact, remedy in _FOREIGN:
        if start.startswith(sign.lower()):
            raise ReadError("F013", place, fact, remedy)
    if _JSON.match(start):
        return "json"
    if head.count(0) * _FEW_ZEROS > len(head) and not _is_wide(head):
        raise ReadError("F017", place, "The file is neither a table nor text.", "Ask for SAV, XLSX or CSV.")
    return "csv"


def _is_wide(head: bytes) -> bool:
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or utf16_without_mark(head) is not None


def utf16_without_mark(head: bytes) -> str | None:
    """The byte order of UTF-16 text that does not say it: every second byte of ASCII is then zero.

    Examples
    --------
    >>> utf16_without_mark("H01;H02".encode("utf-16-le"))
    'utf-16-le'
    >>> utf16_without_mark(b"H01;H02")
    """
    even, odd = head[0::2], head[1::2]
    zeros = even.count(0), odd.count(0)
    if zeros[1] * 5 > len(odd) and zeros[0] * 50 < len(even):
        return "utf-16-le"
    if zeros[0] * 5 > len(even) and zeros[1] * 50 < len(odd):
        return "utf-16-be"
    return None
