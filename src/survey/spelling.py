"""Comparison of spellings as a reader sees them: without case, spaces and dashes, and with look-alike letters equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_INVISIBLE = dict.fromkeys(map(ord, _UNSEEN))
NOTHING = "".join(character for character in map(chr, range(0x3001)) if character.isspace()) + _UNSEEN
"""Characters without a visible shape: a cell that has only these looks empty."""

_QUOTES = dict.fromkeys(map(ord, "\"'«»„“”‘’`"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_SAME_LETTER = {ord("ё"): "е"}
_PLAIN = _INVISIBLE | _QUOTES | _DASHES | _SAME_LETTER
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([-/,;|])\s*")
_ENDS = " .,;:!?…"

# Each line: letters that look alike as capitals or as small letters. The first one replaces all others.
_CLASSES = (
    "а a α",
    "в b β",
    "с c ϲ σ ς",
    "е e ε є",
    "н h η һ",
    "і i ι ı",
    "ј j",
    "к k κ",
    "м m μ",
    "о o ο",
    "ө ɵ θ",
    "р p ρ",
    "т t τ",
    "х x χ",
    "у y ү γ",
    "ә ə ǝ",
    "ѕ s",
    "ң ŋ",
)
_LOOKS = {ord(letter): line[0] for line in _CLASSES for letter in line.split()[1:]}
_TO_LATIN = {ord(line.split()[0]): line.split()[1] for line in _CLASSES}


@lru_cache(maxsize=2**16)
def fold(text: str) -> str:
    r"""Folded text: without differences of case, spaces, dashes and quotes, and without punctuation at the ends.

    Examples
    --------
    >>> fold("  Не знаю/затрудняюсь\u00a0ответить. ") == fold("не знаю / затрудняюсь ответить")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    return _SPACES.sub(" ", _AROUND.sub(r"\1", folded)).strip(_ENDS)


def looks(folded: str) -> str:
    """Folded text in which letters that look alike are the same, whatever their alphabet.

    Examples
    --------
    >>> looks(fold("Иә")) == looks(fold("Иə"))  # the second with a Latin letter
    True
    """
    return folded.translate(_LOOKS)


def in_latin(text: str) -> str:
    """Text with look-alike Cyrillic letters replaced by Latin ones, for ids typed on a Russian keyboard."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_TO_LATIN)
