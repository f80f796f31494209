"""Tests of form logic in XPath as XForms engines read it, with questions as ``${name}`` (XLSForm)."""

from __future__ import annotations

from survey.exchange.form_logic import (
    AllOf,
    Answer,
    AnyOf,
    Calculated,
    Compared,
    Constant,
    FormTest,
    FormValue,
    InState,
    Mentioned,
    NumberAnswered,
    NumberChosen,
    Opposite,
    Selected,
    missing_codes,
)
from survey.questionnaire.model import Variable

_SIGNS = {"==": "=", "!=": "!="}
_OPERATIONS = {"/": "div"}


def xpath(test: FormTest) -> str:
    """The test as an expression of XForms.

    Notes
    -----
    An XForms engine reads a question that is not relevant as an empty text. Every comparison is therefore joined with the
    question whether there is an answer, which :func:`survey.exchange.form_logic.holds` adds.
    """
    match test:
        case Compared(left=left, sign=sign, right=right):
            return f"{_value(left)} {_SIGNS.get(sign, sign)} {_value(right)}"
        case Selected(variable=variable, code=code):
            return _has(variable, code)
        case InState():
            return _state(test)
        case AllOf(parts=parts):
            return " and ".join(_inside(part) for part in parts) if parts else "true()"
        case AnyOf(parts=parts):
            return " or ".join(_inside(part) for part in parts) if parts else "false()"
        case Opposite(part=part):
            return f"not({xpath(part)})"


def quoted(text: str) -> str:
    """A text as a literal of XPath 1.0, which has no escapes: the quotes that the text lacks, or a concatenation."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    parts = text.split("'")
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in parts) + ")"


def _inside(test: FormTest) -> str:
    """A part of a longer expression: in brackets when it is joined itself."""
    written = xpath(test)
    joined = isinstance(test, AllOf | AnyOf) and len(test.parts) > 1
    return f"({written})" if joined or (isinstance(test, InState) and " and " in written) else written


def _has(variable: Variable, code: str) -> str:
    if variable.kind == "multiple":
        return f"selected(${{{variable.id}}}, {quoted(code)})"
    return f"${{{variable.id}}} = {quoted(code)}"


def _state(test: InState) -> str:
    codes = missing_codes(test.variable, test.state)
    given = " or ".join(_has(test.variable, code) for code in codes)
    if test.state != "answered":
        return f"({given})" if len(codes) > 1 else given or "false()"
    filled = f"${{{test.variable.id}}} != ''"
    return f"{filled} and not({given})" if codes else filled


def _value(value: FormValue) -> str:
    match value:
        case Constant(value=number):
            return quoted(number) if isinstance(number, str) else f"{number:.15g}"
        case Answer(variable=variable):
            return f"${{{variable.id}}}"
        case NumberChosen(variable=variable):
            return f"count-selected(${{{variable.id}}})"
        case Mentioned(variable=variable, code=code):
            return f"if({_has(variable, code)}, 1, 0)"
        case NumberAnswered(variables=variables):
            counted = [f"if({_state(InState(one, 'answered'))}, 1, 0)" for one in variables]
            return f"({' + '.join(counted)})"
        case Calculated(operation=operation, left=left, right=right):
            return f"({_value(left)} {_OPERATIONS.get(operation, operation)} {_value(right)})"
