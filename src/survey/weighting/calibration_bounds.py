"""Bounds of the factors of a calibration, and the errors for totals that cannot be met within them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from survey.arrays import Floats
from survey.design.sample import Sample
from survey.errors import WeightingError
from survey.weighting.calibration_distances import CalibrationMethod
from survey.weighting.calibration_kernel import Solution
from survey.weighting.calibration_totals import EVERYBODY, TotalsLayout
from survey.weighting.feasibility import beyond_bounds, nearest_bounds, outwards

BoundsOf = Literal["factor", "weight"]


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Bounds of the factors: numbers, or (rows,) arrays; ``pair`` is None unless two numbers hold for all rows."""

    low: Floats | float
    high: Floats | float
    pair: tuple[float, float] | None


def find_bounds(
    sample: Sample,
    layout: TotalsLayout,
    method: CalibrationMethod,
    bounds: tuple[ArrayLike, ArrayLike] | None,
    bounds_of: BoundsOf,
    verb: str,
) -> Bounds:
    """Bounds of the factor, as numbers or by row.

    Parameters
    ----------
    sample : Sample
    layout : TotalsLayout
        The rows of the problem.
    method : {"linear", "raking", "logit"}
    bounds : (low, high) or None
        As given by the caller: numbers, or (n,) arrays. None means that factors are not bounded.
    bounds_of : {"factor", "weight"}
    verb : str
        Name of the calling function, for messages.

    Raises
    ------
    WeightingError
        ``W118`` when the logit method has no finite bounds on both sides of 1; ``W122`` bounds that are neither numbers
        nor one number per interview.
    """
    if bounds is None:
        return Bounds(-np.inf, np.inf, None)
    low, high = (np.asarray(one, np.float64) for one in bounds)
    single = low.ndim == 0 and high.ndim == 0
    for one in (low, high):
        if one.shape not in ((), (len(sample),)):
            raise WeightingError(
                "W122",
                f"{verb}: bounds",
                f"A bound has shape {one.shape}; the sample has {len(sample)} interviews.",
                "Give one number, or one per interview.",
            )
    if bounds_of == "weight":
        # Bounds of a weight become bounds of the factor; an interview without a weight has none.
        used = sample.weights > 0
        weights = np.where(used, sample.weights, 1.0)
        low, high = np.where(used, low / weights, -np.inf), np.where(used, high / weights, np.inf)
    elif single:
        pair = (float(low), float(high))
        _check_around_one(method, low, high, verb)
        return Bounds(*pair, pair)
    if low.ndim and layout.row_of is not None:
        # A row of several interviews has one factor, which must respect the bounds of all of them.
        size = len(layout.start)
        lowest, highest = np.full(size, -np.inf), np.full(size, np.inf)
        np.maximum.at(lowest, layout.row_of, np.broadcast_to(low, len(sample)))
        np.minimum.at(highest, layout.row_of, np.broadcast_to(high, len(sample)))
        low, high = lowest, highest
    used_rows = layout.start > 0
    _check_around_one(method, low[used_rows] if low.ndim else low, high[used_rows] if high.ndim else high, verb)
    if method == "logit":
        # Rows without a weight need finite bounds around 1, too, so that their factor is a number.
        low, high = np.where(used_rows, low, 0.0), np.where(used_rows, high, 2.0)
    return Bounds(low, high, None)


def _check_around_one(method: CalibrationMethod, low: Floats, high: Floats, verb: str) -> None:
    """Refuse bounds of the logit method that are infinite or not on both sides of 1 (``W118``)."""
    around = np.all(low < 1) and np.all(high > 1) and np.all(np.isfinite(low)) and np.all(np.isfinite(high))
    if method == "logit" and not around:
        raise WeightingError(
            "W118",
            f"{verb}: bounds",
            "The logit method needs finite bounds on both sides of 1 for every interview.",
            "Widen them, bring the weights to the population first (survey.normalize), or use linear or raking.",
        )


