"""Nonresponse of each indicator: don't know, refusals, the share among substantive answers, bounds, cases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

import numpy as np

from survey.arrays import Floats, Mask
from survey.freed_memory import give_back
from survey.indicators.areas import Area
from survey.indicators.definitions import AREA_ONLY, SHARES, Indicator, Indicators
from survey.indicators.formula_columns import FormulaColumn
from survey.indicators.respondents import Respondents

NONRESPONSE_NUMBERS = ("share_valid", "bound_low", "bound_high", "share_dk", "share_refused", "n_cases")
_AT_ONCE = 16
_WITH_BOUNDS = frozenset({*SHARES, "NET"})


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
    """Numbers of nonresponse, added up from some columns and rows at a time.

    Parameters
    ----------
    indicators : Indicators
    people : Respondents
    """

    def __init__(self, indicators: Indicators, people: Respondents) -> None:
        mine = [one for one in indicators if not isinstance(one.formula, AREA_ONLY)]
        super().__init__(mine)
        people.prepare(one.id for one in mine)
        give_back(len(people.sample))
        self._columns = [people.column(one.id) for one in mine]
        self._weights = people.sample.weights

    def sums(self, area: Area) -> Floats:
        """(5, indicators, levels) weights of those who know, do not know and refuse, sums of values, and cases."""
        total = np.zeros((len(area.levels), 5, len(self._columns)))
        for block in area.blocks():
            weights = self._weights[block.rows]
            for first in range(0, len(self._columns), _AT_ONCE):
                some = slice(first, first + _AT_ONCE)
                columns = [FormulaColumn(one.value[block.rows], one.state[block.rows]) for one in self._columns[some]]
                known = np.column_stack([one.known for one in columns])
                value = np.column_stack([one.value for one in columns])
                block.add(total[:, 0, some], known, weights)
                block.add(total[:, 1, some], np.column_stack([one.dont_know for one in columns]), weights)
                block.add(total[:, 2, some], np.column_stack([one.refused for one in columns]), weights)
                block.add(total[:, 3, some], np.where(known, value, 0), weights)
                block.add(total[:, 4, some], (value > 0) & (weights > 0)[:, None], np.ones(len(weights)))
        return total.transpose(1, 2, 0)


def _flags(given: Iterable[bool]) -> Mask:
    return np.array(list(given), bool).reshape(-1, 1)


def _spread(rows: Floats, places: list[int], shape: tuple[int, ...]) -> Floats:
    full = np.full(shape, np.nan)
    full[places] = rows
    return full
