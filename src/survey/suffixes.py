"""Suffixes and prepositions that depend on the word they lean on: Kazakh case endings and conjunction, Russian prepositions.

A sentence of a catalogue names the form after a colon: ``{bound:ablative}``, ``{first:and} {second}``, ``{topic:about}``. Names of
places, figures and shares come from data, so that no suffix can be written by hand.

Kazakh: vowel harmony by the last vowel, the consonant by the last sound; a figure is inflected as it is read aloud and takes
a hyphen. Russian: the preposition by the first sounds, of figures as they are read aloud.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

FORMS: Mapping[str, tuple[str, ...]] = {
    "kk": ("genitive", "dative", "accusative", "locative", "ablative", "instrumental", "and", "too"),
    "ru": ("about", "in", "with"),
}
"""Forms that a place of a sentence may ask for, by language."""

_BACK, _FRONT = "аоұыяёю", "әеөүіэ"
_VOWELS = _BACK + _FRONT
_GLIDES = "уи"
_NASALS = "мнң"
_VOICELESS = "пфкқтсшщчцхһбвгд"
"""Last letters that take the voiceless endings; voiced stops are voiceless at the end of a word."""
_BUZZING = "зж"

# The last letters of each numeral, which are all that its endings depend on.
_ONES = ("нөл", "бір", "екі", "үш", "өрт", "бес", "лты", "еті", "гіз", "ғыз")
_TENS = ("", "он", "рма", "тыз", "рық", "елу", "пыс", "піс", "сен", "сан")
_HUNDRED, _THOUSAND, _PERCENT = "жүз", "мың", "йыз"

# By kind of the last sound: vowel, nasal, other voiced sound, voiceless; back and front.
_ENDINGS: Mapping[str, tuple[str, str, str, str]] = {
    "genitive": ("ның нің", "ның нің", "дың дің", "тың тің"),
    "dative": ("ға ге", "ға ге", "ға ге", "қа ке"),
    "accusative": ("ны ні", "ды ді", "ды ді", "ты ті"),
    "locative": ("да де", "да де", "да де", "та те"),
    "ablative": ("дан ден", "нан нен", "дан ден", "тан тен"),
}
_SPOKEN = dict(zip("0123456789", ("но", "од", "дв", "тр", "че", "пя", "ше", "се", "во", "де"), strict=True))
"""The first letters of the Russian numerals."""

_POSSESSED = {
    "genitive": "ның нің",
    "dative": "на не",
    "accusative": "н н",
    "locative": "нда нде",
    "ablative": "нан нен",
}
"""Endings of a noun that already has the ending of an owner: the city of X, the district of X."""


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
    # figures, abbreviations and quoted words keep their own shape: the ending stands behind a hyphen
    hyphen = "-" if numeral or not word[-1:].isalpha() or (len(word) > 1 and word.isupper()) else ""
    if form in ("and", "instrumental"):
        ending = "пен" if sound[-1:] in _VOICELESS else "бен" if sound[-1:] in _BUZZING else "мен"
        return f"{word}{' ' if form == 'and' else hyphen}{ending}"
    position = 0 if _is_back(sound) else 1
    if form == "too":
        return f"{word} {_ENDINGS['locative'][_kind(sound)].split()[position]}"
    endings = _POSSESSED[form] if _is_possessed(word) else _ENDINGS[form][_kind(sound)]
    return f"{word}{hyphen}{endings.split()[position]}"


def _numeral(word: str) -> str:
    """The last letters of the numeral that a figure ends in, as it is read aloud; empty for a word."""
    if word.endswith("%"):
        return _PERCENT
    figures = re.search(r"\d[\d\s]*$", word)
    if figures is None:
        return ""
    number = int(re.sub(r"\s", "", figures.group()))
    if number == 0 or number % 10:
        return _ONES[number % 10]
    if number % 100:
        return _TENS[number // 10 % 10]
    return _HUNDRED if number % 1000 else _THOUSAND


def _is_back(sound: str) -> bool:
    """Harmony of the last vowel; the glides follow the vowel before them."""
    for letter in reversed(sound):
        if letter in _BACK:
            return True
        if letter in _FRONT:
            return False
    return "у" in sound


def _kind(sound: str) -> int:
    """0 after a vowel, 1 after a nasal, 2 after another voiced sound, 3 after a voiceless one."""
    last = sound[-1:]
    if last in _VOWELS or last == "и":
        return 0
    if last in _NASALS:
        return 1
    return 3 if last in _VOICELESS else 2


def _is_possessed(word: str) -> bool:
    """Whether a name is made of an owner and a noun, as names of districts, cities and regions are."""
    return " " in word.strip() and word[-1:] in "ыі"


def _russian(word: str, form: str) -> str:
    start = _spoken_start(word)
    if form == "about":
        return f"об {word}" if start[:1] in "аэиоу" else f"о {word}"
    if form == "in":
        return f"во {word}" if re.match(r"[вф][^аеёиоуыэюя]", start) else f"в {word}"
    return f"со {word}" if re.match(r"[сзшж][^аеёиоуыэюя]|щ|в[ст]|мн", start) else f"с {word}"


def _spoken_start(word: str) -> str:
    """The first letters as they are read aloud: of a figure those of its numeral."""
    figures = re.match(r"\W{0,2}(\d[\d\s]*)", word)
    if figures is None:
        return re.sub(r"^\W+", "", word).casefold()
    digits = re.sub(r"\s", "", figures.group(1))
    first, place = digits[0], (len(digits) - 1) % 3
    if first == "1" and place == 1:
        return "де" if digits[1] == "0" else _SPOKEN[digits[1]]
    if first == "1" and (place == 2 or len(digits) > 3):
        return "ст" if place == 2 else "ты"
    return "со" if first == "4" and place == 1 else _SPOKEN[first]


_MAKERS: Mapping[str, Callable[[str, str], str]] = {"kk": _kazakh, "ru": _russian}
