"""Text that comes from data, made harmless where it is shown: in spreadsheets and on terminals.

A respondent's answer, a name of a file or a heading may begin like a formula or hold signs that steer a terminal.
HTML is escaped by :func:`html.escape`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

import pandas as pd

MARK = "'"
"""Sign set before a text that a spreadsheet would take for a formula; it shows that what follows is text."""

_STARTS = "=+-@|%＝＋－＠−"
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)*|[.,]\d+)(?:[eE][+-]?\d+)?%?")
_HARMLESS = re.compile(r"[-+−–—…]*")
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}"
_REPLACED = "\N{REPLACEMENT CHARACTER}"

Cell = TypeVar("Cell")


def for_spreadsheet(text: str) -> str:
    r"""The text as a spreadsheet may hold it: control signs replaced, an apostrophe before what reads as a formula.

    A formula begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break, after spaces too. Plain numbers stay.

    Examples
    --------
    >>> for_spreadsheet("=HYPERLINK(A1)"), for_spreadsheet("-1"), for_spreadsheet("\t@SUM(A1)")
    ("'=HYPERLINK(A1)", '-1', "'\t@SUM(A1)")
    """
    clean = "".join(sign if sign in "\t\n\r" else _visible(sign) for sign in text)
    return MARK + clean if _reads_as_formula(clean) or clean.startswith(MARK) else clean


def from_spreadsheet(text: str) -> str:
    """The text that :func:`for_spreadsheet` marked, without the mark; any other text as it is.

    Examples
    --------
    >>> from_spreadsheet("'=1+1"), from_spreadsheet("'tis")
    ('=1+1', "'tis")
    """
    rest = text.removeprefix(MARK)
    return rest if rest != text and (_reads_as_formula(rest) or rest.startswith(MARK)) else text


def for_terminal(text: str) -> str:
    r"""The text on one line without signs that move the cursor, colour the screen or turn the direction of writing.

    Examples
    --------
    >>> for_terminal("A\x1b[2J\nB") == "A\N{REPLACEMENT CHARACTER}[2J B"
    True
    """
    return "".join(" " if sign in "\t\n\r" else _visible(sign) for sign in text)


def frame_for_spreadsheet(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with every text in it, headings included, as a spreadsheet may hold it."""
    neutral = frame.copy()
    for position in range(frame.shape[1]):
        column = frame.iloc[:, position]
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)):
            neutral.isetitem(position, [_neutral(cell) for cell in column])
    return neutral.rename(columns=lambda name: _neutral(name))


def _neutral(cell: Cell) -> Cell | str:
    return for_spreadsheet(cell) if isinstance(cell, str) else cell


def _reads_as_formula(text: str) -> bool:
    if text[:1] in ("\t", "\r", "\n"):
        return True
    rest = text.lstrip()
    return rest[:1] != "" and rest[0] in _STARTS and not _NUMBER.fullmatch(rest) and not _HARMLESS.fullmatch(rest)


def _visible(sign: str) -> str:
    return sign if sign in _JOINERS or unicodedata.category(sign) not in _STEERING else _REPLACED
