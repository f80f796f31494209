"""Names of what a form adds to the questions."""

from __future__ import annotations

from survey.questionnaire.model import Questionnaire


def free_name(name: str, form: Questionnaire) -> str:
    """A name that no question has."""
    taken = {one.casefold() for one in (*form.variables, *(question.id for question in form.questions))}
    while name.casefold() in taken:
        name = f"form_{name}"
    return name
