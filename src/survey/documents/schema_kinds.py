"""What the values of a file may be, declared as data: kinds, ranges, keys.

A schema is a tree of the frozen kinds below. :func:`check` holds a value and all that is in it against a kind;
``survey.documents.json_schema`` writes the same tree as JSON Schema. Names of other elements of the instrument (a
question, a grouping) are texts here: the reader that knows the other elements looks them up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from survey.documents.document_item import DocumentItem
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
    """A code of an answer: a whole number from ``low`` to ``high``, or a text such as ``KZ``, which its reader checks."""

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
    """A list, in which no text or number may stand twice."""

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
    languages : tuple of str
        The record has a wording in these languages, each under its own key.
    optional_languages : tuple of str
        A wording in these may be added.
    one_of : tuple of str
        Exactly one of these keys stands in the record.
    least : int
        How many keys it has at least.
    """

    keys: Mapping[str, Key]
    element: str = ""
    languages: tuple[Language, ...] = ()
    optional_languages: tuple[Language, ...] = ("en",)
    one_of: tuple[str, ...] = ()
    least: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Every key that may stand in the record."""
        return (*self.keys, *self.wording_keys)

    @property
    def wording_keys(self) -> tuple[Language, ...]:
        """Languages a wording may be written in."""
        return tuple(dict.fromkeys((*self.languages, *self.optional_languages))) if self.languages else ()


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
    | ByValue
    | ByKey
    | ByShape
    | Open
)


def check(item: DocumentItem, kind: SettingKind) -> None:
    """Complain of everything in a value that is not of its kind.

    Complaints: those of :class:`survey.documents.Item` for wrong kinds (``D005``-``D007``, ``D012``), missing and unknown
    keys (``D009``, ``D011``) and wordings (``D010``, ``D021``); ``D022`` a number out of range, ``D023`` a list or
    mapping with too few or too many elements, ``D024`` an element twice, ``D025`` a key that is not a code, ``D026``
    not exactly one of several keys, ``D027`` not a path, and the codes a schema names itself.
    """
    match kind:
        case ListOf():
            _check_list(item, kind)
        case MappingOf():
            _check_mapping(item, kind)
        case Record():
            _check_record(item, kind)
        case ByValue():
            _check_by_value(item, kind)
        case ByKey(cases, otherwise):
            check(item, next((case for key, case in cases.items() if item.has(key)), otherwise))
        case ByShape():
            _check_shape(item, kind)
        case Open():
            _check_size(item, len(list(item.entries())), 1, None)
        case _:
            _check_scalar(item, kind)


def _check_scalar(item: DocumentItem, kind: String | File | Bool | NumberKind | AnswerCode | Date | OneOf) -> None:
    match kind:
        case String():
            _check_text(item)
        case File():
            _check_path(item)
        case Bool():
            item.boolean()
        case NumberKind():
            _check_number(item, kind)
        case AnswerCode(low, high, remedy):
            is_text = item.is_scalar() and not item.is_number() and not item.is_null()
            _check_text(item) if is_text else _check_number(item, NumberKind(low, high, whole=True, remedy=remedy))
        case Date():
            _check_date(item, kind)
        case OneOf(words):
            item.choice(words)


# Single values


def _check_text(item: DocumentItem) -> None:
    if not item.text().strip() and not item.is_spoilt:
        item.refuse("D028", "The text is empty.", "Write something, or remove the key.")


def _check_path(item: DocumentItem) -> None:
    _check_text(item)
    if any(ord(sign) < 32 for sign in item.source):
        item.refuse("D027", f"{item.source!r} is not the path of a file.", "Write it without line ends.")


def _check_number(item: DocumentItem, kind: NumberKind) -> None:
    number = item.integer() if kind.whole else item.number()
    if item.is_spoilt:
        return
    too_low = kind.low is not None and number < kind.low
    if too_low or (kind.high is not None and number > kind.high) or (kind.above is not None and number <= kind.above):
        item.refuse(kind.code or "D022", f"{item.source} is not {range_of(kind)}.", kind.remedy)


def range_of(kind: NumberKind) -> str:
    """The range of a number in words, empty without one."""
    if kind.above is not None:
        return f"above {kind.above:,.12g}" + (f" and at most {kind.high:,.12g}" if kind.high is not None else "")
    if kind.low is not None and kind.high is not None:
        return f"between {kind.low:,.12g} and {kind.high:,.12g}"
    if kind.low is not None:
        return f"at least {kind.low:,.12g}"
    return f"at most {kind.high:,.12g}" if kind.high is not None else ""


def _check_date(item: DocumentItem, kind: Date) -> None:
    if not kind.code or not item.is_scalar() or item.is_null():
        item.day()
    elif not item.is_day():
        item.refuse(kind.code, f"{item.source!r} is not a date.", "Write year, month and day: 2018-01-08.")


# Lists and mappings


def _check_list(item: DocumentItem, kind: ListOf) -> None:
    elements = item.elements()
    _check_size(item, len(elements), kind.least, kind.most)
    seen: set[str] = set()
    for element in elements:
        check(element, kind.kind)
        if element.source and element.source in seen:
            element.refuse("D024", f"{element.source!r} stands in the list twice.", "Keep one of the two.")
        seen.add(element.source)


def _check_mapping(item: DocumentItem, kind: MappingOf) -> None:
    entries = list(item.entries())
    _check_size(item, len(entries), kind.least, None)
    for name, value in entries:
        if kind.codes and not is_code(name):
            item.key(name).refuse("D025", f"{name!r} is not a code.", "Write the code, a whole number.")
        check(value.named(_named(kind.element, item, name)), kind.kind)


def is_code(name: str) -> bool:
    """Whether a key is a code: a whole number in plain figures."""
    digits = name.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 10 and (digits == "0" or digits[0] != "0")


def _check_size(item: DocumentItem, size: int, least: int, most: int | None) -> None:
    if item.is_spoilt or (size >= least and (most is None or size <= most)):
        return
    wanted = f"{least}" if least == most else f"at least {least}" if size < least else f"at most {most}"
    fact = f"There are {size} elements here, not {wanted}." if size else "There is nothing in it."
    item.refuse(
        "D023", fact, "Write what is meant, or remove the key." if not size else "Correct the number of elements."
    )


def _check_record(item: DocumentItem, kind: Record) -> None:
    if not item.is_mapping():
        list(item.entries())
        return
    item = item.named(_element(kind, item))
    for name, key in kind.keys.items():
        found = item.get(name)
        if found is not None:
            check(found.named(f"{item.element}, {name}" if item.element else name), key.kind)
        elif key.required:
            item.need(name)
    if kind.languages:
        item.wording(kind.languages, optional=kind.optional_languages)
    item.keep_to(kind.names)
    _check_size(item, len(item.names()), kind.least, None)
    present = [name for name in kind.one_of if item.has(name)]
    unknown = any(item.key(name).is_spoilt for name in item.names())
    if kind.one_of and len(present) != 1 and not (unknown and not present):
        fact = f"{' and '.join(present)} stand together." if present else "Nothing is said here."
        item.refuse("D026", fact, f"Write one of: {', '.join(kind.one_of)}; give each an element of its own.")


def _element(kind: Record | ByValue, item: DocumentItem) -> str:
    named = {key: value.source for key, value in item.entries() if value.source}
    try:
        return kind.element.format(parent=item.element, **named) or item.element
    except KeyError:
        return item.element


def _named(template: str, item: DocumentItem, name: str) -> str:
    return template.format(parent=item.element, name=name) if template else f"{item.element}, {name}".lstrip(", ")


def _check_by_value(item: DocumentItem, kind: ByValue) -> None:
    if not item.is_mapping():
        list(item.entries())
        return
    item = item.named(_element(kind, item))
    word = item.need(kind.key)
    if word.source in kind.cases:
        check(item, kind.cases[word.source])
        return
    word.choice(tuple(kind.cases))
    item.keep_to({name for case in kind.cases.values() for one in records(case) for name in one.names})


def records(kind: SettingKind) -> Iterator[Record]:
    """The records a kind can be at its own place."""
    match kind:
        case Record():
            yield kind
        case ByKey(cases, otherwise):
            for case in (*cases.values(), otherwise):
                yield from records(case)


def _check_shape(item: DocumentItem, kind: ByShape) -> None:
    chosen = kind.listed if item.is_list() else kind.mapping if item.is_mapping() else kind.scalar
    if chosen is not None:
        check(item, chosen)
        return
    usual = kind.scalar or kind.mapping or kind.listed
    if usual is not None:
        check(item, usual)
