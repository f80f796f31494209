"""Joint distribution: the population as one table over groupings of the questionnaire."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.design import Population
from survey.errors import SimulationError, nearest
from survey.questionnaire.model import Questionnaire


def joint_table(population: Population, form: Questionnaire) -> tuple[pd.DataFrame, Floats]:
    """Category codes and adults of every cell; separate margins are crossed as if independent.

    Returns
    -------
    table : pandas.DataFrame
        One row per cell with people, one column of category codes per grouping.
    adults : (rows,) array, persons

    Raises
    ------
    SimulationError
        ``N009`` when a variable of the population is not a grouping, or is in two tables; ``N012`` when a grouping does
        not have a category of the population.
    """
    names = [name for table in population.tables for name in table.names]
    for name in names:
        if name not in form.groupings or names.count(name) > 1:
            raise SimulationError(
                "N009",
                f"simulate_wave: population variable {name!r}",
                "It is in two tables." if names.count(name) > 1 else "The questionnaire has no such grouping.",
                nearest(name, form.groupings),
            )
    keys, adults = [], []
    for cells in itertools.product(*(zip(table.categories, table.counts, strict=True) for table in population.tables)):
        keys.append([level for category, _ in cells for level in category])
        adults.append(np.prod([count for _, count in cells]))
    table = pd.DataFrame(keys, columns=names)
    for name in names:
        table[name] = _codes(table[name], form, name)
    counts = np.array(adults, np.float64)
    counts *= population.total / counts.sum()
    return table[counts > 0].reset_index(drop=True), counts[counts > 0]


def _codes(categories: pd.Series, form: Questionnaire, name: str) -> pd.Series:
    """Codes of category ids (``N012`` for an unknown one)."""
    known = {one.id: one.code for one in form.groupings[name].categories}
    unknown = [str(one) for one in categories.unique() if str(one) not in known]
    if unknown:
        raise SimulationError(
            "N012",
            f"simulate_wave: population variable {name!r}",
            f"The grouping has no category {unknown[0]!r}.",
            nearest(unknown[0], known),
        )
    return categories.map(lambda one: known[str(one)]).astype(np.int64)


def even_population(form: Questionnaire) -> Population:
    """Population in which every category of a grouping has as many people, for a survey without figures.

    Groupings of one question each are crossed, the first of a question, as long as the table stays small.

    Raises
    ------
    SimulationError
        ``N015`` when the questionnaire has no grouping.
    """
    if not form.groupings:
        fact = "The questionnaire has no grouping, and there are no population figures."
        raise SimulationError("N015", "simulate_wave: population", fact, "Add a grouping to groups.yaml.")
    taken: dict[str, str] = {}
    cells = 1
    for name, grouping in form.groupings.items():
        asked = {variable for category in grouping.categories for variable in category.when.names}
        fits = cells * len(grouping.categories) <= _MOST_CELLS
        if not taken or (fits and len(asked) == 1 and not asked & taken.keys()):
            taken |= dict.fromkeys(asked, name)
            cells *= len(grouping.categories)
    shares = {
        name: {
            category.id: _EVEN / len(form.groupings[name].categories) for category in form.groupings[name].categories
        }
        for name in dict.fromkeys(taken.values())
    }
    return Population.from_margins(shares)


_EVEN = 20_000
"""People of the population."""

_MOST_CELLS = 1_000
"""Largest number of cells of the crossed table."""
