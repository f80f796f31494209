"""Codes found by their wording: as written, by the looks of the letters, or in spite of letters that were lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from survey.spelling import fold, looks

Match = Literal["exact", "lookalike", "lost"]
"""How a text was recognised: as written, through letters of another alphabet, or through question marks."""

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Wordings:
    """Codes by wording; a wording that two codes share has none."""

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
        """Whether two codes share this wording."""
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
