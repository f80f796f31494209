"""Formats of numbers in an XLSX by which a sheet shows more than the number: zeros in front, percent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

from survey.ingest.zip_archive import read_member

_STYLES = "xl/styles.xml"
_ZEROS = re.compile(r"(?:\[\$[^\]]*\])?(0{2,15})(?:;.*|_.|\\ )*")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENT_IDS = (9, 10)


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A way in which a sheet shows a number: with at least so many figures, or as percent."""

    figures: int = 0
    is_percent: bool = False

    def shown(self, value: object) -> object:
        """The number as text, as the sheet shows it but with every digit; any other value as it is.

        Examples
        --------
        >>> ShownNumber(figures=4).shown(7.0), ShownNumber(is_percent=True).shown(0.125), ShownNumber(figures=4).shown("7")
        ('0007', '12.5%', '7')
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if self.is_percent:
            percent = (Decimal(repr(value)) * 100).normalize()
            return f"{percent:f}%"
        return f"{int(value):0{self.figures}d}" if value >= 0 and float(value).is_integer() else value


def shown_formats(archive: ZipFile, size: int, place: str) -> Mapping[bytes, ShownNumber]:
    """Styles of cells that show more than the number, by their number as the sheets write it."""
    if _STYLES not in archive.namelist():
        return {}
    try:
        root = ElementTree.fromstring(read_member(archive, archive.getinfo(_STYLES), size, place))
    except ElementTree.ParseError:
        return {}
    codes: dict[int, ShownNumber] = {number: ShownNumber(is_percent=True) for number in _PERCENT_IDS}
    styles: dict[bytes, ShownNumber] = {}
    for part in root:
        name = part.tag.rpartition("}")[2]
        if name == "numFmts":
            for one in part:
                if (how := _of_code(one.get("formatCode", ""))) is not None:
                    codes[_number(one.get("numFmtId"))] = how
        elif name == "cellXfs":
            for at, one in enumerate(part):
                if (how := codes.get(_number(one.get("numFmtId")))) is not None:
                    styles[str(at).encode()] = how
    return styles


def _of_code(code: str) -> ShownNumber | None:
    zeros = _ZEROS.fullmatch(code)
    if zeros is not None:
        return ShownNumber(figures=len(zeros[1]))
    return ShownNumber(is_percent=True) if "%" in _LITERAL.sub("", code.partition(";")[0]) else None


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else -1
