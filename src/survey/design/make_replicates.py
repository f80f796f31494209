"""Replicate weights constructed from the strata and PSUs of a design."""

from __future__ import annotations

import dataclasses
from typing import Literal, get_args

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.arrays import Indices
from survey.design.balanced_half_samples import Large, balanced
from survey.design.bootstrap_factors import canty_davison, rao_wu
from survey.design.jackknife_factors import delete_one, delete_one_by_stratum
from survey.design.replicate_factors import ReplicateFactors
from survey.design.reweighting import attach, replication_of
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage, first_interviews
from survey.design.successive_differences import successive_difference
from survey.design.weight_trail import describe_step
from survey.errors import DesignError, nearest

ReplicationMethod = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap", "subbootstrap", "Rao-Wu", "SDR", "ACS"]

_PLACE = "survey.replicate"
_ACS_REPLICATES = 80
_DRAWN = ("bootstrap", "subbootstrap", "Rao-Wu")


@public
def replicate(
    sample: Sample,
    kind: ReplicationMethod,
    *,
    replicates: int | None = None,
    rho: float | None = None,
    large: Large = "split",
    seed: int | None = None,
    mse: bool | None = None,
) -> Sample:
    """Sample with replicate weights, from which all its variances are then calculated.

    Parameters
    ----------
    sample : Sample
        With its design weights. Weight it afterwards: every later step (rake, calibrate, …) is repeated in every
        replicate.
    kind : {"JK1", "JKn", "BRR", "Fay", "bootstrap", "subbootstrap", "Rao-Wu", "SDR", "ACS"}
        ``JK1`` leaves out one PSU at a time, ``JKn`` does so within strata; ``BRR`` takes balanced half samples,
        ``Fay`` multiplies the weight of the other half by ``rho`` instead of 0; ``bootstrap`` is the method of Canty
        and Davison, ``subbootstrap`` that of Rao and Wu without finite population correction, ``Rao-Wu`` with it;
        ``SDR`` compares neighbours of a systematic sample, ``ACS`` does so with 80 replicates.
    replicates : int
        Number of bootstrap replicates (default 500); for SDR and ACS the order of the Hadamard matrix.
    rho : float, above 0 and below 1
        Required by Fay's method, refused by the others.
    large : {"split", "halve"}
        For BRR and Fay: strata with more than two PSUs are split into pairs, or halved.
    seed : int
        Required by the bootstrap methods, refused by the others: the same seed gives the same replicates.
    mse : bool
        Squared deviations from the estimate of the whole sample instead of from the mean of the replicates. The
        default is True for ACS and False for the others.

    Returns
    -------
    Sample
        The same weights; a step ``replicate`` in the trail. Only the first stage is replicated. JK1, JKn, bootstrap,
        Rao-Wu, SDR and ACS have a finite population correction.

    Raises
    ------
    DesignError
        ``S100`` options that do not fit the kind; ``S101`` the sample already has replicates or joint selection
        probabilities; ``S102`` its weights have been calibrated; ``S103`` to ``S112`` the design does not allow the
        kind.

    Notes
    -----
    Wolter (2007); Shao and Tu (1995). Factors are kept per replicate and PSU, so that replicate estimates follow from
    sums by PSU. Degrees of freedom are the rank of the replicate weights minus 1, as in R's ``degf``.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> sample = make_sample({"y": [1, 2, 3, 4], "psu": [1, 1, 2, 3], "w": [1, 1, 1, 1]}, Design(psu="psu", weight="w"))
    >>> replicate(sample, "JK1").trail[-1].detail
    'JK1: 3 replicates'
    """
    _check(sample, kind, replicates, rho, seed)
    psus, units = sample.psus
    made = _make_factors(sample, psus, units, kind, replicates, rho, large, seed, kind == "ACS" if mse is None else mse)
    found = attach(sample, psus, np.arange(len(psus.stratum)), units, made)
    step = describe_step("replicate", sample.weights, _detail(made, rho, seed), _notes(sample))
    return dataclasses.replace(found, trail=(*sample.trail, step))


