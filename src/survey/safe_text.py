"""Safe text: values from data made harmless for a terminal and for the cells of a spreadsheet."""

from __future__ import annotations

import re
import shlex
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_PLAIN_WORD = re.compile(r"[\w./\\:@%+,=-]+")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\N{SOFT HYPHEN}\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@＝＋－＠])")
_MARKED = re.compile(r"(^|[;\t\r\n])(\s*)'(?=[=+\-@＝＋－＠])")
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GUARDED = re.compile(r"(^|[;\t\r\n])(\s*)(?='*[=+\-@＝＋－＠])")
_MARKED_ONCE = re.compile(r"(^|[;\t\r\n])(\s*)'(?='*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?(?:\d[\d\s]*)?(?:[.,]\d+)?(?:[eE][+-]?\d+)?%?|-+")


def shell_word(path: object) -> str:
    """A path as a word of a command that can be copied: in quotation marks where a shell would divide or change it.

    Examples
    --------
    >>> shell_word("almaty/out"), shell_word("my survey")
    ('almaty/out', '"my survey"')
    >>> print(shell_word('a "big" $urvey'))
    'a "big" $urvey'
    """
    word = str(path)
    if _PLAIN_WORD.fullmatch(word):
        return word
    # Double ones are understood by the console of Windows, too; within them a dollar sign still has a meaning elsewhere.
    return shlex.quote(word) if set(word) & set('"$`!') else f'"{word}"'


def one_line(text: str, *, longest: int | None = None) -> str:
    r"""Text that can be printed within one line of a terminal.

    Line ends, control characters, escape sequences and marks that reverse the direction of writing are shown by their
    codes (``\n``, ``\x1b``, ``\u202e``), so that a value can neither move the cursor nor pass for another line of
    output.

    Parameters
    ----------
    text : str
    longest : int, optional
        Largest number of characters shown. The middle of a longer text is replaced by a mark with the number of
        characters left out.

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
    """Whether a character can be printed as it is; joiners have no shape, but words need them."""
    return character in _JOINERS or unicodedata.category(character) not in _HIDDEN


def cell(text: str) -> str:
    r"""Text that a spreadsheet shows instead of computing it: an apostrophe precedes whatever begins a formula.

    Numbers stay as they are. The start of a formula is also looked for after a semicolon, a tab or a line end, because
    a spreadsheet with another separator splits the cell there.

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


def xml_text(text: str) -> str:
    r"""Text that a file of XML can hold: signs that XML 1.0 forbids become the replacement sign.

    Examples
    --------
    >>> xml_text("a\x0bb\n"), xml_text("\ud800")
    ('a\ufffdb\n', '\ufffd')
    """
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def uncell(text: str) -> str:
    """Original text of a cell that :func:`cell` marked.

    Examples
    --------
    >>> uncell("'=1+1"), uncell("'tis"), uncell("-9")
    ('=1+1', "'tis", '-9')
    """
    return _MARKED.sub(r"\1\2", text)


def guard(text: str) -> str:
    """Text made safe as by :func:`cell`, and so that :func:`unguard` gives exactly this text back.

    A text that has apostrophes before the sign of a formula itself gets one more.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1+1"), guard("-9")
    ("'=1+1", "''=1+1", '-9')
    """
    return text if _NUMBER.fullmatch(text) else _GUARDED.sub(r"\1\2'", text)


def unguard(text: str) -> str:
    """Text that :func:`guard` made safe, as it was before.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("''=1+1"), unguard("'tis")
    ('=1+1', "'=1+1", "'tis")
    """
    return _MARKED_ONCE.sub(r"\1\2", text)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the text, or a part of it.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("-9"), is_formula("'=1+1")
    (True, False, False)
    """
    return _FORMULA.search(text) is not None and _NUMBER.fullmatch(text) is None


def cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Table with every text in it, and every name of a column, made safe by :func:`cell`."""
    shown = frame.rename(columns=lambda name: cell(name) if isinstance(name, str) else name)
    for position in range(shown.shape[1]):
        column = shown.iloc[:, position]
        if column.dtype == object or str(column.dtype) in ("str", "string", "category"):
            shown.isetitem(position, [cell(one) if isinstance(one, str) else one for one in column.tolist()])
    return shown
