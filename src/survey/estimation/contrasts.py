"""Contrasts of estimates, linear or not, by their covariances: the only arithmetic on estimates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from survey.argument_errors import floats, public
from survey.arrays import Floats, Mask
from survey.errors import EstimationError, nearest
from survey.estimation.confidence_intervals import symmetric
from survey.estimation.contrast_formulas import differentiate, evaluate_formula
from survey.estimation.estimates import FLAGS, Estimates
from survey.estimation.linear_estimates import settled

Combination: TypeAlias = Mapping[str, float] | Sequence[float] | str | Callable[[Floats], object]
"""Coefficients by row or in the order of the rows; or a formula; or a function of the array of all estimates."""

_PLACE = "survey.contrast"


class Fitted(Protocol):
    """Fitted model: anything with coefficients."""

    @property
    def coefficients(self) -> Estimates:
        """Coefficients as estimates with their covariances."""
        ...


class _Combined(NamedTuple):
    """(m,) values of combinations, (m, q) derivatives by row, and names."""

    values: Floats
    gradient: Floats
    names: tuple[str, ...]


@public
def contrast(
    estimates: Estimates | Fitted,
    combinations: ArrayLike | str | Callable[[Floats], object] | Mapping[str, Combination],
    *,
    names: Sequence[str] | None = None,
    symbols: Mapping[str, str] | None = None,
    df: float | None = None,
) -> Estimates:
    """Combinations of the rows of an estimation, or of the coefficients of a model.

    Parameters
    ----------
    estimates : Estimates or a model
        q rows.
    combinations : (q,) or (m, q) array, str, callable, or mapping of name to any of them
        Linear: (q,) coefficients in the order of the rows, or a mapping of row name (``Estimates.row_names``) to
        coefficient, rows left out counting 0. A formula: ``"api00 / api99"``, ``"exp(`age4:2` - `age4:1`)"`` with
        ``+ - * / **`` and exp, log, sqrt, logit, expit and others; names that are not one word are put in backticks. A
        function of the (q,) array of estimates, differentiated numerically.
    names : sequence of m str
        Names of the combinations when no mapping is given.
    symbols : mapping symbol -> row name
        Further names for rows in formulas and mappings.
    df : float
        Degrees of freedom; by default PSUs minus strata of all domains that enter, and for models those of the model.

    Returns
    -------
    Estimates
        m rows with t intervals.

    Raises
    ------
    EstimationError
        ``E020`` a shape that does not fit; ``E021`` a row that does not exist; ``E022`` a row without an estimate
        enters; ``E023``, ``E024`` impossible degrees of freedom or coefficients; ``E180`` to ``E184`` a formula or function that
        cannot be calculated.

    Notes
    -----
    Not linear: the delta method, first derivatives at the estimates (Wolter 2007, chapter 6).

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> from survey.estimation.estimators import mean
    >>> sample = make_sample({"y": [1, 2, 3, 6], "g": [1, 1, 2, 2], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> by = mean(sample, "y", by="g")
    >>> contrast(by, {"2 - 1": {"y:2": 1, "y:1": -1}, "2 / 1": "`y:2` / `y:1`"}).estimate
    array([3., 3.])
    """
    if df is not None and not df > 0:
        raise EstimationError(
            "E023", f"{_PLACE}: df", f"{df!r} degrees of freedom are not possible.", "Give a positive number."
        )
    rows = estimates if isinstance(estimates, Estimates) else estimates.coefficients
    places = {name: at for at, name in enumerate(rows.row_names())}
    for symbol, name in (symbols or {}).items():
        places[symbol] = _place_of(name, places, f"{_PLACE}: symbol {symbol!r}")
    found = _combine(rows, combinations, names, places)
    variation = rows.variation.combine(found.gradient)
    used = found.gradient != 0
    freedom = _freedom(rows, used, variation.degrees()[:, 0]) if df is None else np.full(len(used), float(df))
    se = np.sqrt(variation.variance()[:, 0])
    size = np.abs(found.gradient) @ np.nan_to_num(np.abs(rows.estimate))
    values = settled(found.values, se, size, float(np.nansum(rows.n)))
    low, high = symmetric(values, se, freedom, rows.level)
    blank = np.full(len(used), np.nan)
    flags = (used.astype(np.float64) @ rows.flags.T.astype(np.float64) > 0).T
    flags[FLAGS.index("one_psu")] = variation.presence.psus()[:, 0] == 1
    flags[FLAGS.index("edge")] = False
    return Estimates(
        "contrast",
        found.names,
        None,
        (),
        values,
        se,
        low,
        high,
        freedom,
        blank,
        blank,
        blank,
        blank,
        blank,
        blank,
        np.where(freedom > 0, "t", "none").astype(object),
        flags=flags,
        level=rows.level,
        variation=variation,
        about=f"contrast of {rows.about}",
    )


def _freedom(rows: Estimates, used: Mask, own: Floats) -> Floats:
    """(m,) degrees of freedom of the PSUs that enter; for models, whose coefficients used some, the fewest of the rows."""
    if rows.kind in ("total", "mean", "share", "ratio", "contrast"):
        return own
    return np.asarray(np.where(used, rows.df, np.inf).min(1, initial=np.inf))


def _combine(
    rows: Estimates,
    combinations: ArrayLike | str | Callable[[Floats], object] | Mapping[str, Combination],
    names: Sequence[str] | None,
    places: Mapping[str, int],
) -> _Combined:
    if isinstance(combinations, Mapping):
        if not combinations:
            _check_width(rows, (0,))
        parts = [_one(rows, str(name), given, places) for name, given in combinations.items()]
        return _Combined(
            np.concatenate([part.values for part in parts]),
            np.concatenate([part.gradient for part in parts]),
            tuple(name for part in parts for name in part.names),
        )
    if isinstance(combinations, str) or callable(combinations):
        label = combinations if isinstance(combinations, str) else getattr(combinations, "__name__", "function")
        found = _one(rows, label, combinations, places)
    else:
        matrix = np.atleast_2d(floats(combinations, f"{_PLACE}: coefficients"))
        _check_width(rows, matrix.shape)
        labels = tuple(f"contrast {at + 1}" for at in range(len(matrix)))
        found = _Combined(_linear(rows, matrix), matrix, labels)
    if names is None:
        return found
    if len(names) != len(found.values):
        _check_width(rows, (len(names), -1))
    return found._replace(names=tuple(names))


def _one(rows: Estimates, name: str, given: Combination, places: Mapping[str, int]) -> _Combined:
    """One combination, or the several a function gives."""
    place = f"{_PLACE}: combination {name!r}"
    if isinstance(given, str):
        value = evaluate_formula(given, _numbers(rows), places, place)
        _check_present(rows, value.gradient != 0)
        return _Combined(np.array([value.value]), value.gradient[None, :], (name,))
    if callable(given):
        _check_present(rows, np.ones(len(rows), bool))
        values, gradient = differentiate(given, rows.estimate, rows.se, place)
        several = len(values) > 1
        labels = tuple(f"{name} {at + 1}" if several else name for at in range(len(values)))
        return _Combined(values, gradient, labels)
    row = _coefficients(rows, given, places, place)
    return _Combined(_linear(rows, row[None, :]), row[None, :], (name,))


def _coefficients(
    rows: Estimates, given: Mapping[str, float] | Sequence[float], places: Mapping[str, int], place: str
) -> Floats:
    if not isinstance(given, Mapping):
        row = floats(given, place)
        _check_width(rows, (1, *row.shape))
        return row
    row = np.zeros(len(rows))
    for name, coefficient in given.items():
        row[_place_of(name, places, place)] += coefficient
    return row


def _place_of(name: str, places: Mapping[str, int], place: str) -> int:
    if name not in places:
        raise EstimationError("E021", place, f"There is no row {name!r}.", nearest(name, places))
    return places[name]


def _numbers(rows: Estimates) -> Floats:
    """Estimates with 1 where there is none, so that a formula that does not use them can be calculated."""
    return np.where(np.isnan(rows.estimate), 1.0, rows.estimate)


def _linear(rows: Estimates, matrix: Floats) -> Floats:
    if not np.isfinite(matrix).all():
        raise EstimationError(
            "E024", f"{_PLACE}: coefficients", "Some are missing or infinite.", "Give 0 where a row does not enter."
        )
    _check_present(rows, (matrix != 0).any(0))
    return np.asarray(matrix @ np.nan_to_num(rows.estimate))


def _check_present(rows: Estimates, used: Mask) -> None:
    missing = np.flatnonzero(used & np.isnan(rows.estimate))
    if len(missing):
        raise EstimationError(
            "E022",
            f"{_PLACE}: row {rows.row_names()[int(missing[0])]!r}",
            "The row has no estimate: its domain is empty.",
            "Leave it out of the combination.",
        )


def _check_width(rows: Estimates, shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or shape[1] != len(rows):
        raise EstimationError(
            "E020",
            f"{_PLACE}: coefficients",
            f"Their shape is {shape}, the estimation has {len(rows)} rows.",
            "Give one coefficient per row, 0 where a row does not enter, and one name per combination.",
        )
