"""Wordings of the instrument as they must be written: every language there, right alphabet, one spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from survey.documents import DocumentItem
from survey.languages import is_cyrillic
from survey.spelling import fold, looks
from survey.text import Language, Text

_LETTER = r"[^\W\d_]"
_CYRILLIC_LETTER = r"[\u0400-\u052f]"
_OTHER_LETTER = r"[^\W\d_\u0400-\u052f]"
# Keyboards switch between alphabets within a word: a letter of another alphabet next to a Cyrillic one.
_MIXED = re.compile(rf"(?<={_CYRILLIC_LETTER}){_OTHER_LETTER}+|{_OTHER_LETTER}+(?={_CYRILLIC_LETTER})")
# Words of one letter are common in Russian ("в", "с", "о"): a Latin look-alike that is a word of a Cyrillic sentence.
_LONELY = re.compile(
    rf"(?<!\w)[aceiopxyACEIOPXY](?!\w)(?=.*{_CYRILLIC_LETTER})|(?<={_CYRILLIC_LETTER} )[aceiopxy](?!\w)"
)
_KAZAKH = re.compile("|".join(["ә", "ғ", "қ", "ң", "ө", "ұ", "ү", "һ", "і"]), re.IGNORECASE)
_RUSSIAN: Language = "ru"
"""Kazakh has every Russian letter, so that only the Russian wording can hold a letter of the other language."""
_QUOTED = re.compile(r"«[^»]*»")
_MEANT = str.maketrans(
    {
        "a": "а", "c": "с", "e": "е", "i": "і", "o": "о", "p": "р", "x": "х", "y": "у", "h": "һ", "b": "в", "k": "к", "m": "м",
        "t": "т", "ə": "ә", "ɵ": "ө", "A": "А", "B": "В", "C": "С", "E": "Е", "H": "Н", "I": "І", "K": "К", "M": "М", "O": "О",
        "P": "Р", "T": "Т", "X": "Х", "Y": "У", "Ə": "Ә", "Ɵ": "Ө",
    }
)  # fmt: skip


def wording(item: DocumentItem) -> Text:
    """The wording of an element in every language of its document, its mistakes complained of.

    Complaints: ``D010`` a language is missing, ``Q017`` not NFC, ``Q018`` letters of two alphabets in one word,
    ``Q019`` no letter of the language's alphabet, ``Q020`` Kazakh letters in the Russian wording.
    """
    text = item.wording()
    for language in text.languages:
        written = item.get(language)
        if written is not None:
            check_spelling(written, language)
    return text


def check_spelling(item: DocumentItem, language: Language) -> None:
    """Complain of one wording as :func:`wording` does: ``Q017``, ``Q018``, ``Q019``, ``Q020``."""
    source = item.source
    if not unicodedata.is_normalized("NFC", source):
        start = next(i for i, sign in enumerate(source) if not unicodedata.is_normalized("NFC", source[: i + 1]))
        remedy = "Type the letter anew as one character (Unicode normal form C)."
        item.complain("Q017", "A letter is written as two characters.", remedy, start=start, length=1)
    if not is_cyrillic(language):
        return
    mixed = _look_alike(source)
    if mixed is not None:
        found = mixed.group()
        fact = f"{found!r} is not Cyrillic, though it looks so: {unicodedata.name(found[0], 'unnamed')}."
        meant = _meant(found, language)
        remedy = f"Type it in Cyrillic: {meant!r}." if meant else "Type the word anew in Cyrillic."
        item.complain("Q018", fact, remedy, start=mixed.start(), length=len(found))
    elif re.search(_LETTER, source) and not re.search(_CYRILLIC_LETTER, source):
        item.complain("Q019", f"The wording in {language!r} has no Cyrillic letter.", "Write it in this language.")
    elif language == _RUSSIAN and (kazakh := _kazakh_letter(source)):
        fact = f"{kazakh.group()!r} is a Kazakh letter, and this is the Russian wording."
        remedy = "Check whether the languages are swapped; put a Kazakh name in « »."
        item.complain("Q020", fact, remedy, start=kazakh.start(), length=1)


def _look_alike(source: str) -> re.Match[str] | None:
    return _MIXED.search(source) or _LONELY.search(source)


def _meant(found: str, language: Language) -> str:
    """The Cyrillic letters that look like these; empty where some have none."""
    meant = found.translate(_MEANT)
    known = re.fullmatch(rf"{_CYRILLIC_LETTER}+", meant) and not (language == _RUSSIAN and _KAZAKH.search(meant))
    return meant if known else ""


def _kazakh_letter(source: str) -> re.Match[str] | None:
    """The first Kazakh letter outside of quotation marks."""
    return _KAZAKH.search(_QUOTED.sub(lambda part: " " * len(part[0]), source))


def in_one_alphabet(language: Language, words: str) -> str:
    """Words with Cyrillic letters for those of other alphabets that look like them (``Q018``), as far as there are any.

    Examples
    --------
    >>> in_one_alphabet("ru", "\N{LATIN CAPITAL LETTER C}ело") == "Село"
    True
    """
    mended, mixed = words, _look_alike(words) if is_cyrillic(language) else None
    while mixed is not None and (meant := _meant(mixed.group(), language)):
        mended = mended[: mixed.start()] + meant + mended[mixed.end() :]
        mixed = _look_alike(mended)
    return mended


def is_written_in(language: Language, words: str) -> bool:
    """Whether words have the letters of this language: a wording with others is refused by ``Q019`` or ``Q020``."""
    if not is_cyrillic(language) or not re.search(_LETTER, words):
        return True
    return re.search(_CYRILLIC_LETTER, words) is not None and not (language == _RUSSIAN and _kazakh_letter(words))


def complain_of_twins(items: Iterable[tuple[str, DocumentItem, Text]]) -> None:
    """Complain (``Q021``) of two elements with the same wording in some language: a file could not distinguish them.

    Parameters
    ----------
    items : iterable of (name of the element, its mapping, its text)
    """
    seen: dict[str, str] = {}
    for name, item, text in items:
        for language, words in text:
            other = seen.setdefault(looks(fold(words)), name)
            if other != name:
                fact = f"The wording of {name} in {language!r} is also that of {other}."
                (item.get(language) or item).complain("Q021", fact, "Word them differently.")
