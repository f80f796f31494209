"""A second phase brought into agreement with what the first phase knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from survey.argument_errors import public
from survey.arrays import Floats, Mask
from survey.design.population_margin import Level
from survey.design.replicate_factors import plain
from survey.design.sample import Sample, name_rows
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
    """The second phase with weights that meet counts and sums of the first phase.

    Parameters
    ----------
    sample : Sample
        Of a :class:`survey.TwoPhase` design.
    margins : str or sequence of str
        Variables known of the whole first phase whose categories are met.
    numbers : str or sequence of str
        Numeric variables whose sums over the interviews of the first phase are met. The number of interviews is met
        in any case.
    method, bounds, allow_negative
        As in :func:`calibrate`.

    Returns
    -------
    Sample
        With a step ``calibrate`` in its trail.

    Raises
    ------
    DesignError
        ``S145`` no sample of two phases; ``S146`` a variable that the first phase does not know of everybody.
    WeightingError
        Those of :func:`calibrate`.

    Notes
    -----
    Breslow, Lumley et al. (2009); as R's ``calibrate(phase=2)``: the weights of the second phase alone are calibrated,
    to counts and sums over the interviews of the first phase without its weights, and the residuals of the regression
    take the place of the values in the variance of the second phase.

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
    told = describe_step("calibrate", weights, f"to the first phase: {step.detail}", step.notes)
    return dataclasses.replace(sample, stages=(*sample.stages[:-1], last), weights=weights, trail=(*sample.trail, told))


def _remade(form: Phases, second: Floats, weights: Floats, factors: Floats) -> Phases:
    """The variances with another part of the second phase; a reweighted first phase goes by the new weights."""
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
    """Counts and sums over the interviews of the first phase."""
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
    if blank.any():
        raise DesignError(
            "S146",
            f"{_PLACE}: {name!r}",
            f"It is blank in {name_rows(first.data, blank)} of the first phase.",
            "Name variables that are known of everybody in the first phase.",
        )


def _residual(calibration: Calibration, before: Floats, factors: Floats, second: Floats) -> Floats:
    """(n, n) the matrix of the second phase for residuals of the regression on the calibration's columns."""
    X = calibration.columns[calibration.cells]
    if calibration.numbers is not None:
        X = np.hstack([X, calibration.numbers])
    size = np.sqrt((before[:, None] * X**2).sum(0))
    X = X / np.where(size > 0, size, 1.0)
    inverse = np.linalg.pinv(X.T @ (before[:, None] * X), rcond=1e-11, hermitian=True)
    undone = np.divide(1.0, factors, out=np.zeros_like(factors), where=factors != 0)
    explained = (factors * before)[:, None] * X @ inverse @ (X * undone[:, None]).T
    residual = np.eye(len(before)) - explained
    return np.asarray(residual.T @ second @ residual)
