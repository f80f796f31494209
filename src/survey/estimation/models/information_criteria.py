"""Information criteria of models under a design: AIC and BIC with effective numbers of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from survey.arrays import Floats, Indices
from survey.errors import EstimationError
from survey.estimation.linearisation import linearise, sum_used
from survey.estimation.models.fitted_model import FittedModel
from survey.estimation.models.term_tests import wald_f

_WITH_LIKELIHOOD = ("binomial", "quasibinomial", "poisson", "quasipoisson")
"""Families whose deviance is minus twice a log likelihood, up to a number that depends on the answers only."""
_NO_DIRECTION = 1e-12


@dataclass(frozen=True, slots=True)
class InformationCriterion:
    """AIC or BIC of a model; of two models of the same answers of the same interviews the smaller is better.

    Parameters
    ----------
    name : {"AIC", "BIC"}
    formula : str
    value : float
    parameters : float
        AIC: effective number of parameters, which counts each as often as its design effect; the constant is in every
        model and left out. BIC: number of coefficients.
    mean_deff : float
        Mean generalised design effect of the parameters; NaN where there are none.
    n_eff : float
        BIC: effective number of interviews; NaN for AIC.
    """

    name: str
    formula: str
    value: float
    parameters: float
    mean_deff: float
    n_eff: float = float("nan")

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        return (
            f"<{self.name} of {self.formula}: {self.value:.6g}, parameters {self.parameters:.4g}, "
            f"mean design effect {self.mean_deff:.4g}>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


def aic(model: FittedModel, *, penalty: float = 2.0) -> InformationCriterion:
    r"""Akaike's criterion of a model under the design.

    Parameters
    ----------
    model : Model
        Families "gaussian" with the identity link, "binomial" and "poisson" (also "quasi…").
    penalty : float
        Weight of the effective number of parameters.

    Returns
    -------
    InformationCriterion
        Compare models of the same answers, fitted to the same interviews.

    Raises
    ------
    EstimationError
        ``E179`` a family without a likelihood; ``E169`` an impossible penalty; ``E111`` no residuals.

    Notes
    -----
    Lumley and Scott (2015): minus twice the weighted log likelihood (weights with mean 1) plus the penalty times
    :math:`tr(V_0^{-1} V)`, :math:`V` the covariance of the coefficients under the design and :math:`V_0` that of a simple
    random sample, without the constant; as R's ``AIC`` of a ``svyglm``. Of a gaussian model the residual variance is one
    more parameter, whose score has a variance under the design too; R's survey 4.1 divides all of this by the residual
    variance, so that models with other residuals cannot be compared.
    """
    if not 0 < penalty < np.inf:
        raise EstimationError(
            "E169", "Model.aic: penalty", f"{penalty!r} is not possible.", "Give a positive number; Akaike's is 2."
        )
    index = np.array([at for term in model.terms if term.variables for at in term.columns], np.intp)
    if model.family.name == "gaussian" and model.family.link.name == "identity":
        return _gaussian(model, index, penalty)
    _check_likelihood(model, "aic")
    effects = _effects(model, index, 1.0)
    total = float(effects.sum())
    mean = total / len(effects) if len(effects) else float("nan")
    return InformationCriterion("AIC", model.formula, model.deviance + penalty * total, total, mean)


def bic(model: FittedModel, maximal: FittedModel) -> InformationCriterion:
    r"""Bayesian information criterion of a model within a maximal one, under the design.

    Parameters
    ----------
    model : Model
        Families "binomial" and "poisson" (also "quasi…").
    maximal : Model
        The largest model that is considered: the same answers and interviews, and every coefficient of ``model``.

    Raises
    ------
    EstimationError
        ``E179`` a family without a likelihood; ``E110`` models that are not nested.

    Notes
    -----
    Lumley and Scott (2015): with Wald's statistic W of the coefficients that ``model`` leaves out, their number q and the
    determinant of their matrix of design effects, the value is :math:`W + p\log n + \log\det\Delta` plus the deviance of
    ``maximal``; as R's ``BIC`` of a ``svyglm``. The effective number of interviews is n over the geometric mean effect.
    """
    _check_likelihood(model, "bic")
    _check_nested(model, maximal)
    index = np.array([at for at, name in enumerate(maximal.names) if name not in model.names], np.intp)
    wald, log_determinant, n_eff, mean = 0.0, 0.0, float("nan"), float("nan")
    if len(index):
        V = maximal.covariance()[np.ix_(index, index)]
        wald = wald_f(maximal.coefficients.estimate[index], V, np.inf)[0]
        effects = _effects(maximal, index, 1.0)
        log_determinant = float(np.log(np.maximum(effects, np.finfo(float).tiny)).sum())
        n_eff, mean = maximal.n / float(np.exp(log_determinant / len(index))), float(effects.mean())
    value = wald + len(model) * float(np.log(maximal.n)) + log_determinant + maximal.deviance
    return InformationCriterion("BIC", model.formula, value, len(model), mean, n_eff)


def _gaussian(model: FittedModel, index: Indices, penalty: float) -> InformationCriterion:
    """AIC of a linear model, whose residual variance is a parameter."""
    weights = model.sample.weights[model.used] / model.scale
    n, squares = float(weights.sum()), (model.y - model.mu) ** 2
    dispersion = float(weights @ squares) / n
    if not dispersion > _NO_DIRECTION * float(weights @ model.y**2) / n:
        raise EstimationError(
            "E111",
            "Model.aic",
            "The model fits every answer exactly, so that its likelihood has no bound.",
            "Leave out terms until residuals are left.",
        )
    score = squares / (2 * dispersion**2) - 1 / (2 * dispersion)
    sums = sum_used(model.sample, [score], model.used)
    variance = float(linearise(model.sample, sums, lambda values, _: values).variance()[0, 0]) / model.scale**2
    effects = np.append(_effects(model, index, dispersion), variance / (n / (2 * dispersion**2)))
    total = float(effects.sum())
    likelihood = n * float(np.log(dispersion) + 1 + np.log(2 * np.pi))
    return InformationCriterion("AIC", model.formula, likelihood + penalty * total, total, total / len(effects))


def _effects(model: FittedModel, index: Indices, dispersion: float) -> Floats:
    """(k,) generalised design effects of some coefficients: eigenvalues of the covariance over that of a simple sample."""
    naive = model.inverse[np.ix_(index, index)] * model.scale * dispersion
    V = model.covariance()[np.ix_(index, index)]
    return np.asarray(np.linalg.eigvals(np.linalg.solve(naive, V)).real) if len(index) else np.zeros(0)


def _check_likelihood(model: FittedModel, name: str) -> None:
    if model.family.name not in _WITH_LIKELIHOOD:
        raise EstimationError(
            "E179",
            f"Model.{name}: family {model.family.name!r}, link {model.family.link.name!r}",
            "Its deviance is not a likelihood without an assumption on the dispersion.",
            "Compare models of this family by tests of their terms: model.test.",
        )


def _check_nested(model: FittedModel, maximal: FittedModel) -> None:
    other = [name for name in model.names if name not in maximal.names]
    same_answers = model.n == maximal.n and np.array_equal(model.y, maximal.y)
    same = same_answers and np.array_equal(model.used, maximal.used) and model.family.name == maximal.family.name
    if other or not same:
        fact = (
            f"Coefficient {other[0]!r} is not in the maximal model."
            if other
            else f"The models rest on other answers or interviews ({model.n} and {maximal.n}), or are of two families."
        )
        raise EstimationError(
            "E110", "Model.bic: maximal", fact, "Give the largest model, fitted to the same interviews (where=)."
        )
