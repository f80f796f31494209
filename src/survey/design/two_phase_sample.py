"""Two-phase samples: units, weights and variance form of the second phase."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.design.data_columns import data_column, name_rows
from survey.design.design import Design
from survey.design.finite_population import numbers
from survey.design.reweighting import attach
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage, build_stages
from survey.design.two_phase_design import MOST_ROWS, Phases, TwoPhase, full_matrices, simple_first, simple_second
from survey.design.weight_trail import describe_step
from survey.errors import DesignError
from survey.interviews import Interviews

PhaseTable = Interviews | pd.DataFrame

_PLACE = "survey.make_sample: second phase"


@dataclass(frozen=True, slots=True, eq=False)
class _Second:
    """Selection of the second phase from the first.

    Parameters
    ----------
    stage : Stage
        Units of the second phase.
    unit : (n,) array of int
        Unit of each interview of the second phase.
    taken : (n,) array
        Share of the first-phase units, in the interview's stratum of the second phase, that reached the second phase.
    """

    stage: Stage
    unit: Indices
    taken: Floats


def make_phases(first: Sample, design: TwoPhase, take: Callable[[Mask], PhaseTable]) -> Sample:
    """Sample of the interviews of the second phase; a weight is the product of the weights of both phases.

    Parameters
    ----------
    first : Sample
        All interviews of the first phase, with its weights.
    design : TwoPhase
    take : callable
        Data of the interviews that a mask (of the first phase) selects.

    Raises
    ------
    DesignError
        ``S142`` the second phase is empty, or has more interviews than the variance can handle; ``S143`` no unit of a
        stratum is in the second phase; ``S144`` impossible weights or probabilities of the second phase; ``S147`` a
        lonely unit under "fail".
    """
    chosen = first.where(design.subset).domain
    assert chosen is not None
    if not 0 < chosen.sum() <= MOST_ROWS:
        raise DesignError(
            "S142",
            f"{_PLACE}, subset",
            f"{int(chosen.sum())} of {len(first)} interviews are in it.",
            f"Look at the condition; up to {MOST_ROWS:,} interviews can be worked on.",
        )
    data = take(chosen)
    second = _find_second(first, data, design.second, chosen)
    _check_lonely(second.stage, design.second)
    probability, detail = _probability(data, design.second, second)
    weights = first.weights[chosen] / probability
    step = first.trail[0]
    trail = (describe_step("design", weights, f"{step.detail}; second phase: {detail}", step.notes),)
    sample = Sample(
        first.source, data, design.second, (second.stage,), second.unit, weights, trail, design_weights=weights
    )
    form = _form(first, design, second, probability, chosen)
    return attach(sample, second.stage, second.unit, np.arange(len(weights)), form)


def _find_second(first: Sample, data: PhaseTable, design: Design, chosen: Mask) -> _Second:
    """Units of the second phase, with the share of each stratum that was selected (``S143`` when it is 0)."""
    everybody, unit_of_all = _stage(first.data, dataclasses.replace(design, fpc=None))
    stage, unit = _stage(data, design)
    sizes = dict(zip(everybody.strata, everybody.sizes.tolist(), strict=True))
    lost = [name for name in everybody.strata if name not in set(stage.strata)]
    if lost:
        raise DesignError(
            "S143",
            f"{_PLACE}, stratum {lost[0]}",
            f"Nobody of its {sizes[lost[0]]} units is in the second phase; there are {len(lost)} such strata.",
            "Join the stratum to a neighbour, or leave its interviews out of the first phase.",
        )
    population = np.array([sizes[name] for name in stage.strata], np.float64)
    counted = (stage.sizes / population)[stage.stratum]
    psus, psu = first.psus
    group = everybody.stratum[unit_of_all] if design.strata_names else psus.stratum[psu]
    size = int(group.max()) + 1
    taken = _distinct(group[chosen], psu[chosen], size) / np.maximum(_distinct(group, psu, size), 1)
    if not design.fpc_names:
        stage = dataclasses.replace(stage, fraction=counted)
    return _Second(stage, unit, taken[group[chosen]])


def _check_lonely(stage: Stage, design: Design) -> None:
    """Refuse strata of the second phase with one selected unit where the design says "fail" (``S147``)."""
    if design.lonely == "fail" and stage.lonely.any():
        names = ", ".join(stage.strata[at] for at in np.flatnonzero(stage.lonely)[:5].tolist())
        raise DesignError(
            "S147",
            f"{_PLACE}, stratum {names}",
            "Only one unit was selected there, although there were more, so the variance between units is not known.",
            "Join the stratum to a neighbour, or say lonely='certainty' in the second Design if it had to be taken.",
        )


def _stage(data: PhaseTable, design: Design) -> tuple[Stage, Indices]:
    """Stage of a design with one stage, and the unit (n,) of each interview."""
    stages, units, _ = build_stages(
        design,
        lambda name: data_column(data, name, f"{_PLACE}, column {name!r}"),
        len(data),
        lambda mask: name_rows(data, mask),
    )
    return stages[0], units


def _distinct(group: Indices, unit: Indices, size: int) -> Floats:
    """(size,) number of different units in each group."""
    pairs = np.unique(np.stack([group, unit]), axis=1)[0]
    return np.bincount(pairs, minlength=size).astype(np.float64)


def _probability(data: PhaseTable, design: Design, second: _Second) -> tuple[Floats, str]:
    """(n,) probability of an interview of the first phase to be in the second, and its source in words."""
    named = [design.weight] if design.weight is not None else list(design.probability_names)
    if not named:
        return second.stage.fraction[second.unit], "population figures" if design.fpc_names else "shares counted"
    product = np.ones(len(data))
    for name in named:
        given = numbers(data_column(data, name, f"{_PLACE}, column {name!r}"), f"{_PLACE}, column {name!r}")
        product = product / given if design.weight is not None else product * given
    bad = ~((product > 0) & (product <= 1))
    if bad.any():
        raise DesignError(
            "S144",
            f"{_PLACE}, {' x '.join(named)}",
            f"It is not a probability above 0, or not a weight of at least 1, in {name_rows(data, bad)}.",
            "Give the probability of an interview of the first phase to be in the second, or one over it as the weight.",
        )
    return product, f"{'weight' if design.weight is not None else 'probability'} {' x '.join(named)}"


def _form(first: Sample, design: TwoPhase, second: _Second, probability: Floats, chosen: Mask) -> Phases:
    """Variance form of the sample by the method of the design."""
    psus, psu = first.psus
    unit, weights, stratum = psu[chosen], first.weights[chosen], second.stage.stratum[second.unit]
    if design.method == "full":
        both, two = full_matrices(psus, unit, weights, stratum, second.unit, probability)
        return Phases(both, two, 1 / probability, first, unit)
    one = simple_first(psus, unit, second.taken)
    two = simple_second(unit, weights, stratum, second.unit, second.stage.fraction[second.unit])
    return Phases(one + two, two, 1 / probability, first, unit, second.taken)