def check_feasible(layout: TotalsLayout, limits: Bounds, verb: str) -> None:
    """Refuse, before iterating, a total that needs factors beyond the bounds even if it is the only one.

    Raises
    ------
    WeightingError
        ``W106``.
    """
    if np.isneginf(limits.low).all() and np.isposinf(limits.high).all():
        return
    beyond = beyond_bounds(layout.X, layout.start, layout.targets, limits.low, limits.high)
    at = int(np.argmax(beyond)) if len(beyond) else 0
    if not len(beyond) or beyond[at] <= 1 + 1e-12:
        return
    reached = float(layout.X.sums(layout.start)[at])
    needed = layout.targets[at] / reached if reached else np.inf
    said = (
        f"the bounds are {limits.pair[0]:g} and {limits.pair[1]:g}"
        if limits.pair
        else "the bounds of its interviews do not reach it"
    )
    raise WeightingError(
        "W106",
        layout.place(at, verb),
        f"Its total of {layout.targets[at]:,.10g} needs a factor of {needed:.3g} on the weights of its interviews "
        f"({reached:,.10g}); {said}.",
        _normalise_first(layout, limits) or _remedy(layout, limits),
    )


def check_means(layout: TotalsLayout, method: CalibrationMethod, limits: Bounds, verb: str) -> None:
    """Refuse, before iterating, a total whose mean per person is outside the range of the interviews.

    Positive weights cannot give such a mean. Where weights may be negative, or the number of people is not among the
    totals, nothing is checked.

    Raises
    ------
    WeightingError
        ``W119``.
    """
    positive = method == "raking" or bool(np.all(np.asarray(limits.low) >= 0))
    people = _people(layout)
    if not positive or people is None:
        return
    first, used = sum(layout.sizes), layout.start > 0
    for at, name in enumerate(layout.number_names):
        if layout.X.numbers is None or name == EVERYBODY:
            continue
        column = layout.X.numbers[used, at - len(layout.number_names)]
        mean = layout.targets[first + at] / people
        if not column.min() <= mean <= column.max():
            raise WeightingError(
                "W119",
                layout.place(first + at, verb),
                f"It is {mean:,.6g} per person, but the interviews only have {column.min():,.6g} to {column.max():,.6g}.",
                "Look for a misprint in the total or in its unit.",
            )


def _people(layout: TotalsLayout) -> float | None:
    """Number of people, where a margin or a total gives it; else None."""
    if layout.margins:
        return float(layout.margins[0].persons.sum())
    if EVERYBODY in layout.number_names:
        return float(layout.targets[layout.number_names.index(EVERYBODY)])
    return None


def _normalise_first(layout: TotalsLayout, limits: Bounds) -> str:
    """Remedy where even the factor from the sum of weights to the population is beyond the bounds; else empty."""
    if not layout.margins or limits.pair is None:
        return ""
    overall = float(layout.margins[0].persons.sum() / layout.start.sum())
    if limits.pair[0] <= overall <= limits.pair[1] or abs(overall - 1) < 1e-9:
        return ""
    return f"All weights together need the factor {overall:.3g}: survey.normalize them to the population first."


def _remedy(layout: TotalsLayout, limits: Bounds) -> str:
    """Remedy: the nearest feasible bounds, if they can be found, and alternatives."""
    moved = None
    if limits.pair is not None:
        moved = nearest_bounds(layout.X.dense(), layout.start, layout.targets, limits.pair)
    said = (
        f"With all totals together {outwards(moved, limits.pair)}; " if moved and limits.pair else "Widen the bounds, "
    )
    return f"{said}or merge the category with a neighbour (population.merge), or leave a total out."


def unmet(
    layout: TotalsLayout, limits: Bounds, found: Solution, method: CalibrationMethod, verb: str
) -> WeightingError:
    """Error ``W107``: the total that is missed most, by how much, and the reason."""
    size = np.maximum(np.maximum(np.abs(layout.targets), layout.X.sizes(layout.start)), 1e-300)
    off = np.nan_to_num(np.abs(found.reached - layout.targets) / size, nan=np.inf)
    at = int(np.argmax(off))
    if limits.pair is not None:
        why = f"within the bounds {limits.pair[0]:g} and {limits.pair[1]:g} of the factor"
    elif not np.isneginf(limits.low).all():
        why = "within the bounds"
    else:
        why = "with weights above zero" if method == "raking" else "because some totals contradict one another"
    return WeightingError(
        "W107",
        layout.place(at, verb),
        f"Together with the other totals it cannot be met {why}: {found.reached[at]:,.10g} instead of "
        f"{layout.targets[at]:,.10g} ({off[at]:.2%} off after {found.iterations} iterations).",
        _remedy(layout, limits)
        if limits.pair is not None
        else "Look for a misprint in the totals and for categories few interviews have; merge them "
        "(population.merge) or leave a total out.",
    )
