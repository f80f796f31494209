r"""Model-based values of territorial units: direct estimates drawn towards what all units have in common.

For maps and rankings, next to the direct values, never for a status, which has to rest on a unit's own interviews.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.arrays import Floats
from survey.estimation.confidence_intervals import symmetric
from survey.estimation.small_areas.benchmarking import shift_to_benchmark
from survey.estimation.small_areas.fay_herriot import FEWEST_BEYOND, between_variance, predict_areas
from survey.indicators.definitions import Indicator

LEVEL = 0.95
LIMIT = 1.0
"""Standard errors by which a value may be moved from its direct estimate (Fay and Herriot 1979)."""
FEWEST = 1 + FEWEST_BEYOND
"""Units below which there is no model: one coefficient, and what the variance between units needs."""
NUMBERS = ("direct", "direct_se", "model", "model_se", "model_low", "model_high", "shrinkage", "rank")
COLUMNS = ("indicator", "domain", "level", *NUMBERS, "limited")


def smoothed_variances(cells: pd.DataFrame, *, is_share: bool) -> Floats:
    r"""(k,) sampling variances :math:`D \bar s^2 / n_d` of the units.

    The spread is pooled, as in :func:`survey.estimation.small_areas.sampling_variances.smooth_variances`: with its own
    :math:`e (100 - e)` a share that is low by chance would keep its place and a share that is high by chance be drawn down.

    Parameters
    ----------
    cells : pandas.DataFrame
        One row per unit with ``estimate, spread, n, deff_pooled``.
    """
    estimate, spread, n, deff = (
        cells[name].to_numpy(np.float64) for name in ("estimate", "spread", "n", "deff_pooled")
    )
    mean = float(n @ estimate / n.sum())
    pooled = mean * (100 - mean) if is_share else float((n - 1) @ spread / (n - 1).sum())
    return np.asarray(deff * pooled / n)


def model_based(cells: pd.DataFrame, indicator: Indicator, *, ranked: bool) -> pd.DataFrame | None:
    """Model-based values of one indicator in the units of a grouping, one row per unit in the columns of :data:`COLUMNS`.

    Parameters
    ----------
    cells : pandas.DataFrame
        One row per unit with ``indicator, domain, level, estimate, spread, n, deff_pooled, df_pooled, weight``, and
        ``compared``: whether the unit is large enough. A unit that is not has blanks.
    indicator : Indicator
    ranked : bool
        Whether the units differ by more than chance; without that no unit has a rank.

    Returns
    -------
    pandas.DataFrame or None
        None with fewer than ``FEWEST`` units, or without any spread.

    Notes
    -----
    Fay and Herriot (1979) with an intercept, on smoothed variances: REML; mean squared error of Prasad and Rao (1990);
    limited translation (Efron and Morris 1972) by one standard error, so that a unit which is truly low is not pulled up to
    the others; one shift of all units that makes their weighted mean that of the direct estimates. ``shrinkage`` is
    the weight of what the units have in common, 0 to 1. Rank 1 is the most stable value.
    """
    seen = cells["compared"].to_numpy(bool) & np.isfinite(cells["estimate"].to_numpy(np.float64))
    own = cells[seen]
    if len(own) < FEWEST:
        return None
    variance = smoothed_variances(own, is_share=indicator.is_share)
    if not (np.isfinite(variance) & (variance > 0)).all():
        return None
    direct, weight, df = (own[name].to_numpy(np.float64) for name in ("estimate", "weight", "df_pooled"))
    constant = np.ones((len(own), 1))
    between = between_variance(direct, constant, variance, None)
    predicted = predict_areas(between, direct, constant, variance, constant, np.arange(len(own)))
    furthest = LIMIT * np.sqrt(variance)
    held = np.clip(np.clip(predicted.value, direct - furthest, direct + furthest), *indicator.limits)
    shares = weight / weight.sum()
    value, _ = shift_to_benchmark(held, shares, float(shares @ direct), indicator.limits)
    error = np.sqrt(predicted.mse + np.square(value - predicted.value))
    with np.errstate(divide="ignore"):
        freedom = np.where(predicted.gamma > 0, df / np.square(predicted.gamma), np.inf)
    low, high = np.clip(symmetric(value, error, freedom, LEVEL), *indicator.limits)
    rank = _ranks(value * indicator.sign) if ranked and indicator.sign else np.full(len(own), np.nan)
    numbers = (direct, np.sqrt(variance), value, error, low, high, 1 - predicted.gamma, rank)
    values = np.full((len(NUMBERS), len(cells)), np.nan)
    values[:, seen] = numbers
    limited = np.zeros(len(cells), bool)
    limited[seen] = held != predicted.value
    named = {name: cells[name].array for name in ("indicator", "domain", "level")}
    return pd.DataFrame({**named, **dict(zip(NUMBERS, values, strict=True)), "limited": limited})


def _ranks(values: Floats) -> Floats:
    """(k,) ranks: 1 + the number of units with a larger value."""
    return np.array([1.0 + (values > one).sum() for one in values])
