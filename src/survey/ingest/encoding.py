"""Bytes of a text file as text, with the reason for the encoding chosen."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from survey.errors import ReadError
from survey.ingest.file_format import HEAD, utf16_without_mark

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RUSSIAN = "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я"
_KAZAKH = "ә ғ қ ң ө ұ ү һ і"
_SIGNS = "« » „ “ ” ’ – — … № • °"
_PLAUSIBLE = frozenset(_RUSSIAN + _KAZAKH + _SIGNS + "\u00a0\u2018\u2116")
_BROKEN = "\ufffd"
_MOST_ODD = 0.2
_FEW_WORDS = 2
_LETTERS = re.compile(r"[^\W\d_]+")
_UTF8_LETTERS = re.compile(rb"(?<![\x80-\xff])(?:[\xd0-\xd3][\x80-\xbf]){3,}(?![\x80-\xff])")
_DIFFERING = tuple(
    byte
    for byte in (bytes([number]) for number in range(0x80, 0x100))
    if byte.decode("cp1251", "replace") != byte.decode("kz1048", "replace")
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and the evidence for it."""

    text: str
    encoding: str
    note: str


def decode_bytes(data: bytes, place: str) -> Decoded:
    """The text of these bytes.

    A byte order mark decides; then strict UTF-8; then the letters that come out of KZ-1048 and cp1251, which
    differ in 16 letters only: Kazakh ones in the first, Serbian, Macedonian and Ukrainian ones in the second.

    Raises
    ------
    ReadError
        ``F020`` when it is UTF-8 with broken bytes, ``F021`` when no encoding gives plausible letters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data, encoding, place), encoding, f"encoding {encoding}, by its byte order mark")
    wide = utf16_without_mark(data[:HEAD])
    if wide is not None:
        return Decoded(_strict(data, wide, place), wide, f"encoding {wide}, by its zero bytes")
    if data.isascii():
        return Decoded(data.decode("ascii"), "utf-8", "encoding ASCII only, read as utf-8")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "encoding utf-8, every byte fits")
    except UnicodeDecodeError as broken:
        _complain_of_broken_utf8(data, broken.start, place)
    return _one_byte(data, place)


def _strict(data: bytes, encoding: str, place: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise _broken(data, broken.start, encoding, place) from None


def _complain_of_broken_utf8(data: bytes, start: int, place: str) -> None:
    counted = Counter(one for one in data.decode("utf-8", errors="replace") if not one.isascii())
    broken = counted.pop(_BROKEN, 0)
    # Letters of a one-byte encoding hardly ever happen to be Cyrillic in UTF-8, so few of those are enough.
    cyrillic = sum(number for one, number in counted.items() if one.lower() in _PLAUSIBLE)
    if counted.total() > 10 * broken or cyrillic * 5 > broken:
        raise _broken(data, start, "utf-8", place)


def _broken(data: bytes, start: int, encoding: str, place: str) -> ReadError:
    line = data.count(b"\n", 0, start) + 1
    return ReadError(
        "F020",
        place,
        f"The text is {encoding}, but line {line} has bytes that are not: {data[start : start + 4].hex(' ')}.",
        "Ask for the file again, or open it in the program it comes from and save it as CSV UTF-8.",
    )


def _one_byte(data: bytes, place: str) -> Decoded:
    encoding, odd, differing = _cyrillic(data)
    foreign = _UTF8_LETTERS.search(data)
    if foreign is not None:
        raise _broken(data, foreign.start(), encoding, place)
    if odd:
        raise ReadError(
            "F021",
            place,
            f"The text is neither UTF-8 nor UTF-16, and as {encoding} it has signs such as {odd}.",
            "Open it in the program it comes from and save it as CSV UTF-8.",
        )
    return Decoded(data.decode(encoding, errors="replace"), encoding, f"encoding {encoding}, {_evidence(differing)}")


def cyrillic_encoding(data: bytes) -> str | None:
    """The one-byte encoding in which these bytes are Cyrillic words, ``cp1251`` or ``kz1048``; None in none.

    Latin text with accents gives Cyrillic letters too (``Müller`` becomes ``Mьller``), but within Latin words.

    Examples
    --------
    >>> cyrillic_encoding("Қазақ тілі".encode("kz1048")), cyrillic_encoding("Müller".encode("cp1252"))
    ('kz1048', None)
    """
    encoding, odd, _ = _cyrillic(data)
    if odd:
        return None
    words = [word for word in _LETTERS.findall(data.decode(encoding, "replace")) if not word.isascii()]
    letters = sum(map(len, words))
    latin = sum(character.isascii() for word in words for character in word)
    return encoding if letters and latin < _MOST_ODD * letters else None


def _cyrillic(data: bytes) -> tuple[str, str, dict[bytes, int]]:
    """The likelier of the two encodings, signs that are too odd for it, and the bytes that speak for it."""
    differing = {byte: number for byte in _DIFFERING if (number := data.count(byte))}
    encoding = "kz1048" if differing else "cp1251"
    counted = Counter(data.decode(encoding, errors="replace"))
    foreign = {character: number for character, number in counted.items() if not character.isascii()}
    odd = {character: number for character, number in foreign.items() if character.lower() not in _PLAUSIBLE}
    if sum(odd.values()) > _MOST_ODD * sum(foreign.values()):
        return encoding, " ".join(sorted(odd, key=lambda character: -odd[character])[:3]), differing
    return encoding, _odd_word(data.decode(encoding, errors="replace")), differing


def _odd_word(text: str) -> str:
    """A word that goes on in capitals, when more are so than in small letters: KOI8-R, ISO 8859-5 or the like."""
    words = [word for word in _LETTERS.findall(text) if len(word) > 2 and not word.isascii()]
    odd = [word for word in words if word[0].islower() and not word.islower()]
    return odd[0] if len(odd) > max(_FEW_WORDS, sum(word.islower() for word in words)) else ""


def _evidence(differing: dict[bytes, int]) -> str:
    if not differing:
        return "not UTF-8, and no letter in which KZ-1048 would differ"
    shown = sorted(differing, key=lambda byte: -differing[byte])[:3]
    ours, theirs = (" ".join(byte.decode(encoding) for byte in shown) for encoding in ("kz1048", "cp1251"))
    return f"not UTF-8, and {sum(differing.values())} letters such as {ours} would be {theirs} in cp1251"
