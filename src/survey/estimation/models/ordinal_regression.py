"""Models of ordered answers with design-based uncertainty."""

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
from survey.estimation.linear_estimates import linear_rows, t_test, weighting_of
from survey.estimation.linearisation import linearise, sum_used
from survey.estimation.models.column_basis import find_basis
from survey.estimation.models.generalised_linear import check_options, repeats, terms_among
from survey.estimation.models.model import Freedom
from survey.estimation.models.ordinal_newton import DISTRIBUTIONS, OrdinalFit, differenced_inverse, fit_ordinal
from survey.estimation.models.predictions import cases_of
from survey.estimation.models.predictors import Predictors, Term, read_predictors
from survey.estimation.models.response import read_ordered, split_formula
from survey.estimation.models.term_tests import TermTest, columns_of, table_of, wald_test
from survey.estimation.replicate_estimates import replicate_values, with_replicates

_PLACE = "survey.ordinal"
_SHOWN_ROWS = 30


@dataclass(frozen=True, slots=True, eq=False)
class CategoryShares:
    """Expected share of each category for m cases.

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
    """A model of ordered answers: made by :func:`survey.ordinal`.

    Parameters
    ----------
    formula : str
    link : str
    levels : tuple of k levels
        Categories of the answer, lowest first.
    coefficients : Estimates
        p coefficients, a positive one going with higher categories, then k - 1 thresholds named ``low|high``.
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
        rows = self.coefficients
        t, p = t_test(rows.estimate, rows.se, rows.df)
        return pd.DataFrame(
            {
                "coefficient": rows.variable,
                "estimate": rows.estimate,
                "se": rows.se,
                "t": t,
                "p": p,
                "ci_low": rows.ci_low,
                "ci_high": rows.ci_high,
                "df": rows.df,
            }
        )

    def __repr__(self) -> str:
        shown = self.to_frame().to_string(index=False, float_format=lambda number: f"{number:.6g}")
        return f"<OrdinalModel: {self.coefficients.about}; n = {self.n}, {self.n_blank} left out for a blank>\n{shown}"

    def _repr_html_(self) -> str:
        about = escape(f"{self.coefficients.about}; n = {self.n}, {self.n_blank} left out for a blank")
        return f"<p>{about}</p>{self.to_frame().to_html(index=False, float_format=lambda number: f'{number:.4g}')}"


@public
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
    """A model of an ordered answer with one set of coefficients for all its thresholds (proportional odds).

    Parameters
    ----------
    sample : Sample
    formula : str
        As in :func:`survey.glm`; on the left a variable whose categories are in order: that of the questionnaire, of
        the numbers, or of a pandas Categorical. Categories nobody gave are left out.
    link : {"logit", "probit", "cloglog", "loglog", "cauchit"}
        Distribution of the latent answer; "cloglog" is 1 - exp(-exp(x)), "loglog" exp(-exp(-x)), which R's
        ``svyolr`` calls cloglog.
    where : str or (n,) array of bool
        As :meth:`Sample.where`.
    df : {"residual", "design"} or float
        Degrees of freedom: PSUs minus strata minus coefficients (thresholds are not counted); without subtracting
        coefficients; or a number (``inf``: normal).
    level : float
        Confidence level.
    step : float
        Take the information from differences of the score over this step. By default it is exact; R's ``svyolr`` takes
        1e-3, which can leave only three digits of a standard error right.

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
    domain = sample if where is None else sample.where(where)
    left, right = split_formula(formula, _PLACE)
    answers = read_ordered(left, domain, _PLACE)
    spoken_of = (sample.weights > 0) & (True if domain.domain is None else domain.domain)
    predictors, full, _, used = read_predictors(right, domain, spoken_of & (answers.codes >= 0))
    kept = np.array([at for at, name in enumerate(predictors.names) if name != "Intercept"], np.intp)
    X = full[:, kept]
    y, levels = _seen(answers.codes[used], answers.levels)
    scale = float(sample.weights[used].mean())
    weights = sample.weights[used] / scale
    _check_columns(X, weights, predictors, kept)
    names = tuple(predictors.names[at] for at in kept.tolist())
    found = fit_ordinal(X, y, len(levels), weights, DISTRIBUTIONS[link], names=names)
    if step is not None:
        if not 0 < step < 1:
            raise EstimationError(
                "E196", f"{_PLACE}: step", f"{step!r} is no step.", "R takes 1e-3; leave it out to be exact."
            )
        inverse = differenced_inverse(X, y, weights, DISTRIBUTIONS[link], found, step)
        found = dataclasses.replace(found, inverse=inverse)
    about = f"ordinal model, link {link}: {formula}; {weighting_of(domain)}"
    coefficients, degrees = _coefficients(domain, X, y, levels, names, found, link, used, scale, df, level, about)
    return OrdinalModel(
        formula=formula,
        link=link,
        levels=levels,
        coefficients=coefficients,
        df_residual=degrees - len(kept),
        df=float(coefficients.df[0]),
        deviance=found.deviance,
        n=len(y),
        n_blank=int(spoken_of.sum()) - len(y),
        rounds=found.rounds,
        terms=terms_among(predictors.terms, kept),
        predictors=predictors,
        X=X,
        kept=kept,
    )


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


def _check_columns(X: Floats, weights: Floats, predictors: Predictors, kept: Indices) -> None:
    found = find_basis(np.column_stack([np.ones(len(X)), X]), weights / weights.sum()).repeated
    if found:
        names = ("Intercept", *(predictors.names[at] for at in kept.tolist()))
        raise repeats(names, found, _PLACE)


def _coefficients(
    sample: Sample,
    X: Floats,
    y: Indices,
    levels: tuple[Level, ...],
    names: tuple[str, ...],
    found: OrdinalFit,
    link: str,
    used: Mask,
    scale: float,
    df: Freedom,
    level: float,
    about: str,
) -> tuple[Estimates, float]:
    """Coefficients and thresholds with their uncertainty; PSUs minus strata."""
    columns = [-column * (found.upper + found.lower) for column in X.T]
    columns += [found.upper * (y == at) + found.lower * (y == at + 1) for at in range(len(levels) - 1)]
    inverse = found.inverse / scale
    sums = sum_used(sample, columns, used)
    influence = linearise(sample, sums, lambda values, _: inverse @ values)
    theta = np.concatenate([found.beta, found.zeta])

    def refit(weights: Floats) -> Floats:
        again = fit_ordinal(X, y, len(levels), weights[used] / scale, DISTRIBUTIONS[link], names=names)
        return np.concatenate([again.beta, again.zeta])

    influence = with_replicates(
        sample,
        influence,
        theta[:, None],
        lambda form: replicate_values(sample, form, refit, len(theta), _PLACE)[:, :, None],
    )
    degrees = float(influence.degrees()[0, 0])
    freedom = {"residual": degrees - len(names), "design": degrees}[df] if isinstance(df, str) else float(df)
    thresholds = tuple(f"{low}|{high}" for low, high in itertools.pairwise(levels))
    rows = linear_rows(
        "coefficient",
        (*names, *thresholds),
        theta,
        influence,
        level=level,
        df=freedom,
        about=about,
        n=float(len(y)),
        weight=float(sample.weights[used].sum()),
    )
    return rows, degrees
