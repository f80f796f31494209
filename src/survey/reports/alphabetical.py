"""Alphabetical order of words in the languages of the reports."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from importlib.resources import files


def alphabetical(words: str) -> tuple[tuple[int, str], ...]:
    """Key by which words are sorted as a dictionary sorts them: Latin letters before Cyrillic ones, case last.

    Code points would put every Kazakh letter after the last Russian one.

    Examples
    --------
    >>> sorted(["b", "Ә", "а", "á"], key=alphabetical)
    ['á', 'b', 'а', 'Ә']
    """
    return (*(_place(letter) for letter in words.casefold()), (0, words))


def _place(letter: str) -> tuple[int, str]:
    known = _letters().find(letter)
    if known >= 0:
        return known + 2, ""
    return 1, unicodedata.normalize("NFD", letter)


@functools.cache
def _letters() -> str:
    """Cyrillic letters in their order (``alphabet.toml``)."""
    read: str = tomllib.loads(files(__package__).joinpath("alphabet.toml").read_text("utf-8"))["letters"]
    return read
