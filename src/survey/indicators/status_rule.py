r"""Statuses with uncertainty, version 2 of the rule: limits from pooled design effects against two borders.

For an indicator whose higher values are more stable, with borders :math:`T_S > T_N`, the first line that holds decides:

=====================================================================  =================
condition                                                              status
=====================================================================  =================
fewer interviews or PSUs than the rule asks, or error not known        insufficient_data
upper limit < T_N, and an event was met in two PSUs                    negative
lower limit >= T_S, the newest quarter's own estimate >= T_S, and      stable
the PSUs reach an event as rare as T_S
upper limit < T_S, and an event was met in two PSUs                    tension
otherwise                                                              inconclusive
=====================================================================  =================

Mirrored where lower values are more stable. An *event* is a share whose lower values are more stable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey.arrays import Floats, Mask, Objects
from survey.indicators.precision import Cells, Precision, not_seen
from survey.indicators.rule_constants import StatusRule

Status = Literal["stable", "tension", "negative", "inconclusive", "insufficient_data", "withheld"]
Class3 = Literal["stable", "tension", "negative"]
CLASSES: tuple[Class3, ...] = ("stable", "tension", "negative")

_ROUNDING = 1e-12
"""Errors of the last digit: a border met exactly counts as met."""


@dataclass(frozen=True, slots=True, eq=False)
class Borders:
    """Borders of each cell and what the rule asks of it; every field has one element per cell.

    Parameters
    ----------
    stable, negative : (m,) arrays
        NaN where the indicator has no status.
    sign : (m,) array of int
        1 when higher is more stable, -1 when lower is, 0 for a descriptive indicator.
    is_event : (m,) array of bool
        A share whose lower values are more stable.
    least_n : (m,) array
        Interviews below which there is no status.
    """

    stable: Floats
    negative: Floats
    sign: NDArray[np.int64]
    is_event: Mask
    least_n: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Status of each cell with the reasons; every field has one element per cell.

    ``probability`` (m, 3) of stable, tension and negative, NaN where there is no status. ``leaning`` is the likeliest
    class of an inconclusive cell, else None. ``alert``: tension with a probability of negative the rule calls high.
    ``unreached``, ``newest_worse`` and ``one_psu_hit``: cells that are inconclusive only because too few PSUs could have
    met the event, because the newest quarter's own estimate is not on the stable side, or because one PSU alone met it.
    """

    probability: Floats
    status: Objects
    leaning: Objects
    alert: Mask
    unreached: Mask
    newest_worse: Mask
    one_psu_hit: Mask


def probabilities(precision: Precision, borders: Borders) -> Floats:
    """(m, 3) probabilities of stable, tension and negative; each row adds up to 1, or is NaN."""
    below_stable, below_negative = precision.below(borders.stable), precision.below(borders.negative)
    point = (precision.cells.spread == 0) & ~precision.cells.is_share
    # of a point that lies on the border, "less than" is false and "at most" is true
    at_most_stable = np.where(point & (precision.cells.estimate == borders.stable), 1.0, below_stable)
    at_most_negative = np.where(point & (precision.cells.estimate == borders.negative), 1.0, below_negative)
    p_stable = np.where(borders.sign > 0, 1 - below_stable, at_most_stable)
    p_negative = np.where(borders.sign > 0, below_negative, 1 - at_most_negative)
    p_negative = np.minimum(p_negative, 1 - p_stable)
    found = np.column_stack([p_stable, np.clip(1 - p_stable - p_negative, 0.0, 1.0), p_negative])
    found[borders.sign == 0] = np.nan
    return found


def enough(cells: Cells, borders: Borders, rule: StatusRule) -> Mask:
    """(m,) cells that pass the gate: interviews and PSUs only.

    An estimated variance does not enter: with three degrees of freedom a gate on ``n_eff`` opens and closes by chance.
    """
    return (cells.n >= borders.least_n) & (cells.n_psus >= rule.least_psus)


def apply_rule(precision: Precision, borders: Borders, rule: StatusRule, newest: Floats, psus_hit: Floats) -> Judged:
    """Probabilities, status and reasons of each cell.

    Parameters
    ----------
    precision : Precision
    borders : Borders
    rule : StatusRule
    newest : (m,) array
        Estimate of the newest quarter alone; NaN, when it has none, lies on no side.
    psus_hit : (m,) array
        PSUs with an interview that shows the trait; shares only.
    """
    chance = probabilities(precision, borders)
    p_stable, _, p_negative = chance.T
    reached = rule.level - _ROUNDING
    with np.errstate(invalid="ignore"):
        low, surely_not_stable, bad = p_stable >= reached, 1 - p_stable >= reached, p_negative >= reached
        on_stable_side = np.where(borders.sign > 0, newest >= borders.stable, newest <= borders.stable)
    met = ~borders.is_event | (psus_hit >= rule.psus_hit)
    near = ~borders.is_event | (not_seen(borders.stable, precision.cells.n_psus) <= rule.reach + _ROUNDING)
    few = ~enough(precision.cells, borders, rule) | ~np.isfinite(p_stable)
    names: list[Status] = ["insufficient_data", "negative", "stable", "tension"]
    conditions = [few, bad & met, low & on_stable_side & near, surely_not_stable & met]
    position = np.select(conditions, range(len(names)), len(names))
    status = np.array([*names, "inconclusive"], object)[position]
    open_ = position == len(names)
    leaning = np.array(CLASSES, object)[np.argmax(np.nan_to_num(chance), axis=1)]
    leaning[~open_] = None
    alert = (position == names.index("tension")) & (p_negative >= rule.alert - _ROUNDING)
    status[borders.sign == 0] = leaning[borders.sign == 0] = None
    open_ &= borders.sign != 0
    return Judged(
        chance, status, leaning, alert & (borders.sign != 0),
        open_ & low & ~near, open_ & low & near & ~on_stable_side, open_ & surely_not_stable & ~met,
    )  # fmt: skip
