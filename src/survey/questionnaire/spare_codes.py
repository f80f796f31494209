"""Codes that data files have for reasons for which the questionnaire has none."""

from __future__ import annotations

import math
from collections.abc import Mapping

from survey.blank_reasons import Reason
from survey.questionnaire.model import NUMERIC_KINDS, Variable

NOT_ASKED_CODE = -1
"""Code of "not asked"; files are read back with the routing, which alone decides who was asked."""

SPARE_CODES: Mapping[Reason, int] = {Reason.NOT_APPLICABLE: -7, Reason.DONT_KNOW: -8, Reason.REFUSED: -9}
"""Codes of stated reasons that occur although the questionnaire has no code for them."""


def free_code(variable: Variable, code: int) -> float | None:
    """The code, unless it may be an answer or is a missing code of the question."""
    question = variable.question
    if any(one.written is None and one.code == code for one in variable.missing):
        return None
    if variable.kind in NUMERIC_KINDS:
        low = -math.inf if question.minimum is None else question.minimum
        return None if low <= code else float(code)
    return None if code in variable.codes else float(code)
