"""Quantile rules: which number is the quantile where a probability determines it only up to an interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from survey.arrays import Floats, Indices, Mask

QuantileRule = Literal[
    "math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9", "rounded"
]
"""Names of the rules: see :func:`find_quantiles`."""

# cumulative shares are sums of floats: 0.1 + 0.2 must count as reaching 0.3
_TIE = 1e-12


def find_quantiles(x: Floats, weights: Floats, p: Floats, rule: QuantileRule) -> Floats:
    """Quantiles of weighted values.

    Parameters
    ----------
    x : (n,) array, ascending, at least one value
        Answers without blanks.
    weights : (n,) array, positive
    p : (k,) array, between 0 and 1
    rule : QuantileRule

    Returns
    -------
    (k,) array
        In the unit of ``x``.

    Notes
    -----
    With C the cumulative weights, W = C_n the sum of the weights w, and F = C/W:

    - ``math``, ``hf1``: the smallest x with F(x) >= p.
    - ``school``, ``hf2``: the same, but halfway to the next value where F(x) = p.
    - ``hf3``: the same, but of two values between which p lies exactly, the one at an even place among the distinct
      values; the first place counts as the second, as in R survey.
    - ``hf4`` to ``hf9``: straight lines between the points (F_k, x_k) with F_k = C_k/W; (C_k - w_k/2)/W;
      C_k/(W + w_n); C_(k-1)/C_(n-1); (C_k - w_k/3)/(W + w_n/3); (C_k - 3 w_k/8)/(W + w_n/4); no line beyond the
      first and last point (R survey extends ``hf4`` below the first point and has no value at 1).
    - ``shahvaish``: the x_k of the largest F_k <= p with F_k = (C_k n/W + 1/2 - w_k/2)/(n + 1). As in R survey, w_k
      is not rescaled: the rule is that of Shah and Vaish (2006) only for weights that add up to n
      (:func:`survey.normalize`), and shifts upwards when weights count many persons.
    - ``rounded``: ``hf4`` on the distinct values (``ties="rounded"`` of R's older function).

    ``hf`` are the weighted analogues of Hyndman and Fan (1996), as in R survey 4.1. A p within 1e-12 of a step counts
    as on it.

    Examples
    --------
    >>> x, w = np.array([10.0, 20.0, 30.0, 40.0]), np.array([1.0, 2.0, 3.0, 4.0])
    >>> float(find_quantiles(x, w, np.array([0.3]), "math")[0]), float(find_quantiles(x, w, np.array([0.3]), "school")[0])
    (20.0, 25.0)
    >>> float(find_quantiles(x, w, np.array([0.5]), "hf7")[0])
    30.0
    """
    if rule in _PLACES:
        return _between(_PLACES[rule](np.cumsum(weights), weights), x, p)
    return _CHOICES[rule](x, weights, p)


def _between(places: Floats, x: Floats, p: Floats) -> Floats:
    """Linear interpolation between the points; the value itself where p is on a point."""
    near = np.clip(np.searchsorted(places, p - _TIE), 0, len(x) - 1)
    return np.where(np.abs(places[near] - p) <= _TIE, x[near], np.interp(p, places, x))


def _hf7(C: Floats, w: Floats) -> Floats:
    # a single answer would give 0/0
    return np.asarray((C - w) / max(C[-1] - w[-1], _TIE * C[-1]))


_PLACES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "hf4": lambda C, _: C / C[-1],
    "hf5": lambda C, w: (C - w / 2) / C[-1],
    "hf6": lambda C, w: C / (C[-1] + w[-1]),
    "hf7": _hf7,
    "hf8": lambda C, w: (C - w / 3) / (C[-1] + w[-1] / 3),
    "hf9": lambda C, w: (C - 3 * w / 8) / (C[-1] + w[-1] / 4),
}


def _reach(weights: Floats, p: Floats) -> tuple[Indices, Mask]:
    """First place whose cumulative share reaches p, and whether the share equals p."""
    share = np.cumsum(weights)
    share /= share[-1]
    at = np.minimum(np.searchsorted(share, p - _TIE), len(share) - 1)
    return at, np.abs(share[at] - p) <= _TIE


def _math(x: Floats, weights: Floats, p: Floats) -> Floats:
    return np.asarray(x[_reach(weights, p)[0]])


def _school(x: Floats, weights: Floats, p: Floats) -> Floats:
    at, exact = _reach(weights, p)
    after = x[np.minimum(at + 1, len(x) - 1)]
    return np.where(exact, (x[at] + after) / 2, x[at])


def _hf3(x: Floats, weights: Floats, p: Floats) -> Floats:
    values, weights = _distinct(x, weights)
    at, exact = _reach(weights, p)
    odd = at % 2 == 0  # odd as R counts the places, from 1
    return np.asarray(values[np.minimum(at + ((exact & odd) | (at == 0)), len(values) - 1)])


def _rounded(x: Floats, weights: Floats, p: Floats) -> Floats:
    return find_quantiles(*_distinct(x, weights), p, "hf4")


def _shahvaish(x: Floats, weights: Floats, p: Floats) -> Floats:
    n, cumulative = len(x), np.cumsum(weights)
    places = (cumulative * (n / cumulative[-1]) + 0.5 - weights / 2) / (n + 1)
    # the half weight that is subtracted can put a large weight before the answers below it
    order = np.argsort(places, kind="stable")
    return x[order[np.maximum(np.searchsorted(places[order], p + _TIE, side="right") - 1, 0)]]


def _distinct(x: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Distinct values with the sums of their weights."""
    first = np.flatnonzero(np.append(True, x[1:] != x[:-1]))
    return x[first], np.add.reduceat(weights, first)


_CHOICES: dict[str, Callable[[Floats, Floats, Floats], Floats]] = {
    "math": _math,
    "hf1": _math,
    "school": _school,
    "hf2": _school,
    "hf3": _hf3,
    "shahvaish": _shahvaish,
    "rounded": _rounded,
}
