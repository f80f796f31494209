"""New weights for a sample: in its trail, and again in every replicate."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from survey.arrays import Floats, Indices
from survey.design.replicate_factors import ReplicateFactors, group_rows
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage
from survey.design.variance_form import VarianceForm
from survey.design.weight_trail import Calibration, StepKind, describe_step
from survey.errors import DesignError, SurveyError

Step = Callable[[Sample], Sample]


def replication_of(sample: Sample) -> ReplicateFactors | None:
    """Replicate factors of a sample; None when its variances are linearised."""
    form = sample.stages[-1].form
    return form if isinstance(form, ReplicateFactors) else None


def attach(sample: Sample, psus: Stage, parent: Indices, units: Indices, made: VarianceForm) -> Sample:
    """Sample with a variance form attached to its units.

    Parameters
    ----------
    sample : Sample
    psus : Stage
        The first stage.
    parent : (units,) array of int
        PSU of each unit of the form. Where units are the PSUs in the same order, one stage remains; otherwise they
        become a stage below the PSUs, whose own variance is then 0.
    units : (n,) array of int
        Unit of each interview.
    made : VarianceForm
    """
    if np.array_equal(parent, np.arange(len(psus.stratum))):
        stages: tuple[Stage, ...] = (dataclasses.replace(psus, form=made),)
    else:
        none = np.zeros(len(parent))
        above = dataclasses.replace(psus, factor=np.zeros(len(psus.stratum)), form=None)
        stages = (above, Stage(np.zeros(len(parent), np.intp), parent, none, none + 1, ("",), (), made))
    return dataclasses.replace(sample, stages=stages, units=units)


def plain(sample: Sample, weights: Floats) -> Sample:
    """Sample without its replicates, and with other weights."""
    stages = tuple(dataclasses.replace(stage, form=None) for stage in sample.stages)
    return dataclasses.replace(sample, stages=stages, weights=weights)


def repeat_in_replicates(before: Sample, after: Sample, step: Step, place: str) -> Sample:
    """Sample after a step of weighting that is repeated in every replicate.

    Parameters
    ----------
    before, after : Sample
        The sample before the step, with replicates, and the sample after it.
    step : callable
        The step: from a sample to the sample with weights after it.
    place : str
        Name of the verb, for messages.

    Returns
    -------
    Sample
        ``after`` with replicate weights that went through the step themselves. A unit is split where the weights of its
        interviews changed by different factors in some replicate.

    Raises
    ------
    DesignError
        ``S121`` when the step fails in a replicate.
    """
    made = replication_of(before)
    assert made is not None
    ratios = np.zeros((len(made), len(after.weights)))
    for at, factors in enumerate(made.factors):
        found = _weights_of(plain(before, before.weights * factors[before.units]), step, at, place)
        np.divide(found, after.weights, out=ratios[at], where=after.weights != 0)
    psus, psu = before.psus
    first, units = group_rows(before.units, ratios.T)
    unit = before.units[first]
    drawn = (made, unit) if made.before is None else (made.before[0], made.before[1][unit])
    factors = np.ascontiguousarray(ratios[:, first])
    repeated = ReplicateFactors(made.kind, factors, made.scale, made.mse, before=drawn)
    return attach(after, psus, psu[first], units, repeated)


def reweigh(
    sample: Sample,
    weights: Floats,
    kind: StepKind,
    detail: str,
    *,
    notes: Sequence[str] = (),
    calibration: Calibration | None = None,
) -> Sample:
    """Sample with other weights, and with the step that made them added to its trail.

    Raises
    ------
    DesignError
        ``S120`` when the sample has replicates and the calling verb does not repeat its step in them.
    """
    if replication_of(sample) is not None:
        raise DesignError(
            "S120",
            f"step of weighting {kind!r}",
            "The sample has replicate weights, and this step is not repeated in every replicate.",
            "Make the step before the replicates, or wrap the verb in survey.weighting.replicate_weighting.",
        )
    step = describe_step(kind, weights, detail, notes, calibration)
    return dataclasses.replace(sample, weights=weights, trail=(*sample.trail, step))


def _weights_of(sample: Sample, step: Step, at: int, place: str) -> Floats:
    """(n,) weights of one replicate after a step; ``S121`` when the step fails in it."""
    try:
        weights = step(sample).weights
        fact = "" if np.isfinite(weights).all() else "It leads to no finite weights."
    except SurveyError as error:
        fact = f"{error.place}: {error.fact}"
    if fact:
        raise DesignError(
            "S121",
            f"{place}: replicate {at + 1}",
            f"The step cannot be repeated in this replicate. {fact}",
            "Join small classes or widen bounds, or use replicates in which nobody weighs nothing (Fay, Rao-Wu).",
        )
    return weights
