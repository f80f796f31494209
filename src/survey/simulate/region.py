"""Simulated region: a whole population from which many samples are drawn, to plan a survey or to test its methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Indices
from survey.design import Population
from survey.periods import calendar_period
from survey.questionnaire.model import Questionnaire
from survey.simulate.expectations import TRAITS
from survey.simulate.joint_distribution import joint_table
from survey.simulate.latent_traits import draw_traits
from survey.simulate.sampling_frame import FIXED, Frame, draw_points, random_numbers
from survey.simulate.synthetic_people import cells_of, draw_cells, frame_of

FEWEST = 30
"""Smallest number of people at a sampling point, when the region is smaller than its population."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Region with all its people.

    Parameters
    ----------
    frame : Frame
        Sampling points; their measure of size is the number of people living there.
    first : (points + 1,) array of int
        Row of the first person of each point; the last element is the number of people.
    people : pandas.DataFrame
        One row per person: category codes of the groupings of the population, and scores of the traits.
    """

    frame: Frame
    first: Indices
    people: pd.DataFrame

    def __len__(self) -> int:
        return len(self.people)

    def population(self, margins: Sequence[Sequence[str]]) -> Population:
        """Population figures counted in the region, one margin per sequence of groupings (several are crossed)."""
        counts = {tuple(names): self.people.groupby(list(names)).size() for names in margins}
        return Population.from_margins({names: dict(_plain(found)) for names, found in counts.items()})

    def draw(self, n: int, rng: np.random.Generator, *, shuffled: bool = False) -> pd.DataFrame:
        """Sample of n people by the design of :mod:`survey.simulate`, without nonresponse.

        Parameters
        ----------
        n : int
        rng : numpy.random.Generator
        shuffled : bool
            Put the points of each kind of place into random order before they are drawn. A list in a fixed order allows
            few different systematic samples, and no variance estimated from one sample can measure how much they
            differ.

        Returns
        -------
        pandas.DataFrame
            ``stratum``, ``psu`` (number of the draw), ``weight``, and the columns of ``people``; the index is the row
            of the person in ``people``.

        Raises
        ------
        SimulationError
            ``N002`` when there are fewer interviews than strata.
        """
        order = np.arange(len(self.frame))
        if shuffled:
            order = np.lexsort((rng.random(len(order)), self.frame.kinds, self.frame.strata))
        drawn = draw_points(self.frame.take(order), n, rng)
        points = order[drawn.points]
        first, sizes = self.first[points], np.diff(self.first)[points]
        rows = np.concatenate(
            [
                start + rng.choice(size, wanted, replace=wanted > size)
                for start, size, wanted in zip(first.tolist(), sizes.tolist(), drawn.sizes.tolist(), strict=True)
            ]
        )
        psu = np.repeat(np.arange(len(drawn.points)), drawn.sizes)
        design = pd.DataFrame({"stratum": self.frame.strata[points][psu], "psu": psu, "weight": drawn.weights[psu]})
        design.index = pd.Index(rows)
        return pd.concat([design, self.people.iloc[rows]], axis=1)


def make_region(
    form: Questionnaire, population: Population, wave: str, *, people: int | None = None, seed: int = 0
) -> Region:
    """Region of a population table: all its people, with their latent traits in a quarter.

    Parameters
    ----------
    form : Questionnaire
    population : Population
        A joint table over groupings of the questionnaire, or margins, which are crossed as if independent.
    wave : str
        Quarter. Points, units, groups and people are the same in every quarter; their traits drift.
    people : int, optional
        Approximate number of people; by default that of the population. The number of points does not depend on it.
    seed : int
        Seed of the people and their traits.

    Raises
    ------
    SimulationError
        ``N007``, ``N009``, ``N012`` a population that does not fit the questionnaire, ``N016`` a negative seed.
    MonitorError
        ``M001`` when ``wave`` does not name a period.
    """
    period = calendar_period(wave)
    rng = random_numbers(seed, period)
    cells = cells_of(*joint_table(population, form), form)
    frame = frame_of(cells, 1)
    share = 1.0 if people is None else people / population.total
    sizes = np.maximum(np.round(frame.adults * share), FEWEST).astype(np.intp)
    points = np.repeat(np.arange(len(frame)), sizes)
    who = draw_cells(cells, frame, points, np.random.default_rng([FIXED, seed]))
    everybody = cells.table.iloc[who].reset_index(drop=True).astype(np.int16)
    groups = everybody[cells.mixed].to_numpy(np.float64) if cells.mixed else np.full(len(everybody), np.nan)
    traits = draw_traits(points, frame.strata[points], groups, period, {}, rng)
    everybody[list(TRAITS)] = traits.astype(np.float32)
    whole = Frame(frame.strata, frame.kinds, sizes.astype(np.float64), frame.combinations)
    return Region(whole, np.append(0, np.cumsum(sizes)), everybody)


def _plain(counts: pd.Series) -> list[tuple[int | tuple[int, ...], float]]:
    keys = [tuple(int(one) for one in key) if isinstance(key, tuple) else int(key) for key in counts.index]
    return [
        (key[0] if isinstance(key, tuple) and len(key) == 1 else key, float(count))
        for key, count in zip(keys, counts, strict=True)
    ]
