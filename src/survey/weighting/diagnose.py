"""Why margins cannot be met: the nearest that weights within the bounds could come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LARGEST = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The best that can be done.

    ``reached`` (p,) are totals with the smallest sum of relative deviations from the targets; ``possible`` says that
    all targets can be met, if only with factors at the bounds.
    """

    reached: Floats
    possible: bool


def nearest_totals(X: Floats, start: Floats, targets: Floats, bounds: tuple[float, float] | None) -> Nearest | None:
    """Totals nearest to the targets that factors within the bounds can give; None when that is too large to find.

    Parameters
    ----------
    X : (cells, p) array
        Membership of the cells in the categories.
    start : (cells,) array
        Weights before.
    targets : (p,) array
    bounds : (low, high) or None
        None means factors from 0 on.

    Notes
    -----
    A linear programme: least sum of relative deviations.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack

    n_cells, p = X.shape
    if n_cells > _LARGEST:
        return None
    low, high = (0.0, None) if bounds is None else bounds
    totals = hstack([csr_array((X * start[:, None]).T), eye_array(p), -eye_array(p)])
    cost = np.concatenate([np.zeros(n_cells), 1 / targets, 1 / targets])
    limits = [(low, high)] * n_cells + [(0.0, None)] * (2 * p)
    scale = targets.max()
    found = linprog(cost * scale, A_eq=totals / scale, b_eq=targets / scale, bounds=limits, method="highs")
    if found.x is None:
        return None
    reached = X.T @ (start * found.x[:n_cells])
    return Nearest(np.asarray(reached), bool((np.abs(reached - targets) <= 1e-7 * targets).all()))
