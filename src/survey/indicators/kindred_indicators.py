"""Kindred indicators: those from whose published numbers another one could be calculated in the same group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from survey.arrays import Floats
from survey.indicators.definitions import AREA_ONLY, Gap, GeometricMean, Indicator, Indicators, ScoreFormula
from survey.indicators.respondents import Respondents
from survey.indicators.source_questions import questions_of

_SAME = 0.01
_ENOUGH_ROWS = 5


class AnswerRelations(Protocol):
    """Relations between indicators among the answers."""

    def entering(self, hidden: str, sharing: Sequence[str]) -> Floats | None:
        """Amount by which each indicator enters the combination that gives the hidden one; None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class RelationsOfRespondents:
    """Relations that are read from the columns of respondents."""

    people: Respondents

    def entering(self, hidden: str, sharing: Sequence[str]) -> Floats | None:
        """Amount by which each indicator enters the combination that gives the hidden one; None when there is none."""
        target = np.nan_to_num(self.people.column(hidden).value.astype(np.float64))
        return _entering(target, [_said_of(name, self.people) for name in sharing])


def kindred(indicator: Indicator, indicators: Indicators, relations: AnswerRelations) -> tuple[str, ...]:
    """Ids of the indicators to hide where one is hidden, because together with what else is shown they would give it away.

    Parameters
    ----------
    indicator : Indicator
        The one that is hidden somewhere.
    indicators : Indicators
    relations : AnswerRelations
        Relations that are read from the answers.

    Notes
    -----
    Two kinds. By formula: a gap and its item, a composite and its parts. By the answers: among the indicators that
    share a question, the hidden one is a linear combination, such as 100 % less the others and "does not know"; the one
    that enters most is then hidden, until none is left that determines it (up to 1 % of its spread).
    """
    return tuple(dict.fromkeys((*_by_formula(indicator, indicators), *_by_answers(indicator, indicators, relations))))


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


def _by_answers(hidden: Indicator, indicators: Indicators, relations: AnswerRelations) -> list[str]:
    if isinstance(hidden.formula, AREA_ONLY):
        return []
    mine = {*questions_of(hidden, indicators)}
    sharing = [
        one.id
        for one in indicators
        if one.id != hidden.id and not isinstance(one.formula, AREA_ONLY) and mine & {*questions_of(one, indicators)}
    ]
    found: list[str] = []
    while sharing:
        entering = relations.entering(hidden.id, sharing)
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
    if is_small(len(target), columns.shape[1]):
        return np.ones(len(said))
    weights = np.linalg.lstsq(columns, target, rcond=None)[0]
    left = target - columns @ weights
    around = target - target.mean()
    if differs(float(left @ left), float(around @ around)):
        return None
    return amounts(np.asarray(weights, np.float64), np.square(columns).sum(axis=0), len(said))


def is_small(n: int, columns: int) -> bool:
    """Whether respondents are so few that any column is nearly a combination of these."""
    return n < _ENOUGH_ROWS * columns


def differs(left: float, around: float) -> bool:
    """Whether a column differs from every combination of others, given the squares that are left and those around its mean."""
    return left > _SAME**2 * around


def amounts(weights: Floats, squares: Floats, n_indicators: int) -> Floats:
    """(indicators,) largest amount by which a column of an indicator enters; ``squares`` are sums of squares."""
    size = np.abs(weights) * np.sqrt(squares)
    return np.asarray(size.reshape(n_indicators, -1).max(axis=1))
