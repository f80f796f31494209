"""Questions that two versions of a questionnaire ask alike, so that their answers may be put together."""

from __future__ import annotations

from survey.questionnaire.model import BatteryRow, Option, Question, Questionnaire, Variable
from survey.text import Text


def asked_alike(name: str, now: Questionnaire, before: Questionnaire, *, worded: bool) -> bool:
    """Whether a variable has the same answers, bounds, missing codes and condition in both versions.

    Answers are codes with scores and wordings, ends of a scale, statements of a list experiment, and what decides which of
    them are offered; the order of missing codes does not count.

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
    languages = shared_languages(now, before)
    if _answers(one) != _answers(other):
        return False
    parts = [(_worded_parts(one), _worded_parts(other))] if worded else []
    pairs = [
        pair for lists in (*parts, (_answer_parts(one), _answer_parts(other))) for pair in zip(*lists, strict=True)
    ]
    return all(worded_alike(part, before_it, languages) for part, before_it in pairs)


def shared_languages(now: Questionnaire, before: Questionnaire) -> tuple[str, ...]:
    """Languages that both versions have, in the order of ``now``."""
    return tuple(language for language in now.languages if language in before.languages)


def _worded_parts(variable: Variable) -> tuple[Question | BatteryRow, ...]:
    """The question with the row where there is one, else the question twice."""
    return (variable.question, variable.row or variable.question)


def _answer_parts(variable: Variable) -> tuple[Option | BatteryRow, ...]:
    """Options, worded ends of a scale and statements of a list experiment: what the answers refer to."""
    question = variable.question
    return (*question.options, *question.anchors, *question.statements, *question.treatment)


def worded_alike(
    one: Question | BatteryRow | Option, other: Question | BatteryRow | Option, languages: tuple[str, ...]
) -> bool:
    """Whether two parts have the same wording in some languages, or one was only corrected into the other."""
    texts = {_words(one.text, languages), _words(other.text, languages)}
    corrections = [part.former for part in (one, other) if part.former is not None and not part.former.breaks]
    return len(texts) == 1 or any(
        texts == {_words(former.text, languages), _words(former.present, languages)} for former in corrections
    )


def _answers(variable: Variable) -> tuple[object, ...]:
    question = variable.question
    options = tuple((option.code, option.exclusive) for option in variable.options)
    missing = sorted((code.shown, code.reason.name) for code in variable.missing)
    condition = question.ask_if.source if question.ask_if is not None else None
    row = variable.row
    about = (row.group, row.foil, row.asked_from, row.reverse) if row is not None else None
    bounds = (question.minimum, question.maximum, question.max_choices, question.maximum_by_version, question.scored)
    asking = (condition, question.split_by, question.mask_own_group, question.offered_from, about)
    read_out = (
        tuple(part.id for part in question.statements),
        tuple(part.id for part in question.treatment),
        tuple(anchor.code for anchor in question.anchors),
    )
    return (variable.kind, options, tuple(sorted(variable.scores.items())), tuple(missing), bounds, asking, read_out)


def _words(text: Text, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain_words(text[language]) for language in languages if text.has(language))


def plain_words(wording: str) -> str:
    """A wording with single spaces, as wordings are compared."""
    return " ".join(wording.split())
