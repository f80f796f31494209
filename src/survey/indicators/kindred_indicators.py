"""Kindred indicators: those from whose published numbers another one could be calculated in the same group."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from survey.arrays import Floats
from survey.indicators.definitions import AREA_ONLY, Gap, GeometricMean, Indicator, Indicators, ScoreFormula
from survey.indicators.respondents import Respondents
from survey.indicators.source_questions import questions_of

_SAME = 0.01
_ENOUGH_ROWS = 5


def kindred(indicator: Indicator, indicators: Indicators, people: Respondents) -> tuple[str, ...]:
    """Ids of the indicators to hide where one is hidden, because together with what else is shown they would give it away.

    Parameters
    ----------
    indicator : Indicator
        The one that is hidden somewhere.
    indicators : Indicators
    people : Respondents
        Answers from which the relations are read.

    Notes
    -----
    Two kinds. By formula: a gap and its item, a composite and its parts. By the answers: among the indicators that share a
    question, the hidden one is a linear combination, such as 100 % less the others and "does not know"; the one that enters most
    is then hidden, until none is left that determines it (up to 1 % of its spread).
    """
    return tuple(dict.fromkeys((*_by_formula(indicator, indicators), *_by_answers(indicator, indicators, people))))


def _by_formula(hidden: Indicator, indicators: Indicators) -> Iterator[str]:
    for one in indicators:
        match one.formula:
            case Gap(item) if item == hidden.id:
                yield one.id
            case GeometricMean(items) if hidden.id in items:
                yield one.id
            case ScoreFormula(items) if hidden.id in [part.name for part in items]:
                yield one.id
    match hidden.formula:
        case Gap(item):
            yield item
        case GeometricMean(items):
            yield items[0]


def _by_answers(hidden: Indicator, indicators: Indicators, people: Respondents) -> list[str]:
    if isinstance(hidden.formula, AREA_ONLY):
        return []
    mine = {*questions_of(hidden, indicators)}
    sharing = [
        one.id
        for one in indicators
        if one.id != hidden.id and not isinstance(one.formula, AREA_ONLY) and mine & {*questions_of(one, indicators)}
    ]
    target = np.nan_to_num(people.column(hidden.id).value.astype(np.float64))
    found: list[str] = []
    while sharing:
        entering = _entering(target, [_said_of(name, people) for name in sharing])
        if entering is None:
            break
        found.append(sharing.pop(int(np.argmax(entering))))
    return found


def _said_of(name: str, people: Respondents) -> Floats:
    """(r, 4) columns whose totals the table gives: value, base, does not know, refused."""
    column = people.column(name)
    base = np.isfinite(column.value)
    return np.column_stack([np.nan_to_num(column.value), base, column.dont_know, column.refused]).astype(np.float64)


def _entering(target: Floats, said: list[Floats]) -> Floats | None:
    """Amount by which each indicator enters the combination that gives the target; None when there is none.

    With few respondents any column is nearly a combination of many others: then all count as entering.
    """
    columns = np.column_stack(said)
    if len(target) < _ENOUGH_ROWS * columns.shape[1]:
        return np.ones(len(said))
    weights = np.linalg.lstsq(columns, target, rcond=None)[0]
    left = target - columns @ weights
    around = target - target.mean()
    if left @ left > _SAME**2 * (around @ around):
        return None
    size = np.abs(weights) * np.sqrt(np.square(columns).sum(axis=0))
    return np.asarray(size.reshape(len(said), -1).max(axis=1))
