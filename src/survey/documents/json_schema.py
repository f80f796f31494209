"""JSON Schema written from schema kinds, for completion in editors and for other programs."""

from __future__ import annotations

from survey.documents.schema_kinds import (
    AnswerCode,
    Bool,
    ByKey,
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

Json = dict[str, object]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Json = {"type": ["string", "number"]}
_CODE_NAMES = r"^(0|-?[1-9][0-9]{0,8})$"


def to_json_schema(kind: SettingKind) -> Json:
    """The schema of a whole file (JSON Schema, draft 2020-12)."""
    return {"$schema": _DIALECT, **_json(kind)}


def _json(kind: SettingKind) -> Json:
    match kind:
        case ListOf():
            size = {"minItems": kind.least} if kind.most is None else {"minItems": kind.least, "maxItems": kind.most}
            return {"type": "array", "items": _json(kind.kind), **size}
        case MappingOf():
            names: Json = {"propertyNames": {"pattern": _CODE_NAMES}} if kind.codes else {}
            return {
                "type": "object", "additionalProperties": _json(kind.kind), "minProperties": kind.least, **names,
            }  # fmt: skip
        case Record():
            return _record(kind)
        case ByValue(key, cases):
            return {"oneOf": [_case(key, word, case) for word, case in cases.items()]}
        case ByKey(cases, otherwise):
            return {"anyOf": [_json(case) for case in (*cases.values(), otherwise)]}
        case ByShape(scalar, listed, mapping):
            return {"anyOf": [_json(one) for one in (scalar, listed, mapping) if one is not None]}
        case Open():
            return {"type": "object", "minProperties": 1}
        case _:
            return _scalar(kind)


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


def _record(kind: Record) -> Json:
    wording: dict[str, object] = {language: dict[str, object](_TEXT) for language in kind.wording_keys}
    keys = {name: _key(key) for name, key in kind.keys.items()}
    required = [name for name, key in kind.keys.items() if key.required]
    made: Json = {
        "type": "object",
        "properties": {**keys, **wording},
        "additionalProperties": False,
        "required": [*required, *kind.languages],
    }
    if kind.least:
        made["minProperties"] = kind.least
    if kind.one_of:
        made["oneOf"] = [{"required": [name]} for name in kind.one_of]
    return made


def _key(key: Key) -> Json:
    described = key.meaning + (f" Without it: {key.usual}." if key.usual else "")
    return {**_json(key.kind), "description": described} if described else _json(key.kind)


def _case(key: str, word: str, case: SettingKind) -> Json:
    return {"allOf": [_json(case), {"properties": {key: {"const": word}}}]}
