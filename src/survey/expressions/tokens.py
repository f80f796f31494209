"""Tokens of a condition: its words and signs with their positions; a mistyped one is reported with a remedy."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from survey.errors import ExpressionError, Place
from survey.expressions.syntax_tree import place_at
from survey.spelling import fold, looks

TokenKind = Literal["number", "text", "name", "word", "sign", "end"]

WORDS = ("and", "or", "not", "in")
SIGNS = ("==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ",")

_MISTYPED = {
    "&&": "and", "&": "and", "||": "or", "|": "or", "<>": "!=", "=<": "<=", "=>": ">=", "=": "==", "!": "not",
    "≠": "!=", "≤": "<=", "≥": ">=", "×": "*", "÷": "/", "−": "-", "–": "-", ";": ",", "{": "[", "}": "]",
    "«": "'", "»": "'", "“": "'", "”": "'", "„": "'", "‘": "'", "’": "'",
}  # fmt: skip
_LATIN = str.maketrans(
    {
        "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "Х": "X", "І": "I",
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "һ": "h",
    }
)  # fmt: skip

# The first alternative that fits wins. Slips such as => therefore come before signs, and no letter may follow a name, so
# that a word with one Cyrillic letter in it is reported whole instead of being cut there.
_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>\d+(?:\.\d+)?(?![\w.]))
  | (?P<text>'[^']*'|"[^"]*")
  | (?P<column>`[^`]+`)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?!\w))
  | (?P<foreign>\w[\w.]*)
  | (?P<slip>&&|\|\||<>|=<|=>)
  | (?P<sign>==|!=|<=|>=|[<>+\-*/()\[\],])
  | (?P<quote>['"`])
  | (?P<strange>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class ExpressionSyntaxError(ExpressionError):
    """A condition that cannot be read; shows its line with the offending characters marked.

    Parameters
    ----------
    code : str
    source : str
        The condition as written.
    start, length : int
        The offending characters, counted from 0.
    fact, remedy : str
    where : Place or None
        Where the condition begins.
    """

    def __init__(
        self, code: str, source: str, start: int, length: int, fact: str, remedy: str, where: Place | None
    ) -> None:
        super().__init__(code, str(place_at(where, start)), fact, remedy)
        self.source = source
        self.start = start
        self.length = length
        self.where = where

    def __reduce__(self) -> tuple[type[ExpressionSyntaxError], tuple[str | int | Place | None, ...]]:
        return type(self), (self.code, self.source, self.start, self.length, self.fact, self.remedy, self.where)

    def __str__(self) -> str:
        shown = re.sub(r"\s", " ", self.source)
        mark = " " * self.start + "^" * self.length
        return f"[{self.code}] {self.place}\n  {shown}\n  {mark}\n  {self.fact}\n  {self.remedy}"


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign; ``text`` is without quotes or backticks, ``start`` and ``end`` with them."""

    kind: TokenKind
    text: str
    start: int
    end: int


def tokenize(source: str, place: Place | None = None) -> list[Token]:
    """Words and signs of a condition, closed by a token of kind ``end``.

    Raises
    ------
    ExpressionSyntaxError
        ``X003`` for a character or word of another language, ``X004`` for a text whose quote is not closed.
    """
    tokens: list[Token] = []
    for match in _PATTERN.finditer(source):
        kind, text = str(match.lastgroup), match.group()
        if kind == "space":
            continue
        if kind == "quote":
            raise ExpressionSyntaxError(
                "X004", source, match.start(), len(source) - match.start(),
                "This text has no closing quote.", f"Close it with {text}.", place,
            )  # fmt: skip
        if kind in ("foreign", "slip", "strange"):
            fact, remedy = _what_is_wrong(text)
            raise ExpressionSyntaxError("X003", source, match.start(), len(text), fact, remedy, place)
        tokens.append(_token(kind, text, match.start(), match.end()))
    return [*tokens, Token("end", "", len(source), len(source) + 1)]


def _token(kind: str, text: str, start: int, end: int) -> Token:
    if kind == "text":
        return Token("text", text[1:-1], start, end)
    if kind == "column":
        return Token("name", text[1:-1], start, end)
    if kind == "name":
        return Token("word" if text in WORDS else "name", text, start, end)
    return Token("number" if kind == "number" else "sign", text, start, end)


def _what_is_wrong(text: str) -> tuple[str, str]:
    """Fact and remedy for a character or word that does not belong to the language."""
    if text in _MISTYPED:
        return f"{text} is not a sign of this language.", f"Write {_MISTYPED[text]}"
    meant = _translated().get(looks(fold(text)), {})
    if len(set(meant.values())) > 1:
        readings = " and ".join(f"{word!r} in {language!r}" for language, word in meant.items())
        return (
            f"{text!r} means {readings}.",
            f"Write {' or '.join(f'{word!r}' for word in sorted(set(meant.values())))}, whichever is meant.",
        )
    if meant:
        return f"The words of conditions are English, not {text!r}.", f"Write {next(iter(meant.values()))}"
    if text[0].isdigit():
        return (
            f"{text!r} is neither a number nor a name.",
            "A name begins with a letter; a number has one decimal point.",
        )
    latin = text.translate(_LATIN)
    if latin.isascii() and latin.replace("_", "a").isalnum():
        return f"{text!r} has letters that look Latin and are not.", f"Did you mean {latin!r}, typed in Latin letters?"
    if text[0].isalnum():
        remedy = "Names are Latin letters, digits and _; other columns go in `backticks`, wordings in quotes."
        return f"{text!r} is not a name here.", remedy
    return f"The sign {text} means nothing here.", f"Known signs: {' '.join(SIGNS)}"


@functools.cache
def _translated() -> dict[str, dict[str, str]]:
    """Meanings of words of other languages: for each folded word, the English word by language."""
    by_language = tomllib.loads(files("survey.expressions").joinpath("words.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = {}
    for language, words in by_language.items():
        for word, meant in words.items():
            found.setdefault(looks(fold(word)), {})[language] = meant
    return found
