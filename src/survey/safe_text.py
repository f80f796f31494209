"""Text that came from data, made harmless where it is shown: on a terminal and in a cell of a table."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\N{SOFT HYPHEN}\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@＝＋－＠])")
_MARKED = re.compile(r"(^|[;\t\r\n])(\s*)'(?=[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?(?:\d[\d\s]*)?(?:[.,]\d+)?(?:[eE][+-]?\d+)?%?|-+")


def one_line(text: str, *, longest: int | None = None) -> str:
    r"""Text that can be printed inside one line of a terminal.

    Line ends, control characters, escape sequences and marks that turn the direction of writing are shown as
    what they are (``\n``, ``\x1b``, ``\u202e``), so that a value can neither move the cursor nor pretend to be
    a line of its own.

    Parameters
    ----------
    text : str
    longest : int, optional
        Characters to show at most; the middle of a longer text gives way to a mark with the number left out.

    Examples
    --------
    >>> one_line("\x1b[31mred\n")
    '\\x1b[31mred\\n'
    >>> one_line("abcdefghij", longest=6)
    'abc… (4) …hij'
    """
    if longest is not None and len(text) > longest:
        half = longest // 2
        text = f"{text[:half]}… ({len(text) - 2 * half}) …{text[len(text) - half :]}"
    return "".join(one if _is_visible(one) else ascii(one)[1:-1] for one in text)


def _is_visible(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _HIDDEN


def cell(text: str) -> str:
    r"""Text that a spreadsheet shows and does not compute: an apostrophe stands before what begins a formula.

    A number stays a number. A formula may also begin after a semicolon, a tab or a line end, because a
    spreadsheet with another separator splits the cell there.

    Examples
    --------
    >>> cell('=HYPERLINK("http://a.kz")')
    '\'=HYPERLINK("http://a.kz")'
    >>> cell("-9"), cell("+7,5"), cell("@SUM(A1)"), cell("a;=1+1")
    ('-9', '+7,5', "'@SUM(A1)", "a;'=1+1")
    """
    if not _FORMULA.search(text) or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\1\2'", text)


def uncell(text: str) -> str:
    """The text that :func:`cell` marked, as it was.

    Examples
    --------
    >>> uncell("'=1+1"), uncell("'tis"), uncell("-9")
    ('=1+1', "'tis", '-9')
    """
    return _MARKED.sub(r"\1\2", text)


def cells(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with every text in it, and every name of a column, as :func:`cell` shows it."""
    shown = frame.rename(columns=lambda name: cell(name) if isinstance(name, str) else name)
    for position in range(shown.shape[1]):
        column = shown.iloc[:, position]
        if column.dtype == object or str(column.dtype) in ("str", "string", "category"):
            shown.isetitem(position, [cell(one) if isinstance(one, str) else one for one in column])
    return shown
