"""Raking: weights that meet several margins of the population."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from survey.argument_errors import public
from survey.arrays import Floats, Indices
from survey.design.population import Figured, MarginName, as_population
from survey.design.reweighting import reweigh
from survey.design.sample import Sample
from survey.design.weight_trail import Calibration, memberships
from survey.errors import WeightingError
from survey.weighting.feasibility import nearest_bounds, nearest_totals, outwards
from survey.weighting.margin_columns import MarginColumns
from survey.weighting.raking_kernel import RakingFit, fit_factors
from survey.weighting.raking_margins import (
    Target,
    Unknown,
    check_totals,
    column_title,
    cross,
    figures_note,
    find_target,
    held_notes,
    turn_of,
    wanted_margins,
)
from survey.weighting.replicate_weighting import repeated
from survey.weighting.weighing_by_cells import by_cells

Residuals = Literal["equal", "design"]


_PLACE = "survey.rake"
_VANISHING = 1e-9
"""Factor, relative to the largest one, below which a weight counts as vanished."""


def _crossed_names(
    population: Figured[MarginName],
    *,
    margins: Sequence[str | Sequence[str]] | None = None,
    **_options: object,
) -> tuple[str, ...]:
    """Variables that a raking crosses."""
    wanted = wanted_margins(as_population(population), margins, _PLACE)
    return tuple(dict.fromkeys(name for names in wanted for name in names))


@public
@by_cells(_crossed_names)
@repeated()
def rake(
    sample: Sample,
    population: Figured[MarginName],
    *,
    margins: Sequence[str | Sequence[str]] | None = None,
    bounds: tuple[float, float] | None = None,
    unknown: Unknown = "few",
    residuals: Residuals = "design",
    tolerance: float = 1e-8,
    max_iterations: int = 200,
) -> Sample:
    """Sample with weights that meet every margin and are changed as little as possible.

    Parameters
    ----------
    sample : Sample, or a table in a database
        The whole sample. Restrict it to a domain afterwards.
    population : Population, or mapping of margins
        A mapping as in :meth:`Population.from_margins`: ``{"sex": {1: 480, 2: 520}}``.
    margins : sequence of str, or of sequences of str for crossed variables
        By default the default margins of the population.
    bounds : (low, high)
        Limits of the new weight over the old weight, with ``low < 1 < high``. The margins are still met: this is a
        calibration under bounds, not a cut afterwards.
    unknown : {"few", "hold", "error"}
        Treatment of interviews without a category in a margin. ``hold``: they keep the share of the total that the
        incoming weights give them, and the persons of the categories are reduced by that share; the step in the trail
        gives their number. ``few``: as ``hold`` while their share is at most 5 % of the total, otherwise an error.
        ``error``: always an error.
    residuals : {"design", "equal"}
        Weights of the regression on the margins whose residuals enter variances. ``design``: by the incoming weight, as
        in the theory of calibration (Deville and Särndal 1992). ``equal``: every interview counts equally, as in R's
        ``rake``; use it to repeat R's numbers. Where incoming weights differ much, R's standard errors can be nearly
        twice those of a jackknife that rakes again in every replicate.
    tolerance : float
        Largest relative deviation of a category of a margin that counts as met.
    max_iterations : int

    Returns
    -------
    Sample
        With a step ``rake`` in its trail. The sum of the weights is the population.

    Raises
    ------
    WeightingError
        ``W001`` no margin; ``W002`` options; ``W003`` to ``W005`` categories that do not match; ``W006`` a factor
        beyond the bounds is needed; ``W007`` the margins could not all be met; ``W008`` the sample is restricted;
        ``W009`` margins that disagree in total; ``W015`` margins that need weights of 0.
    PopulationError
        ``P004`` a margin the population does not have.

    Notes
    -----
    Deville and Särndal (1992), section 2, case 2; see :mod:`survey.weighting.raking_kernel`. The calculation runs over
    cells of interviews that agree in every margin, not over interviews. When *not* to use it: categories with a handful
    of interviews give weights that vary wildly; look at ``trail_frame()["kish"]``.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"sex": [1, 1, 2], "w": [1, 1, 1]}, Design(weight="w"))
    >>> rake(sample, {"sex": {1: 10, 2: 10}}).weights
    array([ 5.,  5., 10.])
    """
    _check_options(sample, bounds, unknown, residuals, (tolerance, max_iterations))
    population = as_population(population)
    wanted = wanted_margins(population, margins, _PLACE)
    crossed = cross(sample, _crossed_names(population, margins=margins))
    targets = [find_target(sample, crossed, population, names, unknown, _PLACE) for names in wanted]
    check_totals(targets, _PLACE)
    categories = np.stack([target.of_cell for target in targets], axis=1)
    sizes = tuple(len(target.categories) for target in targets)
    X, before = MarginColumns(categories, sizes), crossed.weights
    persons = np.concatenate([target.persons for target in targets])
    _check_feasible(targets, categories, X.products(before), before, bounds)
    fit = fit_factors(X, before, persons, bounds, tolerance, max_iterations)
    if not fit.deviation <= tolerance:
        raise _unmet(targets, memberships(categories, sizes), before, persons, bounds, fit)
    _check_vanishing(targets, categories, fit)
    weights = sample.weights * fit.factors[crossed.of_row]
    regression = sample.weights if residuals == "design" else _equal(sample.weights)
    calibration = Calibration(crossed.of_row, categories, sizes, turn_of(targets), weights, regression)
    return reweigh(
        sample,
        weights,
        "rake",
        _detail(targets, bounds, fit),
        notes=(*held_notes(targets), figures_note(population)),
        calibration=calibration,
    )


def _equal(weights: Floats) -> Floats | None:
    """(n,) regression weights: 1 for interviews with a weight, else 0; None when all have a weight."""
    return None if weights.min() > 0 else (weights > 0).astype(np.float64)


def _check_options(
    sample: Sample,
    bounds: tuple[float, float] | None,
    unknown: Unknown,
    residuals: Residuals,
    stopping: tuple[float, int],
) -> None:
    place = "survey.rake: options"
    fact = ""
    if bounds is not None and not 0 <= bounds[0] < 1 < bounds[1]:
        fact, remedy = f"bounds={bounds!r} cannot be used.", "Bounds are two numbers around 1, such as (0.3, 3)."
    elif unknown not in get_args(Unknown):
        fact, remedy = f"unknown={unknown!r} cannot be used.", "Say 'few', 'hold' or 'error'."
    elif residuals not in get_args(Residuals):
        fact, remedy = f"residuals={residuals!r} cannot be used.", "Say 'design' or 'equal'."
    elif not (0 < stopping[0] < 1 and stopping[1] >= 1):
        fact = f"tolerance={stopping[0]!r}, max_iterations={stopping[1]!r} cannot be used."
        remedy = "The tolerance is between 0 and 1, such as 1e-8; there is at least one iteration."
    if fact:
        raise WeightingError("W002", place, fact, remedy)
    if sample.domain is not None:
        raise WeightingError(
            "W008",
            "survey.rake: sample",
            f"The sample is restricted to a domain: {' and '.join(sample.conditions)}.",
            "Weight the whole sample first, then restrict it with where().",
        )


def _check_feasible(
    targets: Sequence[Target], categories: Indices, reached: Floats, before: Floats, bounds: tuple[float, float] | None
) -> None:
    """Refuse, before iterating, a category that needs a factor beyond the bounds (``W006``)."""
    if bounds is None:
        return
    persons = np.concatenate([target.persons for target in targets])
    needed = persons / reached
    beyond = np.maximum(needed / bounds[1], bounds[0] / needed if bounds[0] > 0 else 0.0)
    at = int(np.argmax(beyond))
    if beyond[at] <= 1 + 1e-12:
        return
    margin, category = column_title(targets, at)
    overall = targets[0].persons.sum() / reached[: len(targets[0].persons)].sum()
    X = memberships(categories, [len(target.categories) for target in targets])
    remedy = f"{_wider(X, before, persons, bounds)} merge the category with a neighbour (population.merge)."
    if not bounds[0] <= overall <= bounds[1]:
        remedy = f"All weights together need the factor {overall:.3g}: survey.normalize them to the population first."
    raise WeightingError(
        "W006",
        f"survey.rake: margin {margin!r}, category {category!r}",
        f"Its {persons[at]:,.0f} people need a factor of {needed[at]:.2g} on the weights of its interviews; "
        f"the bounds are {bounds[0]:g} and {bounds[1]:g}.",
        remedy,
    )


def _wider(X: Floats, before: Floats, persons: Floats, bounds: tuple[float, float]) -> str:
    """First half of a remedy: the nearest bounds within which all margins can be met."""
    moved = nearest_bounds(X, before, persons, bounds)
    return "Widen the bounds, or" if moved is None else f"With all margins {outwards(moved, bounds)}; or"


def _unmet(
    targets: Sequence[Target],
    X: Floats,
    before: Floats,
    persons: Floats,
    bounds: tuple[float, float] | None,
    fit: RakingFit,
) -> WeightingError:
    """Error ``W007``: the category that is missed most, by how much, and the reason."""
    nearest = nearest_totals(X, before, persons, bounds)
    reached = fit.reached if nearest is None or nearest.possible else nearest.reached
    off = np.nan_to_num(np.abs(reached - persons) / persons, nan=np.inf)
    at = int(np.argmax(off))
    margin, category = column_title(targets, at)
    limits = f"within the bounds {bounds[0]:g} and {bounds[1]:g}" if bounds is not None else "with weights above zero"
    if nearest is None:
        fact = f"It has {reached[at]:,.1f} instead of {persons[at]:,.1f} people after {fit.iterations} iterations."
    elif nearest.possible:
        fact = (
            f"It has {reached[at]:,.1f} instead of {persons[at]:,.1f} people: all margins together can be met only if "
            f"some interviews get the least or the largest weight possible {limits}."
        )
    else:
        fact = (
            f"Its {persons[at]:,.1f} people cannot be met together with the other margins: {reached[at]:,.1f} is the "
            f"nearest {limits} ({off[at]:.2%} off)."
        )
    remedy = _wider(X, before, persons, bounds) if bounds is not None else "Leave out a margin, or"
    return WeightingError(
        "W007",
        f"survey.rake: margin {margin!r}, category {category!r}",
        fact,
        remedy
        + " merge categories that few interviews have (population.merge); cross-tabulate the margins to find them.",
    )


def _check_vanishing(targets: Sequence[Target], categories: Indices, fit: RakingFit) -> None:
    """Refuse margins that are met only in the limit, by weights that tend to 0 (``W015``)."""
    least = int(np.argmin(fit.factors))
    if fit.factors[least] > _VANISHING * fit.factors.max():
        return
    own = ", ".join(
        f"{target.title} {target.categories[at]}"
        for target, at in zip(targets, categories[least].tolist(), strict=True)
    )
    raise WeightingError(
        "W015",
        f"survey.rake: interviews of {own}",
        "The margins can be met only if these interviews weigh nothing.",
        "Leave out a margin, or merge categories (population.merge).",
    )


def _detail(targets: Sequence[Target], bounds: tuple[float, float] | None, fit: RakingFit) -> str:
    limits = f"; bounds {bounds[0]:g} to {bounds[1]:g}" if bounds is not None else ""
    spread = f"factors {fit.factors.min():.3g} to {fit.factors.max():.3g}"
    return f"margins {'; '.join(target.title for target in targets)}{limits}; {spread}; {fit.iterations} iterations"
