"""The reference of a file's settings, written from its schema."""

from __future__ import annotations

from collections.abc import Iterator

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
)


def reference(kind: SettingKind) -> str:
    """Rows of a Markdown table: setting, what it holds, meaning and what holds without it."""
    lines = ["| setting | value | meaning |", "|---|---|---|"]
    lines += [f"| `{path}` | {value} | {meaning} |" for path, value, meaning in dict.fromkeys(_rows(kind, ""))]
    return "\n".join(lines) + "\n"


def _rows(kind: SettingKind, path: str) -> Iterator[tuple[str, str, str]]:
    match kind:
        case Record():
            yield from _rows_of_record(kind, path)
        case ListOf(inner):
            yield from _rows(inner, f"{path}[]")
        case ByLanguage(inner):
            yield from _rows(inner, f"{path}.<language>")
        case MappingOf(inner):
            yield from _rows(inner, f"{path}.<{'code' if kind.codes else 'name'}>" if path else "<name>")
        case ByValue(_, cases):
            for case in cases.values():
                yield from _rows(case, path)
        case ByKey(cases, otherwise):
            for case in (*cases.values(), otherwise):
                yield from _rows(case, path)
        case ByShape(scalar, listed, mapping):
            for one in (scalar, mapping, listed):
                if one is not None:
                    yield from _rows(one, path)


def _rows_of_record(kind: Record, path: str) -> Iterator[tuple[str, str, str]]:
    for name, key in kind.keys.items():
        here = f"{path}.{name}" if path else name
        without = "Required." if key.required else f"Without it: {key.usual}." if key.usual else ""
        yield here, words_for(key.kind), " ".join(part for part in (key.meaning, without) if part)
        yield from _rows(key.kind, here)


def words_for(kind: SettingKind) -> str:
    """Kind of a value, in words."""
    match kind:
        case ListOf(inner, least, most):
            size = f"{least}: " if least == most else ""
            return f"list of {size}{words_for(inner)}"
        case MappingOf(inner, codes):
            return f"{words_for(inner)} by {'code' if codes else 'name'}"
        case ByLanguage(inner):
            return f"{words_for(inner)} by language"
        case Record():
            return "wording" if kind.worded and not kind.keys else "mapping"
        case ByValue() | ByKey() | Open():
            return "mapping"
        case ByShape():
            kinds = (kind.scalar, kind.mapping, kind.listed)
            return " or ".join(dict.fromkeys(words_for(one) for one in kinds if one is not None))
        case _:
            return _words_for_scalar(kind)


def _words_for_scalar(kind: String | File | Bool | NumberKind | AnswerCode | Date | OneOf) -> str:
    match kind:
        case String(what):
            return what
        case File():
            return "path"
        case Bool():
            return "`true` or `false`"
        case NumberKind():
            return f"{'whole number' if kind.whole else 'number'} {range_of(kind)}".strip()
        case AnswerCode():
            return "code"
        case Date():
            return "date"
        case OneOf(words):
            return ", ".join(f"`{word}`" for word in words)
