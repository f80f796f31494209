"""Regression of ordered answers (proportional odds and its kin) with design-based uncertainty."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import noun, public
from survey.arrays import Floats, Indices, Mask
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.estimates import Estimates
from survey.estimation.fetched_interviews import from_interviews
from survey.estimation.linear_estimates import linear_rows, weighting_of
from survey.estimation.linearisation import linearise, sum_used
from survey.estimation.models.column_basis import find_basis
from survey.estimation.models.generalised_linear import check_options, repeats, terms_among
from survey.estimation.models.model import Freedom, coefficient_frame
from survey.estimation.models.ordinal_newton import DISTRIBUTIONS, OrdinalFit, differenced_inverse, fit_ordinal
from survey.estimation.models.predictions import cases_of
from survey.estimation.models.predictors import Predictors, Term, read_predictors
from survey.estimation.models.response import read_ordered, split_formula
from survey.estimation.models.term_tests import TermTest, columns_of, table_of, wald_test
from survey.estimation.replicate_estimates import replicate_values, with_replicates
from survey.estimation.variation import Variation

_PLACE = "survey.ordinal"
_SHOWN_ROWS = 30


@dataclass(frozen=True, slots=True, eq=False)
class CategoryShares:
    """Expected shares of the categories for m cases.

    Parameters
    ----------
    levels : tuple of k levels
    estimate, se : (m, k) array
        NaN where a variable is blank.
    """

    levels: tuple[Level, ...]
    estimate: Floats
    se: Floats

    def to_frame(self) -> pd.DataFrame:
        """One row per case and category: case, category, estimate, se."""
        m, k = self.estimate.shape
        return pd.DataFrame(
            {
                "case": np.repeat(np.arange(m), k),
                "category": list(self.levels) * m,
                "estimate": self.estimate.ravel(),
                "se": self.se.ravel(),
            }
        )

    def __repr__(self) -> str:
        return f"<CategoryShares>\n{self.to_frame().head(_SHOWN_ROWS).to_string(index=False)}"

    def _repr_html_(self) -> str:
        return str(self.to_frame().head(_SHOWN_ROWS).to_html(index=False))


@noun
@dataclass(frozen=True, slots=True, eq=False)
class OrdinalModel:
    """Fitted model of ordered answers: made by :func:`survey.ordinal`.

    Parameters
    ----------
    formula : str
    link : str
    levels : tuple of k levels
        Categories of the answer, lowest first.
    coefficients : Estimates
        p coefficients, where a positive one means higher categories, then k - 1 thresholds named ``low|high``.
    df_residual : float
        PSUs minus strata of the interviews used, minus p.
    df : float
        Degrees of freedom of tests and intervals.
    deviance : float
        Under weights with mean 1.
    n, n_blank : int
    rounds : int
    """

    formula: str
    link: str
    levels: tuple[Level, ...]
    coefficients: Estimates
    df_residual: float
    df: float
    deviance: float
    n: int
    n_blank: int
    rounds: int
    terms: tuple[Term, ...]
    predictors: Predictors = field(repr=False)
    X: Floats = field(repr=False)
    kept: Indices = field(repr=False)

    def __len__(self) -> int:
        """Number of coefficients and thresholds."""
        return len(self.coefficients)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of coefficients and thresholds."""
        return self.coefficients.variable

    @property
    def thresholds(self) -> Floats:
        """(k - 1,) thresholds."""
        return self.coefficients.estimate[len(self.kept) :]

    def covariance(self) -> Floats:
        """Covariance matrix of coefficients and thresholds."""
        return self.coefficients.covariance()

    def test(
        self, terms: str | Sequence[str], *, null: float | Sequence[float] | None = None, df: float | None = None
    ) -> TermTest:
        """Wald test that all coefficients of some terms are zero, as :meth:`Model.test`."""
        wanted = (terms,) if isinstance(terms, str) else tuple(terms)
        index = columns_of(self.terms, self.names, wanted)
        return wald_test(self.coefficients, index, wanted, null, self.df_residual if df is None else float(df))

    def tests(self) -> pd.DataFrame:
        """One row per term, each tested given all others."""
        return table_of([self.test(term.name) for term in self.terms if term.variables and term.columns])

    def predict(self, data: object = None) -> CategoryShares:
        """Expected shares of the categories for new cases, or for the interviews of the model.

        Parameters
        ----------
        data : table or Sample
            As in :meth:`Model.predict`.
        """
        X, _, whole = cases_of(data, self.X, np.zeros(len(self.X)), self.predictors, self.kept, None)
        p, q = len(self.kept), len(self.levels) - 1
        one = DISTRIBUTIONS[self.link]
        eta = X @ self.coefficients.estimate[:p]
        points = self.thresholds[None, :] - eta[:, None]
        below, density = one.below(points), one.density(points)
        shares = np.diff(np.pad(below, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1))), axis=1)
        gradient = np.zeros((len(X), q + 1, p + q))
        for at in range(q):
            by_theta = np.zeros((len(X), p + q))
            by_theta[:, :p] = -density[:, [at]] * X
            by_theta[:, p + at] = density[:, at]
            gradient[:, at] += by_theta
            gradient[:, at + 1] -= by_theta
        se = np.sqrt(np.einsum("ika,ab,ikb->ik", gradient, self.covariance(), gradient, optimize=True))
        shares[~whole], se[~whole] = np.nan, np.nan
        return CategoryShares(self.levels, shares, se)

    def to_frame(self) -> pd.DataFrame:
        """One row per coefficient and threshold: coefficient, estimate, se, t, p, ci_low, ci_high, df."""
        return coefficient_frame(self.coefficients)

    def __repr__(self) -> str:
        shown = self.to_frame().to_string(index=False, float_format=lambda number: f"{number:.6g}")
        return f"<OrdinalModel: {self.coefficients.about}; n = {self.n}, {self.n_blank} left out for a blank>\n{shown}"

    def _repr_html_(self) -> str:
        about = escape(f"{self.coefficients.about}; n = {self.n}, {self.n_blank} left out for a blank")
        return f"<p>{about}</p>{self.to_frame().to_html(index=False, float_format=lambda number: f'{number:.4g}')}"


