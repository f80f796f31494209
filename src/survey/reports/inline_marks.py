"""Marks of emphasis inside a sentence: set by the catalogue of the report alone, read by the writers."""

from __future__ import annotations

import re
from dataclasses import dataclass

STRONG, PLAIN = "\x02", "\x03"
"""Characters before and after emphasised words: control characters, which no format can show and no data may hold."""

_WRITTEN = re.compile(r"\*\*(.+?)\*\*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a sentence, ``is_strong`` where it is emphasised."""

    text: str
    is_strong: bool = False


def marked(template: str) -> str:
    r"""A sentence of the catalogue with its emphasis, written ``**so**``, as marks.

    Examples
    --------
    >>> marked("**Trust** is low")
    '\x02Trust\x03 is low'
    """
    return _WRITTEN.sub(rf"{STRONG}\1{PLAIN}", template) if "**" in template else template


def unmarked(text: str) -> str:
    r"""The words alone: without marks and without any other control character that data may have brought.

    Examples
    --------
    >>> unmarked("\x02Trust\x03 is low")
    'Trust is low'
    """
    return _CONTROL.sub("", text)


def spans(text: str) -> tuple[Span, ...]:
    r"""The parts of a sentence for a writer, without marks.

    Examples
    --------
    >>> spans("\x02Trust\x03 is low")
    (Span(text='Trust', is_strong=True), Span(text=' is low', is_strong=False))
    """
    parts, is_strong = [], False
    for part in re.split(f"([{STRONG}{PLAIN}])", text):
        if part in (STRONG, PLAIN):
            is_strong = part == STRONG
        elif words := unmarked(part):
            parts.append(Span(words, is_strong))
    return tuple(parts)
