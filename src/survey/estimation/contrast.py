"""Linear combinations of estimates, with their covariances: the only arithmetic there is on estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from survey.errors import EstimationError, nearest
from survey.estimation.estimates import FLAGS, Estimates
from survey.estimation.intervals import symmetric
from survey.estimation.variance import variance


def contrast(
    estimates: Estimates,
    coefficients: ArrayLike | Mapping[str, Mapping[str, float] | Sequence[float]],
    *,
    names: Sequence[str] | None = None,
    df: float | None = None,
) -> Estimates:
    """Linear combinations of the rows of an estimation.

    Parameters
    ----------
    estimates : Estimates
        q rows.
    coefficients : (q,) or (m, q) array, or mapping
        A mapping gives each combination a name and its coefficients: (q,) numbers in the order of the rows, or a
        mapping of row name (``Estimates.row_names``) to coefficient, rows left out counting 0.
    names : sequence of m str
        Names of the combinations when an array is given.
    df : float
        Degrees of freedom; by default PSUs minus strata of all domains that enter.

    Returns
    -------
    Estimates
        m rows with t intervals.

    Raises
    ------
    EstimationError
        ``E020`` a shape that does not fit; ``E021`` a row that does not exist; ``E022`` a row without an estimate
        enters.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> from survey.estimation.estimators import mean
    >>> sample = make_sample({"y": [1, 2, 3, 6], "g": [1, 1, 2, 2], "w": [1, 1, 1, 1]}, Design(weight="w"))
    >>> difference = contrast(mean(sample, "y", by="g"), {"2 - 1": {"y:2": 1, "y:1": -1}})
    >>> float(difference.estimate[0])
    3.0
    """
    matrix, labels = _matrix(estimates, coefficients, names)
    used = (matrix != 0).any(0)
    if np.isnan(estimates.estimate[used]).any():
        at = int(np.flatnonzero(used & np.isnan(estimates.estimate))[0])
        raise EstimationError(
            "E022",
            f"survey.contrast: row {estimates.row_names()[at]!r}",
            "The row has no estimate: its domain is empty.",
            "Leave it out of the combination.",
        )
    influence = estimates.influence.combine(matrix)
    freedom = influence.degrees()[:, 0] if df is None else np.full(len(matrix), float(df))
    estimate = matrix @ np.nan_to_num(estimates.estimate)
    se = np.sqrt(variance(influence)[:, 0])
    low, high = symmetric(estimate, se, freedom, estimates.level)
    blank = np.full(len(matrix), np.nan)
    weights = (matrix != 0).astype(np.float64)
    flags = (weights @ estimates.flags.T.astype(np.float64) > 0).T
    flags[FLAGS.index("one_psu")] = influence.at(0).touched().sum(1)[:, 0] == 1
    flags[FLAGS.index("edge")] = False
    return Estimates(
        "contrast",
        labels,
        None,
        (),
        estimate,
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
        level=estimates.level,
        influence=influence,
        about=f"contrast of {estimates.about}",
    )


def _matrix(
    estimates: Estimates,
    coefficients: ArrayLike | Mapping[str, Mapping[str, float] | Sequence[float]],
    names: Sequence[str] | None,
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    if isinstance(coefficients, Mapping):
        rows = [_row(estimates, name, given) for name, given in coefficients.items()]
        return np.array(rows), tuple(str(name) for name in coefficients)
    matrix = np.atleast_2d(np.asarray(coefficients, np.float64))
    _check_width(estimates, matrix.shape)
    labels = tuple(names) if names is not None else tuple(f"contrast {at + 1}" for at in range(len(matrix)))
    if len(labels) != len(matrix):
        _check_width(estimates, (len(labels), -1))
    return matrix, labels


def _row(estimates: Estimates, name: str, given: Mapping[str, float] | Sequence[float]) -> NDArray[np.float64]:
    if not isinstance(given, Mapping):
        row = np.asarray(given, np.float64)
        _check_width(estimates, (1, *row.shape))
        return row
    place = {row_name: at for at, row_name in enumerate(estimates.row_names())}
    row = np.zeros(len(estimates))
    for row_name, coefficient in given.items():
        if row_name not in place:
            raise EstimationError(
                "E021",
                f"survey.contrast: combination {name!r}",
                f"There is no row {row_name!r}.",
                nearest(row_name, place),
            )
        row[place[row_name]] = coefficient
    return row


def _check_width(estimates: Estimates, shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or shape[1] != len(estimates):
        raise EstimationError(
            "E020",
            "survey.contrast: coefficients",
            f"Their shape is {shape}, the estimation has {len(estimates)} rows.",
            "Give one coefficient per row, 0 where a row does not enter, and one name per combination.",
        )
