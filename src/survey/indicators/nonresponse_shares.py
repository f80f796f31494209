"""Nonresponse of each indicator: don't know, refusals, the share among substantive answers, bounds, cases."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from survey.arrays import Floats, Mask
from survey.indicators.areas import Area
from survey.indicators.definitions import AREA_ONLY, SHARES, Indicators
from survey.indicators.respondents import Respondents

NONRESPONSE_NUMBERS = ("share_valid", "bound_low", "bound_high", "share_dk", "share_refused", "n_cases")
_WITH_BOUNDS = frozenset({*SHARES, "NET"})


class NonresponseShares:
    """Numbers of nonresponse for every indicator that respondents have, from one matrix of the sample.

    Parameters
    ----------
    indicators : Indicators
    people : Respondents
    """

    def __init__(self, indicators: Indicators, people: Respondents) -> None:
        mine = [one for one in indicators if not isinstance(one.formula, AREA_ONLY)]
        columns = [people.column(one.id) for one in mine]
        self._weights = people.sample.weights
        self._place = {one.id: at for at, one in enumerate(mine)}
        self._bounded = _flags(one.formula_class in _WITH_BOUNDS for one in mine)
        self._net = _flags(one.formula_class == "NET" for one in mine)
        self._share = _flags(one.is_share for one in mine)
        shape = (len(mine), len(people.sample))
        value = np.array([column.value for column in columns], np.float64).reshape(shape)
        known, dont_know, refused = (
            np.array([getattr(column, part) for column in columns], bool).reshape(shape)
            for part in ("known", "dont_know", "refused")
        )
        self._asked = np.ascontiguousarray(np.vstack([known, dont_know, refused]).T)
        self._valid = np.ascontiguousarray(np.where(known, value, 0.0).T)
        self._cases = np.ascontiguousarray(((value > 0) & (self._weights > 0)).T)

    def of(self, names: tuple[str, ...], area: Area, estimate: Floats) -> dict[str, Floats]:
        """Arrays (names, levels) of each number of ``NONRESPONSE_NUMBERS``; NaN for names that exist for areas only.

        ``estimate`` (names, levels) are the estimates, in which nobody without an answer meets the condition.
        """
        known, dont_know, refused = np.split(area.sums(self._asked, self._weights).T, 3)
        valid = area.sums(self._valid, self._weights).T
        cases = area.sums(self._cases, np.ones(len(self._weights))).T
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


def _flags(given: Iterable[bool]) -> Mask:
    return np.array(list(given), bool).reshape(-1, 1)


def _spread(rows: Floats, places: list[int], shape: tuple[int, ...]) -> Floats:
    full = np.full(shape, np.nan)
    full[places] = rows
    return full
