"""Text that a program encoded twice: UTF-8 read as a one-byte encoding and written as UTF-8 again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_SHOWN = 24
_LONG = 2**20
_STRONG = re.compile(r"(?:[\u00c2-\u00d3\u0412\u0413\u0420-\u0423][^\x00-\x7f\u00c0-\u00ff\u0410-\u044f]){3}")
"""Three letters of UTF-8 in a row, as they look in a one-byte encoding: sought first in samples of long texts."""
_SAMPLES, _SAMPLE = 256, 4096
_ONE_BYTE = {"cp1252": 2, "cp1251": 4}
"""Encodings with the fewest letters that are evidence: a Р before a quotation mark happens in honest Cyrillic text."""
_SHORT = 4
_CERTAIN = 6
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Repaired:
    """Text decoded once more, the number of places changed, and the first of them before and after."""

    text: str
    n: int
    before: str
    after: str


def decoded_once_more(text: str) -> Repaired | None:
    """The text as it was meant; None when its letters were encoded once.

    A run of letters is repaired when its bytes in a one-byte encoding are UTF-8: ``Ã±`` and ``Ð½Ð¾`` are, words of living
    languages are not. One long run is enough, or runs with four fifths of all letters beyond ASCII.

    Examples
    --------
    >>> decoded_once_more("niño, año".encode().decode("cp1252")).text
    'niño, año'
    >>> decoded_once_more("niño, Білмеймін, «Р»") is None
    True
    """
    if len(text) > _LONG and not any(map(_STRONG.search, _samples(text))):
        return None
    counted = Counter(_RUN.findall(text))
    runs = {run: whole for run in counted if (whole := _whole(run)) is not None}
    if not runs:
        return None
    letters = sum(len(run) * counted[run] for run in runs)
    fewest = min(_ONE_BYTE[encoding] for run in runs for encoding in _ONE_BYTE if _whole(run, (encoding,)) is not None)
    beyond = sum(len(one) for one in _BEYOND.findall(text))
    mostly = letters >= max(_MOSTLY * beyond, fewest)
    if not mostly and max(map(len, runs)) < _CERTAIN:
        return None
    shortest = 2 if mostly else _SHORT
    repaired = {run: whole for run, whole in runs.items() if len(run) >= shortest}
    n = sum(counted[run] for run in repaired)
    longest = max(repaired, key=lambda run: (repaired[run].isalpha(), len(run)))
    return Repaired(
        _RUN.sub(lambda match: repaired.get(match[0], match[0]), text), n, longest[:_SHOWN], repaired[longest][:_SHOWN]
    )


def _samples(text: str) -> Iterator[str]:
    """Pieces of a long text, evenly spread."""
    return (text[at : at + _SAMPLE] for at in range(0, len(text), max(len(text) // _SAMPLES, _SAMPLE)))


def _whole(run: str, encodings: Iterable[str] = tuple(_ONE_BYTE)) -> str | None:
    """The letters whose bytes in UTF-8 these letters are in a one-byte encoding; None when there are none."""
    for encoding in encodings:
        content = _bytes(run, encoding)
        if content is not None:
            try:
                return content.decode("utf-8")
            except UnicodeDecodeError:
                continue
    return None


def _bytes(run: str, encoding: str) -> bytes | None:
    """Bytes of the letters; those that the encoding leaves open are kept by programs as control characters."""
    content = bytearray()
    for character in run:
        try:
            content += character.encode(encoding)
        except UnicodeEncodeError:
            if not 0x80 <= ord(character) <= 0x9F:
                return None
            content.append(ord(character))
    return bytes(content)
