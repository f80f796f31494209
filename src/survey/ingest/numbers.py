"""Numbers as files write them, and the decimal mark and thousands separator of a column."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

SeparatorRole = Literal["decimal", "thousands", "unclear"]
"""Role of a separator in "1,250": the decimal mark, the sign between thousands, or not known."""

_GAP = "[ \u00a0\u202f\u2009'’]"
_GAPS = re.compile(_GAP)
_SPACED = re.compile(rf"[-+]?\d{{1,3}}(?:{_GAP}\d{{3}})+(?:[.,]\d+)?")
_WHOLE = re.compile(r"[-+]?\d+")
_ONE_MARK = re.compile(r"[-+]?(\d*)([.,])(\d+)([eE][-+]?\d+)?")
_POWER = re.compile(r"[-+]?\d+[eE][-+]?\d+")
_SHOWN_AS_POWER = re.compile(r"[-+]?\d(?:[.,](\d+))?E\+(\d{2,3})")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """Roles of comma and point in those cells of a column that could be read either way."""

    comma: SeparatorRole = "decimal"
    point: SeparatorRole = "decimal"

    def role(self, separator: str) -> SeparatorRole:
        """The role of a separator."""
        return self.comma if separator == "," else self.point


PLAIN = NumberFormat()
UNDECIDED = NumberFormat("unclear", "unclear")
"""For a number that has no column to decide it: "1,250" is none."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Shape of a number written as text: digits, separator if any, and the role it must have (None: either)."""

    decimal: str
    separator: str = ""
    role: SeparatorRole | None = None

    @property
    def without_groups(self) -> str:
        """The digits when the separator is between thousands."""
        return self.decimal.replace(".", "")


