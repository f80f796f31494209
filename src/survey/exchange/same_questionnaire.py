"""Check that interviews answer the questionnaire they are written with."""

from __future__ import annotations

from survey.errors import ExportError
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire


def need_same(form: Questionnaire, interviews: Interviews) -> None:
    """Refuse interviews whose questionnaire has other variables or answers.

    Raises
    ------
    ExportError
        ``G022``.
    """
    codes = (
        {name: (one.columns, one.codes) for name, one in each.variables.items()} for each in (form, interviews.form)
    )
    if next(codes) != next(codes):
        fact = f"The interviews answer another questionnaire: {interviews.form.id} {interviews.form.version}."
        raise ExportError("G022", f"questionnaire {form.id}", fact, "Give the questionnaire they were decoded with.")
