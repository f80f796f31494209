"""Limits of a share from the profile of its working likelihood, tabulated and read off a spline as R does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, logit, ndtr, stdtrit

_MOST_STEPS = 500

Floats = NDArray[np.float64]


def likelihood_limits(p: Floats, se: Floats, t: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Shares at which the scaled likelihood ratio test just rejects.

    Parameters
    ----------
    p, se, t, n : (q,) arrays
        Shares inside (0, 1), their standard errors, the quantiles of Student's t, numbers of interviews.

    Returns
    -------
    low, high : (q,) arrays

    Notes
    -----
    The signed root of the binomial deviance, divided by n/(n-1), reaches t times the root of the design effect
    (Rao and Scott 1984). As R does it, the root is tabulated at equal steps of the log odds (Venables and Ripley
    2002, section 8.4), and the limits are read off a cubic spline through them: they differ from the exact crossing
    by less than one part in a thousand.
    """
    pairs = [_limits(*row) for row in np.stack(np.broadcast_arrays(p, se, t, n), -1).reshape(-1, 4).tolist()]
    found = np.array(pairs, np.float64).reshape(*np.shape(p), 2)
    return found[..., 0], found[..., 1]


def _limits(p: float, se: float, t: float, n: float) -> tuple[float, float]:
    if not (se > 0 and n > 1 and t < np.inf):
        return p, p
    cutoff = t * se * np.sqrt(n / (p * (1 - p)))
    far = float(-stdtrit(n - 1, ndtr(-cutoff) / 4))
    step = far / 5 * se / (p * (1 - p))
    below, above = _steps(p, n, -step, far), _steps(p, n, step, far)
    at = logit(p) + step * np.arange(-len(below), len(above) + 1)
    root = np.concatenate([below[::-1], [0.0], above])
    dense = np.linspace(at[0], at[-1], 3 * len(at))
    low, high = np.interp([-cutoff, cutoff], spline(at, root, dense), dense)
    return float(expit(low)), float(expit(high))


def _steps(p: float, n: float, step: float, far: float) -> Floats:
    """Signed roots of the deviance at the steps to one side, until it is beyond ``far``."""
    odds = logit(p) + step * np.arange(1, _MOST_STEPS)
    saturated = p * np.log(p) + (1 - p) * np.log1p(-p)
    deviance = 2 * (n - 1) * (saturated - p * log_expit(odds) - (1 - p) * log_expit(-odds))
    root = np.sqrt(np.maximum(deviance, 0.0))
    return np.asarray(np.sign(step) * root[: 1 + int(np.argmax(root >= far))])


def spline(x: Floats, y: Floats, at: Floats) -> Floats:
    """Cubic spline through points, its ends bent like the cubics through the four points there.

    Notes
    -----
    Forsythe, Malcolm and Moler (1977), section 4.4.

    Examples
    --------
    >>> spline(np.arange(5.0), np.arange(5.0) ** 3, np.array([0.5, 2.5])).round(6)
    array([ 0.125, 15.625])
    """
    h, slope = np.diff(x), np.diff(y) / np.diff(x)
    size = len(x)
    system, right = np.zeros((size, size)), np.zeros(size)
    inner = np.arange(1, size - 1)
    system[inner, inner - 1], system[inner, inner + 1] = h[:-1], h[1:]
    system[inner, inner] = 2 * (h[:-1] + h[1:])
    right[1:-1] = np.diff(slope)
    system[0, :2], system[-1, -2:] = (-1, 1), (-1, 1)
    if size > 3:
        third = np.diff(np.diff(slope) / (x[2:] - x[:-2])) / (x[3:] - x[:-3])
        right[0], right[-1] = h[0] * third[0], h[-1] * third[-1]
    bend = np.linalg.solve(system, right)
    left = np.clip(np.searchsorted(x, at, side="right") - 1, 0, size - 2)
    u = at - x[left]
    linear = slope[left] - h[left] * (bend[left + 1] + 2 * bend[left])
    return np.asarray(y[left] + u * (linear + u * (3 * bend[left] + u * (bend[left + 1] - bend[left]) / h[left])))
