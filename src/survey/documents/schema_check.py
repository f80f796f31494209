"""Check of a document against a schema: every value, key and range, with a complaint at the place of each mistake."""

from __future__ import annotations

from survey.documents.document_item import DocumentItem
from survey.documents.schema_kinds import (
    AnswerCode,
    Bool,
    ByKey,
    ByLanguage,
    ByShape,
    ByValue,
    Date,
    File,
    ListOf,
    MappingOf,
    NumberKind,
    OneOf,
    Open,
    Record,
    SettingKind,
    String,
    range_of,
    records,
)
from survey.languages import with_english


def check(item: DocumentItem, kind: SettingKind) -> None:
    """Complain of everything in a value that is not of its kind.

    Complaints: those of :class:`survey.documents.DocumentItem` for wrong kinds (``D005``-``D007``, ``D012``), missing
    and unknown keys (``D009``, ``D011``) and wordings (``D010``, ``D021``); ``D022`` a number out of range, ``D023`` a
    list or mapping with too few or too many elements, ``D024`` an element twice, ``D025`` a key that is not a code,
    ``D026`` not exactly one of several keys, ``D027`` not a path, ``D028`` an empty text, and the codes that a schema
    names itself.
    """
    match kind:
        case ListOf():
            _check_list(item, kind)
        case MappingOf():
            _check_mapping(item, kind)
        case Record():
            _check_record(item, kind)
        case ByLanguage():
            _check_by_language(item, kind)
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


def _check_date(item: DocumentItem, kind: Date) -> None:
    if not kind.code or not item.is_scalar() or item.is_null():
        item.day()
    elif not item.is_day():
        item.refuse(kind.code, f"{item.source!r} is not a date.", "Write year, month and day: 2018-01-08.")


def _check_list(item: DocumentItem, kind: ListOf) -> None:
    elements = item.elements()
    _check_size(item, len(elements), kind.least, kind.most)
    seen: set[str] = set()
    for element in elements:
        check(element, kind.kind)
        if element.source and element.source in seen:
            element.refuse("D024", f"{element.source!r} is in the list twice.", "Keep one of the two.")
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
    if kind.worded:
        item.wording()
    item.keep_to(kind.names(item.languages))
    _check_size(item, len(item.names()), kind.least, None)
    present = [name for name in kind.one_of if item.has(name)]
    unknown = any(item.key(name).is_spoilt for name in item.names())
    if kind.one_of and len(present) != 1 and not (unknown and not present):
        fact = f"{' and '.join(present)} are given together." if present else "Nothing is said here."
        item.refuse("D026", fact, f"Write one of: {', '.join(kind.one_of)}; give each its own element.")


def _check_by_language(item: DocumentItem, kind: ByLanguage) -> None:
    for name, value in item.entries():
        check(value.named(f"{item.element}, {name}"), kind.kind)
    item.keep_to(with_english(item.languages))


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
    item.keep_to({name for case in kind.cases.values() for one in records(case) for name in one.names(item.languages)})


def _check_shape(item: DocumentItem, kind: ByShape) -> None:
    chosen = kind.listed if item.is_list() else kind.mapping if item.is_mapping() else kind.scalar
    if chosen is not None:
        check(item, chosen)
        return
    usual = kind.scalar or kind.mapping or kind.listed
    if usual is not None:
        check(item, usual)
