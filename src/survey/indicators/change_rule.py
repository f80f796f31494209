r"""Verdicts on changes between two waves, each readable from the interval that is printed.

For a change with the interval :math:`[L, H]`, the margin :math:`M` of its indicator and its smallest change :math:`W`:

=============================================  ==================================================
condition                                      verdict
=============================================  ==================================================
0 outside the interval, and at least W         improved or worsened; higher or lower if only descriptive
0 outside the interval, and less than W        slight
0 inside the interval, and -M < L and H < M    steady
otherwise                                      undetermined
=============================================  ==================================================

The conditions exclude each other and leave nothing out. *Steady* is equivalence shown by inclusion of the interval
(Schuirmann 1987), never the absence of a significant change. M is a quarter of the distance between the borders of
stable and negative, half the way from a border to the middle of tension: a change of M can move a group from the middle
of a status halfway to the next. W is 0.6 M. Indicators without borders take their margin from their scale; of a share
near 0 or 100 % it is at most a quarter of the distance from there: five points are a large change of a share of three.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Floats, Mask, Objects
from survey.indicators.definitions import Indicator, Unit
from survey.indicators.rule_constants import ChangeRule

ChangeVerdict = Literal["improved", "worsened", "higher", "lower", "slight", "steady", "undetermined"]
VERDICTS: tuple[ChangeVerdict, ...] = get_args(ChangeVerdict)

SCALE_LENGTHS: dict[Unit, float] = {"percent": 100, "points": 100, "pp": 100, "scale10": 10}
"""Length of the scale that margins of indicators without borders are a part of."""


def margin(indicator: Indicator, rule: ChangeRule) -> float:
    """Margin of an indicator, on its scale: changes within it do not matter."""
    borders = indicator.thresholds
    if borders is None:
        return rule.margin_of_scale * SCALE_LENGTHS[indicator.unit]
    return rule.margin * abs(borders.stable - borders.negative)


def margins(indicators: Sequence[Indicator], now: Floats, before: Floats, rule: ChangeRule) -> Floats:
    """(m,) margins of changes, on the scales of their indicators.

    Parameters
    ----------
    indicators : sequence of m Indicator
    now, before : (m,) arrays
        Estimates of both waves, NaN where nothing is compared: the margin is then that of the indicator.
    rule : ChangeRule
    """
    usual = np.array([margin(one, rule) for one in indicators], np.float64)
    is_bare = np.array([one.thresholds is None and one.unit == "percent" for one in indicators], bool)
    to_an_end = np.fmax(np.fmin(now, 100 - now), np.fmin(before, 100 - before))
    return np.where(is_bare, np.fmin(usual, rule.margin * to_an_end), usual)


def changed(low: Floats, high: Floats) -> Mask:
    """(m,) whether 0 lies outside the interval; False where there is none."""
    return np.asarray((low > 0) | (high < 0), bool)


def verdicts(
    change: Floats, low: Floats, high: Floats, margin: Floats, smallest: Floats, sign: NDArray[np.int64]
) -> Objects:
    """(m,) verdicts; None where there is no interval.

    Parameters
    ----------
    change, low, high : (m,) arrays
        Change and its interval, on the scale of the indicator.
    margin, smallest : (m,) arrays
        M and W.
    sign : (m,) array of int
        1 when higher is more stable, -1 when lower is, 0 for a descriptive indicator.

    Examples
    --------
    >>> ones = np.ones(4)
    >>> low, high = np.array([1.0, 0.5, -2, -7]), np.array([9.0, 3.5, 3, 9])
    >>> verdicts(np.array([5.0, 2, 0.5, 1]), low, high, 5 * ones, 3 * ones, ones.astype(int)).tolist()
    ['improved', 'slight', 'steady', 'undetermined']
    """
    outside, large = changed(low, high), np.abs(change) >= smallest
    up = np.where(sign == 0, VERDICTS.index("higher"), VERDICTS.index("improved"))
    down = np.where(sign == 0, VERDICTS.index("lower"), VERDICTS.index("worsened"))
    worded = np.where((change > 0) == (sign >= 0), up, down)
    conditions = [outside & large, outside, (-margin < low) & (high < margin)]
    choices = [worded, np.full(len(change), VERDICTS.index("slight")), np.full(len(change), VERDICTS.index("steady"))]
    position = np.select(conditions, choices, VERDICTS.index("undetermined"))
    found: Objects = np.array(VERDICTS, object)[position]
    found[~(np.isfinite(low) & np.isfinite(high))] = None
    return found
