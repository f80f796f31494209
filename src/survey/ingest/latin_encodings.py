"""One-byte encodings of languages in Latin letters, told apart by the alphabets of the languages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_LETTERS = re.compile(r"[^\W\d_]+")
_SHOWN = 3
_WHOLE_WORD = 3
_FEW = 0.2
_MOSTLY = 0.9
_WESTERN = (
    "áéíóúüñ",
    "áâãàçéêíóôõúü",
    "àâæçéèêëîïôœùûüÿ",
    "äöüßé",
    "àèéìíòóù",
    "åäöé",
    "æøåéöä",
    "áéíóúýþðæö",
    "àçéèíïóòúü",
)
_ALPHABETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", _WESTERN),
    ("cp1254", ("çğıöşüâîû", "çəğıöşü")),
    ("cp1250", ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ")),
    ("cp1257", ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž")),
)
_SIGNS = frozenset("«»„“”‘’–—…•°ºª§€£¿¡№\u00a0\u00ad·´`×")


@dataclass(frozen=True, slots=True)
class LatinText:
    """Encoding of a text in Latin letters, some of its words, and whether another encoding fits as well."""

    encoding: str
    words: tuple[str, ...]
    is_certain: bool


def latin_text(data: bytes, as_cyrillic: str) -> LatinText | None:
    """The encoding in which these bytes are words of a language in Latin letters; None when they are of none.

    Accented letters give Cyrillic letters in Windows-1251, but within Latin words: ``niño`` becomes ``niсo``. Words of
    accented letters alone (``żółć``) are rare.

    Parameters
    ----------
    data : bytes
        Text that is not UTF-8.
    as_cyrillic : str
        The same text as Windows-1251 or KZ-1048.

    Examples
    --------
    >>> latin_text("Müller".encode("cp1252"), "Mьller")
    LatinText(encoding='cp1252', words=('Müller',), is_certain=True)
    >>> latin_text("дорога".encode("cp1251"), "дорога") is None
    True
    """
    words = [word for word in _LETTERS.findall(as_cyrillic) if not word.isascii()]
    if latin_share(as_cyrillic) <= _FEW:
        return None
    whole = [word for word in words if len(word) >= _WHOLE_WORD and not any(letter.isascii() for letter in word)]
    if len(whole) > _FEW * len(words) and len(words) > _WHOLE_WORD:
        return None
    texts = {encoding: data.decode(encoding, "replace") for encoding, _ in _ALPHABETS}
    shares = {encoding: _share(texts[encoding], alphabets) for encoding, alphabets in _ALPHABETS}
    best = max(shares, key=lambda encoding: shares[encoding])
    if shares[best] < _MOSTLY:
        return None
    rivals = [one for one in shares if one != best and shares[one] == shares[best] and texts[one] != texts[best]]
    accented = (word for word in _LETTERS.findall(texts[best]) if not word.isascii() and len(word) > 1)
    return LatinText(best, tuple(list(dict.fromkeys(accented))[:_SHOWN]), not rivals)


def latin_share(text: str) -> float:
    """Share of ASCII letters in the words that have others, too; 0 when no word has.

    Examples
    --------
    >>> latin_share("niсo con дорога"), latin_share("con")
    (0.3, 0.0)
    """
    words = [word for word in _LETTERS.findall(text) if not word.isascii()]
    n_latin: int = sum(letter.isascii() for word in words for letter in word)
    n_letters: int = sum(map(len, words))
    return n_latin / max(n_letters, 1)


def possible_encoding(data: bytes) -> str | None:
    """An old encoding in which these bytes are words of a language in Latin letters; None when there is none."""
    for encoding in ("cp850", "mac-roman"):
        if _share(data.decode(encoding, "replace"), _WESTERN) >= _MOSTLY:
            return encoding
    return None


def _share(text: str, alphabets: tuple[str, ...]) -> float:
    """Share of the letters and signs beyond ASCII that one of the languages has."""
    counted = Counter(character for character in text if not character.isascii())
    known: int = max(
        sum(number for one, number in counted.items() if one.lower()[:1] in alphabet or one in _SIGNS)
        for alphabet in alphabets
    )
    return known / max(counted.total(), 1)
