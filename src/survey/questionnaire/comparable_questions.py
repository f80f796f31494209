"""Questions that two versions of a questionnaire ask alike, so that their answers may be put together."""

from __future__ import annotations

from survey.questionnaire.model import Questionnaire, Variable
from survey.text import Text


def asked_alike(name: str, now: Questionnaire, before: Questionnaire, *, worded: bool) -> bool:
    """Whether a variable has the same answers, bounds, missing codes and condition in both versions.

    Parameters
    ----------
    name : str
        Id of the variable in ``now``.
    now, before : Questionnaire
    worded : bool
        Compare the wording too, in the languages both versions have; spaces do not count.
    """
    if name not in before.variables:
        return False
    one, other = now.variables[name], before.variables[name]
    languages = tuple(language for language in now.languages if language in before.languages)
    if worded and _words(_wordings(one), languages) != _words(_wordings(other), languages):
        return False
    return _answers(one, languages) == _answers(other, languages)


def _wordings(variable: Variable) -> tuple[Text, ...]:
    return (variable.question.text, variable.text)


def _answers(variable: Variable, languages: tuple[str, ...]) -> tuple[object, ...]:
    question = variable.question
    options = tuple((option.code, option.exclusive, _words((option.text,), languages)) for option in variable.options)
    missing = tuple((code.code, code.reason) for code in variable.missing)
    condition = question.ask_if.source if question.ask_if is not None else None
    row = variable.row
    about = (row.group, row.foil, row.asked_from) if row is not None else None
    bounds = (question.minimum, question.maximum, question.max_choices, question.maximum_by_version)
    asking = (condition, question.split_by, question.mask_own_group, about)
    return (variable.kind, options, tuple(sorted(variable.scores.items())), missing, bounds, asking)


def _words(texts: tuple[Text, ...], languages: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(" ".join(text[language].split()) for language in languages if text.has(language)) for text in texts
    )
