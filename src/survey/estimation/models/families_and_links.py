"""Families and links of generalised linear models: variance functions, unit deviances, and scales of the mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logit, ndtr, ndtri

from survey.arrays import Elementwise, Floats
from survey.errors import EstimationError, nearest

# Own functions, not those of statsmodels.genmod.families, which the tests hold them against: means of statsmodels reach 0
# and 1, where R's stop a rounding unit short; its slope of the logit is NaN from 710 on; its probit and cauchit make a fit
# half as slow again; its unit deviance is private; and the import takes half a second before the first model.
_ROOT_2PI = np.sqrt(2 * np.pi)
_TINY = np.finfo(float).eps
_LEAST = np.finfo(float).tiny
_FAR = -float(np.log(_TINY))
"""Log odds of the last mean below 1 that is used."""


@dataclass(frozen=True, slots=True)
class Link:
    """Link function: ``forward`` from means to linear predictors, ``inverse`` back, ``slope`` the derivative of ``inverse``."""

    name: str
    forward: Elementwise
    inverse: Elementwise
    slope: Elementwise


@dataclass(frozen=True, slots=True)
class Family:
    """A mean-variance relation with its link.

    Parameters
    ----------
    name : str
    link : Link
    variance : callable
        Variance of one answer with a given mean, up to the dispersion.
    deviance : callable
        Unit deviance of (y, mu).
    low, high : float
        Means lie strictly between them.
    y_low, y_high : float
        Answers lie between them, ends allowed unless ``open_low``.
    open_low : bool
        Whether answers must be above ``y_low``.
    """

    name: str
    link: Link
    variance: Elementwise
    deviance: Callable[[Floats, Floats], Floats]
    low: float
    high: float
    y_low: float
    y_high: float
    open_low: bool = False

    def start(self, y: Floats, weights: Floats) -> Floats:
        """Starting means: the answers, moved inside the range as R's families do it.

        The weights of the last round depend on them, and R's standard errors on these weights.
        """
        if self.name in ("binomial", "quasibinomial"):
            return np.asarray((weights * y + 0.5) / (weights + 1))
        if self.name in ("poisson", "quasipoisson"):
            return y + 0.1
        if self.high == 1:
            return np.clip(y, 0.001, 0.999)
        return np.asarray(y + 0.1 * (y == 0)) if self.low == 0 else y

    def __reduce__(self) -> tuple[Callable[..., Family], tuple[str, str, str | None]]:
        """Pickle by name, since functions without a name cannot be pickled."""
        shape = next(name for name, own in _SHAPES.items() if own[0] is self.variance)
        return find_family, (self.name, self.link.name, shape if self.name == "quasi" else None)

    def valid(self, mu: Floats) -> bool:
        """Whether every mean is possible."""
        return bool(np.isfinite(mu).all() and (mu > self.low).all() and (mu < self.high).all())


def _inside(mu: Floats) -> Floats:
    return np.clip(mu, _TINY, 1 - _TINY)


def _logistic(eta: Floats) -> Floats:
    """Inverse of the logit by numpy's exponential, three times as fast as ``expit``."""
    return np.asarray(1 / (1 + np.exp(-np.clip(eta, -_FAR, _FAR))))


def _logistic_slope(eta: Floats) -> Floats:
    odds = np.exp(np.clip(eta, -_FAR, _FAR))
    return np.asarray(odds / (1 + odds) ** 2)


def _probit_slope(eta: Floats) -> Floats:
    return np.asarray(np.maximum(np.exp(-eta * eta / 2) / _ROOT_2PI, _TINY))


def _cloglog_inverse(eta: Floats) -> Floats:
    return _inside(-np.expm1(-np.exp(np.minimum(eta, 700.0))))


def _cloglog_slope(eta: Floats) -> Floats:
    bounded = np.minimum(eta, 700.0)
    return np.asarray(np.maximum(np.exp(bounded - np.exp(bounded)), _TINY))


LINKS: dict[str, Link] = {
    link.name: link
    for link in (
        Link("identity", lambda mu: mu, lambda eta: eta, np.ones_like),
        Link("log", np.log, lambda eta: np.maximum(np.exp(eta), _TINY), lambda eta: np.maximum(np.exp(eta), _TINY)),
        Link("inverse", lambda mu: 1 / mu, lambda eta: 1 / eta, lambda eta: -1 / eta**2),
        Link("sqrt", np.sqrt, np.square, lambda eta: 2 * eta),
        Link("inverse_square", lambda mu: mu**-2.0, lambda eta: 1 / np.sqrt(eta), lambda eta: -0.5 * eta**-1.5),
        Link("logit", logit, _logistic, _logistic_slope),
        Link("probit", ndtri, lambda eta: _inside(ndtr(eta)), _probit_slope),
        Link("cloglog", lambda mu: np.log(-np.log1p(-mu)), _cloglog_inverse, _cloglog_slope),
        Link(
            "loglog",
            lambda mu: -np.log(-np.log(mu)),
            lambda eta: _inside(np.exp(-np.exp(np.minimum(-eta, 700.0)))),
            lambda eta: _cloglog_slope(-eta),
        ),
        Link(
            "cauchit",
            lambda mu: np.tan(np.pi * (mu - 0.5)),
            lambda eta: _inside(0.5 + np.arctan(eta) / np.pi),
            lambda eta: np.maximum(1 / (np.pi * (1 + eta * eta)), _TINY),
        ),
    )
}


