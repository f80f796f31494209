"""Calibration of a second phase to counts and sums of the first phase."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from survey.argument_errors import public
from survey.arrays import Floats, Mask
from survey.design.data_columns import name_rows
from survey.design.population_margin import Level
from survey.design.reweighting import plain
from survey.design.sample import Sample
from survey.design.two_phase_design import Phases, simple_first
from survey.design.weight_trail import Calibration, describe_step
from survey.errors import DesignError
from survey.weighting.calibration import calibrate
from survey.weighting.calibration_distances import CalibrationMethod

_PLACE = "survey.calibrate_to_first_phase"


@public
def calibrate_to_first_phase(
    sample: Sample,
    margins: str | Sequence[str] = (),
    numbers: str | Sequence[str] = (),
    *,
    method: CalibrationMethod = "linear",
    bounds: tuple[float, float] | None = None,
    allow_negative: bool = False,
) -> Sample:
    """Two-phase sample with weights that meet counts and sums over the interviews of the first phase.

    Parameters
    ----------
    sample : Sample
        Made with a :class:`survey.TwoPhase` design.
    margins : str or sequence of str
        Variables known for the whole first phase: the number of its interviews in each category is met.
    numbers : str or sequence of str
        Numeric variables known for the whole first phase: their sums over its interviews are met. The number of
        interviews is always met.
    method, bounds, allow_negative
        As in :func:`calibrate`.

    Returns
    -------
    Sample
        With a step ``calibrate`` in its trail.

    Raises
    ------
    DesignError
        ``S145`` the sample does not have two phases; ``S146`` a variable with blanks in the first phase.
    WeightingError
        As :func:`calibrate`.

    Notes
    -----
    Breslow, Lumley et al. (2009). As in R's ``calibrate(phase=2)``, only the weights of the second phase are
    calibrated, to unweighted counts and sums over the interviews of the first phase. In the variance of the second
    phase, residuals of the regression replace the values; the variance of the first phase is not reduced.

    Examples
    --------
    >>> from survey.design import Design, TwoPhase, make_sample
    >>> data = {"x": [1, 2, 3, 4, 5, 6], "y": [2.0, None, 4.0, 5.0, None, 7.0], "known": [1, 0, 1, 1, 0, 1]}
    >>> sample = make_sample(data, TwoPhase(Design(), Design(), "known == 1"))
    >>> float((calibrate_to_first_phase(sample, numbers="x").weights @ [1, 3, 4, 6]).round(6))
    21.0
    """
    form = sample.stages[-1].form
    if not isinstance(form, Phases):
        raise DesignError(
            "S145",
            _PLACE,
            "The sample has no first phase.",
            "Make it with survey.make_sample(data, survey.TwoPhase(...)); calibrate() is for totals of the population.",
        )
    totals = _totals(form.sample, _listed(margins), _listed(numbers))
    inner = calibrate(plain(sample, form.weights), totals, method=method, bounds=bounds, allow_negative=allow_negative)
    step = inner.trail[-1]
    assert step.calibration is not None
    factors = np.divide(inner.weights, form.weights, out=np.ones(len(sample)), where=form.weights != 0)
    second = _residual(step.calibration, form.weights, factors, form.second)
    made = _remade(form, second, inner.weights, factors)
    last = dataclasses.replace(sample.stages[-1], form=made)
    weights = sample.weights * factors
    added = describe_step("calibrate", weights, f"to the first phase: {step.detail}", step.notes)
    return dataclasses.replace(
        sample, stages=(*sample.stages[:-1], last), weights=weights, trail=(*sample.trail, added)
    )


def _remade(form: Phases, second: Floats, weights: Floats, factors: Floats) -> Phases:
    """Variance form with another matrix of the second phase.

    The simple method estimates the variance of the first phase from the second, so it must use the new weights.
    """
    taken, first = None, form.matrix - form.second
    if form.taken is not None:
        taken = form.taken / np.where(factors != 0, factors, 1.0)
        first = simple_first(form.sample.psus[0], form.unit, taken)
    return dataclasses.replace(form, matrix=first + second, second=second, weights=weights, taken=taken)


def _listed(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _totals(
    first: Sample, margins: tuple[str, ...], numbers: tuple[str, ...]
) -> Mapping[str, float | Mapping[Level, float]]:
    """Unweighted counts and sums over the interviews of the first phase, as totals for ``calibrate``."""
    totals: dict[str, float | Mapping[Level, float]] = {"(all)": float(len(first))}
    for name in margins:
        found = first.categories(name)
        _check_known(first, name, found.codes < 0)
        counts = np.bincount(found.codes, minlength=len(found.levels)).tolist()
        totals[name] = {level: float(count) for level, count in zip(found.levels, counts, strict=True) if count}
    for name in numbers:
        values = first.values(name)
        _check_known(first, name, np.isnan(values))
        totals[name] = float(values.sum())
    return totals


def _check_known(first: Sample, name: str, blank: Mask) -> None:
    """Refuse a variable with blanks in the first phase (``S146``)."""
    if blank.any():
        raise DesignError(
            "S146",
            f"{_PLACE}: {name!r}",
            f"It is blank in {name_rows(first.data, blank)} of the first phase.",
            "Name variables that are known of everybody in the first phase.",
        )


def _residual(calibration: Calibration, before: Floats, factors: Floats, second: Floats) -> Floats:
    """(n, n) variance matrix R'QR of the second phase, R being the matrix that makes residuals of weighted values.

    Parameters
    ----------
    calibration : Calibration
        Its columns are the regressors X.
    before : (n,) array
        Weights of the second phase before calibration; they are also the regression weights.
    factors : (n,) array
        New weight over old weight.
    second : (n, n) array
        Q of the second phase.
    """
    X = calibration.columns[calibration.cells]
    if calibration.numbers is not None:
        X = np.hstack([X, calibration.numbers])
    # Columns are brought to one size, so that the relative cut of the pseudo-inverse drops linear dependence and not
    # small numbers.
    size = np.sqrt((before[:, None] * X**2).sum(0))
    X = X / np.where(size > 0, size, 1.0)
    inverse = np.linalg.pinv(X.T @ (before[:, None] * X), rcond=1e-11, hermitian=True)
    # z has the new weights: the regression is of z over its factor, and the fitted part gets the factor back.
    undone = np.divide(1.0, factors, out=np.zeros_like(factors), where=factors != 0)
    explained = (factors * before)[:, None] * X @ inverse @ (X * undone[:, None]).T
    residual = np.eye(len(before)) - explained
    return np.asarray(residual.T @ second @ residual)
