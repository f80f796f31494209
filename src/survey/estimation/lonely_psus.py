"""Lonely PSUs: strata with one selected unit, and their part in a variance under the rule of the design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.sampling_stages import Stage
from survey.errors import DesignError
from survey.estimation.presence import Presence


@dataclass(frozen=True, slots=True, eq=False)
class LonelyPsuRule:
    """Rule for lonely PSUs, spelled out for each stratum of a stage.

    Parameters
    ----------
    keep : (bases, strata, domains) array of bool
        False: its squares do not count.
    centred : (bases, strata, domains) array of bool
        True: deviations are from the mean of the stratum; False: from the mean of the strata reached.
    reached : (bases, strata, domains) array of bool
        Strata with units that add to the estimates of the domain.
    stretch : (bases, domains) array
        Factor on the sum, for the strata that do not count.
    """

    keep: Mask
    centred: Mask
    reached: Mask
    stretch: Floats


def find_rule(presence: Presence) -> LonelyPsuRule | None:
    """The rule at the last stage; None when no stratum is lonely.

    Raises
    ------
    DesignError
        ``S022`` when a stratum is lonely and the design says "fail"; under "collapse" only those of later stages are.
    """
    stage = presence.stages[-1]
    lonely = stage.lonely & (stage.factor[stage.first_units] > 0)
    in_domains = presence.lonely_domains and presence.lonely in ("adjust", "average")
    if not lonely.any() and not in_domains:
        return None
    reached = presence.reached()
    alone = lonely[None, :, None] & (reached > 0)
    if presence.lonely in ("fail", "collapse") and alone.any():
        raise _refused(stage, np.flatnonzero(alone.any((0, 2))))
    if in_domains:
        alone = alone | _domain_alone(stage, reached)
    everything, plain = np.ones(alone.shape, bool), np.ones(alone.shape[::2])
    if presence.lonely == "adjust":
        return LonelyPsuRule(everything, ~alone, reached > 0, plain)
    if presence.lonely == "average":
        strata, without = (reached > 0).sum(1), alone.sum(1)
        counted = np.where(strata > without, strata - without, np.nan)
        return LonelyPsuRule(~alone, everything, reached > 0, np.where(without > 0, strata / counted, 1.0))
    return LonelyPsuRule(~alone, everything, reached > 0, plain)


def touches_lonely(presence: Presence) -> Mask:
    """(variables, domains) whether the domain has interviews in a first-stage stratum to which the rule applies."""
    first = presence.at(0)
    touched, stage = first.touched(), first.stages[0]
    alone = stage.lonely[None, :, None] & (touched > 0)
    if presence.lonely_domains:
        alone = alone | _domain_alone(stage, touched)
    return np.asarray(alone.any(1))[presence.base_of]


def _domain_alone(stage: Stage, reached: Floats) -> Mask:
    """(bases, strata, domains) strata of several units with interviews of the domain in just one."""
    several = (stage.sizes > 1) & (stage.fraction[stage.first_units] < 1)
    return np.asarray(several[None, :, None] & (reached == 1))


def _refused(stage: Stage, strata: Indices) -> DesignError:
    names = ", ".join(stage.strata[at] or "(all)" for at in strata[:5].tolist())
    unit = stage.units[int(stage.first_units[strata[0]])] if stage.units else ""
    return DesignError(
        "S022",
        f"stratum {names}{' …' if len(strata) > 5 else ''}",
        f"Only one PSU{f' ({unit})' if unit else ''} was selected there, so it cannot tell how PSUs differ.",
        "Join the stratum to a neighbour, or choose lonely='adjust', 'average', 'certainty' or 'remove' in Design: "
        "'adjust' is the cautious one, 'certainty' is right when the PSU was sure to be taken.",
    )
