"""Nonresponse of each indicator: don't know, refusals, the share among substantive answers, bounds, cases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Floats, Mask
from survey.freed_memory import give_back
from survey.indicators.area_combinations import AreaCombinations
from survey.indicators.areas import Area
from survey.indicators.definitions import AREA_ONLY, SHARES, Indicator, Indicators
from survey.indicators.formula_columns import DONT_KNOW, KNOWN, REFUSED, FormulaColumn
from survey.indicators.respondents import Respondents

NONRESPONSE_NUMBERS = ("share_valid", "bound_low", "bound_high", "share_dk", "share_refused", "n_cases")
_WITH_BOUNDS = frozenset({*SHARES, "NET"})
"""Classes whose values are 100, 0 and -100."""
_WHOLE = 100.0
_IS_ABOVE, _IS_BELOW = np.uint8(16), np.uint8(32)
_NOTHING, _ABOVE, _ZERO, _BELOW, _DONT_KNOW, _REFUSED = range(6)
_N_ANSWERS = 6


def _answer_of(seen: int) -> int:
    """The answer that a state of :class:`FormulaColumn` with the two bits means."""
    if seen & KNOWN:
        return _ABOVE if seen & _IS_ABOVE else _BELOW if seen & _IS_BELOW else _ZERO
    return _DONT_KNOW if seen & DONT_KNOW else _REFUSED if seen & REFUSED else _NOTHING


_ANSWER_OF = np.array([_answer_of(seen) for seen in range(64)], np.intp)


class NonresponseNumbers(ABC):
    """Numbers of nonresponse for every indicator that respondents have.

    Parameters
    ----------
    mine : sequence of Indicator
        Those that respondents have.
    """

    def __init__(self, mine: Sequence[Indicator]) -> None:
        self._place = {one.id: at for at, one in enumerate(mine)}
        self._bounded = _flags(one.formula_class in _WITH_BOUNDS for one in mine)
        self._net = _flags(one.formula_class == "NET" for one in mine)
        self._share = _flags(one.is_share for one in mine)

    @abstractmethod
    def sums(self, area: Area) -> Floats:
        """(5, indicators, levels) weights of those who know, do not know and refuse, sums of values, and cases."""

    def of(self, names: tuple[str, ...], area: Area, estimate: Floats) -> dict[str, Floats]:
        """Arrays (names, levels) of each number of ``NONRESPONSE_NUMBERS``; NaN for names that exist for areas only.

        ``estimate`` (names, levels) are the estimates, in which nobody without an answer meets the condition.
        """
        known, dont_know, refused, valid, cases = self.sums(area)
        mine = [at for at, name in enumerate(names) if name in self._place]
        rows = [self._place[names[at]] for at in mine]
        with np.errstate(divide="ignore", invalid="ignore"):
            asked = known + dont_know + refused
            share_dk, share_refused, share_valid = 100 * dont_know / asked, 100 * refused / asked, valid / known
        silent = (share_dk + share_refused)[rows]
        own, bounded = estimate[mine], self._bounded[rows]
        found = {
            "share_valid": np.where(bounded, share_valid[rows], np.nan),
            "bound_low": np.where(bounded, own - np.where(self._net[rows], silent, 0.0), np.nan),
            "bound_high": np.where(bounded, own + silent, np.nan),
            "share_dk": share_dk[rows],
            "share_refused": share_refused[rows],
            "n_cases": np.where(self._share[rows], cases[rows], np.nan),
        }
        return {name: _spread(array, mine, estimate.shape) for name, array in found.items()}


class NonresponseShares(NonresponseNumbers):
    """Numbers of nonresponse, added up by combination of categories, so that an indicator is gone over once for all areas.

    Parameters
    ----------
    indicators : Indicators
    people : Respondents
    areas : sequence of Area
        Those that sums are asked of.
    """

    def __init__(self, indicators: Indicators, people: Respondents, areas: Sequence[Area]) -> None:
        mine = [one for one in indicators if not isinstance(one.formula, AREA_ONLY)]
        super().__init__(mine)
        people.prepare(one.id for one in mine)
        give_back(len(people.sample))
        self._columns = [(people.column(one.id), one.formula_class) for one in mine]
        self._weights = people.sample.weights
        self._sums = self._added_up(areas)

    def sums(self, area: Area) -> Floats:
        """(5, indicators, levels) weights of those who know, do not know and refuse, sums of values, and cases.

        Sums of values are NaN where no bounds follow from them.
        """
        return self._sums[area.domain]

    def _added_up(self, areas: Sequence[Area]) -> dict[str, Floats]:
        together = AreaCombinations.of(areas)
        own = [together.area(area) for area in areas]
        counted = None if (self._weights > 0).all() else (self._weights > 0).astype(np.float64)
        found = {area.domain: np.empty((5, len(self._columns), len(area.levels))) for area in areas}
        first = together.of_row * _N_ANSWERS
        for at, (column, class_) in enumerate(self._columns):
            key = first + _ANSWER_OF[_seen(column)]
            size = len(together) * _N_ANSWERS
            weights = np.bincount(key, self._weights, size).reshape(-1, _N_ANSWERS).T
            known, valid = weights[_ABOVE] + weights[_ZERO] + weights[_BELOW], np.full(len(together), np.nan)
            if class_ in _WITH_BOUNDS:
                valid = _WHOLE * (weights[_ABOVE] - weights[_BELOW])
            cases = valid
            if class_ in SHARES:
                cases = np.bincount(key, counted, size).reshape(-1, _N_ANSWERS)[:, _ABOVE]
            rows = (known, weights[_DONT_KNOW], weights[_REFUSED], valid, cases)
            for area in own:
                for number, row in enumerate(rows):
                    found[area.domain][number, at] = np.bincount(area.codes + 1, row, len(area.levels) + 1)[1:]
        return found


def _seen(column: FormulaColumn) -> NDArray[np.uint8]:
    """(n,) state of a respondent with two bits more: a value above and below 0."""
    return np.asarray(column.state | (column.value > 0) * _IS_ABOVE | (column.value < 0) * _IS_BELOW, np.uint8)


def _flags(given: Iterable[bool]) -> Mask:
    return np.array(list(given), bool).reshape(-1, 1)


def _spread(rows: Floats, places: list[int], shape: tuple[int, ...]) -> Floats:
    full = np.full(shape, np.nan)
    full[places] = rows
    return full