@public
@from_interviews("formula")
def ordinal(
    sample: Sample,
    formula: str,
    link: str = "logit",
    *,
    where: str | ArrayLike | None = None,
    df: Freedom = "residual",
    level: float = 0.95,
    step: float | None = None,
) -> OrdinalModel:
    """Ordinal regression: a model of an ordered answer with the same coefficients at all thresholds (proportional odds).

    Parameters
    ----------
    sample : Sample, or a table in a database
    formula : str
        As in :func:`survey.glm`; the left side is a variable whose categories have an order: that of the
        questionnaire, of the numbers, or of a pandas Categorical. Categories that nobody gave are left out.
    link : {"logit", "probit", "cloglog", "loglog", "cauchit"}
        Distribution of the latent answer; "cloglog" is 1 - exp(-exp(x)), "loglog" exp(-exp(-x)), which R's
        ``svyolr`` calls cloglog.
    where : str or (n,) array of bool
        As :meth:`Sample.where`.
    df : {"residual", "design"} or float
        Degrees of freedom: PSUs minus strata minus coefficients (thresholds are not counted); PSUs minus strata; or a
        number (``inf``: normal).
    level : float
        Confidence level.
    step : float
        Step of numerical derivatives of the score, from which the information is made. By default it is exact; R's
        ``svyolr`` uses 1e-3, which can leave only three digits of a standard error right.

    Returns
    -------
    OrdinalModel

    Raises
    ------
    EstimationError
        ``E156`` to ``E162`` the formula; ``E164``, ``E165`` its left-hand side; ``E170`` a column repeats others;
        ``E171``, ``E196`` options; ``E185`` no convergence; ``E186`` fewer than three categories; ``E187`` no such link.

    Notes
    -----
    McCullagh (1980); variance by linearisation of the weighted score (Binder 1983) with the observed information.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> data = {"y": [1, 2, 3, 2, 3, 1], "x": [0, 0, 1, 1, 1, 0], "z": [1, 2, 1, 3, 2, 2], "w": [1] * 6}
    >>> ordinal(make_sample(data, Design(weight="w")), "y ~ z").names
    ('z', '1|2', '2|3')
    """
    check_options(df, level, "fail")
    if link not in DISTRIBUTIONS:
        raise EstimationError("E187", f"{_PLACE}: link", f"There is no {link!r}.", nearest(link, DISTRIBUTIONS))
    if step is not None and not 0 < step < 1:
        raise EstimationError(
            "E196", f"{_PLACE}: step", f"{step!r} is not a step.", "R takes 1e-3; leave it out to be exact."
        )
    data = _read(sample if where is None else sample.where(where), formula, link)
    weights, one = data.sample.weights[data.used] / data.scale, DISTRIBUTIONS[link]
    found = fit_ordinal(data.X, data.y, len(data.levels), weights, one, names=data.names)
    if step is not None:
        inverse = differenced_inverse(data.X, data.y, weights, one, found, step)
        found = dataclasses.replace(found, inverse=inverse)
    coefficients, degrees = _coefficients(data, found, df, level)
    return OrdinalModel(
        formula=formula,
        link=link,
        levels=data.levels,
        coefficients=coefficients,
        df_residual=degrees - len(data.kept),
        df=float(coefficients.df[0]),
        deviance=found.deviance,
        n=len(data.y),
        n_blank=data.n_in_domain - len(data.y),
        rounds=found.rounds,
        terms=terms_among(data.predictors.terms, data.kept),
        predictors=data.predictors,
        X=data.X,
        kept=data.kept,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _OrderedData:
    """Data of a fit: the k interviews used, without a constant column, and their mean weight (``scale``)."""

    sample: Sample
    formula: str
    link: str
    predictors: Predictors
    kept: Indices
    X: Floats
    y: Indices
    levels: tuple[Level, ...]
    used: Mask
    n_in_domain: int
    scale: float

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.predictors.names[at] for at in self.kept.tolist())


