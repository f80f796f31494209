"""What SPSS and Stata files declare about themselves at their beginning, checked against their bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_CODES = {2: None, 3: None, 65001: "UTF-8", 28591: "ISO-8859-1", 20866: "KOI8-R", 21866: "KOI8-U", 28595: "ISO-8859-5"}
_CASES_AT = 80
_COMPRESSION_AT = 72
_WIDTHS = {32768: 8, 65526: 8, 65527: 4, 65528: 4, 65529: 2, 65530: 1}


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

    def with_cases(self, data: bytes, cases: int) -> bytes:
        """The file declaring another number of cases; -1 leaves it open."""
        changed = bytearray(data)
        struct.pack_into(f"{self.order}i", changed, _CASES_AT, cases)
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
    """Whether a newer Stata file ends as it should; older ones have no sign at the end."""
    return not data.startswith(b"<stata_dta>") or data.rstrip(b"\x00\r\n ").endswith(b"</stata_dta>")


def stata_declares_its_encoding(data: bytes) -> bool:
    """Whether text is UTF-8 by the version of the format (118 and later)."""
    return data.startswith(b"<stata_dta><header><release>") and data[28:31] >= b"118"


def stata_records(data: bytes) -> int | None:
    """The number of records in the data section of a newer Stata file, by its size; None when it cannot be told."""
    types, ends = data.find(b"<variable_types>"), data.find(b"</variable_types>")
    order = "<" if b"<byteorder>LSF" in data[:80] else ">"
    at = data.find(b"<map>")
    if min(types, ends, at) < 0 or len(data) < at + 5 + 8 * 14:
        return None
    kinds = data[types + 16 : ends]
    codes = struct.unpack(f"{order}{len(kinds) // 2}H", kinds[: len(kinds) // 2 * 2])
    width = sum(_WIDTHS.get(code, code if code <= 2045 else 0) for code in codes)
    begin, end = struct.unpack_from(f"{order}QQ", data, at + 5 + 8 * 9)
    filled = end - begin - len(b"<data></data>")
    return filled // width if width and filled >= 0 and filled % width == 0 else None
