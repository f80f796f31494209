"""Margins of the population laid beside the interviews: categories matched, gaps named.

Interviews are first joined into the cells in which they agree in every variable; all that follows works on cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.population import Population
from survey.design.population_margin import Level, compress
from survey.design.sample import Sample, name_rows
from survey.errors import WeightingError

Unknown = Literal["few", "hold", "error"]
"""What to do with interviews of no category: hold their share when it is small, in any case, or never."""

FEW = 0.05
"""Largest share of the total that interviews of no category may hold under ``few``."""


_WIDEST = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """The sample as cells of the variables that make up the margins.

    ``of_row`` (n,) is the cell of each interview, ``weights`` (cells,) the sum of their weights, ``levels`` gives for
    each variable the (cells,) position of its level, -1 where blank.
    """

    of_row: Indices
    weights: Floats
    levels: dict[str, Indices]


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One margin to be met.

    Parameters
    ----------
    title : str
        Its variables.
    categories : tuple of str
        With "(blank)" last when interviews without a category are held.
    of_cell : (cells,) array of int
        Category of each cell.
    persons : (categories,) array
        Weights to be reached.
    held : float
        Share of the total that blank interviews keep; 0 when there are none.
    n_held : int
        Their number.
    """

    title: str
    categories: tuple[str, ...]
    of_cell: Indices
    persons: Floats
    held: float = 0.0
    n_held: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Variable:
    """A variable after merging: category of each level, names a category goes by, names shown."""

    of_level: Indices
    known: dict[str, int]
    shown: tuple[str, ...]


def wanted_margins(
    population: Population, margins: Sequence[str | Sequence[str]] | None, verb: str
) -> tuple[tuple[str, ...], ...]:
    """The margins to be met, as names.

    Raises
    ------
    WeightingError
        ``W001`` when there is none.
    """
    wanted = population.default_margins if margins is None else [margins] if isinstance(margins, str) else margins
    if not wanted:
        raise WeightingError(
            "W001",
            f"{verb}: margins",
            "No margin is named.",
            f"Name at least one; the population has {', '.join(population.names)}.",
        )
    return tuple((one,) if isinstance(one, str) else tuple(one) for one in wanted)


def cross(sample: Sample, names: Sequence[str]) -> Crossed:
    """The sample as cells of some variables."""
    keys, size = np.zeros(len(sample), np.intp), 1
    levels: dict[str, Indices] = {}
    for name in names:
        found = sample.categories(name)
        width = len(found.levels) + 1
        if size * width > _WIDEST:
            keys, present = compress(keys, size)
            size, levels = len(present), {other: codes[present] for other, codes in levels.items()}
        keys = keys * width
        keys += found.codes
        keys += 1
        before, own = np.divmod(np.arange(size * width), width)
        size, levels = size * width, {other: codes[before] for other, codes in levels.items()} | {name: own - 1}
    keys, present = compress(keys, size)
    weights = np.asarray(np.bincount(keys, sample.weights, len(present)), np.float64)
    return Crossed(keys, weights, {name: codes[present] for name, codes in levels.items()})


def find_target(
    sample: Sample,
    crossed: Crossed,
    population: Population,
    names: tuple[str, ...],
    unknown: Unknown,
    verb: str,
    *,
    partial: bool = False,
) -> Target:
    """One margin, checked against the interviews; categories without interviews may be left out when ``partial``.

    Raises
    ------
    WeightingError
        ``W003`` interviews without a category; ``W004`` a category of the population without interviews; ``W005`` a
        category of the interviews without population.
    """
    margin = population.margin(names)
    place = f"{verb}: margin {margin.title!r}"
    variables = [_variable(sample, population, name) for name in names]
    shape = tuple(len(one.shown) for one in variables)
    own = np.stack([one.of_level[crossed.levels[name]] for name, one in zip(names, variables, strict=True)])
    blank = np.asarray((own < 0).any(0))
    codes = np.where(blank, 0, np.ravel_multi_index(tuple(np.maximum(own, 0)), shape))
    blank &= crossed.weights != 0
    persons = np.zeros(int(np.prod(shape)))
    reached = np.asarray(np.bincount(codes, np.where(blank, 0.0, crossed.weights), len(persons)), np.float64)
    for category, count in zip(margin.categories, margin.counts.tolist(), strict=True):
        at = _position(category, variables, shape)
        if at is not None:
            persons[at] += count
        elif count > 0 and not partial:
            raise _nobody(place, " x ".join(map(str, category)), count, variables, reached)
    if partial:
        persons = np.where(reached != 0, persons, 0.0)
    _check(place, variables, shape, persons, reached)
    kept = np.flatnonzero(persons > 0)
    position = np.zeros(len(persons), np.intp)
    position[kept] = np.arange(len(kept))
    target = Target(
        margin.title, tuple(_title(variables, shape, at) for at in kept.tolist()), position[codes], persons[kept]
    )
    return target if not blank.any() else _with_blank(sample, target, crossed, blank, unknown, place)


