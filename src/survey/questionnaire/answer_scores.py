"""Scores of answers: 0 to 100 as the questionnaire gives them, with reversed rows reversed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from survey.arrays import Floats
from survey.questionnaire.model import Variable


def can_be_scored(variable: Variable) -> bool:
    """Whether every answer to a variable has a score."""
    if variable.scores:
        return set(variable.codes) <= set(variable.scores)
    question = variable.question
    return variable.kind == "scale" and question.minimum is not None and question.maximum is not None


def score_answers(variable: Variable, answers: Floats, scores: Mapping[int, float] | None = None) -> Floats:
    """Scores of answers, by code or along the numeric scale.

    Parameters
    ----------
    variable : Variable
        One for which :func:`can_be_scored` is true, unless ``scores`` are given.
    answers : (n,) array
        Codes or points of the scale; NaN where blank.
    scores : mapping of code to score, optional
        Used instead of those of the questionnaire, as they are also for a reversed row.

    Returns
    -------
    (n,) array
        0 to 100; NaN where blank or without a score.
    """
    by_code = scores or variable.scores
    if by_code:
        found = np.full(len(answers), np.nan)
        for code, points in by_code.items():
            found[answers == code] = points
        return found
    low, high = variable.question.minimum, variable.question.maximum
    assert low is not None
    assert high is not None
    share = 100 * (answers - low) / (high - low)
    # Variable.scores of a choice are reversed when the questionnaire is read; a numeric scale has none to reverse
    return 100 - share if variable.row is not None and variable.row.reverse else share
