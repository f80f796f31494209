"""Direct standardisation: groups weighted to one composition, so that they can be compared as if they were alike in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, cast

import numpy as np

from survey.argument_errors import public
from survey.arrays import Floats, Indices, Mask
from survey.design.data_columns import name_rows
from survey.design.population import Figured, MarginName, Population, as_population
from survey.design.population_margin import Level, OneLevel, compress
from survey.design.reweighting import reweigh
from survey.design.sample import Sample
from survey.design.weight_trail import Calibration
from survey.errors import WeightingError
from survey.weighting.raking_margins import Crossed, Target, cross, figures_note, find_target
from survey.weighting.replicate_weighting import repeated

_PLACE = "survey.standardize"


@public
@repeated()
def standardize(
    sample: Sample,
    by: str | Sequence[str],
    *,
    population: Figured[MarginName] | Mapping[OneLevel, float],
    over: str | Sequence[str] | None = None,
    answered: str | Sequence[str] | None = None,
) -> Sample:
    """Sample in which every group has the composition of a standard population.

    Parameters
    ----------
    sample : Sample
        The whole sample; restrict it to a domain afterwards.
    by : str or sequence of str
        Variables whose composition is made the same: those in which groups differ and that explain the answers.
    population : Population, mapping of margins, or mapping level -> persons
        The standard: persons, or shares, of each category of ``by``, crossed when there are several.
    over : str or sequence of str
        Groups that are compared. By default everybody is one group.
    answered : str or sequence of str
        Variables that are estimated afterwards. Interviews without an answer to one of them get the weight 0, so that those
        who answered have the standard composition; otherwise blanks bend it again.

    Returns
    -------
    Sample
        With a step ``standardize``; the sum of the weights of each group is that before, less those set to 0. Estimate
        with ``by=over``.

    Raises
    ------
    WeightingError
        ``W004``, ``W005`` categories that do not match; ``W100`` the sample is restricted; ``W123`` nobody is left;
        ``W124`` a group without interviews in a category; ``W126`` a variable twice, or none.
    PopulationError
        ``P004`` the population does not have these variables crossed.

    Notes
    -----
    A post-stratification of each group to its weight times the standard shares, as R's ``svystandardize`` (with
    ``excluding.missing`` for ``answered``): variances of means within groups allow for it. Sizes of groups count as known, as
    in R, so that totals seem more precise than they are. R leaves out a category in which a group has nobody and so
    compares groups of different composition; here that is an error. When *not* to use it: to describe a group, whose real
    composition is part of it.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> data = {"sex": [1, 1, 1, 2, 2, 2], "old": [0, 0, 1, 0, 1, 1], "ill": [0, 0, 1, 0, 1, 1]}
    >>> sample = make_sample({**data, "w": [1.0] * 6}, Design(weight="w"))
    >>> standardize(sample, "old", population={0: 0.5, 1: 0.5}, over="sex").weights
    array([0.75, 0.75, 1.5 , 1.5 , 0.75, 0.75])
    """
    sample.require_whole(_PLACE)
    names, groups = _listed(by), _listed(over)
    _check_names(names, groups)
    kept = sample.weights != 0
    for name in (*names, *groups):
        kept &= sample.categories(name).codes >= 0
    for name in _listed(answered):
        kept &= sample.reason(name) == 0
    if not kept.any():
        raise WeightingError(
            "W123",
            f"{_PLACE}: sample",
            f"No interview with a weight has values of {', '.join((*names, *groups, *_listed(answered)))}.",
            "Look at the names: somebody must have an answer to all of them.",
        )
    before = dataclasses.replace(sample, weights=np.where(kept, sample.weights, 0.0))
    return _standardised(before, names, groups, _standard(population, names), _left_out(sample, kept))


def _standardised(
    sample: Sample, names: tuple[str, ...], groups: tuple[str, ...], standard: Population, left: str
) -> Sample:
    """The sample, from which those left out have been taken, after the step."""
    crossed = cross(sample, (*groups, *names))
    target = find_target(sample, crossed, standard, names, "error", _PLACE)
    size, group = _groups(crossed, groups)
    shares = target.persons / target.persons.sum()
    own = group * len(shares) + target.of_cell
    reached = np.asarray(np.bincount(own, crossed.weights, size * len(shares)), np.float64).reshape(size, -1)
    _check_filled(sample, crossed, groups, group, target, reached)
    wanted = reached.sum(1, keepdims=True) * shares
    factors = np.divide(wanted, reached, out=np.zeros_like(wanted), where=reached > 0).ravel()
    weights = sample.weights * factors[own][crossed.of_row]
    calibration = Calibration(crossed.of_row, own[:, None], (len(factors),), None, weights, sample.weights)
    used = factors[factors > 0]
    within = f" within {' x '.join(groups)}" if groups else ""
    detail = f"{target.title}{within}: {len(used)} cells; factors {used.min():.3g} to {used.max():.3g}"
    notes = (*([left] if left else []), figures_note(standard))
    return reweigh(sample, weights, "standardize", detail, notes=notes, calibration=calibration)


def _listed(names: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if names is None else (names,) if isinstance(names, str) else tuple(names)


def _check_names(names: tuple[str, ...], groups: tuple[str, ...]) -> None:
    every = (*names, *groups)
    repeats = [name for name in every if every.count(name) > 1]
    if names and not repeats:
        return
    raise WeightingError(
        "W126",
        f"{_PLACE}: by, over",
        f"{repeats[0]!r} is named twice." if repeats else "No variable is named whose composition is made the same.",
        "by= names what is made the same, over= the groups that are compared.",
    )


def _standard(given: Figured[Any] | Mapping[Any, float], names: tuple[str, ...]) -> Population:
    """The standard population; persons by level are a margin of the one variable."""
    if isinstance(given, Mapping) and given and all(isinstance(one, Real) for one in given.values()):
        counts = cast("Mapping[Level, float]", given)
        return Population.from_margins({names if len(names) > 1 else names[0]: counts})
    return as_population(cast("Figured[Any]", given))


def _groups(crossed: Crossed, groups: tuple[str, ...]) -> tuple[int, Indices]:
    """Number of groups, and (cells,) group of each cell; cells with a blank, which weigh nothing, are in a group too."""
    keys, size = np.zeros(len(crossed.weights), np.intp), 1
    for name in groups:
        levels = crossed.levels[name]
        width = int(levels.max(initial=0)) + 2
        keys, size = keys * width + levels + 1, size * width
    keys, present = compress(keys, size)
    return len(present), keys


def _check_filled(
    sample: Sample,
    crossed: Crossed,
    groups: tuple[str, ...],
    group: Indices,
    target: Target,
    reached: Floats,
) -> None:
    """Refuse a group that has nobody in a category of the standard (``W124``)."""
    empty = np.argwhere((reached == 0) & (reached.sum(1, keepdims=True) > 0))
    if not len(empty):
        return
    at, category = (int(one) for one in empty[0])
    cell = int(np.flatnonzero((group == at) & (crossed.weights != 0))[0])
    parts = [f"{name} {sample.categories(name).ids[crossed.levels[name][cell]]}" for name in groups]
    raise WeightingError(
        "W124",
        f"{_PLACE}: {', '.join(parts)}",
        f"It has no interview with a weight in {target.title} {target.categories[category]!r}, of which the standard has "
        f"{target.persons[category] / target.persons.sum():.1%}; there are {len(empty)} such cells.",
        "Merge the category with a neighbour (population.merge), or join groups.",
    )


def _left_out(sample: Sample, kept: Mask) -> str:
    """Note on the interviews that get no weight; empty when there are none."""
    out = ~kept & (sample.weights != 0)
    return f"{name_rows(sample.data, out)} have a blank and no weight" if out.any() else ""
