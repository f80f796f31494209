"""Overlap of two waves: units in both, the covariance they cause, and the degrees of freedom in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask, Objects
from survey.design.sample import Sample
from survey.design.sampling_stages import Stage
from survey.errors import EstimationError, nearest
from survey.estimation.presence import Presence
from survey.estimation.sampling_variance import deviations
from survey.estimation.variation import Linearised, Variation

_PLACE = "survey.change"


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Units of one stage that are in both waves: (k,) positions in the stage of each."""

    previous: Indices
    current: Indices

    def __len__(self) -> int:
        return len(self.previous)


def find_kept(previous: Sample, current: Sample, shared: str) -> tuple[Kept, ...]:
    """Units of each stage that are in both waves.

    Parameters
    ----------
    previous, current : Sample
    shared : str
        ``psu``: units are the same when all their names are, stratum by stratum and stage by stage. ``none``: no unit
        is. Else the column with the numbers of the members of a panel.

    Raises
    ------
    EstimationError
        ``E321`` no such column in a wave; ``E322`` a member twice in a wave; ``E323`` a member in two PSUs;
        ``E326`` units in both waves of a design with joint probabilities or replicate weights.
    """
    depth = min(len(previous.stages), len(current.stages))
    if shared == "none":
        return tuple(_match([], []) for _ in range(depth))
    members: tuple[Objects, Objects] | None = None
    if shared != "psu":
        members = _members(previous, shared, "previous"), _members(current, shared, "current")
        _check_place(previous, current, members)
    if members is None:
        return same_names(previous.stages, current.stages)
    by_unit = [own[np.argsort(sample.units)].tolist() for own, sample in zip(members, (previous, current), strict=True)]
    return _kept(previous.stages, current.stages, by_unit[0], by_unit[1])


def same_names(previous: Sequence[Stage], current: Sequence[Stage]) -> tuple[Kept, ...]:
    """Units of each stage that have the same names in both waves, stratum by stratum and stage by stage.

    Raises
    ------
    EstimationError
        ``E326`` as :func:`find_kept`.
    """
    return _kept(previous, current, [], [])


def _kept(
    previous: Sequence[Stage], current: Sequence[Stage], members: Sequence[str], current_members: Sequence[str]
) -> tuple[Kept, ...]:
    paths = zip(_paths(previous, members), _paths(current, current_members), strict=False)
    kept = tuple(_match(before, after) for before, after in paths)
    _check_forms(previous, current, kept)
    return kept


def _check_forms(previous: Sequence[Stage], current: Sequence[Stage], kept: Sequence[Kept]) -> None:
    """Refuse units in both waves where variances are not sums of squares within strata (``E326``)."""
    for wave, stages in (("previous", previous), ("current", current)):
        for pairs, stage in zip(kept, stages, strict=False):
            if len(pairs) and stage.form is not None:
                raise _nothing_in_common(wave, len(pairs))


def _nothing_in_common(wave: str, n_kept: int) -> EstimationError:
    return EstimationError(
        "E326",
        f"{_PLACE}: {wave} wave",
        f"{n_kept} units are in both waves, but the design gives variances by joint probabilities or replicate weights, which do "
        "not say what two waves have in common.",
        "Describe strata and PSUs only, or say shared='none' (safe where kept PSUs make waves alike).",
    )


def _members(sample: Sample, name: str, wave: str) -> Objects:
    """(n,) numbers of panel members as text, empty where blank."""
    check_name(sample, name, "shared", wave)
    found = sample.categories(name)
    repeated = np.flatnonzero(np.bincount(found.codes[found.codes >= 0], minlength=1) > 1)
    if len(repeated):
        raise EstimationError(
            "E322",
            f"{_PLACE}: shared {name!r}, {wave} wave",
            f"{len(repeated)} members of the panel stand there more than once, for example {found.levels[repeated[0]]!r}.",
            "A member has one interview per wave; set the repeated ones aside, or name the column that tells members apart.",
        )
    return np.array([*(str(level) for level in found.levels), ""], object)[found.codes]


def check_name(sample: Sample, name: str, role: str, wave: str) -> None:
    """Refuse a name that a wave does not have (``E321``)."""
    if not sample.has(name):
        raise EstimationError(
            "E321",
            f"{_PLACE}: {role} {name!r}, {wave} wave",
            "Nothing in the sample of this wave has this name.",
            f"{nearest(name, sample.names)} Sample.assign gives a wave a column under the name of the other.",
        )


def _check_place(previous: Sample, current: Sample, members: tuple[Objects, Objects]) -> None:
    """Refuse a member who is in another stratum or PSU than before (``E323``)."""
    at = pd.Index(members[0]).get_indexer_for(members[1][members[1] != ""])
    rows = np.flatnonzero(members[1] != "")[at >= 0]
    before, after = _first_stage(previous)[at[at >= 0]], _first_stage(current)[rows]
    moved = np.flatnonzero(before != after)
    if len(moved):
        first = int(moved[0])
        raise EstimationError(
            "E323",
            f"{_PLACE}: panel member {members[1][rows[first]]!r}",
            f"The member is in {_readable(before[first])} in the previous wave and in {_readable(after[first])} in the "
            f"current one. There are {len(moved)} such members.",
            "Stratum and PSU say how a member was selected, which moving does not change: give the current wave those "
            "of the first one.",
        )


