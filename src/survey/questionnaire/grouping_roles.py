"""Groupings by what they are about: the question in a role, such as the stratum or the ethnicity of the respondent."""

from __future__ import annotations

from survey.questionnaire.model import Grouping, Questionnaire


def is_in_role(grouping: Grouping, form: Questionnaire, role: str) -> bool:
    """Whether a grouping is made of the question in a role and of no other."""
    asked = form.roles.get(role)
    return asked is not None and {name for one in grouping.categories for name in one.when.names} == {asked}


def grouping_in_role(form: Questionnaire, *roles: str) -> Grouping | None:
    """The first grouping made of the question in a role alone; of the first role that has one; None without any.

    Examples
    --------
    >>> from survey.questionnaire import read_questionnaire
    >>> grouping_in_role(read_questionnaire("questionnaires/interethnic"), "stratum").id
    'unit'
    """
    found = (one for role in roles for one in form.groupings.values() if is_in_role(one, form, role))
    return next(found, None)
