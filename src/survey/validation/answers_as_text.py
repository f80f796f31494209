"""Answers to one question as text, whatever the kind of the question."""

from __future__ import annotations

import numpy as np

from survey.arrays import Objects
from survey.interviews import Interviews
from survey.text import number_text


def answer_texts(interviews: Interviews, name: str | None) -> Objects | None:
    """(n,) answer of each interview as text or code, None where blank; None without such a variable."""
    if name is None or name not in interviews.form.variables:
        return None
    if interviews.kind_of(name) == "text":
        return interviews.texts(name)
    codes = interviews.values(name)
    return np.array([None if np.isnan(code) else number_text(code) for code in codes], object)
