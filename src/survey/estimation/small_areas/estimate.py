"""Small-area estimation: direct estimates of areas drawn towards what the areas have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.arrays import Floats, Mask
from survey.design.population import MarginFigures, Population
from survey.errors import EstimationError
from survey.estimation.classification import Grouped
from survey.estimation.confidence_intervals import symmetric
from survey.estimation.estimates import Estimates
from survey.estimation.small_areas.area_covariates import AreaCovariates, check_rank, numbers_by_area, read_covariates
from survey.estimation.small_areas.benchmarking import shift_to_benchmark
from survey.estimation.small_areas.fay_herriot import (
    FEWEST_BEYOND,
    AreaPredictions,
    BetweenVariance,
    between_variance,
    predict_areas,
)
from survey.estimation.small_areas.result import AreaModel, SmallAreaEstimates
from survey.estimation.small_areas.sampling_variances import SmoothedVariances, smooth_variances

_PLACE = "survey.small_area"
_KINDS = ("mean", "share", "ratio")


@public
def small_area(
    estimates: Estimates,
    *,
    auxiliary: pd.DataFrame | Mapping[str, object] | None = None,
    variances: Literal["smoothed", "direct"] = "smoothed",
    benchmark: Estimates | float | Literal["region"] | None = "region",
    sizes: Population | MarginFigures | pd.Series | None = None,
    limit: float | None = None,
    level: float = 0.95,
) -> SmallAreaEstimates:
    r"""Model-based estimates of areas that borrow strength from the other areas (Fay and Herriot 1979).

    For maps and rankings, next to the direct estimates; never for a status, which has to rest on the area's own
    interviews.

    Parameters
    ----------
    estimates : Estimates
        Means, shares or ratios of one variable by one classification, the areas.
    auxiliary : table, or mapping name -> mapping area -> number
        Covariates known of every area without error, each with a straight effect. A table has one row per area, which is
        named in a column as the classification is, or in the index. By default there is none, and all areas are
        drawn towards a common mean.
    variances : {"smoothed", "direct"}
        ``smoothed``: one design effect and one spread of answers for all areas, over interviews. ``direct``: the square of
        each standard error, the smoothed variance where that is 0 or has no degrees of freedom.
    benchmark : {"region"}, float, Estimates of one row, or None
        What the weighted mean of all areas has to be. ``region``: the direct estimate of all areas together. None leaves
        the values as the model gives them.
    sizes : mapping area -> persons, series, or Population
        Weights of the areas in that mean (of ratios: their denominators); by default the sums of weights behind the
        estimates. A population is asked for the margin of the classification.
    limit : float
        Limited translation: no value is moved further from its direct estimate than so many standard errors of the
        sampling variance (Efron and Morris 1972; Fay and Herriot took 1), so that an area which is truly low is not
        pulled up to the others. By default there is no limit. The shift of the benchmark comes on top.
    level : float
        Of the intervals.

    Returns
    -------
    SmallAreaEstimates
        One row per area, in the order of the estimates. An area without interviews has the value of the model alone,
        marked ``synthetic``.

    Raises
    ------
    EstimationError
        ``E350`` no standard error to smooth; ``E351`` to ``E354`` covariates, or sizes that lack an area;
        ``E355`` estimates that are not of one variable by one classification; ``E356`` too few areas; ``E357`` an
        option that is not possible; ``E358``, ``E360`` a benchmark; ``E359`` sizes that are negative or all 0.

    Notes
    -----
    With direct estimate :math:`y_d`, sampling variance :math:`\psi_d`, variance between areas :math:`A` and covariates
    :math:`x_d`: :math:`\gamma_d y_d + (1 - \gamma_d) x_d' \hat\beta`, where :math:`\gamma_d = A / (A + \psi_d)`.
    A by REML; mean squared error of Prasad and Rao (1990), Datta and Lahiri (2000); where A is estimated as 0 all values are
    synthetic and errors use the adjusted estimate of Li and Lahiri (2010).
    Limit and benchmark move a value from the best prediction; the square of this distance is added to the mean
    squared error, as in Datta, Ghosh, Steorts and Maples (2011). Intervals: Student's t with :math:`f_d / \gamma_d^2`
    degrees of freedom, f those of the sampling variance: the error :math:`\gamma \psi` grows with :math:`\psi` by
    :math:`\gamma^2`, and the rule of Satterthwaite (1946) gives the rest.
    Everything is on the scale of the estimates, of shares between 0 and 1. When *not* to use it: to compare two areas
    (the intervals do not know that both lean on the same line), or to say that an area differs from the model.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> from survey.estimation.estimators import mean
    >>> table = {"y": [1, 2, 5, 6, 2, 5, 3, 4], "area": list("aabbccdd"), "w": [1] * 8}
    >>> sample = make_sample(table, Design(weight="w"))
    >>> small_area(mean(sample, "y", by="area")).to_frame()[["area", "direct", "model_based", "gamma"]].round(2)
      area  direct  model_based  gamma
    0    a     1.5         2.06   0.72
    1    b     5.5         4.94   0.72
    2    c     3.5         3.50   0.72
    3    d     3.5         3.50   0.72
    """
    areas = _check(estimates, variances, limit, level)
    covariates = read_covariates(auxiliary, areas, _PLACE)
    seen = np.isfinite(estimates.estimate)
    beyond = int(seen.sum()) - len(covariates.names)
    if beyond < FEWEST_BEYOND:
        raise EstimationError(
            "E356",
            f"{_PLACE}: {seen.sum()} areas with a direct estimate, {len(covariates.names)} coefficients",
            f"The variance between areas needs {FEWEST_BEYOND} areas more than coefficients.",
            "Leave out covariates, or show the direct estimates.",
        )
    check_rank(covariates.columns[seen], covariates.names, _PLACE)
    shares, target = _benchmark(estimates, areas, benchmark, sizes)
    smoothed = smooth_variances(estimates, _PLACE)
    sampling = _sampling(estimates, smoothed, variances)
    if not (sampling.variance[seen] > 0).all():
        return _without_spread(estimates, areas, covariates, smoothed, level)
    between = between_variance(estimates.estimate[seen], covariates.columns[seen], sampling.variance[seen], level)
    at = np.where(seen, np.cumsum(seen) - 1, -1)
    predicted = predict_areas(
        between, estimates.estimate[seen], covariates.columns[seen], sampling.variance[seen], covariates.columns, at
    )
    moved = _move(estimates, predicted.value, sampling.variance, limit, shares, target)
    model = _model(estimates, covariates, smoothed, between, predicted, (variances, target, limit))
    return _result(estimates, areas, sampling, predicted, moved, model, level)


class _Sampling(NamedTuple):
    """(m,) sampling variances that the model uses, their degrees of freedom, and where a direct one was replaced."""

    variance: Floats
    df: Floats
    replaced: Mask


class _Moved(NamedTuple):
    """(m,) values after limit and benchmark, what the benchmark added, and which values were held or cut."""

    value: Floats
    shift: Floats
    limited: Mask
    clipped: Mask


def _check(estimates: Estimates, variances: str, limit: float | None, level: float) -> Grouped:
    """The classification of the areas; refuses other estimates (``E355``) and options (``E357``)."""
    one = len(estimates.by) == 1 and len(estimates) == len(estimates.by[0].levels)
    if not one or estimates.kind not in _KINDS:
        raise EstimationError(
            "E355",
            f"{_PLACE}: estimates",
            f"{len(estimates)} rows of kind {estimates.kind!r} are not one mean, share or ratio in the areas of one classification.",
            "Estimate one variable by one classification: survey.share(sample, variable, codes, by=area).",
        )
    for good, said, remedy in (
        (variances in ("smoothed", "direct"), f"variances={variances!r}", "variances is 'smoothed' or 'direct'."),
        (limit is None or 0 <= limit < np.inf, f"limit={limit!r}", "A limit counts standard errors, such as 1."),
        (0 < level < 1, f"level={level!r}", "A level is between 0 and 1: 0.95 means 95 %."),
    ):
        if not good:
            raise EstimationError("E357", _PLACE, f"{said} is not possible.", remedy)
    return estimates.by[0]


def _benchmark(
    estimates: Estimates,
    areas: Grouped,
    benchmark: Estimates | float | str | None,
    sizes: Population | MarginFigures | pd.Series | None,
) -> tuple[Floats, float | None]:
    """(m,) parts of the areas in the region, and what their mean has to be; None without a benchmark."""
    weights = np.nan_to_num(estimates.weight)
    if benchmark is None:
        return weights / weights.sum(), None
    if estimates.kind == "ratio" and (benchmark == "region" or sizes is None):
        raise EstimationError(
            "E358",
            f"{_PLACE}: benchmark",
            "Weights do not make the ratio of the region out of the ratios of areas: denominators do.",
            "Give benchmark=survey.ratio(sample, numerator, denominator) and denominators as sizes=, or benchmark=None.",
        )
    shares = weights if sizes is None else _sizes(sizes, areas)
    if not (shares >= 0).all() or not shares.sum() > 0:
        raise EstimationError(
            "E359", f"{_PLACE}: sizes", "A size is negative, or all are 0.", "Give persons by area: {1: 480, 2: 520}."
        )
    return shares / shares.sum(), _target(estimates, benchmark, weights)


def _target(estimates: Estimates, benchmark: Estimates | float | str, weights: Floats) -> float:
    """The number that the weighted mean of all areas has to be; refuses what is not one (``E360``)."""
    target = float("nan")
    if isinstance(benchmark, Estimates):
        if len(benchmark) == 1 and benchmark.kind == estimates.kind:
            target = float(benchmark.estimate[0])
    elif isinstance(benchmark, str):
        if benchmark == "region":
            seen = np.isfinite(estimates.estimate) & (weights > 0)
            target = float(np.average(estimates.estimate[seen], weights=weights[seen]))
    else:
        target = float(benchmark)
    low, high = (0.0, 1.0) if estimates.kind == "share" else (-np.inf, np.inf)
    if not (np.isfinite(target) and low <= target <= high):
        raise EstimationError(
            "E360",
            f"{_PLACE}: benchmark",
            f"It is not one {estimates.kind} of the region.",
            "Give 'region', a number on the scale of the estimates (shares: 0 to 1), the same estimate without by=, or None.",
        )
    return target


def _sizes(sizes: Population | MarginFigures | pd.Series, areas: Grouped) -> Floats:
    """(m,) persons by area."""
    if isinstance(sizes, Population):
        margin = sizes.margin(areas.name)
        sizes = {category[0]: persons for category, persons in zip(margin.categories, margin.counts, strict=True)}
    return np.array(list(numbers_by_area(sizes, areas, f"{_PLACE}: sizes").values()))


def _sampling(estimates: Estimates, smoothed: SmoothedVariances, variances: str) -> _Sampling:
    """Smoothed variances; or direct ones where they say something."""
    m = len(estimates)
    if variances == "smoothed":
        return _Sampling(smoothed.variance, np.full(m, smoothed.df), np.zeros(m, bool))
    usable = (estimates.df > 0) & (estimates.se > 0)
    return _Sampling(
        np.where(usable, estimates.se**2, smoothed.variance),
        np.where(usable, estimates.df, smoothed.df),
        ~usable & np.isfinite(estimates.estimate),
    )


def _move(
    estimates: Estimates, predicted: Floats, sampling: Floats, limit: float | None, shares: Floats, target: float | None
) -> _Moved:
    """Limited translation, then the benchmark; shares stay between 0 and 1 throughout."""
    held = predicted
    if limit is not None:
        direct, furthest = estimates.estimate, limit * np.sqrt(sampling)
        held = np.where(np.isnan(direct), predicted, np.clip(predicted, direct - furthest, direct + furthest))
    bounds = (0.0, 1.0) if estimates.kind == "share" else None
    inside = held if bounds is None else np.clip(held, *bounds)
    final, shift = (inside, 0.0) if target is None else shift_to_benchmark(inside, shares, target, bounds)
    clipped = (inside != held) | (np.zeros(len(final), bool) if bounds is None else final != inside + shift)
    return _Moved(final, final - inside, held != predicted, clipped)


def _model(
    estimates: Estimates,
    covariates: AreaCovariates,
    smoothed: SmoothedVariances,
    between: BetweenVariance,
    predicted: AreaPredictions,
    options: tuple[str, float | None, float | None],
) -> AreaModel:
    """Facts of the model, with coefficients of the covariates as given."""
    covariance = covariates.back @ predicted.covariance @ covariates.back.T
    codes = {"no_between_variance": between.value == 0, "not_converged": not between.converged}
    return AreaModel(
        between,
        covariates.names,
        covariates.back @ predicted.coefficients,
        np.sqrt(np.diag(covariance)),
        int(np.isfinite(estimates.estimate).sum()),
        smoothed.design_effect,
        smoothed.spread,
        smoothed.df,
        *options,
        tuple(code for code, holds in codes.items() if holds),
    )


def _result(
    estimates: Estimates,
    areas: Grouped,
    sampling: _Sampling,
    predicted: AreaPredictions,
    moved: _Moved,
    model: AreaModel,
    level: float,
) -> SmallAreaEstimates:
    rmse = np.sqrt(predicted.mse + (moved.value - predicted.value) ** 2)
    with np.errstate(divide="ignore"):
        df = np.where(predicted.gamma == 0, np.inf, sampling.df / predicted.gamma**2)
    low, high = symmetric(moved.value, rmse, df, level)
    if estimates.kind == "share":
        low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
    seen = np.isfinite(estimates.estimate)
    raised = {"synthetic": ~seen, "smoothed": sampling.replaced, "limited": moved.limited, "clipped": moved.clipped}
    return SmallAreaEstimates(
        estimates.variable[0],
        areas,
        estimates.n,
        estimates.estimate,
        estimates.se,
        np.where(seen, sampling.variance, np.nan),
        moved.value,
        rmse,
        low,
        high,
        df,
        predicted.gamma,
        predicted.line,
        moved.shift,
        moved.limited,
        tuple(tuple(code for code, where in raised.items() if where[at]) for at in range(len(seen))),
        level,
        model,
        _about(estimates, areas, model),
        estimates.legend,
    )


def _without_spread(
    estimates: Estimates, areas: Grouped, covariates: AreaCovariates, smoothed: SmoothedVariances, level: float
) -> SmallAreaEstimates:
    """Direct values without an error, where no answer varies within an area and nothing can be known of it."""
    m, p = len(estimates), len(covariates.names)
    blank, never = np.full(m, np.nan), np.zeros(m, bool)
    model = AreaModel(
        None,
        covariates.names,
        np.full(p, np.nan),
        np.full(p, np.nan),
        int(np.isfinite(estimates.estimate).sum()),
        smoothed.design_effect,
        smoothed.spread,
        smoothed.df,
        "smoothed",
        None,
        None,
        ("no_spread",),
    )
    predicted = AreaPredictions(estimates.estimate, blank, blank, blank, model.coefficients, np.full((p, p), np.nan))
    seen = np.isfinite(estimates.estimate)
    sampling = _Sampling(np.where(seen, 0.0, np.nan), blank, never)
    moved = _Moved(estimates.estimate, np.where(seen, 0.0, np.nan), never, never)
    return _result(estimates, areas, sampling, predicted, moved, model, level)


def _about(estimates: Estimates, areas: Grouped, model: AreaModel) -> str:
    """Description of the model in one line, with what the values may be used for."""
    parts = [f"model-based {estimates.kind} of {estimates.variable[0]} by {areas.name}: Fay-Herriot"]
    parts += [f"{model.variances} variances"]
    parts += ["" if model.limit is None else f"moved at most {model.limit:g} standard errors"]
    parts += ["no benchmark" if model.benchmark is None else f"benchmarked to {model.benchmark:.6g}"]
    parts += ["for maps and rankings, not for statuses", f"direct: {estimates.about}"]
    return "; ".join(part for part in parts if part)
