"""Trimming: extreme weights cut, the others taking over what was cut; and weights scaled to a total."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from survey.argument_errors import public
from survey.arrays import Floats, Indices, Mask
from survey.design.reweighting import reweigh
from survey.design.sample import Sample
from survey.errors import WeightingError
from survey.weighting.replicate_weighting import repeated

_ROUNDING = 1e-12
"""Share of the sum of the weights that is rounding: what may be left over when every weight is at a limit."""
_RECALIBRATIONS = 200
"""Largest number of turns of cutting and recalibrating."""
_CLOSE = 1e-3
"""Relative excess over a limit that is accepted after recalibration: the turns converge slowly to the limit itself."""


@dataclass(frozen=True, slots=True, eq=False)
class _Limits:
    """Limits of the weights of one class of interviews, whose positions are ``rows``."""

    title: str
    rows: Indices
    lower: float
    upper: float

    def beyond(self, weights: Floats, slack: float = 0.0) -> Mask:
        """(rows,) mask of the weights, other than 0, beyond the limits widened by a relative slack."""
        own = weights[self.rows]
        low = self.lower * (1 - slack) if self.lower > 0 else self.lower
        return np.asarray((own != 0) & ((own < low) | (own > self.upper * (1 + slack))))


@public
@repeated()
def trim(
    sample: Sample,
    *,
    upper: float | None = None,
    lower: float | None = None,
    times_median: float | None = None,
    by: str | None = None,
    strict: bool = False,
    recalibrate: Callable[[Sample], Sample] | None = None,
) -> Sample:
    """Sample with weights cut to limits; what is cut is shared equally among the weights within them.

    Parameters
    ----------
    sample : Sample
    upper, lower : float, persons
        Limits of the weights.
    times_median : float
        Upper limit as a multiple of the median weight (of the class when ``by`` is given).
    by : str
        Variable within whose classes weights are cut and shared out, so that the sum of weights of each class stays.
    strict : bool
        Repeat until no weight is beyond the limits; a weight that was cut stays at its limit. Otherwise sharing out may
        push some weights a little beyond them.
    recalibrate : callable
        Function that restores the totals of a sample: ``lambda s: survey.rake(s, population)``. Cutting and
        recalibration alternate until no weight is more than a thousandth beyond its limit; the totals are then met
        exactly. ``calibrate(bounds=…, bounds_of="weight")`` achieves both in one step.

    Returns
    -------
    Sample
        With a step ``trim``, followed by the steps of ``recalibrate``. Without recalibration the sum of the weights is
        unchanged, and margins met before are met approximately. If no weight is cut, no standard error changes.

    Raises
    ------
    WeightingError
        ``W011`` impossible limits; ``W012`` no weight is within the limits to take over what was cut; ``W014`` sharing
        out, or ``W150`` the alternation with recalibration, does not converge; ``W151`` ``recalibrate`` does not return
        the sample.

    Notes
    -----
    As R's ``trimWeights``; Potter (1990) on the purpose: a small bias is accepted for a smaller variance.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"w": [1.0, 1.0, 1.0, 9.0]}, Design(weight="w"))
    >>> trim(sample, upper=3).weights
    array([3., 3., 3., 3.])
    """
    if (upper is None) == (times_median is None) and lower is None:
        raise _impossible("Give upper, or times_median, or lower.")
    if upper is not None and times_median is not None:
        raise _impossible("Give upper or times_median, not both.")
    given = [limit for limit in (upper, lower, times_median) if limit is not None]
    if not all(limit >= 0 for limit in given) or (upper is not None and lower is not None and lower >= upper):
        raise _impossible("Limits are positive and lower is below upper.")
    limits = [
        _limits_of(sample.weights, title, rows, upper, lower, times_median) for title, rows in _classes(sample, by)
    ]
    options = {"upper": upper, "lower": lower, "times_median": times_median, "by": by}
    said = ", ".join(f"{name} {value}" for name, value in options.items() if value is not None)
    trimmed = _trimmed(sample, sample.weights, limits, strict, f"{said}{', strict' if strict else ''}")
    return trimmed if recalibrate is None else _in_turns(sample, trimmed, limits, strict, recalibrate)


def _limits_of(
    weights: Floats,
    title: str,
    rows: Indices,
    upper: float | None,
    lower: float | None,
    times_median: float | None,
) -> _Limits:
    top = np.inf if upper is None else upper
    if times_median is not None:
        own = weights[rows]
        top = times_median * float(np.median(own[own > 0]))
    return _Limits(title, rows, -np.inf if lower is None else lower, top)


def _trimmed(sample: Sample, weights: Floats, limits: list[_Limits], strict: bool, said: str) -> Sample:
    """Sample with these weights cut, as a step ``trim``."""
    after, changed = weights.copy(), 0
    for own in limits:
        changed += int(own.beyond(weights).sum())
        after[own.rows] = _cut(weights[own.rows], own.lower, own.upper, strict, own.title)
    return reweigh(sample, after, "trim", f"{said}; {changed} weights cut")


def _in_turns(
    sample: Sample, trimmed: Sample, limits: list[_Limits], strict: bool, recalibrate: Callable[[Sample], Sample]
) -> Sample:
    """Sample after cutting and recalibrating in turns until both hold; the trail has the last turn only."""
    first = trimmed.trail[-1].detail
    for number in range(1, _RECALIBRATIONS + 1):
        found = recalibrate(trimmed)
        if len(getattr(found, "weights", ())) != len(sample):
            raise WeightingError(
                "W151",
                "survey.trim: recalibrate",
                f"The function gives {type(found).__name__} instead of the sample with other weights.",
                "Give a function from sample to sample: lambda cut: survey.rake(cut, population).",
            )
        n_beyond = sum(int(own.beyond(found.weights, _CLOSE).sum()) for own in limits)
        if not n_beyond:
            step = dataclasses.replace(trimmed.trail[-1], detail=f"{first}; {number} turns with recalibration")
            at = len(sample.trail)
            return dataclasses.replace(found, trail=(*found.trail[:at], step, *found.trail[at + 1 :]))
        trimmed = _trimmed(sample, found.weights, limits, strict, first)
    raise WeightingError(
        "W150",
        "survey.trim: recalibrate",
        f"After {_RECALIBRATIONS} turns, {n_beyond} weights are still beyond the limits; the largest is "
        f"{found.weights.max():,.10g}.",
        "Widen the limits, or merge categories of the margins; calibrate(bounds=…, bounds_of='weight') tells what is "
        "possible.",
    )


@public
@repeated()
def normalize(sample: Sample, total: float | None = None) -> Sample:
    """Sample with weights multiplied by one number so that they add up to a total.

    Parameters
    ----------
    sample : Sample
    total : float
        By default the number of interviews, so that the mean weight is 1.

    Raises
    ------
    WeightingError
        ``W013`` when the total is not positive.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> normalize(make_sample({"w": [1.0, 3.0]}, Design(weight="w"))).weights
    array([0.5, 1.5])
    """
    wanted = float(sample.trail[-1].n if total is None else total)
    if not 0 < wanted < np.inf:
        raise WeightingError(
            "W013", "survey.normalize: total", f"{wanted:g} is not a possible total.", "Give a positive number."
        )
    return reweigh(
        sample, sample.weights * (wanted / float(sample.weights.sum())), "normalize", f"to a total of {wanted:,.10g}"
    )


def _classes(sample: Sample, by: str | None) -> list[tuple[str, Indices]]:
    """Classes with a weight, blank included: title for messages, and positions of the interviews."""
    if by is None:
        return [("", np.arange(len(sample)))]
    found = sample.categories(by)
    parts = [(f", {by} {level}", np.flatnonzero(found.codes == at)) for at, level in enumerate(found.levels)]
    parts.append((f", {by} blank", np.flatnonzero(found.codes < 0)))
    return [(title, rows) for title, rows in parts if sample.weights[rows].any()]


def _cut(weights: Floats, lower: float, upper: float, strict: bool, title: str) -> Floats:
    """Weights of one class after cutting; weights of 0 stay 0."""
    used = weights != 0
    free, rounds = used, 0
    while True:
        beyond = free & ((weights < lower) | (weights > upper))
        if not beyond.any():
            return weights
        # A weight that was cut stays at its limit: if it took part in later shares, weights cut to one limit would be
        # moved back inside to make up for those at the other.
        free, rounds = free & ~beyond, rounds + 1
        cut = np.where(beyond, np.clip(weights, lower, upper), weights)
        surplus = float((weights - cut).sum())
        if not free.any():
            if rounds > 1 and abs(surplus) <= _ROUNDING * float(cut.sum()):
                return cut
            break
        # The others get equal amounts, not equal factors: a factor would raise the next largest ones most.
        weights = np.where(free, cut + surplus / free.sum(), cut)
        if not strict:
            return weights
    if rounds == 1:
        raise WeightingError(
            "W012",
            f"survey.trim{title}",
            f"All {int(used.sum())} weights are beyond the limits {lower:g} and {upper:g}.",
            "Widen the limits; none is left to take over what is cut.",
        )
    raise WeightingError(
        "W014",
        f"survey.trim{title}",
        f"After {rounds} rounds of sharing out, weights are still beyond the limits {lower:g} and {upper:g}; their mean "
        f"is {weights[used].mean():.4g}.",
        "Widen the limits; the mean has to lie well between them.",
    )


def _impossible(remedy: str) -> WeightingError:
    return WeightingError("W011", "survey.trim: limits", "The limits do not say what to cut.", remedy)
