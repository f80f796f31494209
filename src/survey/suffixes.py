"""Suffixes and prepositions that depend on the word they lean on: Kazakh case endings and conjunction, Russian prepositions.

A sentence of a catalogue names the form after a colon: ``{bound:ablative}``, ``{first:and} {second}``,
``{topic:about}``. Names of places, figures and shares come from data, so that no suffix can be written by hand.

Kazakh: vowel harmony by the last vowel, the consonant by the last sound; a figure is inflected as it is read aloud and takes
a hyphen. Russian: the preposition by the first sounds, of figures as they are read aloud.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files

FORMS: Mapping[str, tuple[str, ...]] = {
    "kk": ("genitive", "dative", "accusative", "locative", "ablative", "instrumental", "and", "too"),
    "ru": ("about", "in", "with"),
}
"""Forms that a place of a sentence may ask for, by language."""

_DATA = tomllib.loads(files("survey").joinpath("suffixes.toml").read_text(encoding="utf-8"))
_KK, _RU = _DATA["kk"], _DATA["ru"]


def inflected(language: str, word: str, form: str) -> str:
    """The word with what the form adds to it.

    Parameters
    ----------
    language : str
        An ISO 639-1 code.
    word : str
        A name, a figure (``30``, ``74,3%``) or a phrase; its last word decides in Kazakh, its first one in Russian.
    form : str
        One of :data:`FORMS` of the language; in a language without it the word stays as it is.

    Examples
    --------
    >>> [inflected("kk", word, "ablative") for word in ("30", "40", "75,0%")]
    ['30-дан', '40-тан', '75,0%-дан']
    >>> inflected("ru", "Алматы", "about")
    'об Алматы'
    """
    made = _MAKERS.get(language)
    return word if made is None or not word or form not in FORMS[language] else made(word, form)


def _kazakh(word: str, form: str) -> str:
    numeral = _numeral(word)
    sound = numeral or re.sub(r"\W+$", "", word).casefold()
    # figures, abbreviations and quoted words keep their own shape: the ending follows a hyphen
    hyphen = "-" if numeral or not word[-1:].isalpha() or (len(word) > 1 and word.isupper()) else ""
    if form in ("and", "instrumental"):
        kind = next((kind for kind in ("voiceless", "buzzing") if sound[-1:] in _KK[kind]), "other")
        return f"{word}{' ' if form == 'and' else hyphen}{_KK['conjunction'][kind]}"
    position = 0 if _is_back(sound) else 1
    if form == "too":
        return f"{word} {_KK['endings']['locative'][_kind(sound)].split()[position]}"
    endings = _KK["owned_endings"][form] if _is_owned(word) else _KK["endings"][form][_kind(sound)]
    return f"{word}{hyphen}{endings.split()[position]}"


def _numeral(word: str) -> str:
    """The last letters of the numeral that a figure ends in, as it is read aloud; empty for a word."""
    if word.endswith("%"):
        return str(_KK["percent"])
    figures = re.search(r"\d[\d\s]*$", word)
    if figures is None:
        return ""
    number = int(re.sub(r"\s", "", figures.group()))
    if number == 0 or number % 10:
        return str(_KK["ones"][number % 10])
    if number % 100:
        return str(_KK["tens"][number // 10 % 10])
    return str(_KK["hundred"] if number % 1000 else _KK["thousand"])


def _is_back(sound: str) -> bool:
    """Harmony of the last vowel; neutral vowels follow the vowel before them."""
    for letter in reversed(sound):
        if letter in _KK["back"]:
            return True
        if letter in _KK["front"]:
            return False
    return _KK["neutral_back"] in sound


def _kind(sound: str) -> int:
    """0 after a vowel, 1 after a nasal, 2 after another voiced sound, 3 after a voiceless one."""
    last = sound[-1:]
    if last in _KK["back"] + _KK["front"] + _KK["neutral_vowel"]:
        return 0
    if last in _KK["nasal"]:
        return 1
    return 3 if last in _KK["voiceless"] else 2


def _is_owned(word: str) -> bool:
    """Whether a name is made of an owner and a noun, as names of districts, cities and regions are."""
    return " " in word.strip() and word[-1:] in _KK["owned"]


def _russian(word: str, form: str) -> str:
    short, long, first = _RU[form]
    return f"{long if re.match(first, _spoken_start(word)) else short} {word}"


def _spoken_start(word: str) -> str:
    """The first letters as they are read aloud: of a figure those of its numeral."""
    figures = re.match(r"\W{0,2}(\d[\d\s]*)", word)
    if figures is None:
        return re.sub(r"^\W+", "", word).casefold()
    digits = re.sub(r"\s", "", figures.group(1))
    first, place = int(digits[0]), (len(digits) - 1) % 3
    special = {(1, 2): "hundred", (4, 1): "forty"}.get((first, place))
    if first == 1 and place == 1:
        return str(_RU["ten"] if digits[1] == "0" else _RU["spoken"][int(digits[1])])
    if first == 1 and place == 0 and len(digits) > 3:
        special = "thousand"
    return str(_RU[special] if special else _RU["spoken"][first])


_MAKERS: Mapping[str, Callable[[str, str], str]] = {"kk": _kazakh, "ru": _russian}
