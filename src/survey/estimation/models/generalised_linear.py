"""Generalised linear models with design-based uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from survey.argument_errors import floats, public
from survey.arrays import Floats, Indices, Mask
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.estimates import Estimates
from survey.estimation.fetched_interviews import from_interviews
from survey.estimation.linear_estimates import linear_rows, weighting_of
from survey.estimation.linearisation import linearise, sum_used
from survey.estimation.models.families_and_links import Family, find_family
from survey.estimation.models.irls import GlmFit, fit
from survey.estimation.models.model import Freedom, Model
from survey.estimation.models.predictors import Predictors, Term, read_predictors
from survey.estimation.models.response import EXACT, check_range, fits_exactly, read_response, split_formula
from survey.estimation.replicate_estimates import replicate_values, with_replicates
from survey.estimation.variation import Variation

Collinear = Literal["fail", "drop"]

_PLACE = "survey.glm"


@public
@from_interviews("formula")
def glm(
    sample: Sample,
    formula: str,
    family: str = "gaussian",
    *,
    link: str | None = None,
    variance: str | None = None,
    where: str | ArrayLike | None = None,
    offset: ArrayLike | None = None,
    df: Freedom = "residual",
    level: float = 0.95,
    collinear: Collinear = "fail",
    epsilon: float | None = 1e-8,
) -> Model:
    """Generalised linear model of the population, fitted with the weights of the sample.

    Parameters
    ----------
    sample : Sample, or a table in a database
    formula : str
        ``"trust ~ C(agegrp) + sex * urban + log(income)"``. Single choices and groupings of the questionnaire and texts
        are categories; columns of numbers are numbers unless written ``C(x)``. ``number(x)`` takes the codes of a
        category as numbers, ``score(x)`` its scores, ``offset(x)`` a part with coefficient 1. The left side is a
        variable, a function of variables, or a condition (``C01a in [1, 2] ~ …``), blank where it is unknown.
    family : {"gaussian", "binomial", "quasibinomial", "poisson", "quasipoisson", "gamma", "inverse_gaussian", "quasi"}
    link : {"identity", "log", "inverse", "sqrt", "inverse_square", "logit", "probit", "cloglog", "loglog", "cauchit"}
        The family's usual link by default (gamma: inverse).
    variance : {"constant", "mu", "mu^2", "mu^3", "mu(1-mu)"}
        Of the family "quasi".
    where : str or (n,) array of bool
        As :meth:`Sample.where`. Interviews outside, and those with a blank in the formula, have zero influence.
    offset : (n,) array
        Part of the linear predictor with coefficient 1, in addition to ``offset(x)`` in the formula.
    df : {"residual", "design"} or float
        Degrees of freedom of tests and intervals: PSUs minus strata plus 1 minus coefficients; PSUs minus strata; or a
        number (``inf``: normal).
    level : float
        Confidence level.
    collinear : {"fail", "drop"}
        Treatment of a column that is a combination of others: an error, or leaving it out.
    epsilon : float or None
        Relative change of the deviance below which the fit stops, with standard errors from the round before: rule and
        default of R's ``glm``, which can leave only five digits of a standard error right. None: coefficients and
        standard errors exact to ten digits.

    Returns
    -------
    Model

    Raises
    ------
    EstimationError
        ``E150`` to ``E152`` family; ``E153`` separation; ``E154``, ``E155`` no convergence; ``E156`` to ``E162`` the
        formula; ``E164`` to ``E168`` its left-hand side; ``E170`` a column repeats others; ``E171`` options.
    DesignError
        ``S022`` a lonely PSU under the rule "fail".

    Notes
    -----
    Binder (1983): the estimating equations of the population, estimated with the weights; their linearisation gives
    the variance (strata, stages, population figures, calibrations of the trail). Dispersion plays no part in it.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 4, 5], "x": [0, 1, 2, 3], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> model = glm(sample, "y ~ x")
    >>> dict(zip(model.names, model.coefficients.estimate.round(6).tolist()))
    {'Intercept': 0.9, 'x': 1.4}
    """
    check_options(df, level, collinear)
    chosen = find_family(family, link, variance)
    data = _read(sample if where is None else sample.where(where), formula, chosen, offset)
    weights = data.sample.weights[data.used] / data.scale
    names = data.predictors.names
    found = fit(data.X, data.y, weights, chosen, offset=data.offset, names=names, epsilon=epsilon)
    if found.repeated and collinear == "fail":
        raise repeats(names, found.repeated, _PLACE)
    return _build(data, found, df, level)


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """Data of a fit: the k interviews used, and the mean weight of those in the domain (``scale``)."""

    sample: Sample
    formula: str
    family: Family
    predictors: Predictors
    X: Floats
    y: Floats
    offset: Floats
    used: Mask
    n_in_domain: int
    scale: float


def _read(sample: Sample, formula: str, family: Family, offset: ArrayLike | None) -> _Data:
    """Data of both sides of the formula on the interviews without a blank."""
    left, right = split_formula(formula, _PLACE)
    answers = read_response(left, sample, family, _PLACE)
    in_domain = (sample.weights > 0) & (True if sample.domain is None else sample.domain)
    shift = _offset(offset, len(sample))
    predictors, X, own, used = read_predictors(right, sample, in_domain & ~np.isnan(answers) & ~np.isnan(shift))
    check_range(answers[used], family, _PLACE)
    scale = float(sample.weights[in_domain].mean())
    n = int(in_domain.sum())
    return _Data(sample, formula, family, predictors, X, answers[used], own + shift[used], used, n, scale)


def check_options(df: Freedom, level: float, collinear: str) -> None:
    """Refuse invalid options.

    Raises
    ------
    EstimationError
        ``E171`` for degrees of freedom, level or ``collinear``.
    """
    good_df = df in ("residual", "design") if isinstance(df, str) else df > 0
    if good_df and 0 < level < 1 and collinear in ("fail", "drop"):
        return
    raise EstimationError(
        "E171",
        "options of a model",
        f"df={df!r}, level={level!r}, collinear={collinear!r} are not valid options.",
        "df is 'residual', 'design' or a positive number, level is between 0 and 1, collinear is 'fail' or 'drop'.",
    )


def _offset(given: ArrayLike | None, n: int) -> Floats:
    if given is None:
        return np.zeros(n)
    values = floats(given, f"{_PLACE}: offset")
    if values.shape != (n,):
        raise EstimationError(
            "E172",
            f"{_PLACE}: offset",
            f"It has shape {values.shape}; the sample has {n} interviews.",
            "Give one number per interview of the sample, or write offset(x) in the formula.",
        )
    return values


def repeats(names: Sequence[str], found: Mapping[int, list[int]], place: str) -> EstimationError:
    """The error for columns that are combinations of others."""
    at, others = next(iter(found.items()))
    of = ", ".join(repr(names[other]) for other in others[:6]) + (" …" if len(others) > 6 else "")
    return EstimationError(
        "E170",
        f"{place}: column {names[at]!r}",
        f"It is a combination of {of}." if others else "It is zero for every interview.",
        "Leave out one of the terms, or say collinear='drop' to glm to leave out the later columns.",
    )


def _build(data: _Data, found: GlmFit, df: Freedom, level: float) -> Model:
    """The model with the uncertainty of its coefficients."""
    family, y, weights = data.family, data.y, data.sample.weights[data.used]
    X = data.X if len(found.kept) == data.X.shape[1] else data.X[:, found.kept]
    coefficients, residual = _coefficients(data, found, X, df, level)
    pearson = (y - found.mu) / np.sqrt(family.variance(found.mu))
    return Model(
        formula=data.formula,
        family=family,
        coefficients=coefficients,
        df_residual=residual,
        df=float(coefficients.df[0]),
        deviance=found.deviance,
        null_deviance=_null_deviance(y, weights / data.scale, family, data.offset),
        dispersion=_weighted_variance(pearson, weights),
        n=len(y),
        n_blank=data.n_in_domain - len(y),
        rounds=found.rounds,
        dropped=tuple(data.predictors.names[at] for at in found.repeated),
        predictors=data.predictors,
        terms=terms_among(data.predictors.terms, found.kept),
        sample=data.sample,
        X=X,
        y=y,
        offset=data.offset,
        mu=found.mu,
        score=found.score,
        used=data.used,
        kept=found.kept,
        inverse=found.inverse / data.scale,
        scale=data.scale,
    )


def _coefficients(data: _Data, found: GlmFit, X: Floats, df: Freedom, level: float) -> tuple[Estimates, float]:
    """Coefficients with their influences, and the residual degrees of freedom."""
    inverse = found.inverse / data.scale
    sums = sum_used(data.sample, [found.score * column for column in X.T], data.used)
    variation: Variation = linearise(data.sample, sums, lambda values, _: inverse @ values)
    beta = found.beta[found.kept]

    def refit(weights: Floats) -> Floats:
        own = weights[data.used] / data.scale
        if not own.any():  # a replicate without the domain
            return np.full(len(beta), np.nan)
        again = fit(X, data.y, own, data.family, offset=data.offset, start=beta)
        if len(again.kept) < len(beta):
            # a coefficient set to 0 would pass for an estimate
            raise repeats([data.predictors.names[at] for at in found.kept.tolist()], again.repeated, _PLACE)
        return again.beta

    variation = with_replicates(
        data.sample,
        variation,
        beta[:, None],
        lambda form: replicate_values(data.sample, form, refit, len(beta), _PLACE)[:, :, None],
    )
    if fits_exactly(data.y, found.mu):
        # what is left of the residuals is rounding, and so are coefficients next to 0
        variation = variation.scaled(np.zeros((len(beta), 1)))
        beta = np.where(np.abs(beta) * np.abs(X).max(axis=0) <= EXACT * np.abs(data.y).max(), 0.0, beta)
    degrees = float(variation.degrees()[0, 0])
    residual = degrees + 1 - len(found.kept)
    rows = linear_rows(
        "coefficient",
        tuple(data.predictors.names[at] for at in found.kept.tolist()),
        beta,
        variation,
        level=level,
        df={"residual": residual, "design": degrees}[df] if isinstance(df, str) else float(df),
        about=f"{data.family.name} model, link {data.family.link.name}: {data.formula}; {weighting_of(data.sample)}",
        n=float(len(data.y)),
        weight=float(data.sample.weights[data.used].sum()),
    )
    return rows, residual


def terms_among(terms: Sequence[Term], kept: Indices) -> tuple[Term, ...]:
    """Terms with the positions of their columns among those kept."""
    position = {at: new for new, at in enumerate(kept.tolist())}
    return tuple(
        Term(term.name, term.variables, tuple(position[at] for at in term.columns if at in position)) for term in terms
    )


def _null_deviance(y: Floats, weights: Floats, family: Family, offset: Floats) -> float:
    """Deviance of the model with a constant only."""
    if not offset.any():
        mu = np.full(len(y), np.average(y, weights=weights))
        return float(weights @ family.deviance(y, mu))
    return fit(np.ones((len(y), 1)), y, weights, family, offset=offset).deviance


def _weighted_variance(values: Floats, weights: Floats) -> float:
    n = len(values)
    centre = np.average(values, weights=weights)
    return float(np.average((values - centre) ** 2, weights=weights) * n / (n - 1)) if n > 1 else float("nan")
