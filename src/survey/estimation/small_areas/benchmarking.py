"""Benchmarking: one shift of all areas that makes their weighted mean that of the region."""

from __future__ import annotations

import numpy as np

from survey.arrays import Floats


def shift_to_benchmark(
    values: Floats, shares: Floats, target: float, bounds: tuple[float, float] | None
) -> tuple[Floats, float]:
    r"""Values moved by one amount, so that their weighted mean is the target.

    Parameters
    ----------
    values : (m,) array
    shares : (m,) array
        Parts of the areas in the region, adding up to 1.
    target : float
        Within the bounds.
    bounds : (low, high), or None
        Limits that no value may leave.

    Returns
    -------
    moved : (m,) array
    shift : float

    Notes
    -----
    The difference adjustment :math:`\theta_d + (Y - \sum_k w_k \theta_k)`; values that reach a bound stay there and
    the others move further. The sum over areas is piecewise linear in the shift, so its corners give the shift
    exactly. A ratio adjustment is refused: it moves high areas more than low ones and means nothing for scores about 0.

    Examples
    --------
    >>> shift_to_benchmark(np.array([0.1, 0.4]), np.array([0.5, 0.5]), 0.3, (0.0, 1.0))[0].round(3)
    array([0.15, 0.45])
    """
    if bounds is None:
        shift = target - float(shares @ values)
        return values + shift, shift
    low, high = bounds
    corners = np.unique(np.concatenate([low - values, high - values]))
    means = np.clip(values + corners[:, None], low, high) @ shares
    shift = float(np.interp(target, means, corners))
    return np.clip(values + shift, low, high), shift
