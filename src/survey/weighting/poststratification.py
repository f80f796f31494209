"""Post-stratification: weights that meet the full cross of some variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np

from survey.argument_errors import public
from survey.design.population import Figured, MarginName, Population, as_population
from survey.design.reweighting import reweigh
from survey.design.sample import Sample
from survey.design.weight_trail import Calibration
from survey.errors import WeightingError, nearest
from survey.weighting.raking_margins import Target, Unknown, cross, figures_note, find_target, held_notes, turn_of
from survey.weighting.replicate_weighting import repeated
from survey.weighting.weighing_by_cells import by_cells

_PLACE = "survey.poststratify"


def _crossed_names(
    population: Figured[MarginName], by: str | Sequence[str] | None = None, **_options: object
) -> tuple[str, ...]:
    """Variables that a poststratification crosses."""
    return _names(as_population(population), by)


@public
@by_cells(_crossed_names)
@repeated()
def poststratify(
    sample: Sample,
    population: Figured[MarginName],
    by: str | Sequence[str] | None = None,
    *,
    partial: bool = False,
    unknown: Unknown = "few",
) -> Sample:
    """Sample with weights that meet the number of people in every cell of some variables crossed.

    Parameters
    ----------
    sample : Sample, or a table in a database
        The whole sample; restrict it to a domain afterwards.
    population : Population, or mapping of margins
        As in :func:`rake`.
    by : str or sequence of str
        Variables to cross. The default is those of the population's table, if it has one table only.
    partial : bool
        Leave out cells of the population without interviews, with a note, instead of raising ``W004``. The weights then
        add up to less than the population.
    unknown : {"few", "hold", "error"}
        Treatment of interviews without a category, as in :func:`rake`.

    Returns
    -------
    Sample
        With a step ``poststratify`` in its trail.

    Raises
    ------
    WeightingError
        ``W003`` to ``W005`` categories that do not match; ``W100`` the sample is restricted; ``W120`` no cross is
        named; ``W121`` an unknown option.
    PopulationError
        ``P004`` the population does not have these variables crossed.

    Notes
    -----
    A linear calibration to the cells (Särndal, Swensson and Wretman 1992, section 7.6): variances use deviations from
    the cell means, which are weighted with the incoming weights. When *not* to use it: cells of a handful of interviews
    give erratic weights; rake to margins instead.

    Examples
    --------
    >>> from survey.design import Design, Population, make_sample
    >>> sample = make_sample({"sex": [1, 1, 2], "w": [1, 3, 5]}, Design(weight="w"))
    >>> poststratify(sample, Population.from_margins({"sex": {1: 8, 2: 10}})).weights
    array([ 2.,  6., 10.])
    """
    sample.require_whole(_PLACE)
    population = as_population(population)
    names = _names(population, by)
    _check_unknown(unknown)
    crossed = cross(sample, names)
    target = find_target(sample, crossed, population, names, unknown, _PLACE, partial=partial)
    reached = np.asarray(np.bincount(target.of_cell, crossed.weights, len(target.persons)), np.float64)
    factors = target.persons / reached
    weights = sample.weights * factors[target.of_cell][crossed.of_row]
    calibration = Calibration(
        crossed.of_row,
        target.of_cell[:, None],
        (len(target.persons),),
        turn_of([target]),
        weights,
        sample.weights,
    )
    detail = f"{target.title}: {len(factors)} cells; factors {factors.min():.3g} to {factors.max():.3g}"
    notes = _notes(population, names, target)
    return reweigh(sample, weights, "poststratify", detail, notes=notes, calibration=calibration)


def _names(population: Population, by: str | Sequence[str] | None) -> tuple[str, ...]:
    if by is None and len(population.tables) == 1:
        return population.tables[0].names
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    if not names:
        raise WeightingError(
            "W120",
            f"{_PLACE}: by",
            "No variable is named, and the population has several margins." if by is None else "No variable is named.",
            f"Name the variables to cross (the population has {', '.join(population.names)}), or rake to the margins.",
        )
    return names


def _check_unknown(unknown: Unknown) -> None:
    if unknown not in get_args(Unknown):
        raise WeightingError(
            "W121", f"{_PLACE}: unknown", f"There is no option {unknown!r}.", nearest(str(unknown), get_args(Unknown))
        )


def _notes(population: Population, names: tuple[str, ...], target: Target) -> tuple[str, ...]:
    notes = []
    left = population.margin(names).total - float(target.persons.sum())
    if left > 1e-9 * population.total:
        notes.append(f"{left:,.0f} people are in cells without interviews, which are left out")
    return (*notes, *held_notes([target]), figures_note(population))
