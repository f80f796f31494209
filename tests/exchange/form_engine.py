"""A small engine of forms: what an engine makes of tests, for which a blank is an empty text."""

from __future__ import annotations

import operator

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

SIGNS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}

Answers = dict[str, str | set[str]]
"""What an interview has, as files write it: a code, or the codes of a multiple choice; nothing for a blank."""


def is_true(test: FormTest, answers: Answers) -> bool:
    """What an engine makes of a test, for which a blank is an empty text."""
    match test:
        case Compared(left=left, sign=sign, right=right):
            return bool(SIGNS[sign](*(value(one, answers) for one in (left, right))))
        case Selected(variable=variable, code=code):
            return has(variable, code, answers)
        case InState(variable=variable, state=state):
            given = any(has(variable, code, answers) for code in missing_codes(variable, state))
            return given if state != "answered" else bool(answers.get(variable.id)) and not given
        case AllOf(parts=parts):
            return all(is_true(part, answers) for part in parts)
        case AnyOf(parts=parts):
            return any(is_true(part, answers) for part in parts)
        case Opposite(part=part):
            return not is_true(part, answers)


def has(variable: Variable, code: str, answers: Answers) -> bool:
    given = answers.get(variable.id, "")
    return code in given if isinstance(given, set) else code == given


def value(given: FormValue, answers: Answers) -> float | str:
    match given:
        case Constant(value=constant):
            return constant
        case Answer(variable=variable):
            written = answers.get(variable.id, "")
            assert isinstance(written, str)
            is_text = written in variable.written_missing or not written
            return written if variable.answer_kind == "text" else float("nan" if is_text else written)
        case NumberChosen(variable=variable):
            return len(answers.get(variable.id, ""))
        case Mentioned(variable=variable, code=code):
            return float(has(variable, code, answers))
        case NumberAnswered(variables=variables):
            return sum(is_true(InState(one, "answered"), answers) for one in variables)
        case Calculated(operation=operation, left=left, right=right):
            return float(OPERATIONS[operation](value(left, answers), value(right, answers)))
