"""Languages of a foreign form: the columns of wordings that it has, and the codes of their languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

from survey.exchange.form_workbook import Sheets
from survey.languages import ENGLISH, is_language
from survey.text import Language

_SHORT = 2
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)\)\s*$")


def label_columns(sheets: Sheets) -> Mapping[str, Language]:
    """The language of every suffix of ``label``, the empty one included; suffixes of unknown languages are left out."""
    suffixes = dict.fromkeys(_suffixes(sheets))
    settings = sheets.get("settings", ())
    named = settings[0].cells.get("default_language", "") if settings else ""
    known = {suffix: code for suffix in suffixes if suffix and (code := language_code(suffix)) is not None}
    if "" in suffixes:
        plain = language_code(named) if named else None
        known[""] = plain or next(iter(known.values()), ENGLISH)
    return known


def _suffixes(sheets: Sheets) -> Iterable[str]:
    for sheet in ("survey", "choices"):
        for row in sheets.get(sheet, ()):
            for column in row.cells:
                head, _, suffix = column.partition("::")
                if head == "label":
                    yield suffix


def language_code(name: str) -> Language | None:
    """The code of a language by its code in brackets, its code alone, its English or its own name.

    Examples
    --------
    >>> language_code("English (en)"), language_code("Français"), language_code("ru"), language_code("mine")
    ('en', 'fr', 'ru', None)
    """
    match = _CODE.search(name)
    code = (match[1] if match else name.strip()).replace("-", "_")
    if is_language(code):
        return code
    plain = name.strip().casefold()
    return _english_names().get(plain) or _own_names().get(plain)


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
