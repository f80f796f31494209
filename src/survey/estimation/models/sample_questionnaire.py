"""Questionnaire of a sample, and its variables by the names of the sample."""

from __future__ import annotations

from survey.design.sample import Sample
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire, Variable


def form_of(sample: Sample) -> Questionnaire | None:
    """Questionnaire of a sample; None for a plain table."""
    return sample.data.form if isinstance(sample.data, Interviews) else None


def variable_of(sample: Sample, name: str) -> Variable | None:
    """Variable of the questionnaire with this name; None for added columns, groupings and plain tables."""
    form = form_of(sample)
    return None if form is None or name in sample.assigned else form.variables.get(name)
