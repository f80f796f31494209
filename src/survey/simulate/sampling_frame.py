"""Sampling frame: sampling points made from a population table, and systematic draws from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey.arrays import Floats, Indices
from survey.errors import SimulationError
from survey.periods import CalendarPeriod

ADULTS_PER_PSU = 2200
INTERVIEWS_PER_PSU = 10
MOST_PSUS = 2000
"""Largest number of points in a sample; larger samples have more interviews per point."""
SMALLEST_SHARE = 0.04
"""Smallest share of the points of a sample in each stratum."""
FIXED = 20180101
"""Seed of everything that belongs to the region and not to a wave: its points and their effects."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Sampling frame: the points (PSUs) of the region.

    Parameters
    ----------
    strata : (m,) array of int
        Code of the stratum of each point.
    kinds : (m,) array of int
        Row of ``combinations`` to which each point belongs.
    adults : (m,) array
        Measure of size: number of adults living there.
    combinations : pandas.DataFrame
        One row per combination of the groupings that belong to places (unit, town or village).
    """

    strata: NDArray[np.int64]
    kinds: Indices
    adults: Floats
    combinations: pd.DataFrame

    def __len__(self) -> int:
        return len(self.strata)

    def take(self, order: Indices) -> Frame:
        """Frame with the points in another order."""
        return Frame(self.strata[order], self.kinds[order], self.adults[order], self.combinations)

    def name(self, point: int, separator: str = "-") -> str:
        """Name of a point, beginning with the two-digit code of its stratum: ``07-164``."""
        return f"{self.strata[point]:02d}{separator}{point:03d}"


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPoints:
    """Sampling points of a wave.

    ``points`` (p,) are positions in the frame; a large point may be drawn more than once. ``sizes`` (p,) are numbers of
    interviews; ``weights`` (p,) are the persons that each interview represents.
    """

    points: Indices
    sizes: NDArray[np.int64]
    weights: Floats


def make_frame(combinations: pd.DataFrame, strata: NDArray[np.int64], adults: Floats, n: int) -> Frame:
    """Frame in which every kind of place is divided into points of about 2,200 adults, fewer for a very large sample.

    Parameters
    ----------
    combinations : pandas.DataFrame
        One row per kind of place.
    strata, adults : (rows,) arrays
        Stratum code and adults of each row.
    n : int
        Number of interviews of the wave.
    """
    rng = np.random.default_rng(FIXED)
    per_point = min(ADULTS_PER_PSU, adults.sum() / max(4 * n / INTERVIEWS_PER_PSU, 1)) if n <= MOST_PSUS * 10 else 100
    counts = np.maximum(1, np.round(adults / max(per_point, 1))).astype(int)
    kinds = np.repeat(np.arange(len(adults)), counts)
    size = np.exp(rng.normal(0, 0.35, len(kinds)))
    size *= (adults / np.bincount(kinds, size, len(adults)))[kinds]
    order = np.lexsort((kinds, strata[kinds]))
    return Frame(strata[kinds][order], kinds[order], size[order], combinations)


def random_numbers(seed: int, period: CalendarPeriod) -> np.random.Generator:
    """The random numbers of a wave.

    Raises
    ------
    SimulationError
        ``N016`` when the seed is negative.
    """
    if seed < 0:
        raise SimulationError("N016", "seed", f"The seed {seed} is less than 0.", "Give a whole number of at least 0.")
    return np.random.default_rng([seed, period.year, period.number])


def draw_points(frame: Frame, n: int, rng: np.random.Generator) -> DrawnPoints:
    """Points drawn systematically in every stratum, with probability proportional to the number of adults.

    Within a stratum the points are ordered by kind of place, so that the systematic draw is spread over the kinds.

    Raises
    ------
    SimulationError
        ``N002`` when there are fewer interviews than strata.
    """
    codes, inverse = np.unique(frame.strata, return_inverse=True)
    adults = np.bincount(inverse, frame.adults).astype(np.float64)
    if n < len(codes):
        raise SimulationError(
            "N002",
            f"simulate_wave: n = {n}",
            f"The population has {len(codes)} strata, and each needs an interview.",
            f"Ask for {len(codes)} interviews at least; {2 * len(codes)} give every stratum two points.",
        )
    per_point = max(1, min(INTERVIEWS_PER_PSU, n // (2 * len(codes))), -(-n // MOST_PSUS))
    allocated = allocate(adults, -(-n // per_point))
    points = np.concatenate(
        [_systematic(np.flatnonzero(inverse == at), frame.adults, allocated[at], rng) for at in range(len(codes))]
    )
    sizes = n // len(points) + (np.arange(len(points)) < n % len(points))
    interviews = np.bincount(inverse[points], sizes, len(codes))
    return DrawnPoints(points, sizes, np.round(adults / interviews, 6)[inverse[points]])


def allocate(adults: Floats, total: int) -> NDArray[np.int64]:
    """(strata,) number of points in each stratum: proportional to adults, but at least 4 % of all points, and one.

    Examples
    --------
    >>> allocate(np.array([80.0, 15.0, 1.0]), 100)
    array([81, 15,  4])
    """
    least = max(1, min(round(SMALLEST_SHARE * total), total // len(adults)))
    given = np.full(len(adults), least)
    free = np.ones(len(adults), bool)
    while True:
        left = total - least * int((~free).sum())
        shares = adults * free / max(float((adults * free).sum()), 1e-9) * left
        short = free & (shares < least)
        if not short.any():
            break
        free &= ~short
    given[free] = np.floor(shares[free]).astype(int)
    remainders = np.where(free, shares - given, -1.0)
    # Largest remainders get the points that rounding down left over.
    given[np.argsort(-remainders, kind="stable")[: total - int(given.sum())]] += 1
    return given


def _systematic(members: Indices, adults: Floats, count: int, rng: np.random.Generator) -> Indices:
    """(count,) members at equal steps, from a random start, along the cumulated numbers of adults."""
    edges = np.cumsum(adults[members])
    ticks = (rng.random() + np.arange(count)) * edges[-1] / count
    at = np.minimum(np.searchsorted(edges, ticks, side="right"), len(members) - 1)
    return np.asarray(members[at], np.intp)
