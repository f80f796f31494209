"""Comparability of two waves: the indicators that are defined alike, so that their difference is a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from survey.indicators.definitions import Indicator, Indicators
from survey.indicators.source_questions import parts, questions_of, sources
from survey.questionnaire.model import Questionnaire, Variable
from survey.text import Text

Difference = Literal["new", "definition", "question"]


@dataclass(frozen=True, slots=True)
class Incomparable:
    """Reason why an indicator is not compared with that of another wave.

    Parameters
    ----------
    difference : "new", "definition" or "question"
        The other wave lacked the indicator or one of the questions it is made of; the other wave computed it differently;
        the other wave asked one of the questions differently.
    questions : tuple of str
        Ids of these questions; empty for a definition.
    """

    difference: Difference
    questions: tuple[str, ...] = ()


def incomparable(now: Indicators, before: Indicators) -> Mapping[str, Incomparable]:
    """Indicators of ``now`` that are defined differently in ``before``, with the reason.

    Two indicators are alike when they and all indicators they are made of have the same formula, unit and polarity, and
    when each question behind them has the same type, wording, answers with codes and scores, missing codes, bounds and
    condition, in the languages that both questionnaires have. Where a wording was only corrected, correct it in the
    older questionnaire, too.

    Parameters
    ----------
    now, before : Indicators

    Returns
    -------
    mapping of indicator to Incomparable; empty when all indicators are alike
    """
    if now is before:
        return {}
    found = {}
    for one in now:
        reason = _reason(one, now, before)
        if reason is not None:
            found[one.id] = reason
    return found


def _reason(one: Indicator, now: Indicators, before: Indicators) -> Incomparable | None:
    new = tuple(name for name in questions_of(one, now) if name not in before.form.variables)
    if new:
        return Incomparable("new", new)
    if one.id not in before:
        return Incomparable("new")
    if not _defined_alike(one.id, now, before):
        return Incomparable("definition")
    own = frozenset(questions_of(one, now))
    changed = tuple(
        name for name in sources(one, now) if not _asked_alike(name, now.form, before.form, worded=name in own)
    )
    return Incomparable("question", changed) if changed else None


def _defined_alike(name: str, now: Indicators, before: Indicators) -> bool:
    if name not in before:
        return False
    one, other = now[name], before[name]
    if (one.formula, one.formula_class, one.polarity) != (other.formula, other.formula_class, other.polarity):
        return False
    return all(_defined_alike(part, now, before) for part in parts(one.formula) if part in now)


def _asked_alike(name: str, now: Questionnaire, before: Questionnaire, *, worded: bool) -> bool:
    """Whether a question is the same in both; ``worded``: with its wording, else only its answers and condition."""
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
