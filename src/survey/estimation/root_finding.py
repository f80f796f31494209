"""Root of a function of one variable between two values at which it has different signs."""

from __future__ import annotations

import math
from collections.abc import Callable

_MOST_STEPS = 100
_SMALLEST = 4 * 2.0**-52


def find_root(
    function: Callable[[float], float], low: float, high: float, *, within: float, relative: float = _SMALLEST
) -> float:
    """Value at which a function is zero.

    Parameters
    ----------
    function : callable
    low, high : float
        Values at which it has different signs.
    within, relative : float
        Greatest distance from the root: ``within`` plus ``relative`` times the root.

    Raises
    ------
    ArithmeticError
        When the signs are equal, or when a hundred steps do not suffice.

    Notes
    -----
    The method of Brent (1973, chapter 4): a step of inverse quadratic interpolation or of the secant through the last points,
    and a bisection where that step leaves the interval or shrinks it too slowly. The steps, and therefore the last bits, are
    those of ``scipy.optimize.brentq``, whose package takes a tenth of a second to import.

    Examples
    --------
    >>> round(find_root(lambda x: x * x - 2, 0.0, 2.0, within=1e-12), 9)
    1.414213562
    """
    before, now, across = low, high, 0.0
    at_before, at_now, at_across = function(before), function(now), 0.0
    if at_before == 0:
        return before
    if at_now == 0:
        return now
    if _is_below(at_before) == _is_below(at_now):
        raise ArithmeticError(f"The function has one sign at {low!r} and {high!r}.")
    last = step = 0.0
    for _ in range(_MOST_STEPS):
        if at_before != 0 and at_now != 0 and _is_below(at_before) != _is_below(at_now):
            across, at_across = before, at_before
            last = step = now - before
        if abs(at_across) < abs(at_now):
            before, now, across = now, across, now
            at_before, at_now, at_across = at_now, at_across, at_now
        near, half = (within + relative * abs(now)) / 2, (across - now) / 2
        if at_now == 0 or abs(half) < near:
            return now
        last, step = _next_step((before, at_before), (now, at_now), (across, at_across), last, half, near, step)
        before, at_before = now, at_now
        now += step if abs(step) > near else math.copysign(near, half)
        at_now = function(now)
    raise ArithmeticError(f"No root is found between {low!r} and {high!r} in {_MOST_STEPS} steps.")


FunctionPoint = tuple[float, float]
"""A value and the function there."""


def _next_step(
    before: FunctionPoint, now: FunctionPoint, across: FunctionPoint, last: float, half: float, near: float, step: float
) -> tuple[float, float]:
    """The step before the next one, and the next one: interpolated where that is better than the middle of the interval."""
    if abs(last) > near and abs(now[1]) < abs(before[1]):
        if before[0] == across[0]:
            tried = -now[1] * (now[0] - before[0]) / (now[1] - before[1])
        else:
            slope = (before[1] - now[1]) / (before[0] - now[0])
            other = (across[1] - now[1]) / (across[0] - now[0])
            tried = -now[1] * (across[1] * other - before[1] * slope) / (other * slope * (across[1] - before[1]))
        if 2 * abs(tried) < min(abs(last), 3 * abs(half) - near):
            return step, tried
    return half, half


def _is_below(value: float) -> bool:
    return math.copysign(1.0, value) < 0
