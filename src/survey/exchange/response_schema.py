"""JSON Schema (draft 2020-12) of one response: an object with a property per question, in the words of one language.

Answers are written as files have them: the code of a single choice, a list of codes of a multiple one, a number, a
text. A blank is the code of its reason; a question that was not asked has no property. Conditions of asking are
described, not checked.
"""

from __future__ import annotations

from typing import TypeAlias

from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryVariable
from survey.text import Language, Text

SchemaValue: TypeAlias = "str | float | bool | list[SchemaValue] | dict[str, SchemaValue]"

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def response_schema(dictionary: Dictionary, language: Language) -> dict[str, SchemaValue]:
    """The schema in one language of the dictionary."""
    return {
        "$schema": DRAFT,
        "$id": f"urn:survey:{dictionary.id}:{dictionary.version}:{language}",
        "title": _said(dictionary.title, language),
        "type": "object",
        "properties": {one.name: _property(one, language) for one in dictionary.variables},
        "additionalProperties": False,
    }


def _property(variable: DictionaryVariable, language: Language) -> dict[str, SchemaValue]:
    wording = _said(variable.text, language)
    question = _said(variable.question_text, language)
    found: dict[str, SchemaValue] = {"title": wording}
    if question:
        found["description"] = question
    if variable.universe:
        found["x-asked-if"] = variable.universe
    answer = _answer(variable, language)
    blanks = [_constant(variable, code, language) for code in variable.blanks]
    if not blanks:
        return found | answer
    return found | {"anyOf": [answer, *blanks]}


def _answer(variable: DictionaryVariable, language: Language) -> dict[str, SchemaValue]:
    constants: list[SchemaValue] = [_constant(variable, code, language) for code in variable.answers]
    match variable.kind:
        case "single":
            return {"oneOf": constants}
        case "multiple":
            return {"type": "array", "items": {"oneOf": constants}, "uniqueItems": True, "minItems": 1}
        case "whole" | "decimal":
            found: dict[str, SchemaValue] = {"type": "integer" if variable.kind == "whole" else "number"}
            bounds = {"minimum": variable.low, "maximum": variable.high}
            return found | {name: _whole(bound) for name, bound in bounds.items() if bound is not None}
        case "date":
            return {"type": "string", "format": "date"}
        case "time":
            return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
    return {"type": "string"}


def _constant(variable: DictionaryVariable, code: DictionaryCode, language: Language) -> dict[str, SchemaValue]:
    """One code with its wording; for a blank also its reason."""
    is_text = variable.kind in ("text", "date", "time") or not code.code.lstrip("-").isdecimal()
    found: dict[str, SchemaValue] = {
        "const": code.code if is_text else int(code.code),
        "title": _said(code.text, language),
    }
    return found | ({"x-reason": code.reason.name.lower()} if code.reason else {})


def _whole(bound: float) -> float:
    """A bound without decimals where it has none."""
    return int(bound) if bound == int(bound) else bound


def _said(text: Text, language: Language) -> str:
    return text[language] if text.has(language) else ""