def _readable(path: str) -> str:
    stratum, _, unit = path.partition("\x1f")
    return ", ".join(text for text in (f"stratum {stratum}" if stratum else "", f"PSU {unit}" if unit else "") if text)


def _first_stage(sample: Sample) -> Objects:
    """(n,) stratum and PSU of each interview."""
    stage, units = sample.psus
    names = stage.units or ("",) * len(stage.stratum)
    paths = [f"{stage.strata[at]}\x1f{name}" for at, name in zip(stage.stratum.tolist(), names, strict=True)]
    return np.array(paths, object)[units]


def _paths(stages: Sequence[Stage], members: Sequence[str]) -> list[list[str]]:
    """Paths of the units of each stage: all names from the first stage on; empty for units without a name.

    ``members`` are names for the units of a stage that has none, or nothing.
    """
    above, paths = [""], []
    for stage in stages:
        names: Sequence[str] = stage.units or members or [""] * len(stage.stratum)
        above = [
            f"{above[parent]}\x1f{stage.strata[stratum]}\x1f{name}" if name else ""
            for parent, stratum, name in zip(stage.parent.tolist(), stage.stratum.tolist(), names, strict=True)
        ]
        paths.append(above)
    return paths


def _match(before: list[str], after: list[str]) -> Kept:
    positions = {path: at for at, path in enumerate(before) if path}
    found = [(positions[path], at) for at, path in enumerate(after) if path in positions]
    pairs = np.array(found, np.intp).reshape(-1, 2)
    return Kept(pairs[:, 0], pairs[:, 1])


def wave_covariance(previous: Variation, current: Variation, kept: Sequence[Kept]) -> Floats:
    """(variables x domains,) covariance of each estimate of the previous wave with the same one of the current wave.

    Raises
    ------
    EstimationError
        ``E326`` as :func:`find_kept`.

    Notes
    -----
    At each stage, in each stratum with n and n' units of which m were kept, the products of the deviations of the kept
    units from the mean of their stratum *in their own wave*, over ``1 - 1/n - 1/n' + m/(nn')``, which makes the sum
    unbiased: with n = n' = m this is n/(n-1), the factor of a variance. With population figures times
    ``1 - nn'/(Nm)``: samples drawn afresh have nn'/N units in common by chance and no covariance (Tam 1984; Qualité
    and Tillé 2008).
    """
    total = np.zeros(previous.n_variables * previous.presence.n_domains)
    for number, pairs in enumerate(kept):
        if len(pairs):
            # replicates whose weighting was repeated keep the stages they were made of
            if not isinstance(previous, Linearised):
                raise _nothing_in_common("previous", len(pairs))
            if not isinstance(current, Linearised):
                raise _nothing_in_common("current", len(pairs))
            one, other = previous.influence, current.influence
            stages = previous.presence.stages[number], current.presence.stages[number]
            products = deviations(one, number)[pairs.previous] * deviations(other, number)[pairs.current]
            total += _correction(*stages, pairs) @ products
    return total


def _correction(previous: Stage, current: Stage, pairs: Kept) -> Floats:
    """(kept,) factors from products of deviations scaled for variances to those of a covariance; 1 when all were kept."""
    before, after = previous.stratum[pairs.previous], current.stratum[pairs.current]
    m = np.bincount(before)[before]
    n, other = previous.sizes[before], current.sizes[after]
    f, g = previous.fraction[pairs.previous], current.fraction[pairs.current]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.sqrt((1 - 1 / n) * (1 - 1 / other)) / (1 - 1 / n - 1 / other + m / (n * other))
        unselected = (1 - np.sqrt(n * other * f * g) / m) / np.sqrt((1 - f) * (1 - g))
    return np.where((n > 1) & (other > 1), scaled, 1.0) * np.where((f < 1) & (g < 1), unselected, 0.0)


def common_degrees(previous: Presence, current: Presence, kept: Sequence[Kept]) -> tuple[Floats, Floats]:
    """(variables x domains,) degrees of freedom in common, and PSUs with interviews of the domain in both waves.

    In each stratum the degrees of freedom in common are the PSUs in both minus 1.
    """
    pairs, first = kept[0], previous.stages[0]
    both = _present(previous.at(0))[pairs.previous] & _present(current.at(0))[pairs.current]
    by_stratum = np.zeros((len(first.strata), both.shape[1]))
    np.add.at(by_stratum, first.stratum[pairs.previous], both)
    return np.asarray(np.maximum(by_stratum - 1, 0).sum(0)), both.sum(0).astype(np.float64)


def _present(presence: Presence) -> Mask:
    """(units, variables x domains) whether a unit has interviews."""
    found = np.zeros((presence.n_units, len(presence.counts), presence.n_domains), bool)
    for base, counts in enumerate(presence.counts):
        found[presence.units, base, presence.domains] = counts > 0
    return found[:, presence.base_of, :].reshape(len(found), -1)


def common_design_degrees(previous: Sample, kept: Sequence[Kept]) -> float:
    """Degrees of freedom that the designs of the waves have in common, over all domains."""
    common = np.bincount(previous.stages[0].stratum[kept[0].previous], minlength=1)
    return float(np.maximum(common - 1, 0).sum())
