"""Workbooks that take no text for a formula: the book, the names of its sheets, the texts of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

from survey.safe_text import xml_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

LONGEST_TEXT = 32_000
"""Letters that a cell holds at most; Excel repairs a file with more than 32,767."""

_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def new_workbook(content: BinaryIO) -> Workbook:
    """A workbook that takes no text for a formula, a number or a link."""
    from xlsxwriter import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    return Workbook(content, options)


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names that Excel allows: short, without forbidden signs, each once whatever its case.

    Examples
    --------
    >>> sheet_names(["a/b", "A_B", "history", "x" * 40])
    ['a_b', 'A_B 2', 'history_', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']
    >>> sheet_names(["1 Trust: indicators and their changes"])
    ['1 Trust, indicators and their']
    """
    taken: set[str] = set()
    named = []
    for name in names:
        base = _whole_words(_FORBIDDEN.sub("_", xml_text(name).replace(": ", ", ")).strip("'")).strip("' ,") or "_"
        base = f"{base}_" if base.casefold() == "history" else base
        found, number = base, 2
        while found.casefold() in taken:
            ending = f" {number}"
            found, number = _start(base, _LONGEST_NAME - len(ending)) + ending, number + 1
        taken.add(found.casefold())
        named.append(found)
    return named


def _whole_words(name: str) -> str:
    """The beginning of a name that a sheet may have, cut between words where it has any."""
    start = _start(name, _LONGEST_NAME)
    is_cut_inside = len(start) < len(name) and name[len(start)] != " " and " " in start
    return start.rpartition(" ")[0] if is_cut_inside else start


def workbook_text(text: str) -> str:
    """A text as a cell of a workbook can hold it: no sign that XML forbids, not too long, a cut shown by dots."""
    shown = xml_text(text)
    start = _start(shown, LONGEST_TEXT)
    return shown if start == shown else start + "…"


def _start(text: str, longest: int) -> str:
    """The beginning of a text; signs beyond the basic plane count twice, as Excel counts them."""
    if len(text) <= longest // 2:
        return text
    cut = text.encode("utf-16-le")[: 2 * longest]
    return cut.decode("utf-16-le", errors="ignore")
