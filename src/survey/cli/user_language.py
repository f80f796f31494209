"""Choice of the language in which the command speaks."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from survey.errors import CommandError, nearest
from survey.languages import ENGLISH
from survey.text import Language

_VARIABLES = ("SURVEY_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of(
    words: Sequence[str], known: Sequence[Language], environment: Mapping[str, str] | None = None
) -> Language:
    """The language asked for by ``--lang``, else that of the system, else English.

    Parameters
    ----------
    words : sequence of str
        The words after ``survey``; ``--lang`` may precede or follow the command.
    known : sequence of str
        Languages the command has words in.
    environment : mapping, optional
        Environment variables: ``SURVEY_LANG`` first, then the locale (``LC_ALL``, ``LC_MESSAGES``,
        ``LANG``; on Windows the language of its menus when none of them is set).

    Raises
    ------
    CommandError
        ``M014`` when ``--lang`` names a language without words; a locale without words means English.
    """
    asked = _asked(words)
    if asked is None:
        return _of_system(known, os.environ if environment is None else environment)
    if asked not in known:
        fact = f"There are no messages in language {asked!r}."
        raise CommandError("M014", "--lang", fact, nearest(asked, known))
    return asked


def _asked(words: Sequence[str]) -> str | None:
    for position, word in enumerate(words):
        if word == "--":
            return None
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and position + 1 < len(words):
            return words[position + 1]
    return None


def _of_system(known: Sequence[Language], environment: Mapping[str, str]) -> Language:
    for name in _locales(environment):  # only the first that is set counts, as for the C library
        return next((language for language in known if _is(name, language)), ENGLISH)
    return ENGLISH


def _is(name: str, language: Language) -> bool:
    """Whether a locale belongs to a language: ``kk_KZ.UTF-8``, ``kk-KZ`` and ``kk`` are Kazakh."""
    return name.replace("-", "_").partition(".")[0].partition("_")[0].casefold() == language


def _locales(environment: Mapping[str, str]) -> Iterator[str]:
    yield from (environment[name] for name in _VARIABLES if environment.get(name))
    if sys.platform == "win32":
        import ctypes

        yield locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), ENGLISH)