def shape_of(text: str) -> Shape | None:
    """The shape of a number written as text; None when the text is not a number.

    Examples
    --------
    >>> shape_of("1,250").role, shape_of("0,250").role, shape_of("1,250,000").role, shape_of("4 8")
    (None, 'decimal', 'thousands', None)
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if len(text) > _LONGEST or (not text.isascii() and not _GAPS.search(text)):
        return None
    if text.isascii() and text.isdecimal():  # most numbers of most files
        return Shape(text)
    if _SPACED.fullmatch(text):
        text = _GAPS.sub("", text)
        separator = "," if "," in text else "." if "." in text else ""
        return Shape(text.replace(",", "."), separator, "decimal" if separator else None)
    if _is_rounded(text):
        return None
    if _WHOLE.fullmatch(text) or _POWER.fullmatch(text):
        return Shape(text)
    if match := _ONE_MARK.fullmatch(text):
        whole, separator, decimals, power = match.groups()
        either = len(decimals) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0" and not power
        return Shape(text.replace(",", "."), separator, None if either else "decimal")
    return _grouped(text) if _GROUPED.fullmatch(text) else None


def _is_rounded(text: str) -> bool:
    """Whether a spreadsheet showed a number as a power and left digits out: 1.01E+05 may have been 101,499."""
    match = _SHOWN_AS_POWER.fullmatch(text)
    return match is not None and len(match[1] or "") < int(match[2])


def _grouped(text: str) -> Shape:
    thousands = "," if text.find(",") >= 0 and (text.find(".") < 0 or text.find(",") < text.find(".")) else "."
    return Shape(text.replace(thousands, "").replace(",", "."), thousands, "thousands")


def number_of(cell: object, written: NumberFormat = PLAIN) -> float | None:
    """The number in a cell; None when it holds none, none that is finite, or one that could be two numbers.

    Parameters
    ----------
    cell : object
    written : NumberFormat
        Roles of comma and point where exactly three digits follow one; decimal marks by default.

    Examples
    --------
    >>> [number_of(cell) for cell in (3, "01", "1881,0", "1 250,5", "4 8", "", None)]
    [3.0, 1.0, 1881.0, 1250.5, None, None, None]
    >>> number_of("1,250", NumberFormat(comma="thousands"))
    1250.0
    """
    if isinstance(cell, str):
        shape = shape_of(cell)
        return _number(shape, written) if shape is not None else None
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return None
    try:
        number = float(cell)
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _number(shape: Shape, written: NumberFormat) -> float | None:
    text = shape.decimal
    if shape.separator and shape.role is None:
        role = written.role(shape.separator)
        if role == "unclear":
            return None
        text = shape.without_groups if role == "thousands" else text
    number = float(text)
    return number if math.isfinite(number) else None


def code_of(cell: object, written: NumberFormat = PLAIN) -> int | None:
    """The whole number in a cell, None when it holds none.

    Examples
    --------
    >>> [code_of(cell) for cell in (1.0, "1.0", "01", " 98 ", "1,5", "Да")]
    [1, 1, 1, 98, None, None]
    """
    number = number_of(cell, written)
    return int(number) if number is not None and number.is_integer() else None


def is_unclear(cell: object, written: NumberFormat) -> bool:
    """Whether a cell holds a number that could be two numbers."""
    shape = shape_of(cell) if isinstance(cell, str) else None
    return (
        shape is not None
        and bool(shape.separator)
        and shape.role is None
        and written.role(shape.separator) == "unclear"
    )


def shown(cell: object) -> str:
    """A cell as people write it: whole numbers without a point, texts without outer spaces.

    Examples
    --------
    >>> shown(44.0), shown("44 "), shown(1.5)
    ('44', '44', '1.5')
    """
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


@dataclass(frozen=True, slots=True)
class Separators:
    """Evidence of some cells on the roles of comma and point.

    ``comma`` and ``point`` hold the roles that are certain; ``either`` the shapes that could be two numbers;
    ``plain`` whole numbers without a separator.
    """

    comma: frozenset[SeparatorRole] = frozenset()
    point: frozenset[SeparatorRole] = frozenset()
    either: tuple[Shape, ...] = ()
    plain: tuple[float, ...] = ()

    @classmethod
    def of(cls, cells: Iterable[object]) -> Separators:
        """Evidence that cells give about comma and point."""
        certain: dict[str, set[SeparatorRole]] = {",": set(), ".": set()}
        either: list[Shape] = []
        plain: list[float] = []
        for cell in cells:
            shape = shape_of(cell) if isinstance(cell, str) else None
            if shape is not None and shape.separator and shape.role is None:
                either.append(shape)
            elif shape is not None and shape.separator and shape.role is not None:
                certain[shape.separator].add(shape.role)
                other = "." if shape.separator == "," else ","
                if shape.role == "thousands" and "." in shape.decimal:
                    certain[other].add("decimal")
            elif (number := number_of(cell)) is not None and number.is_integer():
                plain.append(number)
        return cls(frozenset(certain[","]), frozenset(certain["."]), tuple(either), tuple(plain))

    def certain(self, separator: str) -> frozenset[SeparatorRole]:
        """Roles of a separator that are certain."""
        return self.comma if separator == "," else self.point


Fits = Callable[[float], bool]


def decide_format(here: Separators, elsewhere: Separators, fits: Fits, *, usual: str = "") -> NumberFormat:
    """The number format of a column.

    Parameters
    ----------
    here, elsewhere : Separators
        Evidence of the column and of the other columns of the file.
    fits : callable
        Whether a number can be an answer.
    usual : str
        The decimal mark of programs that write such files, empty when that is not known.
    """
    comma, point = (_decide(separator, here, elsewhere, fits, usual) for separator in (",", "."))
    return NumberFormat(comma, point)


def _decide(separator: str, here: Separators, elsewhere: Separators, fits: Fits, usual: str) -> SeparatorRole:
    either = [shape for shape in here.either if shape.separator == separator]
    if not either:
        return "decimal"
    for evidence in (here, elsewhere):
        role = _said(separator, evidence)
        if role == "unclear" and evidence is here:
            return role
        if role in ("decimal", "thousands"):
            return role
        if evidence is here and (role := _by_range(either, fits) or _by_form(either, here)):
            return role
    return "decimal" if separator == usual else "unclear"


def _said(separator: str, evidence: Separators) -> SeparatorRole | None:
    """The role that certain cells give a separator; unclear when they contradict each other."""
    own, other = evidence.certain(separator), evidence.certain("." if separator == "," else ",")
    if len(own) == 1:
        return next(iter(own))
    if len(own) == 2:
        return "unclear"
    return "thousands" if other == {"decimal"} else "decimal" if other == {"thousands"} else None


def _by_range(either: Iterable[Shape], fits: Fits) -> SeparatorRole | None:
    """The only role with which every number can be an answer."""
    as_decimal = all(fits(float(shape.decimal)) for shape in either)
    as_thousands = all(fits(float(shape.without_groups)) for shape in either)
    if as_decimal == as_thousands:
        return None
    return "decimal" if as_decimal else "thousands"


def _by_form(either: Iterable[Shape], here: Separators) -> SeparatorRole | None:
    """Thousands where "1,250" occurs with "900": nobody writes the last zero of one decimal and no other decimals."""
    padded = any(shape.decimal.endswith("0") for shape in either)
    small = [number for number in here.plain if 0 < abs(number) < 1000]
    return "thousands" if padded and small and len(small) == len([one for one in here.plain if one]) else None
