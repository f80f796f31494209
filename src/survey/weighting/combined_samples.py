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
from survey.design.assigned_classes import AssignedClasses
from survey.design.older_interviews import under_questionnaire_of
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage
from survey.design.weight_trail import Calibration, WeightStep, describe_step
from survey.errors import WeightingError, nearest
from survey.interviews import Interviews

Psus = Literal["distinct", "shared"]
WeightScale = Literal["keep", "average", "equal", "precision"]
AnyWave = TypeVar("AnyWave", bound=Level)


_PLACE = "survey.combine"


@public
def combine(
    waves: Mapping[AnyWave, Sample],
    *,
    name: str = "wave",
    psus: Psus | Mapping[AnyWave, Psus] = "distinct",
    weights: WeightScale = "average",
) -> Sample:
    """Sample that combines several weighted samples of one population.

    Parameters
    ----------
    waves : mapping of wave -> Sample
        At least two, in chronological order.
    name : str
        Column that says from which wave an interview comes.
    psus : {"distinct", "shared"}, or a mapping of wave to one of them
        ``distinct``: the waves were selected independently of each other; the wave is a stratum above all strata.
        ``shared``: units of the first stage with the same stratum and the same name are the same PSU in every wave,
        as in a panel of polling districts; interviews of different waves are then correlated through it. Further
        stages and population corrections are left out, so standard errors are on the safe side. With a mapping, PSUs
        are shared among the waves that say ``shared``; every other wave has strata and PSUs by itself.
    weights : {"keep", "average", "equal", "precision"}
        ``average``: divided by the number of waves, so that totals are those of an average wave. ``equal``: every wave
        is scaled to the same sum, which adds up to that of an average wave. ``precision``: in
        proportion to each wave's effective number of interviews, for what hardly changes. ``keep``: every wave counts
        its population, for results ``by`` wave.

    Returns
    -------
    Sample
        The waves below each other. Calibrations of each wave are known to the variance step; the last step is
        ``combine``. Interviews of one survey stay interviews, under the questionnaire of the last wave: a question that
        another version did not ask, or asked otherwise (:func:`survey.questionnaire.comparable_questions.asked_alike`),
        has no answers from the interviews of that version, with the reason "not asked". Everything else becomes a
        plain table.

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
    kept = {wave: psus if isinstance(psus, str) else psus[wave] for wave in waves}
    shared = "shared" in kept.values()
    stages, units = _shared(waves, kept) if shared else _distinct(waves)
    design_weights = np.concatenate([_design_weights(sample) for sample in samples])
    final = np.concatenate([sample.weights * share for sample, share in zip(samples, shares, strict=True)])
    data = _data(samples)
    trail = [describe_step("design", design_weights, f"{len(samples)} samples")]
    for (wave, sample), start in zip(waves.items(), starts.tolist(), strict=False):
        trail += _known(wave, sample, start, len(final))
    said = psus if isinstance(psus, str) else ", ".join(f"{wave} {own}" for wave, own in kept.items())
    detail = f"waves {', '.join(str(wave) for wave in waves)}; PSUs {said}; weights {weights}"
    notes = [f"{wave}: {' -> '.join(step.kind for step in sample.trail)}" for wave, sample in waves.items()]
    trail.append(describe_step("combine", final, detail, notes))
    labels = np.repeat(np.array(list(waves), object), [len(sample) for sample in samples])
    whole = Sample(data, data, samples[0].design, stages, units, final, tuple(trail), design_weights=design_weights)
    numeric = all(isinstance(wave, int | float) for wave in waves)
    with_columns = whole.assign(**_assigned(samples), **{name: labels.astype(np.float64) if numeric else labels})
    return dataclasses.replace(with_columns, classes=_classes(samples))


def _check(
    waves: Mapping[AnyWave, Sample], name: str, psus: Psus | Mapping[AnyWave, Psus], weights: WeightScale
) -> None:
    said = {psus} if isinstance(psus, str) else {str(psus.get(wave, "nothing")) for wave in waves}
    words = *((one, get_args(Psus)) for one in sorted(said)), (weights, get_args(WeightScale))
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
        if "shared" in said and not sample.stages[0].units:
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
    if weights == "equal":
        sums = [float(sample.weights.sum()) for sample in samples]
        return [sum(sums) / len(sums) ** 2 / own for own in sums]
    sizes = [sample.trail[-1].n_eff for sample in samples]
    return [size / sum(sizes) for size in sizes]


def _design_weights(sample: Sample) -> Floats:
    return sample.weights if sample.design_weights is None else sample.design_weights


def _data(samples: Sequence[Sample]) -> Interviews | pd.DataFrame:
    last = samples[-1].data
    interviews = [sample.data for sample in samples if isinstance(sample.data, Interviews)]
    if (
        isinstance(last, Interviews)
        and len(interviews) == len(samples)
        and all(one.form.id == last.form.id for one in interviews)
    ):
        return _joined(last, [under_questionnaire_of(last, one) for one in interviews])
    frames = [
        sample.data.to_frame().drop(columns="accepted") if isinstance(sample.data, Interviews) else sample.data
        for sample in samples
    ]
    return pd.concat(frames, ignore_index=True)


def _joined(last: Interviews, interviews: Sequence[Interviews]) -> Interviews:
    starts = np.cumsum([0, *(len(one) for one in interviews)]).tolist()
    strays = tuple(
        dataclasses.replace(stray, position=stray.position + start)
        for one, start in zip(interviews, starts, strict=False)
        for stray in one.strays
    )
    absent = [set(one.absent) for one in interviews]
    nowhere = set.intersection(*absent)
    return dataclasses.replace(
        last,
        records=None,
        absent={name: columns for name, columns in last.absent.items() if name in nowhere},
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
    common = _assigned_everywhere(samples)
    return {name: np.concatenate([sample.assigned[name] for sample in samples]) for name in common}


def _assigned_everywhere(samples: Sequence[Sample]) -> list[str]:
    return [name for name in samples[0].assigned if all(name in sample.assigned for sample in samples)]


def _classes(samples: Sequence[Sample]) -> dict[str, AssignedClasses]:
    """Classes of assigned columns, which are the same in all waves (``W169``)."""
    found: dict[str, AssignedClasses] = {}
    for name in _assigned_everywhere(samples):
        each = [sample.classes.get(name, AssignedClasses(())) for sample in samples]
        if not any(one.levels for one in each):
            continue
        if len({(one.levels, one.labels, one.title) for one in each}) > 1:
            raise WeightingError(
                "W169",
                f"{_PLACE}: column {name!r}",
                "Its classes differ between the waves.",
                "Make it after the waves are combined: survey.recode.",
            )
        why = [one.reasons for one in each if one.reasons is not None]
        found[name] = dataclasses.replace(each[0], reasons=np.concatenate(why) if len(why) == len(each) else None)
    return found


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


def _shared(waves: Mapping[AnyWave, Sample], kept: Mapping[AnyWave, Psus]) -> tuple[tuple[Stage, ...], Indices]:
    """One stage of PSUs, the same in the waves that share them where stratum and name agree."""
    titles = {
        wave: [title if kept[wave] == "shared" else f"{wave} / {title}" for title in sample.stages[0].strata]
        for wave, sample in waves.items()
    }
    strata = {title: at for at, title in enumerate(dict.fromkeys(title for own in titles.values() for title in own))}
    place: dict[tuple[int, str], int] = {}
    rows = []
    for wave, sample in waves.items():
        stage, psu = sample.stages[0], sample.units
        for below in reversed(sample.stages[1:]):
            psu = below.parent[psu]
        keys = [
            place.setdefault((strata[titles[wave][of_stratum]], unit), len(place))
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
