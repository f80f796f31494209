"""Calibration: weights that meet margins of the population and totals of numeric variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

import numpy as np
from numpy.typing import ArrayLike

from survey.argument_errors import floats, public
from survey.arrays import Floats
from survey.design.population import MarginName, Population
from survey.design.population_margin import Level
from survey.design.reweighting import reweigh
from survey.design.sample import Sample
from survey.design.weight_trail import Calibration
from survey.errors import WeightingError
from survey.weighting.calibration_bounds import Bounds, BoundsOf, check_feasible, check_means, find_bounds, unmet
from survey.weighting.calibration_distances import CalibrationMethod, find_distance
from survey.weighting.calibration_kernel import Solution, solve_calibration
from survey.weighting.calibration_totals import (
    EVERYBODY,
    Margins,
    Totals,
    TotalsLayout,
    find_units,
    join_units,
    lay_out,
    lay_out_units,
    read_totals,
)
from survey.weighting.raking_margins import Unknown, figures_note, held_notes, name_interviews
from survey.weighting.replicate_weighting import repeated
from survey.weighting.weighing_by_cells import by_cells

_PLACE = "survey.calibrate"
_VANISHING = 1e-9
"""Factor, relative to the largest one, below which a weight counts as vanished."""


def _crossed_names(
    totals: Totals[MarginName] | Mapping[str, Mapping[Level, float]],
    *,
    margins: Margins = None,
    numbers: Mapping[str, float] | None = None,
    bounds: tuple[ArrayLike, ArrayLike] | None = None,
    bounds_of: BoundsOf = "factor",
    trim: tuple[float, float] | None = None,
    stage: int | str | None = None,
    within: int | None = None,
    variance: str | ArrayLike | None = None,
    **_options: object,
) -> tuple[str, ...]:
    """Variables whose values make the factor of a calibration (``W140`` when it depends on more than values)."""
    by_row = {
        "stage": stage is not None,
        "within": within is not None,
        "trim": trim is not None,
        "variance": not (variance is None or isinstance(variance, str)),
        "bounds": bounds is not None and (bounds_of == "weight" or any(np.ndim(one) for one in bounds)),
    }
    if any(by_row.values()):
        raise WeightingError(
            "W140",
            f"{_PLACE}: {next(name for name, given in by_row.items() if given)}",
            "With this option the factor of a row depends on more than the values of its variables.",
            "Leave it out, or weight in memory (survey.make_sample).",
        )
    wanted = read_totals(cast("Totals[MarginName]", totals), margins, numbers, _PLACE)
    crossed = [name for names in wanted.margins for name in names]
    others = [name for name in (*wanted.numbers, variance) if isinstance(name, str) and name != EVERYBODY]
    return tuple(dict.fromkeys((*crossed, *others)))


@public
@by_cells(_crossed_names)
@repeated(allow_negative=True)
def calibrate(
    sample: Sample,
    totals: Totals[MarginName] | Mapping[str, Mapping[Level, float]],
    *,
    margins: Margins = None,
    numbers: Mapping[str, float] | None = None,
    method: CalibrationMethod = "linear",
    bounds: tuple[ArrayLike, ArrayLike] | None = None,
    bounds_of: BoundsOf = "factor",
    trim: tuple[float, float] | None = None,
    stage: int | str | None = None,
    within: int | None = None,
    variance: str | ArrayLike | None = None,
    unknown: Unknown = "few",
    allow_negative: bool = False,
    tolerance: float = 1e-9,
    max_iterations: int = 200,
) -> Sample:
    """Sample with weights that meet every total and are as near to the incoming weights as the method allows.

    Parameters
    ----------
    sample : Sample
        The whole sample. Restrict it to a domain afterwards. Of a table in a database the distinct values of the variables
        are cells, so that a number may have 100,000 of them (``E304``); ``stage``, ``within``, ``trim``, arrays and
        bounds of weights are refused (``W140``), and so are weights that are not above 0 (``E342``).
    totals : Population, or mapping of name -> total
        A mapping gives a number for the total of a numeric variable (``{"income": 3.2e9}``), counts by category for
        a margin (``{"sex": {1: 48_000, 2: 52_000}}``, a tuple of names for crossed variables), and ``"(all)"`` for
        the number of people where no margin gives it. Integer codes given with counts are categories.
    margins : sequence of str, or of sequences of str for crossed variables
        Margins of the population to be met; by default its default margins.
    numbers : mapping of name -> total
        Totals of numeric variables, in addition to the margins of a population.
    method : {"linear", "raking", "logit"}
        Factor as a function of the variables x: 1 + x'b, exp(x'b), or an S-shaped curve between the bounds. ``linear``
        without bounds is the regression estimator and may give negative weights; ``raking`` never does.
    bounds : (low, high)
        Limits of the new weight over the old weight, each a number or an (n,) array; ``logit`` needs them, on both
        sides of 1.
    bounds_of : {"factor", "weight"}
        Quantity that the bounds limit: the factor, or the new weight itself.
    trim : (low, high)
        Factors beyond these limits are cut after the fit, and the weight cut is shared among the other interviews in
        proportion to their weights; the totals are then met approximately. Bounds are better wherever they can be met.
    stage : int or str
        One common factor for all interviews of a unit of this stage (1 is the first), or of a class of this variable.
    within : int
        Stage whose sampled units have known totals, instead of the population: ``totals`` is then a mapping of
        name -> unit -> total. Only the variance of later stages is reduced.
    variance : str or (n,) array
        Variable to which the variance of the outcome around the regression is proportional: ``"enroll"`` with the
        single total of ``enroll`` gives the ratio estimator. None means a constant variance.
    unknown : {"few", "hold", "error"}
        Treatment of interviews without a category in a margin, as in :func:`rake`.
    allow_negative : bool
        Accept negative weights, with a note in the trail, instead of raising ``W108``.
    tolerance : float
        Largest deviation that counts as met, relative to the total, or to the weighted sum of absolute values where
        that is larger.
    max_iterations : int

    Returns
    -------
    Sample
        With a step ``calibrate`` in its trail.

    Raises
    ------
    WeightingError
        ``W003`` to ``W005``, ``W009``, ``W109`` figures that do not match the interviews or one another; ``W100`` the
        sample is restricted; ``W101``, ``W118``, ``W122`` options; ``W102`` to ``W105``, ``W116`` totals; ``W106`` a
        single total cannot be met within the bounds, ``W119`` or by any weights; ``W107`` the totals cannot be met
        together; ``W108`` the new weights are negative, ``W112`` the incoming ones are; ``W110``, ``W111``, ``W114``,
        ``W115`` stages; ``W113`` the totals need weights of 0; ``W117`` variance.

    Notes
    -----
    Deville and Särndal (1992); one factor per unit after Vanderhoeft (2001, section III.D). Variances use residuals of
    a regression weighted by incoming weight over ``variance``. ``method="raking"`` gives the weights of :func:`rake`,
    but its standard errors differ by parts in a thousand: there every interview counts equally in the regression, as
    in R's ``rake``, and here it does not, as in R's ``calibrate``. A linear calibration to a full cross is
    :func:`poststratify`.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"size": [10, 20, 30], "w": [2, 2, 2]}, Design(weight="w"))
    >>> calibrate(sample, {"size": 130, "(all)": 6}).weights.round(6)
    array([1.5, 2. , 2.5])
    """
    sample.require_whole(_PLACE)
    _check_options(method, bounds, bounds_of, trim, stage, within, unknown, tolerance, max_iterations)
    if (sample.weights < 0).any() and (method != "linear" or bounds is not None):
        raise WeightingError(
            "W112",
            _PLACE,
            f"{int((sample.weights < 0).sum())} weights are negative already.",
            "Start from positive weights: give bounds, or method='raking', to the step that made them.",
        )
    population, layout = _lay_out(sample, totals, margins, numbers, bounds, bounds_of, stage, within, variance, unknown)
    limits = find_bounds(sample, layout, method, bounds, bounds_of, _PLACE)
    spread = _spread(sample, layout, variance)
    check_means(layout, method, limits, _PLACE)
    check_feasible(layout, limits, _PLACE)
    distance = find_distance(method, limits.low, limits.high)
    found = solve_calibration(
        layout.X, layout.start, layout.targets, distance, spread=spread, max_iterations=max_iterations
    )
    if not found.deviation <= tolerance:
        raise unmet(layout, limits, found, method, _PLACE)
    if method == "raking":
        _check_vanishing(sample, layout, found)
    factors, n_trimmed = _trimmed(layout, found.factors, trim)
    weights = sample.weights * layout.by_interview(factors)
    notes = _notes(sample, weights, layout, population, n_trimmed, allow_negative)
    regression = sample.weights if spread is None else sample.weights / layout.by_interview(spread)
    calibration = Calibration(
        layout.cells,
        layout.categories,
        () if layout.categories.shape[1] == 0 else layout.sizes,
        layout.turn,
        weights,
        regression,
        layout.numbers,
        within=within,
    )
    detail = _detail(layout, method, limits, stage, within, factors[layout.start != 0], found.iterations)
    return reweigh(sample, weights, "calibrate", detail, notes=notes, calibration=calibration)


def _check_options(
    method: CalibrationMethod,
    bounds: tuple[ArrayLike, ArrayLike] | None,
    bounds_of: BoundsOf,
    trim: tuple[float, float] | None,
    stage: int | str | None,
    within: int | None,
    unknown: Unknown,
    tolerance: float,
    max_iterations: int,
) -> None:
    checks = [
        (method in get_args(CalibrationMethod), f"method={method!r}", "Say 'linear', 'raking' or 'logit'."),
        (method != "logit" or bounds is not None, "method='logit' without bounds", "Give bounds such as (0.3, 3)."),
        (
            bounds is None or bool(np.all(np.asarray(bounds[0], float) < np.asarray(bounds[1], float))),
            f"bounds={bounds!r}",
            "Bounds are (low, high), the first below the second.",
        ),
        (bounds_of in get_args(BoundsOf), f"bounds_of={bounds_of!r}", "Say 'factor' or 'weight'."),
        (trim is None or 0 <= trim[0] < 1 < trim[1], f"trim={trim!r}", "Give two numbers around 1, such as (0.3, 3)."),
        (unknown in get_args(Unknown), f"unknown={unknown!r}", "Say 'few', 'hold' or 'error'."),
        (
            within is None or (method == "linear" and bounds is None and stage is None and trim is None),
            f"within={within!r} with method, bounds, stage or trim",
            "within goes with method='linear' alone.",
        ),
        (0 < tolerance < 1, f"tolerance={tolerance!r}", "It is between 0 and 1, such as 1e-9."),
        (max_iterations >= 1, f"max_iterations={max_iterations!r}", "There is at least one iteration."),
    ]
    for good, given, remedy in checks:
        if not good:
            raise WeightingError("W101", f"{_PLACE}: options", f"{given} cannot be used.", remedy)


def _lay_out(
    sample: Sample,
    totals: Totals[MarginName] | Mapping[str, Mapping[Level, float]],
    margins: Margins,
    numbers: Mapping[str, float] | None,
    bounds: tuple[ArrayLike, ArrayLike] | None,
    bounds_of: BoundsOf,
    stage: int | str | None,
    within: int | None,
    variance: str | ArrayLike | None,
    unknown: Unknown,
) -> tuple[Population | None, TotalsLayout]:
    """Population, if one was given, and the calibration problem in arrays.

    A row is an interview only where figures differ between the interviews of a cell; cells are far fewer.
    """
    if within is not None:
        by_unit = cast("Mapping[str, Mapping[Level, float]]", totals)
        return None, lay_out_units(sample, by_unit, within, _PLACE)
    wanted = read_totals(totals, margins, numbers, _PLACE)
    single = bounds is None or (bounds_of == "factor" and np.ndim(bounds[0]) == 0 and np.ndim(bounds[1]) == 0)
    by_interview = stage is not None or variance is not None or not single
    layout = lay_out(sample, wanted, unknown, _PLACE, by_interview=by_interview)
    if stage is not None:
        layout = join_units(layout, find_units(sample, stage, _PLACE))
    return (totals if isinstance(totals, Population) else None), layout


def _spread(sample: Sample, layout: TotalsLayout, variance: str | ArrayLike | None) -> Floats | None:
    """(rows,) variance of the outcome in the calibration model, averaged over the interviews of a row; None: constant."""
    if variance is None:
        return None
    given = sample.values(variance) if isinstance(variance, str) else floats(variance, f"{_PLACE}: variance")
    used = sample.weights != 0
    if given.shape != (len(sample),) or not (np.isfinite(given) & (given > 0))[used].all():
        bad = (
            "" if given.shape != (len(sample),) else name_interviews(sample, used & ~(np.isfinite(given) & (given > 0)))
        )
        raise WeightingError(
            "W117",
            f"{_PLACE}: variance",
            f"It is missing or not above zero in {bad}." if bad else f"It has shape {given.shape}.",
            f"Give the name of a positive variable, or an array of {len(sample)} positive numbers.",
        )
    given = np.where(used, given, 1.0)  # any positive number will do where the weight is 0
    if layout.row_of is None:
        return given
    counts = np.bincount(layout.row_of)
    return np.asarray(np.bincount(layout.row_of, given) / np.maximum(counts, 1))


def _check_vanishing(sample: Sample, layout: TotalsLayout, found: Solution) -> None:
    """Refuse totals that are met only in the limit, by weights that tend to 0 (``W113``)."""
    used = layout.start > 0
    vanishing = used & (found.factors < _VANISHING * found.factors[used].max())
    if vanishing.any():
        rows = layout.by_interview(vanishing.astype(np.float64)) > 0
        raise WeightingError(
            "W113",
            _PLACE,
            f"The totals can be met only if these interviews weigh nothing: {name_interviews(sample, rows)}.",
            "Leave out a total, or merge categories (population.merge).",
        )


def _trimmed(layout: TotalsLayout, factors: Floats, trim: tuple[float, float] | None) -> tuple[Floats, int]:
    """Factors cut to limits, and the number of interviews cut; the sum of the weights stays.

    The weight cut is shared among the other interviews in proportion to their incoming weights, as in R's
    ``calibrate(trim=)``.
    """
    if trim is None:
        return factors, 0
    outside = (factors < trim[0]) | (factors > trim[1])
    cut = np.clip(factors, *trim)
    if not outside.any():
        return factors, 0
    over = float(((factors - cut) * layout.start).sum() / layout.start[~outside].sum())
    n_cut = int((layout.by_interview(outside.astype(np.float64)) > 0).sum())
    return np.where(outside, cut, factors + over), n_cut


def _notes(
    sample: Sample,
    weights: Floats,
    layout: TotalsLayout,
    population: Population | None,
    n_trimmed: int,
    allow_negative: bool,
) -> tuple[str, ...]:
    """Notes for the trail; negative weights that are not allowed are refused (``W108``)."""
    notes = held_notes(layout.margins)
    negative = weights < 0
    if negative.any():
        if not allow_negative:
            raise WeightingError(
                "W108",
                _PLACE,
                f"The weight becomes negative in {name_interviews(sample, negative)}; the lowest is {weights.min():.4g}.",
                "Give bounds such as (0.3, 3), or method='raking'; or say allow_negative=True if it must be so.",
            )
        notes.append(f"{int(negative.sum())} weights are negative")
    zero = int(((weights == 0) & (sample.weights != 0)).sum())
    if zero:
        notes.append(f"{zero} interviews weigh nothing now")
    if n_trimmed:
        notes.append(f"{n_trimmed} factors trimmed after the fit: totals are met approximately")
    if population is not None:
        notes.append(figures_note(population))
    return tuple(notes)


def _detail(
    layout: TotalsLayout,
    method: CalibrationMethod,
    limits: Bounds,
    stage: int | str | None,
    within: int | None,
    factors: Floats,
    iterations: int,
) -> str:
    met = [f"margins {'; '.join(target.title for target in layout.margins)}"] if layout.margins else []
    if within is not None:
        met.append(f"totals of the units of stage {within}")
    elif layout.number_names:
        met.append(f"totals of {', '.join(layout.number_names)}")
    bounds = f"bounds {limits.pair[0]:g} to {limits.pair[1]:g}" if limits.pair else ""
    parts = [
        method,
        *met,
        bounds,
        f"one factor per unit of {stage if isinstance(stage, str) else f'stage {stage}'}" if stage is not None else "",
        f"factors {factors.min():.3g} to {factors.max():.3g}",
        f"{iterations} iterations",
    ]
    return "; ".join(part for part in parts if part)
