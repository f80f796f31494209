"""Predictive margins: mean answers if everybody were in one category, and average effects of a variable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from survey.argument_errors import floats
from survey.arrays import Floats
from survey.design.population_margin import Level
from survey.design.replicate_factors import ReplicateFactors
from survey.errors import EstimationError, nearest
from survey.estimation.classification import Grouped
from survey.estimation.estimates import EstimandKind, Estimates
from survey.estimation.linear_estimates import linear_rows
from survey.estimation.linearisation import linearise, sum_used
from survey.estimation.models.fitted_model import FittedModel
from survey.estimation.models.independent_samples import add, add_independent
from survey.estimation.models.predictors import is_category, table_of
from survey.estimation.replicate_estimates import replicate_totals, with_replicates
from survey.estimation.variation import Variation

MarginVariance = Literal["linearised", "independent", "fixed"]

_MOST_LEVELS = 50
_STENCIL = ((1, 8.0), (-1, -8.0), (2, -1.0), (-2, 1.0))
"""Steps and weights of a derivative by five points, over 12."""


def marginal_means(
    model: FittedModel,
    variable: str,
    *,
    at: Mapping[str, Level] | None = None,
    levels: Sequence[Level] | None = None,
    variance: MarginVariance = "linearised",
    df: float | None = None,
) -> Estimates:
    """Predictive margins: mean expected answer if everybody were in each category of a variable and otherwise unchanged.

    Parameters
    ----------
    model : Model
    variable : str
        A variable of the formula.
    at : mapping name -> value
        Other variables to hold at a value for everybody.
    levels : sequence of levels
        Categories or numbers to set; by default every one that was seen.
    variance : {"linearised", "independent", "fixed"}
        ``linearised``: coefficients and the other variables both vary from sample to sample, with their covariance.
        ``independent``: the same without the covariance, as R's ``svypredmeans``. ``fixed``: the other variables are
        taken as those of the population, so that only coefficients vary.
    df : float
        Degrees of freedom; those of the model by default.

    Returns
    -------
    Estimates
        A row per level, on the scale of the answers; :func:`survey.contrast` compares them.

    Raises
    ------
    EstimationError
        ``E176`` not a variable of the model; ``E177`` too many different values; ``E178`` an unknown ``variance``;
        ``E197`` an unknown level.

    Notes
    -----
    Predictive margins: Graubard and Korn (1999).
    """
    chosen = _levels(model, variable, levels)
    tables = [_set(model, {**(at or {}), variable: level}) for level in chosen]
    found = _averages(model, tables)
    variation = _variation(model, found, np.eye(len(chosen)), variance)
    labels = model.sample.categories(variable).labels if is_category(model.sample, variable) else ()
    every = model.sample.categories(variable).levels if labels else ()
    grouped = Grouped(
        variable,
        tuple(chosen),
        tuple(labels[every.index(level)] for level in chosen) if labels else (),
        np.arange(len(chosen)),
    )
    return _rows(model, "marginal_mean", found.means, variation, df, (grouped,))


def average_effects(
    model: FittedModel, variable: str, *, variance: MarginVariance = "linearised", df: float | None = None
) -> Estimates:
    """Average effects: mean change of the expected answer with a variable, all other variables unchanged.

    Parameters
    ----------
    model, variance, df
        As in :func:`marginal_means`.
    variable : str
        A category: every level against the first, as a difference of marginal means. A number: the mean slope.

    Returns
    -------
    Estimates
        On the scale of the answers.

    Raises
    ------
    EstimationError
        As :func:`marginal_means`.
    """
    if not _is_number(model, variable):
        chosen = _levels(model, variable, None)
        found = _averages(model, [_set(model, {variable: level}) for level in chosen])
        combine = np.column_stack([-np.ones(len(chosen) - 1), np.eye(len(chosen) - 1)])
        grouped = Grouped(variable, tuple(chosen[1:]), (), np.arange(len(chosen) - 1))
        variation = _variation(model, found, combine, variance)
        return _rows(model, "effect", combine @ found.means, variation, df, (grouped,))
    table = _set(model, {})
    # central differences through five points: the error of the formula and that of rounding are both small at this step
    step = 3e-3 * float(table[variable].std() or 1.0)
    tables = [table.assign(**{variable: table[variable] + times * step}) for times, _ in _STENCIL]
    found = _averages(model, tables)
    combine = np.array([[weight / (12 * step) for _, weight in _STENCIL]])
    variation = _variation(model, found, combine, variance)
    return _rows(model, "effect", combine @ found.means, variation, df, (), name=variable)


class _Averages(NamedTuple):
    """Means of expected answers under m settings, (m,); (m, p) derivatives by the coefficients; m columns of influences."""

    means: Floats
    gradients: Floats
    deviations: list[Floats]


def _averages(model: FittedModel, tables: Sequence[pd.DataFrame]) -> _Averages:
    """Averages under several settings, one table of predictors for each."""
    weights = model.sample.weights[model.used]
    total = float(weights.sum())
    link, beta = model.family.link, model.coefficients.estimate
    # the offset given as an argument of glm is not in the table and stays as it was
    _, own = model.predictors.matrix(_set(model, {}))
    given = model.offset - own
    means, gradients, deviations = [], [], []
    for table in tables:
        X, shift = model.predictors.matrix(table)
        X = X[:, model.kept]
        eta = X @ beta + shift + given
        mu = link.inverse(eta)
        mean = float(weights @ mu) / total
        means.append(mean)
        gradients.append((weights * link.slope(eta)) @ X / total)
        deviations.append((mu - mean) / total)
    return _Averages(np.array(means), np.array(gradients), deviations)


def _variation(model: FittedModel, found: _Averages, combine: Floats, variance: MarginVariance) -> Variation:
    """Variation of combinations of averages: through the coefficients, and through who is in the sample."""
    if variance not in get_args(MarginVariance):
        raise EstimationError(
            "E178",
            "marginal means: variance",
            f"There is no {variance!r}.",
            nearest(variance, get_args(MarginVariance)),
        )
    through = model.coefficients.variation.as_estimates(combine @ found.gradients)
    if variance == "fixed":
        return through
    directly = _directly(model, found, combine)
    return add_independent(through, directly) if variance == "independent" else add(through, directly)


def _directly(model: FittedModel, found: _Averages, combine: Floats) -> Variation:
    """Variation of the averages with the coefficients held."""
    share = np.full(int(model.used.sum()), 1 / float(model.sample.weights[model.used].sum()))
    sums = sum_used(model.sample, [*found.deviations, share], model.used)
    linear = linearise(model.sample, sums, lambda values, _: combine @ values[:-1]).as_estimates(np.eye(len(combine)))

    def replicates(form: ReplicateFactors) -> Floats:
        cells = sums.cells
        totals = replicate_totals(form, cells.units, cells.domains, cells.n_domains, sums.values)
        means = found.means[:, None] + totals[:, :-1] / totals[:, -1:]
        return np.asarray(np.einsum("ms,rsd->rmd", combine, means))

    return with_replicates(model.sample, linear, (combine @ found.means)[:, None], replicates)


def _rows(
    model: FittedModel,
    kind: EstimandKind,
    estimate: Floats,
    variation: Variation,
    df: float | None,
    by: tuple[Grouped, ...],
    *,
    name: str | None = None,
) -> Estimates:
    answer = model.formula.partition("~")[0].strip()
    what = {"marginal_mean": "marginal means", "effect": "average effects"}[kind]
    return linear_rows(
        kind,
        (answer if name is None else name,) * len(estimate),
        estimate,
        variation,
        level=model.coefficients.level,
        df=model.df if df is None else df,
        about=f"{what} of a {model.coefficients.about}",
        by=by,
        n=float(model.n),
        weight=float(model.sample.weights[model.used].sum()),
    )


def _set(model: FittedModel, values: Mapping[str, Level]) -> pd.DataFrame:
    """Table of the variables on the interviews used, some of them set to one value for everybody."""
    names = sorted(model.predictors.variables)
    table, _, _ = table_of(model.sample, names, model.used, "marginal means")
    for name, value in values.items():
        _check_variable(model, name)
        given, _ = model.predictors.table(table.assign(**{name: value}))
        table[name] = given[name]
    return table


def _levels(model: FittedModel, variable: str, levels: Sequence[Level] | None) -> list[Level]:
    """Values of a variable to be set: those given, or all that occur."""
    is_number = _is_number(model, variable)
    if levels is not None and not len(levels):
        levels = None
    if levels is not None and is_number:
        return [float(one) for one in floats(list(levels), f"marginal means: levels of {variable!r}")]
    if variable in model.predictors.levels:
        return _known(variable, model.predictors.levels[variable], levels)
    seen = np.unique(model.sample.values(variable)[model.used])
    if not is_number:
        return _known(variable, [int(one) if one.is_integer() else float(one) for one in seen.tolist()], levels)
    if len(seen) > _MOST_LEVELS:
        raise EstimationError(
            "E177",
            f"marginal means: variable {variable!r}",
            f"It has {len(seen)} different values.",
            "Name some of them in levels=, or ask for average_effects.",
        )
    return [int(value) if value.is_integer() else float(value) for value in seen.tolist()]


def _known(variable: str, known: Sequence[Level], levels: Sequence[Level] | None) -> list[Level]:
    """The levels wanted, among those the model was fitted to."""
    for level in () if levels is None else levels:
        if level not in known:
            raise EstimationError(
                "E197",
                f"marginal means: levels of {variable!r}",
                f"The model has no {level!r}.",
                nearest(str(level), map(str, known)),
            )
    return list(known if levels is None else levels)


def _is_number(model: FittedModel, variable: str) -> bool:
    """Whether a variable is a number that the formula does not turn into categories."""
    _check_variable(model, variable)
    coded = re.search(rf"\b(?:C|factor)\(\s*`?{re.escape(variable)}\b", model.predictors.formula)
    return variable in model.predictors.numbers and coded is None


def _check_variable(model: FittedModel, variable: str) -> None:
    if variable not in model.predictors.variables:
        raise EstimationError(
            "E176",
            f"marginal means: variable {variable!r}",
            "It is not in the formula of the model.",
            nearest(variable, model.predictors.variables),
        )
