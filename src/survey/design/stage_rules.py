"""Design rules applied to the stages: lonely strata collapsed, joint selection probabilities attached."""

from __future__ import annotations

import dataclasses

import numpy as np

from survey.arrays import Indices
from survey.design.collapsed_strata import collapse
from survey.design.design import Design
from survey.design.joint_probabilities import joint_form
from survey.design.sampling_stages import Stage, first_interviews


def apply_rules(design: Design, stages: tuple[Stage, ...], units: Indices) -> tuple[tuple[Stage, ...], tuple[str, ...]]:
    """Stages after the rules of the design, and notes on the strata that were joined.

    Parameters
    ----------
    design : Design
    stages : tuple of Stage
    units : (n,) array of int
        Unit of the last stage of each interview.

    Raises
    ------
    DesignError
        ``S133``, ``S134`` joint probabilities that do not fit; ``S150`` nothing to join a lonely stratum to.
    """
    notes: tuple[str, ...] = ()
    first = stages[0]
    if design.lonely == "collapse":
        first, joined = collapse(first)
        notes = (f"strata joined: {'; '.join(joined)}",) if joined else ()
    if design.pps is not None and design.pps != "brewer":
        assert not isinstance(design.pps, np.ndarray)
        order = first_interviews(units, len(first.stratum))
        form = joint_form(design.pps, design.variance, first.fraction, first.stratum, first.strata, order)
        first = dataclasses.replace(first, form=form)
    return (first, *stages[1:]), notes
