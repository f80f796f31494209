"""Generalised linear models with design-based uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.linearise import Sums, linearise, sum_up
from survey.estimation.models.families import Family, find_family
from survey.estimation.models.fit import Fit, fit
from survey.estimation.models.model import Freedom, Model
from survey.estimation.models.predictors import Predictors, Term, read_predictors
from survey.estimation.models.response import check_range, read_response, split_formula
from survey.estimation.rows import linear_rows, weighting_of

Floats = NDArray[np.float64]
Collinear = Literal["fail", "drop"]

_PLACE = "survey.glm"


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
    epsilon: float | None = None,
) -> Model:
    """A generalised linear model of the population, fitted with the weights of the sample.

    Parameters
    ----------
    sample : Sample
    formula : str
        ``"trust ~ C(agegrp) + sex * urban + log(income)"``. Single choices and groupings of the questionnaire and texts
        are categories; columns of numbers are numbers unless written ``C(x)``. ``number(x)`` takes the codes of a
        category as numbers, ``score(x)`` its scores, ``offset(x)`` a part with coefficient 1. On the left stands a
        variable, a function of variables, or a condition (``C01a in [1, 2] ~ …``), blank where it is not known.
    family : {"gaussian", "binomial", "quasibinomial", "poisson", "quasipoisson", "gamma", "inverse_gaussian", "quasi"}
    link : {"identity", "log", "inverse", "sqrt", "inverse_square", "logit", "probit", "cloglog", "loglog", "cauchit"}
        The family's usual link by default (gamma: inverse).
    variance : {"constant", "mu", "mu^2", "mu^3", "mu(1-mu)"}
        Of the family "quasi".
    where : str or (n,) array of bool
        As :meth:`Sample.where`. The interviews outside count as zeros, as do those with a blank in the formula.
    offset : (n,) array
        Part of the linear predictor with coefficient 1, in addition to ``offset(x)`` in the formula.
    df : {"residual", "design"} or float
        Degrees of freedom of tests and intervals: PSUs minus strata plus 1 minus coefficients; PSUs minus strata; or a
        number (``inf``: normal).
    level : float
        Confidence level.
    collinear : {"fail", "drop"}
        What to do with a column that is a combination of others.
    epsilon : float
        Stop the iteration early, when the deviance changes relatively less than this. By default it goes on until
        coefficients and standard errors are exact to ten digits; R stops at 1e-8, with standard errors from the round
        before, which can leave only five digits right.

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
    domain = sample if where is None else sample.where(where)
    left, right = split_formula(formula, _PLACE)
    answers = read_response(left, domain, chosen, _PLACE)
    spoken_of = (sample.weights > 0) & (True if domain.domain is None else domain.domain)
    shift = _offset(offset, len(sample))
    predictors, X, own_shift, used = read_predictors(right, domain, spoken_of & ~np.isnan(answers) & ~np.isnan(shift))
    y, weights = answers[used], sample.weights[used]
    check_range(y, chosen, _PLACE)
    total_shift = own_shift + shift[used]
    scale = float(sample.weights[spoken_of].mean())
    found = fit(X, y, weights / scale, chosen, offset=total_shift, names=predictors.names, epsilon=epsilon)
    if found.repeated and collinear == "fail":
        raise repeats(predictors.names, found.repeated, _PLACE)
    return _build(domain, formula, chosen, predictors, X, y, total_shift, used, scale, found, df, level, spoken_of)


def check_options(df: Freedom, level: float, collinear: str) -> None:
    """Refuse options that cannot be.

    Raises
    ------
    EstimationError
        ``E171``.
    """
    good_df = df in ("residual", "design") if isinstance(df, str) else df > 0
    if good_df and 0 < level < 1 and collinear in ("fail", "drop"):
        return
    raise EstimationError(
        "E171",
        "options of a model",
        f"df={df!r}, level={level!r}, collinear={collinear!r} cannot be.",
        "df is 'residual', 'design' or a positive number, level is between 0 and 1, collinear is 'fail' or 'drop'.",
    )


def _offset(given: ArrayLike | None, n: int) -> Floats:
    if given is None:
        return np.zeros(n)
    values = np.asarray(given, np.float64)
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


def _build(
    sample: Sample,
    formula: str,
    family: Family,
    predictors: Predictors,
    X: Floats,
    y: Floats,
    offset: Floats,
    used: NDArray[np.bool_],
    scale: float,
    found: Fit,
    df: Freedom,
    level: float,
    spoken_of: NDArray[np.bool_],
) -> Model:
    """The model with the uncertainty of its coefficients."""
    kept = found.kept
    names = tuple(predictors.names[at] for at in kept.tolist())
    X = X if len(kept) == X.shape[1] else X[:, kept]
    inverse = found.inverse / scale
    sums = sum_scores(sample, X, found.score, used)
    influence = linearise(sample, sums, lambda values, _: inverse @ values)
    degrees = float(influence.degrees()[0, 0])
    residual = degrees + 1 - len(kept)
    freedom = {"residual": residual, "design": degrees}[df] if isinstance(df, str) else float(df)
    weights = sample.weights[used]
    pearson = (y - found.mu) / np.sqrt(family.variance(found.mu))
    about = f"{family.name} model, link {family.link.name}: {formula}; {weighting_of(sample)}"
    coefficients = linear_rows(
        "coefficient",
        names,
        found.beta[kept],
        influence,
        level=level,
        df=freedom,
        about=about,
        n=float(len(y)),
        weight=float(weights.sum()),
    )
    return Model(
        formula=formula,
        family=family,
        coefficients=coefficients,
        df_residual=residual,
        df=freedom,
        deviance=found.deviance,
        null_deviance=_null_deviance(y, weights / scale, family, offset),
        dispersion=_weighted_variance(pearson, weights),
        n=len(y),
        n_blank=int(spoken_of.sum()) - len(y),
        rounds=found.rounds,
        dropped=tuple(predictors.names[at] for at in found.repeated),
        predictors=predictors,
        terms=_terms(predictors.terms, kept),
        sample=sample,
        X=X,
        y=y,
        offset=offset,
        mu=found.mu,
        score=found.score,
        used=used,
        kept=kept,
        inverse=inverse,
        scale=scale,
    )


def sum_scores(
    sample: Sample, X: Floats, score: Floats, used: NDArray[np.bool_], further: Sequence[Floats] = ()
) -> Sums:
    """Sums by unit of the estimating equations' columns, and of further columns of the used interviews."""
    whole = bool(used.all())
    columns = []
    for column in (*(score * part for part in X.T), *further):
        full = column if whole else np.zeros(len(used))
        if not whole:
            full[used] = column
        columns.append(full)
    return sum_up(sample, columns, None if whole else np.where(used, 0, -1))


def _terms(terms: tuple[Term, ...], kept: NDArray[np.intp]) -> tuple[Term, ...]:
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