@public
def replicate_weights(sample: Sample, prefix: str = "replicate_") -> pd.DataFrame:
    """Replicate weights written out as a table, for publication with the data.

    Parameters
    ----------
    sample : Sample
        With replicates.
    prefix : str
        Columns are named ``<prefix>1``, ``<prefix>2`` and so on.

    Returns
    -------
    DataFrame
        (n, replicates): weights, not factors. The scale of each replicate is in ``sample.stages[-1].form.scale``.

    Raises
    ------
    DesignError
        ``S119`` a sample without replicates.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> replicate_weights(replicate(make_sample({"w": [2.0, 4.0]}, Design(weight="w")), "JK1"), "r").values.tolist()
    [[0.0, 4.0], [8.0, 0.0]]
    """
    made = replication_of(sample)
    if made is None:
        raise DesignError(
            "S119",
            "survey.replicate_weights",
            "The sample has no replicates.",
            "survey.replicate makes them from strata and PSUs.",
        )
    written = np.vstack(list(made.weights(sample.units, sample.weights)))
    return pd.DataFrame(written.T, columns=[f"{prefix}{at + 1}" for at in range(len(made))])


def _make_factors(
    sample: Sample,
    psus: Stage,
    units: Indices,
    kind: ReplicationMethod,
    replicates: int | None,
    rho: float | None,
    large: Large,
    seed: int | None,
    mse: bool,
) -> ReplicateFactors:
    lonely = sample.design.lonely
    if kind == "JK1":
        return delete_one(psus, mse)
    if kind == "JKn":
        return delete_one_by_stratum(psus, lonely, mse)
    if kind in _DRAWN:
        number, random = replicates or 500, np.random.default_rng(seed)
        if kind == "bootstrap":
            return canty_davison(psus, number, random, lonely, mse)
        return rao_wu(psus, number, random, lonely, mse, finite=kind == "Rao-Wu")
    order = first_interviews(units, len(psus.stratum))
    if kind in ("BRR", "Fay"):
        return balanced(psus, order, lonely, rho or 0.0, large, mse)
    wanted = _ACS_REPLICATES if kind == "ACS" and replicates is None else replicates
    return successive_difference(psus, order, wanted, kind, mse)


def _check(
    sample: Sample, kind: ReplicationMethod, replicates: int | None, rho: float | None, seed: int | None
) -> None:
    complaint = _misfit(kind, replicates, rho, seed)
    if complaint:
        raise DesignError("S100", _PLACE, complaint[0], complaint[1])
    if sample.stages[-1].form is not None:
        own = "replicate weights" if replication_of(sample) else "joint probabilities of selection"
        raise DesignError(
            "S101",
            _PLACE,
            f"The sample has {own} already.",
            "Begin with a sample whose design names strata and PSUs only.",
        )
    calibrated = [step.kind for step in sample.trail if step.calibration is not None]
    if calibrated:
        raise DesignError(
            "S102",
            f"{_PLACE}: sample",
            f"Its weights have been calibrated: {', '.join(calibrated)}.",
            "Make the replicates first; each step of weighting is then repeated in every replicate.",
        )


def _misfit(
    kind: ReplicationMethod, replicates: int | None, rho: float | None, seed: int | None
) -> tuple[str, str] | None:
    """Fact and remedy when the options do not fit the kind; None when they do."""
    if kind not in get_args(ReplicationMethod):
        return f"There is no kind {kind!r}.", nearest(str(kind), get_args(ReplicationMethod))
    if (rho is not None) != (kind == "Fay") or (rho is not None and not 0 < rho < 1):
        return f"kind={kind!r} and rho={rho!r} do not fit.", "Fay needs a rho between 0 and 1; the others have none."
    if (seed is None) == (kind in _DRAWN) or (seed is not None and seed < 0):
        return (
            f"kind={kind!r} and seed={seed!r} do not fit.",
            "A bootstrap needs a seed of at least 0; the others draw nothing.",
        )
    if replicates is not None and (replicates < 2 or kind in ("JK1", "JKn", "BRR", "Fay")):
        return (
            f"kind={kind!r} and replicates={replicates} do not fit.",
            "Jackknife and half samples make as many as they need; the others need two or more.",
        )
    return None


def _detail(made: ReplicateFactors, rho: float | None, seed: int | None) -> str:
    more = f", rho {rho:g}" if rho is not None else f", seed {seed}" if seed is not None else ""
    return f"{made.kind}: {len(made)} replicates{more}{', about the estimate' if made.mse else ''}"


def _notes(sample: Sample) -> tuple[str, ...]:
    notes = []
    if len(sample.stages) > 1:
        notes.append("only the first stage of selection is replicated")
    return tuple(notes)
