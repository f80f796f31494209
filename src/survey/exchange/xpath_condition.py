"""Conditions of XLSForm in the language of the questionnaire, as far as both can say the same."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{\s*[^}]+?\s*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-z][\w-]*)|(?P<sign><=|>=|!=|[=<>()+,*.-]))"
)
_SIGNS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class NotUnderstoodError(Exception):
    """Condition that the language of the questionnaire cannot say, or that cannot be read."""


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """Question as conditions name it: its id, its kind, and its codes as they are written in conditions."""

    id: str
    kind: str
    codes: Mapping[str, str]


def condition_of(xpath: str, known: Mapping[str, KnownAnswer]) -> str:
    """The condition of an expression over ``${name}``.

    Parameters
    ----------
    xpath : str
    known : mapping of name in the form to KnownAnswer

    Raises
    ------
    NotUnderstoodError
        Anything but comparisons of answers with constants, ``selected``, ``count-selected``, ``not``, ``and``, ``or``.
    """
    return _Reading(xpath, known).whole()


def bounds_of(xpath: str, *, whole: bool = False) -> tuple[float | None, float | None]:
    """The least and the largest number that a constraint over ``.`` allows.

    Parameters
    ----------
    xpath : str
    whole : bool
        Whether answers are whole numbers, so that "above 5" is "from 6".

    Raises
    ------
    NotUnderstoodError
        When it says anything else.
    """
    low: float | None = None
    high: float | None = None
    plain = xpath.strip()
    while plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1:
        plain = plain[1:-1].strip()
    for part in re.split(r"\s+and\s+", plain):
        sign, number = _bound_in(part)
        is_low = sign.startswith(">")
        if (low if is_low else high) is not None or (len(sign) == 1 and not whole):
            raise NotUnderstoodError(xpath)
        if whole:
            number = _whole_bound(sign, number)
        low, high = (number, high) if is_low else (low, number)
    return low, high


def _bound_in(part: str) -> tuple[str, float]:
    """The sign and the number of a comparison with ``.``, which may be on either side."""
    match = re.fullmatch(r"\(?\s*\.\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)\s*\)?", part)
    if match is not None:
        return match[1], float(match[2])
    match = re.fullmatch(r"\(?\s*(-?\d+(?:\.\d+)?)\s*(<=|>=|<|>)\s*\.\s*\)?", part)
    if match is None:
        raise NotUnderstoodError(part)
    return _TURNED[match[2]], float(match[1])


def _whole_bound(sign: str, number: float) -> float:
    """The whole number that an inclusive or exclusive bound allows at the utmost."""
    if sign.startswith(">"):
        return float(math.ceil(number) if sign == ">=" or not number.is_integer() else number + 1)
    return float(math.floor(number) if sign == "<=" or not number.is_integer() else number - 1)


class _Reading:
    """One walk through the tokens of an expression."""

    def __init__(self, source: str, known: Mapping[str, KnownAnswer]) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._known = known
        self._at = 0
        at = 0
        while source[at:].strip():
            match = _TOKEN.match(source, at)
            if match is None:
                raise NotUnderstoodError(source)
            self._tokens.append((str(match.lastgroup), str(match[str(match.lastgroup)])))
            at = match.end()

    def whole(self) -> str:
        found = self._any()
        if self._at != len(self._tokens):
            raise NotUnderstoodError
        return found

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            return "", ""
        self._at += 1
        return self._tokens[self._at - 1]

    def _is(self, text: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][1] == text

    def _need(self, text: str) -> None:
        if self._next()[1] != text:
            raise NotUnderstoodError

    def _any(self) -> str:
        parts = [self._all()]
        while self._is("or"):
            self._next()
            parts.append(self._all())
        return " or ".join(parts)

    def _all(self) -> str:
        parts = [self._one()]
        while self._is("and"):
            self._next()
            parts.append(self._one())
        return " and ".join(parts)

    def _one(self) -> str:
        kind, token = self._next()
        if token == "(":
            inside = self._any()
            self._need(")")
            return f"({inside})"
        if kind == "word" and token == "not":
            self._need("(")
            inside = self._any()
            self._need(")")
            return f"not ({inside})"
        if kind == "word" and token == "selected":
            return self._selected()
        return self._comparison(kind, token)

    def _answer(self, token: str) -> KnownAnswer:
        found = self._known.get(token[2:-1].strip())
        if found is None:
            raise NotUnderstoodError
        return found

    def _selected(self) -> str:
        self._need("(")
        answer = self._answer(self._next()[1])
        self._need(",")
        code = self._code(answer, self._next())
        self._need(")")
        return f"has({answer.id}, {code})" if answer.kind == "multiple" else f"{answer.id} == {code}"

    def _comparison(self, kind: str, token: str) -> str:
        left, sign = (kind, token), ""
        counted = kind == "word" and token == "count-selected"
        if counted:
            self._need("(")
            left = self._next()
            self._need(")")
        sign = _SIGNS.get(self._next()[1], "")
        right = self._next()
        if right[1] == "-":
            number = self._next()
            right = (number[0], f"-{number[1]}")
        if not sign:
            raise NotUnderstoodError
        if left[0] != "name":
            left, right, sign = right, left, _TURNED[sign]
        if left[0] != "name" or right[0] not in ("text", "number"):
            raise NotUnderstoodError
        answer = self._answer(left[1])
        if counted:
            return f"count({answer.id}) {sign} {_digits(right)}"
        return self._compared(answer, sign, right)

    def _compared(self, answer: KnownAnswer, sign: str, right: tuple[str, str]) -> str:
        if right[0] == "text" and right[1][1:-1] == "" and sign in ("==", "!="):
            return f"answered({answer.id})" if sign == "!=" else f"not answered({answer.id})"
        if answer.kind == "multiple" or (answer.codes and sign not in ("==", "!=") and not _is_numeric(answer)):
            raise NotUnderstoodError
        if answer.codes and sign in ("==", "!="):
            return f"{answer.id} {sign} {self._code(answer, right)}"
        if answer.kind in ("integer", "decimal", "single"):
            return f"{answer.id} {sign} {_digits(right)}"
        if answer.kind in ("text", "code") and right[0] == "text" and sign in ("==", "!="):
            return f"{answer.id} {sign} '{right[1][1:-1]}'"
        raise NotUnderstoodError

    def _code(self, answer: KnownAnswer, token: tuple[str, str]) -> str:
        code = answer.codes.get(token[1].strip("'\""))
        if code is None:
            raise NotUnderstoodError
        return code


def _is_numeric(answer: KnownAnswer) -> bool:
    return all(code.lstrip("-").isdigit() for code in answer.codes.values())


def _digits(token: tuple[str, str]) -> str:
    text = token[1].strip("'\"")
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise NotUnderstoodError
    return text
