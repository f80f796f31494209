"""Numbers as files write them."""

from __future__ import annotations

import math
import re
from decimal import Decimal

_SPACE = "[ \u00a0\u202f\u2009]"
_PLAIN = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?|[-+]?[.,]\d+")
_GROUPED = re.compile(rf"[-+]?\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:[.,]\d+)?")
_SPACES = re.compile(_SPACE)


def number_of(cell: object) -> float | None:
    """The number in a cell, with decimal comma or point, thousands apart by spaces; None when it holds none.

    Examples
    --------
    >>> [number_of(cell) for cell in (3, "01", "1881,0", "1 250,5", "4 8", "", None)]
    [3.0, 1.0, 1881.0, 1250.5, None, None, None]
    """
    if isinstance(cell, int | float | Decimal):
        number = float(cell)
        return number if math.isfinite(number) else None
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if _GROUPED.fullmatch(text):
        text = _SPACES.sub("", text)
    elif not _PLAIN.fullmatch(text):
        return None
    return float(text.replace(",", "."))


def code_of(cell: object) -> int | None:
    """The whole number in a cell, None when it holds none.

    Examples
    --------
    >>> [code_of(cell) for cell in (1.0, "1.0", "01", " 98 ", "1,5", "Да")]
    [1, 1, 1, 98, None, None]
    """
    number = number_of(cell)
    return int(number) if number is not None and number.is_integer() else None


def shown(cell: object) -> str:
    """A cell as people write it: whole numbers without a point.

    Examples
    --------
    >>> shown(44.0), shown("44 "), shown(1.5)
    ('44', '44', '1.5')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
