"""Tests of form logic in the expressions of SurveyJS, with questions as ``{name}`` and rows of grids as ``{grid.row}``."""

from __future__ import annotations

from survey.exchange.form_answers import is_grid
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
from survey.questionnaire.model import TEXT_KINDS, Variable

_SIGNS = {"==": "=", "!=": "<>"}


def surveyjs_expression(test: FormTest) -> str:
    """The test as an expression of SurveyJS."""
    match test:
        case Compared(left=left, sign=sign, right=right):
            return f"{_value(left)} {_SIGNS.get(sign, sign)} {_value(right)}"
        case Selected(variable=variable, code=code):
            return _has(variable, code)
        case InState():
            return _state(test)
        case AllOf(parts=parts):
            return " and ".join(f"({surveyjs_expression(part)})" for part in parts) if parts else "1 = 1"
        case AnyOf(parts=parts):
            return " or ".join(f"({surveyjs_expression(part)})" for part in parts) if parts else "1 = 0"
        case Opposite(part=part):
            return f"!({surveyjs_expression(part)})"


def literal(value: float | str) -> str:
    """A constant: a number as it is, a text in quotes."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return f"{value:.15g}"


def reference(variable: Variable) -> str:
    """The answer to a question or a row: rows of a grid are inside the answer to the grid."""
    inside = variable.row is not None and is_grid(variable.question)
    return f"{{{variable.question.id}.{variable.id}}}" if inside else f"{{{variable.id}}}"


def _code(variable: Variable, code: str) -> str:
    """A code as the form stores it: a number unless the questionnaire writes it as a text."""
    texts = {*variable.written_codes, *variable.written_missing}
    return literal(code) if code in texts or variable.kind in TEXT_KINDS else code


def _has(variable: Variable, code: str) -> str:
    sign = "contains" if variable.kind == "multiple" else "="
    return f"{reference(variable)} {sign} {_code(variable, code)}"


def _state(test: InState) -> str:
    codes = missing_codes(test.variable, test.state)
    given = " or ".join(f"({_has(test.variable, code)})" for code in codes)
    if test.state != "answered":
        return given or "1 = 0"
    filled = f"{reference(test.variable)} notempty"
    return f"({filled}) and !({given})" if codes else filled


def _value(value: FormValue) -> str:
    match value:
        case Constant(value=constant):
            return literal(constant)
        case Answer(variable=variable):
            return reference(variable)
        case NumberChosen(variable=variable):
            return f"{reference(variable)[:-1]}.length}}"
        case Mentioned(variable=variable, code=code):
            return f"iif({_has(variable, code)}, 1, 0)"
        case NumberAnswered(variables=variables):
            return "(" + " + ".join(f"iif({_state(InState(one, 'answered'))}, 1, 0)" for one in variables) + ")"
        case Calculated(operation=operation, left=left, right=right):
            return f"({_value(left)} {operation} {_value(right)})"
