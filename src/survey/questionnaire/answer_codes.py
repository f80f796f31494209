"""Codes of answers as the questionnaire writes them: whole numbers, or texts such as ``KZ``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey.documents import DocumentItem
from survey.questionnaire.model import MissingCode, Option
from survey.questionnaire.usual_words import is_blank_marker
from survey.spelling import fold, looks

_TEXT = re.compile(r"[^\W_](?:[\w.\-]*[^\W_])?")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"[\d.]+e[-+]?\d+|inf|infinity|nan", re.IGNORECASE)
_IN_A_NAME = re.compile(r"\W")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Code:
    """A code as a number, and as text where it is written so."""

    number: int
    written: str | None = None


def is_text(item: DocumentItem) -> bool:
    """Whether the code is written as a text."""
    return item.is_scalar() and not item.is_number() and not item.is_null() and not item.is_spoilt


def read_text(item: DocumentItem) -> str:
    """The text of a text code.

    Complaints: ``Q041`` a text that is not valid as a code, ``Q042`` one that programs take for a number or an empty
    cell.
    """
    text = item.text()
    if item.is_spoilt:
        return text
    remedy = f"At most {_LONGEST} letters, digits, - and . without spaces, a letter among them: KZ, north-east."
    if not _LETTER.search(text):
        remedy = "Write a code of figures alone without quotes and without zeros before it: 1, 2, 96."
    if len(text) > _LONGEST or not _LETTER.search(text) or not _TEXT.fullmatch(text):
        item.refuse("Q041", f"{text!r} is not valid as the code of an answer.", remedy)
    elif _NUMBER.fullmatch(text) or is_blank_marker(text):
        meaning = "an empty cell" if is_blank_marker(text) else "a number"
        fact = f"Programs that read and write tables take {text!r} for {meaning}."
        item.refuse("Q042", fact, "Choose another code, for example one more letter.")
    return text


def read_codes(items: Sequence[DocumentItem]) -> list[Code]:
    """Codes of a list of options: the numbers as written, or the places in the list, from 1, where the codes are texts.

    Complaints: ``Q007`` a code used twice (texts are compared without case, across alphabets and as names of columns),
    ``Q043`` numbers and texts in one list, and those of :func:`read_text`.
    """
    are_texts = bool(items) and is_text(items[0])
    codes: list[Code] = []
    seen: dict[int | str, str] = {}
    for place, item in enumerate(items, 1):
        if is_text(item) != are_texts and (is_text(item) or item.is_integer()):
            fact = f"{item.source} is a {'text' if is_text(item) else 'number'}, and the codes before it are not."
            item.refuse("Q043", fact, "Write all codes of one list as numbers, or all as texts.")
            codes.append(Code(-place))  # a number no other option has, so that one mistake makes one complaint
            continue
        code = Code(place, read_text(item)) if are_texts else Code(item.integer())
        key = _IN_A_NAME.sub("_", looks(fold(code.written))) if code.written is not None else code.number
        if key in seen and not item.is_spoilt:
            twin = f" (as {seen[key]})" if seen[key] != item.source else ""
            item.complain("Q007", f"The code {item.source} is used twice{twin}.", "Give every option its own code.")
        seen.setdefault(key, item.source)
        codes.append(code)
    return codes


def code_named(item: DocumentItem, answers: Iterable[Option | MissingCode]) -> int | None:
    """The number of the code an item names among these answers; None when they have no such code."""
    if item.is_spoilt:
        return None
    for answer in answers:
        is_same = item.source == answer.written if answer.written is not None else _number(item) == answer.code
        if is_same:
            return answer.code
    return None


def codes_named(item: DocumentItem, answers: Sequence[Option | MissingCode]) -> tuple[int, ...]:
    """The numbers of the codes that a list of codes names, unknown ones left out."""
    found = (code_named(element, answers) for element in item.elements())
    return tuple(code for code in found if code is not None)


def known_codes(answers: Iterable[Option | MissingCode]) -> str:
    """The codes of these answers as written, joined for a remedy."""
    return ", ".join(answer.shown for answer in answers) or "none"


def _number(item: DocumentItem) -> int | None:
    return item.integer() if item.is_integer() else None
