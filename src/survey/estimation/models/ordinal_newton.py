"""Fitting kernel of ordinal models: weighted Newton steps for coefficients and thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from survey.arrays import Elementwise, Floats, Indices
from survey.errors import EstimationError
from survey.estimation.models.column_basis import chunks, find_basis

_ROUNDS = 200
_HALVINGS = 40
# least eigenvalue of the information over the largest, below which a direction carries no information
_FLAT = 1e-9
_ROOT_2PI = np.sqrt(2 * np.pi)
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class LatentDistribution:
    """Distribution of the latent answer: ``below`` F(x), ``above`` 1 - F(x), ``density``, its ``slope``, ``quantile``.

    ``above`` is not calculated as 1 - F(x), which would lose the digits of small probabilities.
    """

    name: str
    below: Elementwise
    above: Elementwise
    density: Elementwise
    slope: Elementwise
    quantile: Elementwise


def _normal(x: Floats) -> Floats:
    return np.asarray(np.exp(-x * x / 2) / _ROOT_2PI)


def _extreme(x: Floats) -> Floats:
    """Density of the smallest extreme value (Gumbel); beyond 700 the exponential would overflow, and the density is 0."""
    bounded = np.minimum(x, 700.0)
    return np.asarray(np.exp(bounded - np.exp(bounded)))


def _extreme_slope(x: Floats) -> Floats:
    return np.asarray(_extreme(x) * (1 - np.exp(np.minimum(x, 700.0))))


def _logistic_below(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(np.minimum(-x, 700.0))))


def _logistic(x: Floats) -> Floats:
    tail = np.exp(-np.abs(x))
    return np.asarray(tail / (1 + tail) ** 2)


def _logistic_slope(x: Floats) -> Floats:
    tail = np.exp(-np.abs(x))
    return np.asarray(np.sign(x) * tail * (tail - 1) / (1 + tail) ** 3)


DISTRIBUTIONS: dict[str, LatentDistribution] = {
    one.name: one
    for one in (
        LatentDistribution(
            "logit",
            _logistic_below,
            lambda x: _logistic_below(-x),
            _logistic,
            _logistic_slope,
            lambda p: np.log(p / (1 - p)),
        ),
        LatentDistribution("probit", ndtr, lambda x: ndtr(-x), _normal, lambda x: -x * _normal(x), ndtri),
        LatentDistribution(
            "cloglog",
            lambda x: -np.expm1(-np.exp(np.minimum(x, 700.0))),
            lambda x: np.exp(-np.exp(np.minimum(x, 700.0))),
            _extreme,
            _extreme_slope,
            lambda p: np.log(-np.log1p(-p)),
        ),
        LatentDistribution(
            "loglog",
            lambda x: np.exp(-np.exp(np.minimum(-x, 700.0))),
            lambda x: -np.expm1(-np.exp(np.minimum(-x, 700.0))),
            lambda x: _extreme(-x),
            lambda x: -_extreme_slope(-x),
            lambda p: -np.log(-np.log(p)),
        ),
        LatentDistribution(
            "cauchit",
            lambda x: 0.5 + np.arctan(x) / np.pi,
            lambda x: 0.5 - np.arctan(x) / np.pi,
            lambda x: 1 / (np.pi * (1 + x * x)),
            lambda x: -2 * x / (np.pi * (1 + x * x) ** 2),
            lambda p: np.tan(np.pi * (p - 0.5)),
        ),
    )
}


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalFit:
    """A fitted ordinal model.

    Parameters
    ----------
    beta : (p,) array
        Coefficients; a positive one means higher categories.
    zeta : (k - 1,) array
        Thresholds between the k categories.
    inverse : (p + k - 1, p + k - 1) array
        Inverse of the observed information.
    upper, lower : (n,) array
        Derivatives of the log-likelihood of each answer by the threshold above and below it, without the weight.
    deviance : float
    rounds : int
    """

    beta: Floats
    zeta: Floats
    inverse: Floats
    upper: Floats
    lower: Floats
    deviance: float
    rounds: int


@dataclass(slots=True, eq=False)
class _NewtonState:
    theta: Floats
    deviance: float
    information: Floats
    gradient: Floats


def fit_ordinal(
    X: Floats,
    y: Indices,
    k: int,
    weights: Floats,
    distribution: LatentDistribution,
    *,
    names: Sequence[str] | None = None,
) -> OrdinalFit:
    """Coefficients and thresholds that solve the weighted estimating equations.

    Parameters
    ----------
    X : (n, p) array
        Without a column of ones.
    y : (n,) array of int, 0 <= y < k
        Every category occurs.
    k : int
        Categories, at least 2.
    weights : (n,) array, not negative, with a mean near 1
    distribution : one of ``DISTRIBUTIONS``
    names : sequence of p str
        Columns, for messages.

    Raises
    ------
    EstimationError
        ``E185`` no convergence, or the answers are separated by the columns.

    Notes
    -----
    McCullagh (1980): P(y <= j) = F(zeta_j - x'beta). Newton's method on the log-likelihood, with step halving that keeps
    the thresholds in order.
    """
    # centred columns, made nearly orthogonal, lose fewer digits; the thresholds are moved back at the end
    centre = np.average(X, axis=0, weights=weights)
    basis = find_basis(X - centre, weights / weights.sum())
    share = np.cumsum(np.bincount(y, weights, k))[:-1] / weights.sum()
    theta = np.concatenate([np.zeros(len(basis.kept)), distribution.quantile(share)])
    state, rounds = _iterate(basis.Z, y, k, weights, distribution, theta, names or ())
    p = X.shape[1]
    gamma, zeta = state.theta[: len(basis.kept)], state.theta[len(basis.kept) :]
    beta = basis.turn @ gamma
    upper, lower = _slopes(basis.Z @ gamma, y, zeta, distribution)[:2]
    turn = np.eye(p + k - 1)
    turn[:p, :p] = basis.turn
    turn[p:, :p] = centre @ basis.turn
    inverse = turn @ np.linalg.inv(state.information) @ turn.T
    return OrdinalFit(beta, zeta + centre @ beta, inverse, upper, lower, state.deviance, rounds)


def _iterate(
    Z: Floats,
    y: Indices,
    k: int,
    weights: Floats,
    distribution: LatentDistribution,
    theta: Floats,
    names: Sequence[str],
) -> tuple[_NewtonState, int]:
    """State at which a further step would move no parameter by 1e-10 standard errors, and the number of rounds."""
    state = _evaluate(Z, y, k, weights, distribution, theta)
    scale, last = float(weights.sum()), np.inf
    for rounds in range(1, _ROUNDS + 1):
        values, vectors = np.linalg.eigh(state.information)
        if values[0] < _FLAT * values[-1] and rounds > 3:
            break
        # the likelihood need not be concave far from the maximum, least of all with "cauchit": a direction of wrong
        # curvature is followed uphill by the size of the curvature
        step = vectors @ ((vectors.T @ state.gradient) / np.maximum(np.abs(values), _FLAT * values[-1]))
        gain = float(step @ state.gradient)
        spread = max(state.deviance / scale, 1e-300)
        small = float(step @ step) <= 1e-28 * float(state.theta @ state.theta)
        if small or gain <= 1e-20 * spread or (gain <= 1e-13 * spread and gain > 0.1 * last):
            return state, rounds
        last = gain
        state = _advance(Z, y, k, weights, distribution, state, step)
    raise EstimationError(
        "E185",
        f"survey.ordinal: link {distribution.name}",
        f"The fit does not settle, probably because columns determine some answers with certainty ({', '.join(names[:6])}).",
        "Merge thin categories of the answer or of a variable, or leave a column out.",
    )


def _advance(
    Z: Floats,
    y: Indices,
    k: int,
    weights: Floats,
    distribution: LatentDistribution,
    state: _NewtonState,
    step: Floats,
) -> _NewtonState:
    """State after the step, halved until the thresholds are in order and the deviance does not grow; else the old state."""
    limit = state.deviance * (1 + 1e-12)
    first = Z.shape[1]
    for _ in range(_HALVINGS):
        theta = state.theta + step
        if (np.diff(theta[first:]) > 0).all():
            new = _evaluate(Z, y, k, weights, distribution, theta)
            if new.deviance <= limit:
                return new
        step = step / 2
    return state


def _slopes(
    eta: Floats, y: Indices, zeta: Floats, distribution: LatentDistribution
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Derivatives of log P by the threshold above and below each answer: two first, minus three second; and log P."""
    ends = np.concatenate([[-np.inf], zeta, [np.inf]])
    high, low = ends[y + 1] - eta, ends[y] - eta
    top, bottom = np.isinf(high), np.isinf(low)
    u, v = np.where(top, 0.0, high), np.where(bottom, 0.0, low)
    from_above = np.where(bottom, 1.0, distribution.above(v)) - np.where(top, 0.0, distribution.above(u))
    from_below = np.where(top, 1.0, distribution.below(u)) - np.where(bottom, 0.0, distribution.below(v))
    # P is a difference of two probabilities: of those above when both are in the upper tail, where F rounds to 1
    upper_tail = ~bottom & (v > 0)
    P = np.maximum(np.where(upper_tail, from_above, from_below), _TINY)
    f_u, f_v = np.where(top, 0.0, distribution.density(u)) / P, np.where(bottom, 0.0, distribution.density(v)) / P
    d_u, d_v = np.where(top, 0.0, distribution.slope(u)) / P, np.where(bottom, 0.0, distribution.slope(v)) / P
    return f_u, -f_v, f_u * f_u - d_u, f_v * f_v + d_v, -f_u * f_v, np.log(P)


def _evaluate(
    Z: Floats, y: Indices, k: int, weights: Floats, distribution: LatentDistribution, theta: Floats
) -> _NewtonState:
    """Deviance, observed information and gradient in one pass over the rows."""
    p, q = Z.shape[1], k - 1
    information, gradient, deviance = np.zeros((p + q, p + q)), np.zeros(p + q), 0.0
    with np.errstate(all="ignore"):
        for rows in chunks(len(y)):
            part, w, answer = Z[rows], weights[rows], y[rows]
            up, down, uu, vv, uv, log_p = _slopes(part @ theta[:p], answer, theta[p:], distribution)
            deviance -= 2 * float(w @ log_p)
            gradient += np.concatenate([-(w * (up + down)) @ part, _by_threshold(answer, w * up, w * down, q)])
            information[:p, :p] += (part * (w * (uu + vv + 2 * uv))[:, None]).T @ part
            of_up, of_down = w * (uu + uv), w * (vv + uv)
            for at, column in enumerate(part.T):
                information[at, p:] -= _by_threshold(answer, of_up * column, of_down * column, q)
            information[p:, p:] += _between_thresholds(answer, w * uu, w * vv, w * uv, q)
    information[p:, :p] = information[:p, p:].T
    return _NewtonState(theta, deviance, information, gradient)


def _by_threshold(y: Indices, upper: Floats, lower: Floats, q: int) -> Floats:
    """(q,) sums by threshold; ``upper`` and ``lower`` belong to the threshold above and below each answer."""
    return np.asarray(np.bincount(y, upper, q + 1)[:q] + np.bincount(y, lower, q + 1)[1:])


def _between_thresholds(y: Indices, uu: Floats, vv: Floats, uv: Floats, q: int) -> Floats:
    """(q, q) information of the thresholds: tridiagonal, since an answer depends on the two next to it only."""
    found = np.diag(_by_threshold(y, uu, vv, q))
    neighbours = np.bincount(y, uv, q + 1)[1:q]
    at = np.arange(q - 1)
    found[at, at + 1] += neighbours
    found[at + 1, at] += neighbours
    return found


def differenced_inverse(
    X: Floats,
    y: Indices,
    weights: Floats,
    distribution: LatentDistribution,
    fitted: OrdinalFit,
    step: float,
) -> Floats:
    """Inverse information of a fit from differences of the score, as R's ``svyolr`` has it.

    The differences are by the coefficients, the first threshold and the logarithms of the increments between thresholds.

    Parameters
    ----------
    X, y, weights, distribution
        As in :func:`fit_ordinal`.
    fitted : OrdinalFit
    step : float
        Half the width of the differences.

    Returns
    -------
    (p + k - 1, p + k - 1) array
    """
    p, q = len(fitted.beta), len(fitted.zeta)
    start = np.concatenate([fitted.beta, fitted.zeta[:1], np.log(np.diff(fitted.zeta))])

    def score(at: Floats) -> Floats:
        zeta = np.cumsum(np.concatenate([at[p : p + 1], np.exp(at[p + 1 :])]))
        state = _evaluate(X, y, q + 1, weights, distribution, np.concatenate([at[:p], zeta]))
        return np.asarray(_turn(at, p, q).T @ state.gradient)

    moves = step * np.eye(p + q)
    information = np.stack([(score(start - move) - score(start + move)) / (2 * step) for move in moves])
    turn = _turn(start, p, q)
    return np.asarray(turn @ np.linalg.pinv((information + information.T) / 2) @ turn.T)


def _turn(at: Floats, p: int, q: int) -> Floats:
    """Jacobian matrix of coefficients and thresholds by coefficients, first threshold and log increments."""
    found = np.eye(p + q)
    found[p:, p] = 1.0
    for increment in range(1, q):
        found[p + increment :, p + increment] = np.exp(at[p + increment])
    return found