def _y_log(y: Floats, mu: Floats) -> Floats:
    """Answers times log(y/mu), 0 where the answer y is 0."""
    return np.asarray(y * np.log(np.maximum(y / mu, _LEAST)))


def _binomial_deviance(y: Floats, mu: Floats) -> Floats:
    return np.asarray(2 * (_y_log(y, mu) + _y_log(1 - y, 1 - mu)))


def _poisson_deviance(y: Floats, mu: Floats) -> Floats:
    return np.asarray(2 * (_y_log(y, mu) - (y - mu)))


def _gamma_deviance(y: Floats, mu: Floats) -> Floats:
    """Gamma deviance; of a quasi-likelihood with answers of 0 right up to a constant, so that steps can be judged by it."""
    return np.asarray(-2 * (np.log(np.where(y == 0, 1.0, y) / mu) - (y - mu) / mu))


_INF = float("inf")
_UNIT = ("logit", "probit", "cloglog", "loglog", "cauchit", "log", "identity")
_POSITIVE = ("log", "identity", "sqrt", "inverse", "inverse_square")

_Shape = tuple[Elementwise, Callable[[Floats, Floats], Floats], float, float, float, float, bool]
"""Variance, deviance, range of the means, range of the answers, whether the lower end is excluded."""

_SHAPES: dict[str, _Shape] = {
    "constant": (np.ones_like, lambda y, mu: (y - mu) ** 2, -_INF, _INF, -_INF, _INF, False),
    "mu(1-mu)": (lambda mu: mu * (1 - mu), _binomial_deviance, 0.0, 1.0, 0.0, 1.0, False),
    "mu": (lambda mu: mu, _poisson_deviance, 0.0, _INF, 0.0, _INF, False),
    "mu^2": (np.square, _gamma_deviance, 0.0, _INF, 0.0, _INF, False),
    "mu^3": (lambda mu: mu**3, lambda y, mu: (y - mu) ** 2 / (y * mu**2), 0.0, _INF, 0.0, _INF, True),
}

_FAMILIES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "gaussian": ("constant", "identity", ("identity", "log", "inverse", "sqrt")),
    "binomial": ("mu(1-mu)", "logit", _UNIT),
    "quasibinomial": ("mu(1-mu)", "logit", _UNIT),
    "poisson": ("mu", "log", _POSITIVE),
    "quasipoisson": ("mu", "log", _POSITIVE),
    "gamma": ("mu^2", "inverse", _POSITIVE),
    "inverse_gaussian": ("mu^3", "inverse_square", _POSITIVE),
}
"""Variance, usual link, links that make sense."""

FAMILIES = (*_FAMILIES, "quasi")
VARIANCES = tuple(_SHAPES)


def find_family(name: str, link: str | None = None, variance: str | None = None) -> Family:
    """A family by name.

    Parameters
    ----------
    name : one of ``FAMILIES``
    link : one of ``LINKS``
        The family's usual link by default; identity for "quasi".
    variance : one of ``VARIANCES``
        Of the family "quasi" only: "constant" by default.

    Raises
    ------
    EstimationError
        ``E150`` no such family; ``E151`` no such link, or one that does not suit the family; ``E152`` no such
        variance, or one given to a family that has its own.

    Notes
    -----
    McCullagh and Nelder (1989), chapters 2 and 9. Standard errors from the design do not depend on the dispersion, so
    "binomial" and "quasibinomial" give the same results.

    Examples
    --------
    >>> find_family("binomial", "probit").link.name
    'probit'
    """
    folded = name.lower().replace(".", "_").replace("-", "_")
    if folded not in FAMILIES:
        raise EstimationError("E150", "family", f"There is no family {name!r}.", nearest(folded, FAMILIES))
    shape, usual, links = _FAMILIES.get(folded, (variance or "constant", "identity", tuple(LINKS)))
    chosen = usual if link is None else link
    if chosen not in links:
        raise EstimationError("E151", f"family {folded}: link", f"It has no link {chosen!r}.", nearest(chosen, links))
    if shape not in _SHAPES or (variance is not None and folded != "quasi"):
        raise EstimationError(
            "E152",
            f"family {folded}: variance {variance!r}",
            "Only the family 'quasi' takes a variance, and only one of a list.",
            nearest(str(variance), VARIANCES),
        )
    spread, deviance, low, high, y_low, y_high, open_low = _SHAPES[shape]
    positive = open_low or folded == "gamma"
    return Family(folded, LINKS[chosen], spread, deviance, low, high, y_low, y_high, positive)
