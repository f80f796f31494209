"""JSON Schema written from schema kinds, for completion in editors and for other programs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from survey.documents.schema_kinds import (
    AnswerCode,
    Bool,
    ByKey,
    ByLanguage,
    ByShape,
    ByValue,
    Date,
    File,
    Key,
    ListOf,
    MappingOf,
    NumberKind,
    OneOf,
    Open,
    Record,
    SettingKind,
    String,
)
from survey.languages import with_english
from survey.text import Language

Json = dict[str, object]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Json = {"type": ["string", "number"]}
_LANGUAGE = r"^[a-z]{2,3}(_[A-Za-z0-9]+)*$"
_CODE_NAMES = r"^(0|-?[1-9][0-9]{0,8})$"


def to_json_schema(kind: SettingKind, languages: tuple[Language, ...] = ()) -> Json:
    """The schema of a whole file (JSON Schema, draft 2020-12).

    Parameters
    ----------
    kind : SettingKind
    languages : tuple of str
        The languages in which wordings must be; empty allows any.
    """
    return {"$schema": _DIALECT, **_Writer(languages).json(kind)}


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writer of the schema of a survey with these languages."""

    languages: tuple[Language, ...]

    def json(self, kind: SettingKind) -> Json:
        """The schema of a value."""
        match kind:
            case ListOf():
                size = (
                    {"minItems": kind.least} if kind.most is None else {"minItems": kind.least, "maxItems": kind.most}
                )
                return {"type": "array", "items": self.json(kind.kind), **size}
            case MappingOf():
                names: Json = {"propertyNames": {"pattern": _CODE_NAMES}} if kind.codes else {}
                return {
                    "type": "object", "additionalProperties": self.json(kind.kind), "minProperties": kind.least, **names,
                }  # fmt: skip
            case ByLanguage(inner):
                keys = {"propertyNames": {"enum": list(with_english(self.languages))}} if self.languages else {}
                return {"type": "object", "additionalProperties": self.json(inner), **keys}
            case Record():
                return self._record(kind)
            case ByValue(key, cases):
                return {"oneOf": [self._case(key, word, case) for word, case in cases.items()]}
            case ByKey(cases, otherwise):
                return {"anyOf": [self.json(case) for case in (*cases.values(), otherwise)]}
            case ByShape(scalar, listed, mapping):
                return {"anyOf": [self.json(one) for one in (scalar, listed, mapping) if one is not None]}
            case Open():
                return {"type": "object", "minProperties": 1}
            case _:
                return _scalar(kind)

    def _record(self, kind: Record) -> Json:
        named = with_english(self.languages) if self.languages and kind.worded else ()
        wording: dict[str, object] = {language: dict[str, object](_TEXT) for language in named}
        keys = {name: self._key(key) for name, key in kind.keys.items()}
        required = [name for name, key in kind.keys.items() if key.required]
        made: Json = {
            "type": "object",
            "properties": {**keys, **wording},
            "additionalProperties": False,
            "required": [*required, *(self.languages if kind.worded else ())],
        }
        if kind.worded and not self.languages:
            short = "|".join(name for name in kind.keys if re.match(_LANGUAGE, name))
            made["patternProperties"] = {f"^(?!({short})$){_LANGUAGE[1:]}": dict[str, object](_TEXT)}
        if kind.least:
            made["minProperties"] = kind.least
        if kind.one_of:
            made["oneOf"] = [{"required": [name]} for name in kind.one_of]
        return made

    def _key(self, key: Key) -> Json:
        described = key.meaning + (f" Without it: {key.usual}." if key.usual else "")
        return {**self.json(key.kind), "description": described} if described else self.json(key.kind)

    def _case(self, key: str, word: str, case: SettingKind) -> Json:
        return {"allOf": [self.json(case), {"properties": {key: {"const": word}}}]}


def _scalar(kind: String | File | Bool | NumberKind | AnswerCode | Date | OneOf) -> Json:
    match kind:
        case Bool():
            return {"type": "boolean"}
        case NumberKind():
            bounds = {"minimum": kind.low, "maximum": kind.high, "exclusiveMinimum": kind.above}
            limits: Json = {name: bound for name, bound in bounds.items() if bound is not None}
            return {"type": "integer" if kind.whole else "number", **limits}
        case AnswerCode():
            return {"type": ["integer", "string"], "minLength": 1}
        case Date():
            return {"type": "string", "format": "date"}
        case OneOf(words):
            return {"enum": list(words)}
        case File():
            return {"type": "string", "minLength": 1}
        case String():
            return {**_TEXT, "minLength": 1}
