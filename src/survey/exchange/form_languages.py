"""Languages of a foreign form: the columns of wordings that it has, and the codes of their languages."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

from survey.exchange.form_workbook import Sheets
from survey.languages import ENGLISH, is_language
from survey.text import Language

PLAIN = ""
_PLAIN = (PLAIN, "default")
"""Suffixes of labels without a language; pyxform names their language "default"."""

_SHORT = 2
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)\)\s*$")


def label_columns(sheets: Sheets) -> Mapping[str, Language]:
    """The language of every suffix of ``label``, the empty one last; suffixes of unknown languages are left out.

    Notes
    -----
    A label without a language is in the default language of the form. Where the form names none, it is in English, and
    next to columns of other languages in one that they do not have: English, or Russian when its letters are Cyrillic.
    A form whose only languages are unknown gets English for the first of them, because a questionnaire has to have a
    language.
    """
    words = dict(_suffixes(sheets))
    known = {suffix: code for suffix in words if suffix not in _PLAIN and (code := language_code(suffix)) is not None}
    plain = [suffix for suffix in _PLAIN if suffix in words]
    if plain:
        known |= dict.fromkeys(plain, default_language(sheets) or _unnamed(words[plain[0]], known))
    if words and not known:
        known[next(iter(words))] = ENGLISH
    return known


def default_language(sheets: Sheets) -> Language | None:
    """The language that the settings name, None where they name none or one that is not known."""
    settings = sheets.get("settings", ())
    return language_code(settings[0].cells.get("default_language", "")) if settings else None


def _unnamed(text: str, known: Mapping[str, Language]) -> Language:
    """The language of labels without one: English where no column names a language, else by the letters of the first label."""
    letters = "cyrillic" if known and re.search("[\u0400-\u052f]", text) else "other"
    usual = _file()["unnamed"][letters]
    return next((one for one in usual if one not in known.values()), next(iter(known.values()), ENGLISH))


def _suffixes(sheets: Sheets) -> Iterable[tuple[str, str]]:
    """Suffixes of ``label`` with a wording of each."""
    for sheet in ("survey", "choices"):
        for row in sheets.get(sheet, ()):
            for column, cell in row.cells.items():
                head, _, suffix = column.partition("::")
                if head == "label":
                    yield suffix, cell


def language_code(name: str) -> Language | None:
    """The code of a language by its code in brackets, its code alone, its English or its own name.

    Examples
    --------
    >>> language_code("English (en)"), language_code("Français"), language_code("ru"), language_code("mine")
    ('en', 'fr', 'ru', None)
    """
    match = _CODE.search(name)
    plain, inside = re.sub(r"\(.*\)\s*$", "", name).strip().casefold(), match[1] if match else ""
    for code in (inside or name.strip(), inside.lower()):
        written = code.replace("-", "_")
        if is_language(written):
            return written
    others = _file()["names"]
    found = others.get(inside.lower()) or others.get(plain)
    return found or _english_names().get(plain) or (_own_names().get(plain) if plain else None)


def likely_language(wordings: Iterable[str]) -> Language:
    """The language of wordings that name none, by letters that a tenth of them has; English where none fits.

    Examples
    --------
    >>> likely_language(["Сколько Вам лет?"]), likely_language(["Жасыңыз нешеде?"]), likely_language(["Age"])
    ('ru', 'kk', 'en')
    """
    spoken = [one.casefold() for one in wordings if one]
    for language, letters in _file()["letters"].items():
        n = sum(any(letter in letters for letter in one) for one in spoken)
        if spoken and 10 * n >= len(spoken):
            return str(language)
    return ENGLISH


@functools.cache
def _file() -> Mapping[str, Any]:
    """Names that CLDR does not have, and languages of labels that name none."""
    path = resources.files("survey.exchange").joinpath("language_names.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@functools.cache
def _english_names() -> Mapping[str, Language]:
    from babel import Locale

    return {str(name).casefold(): code for code, name in Locale.parse(ENGLISH).languages.items() if is_language(code)}


@functools.cache
def _own_names() -> Mapping[str, Language]:
    """Languages by their own names; takes half a second, so English names are tried first."""
    from babel import Locale

    codes = [
        str(code) for code in Locale.parse(ENGLISH).languages if len(str(code)) == _SHORT and is_language(str(code))
    ]
    return {str(Locale.parse(code).get_language_name()).casefold(): code for code in codes}
