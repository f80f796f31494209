"""Alphabetical order of words in the languages of the reports."""

from __future__ import annotations

import unicodedata

CYRILLIC = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""Letters of the Kazakh alphabet; without those that are Kazakh alone, the Russian alphabet in its order."""


def alphabetical(words: str) -> tuple[tuple[int, str], ...]:
    """A key by which words are sorted as a dictionary sorts them: Latin letters before Cyrillic ones, case and accents last.

    Code points would put every Kazakh letter after the last Russian one.

    Examples
    --------
    >>> sorted(["қала", "үлес", "кесте", "Ұлт", "Көрсеткіш", "лауазым"], key=alphabetical)
    ['кесте', 'Көрсеткіш', 'қала', 'лауазым', 'Ұлт', 'үлес']
    """
    return (*(_place(letter) for letter in words.casefold()), (0, words))


def _place(letter: str) -> tuple[int, str]:
    known = CYRILLIC.find(letter)
    if known >= 0:
        return known + 2, ""
    return 1, unicodedata.normalize("NFD", letter)
