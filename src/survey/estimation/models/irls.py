"""Fitting kernel of generalised linear models: weighted Fisher scoring on plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices
from survey.errors import EstimationError
from survey.estimation.models.column_basis import Basis, chunks, find_basis, gram
from survey.estimation.models.families_and_links import Family

_ROUNDS = 100
_HALVINGS = 40
# least eigenvalue of the information over the largest, or deviance per unit of weight, below which answers are separated
_FLAT = 1e-9
_PLACE = "survey.glm"


@dataclass(frozen=True, slots=True, eq=False)
class GlmFit:
    """A fitted generalised linear model.

    Parameters
    ----------
    beta : (p,) array
        Coefficients; NaN for columns that are combinations of others.
    kept : (k,) array of int
        Columns with a coefficient.
    inverse : (k, k) array
        Inverse of X' W X with W = w (dmu/deta)^2 / V.
    score : (n,) array
        (dmu/deta) (y - mu) / V; the estimating equations are its products with the weights and the columns.
    mu : (n,) array
        Fitted means.
    deviance : float
        Weighted sum of the unit deviances.
    rounds : int
    repeated : mapping column -> columns
        Columns left out, with those of which each is a combination.
    """

    beta: Floats
    kept: Indices
    inverse: Floats
    score: Floats
    mu: Floats
    deviance: float
    rounds: int
    repeated: dict[int, list[int]]


@dataclass(slots=True, eq=False)
class _IrlsState:
    """State of the iteration: coefficients of the basis, and the deviance and its derivatives there."""

    gamma: Floats
    deviance: float
    information: Floats
    gradient: Floats
    valid: bool


def fit(
    X: Floats,
    y: Floats,
    weights: Floats,
    family: Family,
    *,
    offset: Floats | None = None,
    start: Floats | None = None,
    names: Sequence[str] | None = None,
    epsilon: float | None = None,
) -> GlmFit:
    """Coefficients that solve the weighted estimating equations.

    Parameters
    ----------
    X : (n, p) array
    y : (n,) array
    weights : (n,) array, not negative
        Their scale matters only for ``inverse`` and ``deviance``.
    family : Family
    offset : (n,) array
        Part of the linear predictor with coefficient 1.
    start : (p,) array
        Coefficients to start from, such as those of the full sample for a replicate.
    names : sequence of p str
        Columns, for messages.
    epsilon : float
        Relative change of the deviance below which the fit stops, with the working weights of the last round, as R's
        ``glm`` does with 1e-8.

    Returns
    -------
    GlmFit
        By default converged until a further step would change no coefficient by 1e-10 standard errors.

    Raises
    ------
    EstimationError
        ``E153`` the answers are separated by the columns; ``E154`` no convergence.

    Notes
    -----
    McCullagh and Nelder (1989), section 2.5, with step halving. Columns are made nearly orthogonal beforehand, so
    that the normal equations lose no digits; rows are worked on in chunks.

    Examples
    --------
    >>> from survey.estimation.models.families_and_links import find_family
    >>> X = np.column_stack([np.ones(4), [0.0, 1.0, 2.0, 3.0]])
    >>> fit(X, np.array([1.0, 3.0, 5.0, 7.0]), np.ones(4), find_family("gaussian")).beta.round(12)
    array([1., 2.])
    """
    basis = find_basis(X, weights / weights.sum())
    labels = [str(at) for at in range(X.shape[1])] if names is None else list(names)
    shift = np.zeros(len(y)) if offset is None else offset
    kept = basis.kept
    if epsilon is None:
        first = None if start is None else np.asarray(np.linalg.solve(basis.turn, np.nan_to_num(start[kept])), float)
        state, rounds = _iterate(basis, y, weights, family, shift, first, [labels[at] for at in kept.tolist()])
    else:
        state, working, rounds = _glm_fit_rounds(basis, y, weights, family, shift, epsilon)
    eta = basis.Z @ state.gamma + shift
    mu, slope = family.link.inverse(eta), family.link.slope(eta)
    score, information = slope * (y - mu) / family.variance(mu), state.information
    if epsilon is not None:
        # as R's svyglm: working residuals times working weights, which are one round older than the coefficients
        score, information = working / weights * (y - mu) / slope, gram(basis.Z, working)
    beta = np.full(X.shape[1], np.nan)
    beta[kept] = basis.turn @ state.gamma
    inverse = basis.turn @ np.linalg.inv(information) @ basis.turn.T
    return GlmFit(beta, basis.kept, (inverse + inverse.T) / 2, score, mu, state.deviance, rounds, basis.repeated)


def refit(X: Floats, y: Floats, weights: Floats, family: Family, beta: Floats, offset: Floats | None = None) -> Floats:
    """Coefficients under many sets of weights, such as replicate weights.

    Parameters
    ----------
    X : (n, p) array
        Without columns that repeat others.
    y : (n,) array
    weights : (n, r) array
    family : Family
    beta : (p,) array
        Coefficients of the full sample, from which each iteration starts.
    offset : (n,) array

    Returns
    -------
    (r, p) array
    """
    return np.stack([fit(X, y, column, family, offset=offset, start=beta).beta for column in weights.T])


def _iterate(
    basis: Basis,
    y: Floats,
    weights: Floats,
    family: Family,
    offset: Floats,
    gamma: Floats | None,
    names: list[str],
) -> tuple[_IrlsState, int]:
    """State at which a further step would move no coefficient by 1e-10 standard errors, and the number of rounds.

    ``gain`` is step' information step: over the dispersion, the squared length of the step in standard errors.
    """
    state = None if gamma is None else _evaluate(basis.Z, y, weights, family, offset, gamma)
    if state is None or not state.valid:
        state = _starting_state(basis.Z, y, weights, family, offset)
    scale, last = float(weights.sum()), np.inf
    for rounds in range(1, _ROUNDS + 1):
        _check_information(state, basis, family, names, scale)
        step = np.asarray(np.linalg.solve(state.information, state.gradient), np.float64)
        gain = float(step @ state.gradient)
        spread = max(abs(state.deviance) / scale, 1e-300)
        small = float(step @ step) <= 1e-28 * float(state.gamma @ state.gamma)
        # the last case: steps are short and no longer shrink as Newton steps do, so that only rounding is left
        if small or gain <= 1e-20 * spread or (gain <= 1e-13 * spread and gain > 0.1 * last):
            return state, rounds
        last = gain
        state = _halve(basis.Z, y, weights, family, offset, state, step)
    raise _unsettled(family)


def _starting_state(Z: Floats, y: Floats, weights: Floats, family: Family, offset: Floats) -> _IrlsState:
    """One weighted least squares step from means near the answers; shrunk towards a constant fit when a mean is impossible."""
    mu = family.start(y, weights)
    with np.errstate(all="ignore"):
        state, _ = _least_squares(Z, y, weights, family, offset, family.link.forward(mu), mu)
    if state.valid:
        return state
    middle = family.link.forward(np.array([np.average(mu, weights=weights)]))[0]
    flat = np.linalg.solve(gram(Z, weights), (weights * (middle - offset)) @ Z)
    steep = state.gamma if np.isfinite(state.gamma).all() else flat
    for share in (0.5, 0.25, 0.1, 0.01, 0.0):
        state = _evaluate(Z, y, weights, family, offset, flat + share * (steep - flat))
        if state.valid:
            return state
    raise EstimationError(
        "E155",
        f"{_PLACE}: family {family.name}, link {family.link.name}",
        "No coefficients were found that give possible means for every interview.",
        "Choose a link that keeps means in range: log for counts and amounts, logit for shares.",
    )


def _least_squares(
    Z: Floats, y: Floats, weights: Floats, family: Family, offset: Floats, eta: Floats, mu: Floats
) -> tuple[_IrlsState, Floats]:
    """State after weighted least squares on the working responses eta + (y - mu)/slope, and the working weights."""
    slope = family.link.slope(eta)
    working = weights * slope**2 / family.variance(mu)
    gamma = np.linalg.solve(gram(Z, working), (working * (eta - offset + (y - mu) / slope)) @ Z).astype(np.float64)
    return _evaluate(Z, y, weights, family, offset, gamma), working


def _glm_fit_rounds(
    basis: Basis, y: Floats, weights: Floats, family: Family, offset: Floats, epsilon: float
) -> tuple[_IrlsState, Floats, int]:
    """State after the rounds of R's ``glm.fit``, the working weights of the last round, and the number of rounds.

    It stops when the deviance changes relatively less than ``epsilon``; step halving is that of ``glm.fit``, too.
    """
    mu = family.start(y, weights)
    eta = family.link.forward(mu)
    before = float(weights @ family.deviance(y, mu))
    last: _IrlsState | None = None
    for rounds in range(1, _ROUNDS + 1):
        state, working = _least_squares(basis.Z, y, weights, family, offset, eta, mu)
        for _ in range(_HALVINGS):
            if state.valid or last is None:
                break
            state = _evaluate(basis.Z, y, weights, family, offset, (state.gamma + last.gamma) / 2)
        if not state.valid:
            break
        if abs(state.deviance - before) < epsilon * (abs(state.deviance) + 0.1):
            return state, working, rounds
        before, last = state.deviance, state
        eta = basis.Z @ state.gamma + offset
        mu = family.link.inverse(eta)
    raise _unsettled(family)


def _unsettled(family: Family) -> EstimationError:
    return EstimationError(
        "E154",
        f"{_PLACE}: family {family.name}, link {family.link.name}",
        f"The fit did not settle in {_ROUNDS} rounds.",
        "Take the family's usual link, rescale very large columns, or leave out columns that hardly vary.",
    )


def _halve(
    Z: Floats, y: Floats, weights: Floats, family: Family, offset: Floats, state: _IrlsState, step: Floats
) -> _IrlsState:
    """State after the step, halved until the means are possible and the deviance does not grow; else the old state."""
    # near the optimum the deviance is flat, and rounding alone may make it grow
    limit = state.deviance + 1e-9 * abs(state.deviance) + 1e-12 * weights.sum()
    for _ in range(_HALVINGS):
        new = _evaluate(Z, y, weights, family, offset, state.gamma + step)
        if new.valid and new.deviance <= limit:
            return new
        step = step / 2
    return state


def _evaluate(Z: Floats, y: Floats, weights: Floats, family: Family, offset: Floats, gamma: Floats) -> _IrlsState:
    """Deviance, information and gradient in one pass over the rows."""
    k = Z.shape[1]
    information, gradient, deviance = np.zeros((k, k)), np.zeros(k), 0.0
    with np.errstate(all="ignore"):
        for rows in chunks(len(y)):
            part, w = Z[rows], weights[rows]
            eta = part @ gamma + offset[rows]
            mu = family.link.inverse(eta)
            if not family.valid(mu):
                return _IrlsState(gamma, np.inf, information, gradient, valid=False)
            slope = family.link.slope(eta)
            ratio = w * slope / family.variance(mu)
            information += (part * (ratio * slope)[:, None]).T @ part
            gradient += (ratio * (y[rows] - mu)) @ part
            deviance += float(w @ family.deviance(y[rows], mu))
    return _IrlsState(gamma, deviance, information, gradient, bool(np.isfinite(deviance)))


def _check_information(state: _IrlsState, basis: Basis, family: Family, names: list[str], weight: float) -> None:
    """Refuse separated answers (``E153``): a direction without information, in which coefficients grow without bound."""
    values, vectors = np.linalg.eigh(state.information)
    perfect = family.high == 1 and state.deviance < _FLAT * weight
    if values[0] > _FLAT * values[-1] and not perfect:
        return
    direction = state.gamma if perfect else vectors[:, 0]
    direction = np.abs(basis.turn @ direction) / np.linalg.norm(basis.turn, axis=1)
    involved = [name for name, part in zip(names, direction.tolist(), strict=True) if part > 0.1 * direction.max()]
    others = [name for name in involved if name != "Intercept"] or involved or names
    raise EstimationError(
        "E153",
        f"{_PLACE}: {', '.join(others[:5])}{' …' if len(others) > 5 else ''}",
        f"These columns determine the answers of some interviews with certainty, so no finite coefficient fits ({family.name}).",
        "Merge the categories in which all answers agree, or leave the column out.",
    )
