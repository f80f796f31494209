"""Questions that two versions of a questionnaire ask alike, so that their answers may be put together."""

from __future__ import annotations

import datetime

from survey.questionnaire.former_answers import AnswerThen
from survey.questionnaire.model import BatteryRow, Option, Question, Questionnaire, Variable
from survey.questionnaire.version_matching import Counterpart, alike_under_names, counterpart, same_names
from survey.text import Text


def asked_alike(name: str, now: Questionnaire, before: Questionnaire, *, worded: bool) -> bool:
    """Whether a variable has the same answers, bounds, missing codes and condition in both versions.

    Answers are codes with scores and wordings, ends of a scale, statements of a list experiment, and what decides which of
    them are offered; the order of missing codes does not count. Ids and codes that ``now`` declares as changed are the same
    (:func:`survey.questionnaire.version_matching.counterpart`).

    Parameters
    ----------
    name : str
        Id of the variable in ``now``.
    now, before : Questionnaire
    worded : bool
        Compare the wording too, in the languages both versions have; spaces do not count, and a wording that one
        version states as the former one of the other counts as the same unless it ``breaks`` the series.
    """
    if now is before:
        return name in now.variables
    found = counterpart(name, now, before)
    if found is None or found.is_broken or _breaks_ahead(name, now) != _breaks_ahead(found.before.id, before):
        return False
    languages = shared_languages(now, before)
    if not _answered_alike(found, now, before):
        return False
    parts = (*(_worded_parts(found.now) if worded else ()), *_read_parts(found.now.question))
    earlier = (*(_worded_parts(found.before) if worded else ()), *_read_parts(found.before.question))
    pairs = zip(parts, earlier, strict=True)
    return all(worded_alike(part, before_it, languages) for part, before_it in pairs) and all(
        answer_worded_alike(then, option, languages) for then, option in found.pairs
    )


def _breaks_ahead(name: str, form: Questionnaire) -> tuple[datetime.date, ...]:
    """Days after that of the form from which the variable means something else."""
    return form.former_form.breaks.get(name, ()) if form.former_form is not None else ()


def shared_languages(now: Questionnaire, before: Questionnaire) -> tuple[str, ...]:
    """Languages that both versions have, in the order of ``now``."""
    return tuple(language for language in now.languages if language in before.languages)


def _worded_parts(variable: Variable) -> tuple[Question | BatteryRow, ...]:
    """The question with the row where there is one, else the question twice."""
    return (variable.question, variable.row or variable.question)


def _read_parts(question: Question) -> tuple[Option | BatteryRow, ...]:
    """Worded ends of a scale and statements of a list experiment: what numbers refer to."""
    return (*question.anchors, *question.statements, *question.treatment)


def answer_worded_alike(then: AnswerThen, option: Option, languages: tuple[str, ...]) -> bool:
    """Whether an answer of an older version has the wording of the present one, or the one declared for that time."""
    declared = then.former is not None and _words(then.text, languages) == _words(option.text, languages)
    return declared or worded_alike(then.option, option, languages)


def worded_alike(
    one: Question | BatteryRow | Option, other: Question | BatteryRow | Option, languages: tuple[str, ...]
) -> bool:
    """Whether two parts have the same wording in some languages, or one was only corrected into the other."""
    texts = {_words(one.text, languages), _words(other.text, languages)}
    corrections = [part.former for part in (one, other) if part.former is not None and not part.former.breaks]
    return len(texts) == 1 or any(
        texts == {_words(former.text, languages), _words(former.present, languages)} for former in corrections
    )


def _answered_alike(found: Counterpart, now: Questionnaire, before: Questionnaire) -> bool:
    """Whether answers, bounds and what decides about asking are the same under the declared ids and codes."""
    one, other = found.now, found.before
    if _domain(one) != _domain(other) or _options(found) != tuple((x.code, x.exclusive) for x in one.options):
        return False
    codes = found.answers.codes
    if {*one.scores.items()} != {(codes.get(code, code), score) for code, score in other.scores.items()}:
        return False
    question, earlier = one.question, other.question
    pairs = (
        (question.split_by, earlier.split_by),
        (question.mask_own_group, earlier.mask_own_group),
        (question.offered_from, earlier.offered_from),
    )
    return alike_under_names(question.ask_if, earlier.ask_if, now, before) and all(
        same_names([name] if name else [], [former] if former else [], now, before) for name, former in pairs
    )


def _options(found: Counterpart) -> tuple[tuple[int | None, bool], ...]:
    """Options of the older version in present codes, merged ones once; None for one that nothing continues."""
    codes = found.answers.codes
    return tuple(dict.fromkeys((codes.get(option.code), option.exclusive) for option in found.before.options))


def _domain(variable: Variable) -> tuple[object, ...]:
    question, row = variable.question, variable.row
    missing = sorted((code.shown, code.reason.name) for code in variable.missing)
    about = (row.group, row.foil, row.asked_from, row.reverse) if row is not None else None
    bounds = (question.minimum, question.maximum, question.max_choices, question.maximum_by_version, question.scored)
    read_out = (
        tuple(part.id for part in question.statements),
        tuple(part.id for part in question.treatment),
        tuple(anchor.code for anchor in question.anchors),
    )
    return (variable.kind, missing, bounds, about, read_out)


def _words(text: Text, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain_words(text[language]) for language in languages if text.has(language))


def plain_words(wording: str) -> str:
    """A wording with single spaces, as wordings are compared."""
    return " ".join(wording.split())
