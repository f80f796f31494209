"""Languages the package speaks, read off the catalogue files, so that a new language is a matter of data."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib.resources import files

from survey.text import Language

ENGLISH: Language = "en"
"""The language errors are raised in; the only one that questionnaires and workspaces may leave out."""


def in_order(languages: Iterable[Language]) -> tuple[Language, ...]:
    """Languages in the order in which tables and files show them: by code, English last.

    Examples
    --------
    >>> in_order({"en", "ru", "kk"})
    ('kk', 'ru', 'en')
    """
    return tuple(sorted(languages, key=lambda language: (language == ENGLISH, language)))


def with_english(languages: Iterable[Language]) -> tuple[Language, ...]:
    """The languages of a survey, and English, in which a wording may be added.

    Examples
    --------
    >>> with_english(("kk", "ru"))
    ('kk', 'ru', 'en')
    """
    return tuple(dict.fromkeys((*languages, ENGLISH)))


@functools.cache
def is_language(code: str) -> bool:
    """Whether a text is the code of a language that CLDR describes.

    Examples
    --------
    >>> is_language("eu"), is_language("sr_Latn"), is_language("kz"), is_language("Kazakh")
    (True, True, False, False)
    """
    from babel.localedata import exists

    return code.isascii() and code[:2].islower() and exists(code)


def _catalogued() -> tuple[Language, ...]:
    """The languages for which every room that has a folder ``wording`` holds a file."""
    folders = (room.joinpath("wording") for room in files("survey").iterdir() if room.is_dir())
    rooms = [
        {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
        for folder in folders
        if folder.is_dir()
    ]
    return in_order(set.intersection(*rooms))


CATALOGUE_LANGUAGES: tuple[Language, ...] = _catalogued()
"""The languages of every sentence that the package itself says."""


@functools.cache
def is_cyrillic(language: Language) -> bool:
    """Whether the language is usually written in Cyrillic letters (CLDR, likely subtags).

    Examples
    --------
    >>> is_cyrillic("kk"), is_cyrillic("uz")
    (True, False)
    """
    from babel.core import get_global

    return "_Cyrl_" in str(get_global("likely_subtags").get(language, ""))