def _variable(sample: Sample, population: Population, name: str) -> _Variable:
    found = sample.categories(name)
    merged = population.merged.get(name, {})
    of_level = np.full(len(found.levels) + 1, -1, np.intp)
    known: dict[str, int] = {}
    shown: list[str] = []
    for at, (level, title) in enumerate(zip(found.levels, found.ids, strict=True)):
        joint = merged.get(title, merged.get(str(level)))
        own = title if joint is None else joint
        if joint is None or joint not in shown:
            shown.append(own)
        place = len(shown) - 1 if joint is None else shown.index(joint)
        known[own] = of_level[at] = place
        if joint is None:
            known.setdefault(str(level), place)
    return _Variable(of_level, known, tuple(shown))


def _position(category: tuple[Level, ...], variables: Sequence[_Variable], shape: tuple[int, ...]) -> int | None:
    places = [one.known.get(str(level)) for level, one in zip(category, variables, strict=True)]
    at = 0
    for place, size in zip(places, shape, strict=True):
        if place is None:
            return None
        at = at * size + place
    return at


def _title(variables: Sequence[_Variable], shape: tuple[int, ...], at: int) -> str:
    if len(variables) == 1:
        return variables[0].shown[at]
    places = np.unravel_index(at, shape)
    return " x ".join(one.shown[int(place)] for one, place in zip(variables, places, strict=True))


def _nobody(place: str, category: str, count: float, variables: Sequence[_Variable], reached: Floats) -> WeightingError:
    seen = [variables[0].shown[at] for at in np.flatnonzero(reached)] if len(variables) == 1 else []
    known = f" They have {_listed(seen)}." if seen else ""
    return WeightingError(
        "W004",
        f"{place}, category {category!r}",
        f"The population has {count:,.0f} people here, but no interview with a weight has this category.{known}",
        "Merge it with a neighbour (population.merge), leave the margin out, or look at the codes.",
    )


def _listed(categories: Sequence[str]) -> str:
    """Some of the categories as they are written."""
    return ", ".join(repr(one) for one in categories[:8]) + (" …" if len(categories) > 8 else "")


def _check(
    place: str, variables: Sequence[_Variable], shape: tuple[int, ...], persons: Floats, reached: Floats
) -> None:
    empty = np.flatnonzero((persons > 0) & (reached == 0))
    if len(empty):
        raise _nobody(place, _title(variables, shape, empty[0]), float(persons[empty[0]]), variables, reached)
    foreign = np.flatnonzero((persons == 0) & (reached > 0))
    if len(foreign):
        figures = [variables[0].shown[at] for at in np.flatnonzero(persons > 0)] if len(variables) == 1 else []
        known = f" It has {_listed(figures)}." if figures else ""
        raise WeightingError(
            "W005",
            f"{place}, category {_title(variables, shape, foreign[0])!r}",
            f"Interviews representing {reached[foreign[0]]:,.0f} people have it, but the population has nobody here.{known}",
            "Add the figure, merge the category with a neighbour, or look at the codes.",
        )


def _with_blank(sample: Sample, target: Target, crossed: Crossed, blank: Mask, unknown: Unknown, place: str) -> Target:
    rows = blank[crossed.of_row]
    held = float(crossed.weights[blank].sum() / crossed.weights.sum())
    if unknown == "error" or (unknown == "few" and held > FEW):
        raise WeightingError(
            "W003",
            place,
            f"There is no category for {name_rows(sample.data, rows)}, who hold {held:.1%} of the total.",
            "Complete the answers, or say unknown='hold': these interviews keep their share of the total.",
        )
    return Target(
        target.title,
        (*target.categories, "(blank)"),
        np.where(blank, len(target.categories), target.of_cell),
        np.append(target.persons * (1 - held), target.persons.sum() * held),
        held,
        int(rows.sum()),
    )


def check_totals(targets: Sequence[Target], verb: str) -> None:
    """Margins speak of one number of people.

    Raises
    ------
    WeightingError
        ``W009`` when they disagree in total.
    """
    first = targets[0]
    for other in targets[1:]:
        if abs(other.persons.sum() - first.persons.sum()) > 1e-9 * first.persons.sum():
            raise WeightingError(
                "W009",
                f"{verb}: margins {first.title!r} and {other.title!r}",
                f"They disagree in total: {first.persons.sum():.15g} and {other.persons.sum():.15g} persons.",
                "Bring the figures to one population.",
            )


def column_title(targets: Sequence[Target], at: int) -> tuple[str, str]:
    """Margin and category of a column."""
    for target in targets:
        if at < len(target.categories):
            return target.title, target.categories[at]
        at -= len(target.categories)
    raise IndexError(at)


def turn_of(targets: Sequence[Target]) -> Floats | None:
    """What a held share changes in the residuals: the persons of a category then depend on an estimated share."""
    if not any(target.n_held for target in targets):
        return None
    size = sum(len(target.categories) for target in targets)
    turn = np.eye(size)
    start = 0
    for target in targets:
        end = start + len(target.categories)
        if target.n_held:
            part = np.append(target.persons[:-1] / target.persons[:-1].sum(), 0.0)
            block = np.eye(len(part)) - np.outer(np.full(len(part), target.held), part)
            block[-1] = part * (1 - target.held)
            block[:, -1] = target.held
            turn[start:end, start:end] = block
        start = end
    return turn
