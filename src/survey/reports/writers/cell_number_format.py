"""Number formats of cells in a workbook: the number keeps its scale, percent sign, asterisk and letters are part of the format."""

from __future__ import annotations

import functools

from survey.reports.document_model import TableCell
from survey.reports.number_format import MINUS, rounded
from survey.reports.phrases import Phrases
from survey.reports.writers.shown_cell import SMALL_BASE, decimals, is_signed
from survey.text import Language

_PLACE = "\ue000"
LONGEST_CODE = 250
"""Letters of a number format; Excel allows 255."""


def value_format(cell: TableCell, language: Language, *, with_letters: bool = True) -> str:
    r"""The number format of the value of a cell, such as ``0.0" %"``.

    The percent sign is a word of the format, so that Excel does not multiply by 100: the number in the cell is the one in the
    report. The mark of decimals is a point here; Excel shows the one of its user.

    Examples
    --------
    >>> share = TableCell("estimate", "percent", 58.31, letters="A", publish="low")
    >>> value_format(share, "en") == '0.0"%* A";"\N{MINUS SIGN}"0.0"%* A"'
    True
    """
    before, after = "", ""
    if cell.unit == "percent" and cell.kind in ("estimate", "both"):
        before, after = _around_percent(language)
    after += SMALL_BASE if cell.publish == "low" and cell.kind in ("estimate", "both") else ""
    after += f" {cell.letters}" if cell.letters and with_letters else ""
    return _code(cell.value or 0.0, decimals(cell), (before, after), is_signed=is_signed(cell))


@functools.cache
def _around_percent(language: Language) -> tuple[str, str]:
    """Words before and after a number of percent."""
    before, _, after = Phrases((language,)).say("value_percent", value=_PLACE)[language].partition(_PLACE)
    return before, after


def limit_format(cell: TableCell, limit: float) -> str:
    """The number format of a limit of an interval, which has the unit of the value next to it."""
    return _code(limit, decimals(cell), ("", ""), is_signed=cell.unit == "pp" or (cell.low or 0.0) < 0)


def _code(value: float, digits: int, words: tuple[str, str], *, is_signed: bool) -> str:
    """Parts for positive and negative numbers and zero; a number that is rounded to zero has no sign."""
    before, after = (_quoted(word) for word in words)
    plain = "#,##0" if not digits else "#,##0." + "0" * digits if abs(value) >= 1000 else "0." + "0" * digits
    bare = f"{before}{plain}{after}"
    if rounded(value, digits) == 0:
        return f"{bare};{bare};{bare}"
    minus = f'"{MINUS}"{bare}'
    return f'"+"{bare};{minus};{bare}' if is_signed else f"{bare};{minus}"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '"\\""') + '"' if word else ""
