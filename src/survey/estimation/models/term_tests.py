"""Tests of terms of a model: Wald, working Wald, and the likelihood ratio after Rao and Scott."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import chdtrc, fdtrc

from survey.argument_errors import floats
from survey.arrays import Floats, Indices
from survey.errors import EstimationError, nearest
from survey.estimation.estimates import Estimates
from survey.estimation.models.fitted_model import FittedModel
from survey.estimation.models.irls import fit
from survey.estimation.models.predictors import Term
from survey.estimation.weighted_chi_squares import TailMethod, weighted_chi_squares

_DEPENDENT = 1e-12
"""Eigenvalue of a correlation matrix below which its rows depend on one another."""

TestMethod = Literal["wald", "working_wald", "lrt"]


@dataclass(frozen=True, slots=True)
class TermTest:
    """Test that all coefficients of some terms are zero.

    Parameters
    ----------
    terms : tuple of str
    method : {"wald", "working_wald", "lrt"}
    chisq : float
        Wald's chi-square, or the drop of the deviance under weights with mean 1.
    f : float
        Wald: chisq / df. The others: chisq over the sum of ``weights``.
    df, ddf : float
        Coefficients tested; degrees of freedom of the design.
    p : float
    weights : tuple of float
        Generalised design effects: under the hypothesis the statistic is distributed as the sum of chi-squares with one
        degree of freedom under these weights. Empty for Wald.
    """

    terms: tuple[str, ...]
    method: TestMethod
    chisq: float
    f: float
    df: int
    ddf: float
    p: float
    weights: tuple[float, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """One row: terms, method, chisq, f, df, ddf, p."""
        return pd.DataFrame(
            {
                "terms": [" + ".join(self.terms)],
                "method": [self.method],
                "chisq": [self.chisq],
                "f": [self.f],
                "df": [self.df],
                "ddf": [self.ddf],
                "p": [self.p],
            }
        )

    def __repr__(self) -> str:
        return (
            f"<TermTest {' + '.join(self.terms)}: {self.method}, chisq {self.chisq:.6g}, F {self.f:.6g}, "
            f"df {self.df}, ddf {self.ddf:g}, p {self.p:.6g}>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


def term_test(
    model: FittedModel,
    terms: str | Sequence[str],
    *,
    method: TestMethod = "wald",
    null: float | Sequence[float] | None = None,
    df: float | None = None,
    approximation: TailMethod = "saddlepoint",
) -> TermTest:
    """Test that all coefficients of some terms are zero, or have other given values.

    Parameters
    ----------
    model : Model
    terms : str or sequence of str
        Terms as written in the formula, variables (meaning every term in that variable alone), or coefficients.
    method : {"wald", "working_wald", "lrt"}
        Wald's F with the design's covariance; or the statistic a simple random sample would have, Wald's or the
        likelihood ratio, with the p-value of its distribution under the design.
    null : float or sequence of float
        Values to test against instead of zero (Wald only).
    df : float
        Degrees of freedom of the denominator; the model's residual ones by default; ``inf`` gives chi-squares.
    approximation : {"saddlepoint", "satterthwaite", "exact"}
        For the p-value of the last two methods.

    Raises
    ------
    EstimationError
        ``E173`` no such term; ``E174`` an invalid method, or ``null`` with a method other than Wald's; ``E195`` too few
        PSUs for so many coefficients; ``E198`` not as many values as coefficients; ``E200`` no such approximation.

    Notes
    -----
    Korn and Graubard (1990) for Wald; Rao and Scott (1984) and Lumley and Scott (2013, 2014) for the others.
    """
    if method not in get_args(TestMethod) or (null is not None and method != "wald"):
        raise EstimationError(
            "E174",
            "Model.test: method",
            f"method={method!r} with null={null!r} is not a valid test.",
            f"Methods are {', '.join(get_args(TestMethod))}; only 'wald' takes null.",
        )
    wanted = (terms,) if isinstance(terms, str) else tuple(terms)
    index = columns_of(model.terms, model.names, wanted)
    freedom = model.df_residual if df is None else float(df)
    if method == "wald":
        return wald_test(model.coefficients, index, wanted, null, freedom)
    beta, V = model.coefficients.estimate[index], model.covariance()[np.ix_(index, index)]
    naive = model.inverse[np.ix_(index, index)] * model.scale
    if method == "working_wald":
        statistic = float(beta @ np.linalg.solve(naive, beta))
    else:
        statistic = _drop_of_deviance(model, index)
    # real up to rounding: V^(1/2) naive^(-1) V^(1/2), which has the same eigenvalues, is symmetric
    known = np.isfinite(V).all()
    weights = np.sort(np.linalg.eigvals(np.linalg.solve(naive, V)).real)[::-1] if known else np.full(len(index), np.nan)
    p = weighted_chi_squares(statistic, weights, ddf=freedom, method=approximation) if freedom > 0 else float("nan")
    f = statistic / float(weights.sum()) if weights.sum() > 0 else float("nan")
    return TermTest(wanted, method, statistic, f, len(index), freedom, p, tuple(weights.tolist()))


def table_of_terms(model: FittedModel, method: TestMethod) -> pd.DataFrame:
    """One row per term except the constant, each tested given all others."""
    return table_of(
        [term_test(model, term.name, method=method) for term in model.terms if term.variables and term.columns]
    )


def table_of(tested: Sequence[TermTest]) -> pd.DataFrame:
    """One row per test."""
    if not tested:
        return pd.DataFrame({name: [] for name in ("terms", "method", "chisq", "f", "df", "ddf", "p")})
    return pd.concat([one.to_frame() for one in tested], ignore_index=True)


def wald_f(beta: Floats, V: Floats, ddf: float) -> tuple[float, float]:
    """Wald's chi-square, and its p-value by F, or by chi-square when ``ddf`` is infinite; NaN when it is not positive.

    Without any variance both are NaN where all of ``beta`` is 0, otherwise infinite and 0.
    """
    # coefficients may be persons and billions: what varies is judged on one scale
    size = np.sqrt(np.diagonal(V))
    if np.isnan(size).any():
        return float("nan"), float("nan")
    if not size.any():
        moved = bool(np.any(beta))
        return (float("inf"), 0.0 if ddf > 0 else float("nan")) if moved else (float("nan"), float("nan"))
    size = np.where(size > 0, size, 1.0)
    beta, V = beta / size, V / size / size[:, None]
    if np.linalg.matrix_rank(V, tol=_DEPENDENT, hermitian=True) < len(beta):
        raise EstimationError(
            "E195",
            "Wald test",
            f"{len(beta)} differences or coefficients cannot be tested together: they rest on too few PSUs, or some do "
            "not vary.",
            "Join groups, or test fewer of them.",
        )
    chisq = float(beta @ np.linalg.solve(V, beta))
    if np.isinf(ddf):
        return chisq, float(chdtrc(len(beta), chisq))
    return chisq, float(fdtrc(len(beta), ddf, chisq / len(beta))) if ddf > 0 else float("nan")


def wald_test(
    rows: Estimates,
    index: Indices,
    terms: tuple[str, ...],
    null: float | Sequence[float] | None,
    ddf: float,
) -> TermTest:
    """Wald test that some coefficients are zero, or have other given values."""
    values = np.zeros(len(index)) if null is None else np.atleast_1d(floats(null, "Model.test: null"))
    if not len(index) or len(values) not in (1, len(index)):
        raise EstimationError(
            "E198",
            "Model.test: terms",
            f"{len(index)} coefficients and {len(values)} values to test them against.",
            f"Name a term ({', '.join(rows.row_names())}); give one value, or one per coefficient.",
        )
    beta = rows.estimate[index] - values
    chisq, p = wald_f(beta, rows.covariance()[np.ix_(index, index)], ddf)
    return TermTest(terms, "wald", chisq, chisq / len(beta), len(beta), ddf, p)


def columns_of(terms: Sequence[Term], names: Sequence[str], wanted: Sequence[str]) -> Indices:
    """Positions of the columns of terms, of all terms in one variable, or of single coefficients.

    Raises
    ------
    EstimationError
        ``E173`` no such term.
    """
    return np.array(sorted({at for name in wanted for at in _columns(terms, names, name)}), np.intp)


def _columns(terms: Sequence[Term], names: Sequence[str], name: str) -> tuple[int, ...]:
    parts = frozenset(part.replace(" ", "") for part in name.split(":"))
    for term in terms:
        if term.parts == parts and term.columns:
            return term.columns
    found = tuple(at for term in terms if term.variables == {name} for at in term.columns)
    if found:
        return found
    if name in names:
        return (names.index(name),)
    known = [term.name for term in terms if term.columns]
    raise EstimationError("E173", "Model.test", f"The model has no term {name!r}.", nearest(name, known))


def _drop_of_deviance(model: FittedModel, index: Indices) -> float:
    others = np.setdiff1d(np.arange(len(model)), index)
    weights = model.sample.weights[model.used] / model.scale
    if len(others):
        smaller = fit(model.X[:, others], model.y, weights, model.family, offset=model.offset).deviance
    else:
        mu = model.family.link.inverse(model.offset)
        smaller = float(weights @ model.family.deviance(model.y, mu))
    return smaller - model.deviance
