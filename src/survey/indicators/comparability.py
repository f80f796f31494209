"""Comparability of two waves: the indicators that are defined alike, so that their difference is a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from survey.indicators.definitions import Indicator, Indicators
from survey.indicators.formula_comparison import formulas_alike
from survey.indicators.source_questions import parts, questions_of, sources
from survey.questionnaire import Questionnaire
from survey.questionnaire.comparable_questions import asked_alike
from survey.questionnaire.version_matching import counterpart

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
    condition, in the languages that both questionnaires have. Ids and codes that ``now`` declares as changed are the
    same. Where a wording was only corrected, correct it in the older questionnaire, too.

    Parameters
    ----------
    now, before : Indicators

    Returns
    -------
    mapping of indicator to Incomparable; empty when all indicators are alike
    """
    if now is before:
        return {}
    if now.form == before.form:
        before = replace(before, form=now.form)  # each question is then known to be the same without being compared
    found = {}
    for one in now:
        reason = _reason(one, now, before)
        if reason is not None:
            found[one.id] = reason
    return found


def _reason(one: Indicator, now: Indicators, before: Indicators) -> Incomparable | None:
    new = tuple(name for name in questions_of(one, now) if not _is_known(name, now.form, before.form))
    if new:
        return Incomparable("new", new)
    if one.id not in before:
        return Incomparable("new")
    if not _defined_alike(one.id, now, before):
        return Incomparable("definition")
    own = frozenset(questions_of(one, now))
    changed = tuple(
        name for name in sources(one, now) if not asked_alike(name, now.form, before.form, worded=name in own)
    )
    return Incomparable("question", changed) if changed else None


def _is_known(name: str, now: Questionnaire, before: Questionnaire) -> bool:
    """Whether the other questionnaire has the question; where both are one, no answers need to be matched for that."""
    return name in now.variables if now is before else counterpart(name, now, before) is not None


def _defined_alike(name: str, now: Indicators, before: Indicators) -> bool:
    if name not in before:
        return False
    one, other = now[name], before[name]
    if (one.formula_class, one.polarity) != (other.formula_class, other.polarity):
        return False
    if not formulas_alike(one.formula, other.formula, now.form, before.form):
        return False
    return all(_defined_alike(part, now, before) for part in parts(one.formula) if part in now)