def _read(sample: Sample, formula: str, link: str) -> _OrderedData:
    """Data of both sides of the formula on the interviews without a blank."""
    left, right = split_formula(formula, _PLACE)
    answers = read_ordered(left, sample, _PLACE)
    in_domain = (sample.weights > 0) & (True if sample.domain is None else sample.domain)
    predictors, full, _, used = read_predictors(right, sample, in_domain & (answers.codes >= 0))
    # the thresholds take the place of the constant
    kept = np.array([at for at, name in enumerate(predictors.names) if name != "Intercept"], np.intp)
    y, levels = _seen(answers.codes[used], answers.levels)
    scale, n = float(sample.weights[used].mean()), int(in_domain.sum())
    data = _OrderedData(sample, formula, link, predictors, kept, full[:, kept], y, levels, used, n, scale)
    _check_columns(data)
    return data


def _seen(codes: Indices, levels: tuple[Level, ...]) -> tuple[Indices, tuple[Level, ...]]:
    """Answers among the categories that occur."""
    seen = np.flatnonzero(np.bincount(codes, minlength=len(levels)))
    if len(seen) < 3:
        raise EstimationError(
            "E186",
            f"{_PLACE}: answer",
            f"It has {len(seen)} categories.",
            "Two categories are a matter for survey.glm with family='binomial'.",
        )
    position = np.zeros(len(levels), np.intp)
    position[seen] = np.arange(len(seen))
    return position[codes], tuple(levels[at] for at in seen.tolist())


def _check_columns(data: _OrderedData) -> None:
    """Refuse a column that is a combination of others and a constant (``E170``)."""
    weights = data.sample.weights[data.used]
    found = find_basis(np.column_stack([np.ones(len(data.X)), data.X]), weights / weights.sum()).repeated
    if found:
        raise repeats(("Intercept", *data.names), found, _PLACE)


def _coefficients(data: _OrderedData, found: OrdinalFit, df: Freedom, level: float) -> tuple[Estimates, float]:
    """Coefficients and thresholds with their uncertainty, and the degrees of freedom: PSUs minus strata."""
    sample, y, k = data.sample, data.y, len(data.levels)
    # the linear predictor is subtracted from both thresholds of an answer, hence the minus
    columns = [-column * (found.upper + found.lower) for column in data.X.T]
    columns += [found.upper * (y == at) + found.lower * (y == at + 1) for at in range(k - 1)]
    inverse = found.inverse / data.scale
    sums = sum_used(sample, columns, data.used)
    variation: Variation = linearise(sample, sums, lambda values, _: inverse @ values)
    theta = np.concatenate([found.beta, found.zeta])

    def refit(weights: Floats) -> Floats:
        relative = weights[data.used] / data.scale
        if not relative.any():  # a replicate without the domain
            return np.full(len(found.beta) + len(found.zeta), np.nan)
        again = fit_ordinal(data.X, y, k, relative, DISTRIBUTIONS[data.link], names=data.names)
        return np.concatenate([again.beta, again.zeta])

    variation = with_replicates(
        sample,
        variation,
        theta[:, None],
        lambda form: replicate_values(sample, form, refit, len(theta), _PLACE)[:, :, None],
    )
    degrees = float(variation.degrees()[0, 0])
    freedom = {"residual": degrees - len(data.kept), "design": degrees}[df] if isinstance(df, str) else float(df)
    thresholds = tuple(f"{low}|{high}" for low, high in itertools.pairwise(data.levels))
    rows = linear_rows(
        "coefficient",
        (*data.names, *thresholds),
        theta,
        variation,
        level=level,
        df=freedom,
        about=f"ordinal model, link {data.link}: {data.formula}; {weighting_of(sample)}",
        n=float(len(y)),
        weight=float(sample.weights[data.used].sum()),
    )
    return rows, degrees
