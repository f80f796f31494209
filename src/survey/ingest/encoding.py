"""Bytes of a text file as text, with the reason for the encoding chosen."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from survey.errors import ReadError, nearest
from survey.findings import Finding
from survey.ingest.doubled_encoding import decoded_once_more
from survey.ingest.file_format import HEAD, utf16_without_mark
from survey.ingest.latin_encodings import latin_share, latin_text, possible_encoding
from survey.ingest.reader_findings import finding

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
_OTHERS = ("koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_KNOWN = ("utf-8", "utf-16", "cp1251", "kz1048", "cp1252", "cp1250", "cp1254", "cp1257", "cp850", "mac-roman", *_OTHERS)
_MOST_ODD = 0.2
_FREQUENT = frozenset(["о", "е", "а", "и", "н", "т", "с", "р", "в", "л", "к", "м", "д", "ы", "і", "қ"])
_FEWEST_LETTERS = 24
_MUCH = 0.3
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
    """Text, the encoding it was read with, the evidence for it, and findings where the evidence is not complete."""

    text: str
    encoding: str
    note: str
    findings: tuple[Finding, ...] = ()


def decode_bytes(data: bytes, place: str, encoding: str | None = None) -> Decoded:
    """The text of these bytes.

    A byte order mark decides; then strict UTF-8; then Latin letters, by the alphabets of the languages that use them; then
    the letters that come out of KZ-1048 and cp1251, which differ in 16 letters only: Kazakh ones in the first, Serbian,
    Macedonian and Ukrainian ones in the second. Letters that were encoded twice are decoded twice.

    Parameters
    ----------
    data : bytes
    place : str
        Name of the file, for errors.
    encoding : str, optional
        Name of the encoding, as Python knows it; then nothing is guessed.

    Raises
    ------
    ReadError
        ``F020`` when it is UTF-8 with broken bytes, ``F021`` when no encoding gives plausible letters, ``F055`` for the name of
        an encoding that does not exist, ``F056`` when the text is not in the encoding named.
    """
    if encoding is not None:
        return _as_named(data, place, encoding)
    found = _found(data, place)
    repaired = None if found.text.isascii() else decoded_once_more(found.text)
    if repaired is None:
        return found
    told = finding("encoding_twice", "warning", n=repaired.n, before=repaired.before, after=repaired.after)
    return Decoded(repaired.text.removeprefix("\ufeff"), found.encoding, f"{found.note}, encoded twice", (told,))


def _as_named(data: bytes, place: str, encoding: str) -> Decoded:
    """The text in the encoding that somebody named."""
    try:
        codec = codecs.lookup(encoding)
        is_text = isinstance(codec.decode(b"")[0], str)
    except (LookupError, ValueError):
        is_text = False
    if not is_text:
        fact = f"There is no encoding {encoding!r}."
        raise ReadError("F055", place, fact, nearest(encoding, _KNOWN)) from None
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode(encoding)
    except UnicodeDecodeError as broken:
        line = data.count(b"\n", 0, broken.start) + 1
        fact = f"The text is not {encoding}: line {line} has bytes that it does not have."
        raise ReadError("F056", place, fact, "Leave the encoding out, or name another.") from None
    return Decoded(text.removeprefix("\ufeff"), codec.name, f"encoding {codec.name}, as named")


def _found(data: bytes, place: str) -> Decoded:
    """The text in the encoding that the bytes suggest."""
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
    latin = latin_text(data, data.decode(encoding, "replace"))
    if latin is not None:
        told = finding(
            "encoding_latin",
            "info" if latin.is_certain else "warning",
            encoding=latin.encoding,
            words=", ".join(latin.words) or "-",
        )
        text = data.decode(latin.encoding, "replace")
        return Decoded(text, latin.encoding, f"encoding {latin.encoding}, by its accented letters", (told,))
    if odd:
        raise _odd(data, encoding, odd, place)
    return Decoded(data.decode(encoding, errors="replace"), encoding, f"encoding {encoding}, {_evidence(differing)}")


def _odd(data: bytes, encoding: str, odd: str, place: str) -> ReadError:
    fact = f"The text is neither UTF-8 nor UTF-16, and as {encoding} it has signs such as {odd}."
    texts = ((one, data.decode(one, "replace")) for one in _OTHERS)
    fitting = (one for one, text in texts if not _oddity(text) and latin_share(text) < _MOST_ODD)
    other = next(fitting, None) or possible_encoding(data)
    if other is None:
        remedy = "Open it in the program it comes from and save it as CSV UTF-8, or name its encoding: read: {encoding: cp850}."
    else:
        remedy = f"It may be {other}. Write under the wave: read: {{encoding: {other}}}, or save it as CSV UTF-8."
    return ReadError("F021", place, fact, remedy)


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
    text = data.decode(encoding, "replace")
    has_words = any(not word.isascii() for word in _LETTERS.findall(text))
    return encoding if has_words and latin_share(text) < _MOST_ODD else None


def _cyrillic(data: bytes) -> tuple[str, str, dict[bytes, int]]:
    """The likelier of the two encodings, signs that are too odd for it, and the bytes that speak for it."""
    differing = {byte: number for byte in _DIFFERING if (number := data.count(byte))}
    encoding = "kz1048" if differing else "cp1251"
    odd = _oddity(data.decode(encoding, errors="replace")) or _unusual_letters(data, encoding)
    return encoding, odd, differing


def _unusual_letters(data: bytes, encoding: str) -> str:
    """Frequent letters of the text, when those of another encoding are much more usual in Russian and Kazakh; else empty."""
    counted = Counter({byte: number for byte in range(0x80, 0x100) if (number := data.count(byte))})
    if counted.total() < _FEWEST_LETTERS:
        return ""
    ours = _usual_share(counted, encoding)
    if all(_usual_share(counted, other) < ours + _MUCH for other in _OTHERS):
        return ""
    return " ".join(bytes([byte]).decode(encoding, "replace") for byte, _ in counted.most_common(3))


def _usual_share(counted: Counter[int], encoding: str) -> float:
    """Share of the most frequent letters of Russian and Kazakh, and a fifth of the share of small letters."""
    letters = {byte: bytes([byte]).decode(encoding, "replace") for byte in counted}
    usual = sum(number for byte, number in counted.items() if letters[byte].lower() in _FREQUENT)
    small = sum(number for byte, number in counted.items() if letters[byte].islower())
    return (usual + small / 5) / counted.total()


def _oddity(text: str) -> str:
    """Signs or a word that Cyrillic text does not have, when there are many; empty when there are few."""
    counted = Counter(text)
    foreign = {character: number for character, number in counted.items() if not character.isascii()}
    odd = {character: number for character, number in foreign.items() if character.lower() not in _PLAUSIBLE}
    if sum(odd.values()) > _MOST_ODD * sum(foreign.values()):
        return " ".join(sorted(odd, key=lambda character: -odd[character])[:3])
    return _odd_word(text)


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
