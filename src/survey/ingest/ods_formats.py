"""Numbers of an ODS sheet that it shows with zeros in front or as percent, as the text that it shows."""

from __future__ import annotations

import io
import re
from decimal import Decimal, InvalidOperation
from zipfile import ZipFile

from survey.ingest.zip_archive import open_archive, read_member

_CONTENT = "content.xml"
_NUMBER = re.compile(
    rb'<table:table-cell\b([^<>]*)\boffice:value-type="(percentage|float)"([^<>]*)>\s*<text:p>([^<>]*)</text:p>'
)
_VALUE = re.compile(rb'\boffice:value="([^"<>]{1,40})"')
_TYPE = re.compile(rb'\s(?:calcext:value-type|office:value)="[^"]*"')
_ZEROS = re.compile(rb"0\d{1,14}")


def with_shown_numbers(data: bytes, place: str) -> bytes:
    """The workbook with such numbers as texts; percent with every digit that the cell keeps."""
    with open_archive(data, place) as archive:
        if _CONTENT not in archive.namelist():
            return data
        content = read_member(archive, archive.getinfo(_CONTENT), len(data), place)
        changed = _NUMBER.sub(_shown, content)
        if changed == content:
            return data
        kept = io.BytesIO()
        with ZipFile(kept, "w") as copy:
            for member in archive.infolist():
                same = member.filename != _CONTENT
                copy.writestr(member.filename, read_member(archive, member, len(data), place) if same else changed)
    return kept.getvalue()


def _shown(cell: re.Match[bytes]) -> bytes:
    value = _VALUE.search(cell[1]) or _VALUE.search(cell[3])
    try:
        number = Decimal(value[1].decode("ascii")) if value is not None else None
    except (InvalidOperation, UnicodeDecodeError):
        number = None
    if number is None or not number.is_finite() or number.adjusted() > 15:
        return cell[0]
    if cell[2] == b"percentage":
        text = f"{(number * 100).normalize():f}%".encode()
    elif _ZEROS.fullmatch(cell[4]) and Decimal(cell[4].decode("ascii")) == number:
        text = cell[4]
    else:
        return cell[0]
    attributes = _TYPE.sub(b"", cell[1]) + b'office:value-type="string"' + _TYPE.sub(b"", cell[3])
    return b"<table:table-cell" + attributes + b"><text:p>" + text + b"</text:p>"
