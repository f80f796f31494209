"""Answers as scores: 0 to 100 as the questionnaire says, reversed rows turned round."""

from __future__ import annotations

import numpy as np

from survey.arrays import Floats
from survey.design.sample import Sample
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire, Variable


def form_of(sample: Sample) -> Questionnaire | None:
    """The questionnaire of a sample; None for a plain table."""
    return sample.data.form if isinstance(sample.data, Interviews) else None


def variable_of(sample: Sample, name: str) -> Variable | None:
    """The variable of the questionnaire a name means; None for added columns, groupings and plain tables."""
    form = form_of(sample)
    return None if form is None or name in sample.assigned else form.variables.get(name)


def can_be_scored(variable: Variable) -> bool:
    """Whether every answer has a score."""
    if variable.scores:
        return set(variable.codes) <= set(variable.scores)
    question = variable.question
    return variable.kind == "scale" and question.minimum is not None and question.maximum is not None


def score(variable: Variable, answers: Floats) -> Floats:
    """(n,) scores from 0 to 100 of codes or points on a scale; NaN where blank or without a score.

    Parameters
    ----------
    variable : Variable
        For which :func:`can_be_scored` holds.
    answers : (n,) array
    """
    if variable.scores:
        found = np.full(len(answers), np.nan)
        for code, points in variable.scores.items():
            found[answers == code] = points
        return found
    question = variable.question
    assert question.minimum is not None
    assert question.maximum is not None
    share = (answers - question.minimum) / (question.maximum - question.minimum) * 100
    return 100 - share if variable.row is not None and variable.row.reverse else share
