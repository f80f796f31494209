"""Words as Typst source: always strings of its code, never its markup, so that no character of data means anything."""

from __future__ import annotations

import functools
import re
import unicodedata

from survey.reports.inline_marks import spans, unmarked

LONGEST_WORD, PIECE = 30, 20
"""Letters of a word that is not broken, and of the pieces of a longer one: no name is wider than its column."""

ZERO_WIDTH_SPACE = "\u200b"


def literal(text: str) -> str:
    r"""A string of Typst code with exactly this text, on one line.

    Examples
    --------
    >>> print(literal('#x $5 "y" \\n'))
    "#x $5 \"y\" \\n"
    """
    plain = re.sub(r"[\r\n\t\u2028\u2029]+", " ", unmarked(text)).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'.encode("utf-8", "replace").decode("utf-8")


def words(text: str) -> str:
    r"""An expression of Typst code for a sentence: a string, or strings of which some are emphasised.

    Examples
    --------
    >>> print(words("\x02Trust\x03 is low"))
    (strong("Trust") + " is low")
    """
    parts = [
        f"strong({literal(breakable(one.text))})" if one.is_strong else literal(breakable(one.text))
        for one in spans(text)
    ]
    return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})" if parts else '""'


def breakable(text: str) -> str:
    """The text with places where a very long word may be broken.

    Examples
    --------
    >>> breakable("a" * 45).split(ZERO_WIDTH_SPACE) == ["a" * 20, "a" * 20, "a" * 5]
    True
    """

    def pieces(match: re.Match[str]) -> str:
        return ZERO_WIDTH_SPACE.join(match[0][start : start + PIECE] for start in range(0, len(match[0]), PIECE))

    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", pieces, text)


NARROW, WIDE = frozenset("ijlI.,:;'!|()[] \u00a0fr-"), frozenset("mwMW%@\u2014")
NARROW_NAMES = frozenset({"I", "YI"})
WIDE_NAMES = frozenset({"SHA", "SHCHA", "ZHE", "EM", "YU", "YERU", "EF"})
"""Last words of the Unicode names of Cyrillic letters."""


def extent(text: str, size: float) -> float:
    """Points that a text takes on one line in a sans serif of this size, estimated from its letters.

    Examples
    --------
    >>> round(extent("58,3", 10), 1)
    20.0
    """
    return size * sum(_width(letter) for letter in text)


@functools.cache
def _width(letter: str) -> float:
    """Width of a letter for a size of 1."""
    name = unicodedata.name(letter, "").rpartition(" ")[2] if letter >= "\u0400" else ""
    if letter in NARROW or name in NARROW_NAMES:
        return 0.285
    if letter in WIDE or name in WIDE_NAMES:
        return 0.86
    return 0.68 if letter.isupper() else 0.572


def widest_word(text: str, size: float) -> float:
    """Points of the longest word."""
    return max((extent(one, size) for one in re.split(rf"[ \n{ZERO_WIDTH_SPACE}]", breakable(text))), default=0.0)
