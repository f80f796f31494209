"""Rank ranges: the dependence of a ranking of areas on the weights of the dimensions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.arrays import Floats

COLUMNS = ("indicator", "domain", "level", "rank", "rank_low", "rank_high", "rank_p05", "rank_p95")


def rank_ranges(dimensions: Floats, draws: int, seed: int) -> Floats:
    """Ranks of areas under equal weights, and the ranges of their ranks under random weights.

    Parameters
    ----------
    dimensions : (areas, K) array
        Means of the dimensions; higher is more stable. An area with a NaN has no rank.
    draws : int
        Number of sets of weights, drawn from the Dirichlet distribution with all parameters 1: every set of
        weights is as likely as every other.
    seed : int

    Returns
    -------
    (areas, 5) array
        Rank under equal weights (1 is the most stable), lowest and highest rank over the draws, and their 5th and 95th
        percentiles; NaN for an area without a rank.

    Notes
    -----
    OECD and JRC (2008), step 7. The ranges show the effect of the choice of weights, not of sampling: do not use them to
    distinguish areas that lie within each other's confidence intervals.

    Examples
    --------
    An area that is better in every dimension is first under all weights:

    >>> rank_ranges(np.array([[80.0, 70], [60, 50]]), 100, 1)[:, :3]
    array([[1., 1., 1.],
           [2., 2., 2.]])
    """
    n_areas, n_dimensions = dimensions.shape
    found = np.full((n_areas, 5), np.nan)
    whole = np.isfinite(dimensions).all(axis=1)
    if not whole.any() or draws < 1:
        return found
    weights = np.random.default_rng(seed).dirichlet(np.ones(n_dimensions), draws)
    drawn = _ranks(dimensions[whole] @ weights.T)
    equal = _ranks(dimensions[whole].mean(axis=1)[:, None])
    low, high = np.percentile(drawn, [5, 95], axis=1)
    found[whole] = np.column_stack([equal[:, 0], drawn.min(axis=1), drawn.max(axis=1), low, high])
    return found


def _ranks(values: Floats) -> Floats:
    """(areas, draws) ranks: 1 + the number of areas with a larger value."""
    better = np.empty_like(values)
    for at, row in enumerate(values):
        better[at] = 1 + (values > row).sum(axis=0)
    return better


def rank_frame(indicator: str, domain: str, levels: tuple[str, ...], ranks: Floats) -> pd.DataFrame:
    """One row per area, in the columns of :data:`COLUMNS`."""
    frame = pd.DataFrame(ranks, columns=list(COLUMNS[3:]))
    frame.insert(0, "level", list(levels))
    frame.insert(0, "domain", domain)
    frame.insert(0, "indicator", indicator)
    return frame
