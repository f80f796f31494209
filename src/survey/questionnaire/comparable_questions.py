"""Questions that two versions of a questionnaire ask alike, so that their answers may be put together."""

from __future__ import annotations

from survey.questionnaire.model import BatteryRow, Option, Question, Questionnaire, Variable
from survey.text import Text


def asked_alike(name: str, now: Questionnaire, before: Questionnaire, *, worded: bool) -> bool:
    """Whether a variable has the same answers, bounds, missing codes and condition in both versions.

    Parameters
    ----------
    name : str
        Id of the variable in ``now``.
    now, before : Questionnaire
    worded : bool
        Compare the wording too, in the languages both versions have; spaces do not count, and a wording that one
        version states as the former one of the other counts as the same unless it ``breaks`` the series.
    """
    if name not in before.variables:
        return False
    one, other = now.variables[name], before.variables[name]
    languages = tuple(language for language in now.languages if language in before.languages)
    if worded and not all(
        _worded_alike(part, before_it, languages)
        for part, before_it in zip(_worded_parts(one), _worded_parts(other), strict=True)
    ):
        return False
    if _answers(one) != _answers(other):
        return False
    pairs = zip(one.options, other.options, strict=True)
    return all(_worded_alike(option, before_it, languages) for option, before_it in pairs)


def _worded_parts(variable: Variable) -> tuple[Question | BatteryRow, ...]:
    """The question with the row where there is one, else the question twice."""
    return (variable.question, variable.row or variable.question)


def _worded_alike(
    one: Question | BatteryRow | Option, other: Question | BatteryRow | Option, languages: tuple[str, ...]
) -> bool:
    """Whether two parts have the same wording, or one was only corrected into the other."""
    texts = {_words(one.text, languages), _words(other.text, languages)}
    corrections = [part.former for part in (one, other) if part.former is not None and not part.former.breaks]
    return len(texts) == 1 or any(
        texts == {_words(former.text, languages), _words(former.present, languages)} for former in corrections
    )


def _answers(variable: Variable) -> tuple[object, ...]:
    question = variable.question
    options = tuple((option.code, option.exclusive) for option in variable.options)
    missing = tuple((code.code, code.reason) for code in variable.missing)
    condition = question.ask_if.source if question.ask_if is not None else None
    row = variable.row
    about = (row.group, row.foil, row.asked_from) if row is not None else None
    bounds = (question.minimum, question.maximum, question.max_choices, question.maximum_by_version)
    asking = (condition, question.split_by, question.mask_own_group, about)
    return (variable.kind, options, tuple(sorted(variable.scores.items())), missing, bounds, asking)


def _words(text: Text, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(text[language].split()) for language in languages if text.has(language))
