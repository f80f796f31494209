"""Truth values of three-valued logic (Kleene 1952, section 64) for many interviews at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from survey.arrays import Mask


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Truth values of a condition, one for each interview: true, unknown, or (neither of them) false.

    Parameters
    ----------
    true, unknown : (n,) array of bool
        Never both true in one place.

    Notes
    -----
    ====== ======= ========= ========= =======
    a      b       a and b   a or b    not a
    ====== ======= ========= ========= =======
    true   true    true      true      false
    true   unknown unknown   true      false
    true   false   false     true      false
    unkn.  true    unknown   true      unknown
    unkn.  unknown unknown   unknown   unknown
    unkn.  false   false     unknown   unknown
    false  true    false     true      true
    false  unknown false     unknown   true
    false  false   false     false     true
    ====== ======= ========= ========= =======

    Examples
    --------
    >>> yes = Truth(np.array([True]), np.array([False]))
    >>> unknown = Truth(np.array([False]), np.array([True]))
    >>> bool((yes | unknown).true[0]), bool((yes & unknown).unknown[0]), bool((~unknown).unknown[0])
    (True, True, True)
    """

    true: Mask
    unknown: Mask

    @property
    def false(self) -> Mask:
        """(n,) interviews for which the condition is neither true nor unknown."""
        return ~(self.true | self.unknown)

    def __and__(self, other: Truth) -> Truth:
        true = self.true & other.true
        return Truth(true, (self.true | self.unknown) & (other.true | other.unknown) & ~true)

    def __or__(self, other: Truth) -> Truth:
        true = self.true | other.true
        return Truth(true, (self.unknown | other.unknown) & ~true)

    def __invert__(self) -> Truth:
        return Truth(self.false, self.unknown)

    def __len__(self) -> int:
        return len(self.true)


def any_of(parts: Iterable[Truth], n: int) -> Truth:
    """Alternative of several conditions; false for each of the n interviews when there are none."""
    truth = Truth(np.zeros(n, bool), np.zeros(n, bool))
    for part in parts:
        truth = truth | part
    return truth
