"""Formulas of indicators in two versions of an instrument compared under declared ids and codes."""

from __future__ import annotations

from survey.indicators.definitions import (
    Formula,
    ListExperiment,
    Net,
    ScaleMean,
    ScoredItem,
    ScoreFormula,
    Share,
)
from survey.questionnaire import Questionnaire
from survey.questionnaire.version_matching import alike_under_names, counterpart, same_names


def formulas_alike(now: Formula, before: Formula, form: Questionnaire, older: Questionnaire) -> bool:
    """Whether two formulas compute the same of the answers, under the ids and codes that ``form`` declares as changed."""
    match now, before:
        case Share(), Share():
            return alike_under_names(now.numerator, before.numerator, form, older) and same_names(
                now.asked, before.asked, form, older
            )
        case Net(), Net():
            return (
                alike_under_names(now.positive, before.positive, form, older)
                and alike_under_names(now.negative, before.negative, form, older)
                and same_names(now.asked, before.asked, form, older)
            )
        case ScoreFormula(), ScoreFormula():
            return _scores_alike(now, before, form, older)
        case ScaleMean(item), ScaleMean(former):
            return same_names([item], [former], form, older)
        case ListExperiment(), ListExperiment():
            return _experiments_alike(now, before, form, older)
        case _:
            return now == before


def _scores_alike(now: ScoreFormula, before: ScoreFormula, form: Questionnaire, older: Questionnaire) -> bool:
    if now.at_least != before.at_least or len(now.items) != len(before.items):
        return False
    minus, former = ([one.minus] if one.minus is not None else [] for one in (now, before))
    pairs = zip(now.items, before.items, strict=True)
    return same_names(minus, former, form, older) and all(_items_alike(*pair, form, older) for pair in pairs)


def _items_alike(now: ScoredItem, before: ScoredItem, form: Questionnaire, older: Questionnaire) -> bool:
    if now.event is not None or before.event is not None:
        return alike_under_names(now.event, before.event, form, older)
    scores = {(_code_now(now.name, code, form, older), score) for code, score in before.scores}
    return same_names([now.name], [before.name], form, older) and {*now.scores} == scores


def _experiments_alike(now: ListExperiment, before: ListExperiment, form: Questionnaire, older: Questionnaire) -> bool:
    codes = tuple(_code_now(now.version, code, form, older) for code in (before.control, before.treatment))
    return (
        same_names([now.item, now.version], [before.item, before.version], form, older)
        and (now.control, now.treatment) == codes
        and alike_under_names(now.direct, before.direct, form, older)
    )


def _code_now(name: str, code: int, form: Questionnaire, older: Questionnaire) -> int | None:
    """The present code of a former one; None when nothing continues that answer."""
    found = counterpart(name, form, older) if name in form.variables else None
    return found.answers.codes.get(code) if found is not None and found.before.options else code
