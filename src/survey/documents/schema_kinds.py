"""Schema kinds: the values that a file may hold, declared as data (kinds, ranges, keys).

A schema is a tree of the frozen kinds below. ``survey.documents.schema_check`` checks a value and everything in it
against a kind; ``survey.documents.json_schema`` writes the same tree as JSON Schema. Names of other elements of the
instrument (a question, a grouping) are texts here: the reader that knows the other elements looks them up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from survey.languages import with_english
from survey.text import Language


@dataclass(frozen=True, slots=True)
class String:
    """A text that says something; ``what`` names it in the reference of settings."""

    what: str = "text"


@dataclass(frozen=True, slots=True)
class File:
    """The path of a file or folder, relative to the file it is written in."""


@dataclass(frozen=True, slots=True)
class Bool:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A finite number from ``low`` to ``high``; with ``above`` it must be greater than that.

    ``code`` and ``remedy`` belong to the complaint about a number out of this range.
    """

    low: float | None = None
    high: float | None = None
    above: float | None = None
    whole: bool = False
    code: str = ""
    remedy: str = "Correct the number."


@dataclass(frozen=True, slots=True)
class AnswerCode:
    """A code of an answer: a whole number from ``low`` to ``high``, or a text such as ``KZ`` that its reader checks."""

    low: float
    high: float
    remedy: str = "Correct the number."


@dataclass(frozen=True, slots=True)
class Date:
    """A day, written as year, month and day."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list in which no text or number is repeated."""

    kind: SettingKind
    least: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True)
class MappingOf:
    """A mapping whose keys are names the author chooses, or codes when ``codes``."""

    kind: SettingKind
    codes: bool = False
    element: str = ""
    least: int = 1


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: its kind, what it means and what holds without it."""

    kind: SettingKind
    meaning: str = ""
    required: bool = False
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys.

    Parameters
    ----------
    keys : mapping of name to Key
    element : str
        Name of the element in complaints; ``{parent}`` is that of the element around it, ``{id}`` the value of a key.
    worded : bool
        The record has a wording in every language of the survey, each under the code of the language; one in English
        may be added.
    one_of : tuple of str
        Exactly one of these keys must be present.
    least : int
        Smallest number of keys.
    """

    keys: Mapping[str, Key]
    element: str = ""
    worded: bool = False
    one_of: tuple[str, ...] = ()
    least: int = 0

    def names(self, languages: tuple[Language, ...]) -> tuple[str, ...]:
        """Every key that the record may have in a survey with these languages."""
        return (*self.keys, *(with_english(languages) if self.worded else ()))


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """A mapping with a value of one kind under the code of each language that needs one."""

    kind: SettingKind


@dataclass(frozen=True, slots=True)
class ByValue:
    """A record whose keys depend on the word under one of them; ``element`` as in :class:`Record`."""

    key: str
    cases: Mapping[str, SettingKind]
    element: str = ""


@dataclass(frozen=True, slots=True)
class ByKey:
    """A mapping whose keys depend on which of these it holds; ``otherwise`` when it holds none."""

    cases: Mapping[str, SettingKind]
    otherwise: SettingKind


@dataclass(frozen=True, slots=True)
class ByShape:
    """A single value, a list or a mapping; what is None is refused."""

    scalar: SettingKind | None = None
    listed: SettingKind | None = None
    mapping: SettingKind | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A mapping that holds something; its reader checks what."""

    meaning: str = field(default="mapping")


SettingKind: TypeAlias = (
    String
    | File
    | Bool
    | NumberKind
    | AnswerCode
    | Date
    | OneOf
    | ListOf
    | MappingOf
    | Record
    | ByLanguage
    | ByValue
    | ByKey
    | ByShape
    | Open
)


def range_of(kind: NumberKind) -> str:
    """The range of a number in words, empty without one."""
    if kind.above is not None:
        return f"above {kind.above:,.12g}" + (f" and at most {kind.high:,.12g}" if kind.high is not None else "")
    if kind.low is not None and kind.high is not None:
        return f"between {kind.low:,.12g} and {kind.high:,.12g}"
    if kind.low is not None:
        return f"at least {kind.low:,.12g}"
    return f"at most {kind.high:,.12g}" if kind.high is not None else ""


def records(kind: SettingKind) -> Iterator[Record]:
    """The records a kind can be at its own place."""
    match kind:
        case Record():
            yield kind
        case ByKey(cases, otherwise):
            for case in (*cases.values(), otherwise):
                yield from records(case)
