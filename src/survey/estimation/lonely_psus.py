"""Strata with one selected unit: which they are, and what the rule of the design makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.sampling_stages import Stage
from survey.errors import DesignError
from survey.estimation.influence import Influence


@dataclass(frozen=True, slots=True, eq=False)
class LonelyPsuRule:
    """What becomes of each stratum.

    Parameters
    ----------
    keep : (bases, strata, domains) array of bool
        False: its squares do not count.
    centred : (bases, strata, domains) array of bool
        True: deviations are from the mean of the stratum; False: from the mean of the strata reached.
    reached : (bases, strata, domains) array of bool
        Strata in which something adds to the domain.
    stretch : (bases, domains) array
        Factor on the sum, for the strata that do not count.
    """

    keep: Mask
    centred: Mask
    reached: Mask
    stretch: Floats


def find_rule(part: Influence) -> LonelyPsuRule | None:
    """The rule at the last stage of the part; None when no stratum is lonely.

    Raises
    ------
    DesignError
        ``S022`` when a stratum is lonely and the design says "fail"; under "collapse" only those of later stages are.
    """
    stage = part.stages[-1]
    lonely = stage.lonely & (stage.factor[stage.first_units] > 0)
    in_domains = part.lonely_domains and part.lonely in ("adjust", "average")
    if not lonely.any() and not in_domains:
        return None
    reached = part.reached()
    alone = lonely[None, :, None] & (reached > 0)
    if part.lonely in ("fail", "collapse") and alone.any():
        raise _refused(stage, np.flatnonzero(alone.any((0, 2))))
    if in_domains:
        alone = alone | _domain_alone(stage, reached)
    everything, plain = np.ones(alone.shape, bool), np.ones(alone.shape[::2])
    if part.lonely == "adjust":
        return LonelyPsuRule(everything, ~alone, reached > 0, plain)
    if part.lonely == "average":
        strata, without = (reached > 0).sum(1), alone.sum(1)
        counted = np.where(strata > without, strata - without, np.nan)
        return LonelyPsuRule(~alone, everything, reached > 0, np.where(without > 0, strata / counted, 1.0))
    return LonelyPsuRule(~alone, everything, reached > 0, plain)


def touches_lonely(influence: Influence) -> Mask:
    """(bases, domains) whether the domain has interviews in a first-stage stratum to which the rule applies."""
    first = influence.at(0)
    touched, stage = first.touched(), first.stages[0]
    alone = stage.lonely[None, :, None] & (touched > 0)
    if influence.lonely_domains:
        alone = alone | _domain_alone(stage, touched)
    return np.asarray(alone.any(1))


def _domain_alone(stage: Stage, reached: Floats) -> Mask:
    """Strata with several units of which the domain has just one."""
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
