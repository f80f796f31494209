"""The format of a file by its content; a suffix is only what somebody called it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from survey.errors import ReadError
from survey.interviews import FileFormat

HEAD = 4096
_STATA_VERSIONS = range(105, 116)
_SAVE_AS_XLSX = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
_FOREIGN = (
    (b"%PDF", "It is a PDF document.", "Ask for the data as SAV, XLSX or CSV."),
    (b"\x1f\x8b", "It is packed (gzip).", "Unpack it and give the file inside."),
    (b"7z\xbc\xaf", "It is packed (7z).", "Unpack it and give the file inside."),
    (b"Rar!", "It is packed (rar).", "Unpack it and give the file inside."),
    (b"{", "It is JSON, not a table.", "Export the data as CSV or XLSX."),
    (b"<?xml", "It is an XML document.", _SAVE_AS_XLSX),
    (b"<html", "It is a web page, whatever its suffix says.", _SAVE_AS_XLSX),
    (b"<!doctype", "It is a web page, whatever its suffix says.", _SAVE_AS_XLSX),
    (b"<table", "It is a web page, whatever its suffix says.", _SAVE_AS_XLSX),
    (b"<meta", "It is a web page, whatever its suffix says.", _SAVE_AS_XLSX),
)


def recognise(path: Path) -> FileFormat:
    """The format of this file; text is ``csv`` until its delimiter is known.

    Raises
    ------
    ReadError
        ``F010`` when it is empty, ``F011`` an old Excel or Word file, ``F012`` a workbook with a password, ``F013``
        another kind of file, ``F014`` an SPSS portable file, ``F015`` a broken archive, ``F016`` an archive
        without a workbook, ``F017`` no text.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise ReadError("F010", str(path), "The file is empty.", "Ask for it again; the transfer may have failed.")
    return _binary(path, head) or _text(path, head)


def _binary(path: Path, head: bytes) -> FileFormat | None:
    if head.startswith(b"$FL2"):
        return "sav"
    if head.startswith(b"$FL3"):
        return "zsav"
    if head.startswith(b"<stata_dta>") or _is_old_stata(head):
        return "dta"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _workbook(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _ole(path)
    return None


def _is_old_stata(head: bytes) -> bool:
    return len(head) > 2 and head[0] in _STATA_VERSIONS and head[1] in (1, 2) and head[2] == 1


def _workbook(path: Path) -> FileFormat:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as broken:
        raise ReadError(
            "F015",
            str(path),
            f"The workbook is broken or cut off: {broken}.",
            "Ask for the file again; the transfer may have failed.",
        ) from None
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    what = "an OpenDocument file" if "content.xml" in names else "a document" if "word/" in "".join(names) else "packed"
    raise ReadError("F016", str(path), f"It is {what}, not an Excel workbook.", _SAVE_AS_XLSX)


def _ole(path: Path) -> ReadError:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return ReadError("F012", str(path), "The workbook has a password.", "Save it without a password.")
    return ReadError("F011", str(path), "It is an Excel or Word file of the old kind (.xls, .doc).", _SAVE_AS_XLSX)


def _text(path: Path, head: bytes) -> FileFormat:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for sign, fact, remedy in _FOREIGN:
        if start.startswith(sign.lower()):
            raise ReadError("F013", str(path), fact, remedy)
    if b"SPSS PORT FILE" in head:
        raise ReadError(
            "F014",
            str(path),
            "It is an SPSS portable file (.por), which has no Cyrillic letters and no missing values.",
            "Ask for it as SAV.",
        )
    if b"\x00" in head and not _is_utf16(head):
        raise ReadError("F017", str(path), "The file is neither a table nor text.", "Ask for SAV, XLSX or CSV.")
    return "csv"


def _is_utf16(head: bytes) -> bool:
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
