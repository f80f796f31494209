"""Headers of SPSS and Stata files, checked against the bytes that follow."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

_CODES = {2: None, 3: None, 65001: "UTF-8", 28591: "ISO-8859-1", 20866: "KOI8-R", 21866: "KOI8-U", 28595: "ISO-8859-5"}
_CASES_AT = 80
_COMPRESSION_AT = 72
_STATA_HEADER = 109
_OLD_WIDTHS = {251: 1, 252: 2, 253: 4, 254: 4, 255: 8}


@dataclass(frozen=True, slots=True)
class SpssHeader:
    """The fixed part of an SPSS data file.

    Parameters
    ----------
    order : "<" or ">"
        Byte order.
    compression : int
        0 none, 1 by bytes, 2 by zlib.
    cases : int
        Number of cases declared; negative where the file does not say.
    encoding : str or None
        As the file declares it.
    """

    order: str
    compression: int
    cases: int
    encoding: str | None

    @classmethod
    def of(cls, data: bytes) -> SpssHeader | None:
        """The header of these bytes; None when they are cut off before its end."""
        if len(data) < 176:
            return None
        order = ">" if data[64:68] in (b"\x00\x00\x00\x02", b"\x00\x00\x00\x03") else "<"
        (compression,) = struct.unpack_from(f"{order}i", data, _COMPRESSION_AT)
        (cases,) = struct.unpack_from(f"{order}i", data, _CASES_AT)
        return cls(order, compression, cases, _declared(data, order))

    def most_cases(self, size: int, columns: int) -> int:
        """The number of cases that a file of this many bytes can hold at most."""
        per_case = max(columns, 1) * (8 if self.compression == 0 else 1)
        return size * (1100 if self.compression == 2 else 1) // per_case

    def with_cases(self, data: bytes, cases: int) -> io.BytesIO:
        """The file declaring another number of cases, to be read; -1 leaves it open."""
        return _Redeclared(data, struct.pack(f"{self.order}i", cases))


class _Redeclared(io.BytesIO):
    """Bytes of a file, which are not copied, with another number of cases where it is declared."""

    def __init__(self, data: bytes, cases: bytes) -> None:
        super().__init__(data)
        self._cases = cases

    def read(self, size: int | None = -1, /) -> bytes:
        start = self.tell()
        content = super().read(size)
        if start >= _CASES_AT + len(self._cases) or start + len(content) <= _CASES_AT:
            return content
        changed = bytearray(content)
        for at, byte in enumerate(self._cases, _CASES_AT - start):
            if 0 <= at < len(changed):
                changed[at] = byte
        return bytes(changed)


def _declared(data: bytes, order: str) -> str | None:
    named = data.find(struct.pack(f"{order}iii", 7, 20, 1))
    if named >= 0 and len(data) >= named + 16:
        (length,) = struct.unpack_from(f"{order}i", data, named + 12)
        name = data[named + 16 : named + 16 + min(max(length, 0), 40)].strip(b" \x00").decode("ascii", "replace")
        return name or None
    coded = data.find(struct.pack(f"{order}iiii", 7, 3, 4, 8))
    if coded < 0 or len(data) < coded + 48:
        return None
    (code,) = struct.unpack_from(f"{order}i", data, coded + 44)
    return _CODES.get(code, f"cp{code}" if 0 < code < 65000 else None)


def is_whole_stata(data: bytes) -> bool:
    """True when a newer Stata file ends as it should; older ones have no sign at the end."""
    return not data.startswith(b"<stata_dta>") or data.rstrip(b"\x00\r\n ").endswith(b"</stata_dta>")


def stata_declares_its_encoding(data: bytes) -> bool:
    """True when text is UTF-8 by the version of the format (118 and later)."""
    return data.startswith(b"<stata_dta><header><release>") and data[28:31] >= b"118"


def has_declared_records(data: bytes) -> bool:
    """True when a file of Stata 8 to 12 ends where its header says: after its records and its value labels.

    Other versions mark the end of their records, which the library checks; of older ones nothing is said.
    """
    if data[:1] not in (b"\x71", b"\x72", b"\x73") or len(data) < _STATA_HEADER:
        return True
    order = "<" if data[1] == 2 else ">"
    variables, records = struct.unpack_from(f"{order}Hi", data, 4)
    widths = (_OLD_WIDTHS.get(code, code) for code in data[_STATA_HEADER : _STATA_HEADER + variables])
    per_format = 12 if data[0] == 113 else 49
    at = _STATA_HEADER + 2 + variables * (1 + 33 + 2 + per_format + 33 + 81)
    try:
        at = _after_characteristics(data, at, order) + records * sum(widths)
        while at < len(data):
            (length,) = struct.unpack_from(f"{order}i", data, at)
            at += 4 + 36 + max(length, 0)
    except struct.error:
        return False
    return bool(at == len(data))


def _after_characteristics(data: bytes, at: int, order: str) -> int:
    kind = -1
    while kind != 0:
        kind, length = struct.unpack_from(f"{order}bi", data, at)
        at += 5 + max(length, 0)
    return at
