"""Profile likelihood limits of a share: the deviance is tabulated and read off a spline, as R does it."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, log_expit, logit, ndtr, stdtrit

from survey.arrays import Floats

# R makes nine steps under maxsteps = 10, and 25 rounds of a fit under glm.control(maxit = 25)
_MOST_STEPS = 9
_MOST_ROUNDS = 25


def likelihood_limits(p: Floats, se: Floats, t: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Shares at which the scaled likelihood ratio test just rejects.

    Parameters
    ----------
    p, se, t, n : (q,) arrays
        Shares inside (0, 1), their standard errors, the quantiles of Student's t, numbers of interviews.

    Returns
    -------
    low, high : (q,) arrays
        Shares; both equal ``p`` where ``se`` is 0, ``n`` is 1 or ``t`` is infinite.

    Notes
    -----
    The signed root of the binomial deviance, divided by n/(n-1), reaches t times the root of the design effect
    (Rao and Scott 1984). As R does it, the root is tabulated at equal steps of the log odds (Venables and Ripley
    2002, section 8.4), and the limits are read off a cubic spline through them: they differ from the exact crossing
    by about one part in a thousand. Where nine steps are not enough (R gives NA), the crossing is exact. R's design
    effect is over the model's variance of the round before its fit ended, here that of the fit to equal weights.
    """
    pairs = [_limits(*row) for row in np.stack(np.broadcast_arrays(p, se, t, n), -1).reshape(-1, 4).tolist()]
    found = np.array(pairs, np.float64).reshape(*np.shape(p), 2)
    return found[..., 0], found[..., 1]


def _limits(p: float, se: float, t: float, n: float) -> tuple[float, float]:
    if not (se > 0 and n > 1 and t < np.inf):
        return p, p
    # t times the root of the design effect: the design variance over n interviews' worth of the model's variance
    cutoff = t * se * np.sqrt(n * _spread_before_the_last_round(p, n)) / (p * (1 - p))
    # R's profile.glm goes on until the root passes that of the F(1, n - 1) quantile at 1 - alpha, and confint.svyglm gives
    # it as alpha half the normal tail beyond the cutoff
    table = _tabulate(p, se, n, cutoff, far=float(-stdtrit(n - 1, ndtr(-cutoff) / 4)))
    if table is None:
        low, high = (_crossing(p, n, side, cutoff) for side in (-1.0, 1.0))
    else:
        low, high = np.interp([-cutoff, cutoff], *table)
    return float(expit(low)), float(expit(high))


def _spread_before_the_last_round(p: float, n: float) -> float:
    """Variance p(1 - p) at the start of the last round in which R fits the constant by iterated weighted least squares.

    R takes the model's variance from the weights of that round, one step behind the estimate it prints.
    """
    # glm starts at fitted values 3/4 for a success and 1/4 for a failure: working responses -+(log 3 + 4/3), variance 3/16
    odds, spread, last = (2 * p - 1) * (np.log(3) + 4 / 3), 3 / 16, np.inf
    for _ in range(_MOST_ROUNDS):
        mean = float(expit(odds))
        deviance = -2 * n * float(p * log_expit(odds) + (1 - p) * log_expit(-odds))
        # the rule by which glm.control(epsilon = 1e-8) stops
        if abs(deviance - last) < 1e-8 * (deviance + 0.1):
            break
        spread, last = mean * (1 - mean), deviance
        odds += (p - mean) / spread
    return spread


def _tabulate(p: float, se: float, n: float, cutoff: float, far: float) -> tuple[Floats, Floats] | None:
    """Signed roots of the deviance and log odds on a fine grid; None where nine steps do not reach the cutoff.

    ``far`` is the root at which R stops the profile; a step is a fifth of it, in standard errors of the log odds.
    """
    step = far / 5 * se / (p * (1 - p))
    if not np.isfinite(step):
        return None
    odds = logit(p) + step * np.arange(-_MOST_STEPS, _MOST_STEPS + 1)
    root = _signed_root(p, n, odds)
    size, inside = np.abs(root), np.flatnonzero(np.abs(root) < far)
    kept = slice(max(int(inside[0]) - 1, 0), int(inside[-1]) + 2)
    far_enough = min(size[0], size[-1]) >= far
    fine_enough = size[_MOST_STEPS - 1] < cutoff > size[_MOST_STEPS + 1] and min(size[0], size[-1]) >= cutoff
    if not (far_enough or fine_enough):
        return None
    # confint interpolates linearly between the points of spline(), of which there are three for each point of the profile
    dense = np.linspace(odds[kept][0], odds[kept][-1], 3 * len(odds[kept]))
    return spline(odds[kept], root[kept], dense), dense


def _signed_root(p: float, n: float, odds: Floats) -> Floats:
    """Signed root of the deviance divided by n/(n-1): negative below the estimate, 0 at it."""
    saturated = p * np.log(p) + (1 - p) * np.log1p(-p)
    deviance = 2 * (n - 1) * (saturated - p * log_expit(odds) - (1 - p) * log_expit(-odds))
    return np.asarray(np.sign(odds - logit(p)) * np.sqrt(np.maximum(deviance, 0.0)))


def _crossing(p: float, n: float, side: float, cutoff: float) -> float:
    """Log odds at which the root equals the cutoff, below (side -1) or above (side 1) the estimate, by bisection."""
    near, reach = 0.0, 1.0
    while side * _signed_root(p, n, logit(p) + side * np.array([reach]))[0] < cutoff:
        near, reach = reach, 2 * reach
    while reach - near > 1e-14 * reach:
        middle = (near + reach) / 2
        if middle in (near, reach):
            break
        if side * _signed_root(p, n, logit(p) + side * np.array([middle]))[0] < cutoff:
            near = middle
        else:
            reach = middle
    return float(logit(p) + side * reach)


def spline(x: Floats, y: Floats, at: Floats) -> Floats:
    """Values of the cubic spline through points, its ends bent like the cubics through the four points there.

    Parameters
    ----------
    x, y : (m,) arrays
        Points, ascending in ``x``; at least two.
    at : (k,) array
        Where the spline is wanted, between the first and the last point.

    Notes
    -----
    Forsythe, Malcolm and Moler (1977), section 4.4; ``method = "fmm"`` of R's ``spline``.

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
