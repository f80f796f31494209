"""Calibration functions of the distances between old and new weights: factor, derivative and integral by slope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.arrays import Floats

CalibrationMethod = Literal["linear", "raking", "logit"]


@dataclass(frozen=True, slots=True, eq=False)
class Distance:
    """Calibration function F of one distance, with what the dual problem needs.

    Parameters
    ----------
    factor : callable
        From slopes u to factors g = F(u), with F(0) = 1 unless 1 is outside the bounds.
    derivative : callable
        F'(u); 0 at a bound.
    integral : callable
        Integral of F up to u, up to a constant: the convex conjugate of the distance.
    slope_of : callable
        Slope that gives a factor, for the first guess; the median over the rows where bounds differ between rows.
    low, high : (m,) arrays, or floats
        Bounds of the factor.
    """

    factor: Callable[[Floats], Floats]
    derivative: Callable[[Floats], Floats]
    integral: Callable[[Floats], Floats]
    slope_of: Callable[[float], float]
    low: Floats | float
    high: Floats | float


def find_distance(method: CalibrationMethod, low: Floats | float, high: Floats | float) -> Distance:
    """Calibration function of a method within bounds.

    Notes
    -----
    Deville and Särndal (1992), section 2: case 1 (linear) and case 2 (raking), cut at the bounds, and case 6 (logit),
    which approaches the bounds without reaching them.

    Examples
    --------
    >>> find_distance("logit", 0.5, 2.0).factor(np.array([-9.0, 0.0, 9.0])).round(3)
    array([0.5, 1. , 2. ])
    """
    return {"linear": _linear, "raking": _raking, "logit": _logit}[method](low, high)


def _linear(low: Floats | float, high: Floats | float) -> Distance:
    """F(u) = 1 + u, cut at the bounds."""

    def factor(u: Floats) -> Floats:
        return np.asarray(np.clip(1 + u, low, high))

    def derivative(u: Floats) -> Floats:
        return ((1 + u > low) & (1 + u < high)).astype(np.float64)

    def integral(u: Floats) -> Floats:
        # Up to the bound a parabola, beyond it a straight line with the slope of the bound.
        g = factor(u)
        inside = g - 1
        return np.asarray(inside + inside * inside / 2 + g * (u - inside))

    return Distance(factor, derivative, integral, lambda g: g - 1, low, high)


def _raking(low: Floats | float, high: Floats | float) -> Distance:
    """F(u) = exp(u), cut at the bounds."""
    with np.errstate(divide="ignore"):
        log_low, log_high = np.log(np.maximum(low, 0.0)), np.log(high)

    def factor(u: Floats) -> Floats:
        with np.errstate(over="ignore"):
            return np.asarray(np.exp(np.clip(u, log_low, log_high)))

    def derivative(u: Floats) -> Floats:
        return np.where((u > log_low) & (u < log_high), factor(u), 0.0)

    def integral(u: Floats) -> Floats:
        # As for the linear distance: exp up to the bound, a straight line beyond it. An overflowing factor makes the
        # sum infinite, and the step is then halved.
        inside, g = np.clip(u, log_low, log_high), factor(u)
        with np.errstate(invalid="ignore"):
            return g + np.where(u == inside, 0.0, g * (u - inside))

    return Distance(factor, derivative, integral, lambda g: float(np.log(g)), low, high)


def _logit(low: Floats | float, high: Floats | float) -> Distance:
    """F(u) = low + (high - low) expit(A u + c), with F(0) = 1 and F'(0) = 1.

    The same function as in Deville and Särndal, whose quotient of exponentials would overflow for large slopes.
    """
    from scipy.special import expit, logit

    width = np.subtract(high, low)
    steepness = width / (np.subtract(high, 1.0) * np.subtract(1.0, low))
    shift = np.log(np.subtract(1.0, low)) - np.log(np.subtract(high, 1.0))

    def factor(u: Floats) -> Floats:
        return np.asarray(low + width * expit(steepness * u + shift))

    def derivative(u: Floats) -> Floats:
        share = expit(steepness * u + shift)
        return np.asarray(width * steepness * share * (1 - share))

    def integral(u: Floats) -> Floats:
        return np.asarray(low * u + width / steepness * np.logaddexp(0.0, steepness * u + shift))

    def slope_of(g: float) -> float:
        found = (logit((g - low) / width) - shift) / steepness
        return float(np.median(found))

    return Distance(factor, derivative, integral, slope_of, low, high)
