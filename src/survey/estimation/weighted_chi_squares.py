"""Tails of weighted sums of chi-squares, with a known or an estimated scale: reference distributions of Rao-Scott tests."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, fdtrc, ndtr

from survey.arrays import Floats
from survey.errors import EstimationError, nearest

TailMethod = Literal["exact", "saddlepoint", "satterthwaite"]
"""How a tail of a weighted sum is calculated: see :func:`weighted_chi_squares`."""

# The trapezoidal rule begins with _COARSEST intervals and doubles them until the relative change is below _ACCURACY. The
# path ends where the integrand is below _NEGLIGIBLE of its maximum, at the latest at _FARTHEST, which is 1e51 widths away.
_ACCURACY = 1e-13
_COARSEST, _FINEST = 64, 1 << 16
_NEGLIGIBLE, _FARTHEST = 1e-18, 120
# exp(-745) is the smallest float; a little of the bound is lost to factors of the integrand
_DEEPEST = 700.0
# Relative to the weights; squares of its inverse are floats.
_NEXT_TO_NOTHING = 1e-100
# Below this the saddlepoint formula subtracts nearly equal numbers.
_SMALL_SADDLE = 1e-4


def weighted_chi_squares(
    x: float, weights: ArrayLike, df: ArrayLike = 1.0, *, ddf: float = np.inf, method: TailMethod = "exact"
) -> float:
    r"""Probability that a weighted sum of independent chi-squares, over an estimated scale, exceeds x.

    Parameters
    ----------
    x : float
        The value observed, in the unit of the weights.
    weights : (q,) array
        Of any sign; zeros add nothing. For a Rao-Scott test the generalised design effects.
    df : float or (q,) array, positive
        Degrees of freedom of each chi-square.
    ddf : float, positive
        Degrees of freedom with which the scale was estimated; infinite when it is known.
    method : {"exact", "saddlepoint", "satterthwaite"}
        The inversion integral, to about 13 digits; Kuonen's saddlepoint approximation; a single chi-square (or F)
        with the same first two moments.

    Returns
    -------
    float, between 0 and 1
        :math:`P(\sum_j w_j \chi^2_j > x S)` with :math:`S` = 1, or chi-square(ddf)/ddf. NaN when x or a weight is NaN.

    Raises
    ------
    EstimationError
        ``E200`` no such method.

    Notes
    -----
    With a finite ddf the event is :math:`\sum w_j \chi^2_j - (x/d) \chi^2_d > 0`. Exact: Gil-Pelaez' integral (Imhof
    1961; Davies 1980) along a path through its saddle, where it does not oscillate. Saddlepoint: Kuonen (1999).
    Satterthwaite (1946), as in Rao and Scott (1984); do not use it when weights are negative.

    Examples
    --------
    >>> round(weighted_chi_squares(5.991464547107979, [1.0, 1.0]), 12)
    0.05
    >>> round(weighted_chi_squares(11.94, [1.7, 0.6], ddf=21.0), 4)
    0.0198
    """
    if method not in get_args(TailMethod):
        raise EstimationError(
            "E200", "tail of weighted chi-squares: method", f"There is no {method!r}.", nearest(method, _METHODS)
        )
    given = np.asarray(weights, np.float64)
    power = np.broadcast_to(np.asarray(df, np.float64), given.shape)
    if not np.isfinite(x) or not np.isfinite(given).all():
        return 0.0 if x == np.inf else 1.0 if x == -np.inf else float("nan")
    given, power = given[given != 0], power[given != 0]
    if method == "satterthwaite":
        return _satterthwaite(x, given, power, ddf)
    if x < 0:
        return 1.0 - weighted_chi_squares(-x, -given, power, ddf=ddf, method=method)
    if x < _NEXT_TO_NOTHING * np.abs(given).max(initial=0.0):
        x = 0.0
    if np.isfinite(ddf):
        given, power, x = np.append(given, -x / ddf), np.append(power, ddf), 0.0
        given, power = given[given != 0], power[given != 0]
    if not (given > 0).any():
        return 0.0
    if x == 0 and not (given < 0).any():
        return 1.0
    # with a largest weight of 1 the cumulant generating function exists up to s = 1/2
    size = given.max()
    return (_exact if method == "exact" else _saddlepoint)(x / size, given / size, power)


_METHODS: tuple[str, ...] = get_args(TailMethod)


def f_tail(x: float, ndf: float, ddf: float) -> float:
    """Probability that F(ndf, ddf) exceeds x; of chi-square(ndf)/ndf when ddf is infinite. NaN when a df is not positive.

    Examples
    --------
    >>> round(f_tail(3.15133862171228, 1.92297667944367, 30.7676268710988), 6)
    0.058675
    """
    if not (ndf > 0 and ddf > 0) or np.isnan(x):
        return float("nan")
    if x <= 0:
        return 1.0
    return float(chdtrc(ndf, x * ndf)) if np.isinf(ddf) else float(fdtrc(ndf, ddf, x))


def _satterthwaite(x: float, weights: Floats, power: Floats, ddf: float) -> float:
    # c times chi-square(d) has mean c d and variance 2 c^2 d; matching both gives d = mean^2 / sum(df w^2)
    mean, square = float(power @ weights), float(power @ weights**2)
    if mean <= 0:
        return 0.0 if x >= 0 else 1.0
    return f_tail(x / mean, mean**2 / square, ddf)


def _slope(s: float, weights: Floats, power: Floats) -> float:
    """First derivative of the cumulant generating function K(s) = -sum(df log(1 - 2 s w)) / 2."""
    return float((power * weights / (1 - 2 * s * weights)).sum())


def _curve(s: float, weights: Floats, power: Floats) -> float:
    """Second derivative of the cumulant generating function."""
    return float((2 * power * weights**2 / (1 - 2 * s * weights) ** 2).sum())


def _saddle(x: float, weights: Floats, power: Floats, low: float, high: float, pole: bool) -> float:
    """Saddle between ``low`` and ``high``: the s at which K'(s), with the pole K'(s) - 1/s, equals x.

    By bisection, because the slope grows without bound towards both ends, where Newton's method would overshoot.
    """
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _slope(middle, weights, power) - (1 / middle if pole else 0) > x:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _saddlepoint(x: float, weights: Floats, power: Floats) -> float:
    """Saddlepoint approximation of the tail, for weights of at most 1 of which one is positive."""
    negative = weights[weights < 0]
    # without negative weights K' exists for every s < 0, and is below x left of this bound
    low = 1 / (2 * negative.min()) if len(negative) else -(power.sum() + 1) / (2 * x)
    s = _saddle(x, weights, power, low * (1 - 1e-15), 0.5 * (1 - 1e-15), pole=False)
    curve = _curve(s, weights, power)
    if abs(s) < _SMALL_SADDLE:
        # at the mean of the sum w and s vanish; this is the limit of the expression below
        skew = float((8 * power * weights**3 / (1 - 2 * s * weights) ** 3).sum())
        return float(ndtr(-s * np.sqrt(curve) - skew / (6 * curve**1.5)))
    cumulant = float(-(power * np.log(1 - 2 * s * weights)).sum() / 2)
    w = np.sign(s) * np.sqrt(2 * (s * x - cumulant))
    return float(ndtr(-(w + np.log(s * np.sqrt(curve) / w) / w)))


def _exact(x: float, weights: Floats, power: Floats) -> float:
    """Tail by the inversion integral, for weights of at most 1 and x of at least 0.

    The step of the trapezoidal rule is halved until nothing changes. Along the path the imaginary part is an even
    function that decays fast, so that the rule converges geometrically.
    """
    s = _saddle(x, weights, power, 1e-15, 0.5 * (1 - 1e-12), pole=True)
    # Chernoff's bound exp(K(s) - s x) of a tail that is below every float
    if s * x + float((power * np.log(1 - 2 * s * weights)).sum()) / 2 > _DEEPEST:
        return 0.0
    width = float(_curve(s, weights, power) + 1 / s**2) ** -0.5
    reach = np.linspace(0, _FARTHEST, 4 * _FARTHEST + 1)
    size = np.abs(_integrand(x, weights, power, s, width, reach))
    end = float(reach[np.flatnonzero(size > _NEGLIGIBLE * size.max())[-1]] + 0.5)
    found = before = float("nan")
    n = _COARSEST
    while n <= _FINEST:
        values = _integrand(x, weights, power, s, width, np.linspace(0, end, n + 1))
        found = float((values.sum() - values[0] / 2) * end / n / np.pi)
        if abs(found - before) <= _ACCURACY * abs(found):
            break
        before, n = found, 2 * n
    return min(max(found, 0.0), 1.0)


def _integrand(x: float, weights: Floats, power: Floats, s: float, width: float, v: Floats) -> Floats:
    """Imaginary part of exp(K(t) - t x) / t dt/dv, along a hyperbola that leaves the saddle upwards and bends right.

    To the right exp(-t x) decays; t = s + width (cosh v - 1 + i sinh v).
    """
    u = width * np.sinh(v)
    rise = np.sqrt(width**2 + u**2)
    t = s + (rise - width) + 1j * u
    logs = np.log(1 - 2 * np.multiply.outer(t, weights)) @ power
    return np.asarray((np.exp(-logs / 2 - t * x) * (u + 1j * rise) / t).imag)
