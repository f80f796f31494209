"""Matching of the interviews of two deliveries."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Indices
from survey.interviews import Interviews


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """Interviews of two deliveries by position.

    Parameters
    ----------
    old, new : (k,) arrays of int
        Positions of the same interviews, in the order of the old delivery.
    removed, added : arrays of int
        Positions in the old delivery without a match, and in the new one.
    """

    old: Indices
    new: Indices
    removed: Indices
    added: Indices

    @property
    def moved(self) -> Indices:
        """Matched interviews in another order, by position among the matched: all outside a longest increasing run."""
        kept = set(_longest_rising(self.new.tolist()))
        return np.array([at for at in range(len(self.new)) if at not in kept], np.intp)


def match_interviews(old: Interviews, new: Interviews) -> Matching:
    """Interviews matched by key; where a key is missing or occurs twice, first those with the same answers."""
    before, after = _positions(old), _positions(new)
    old_answers, new_answers = _answers_of(old, before, after), _answers_of(new, before, after)
    pairs: list[tuple[int, int]] = []
    for key, mine in before.items():
        theirs = after.get(key, [])
        if len(mine) == len(theirs) == 1 and key:
            pairs.append((mine[0], theirs[0]))
        elif theirs:
            pairs += _pairs(mine, theirs, old_answers, new_answers, same_only=not key)
    pairs.sort()
    olds = np.array([one for one, _ in pairs], np.intp)
    news = np.array([other for _, other in pairs], np.intp)
    return Matching(olds, news, np.setdiff1d(np.arange(len(old)), olds), np.setdiff1d(np.arange(len(new)), news))


def _positions(interviews: Interviews) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for at, key in enumerate(interviews.ids):
        positions.setdefault("" if key is None else str(key).strip(), []).append(at)
    return positions


def _answers_of(interviews: Interviews, before: dict[str, list[int]], after: dict[str, list[int]]) -> dict[int, int]:
    """A digest of the answers of interviews whose key does not name one interview in both deliveries."""
    unclear = {key for found in (before, after) for key, at in found.items() if len(at) > 1 or not key}
    keys = ["" if key is None else str(key).strip() for key in interviews.ids]
    positions = [at for at, key in enumerate(keys) if key in unclear]
    if not positions:
        return {}
    rows = interviews.answers.drop(columns=[interviews.form.key]).iloc[positions]
    digests = pd.util.hash_pandas_object(rows, index=False)
    return dict(zip(positions, digests.tolist(), strict=True))


def _pairs(
    mine: Sequence[int], theirs: Sequence[int], old: dict[int, int], new: dict[int, int], *, same_only: bool
) -> list[tuple[int, int]]:
    pairs, left = [], list(theirs)
    unmatched = []
    for at in mine:
        same = next((other for other in left if new[other] == old[at]), None)
        if same is None:
            unmatched.append(at)
        else:
            left.remove(same)
            pairs.append((at, same))
    return pairs if same_only else pairs + list(zip(unmatched, left, strict=False))


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """Positions of a longest rising run (not necessarily neighbours), by patience sorting."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = [-1] * len(numbers)
    for position, number in enumerate(numbers):
        pile = bisect_left(ends, number)
        before[position] = at[pile - 1] if pile else -1
        if pile == len(ends):
            ends.append(number)
            at.append(position)
        else:
            ends[pile], at[pile] = number, position
    run: list[int] = []
    position = at[-1] if at else -1
    while position >= 0:
        run.append(position)
        position = before[position]
    return run[::-1]
