"""Wordings compared as a reader compares them: case, spaces and dashes aside, then letters by their looks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Match = Literal["exact", "lookalike", "lost"]
"""How a text was recognised: as written, through letters of another alphabet, or through question marks."""

_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_INVISIBLE = dict.fromkeys(map(ord, _UNSEEN))
NOTHING = "".join(character for character in map(chr, range(0x3001)) if character.isspace()) + _UNSEEN
"""Characters that leave a cell empty to the eye."""

_QUOTES = dict.fromkeys(map(ord, "\"'«»„“”‘’`"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_SAME_LETTER = {ord("ё"): "е"}
_PLAIN = _INVISIBLE | _QUOTES | _DASHES | _SAME_LETTER
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([-/,;|])\s*")
_LONGEST = 2000
_ENDS = " .,;:!?…"

# Each line: letters that look alike in some case, the first stands for all of them.
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
    r"""The text without what a reader does not see: case, kinds of space, dash and quote, punctuation at the ends.

    Examples
    --------
    >>> fold("  Не знаю/затрудняюсь\u00a0ответить. ") == fold("не знаю / затрудняюсь ответить")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    return _SPACES.sub(" ", _AROUND.sub(r"\1", folded)).strip(_ENDS)


def looks(folded: str) -> str:
    """A folded text with letters that look alike made the same, whatever alphabet they come from.

    Examples
    --------
    >>> looks(fold("Иә")) == looks(fold("Иə"))  # the second with a Latin letter
    True
    """
    return folded.translate(_LOOKS)


def in_latin(text: str) -> str:
    """The text with Cyrillic letters that look like Latin ones made Latin, as in an id typed on a Russian keyboard."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_TO_LATIN)


@dataclass(frozen=True, slots=True)
class Wordings:
    """Codes by wording; a wording that stands for two codes stands for none."""

    exact: Mapping[str, int]
    alike: Mapping[str, int]
    ambiguous: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> Wordings:
        """Wordings from pairs of text and code."""
        return _wordings(tuple(pairs))

    def find(self, text: str) -> tuple[int, Match] | None:
        """The code with this wording, and how it was recognised."""
        folded = fold(text) if len(text) <= _LONGEST else ""
        if not folded:
            return None
        if folded in self.exact:
            return self.exact[folded], "exact"
        alike = looks(folded)
        if alike in self.alike:
            return self.alike[alike], "lookalike"
        return self._through_gaps(text)

    def is_ambiguous(self, text: str) -> bool:
        """Whether this wording stands for two codes."""
        return bool(self.ambiguous) and fold(text) in self.ambiguous

    def _through_gaps(self, text: str) -> tuple[int, Match] | None:
        """The only wording that fits when every question mark may be one letter that an export has lost."""
        gaps = text.count("?")
        if not gaps or gaps * 2 > len(text):
            return None
        letters = re.escape(fold(text.replace("?", "\ue000"))).replace("\ue000", ".")
        pattern = re.compile(letters)
        fitting = {code for wording, code in self.exact.items() if pattern.fullmatch(wording)}
        return (fitting.pop(), "lost") if len(fitting) == 1 else None


@lru_cache(maxsize=2**12)
def _wordings(pairs: tuple[tuple[str, int], ...]) -> Wordings:
    folded = [(fold(text), code) for text, code in pairs]
    exact = _unambiguous(folded)
    ambiguous = frozenset(text for text, _ in folded if text and text not in exact)
    return Wordings(exact, _unambiguous((looks(text), code) for text, code in exact.items()), ambiguous)


def _unambiguous(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    codes: dict[str, set[int]] = {}
    for text, code in pairs:
        if text:
            codes.setdefault(text, set()).add(code)
    return {text: found.pop() for text, found in codes.items() if len(found) == 1}
