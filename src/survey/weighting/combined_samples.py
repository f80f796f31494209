"""Combined samples: several waves, for example those of a year, as one sample."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.arrays import Floats, Indices, Objects
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage
from survey.design.weight_trail import Calibration, WeightStep, describe_step
from survey.errors import WeightingError, nearest
from survey.interviews import Interviews

Psus = Literal["distinct", "shared"]
WeightScale = Literal["keep", "average", "precision"]
AnyWave = TypeVar("AnyWave", bound=Level)


_PLACE = "survey.combine"


@public
def combine(
    waves: Mapping[AnyWave, Sample], *, name: str = "wave", psus: Psus = "distinct", weights: WeightScale = "average"
) -> Sample:
    """Sample that combines several weighted samples of one population.

    Parameters
    ----------
    waves : mapping of wave -> Sample
        At least two, in chronological order.
    name : str
        Name of the column with the wave of each interview.
    psus : {"distinct", "shared"}
        ``distinct``: the waves were selected independently of each other; strata are within waves. ``shared``: units of
        the first stage with the same stratum and the same name are the same PSU in every wave, as in a panel of polling
        districts; interviews of different waves are then correlated through it. Later stages and finite population
        corrections are left out, so standard errors are conservative.
    weights : {"keep", "average", "precision"}
        ``average``: weights are divided by the number of waves, so that totals are those of an average wave.
        ``precision``: each wave counts in proportion to its effective number of interviews, for quantities that hardly
        change. ``keep``: weights stay, so that each wave adds up to its population, for results ``by`` wave.

    Returns
    -------
    Sample
        The interviews of all waves, one wave after the other. Variances take the calibrations of each wave into
        account; the last step of the trail is ``combine``. Interviews of one questionnaire stay ``Interviews``;
        otherwise the sample holds a plain table.

    Raises
    ------
    WeightingError
        ``W100`` a wave is restricted to a domain; ``W160`` fewer than two waves, or an unknown option; ``W161`` designs
        with different rules; ``W162`` a column already has this name; ``W163`` shared PSUs without names.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> first, second = (make_sample({"y": [1, 2], "w": [5, 5]}, Design(weight="w")) for _ in range(2))
    >>> combine({"2018Q1": first, "2018Q2": second}).weights
    array([2.5, 2.5, 2.5, 2.5])
    """
    _check(waves, name, psus, weights)
    samples = list(waves.values())
    shares = _shares(samples, weights)
    starts = np.cumsum([0, *(len(sample) for sample in samples)])
    stages, units = _shared(samples) if psus == "shared" else _distinct(waves)
    design_weights = np.concatenate([_design_weights(sample) for sample in samples])
    final = np.concatenate([sample.weights * share for sample, share in zip(samples, shares, strict=True)])
    data = _data(samples)
    trail = [describe_step("design", design_weights, f"{len(samples)} samples")]
    for (wave, sample), start in zip(waves.items(), starts.tolist(), strict=False):
        trail += _known(wave, sample, start, len(final))
    detail = f"waves {', '.join(str(wave) for wave in waves)}; PSUs {psus}; weights {weights}"
    notes = [f"{wave}: {' -> '.join(step.kind for step in sample.trail)}" for wave, sample in waves.items()]
    trail.append(describe_step("combine", final, detail, notes))
    labels = np.repeat(np.array(list(waves), object), [len(sample) for sample in samples])
    whole = Sample(data, data, samples[0].design, stages, units, final, tuple(trail), design_weights=design_weights)
    numeric = all(isinstance(wave, int | float) for wave in waves)
    return whole.assign(**_assigned(samples), **{name: labels.astype(np.float64) if numeric else labels})


def _check(waves: Mapping[AnyWave, Sample], name: str, psus: Psus, weights: WeightScale) -> None:
    words = (psus, get_args(Psus)), (weights, get_args(WeightScale))
    wrong = [nearest(word, allowed) for word, allowed in words if word not in allowed]
    if len(waves) < 2 or wrong:
        raise WeightingError(
            "W160",
            f"{_PLACE}: {'options' if wrong else 'waves'}",
            f"psus={psus!r}, weights={weights!r} cannot be used." if wrong else f"{len(waves)} sample is given.",
            wrong[0] if wrong else "Give at least two samples by the name of their wave.",
        )
    first = next(iter(waves.values()))
    for wave, sample in waves.items():
        sample.require_whole(f"{_PLACE}: wave {wave}")
        _check_rules(wave, sample, first)
        if name in sample.names:
            raise WeightingError(
                "W162",
                f"{_PLACE}: name {name!r}",
                f"Wave {wave} already has something of this name.",
                "Choose another name for the column that says the wave.",
            )
        if psus == "shared" and not sample.stages[0].units:
            raise WeightingError(
                "W163",
                f"{_PLACE}: wave {wave}",
                "Its interviews were selected directly, so there are no PSUs to share.",
                "Say psus='distinct', or name the PSUs in its design.",
            )


def _check_rules(wave: Level, sample: Sample, first: Sample) -> None:
    """Refuse a wave whose rules for variances differ from those of the first wave (``W161``)."""
    mine, theirs = sample.design, first.design
    differs = [
        ("the rule for lonely PSUs", (mine.lonely, mine.lonely_domains) != (theirs.lonely, theirs.lonely_domains)),
        ("the order of calibrations (chain)", mine.chain != theirs.chain),
        ("the number of stages that add to a variance", len(sample.stages) != len(first.stages)),
    ]
    facts = [f"{name} differs from that of the first wave" for name, odd in differs if odd]
    if any(stage.form is not None for stage in sample.stages):
        facts.append("it has replicate weights, two phases or joint probabilities")
    if facts:
        raise WeightingError(
            "W161",
            f"{_PLACE}: wave {wave}",
            f"Its design cannot be joined: {'; '.join(facts)}.",
            "Make the samples under one design; combine before making replicates.",
        )


def _shares(samples: Sequence[Sample], weights: WeightScale) -> list[float]:
    """Factor on the weights of each wave."""
    if weights == "keep":
        return [1.0] * len(samples)
    if weights == "average":
        return [1 / len(samples)] * len(samples)
    sizes = [sample.trail[-1].n_eff for sample in samples]
    return [size / sum(sizes) for size in sizes]


def _design_weights(sample: Sample) -> Floats:
    return sample.weights if sample.design_weights is None else sample.design_weights


def _data(samples: Sequence[Sample]) -> Interviews | pd.DataFrame:
    """Interviews of all waves when their questionnaire is the same, otherwise one table."""
    first = samples[0].data
    interviews = [sample.data for sample in samples if isinstance(sample.data, Interviews)]
    same = isinstance(first, Interviews) and all(one.form is first.form or one.form == first.form for one in interviews)
    if isinstance(first, Interviews) and same and len(interviews) == len(samples):
        return _joined(first, interviews)
    frames = [
        sample.data.to_frame().drop(columns="accepted") if isinstance(sample.data, Interviews) else sample.data
        for sample in samples
    ]
    return pd.concat(frames, ignore_index=True)


def _joined(first: Interviews, interviews: Sequence[Interviews]) -> Interviews:
    """Interviews of one questionnaire, one wave after the other."""
    starts = np.cumsum([0, *(len(one) for one in interviews)]).tolist()
    strays = tuple(
        dataclasses.replace(stray, position=stray.position + start)
        for one, start in zip(interviews, starts, strict=False)
        for stray in one.strays
    )
    return dataclasses.replace(
        first,
        answers=pd.concat([one.answers for one in interviews], ignore_index=True),
        reasons=pd.concat([one.reasons for one in interviews], ignore_index=True),
        extras=pd.concat([one.extras for one in interviews], ignore_index=True),
        rows=np.concatenate([one.rows for one in interviews]),
        accepted=np.concatenate([one.accepted for one in interviews]),
        strays=strays,
        source="; ".join(one.source for one in interviews),
        sha256="; ".join(one.sha256 for one in interviews),
    )


def _assigned(samples: Sequence[Sample]) -> dict[str, Floats | Objects]:
    """Assigned columns that all waves have."""
    common = [name for name in samples[0].assigned if all(name in sample.assigned for sample in samples)]
    return {name: np.concatenate([sample.assigned[name] for sample in samples]) for name in common}


def _distinct(waves: Mapping[AnyWave, Sample]) -> tuple[tuple[Stage, ...], Indices]:
    """Stages of independent waves, with strata and units numbered through; and the unit (n,) of each interview."""
    samples = list(waves.values())
    stages: list[Stage] = []
    above = [0] * len(samples)
    for number in range(len(samples[0].stages)):
        own = [sample.stages[number] for sample in samples]
        n_strata = np.cumsum([0, *(len(stage.strata) for stage in own)]).tolist()
        n_units = np.cumsum([0, *(len(stage.stratum) for stage in own)]).tolist()
        parts = list(zip(waves, own, strict=True))
        stages.append(
            Stage(
                np.concatenate([stage.stratum + n_strata[at] for at, stage in enumerate(own)]),
                np.concatenate([stage.parent + (above[at] if number else 0) for at, stage in enumerate(own)]),
                np.concatenate([stage.fraction for stage in own]),
                np.concatenate([stage.factor for stage in own]),
                tuple(f"{wave} / {title}" if title else str(wave) for wave, stage in parts for title in stage.strata),
                tuple(f"{wave} / {unit}" for wave, stage in parts for unit in stage.units),
            )
        )
        above = n_units[:-1]
    units = np.concatenate([sample.units + start for sample, start in zip(samples, above, strict=True)])
    return tuple(stages), units


def _shared(samples: Sequence[Sample]) -> tuple[tuple[Stage, ...], Indices]:
    """Single stage of PSUs that are the same where stratum and name agree; and the PSU (n,) of each interview."""
    strata = {title: at for at, title in enumerate(dict.fromkeys(_strata_of(samples)))}
    place: dict[tuple[int, str], int] = {}
    rows = []
    for sample in samples:
        stage, psu = sample.psus
        keys = [
            place.setdefault((strata[stage.strata[of_stratum]], unit), len(place))
            for of_stratum, unit in zip(stage.stratum.tolist(), stage.units, strict=True)
        ]
        rows.append(np.array(keys, np.intp)[psu])
    of_stratum = np.array([stratum for stratum, _ in place], np.intp)
    order = np.argsort(of_stratum, kind="stable")
    rank = np.empty(len(order), np.intp)
    rank[order] = np.arange(len(order))
    none = np.zeros(len(order))
    names = [unit for _, unit in place]
    stage = Stage(
        of_stratum[order],
        np.zeros(len(order), np.intp),
        none,
        none + 1,
        tuple(strata),
        tuple(names[at] for at in order.tolist()),
    )
    return (stage,), rank[np.concatenate(rows)]


def _strata_of(samples: Sequence[Sample]) -> list[str]:
    return [title for sample in samples for title in sample.stages[0].strata]


def _known(wave: Level, sample: Sample, start: int, n: int) -> list[WeightStep]:
    """Steps of a wave that met totals; their calibrations are extended to the interviews of all waves."""
    return [
        dataclasses.replace(
            step, detail=f"{wave}: {step.detail}", calibration=_extended(step.calibration, start, len(sample), n)
        )
        for step in sample.trail
        if step.calibration is not None
    ]


@dataclass(frozen=True, slots=True)
class _Span:
    """Rows of one wave among those of all: ``own`` of ``n``, from ``start``."""

    start: int
    own: int
    n: int

    def fill(self, part: Floats) -> Floats:
        """Array for all interviews: the part of this wave at its rows, zeros elsewhere."""
        whole = np.zeros((self.n, *part.shape[1:]))
        whole[self.start : self.start + self.own] = part
        return whole


def _extended(calibration: Calibration, start: int, own: int, n: int) -> Calibration:
    """Calibration of one wave in which the interviews of the other waves have the weight 0."""
    span = _Span(start, own, n)
    regression = np.ones(own) if calibration.regression is None else calibration.regression
    return dataclasses.replace(
        calibration,
        cells=span.fill(calibration.cells.astype(np.float64)).astype(np.intp),
        weights=span.fill(calibration.weights),
        regression=span.fill(regression),
        numbers=None if calibration.numbers is None else span.fill(calibration.numbers),
        taken=None if calibration.taken is None else span.fill(calibration.taken),
        moments=None if calibration.moments is None else span.fill(calibration.moments),
    )
