"""Synthetic people at the sampling points, drawn from the joint table of the population."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.errors import SimulationError
from survey.questionnaire.model import Questionnaire, Variable
from survey.simulate.answer_sheet import HEADER, AnswerSheet
from survey.simulate.expectations import Expectations, Shares
from survey.simulate.sampling_frame import FIXED, Frame, make_frame

ALIKE = 4.0
"""Shape of the gamma factors by which points differ in their ethnic mix: a smaller one means more segregation."""
OPEN_ENDED, YEARS_TO_FALL = 30, 7.0
"""Number of possible values above which they become rarer, and the distance over which they fall to 1/e of it."""


@dataclass(frozen=True, slots=True, eq=False)
class PopulationCells:
    """Population as cells of people who agree in every grouping.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per cell, one column of category codes per grouping.
    adults : (rows,) array, persons
    of_places, of_people : tuple of str
        Groupings of places (those of a question of the header), and groupings of people.
    stratum, mixed : str or None
        Grouping of the strata, and grouping whose mix differs from point to point (ethnicity).
    """

    table: pd.DataFrame
    adults: Floats
    of_places: tuple[str, ...]
    of_people: tuple[str, ...]
    stratum: str | None
    mixed: str | None

    def kinds(self) -> tuple[pd.DataFrame, Indices]:
        """Kinds of places: their category codes, one row per kind, and the kind (rows,) of every cell."""
        if not self.of_places:
            return pd.DataFrame(index=[0]), np.zeros(len(self.table), np.intp)
        grouped = self.table.groupby(list(self.of_places), sort=True)
        return grouped.size().index.to_frame(index=False), np.asarray(grouped.ngroup(), np.intp)


def cells_of(table: pd.DataFrame, adults: Floats, form: Questionnaire) -> PopulationCells:
    """Cells of a population table, its groupings separated into those of places and those of people."""
    variables = {str(name): variable_of(form, str(name)) for name in table.columns}
    of_places = tuple(name for name, variable in variables.items() if variable.question.block == HEADER)
    of_people = tuple(name for name in variables if name not in of_places)

    def in_role(role: str, names: tuple[str, ...]) -> str | None:
        return next((name for name in names if variables[name].id == form.roles.get(role)), None)

    return PopulationCells(
        table, adults, of_places, of_people, in_role("stratum", of_places), in_role("ethnicity", of_people)
    )


def variable_of(form: Questionnaire, grouping: str) -> Variable:
    """Variable whose answers a grouping classifies.

    Raises
    ------
    SimulationError
        ``N007`` when there is not exactly one: categories could not be turned back into answers.
    """
    names = {name for category in form.groupings[grouping].categories for name in category.when.names}
    if len(names) != 1:
        raise SimulationError(
            "N007",
            f"simulate_wave: population over {grouping!r}",
            f"This grouping is made of {len(names)} variables, so its categories cannot be turned into answers.",
            "Give a population over groupings of one variable each.",
        )
    return form.variable(names.pop())


def draw_cells(cells: PopulationCells, frame: Frame, points: Indices, rng: np.random.Generator) -> Indices:
    """(n,) cell of the person interviewed at each of these points.

    Groups of people take part more or less often, so that the sample differs from the population as real samples do;
    and points differ in their ethnic mix.
    """
    _, kind_of_cell = cells.kinds()
    fixed = np.random.default_rng(FIXED)
    chance = cells.adults * _willingness(cells, fixed)
    tilt, column = _tilts(cells, len(frame), fixed)
    drawn = np.empty(len(points), np.intp)
    kinds = frame.kinds[points]
    for kind in np.unique(kinds):
        here, members = np.flatnonzero(kinds == kind), np.flatnonzero(kind_of_cell == kind)
        places, place = np.unique(points[here], return_inverse=True)
        edges = np.cumsum(chance[members] * tilt[places][:, column[members]], axis=1)
        ticks = rng.random(len(here)) * edges[place, -1]
        drawn[here] = members[(edges[place] <= ticks[:, None]).sum(axis=1)]
    return drawn


def frame_of(cells: PopulationCells, n: int) -> Frame:
    """Sampling frame of the places of a population, for a wave of n interviews; one stratum where none is named."""
    combinations, kind = cells.kinds()
    adults = np.bincount(kind, cells.adults, len(combinations)).astype(np.float64)
    strata = combinations[cells.stratum].to_numpy(np.int64) if cells.stratum else np.ones(len(combinations), np.int64)
    return make_frame(combinations, strata, adults, n)


def _willingness(cells: PopulationCells, fixed: np.random.Generator) -> Floats:
    """(rows,) factor on the chance that people of a cell take part, the same in every wave."""
    willing = np.ones(len(cells.table))
    for name in cells.of_people:
        codes, inverse = np.unique(cells.table[name], return_inverse=True)
        willing *= np.exp(fixed.normal(0, 0.1, len(codes)))[inverse]
    return willing


def _tilts(cells: PopulationCells, points: int, fixed: np.random.Generator) -> tuple[Floats, Indices]:
    """(points, groups) factors on the ethnic groups at each point, mean 1; and the group (rows,) of each cell."""
    if cells.mixed is None:
        return np.ones((points, 1)), np.zeros(len(cells.table), np.intp)
    codes, column = np.unique(cells.table[cells.mixed], return_inverse=True)
    return fixed.gamma(ALIKE, 1 / ALIKE, (points, len(codes))), column


def answer_groupings(
    sheet: AnswerSheet, categories: pd.DataFrame, profile: Expectations, rng: np.random.Generator
) -> None:
    """Write answers into the sheet that place every person in given categories of the groupings.

    Parameters
    ----------
    sheet : AnswerSheet
        It receives the variables of which the groupings are made.
    categories : (n, groupings) pandas.DataFrame of category codes
    """
    for name in categories.columns:
        variable = variable_of(sheet.form, str(name))
        domain = _domain(variable)
        alone = AnswerSheet(sheet.form, len(domain), {variable.id: domain})
        class_of = alone.values(str(name))
        wanted = categories[name].to_numpy(np.float64)
        answers = np.full(sheet.n, np.nan)
        for mask, weights in weights_of(sheet, profile.shares.get(variable.id), domain):
            for code in np.unique(wanted[mask]):
                here = np.flatnonzero(mask & (wanted == code))
                inside = np.flatnonzero(class_of == code)
                usual = _usual(variable, domain[inside])
                likely = weights[inside] if weights is not None and weights[inside].sum() > 0 else usual
                answers[here] = draw(rng, domain[inside], likely, len(here))
        sheet.codes[variable.id] = answers


def _domain(variable: Variable) -> Floats:
    """Possible values: the codes of a choice, or the whole numbers between the bounds."""
    if variable.options:
        return np.array(variable.codes, np.float64)
    low, high = variable.question.minimum or 0, variable.question.maximum
    return np.arange(low, (high if high is not None else low + 100) + 1)


def _usual(variable: Variable, values: Floats) -> Floats:
    """Weights of values about which nothing is known; long open ends, such as old age, become rarer."""
    if variable.options:
        return 1.0 / np.arange(1, len(values) + 1)
    if len(values) > OPEN_ENDED:
        return np.asarray(np.exp(-(values - values[0]) / YEARS_TO_FALL), np.float64)
    return np.ones(len(values))


def weights_of(sheet: AnswerSheet, shares: Shares | None, domain: Floats) -> Iterator[tuple[Mask, Floats | None]]:
    """Masks (n,) of the interviews of each row of shares, with the weights of all values; None where none are known."""
    everybody = np.ones(sheet.n, bool)
    if shares is None:
        yield everybody, None
        return
    rest = everybody
    given = sheet.values(shares.by) if shares.by is not None else np.full(sheet.n, np.nan)
    for value, row in shares.rows.items():
        if value is not None:
            yield given == value, np.array([row.get(int(code), 0.0) for code in domain])
            rest = rest & (given != value)
    others = shares.rows.get(None)
    yield rest, np.array([others.get(int(code), 0.0) for code in domain]) if others is not None else None


def draw(rng: np.random.Generator, values: Floats, weights: Floats, n: int) -> Floats:
    """(n,) values drawn with these weights, which need not add up to one."""
    edges = np.cumsum(weights)
    return np.asarray(values[np.searchsorted(edges, rng.random(n) * edges[-1], side="right")], np.float64)
