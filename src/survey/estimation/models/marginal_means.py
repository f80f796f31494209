"""Mean answers of the population had everybody been in one category, and mean effects of a variable."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from survey.argument_errors import floats
from survey.arrays import Floats
from survey.design.population_margin import Level
from survey.errors import EstimationError, nearest
from survey.estimation.estimates import EstimandKind, Estimates, Grouped
from survey.estimation.influence import Influence
from survey.estimation.linear_estimates import linear_rows
from survey.estimation.linearisation import linearise, sum_used
from survey.estimation.models.independent_samples import add_independent
from survey.estimation.models.predictors import is_category, table_of

if TYPE_CHECKING:
    from survey.estimation.models.model import Model

MarginVariance = Literal["linearised", "independent", "fixed"]

_MOST_LEVELS = 50
_STENCIL = ((1, 8.0), (-1, -8.0), (2, -1.0), (-2, 1.0))
"""Steps and weights of a derivative by five points, over 12."""


def marginal_means(
    model: Model,
    variable: str,
    *,
    at: Mapping[str, Level] | None = None,
    levels: Sequence[Level] | None = None,
    variance: MarginVariance = "linearised",
    df: float | None = None,
) -> Estimates:
    """Mean expected answer if everybody were in each category of a variable and otherwise as they are.

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
        ``E176`` not a variable of the model; ``E177`` too many values; ``E178`` no such variance; ``E197`` no
        such level.

    Notes
    -----
    Predictive margins: Graubard and Korn (1999).
    """
    chosen = _levels(model, variable, levels)
    tables = [_set(model, {**(at or {}), variable: level}) for level in chosen]
    found = _averages(model, tables)
    influence = _influence(model, found, np.eye(len(chosen)), variance)
    labels = model.sample.categories(variable).labels if is_category(model.sample, variable) else ()
    every = model.sample.categories(variable).levels if labels else ()
    grouped = Grouped(
        variable,
        tuple(chosen),
        tuple(labels[every.index(level)] for level in chosen) if labels else (),
        np.arange(len(chosen)),
    )
    return _rows(model, "marginal_mean", found.means, influence, df, (grouped,))


def average_effects(
    model: Model, variable: str, *, variance: MarginVariance = "linearised", df: float | None = None
) -> Estimates:
    """Mean change of the expected answer with a variable, everybody else as they are.

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
        influence = _influence(model, found, combine, variance)
        return _rows(model, "effect", combine @ found.means, influence, df, (grouped,))
    table = _set(model, {})
    step = 3e-3 * float(table[variable].std() or 1.0)
    tables = [table.assign(**{variable: table[variable] + times * step}) for times, _ in _STENCIL]
    found = _averages(model, tables)
    combine = np.array([[weight / (12 * step) for _, weight in _STENCIL]])
    influence = _influence(model, found, combine, variance)
    return _rows(model, "effect", combine @ found.means, influence, df, (), name=variable)


class _Averages(NamedTuple):
    """Means of expected answers under several settings, their derivatives, and each interview's deviation."""

    means: Floats
    gradients: Floats
    deviations: list[Floats]


def _averages(model: Model, tables: Sequence[pd.DataFrame]) -> _Averages:
    weights = model.sample.weights[model.used]
    total = float(weights.sum())
    link, beta = model.family.link, model.coefficients.estimate
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


def _influence(model: Model, found: _Averages, combine: Floats, variance: MarginVariance) -> Influence:
    """Influences of combinations of averages."""
    if variance not in get_args(MarginVariance):
        raise EstimationError(
            "E178",
            "marginal means: variance",
            f"There is no {variance!r}.",
            nearest(variance, get_args(MarginVariance)),
        )
    through = model.coefficients.influence.combine(combine @ found.gradients)
    if variance == "fixed":
        return through
    sums = sum_used(model.sample, found.deviations, model.used)
    directly = linearise(model.sample, sums, lambda values, _: combine @ values).combine(np.eye(len(combine)))
    if variance == "independent":
        return add_independent(through, directly)
    return dataclasses.replace(through, z=(through.dense() + directly.dense()).T, replicates=None)


def _rows(
    model: Model,
    kind: EstimandKind,
    estimate: Floats,
    influence: Influence,
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
        influence,
        level=model.coefficients.level,
        df=model.df if df is None else df,
        about=f"{what} of a {model.coefficients.about}",
        by=by,
        n=float(model.n),
        weight=float(model.sample.weights[model.used].sum()),
    )


def _set(model: Model, values: Mapping[str, Level]) -> pd.DataFrame:
    """The variables of the interviews used, some of them set to one value for everybody."""
    names = sorted(model.predictors.variables)
    table, _, _ = table_of(model.sample, names, model.used, "marginal means")
    for name, value in values.items():
        _check_variable(model, name)
        given, _ = model.predictors.table(table.assign(**{name: value}))
        table[name] = given[name]
    return table


def _levels(model: Model, variable: str, levels: Sequence[Level] | None) -> list[Level]:
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


def _is_number(model: Model, variable: str) -> bool:
    """Whether a variable is a number that the formula does not turn into categories."""
    _check_variable(model, variable)
    coded = re.search(rf"\b(?:C|factor)\(\s*`?{re.escape(variable)}\b", model.predictors.formula)
    return variable in model.predictors.numbers and coded is None


def _check_variable(model: Model, variable: str) -> None:
    if variable not in model.predictors.variables:
        raise EstimationError(
            "E176",
            f"marginal means: variable {variable!r}",
            "It is not in the formula of the model.",
            nearest(variable, model.predictors.variables),
        )
