"""Margins as targets of raking: categories of the population matched with those of the interviews.

Interviews that agree in every variable are first joined into cells; everything else works on cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.arrays import Floats, Indices, Mask
from survey.design.data_columns import name_rows
from survey.design.population import Population
from survey.design.population_margin import Level, compress
from survey.design.sample import Sample
from survey.errors import WeightingError

Unknown = Literal["few", "hold", "error"]
"""Treatment of interviews without a category: hold their share of the total if it is small, always, or never."""

FEW = 0.05
"""Largest share of the total that interviews without a category may hold under ``few``."""


_WIDEST = 1 << 17
"""Number of combinations above which those that do not occur are dropped before another variable is crossed."""


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """Cells of the variables that make up the margins.

    ``of_row`` (n,) is the cell of each interview, ``weights`` (cells,) the sum of the weights in each cell; ``levels``
    has for each variable the position (cells,) of its level, -1 where blank.
    """

    of_row: Indices
    weights: Floats
    levels: dict[str, Indices]


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Target: one margin to be met.

    Parameters
    ----------
    title : str
        The variables, joined with " x ".
    categories : tuple of str
        Their titles; "(blank)" comes last when interviews without a category keep their share.
    of_cell : (cells,) array of int
        Category of each cell.
    persons : (categories,) array
        Sum of weights to be reached, all positive.
    held : float
        Share of the total that interviews without a category keep; 0 when there are none.
    n_held : int
        Number of these interviews.
    """

    title: str
    categories: tuple[str, ...]
    of_cell: Indices
    persons: Floats
    held: float = 0.0
    n_held: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Variable:
    """Categories of a variable after merging.

    ``of_level`` (levels + 1,) is the category of each level, the last element (-1) that of a blank; ``known`` maps
    every name of a category to its position; ``shown`` has the titles.
    """

    of_level: Indices
    known: dict[str, int]
    shown: tuple[str, ...]


def wanted_margins(
    population: Population, margins: Sequence[str | Sequence[str]] | None, verb: str
) -> tuple[tuple[str, ...], ...]:
    """Names of the margins to be met: those given, or the default margins of the population.

    Raises
    ------
    WeightingError
        ``W001`` when no margin is named.
    """
    wanted = population.default_margins if margins is None else margin_names(margins)
    if not wanted:
        raise WeightingError(
            "W001",
            f"{verb}: margins",
            "No margin is named.",
            f"Name at least one; the population has {', '.join(population.names)}.",
        )
    return wanted


def margin_names(margins: str | Sequence[str | Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Margins as tuples of names, whether given as one name, as names, or as sequences of crossed names.

    Examples
    --------
    >>> margin_names(["sex", ("sex", "age4")])
    (('sex',), ('sex', 'age4'))
    """
    listed = [margins] if isinstance(margins, str) else margins
    return tuple((one,) if isinstance(one, str) else tuple(one) for one in listed)


def held_notes(targets: Sequence[Target]) -> list[str]:
    """Notes for the trail: the interviews without a category that keep their share of the total, margin by margin."""
    return [
        f"{target.n_held} interviews without {target.title} keep {target.held:.2%} of the total"
        for target in targets
        if target.n_held
    ]


def figures_note(population: Population) -> str:
    """Note for the trail: date and status of the population figures."""
    dated = f" of {population.date}" if population.date else ""
    return f"population figures{dated} are {population.status}"


def cross(sample: Sample, names: Sequence[str]) -> Crossed:
    """Cells of a sample: the combinations of some variables, blanks included, that occur in it."""
    keys, size = np.zeros(len(sample), np.intp), 1
    levels: dict[str, Indices] = {}
    for name in names:
        found = sample.categories(name)
        width = len(found.levels) + 1  # codes -1 (blank) to levels - 1, moved up by one
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
    """Target of one margin, checked against the interviews.

    Parameters
    ----------
    sample : Sample
    crossed : Crossed
        Cells of the sample over these variables, and perhaps others.
    population : Population
    names : tuple of str
        The variables of the margin.
    unknown : {"few", "hold", "error"}
    verb : str
        Name of the calling function, for messages.
    partial : bool
        True: categories of the population without interviews are left out. False: they are an error.

    Raises
    ------
    WeightingError
        ``W003`` interviews without a category; ``W004`` a category of the population without interviews; ``W005`` a
        category of the interviews without population.
    PopulationError
        ``P004`` when the population does not have this margin.
    """
    margin = population.margin(names)
    place = f"{verb}: margin {margin.title!r}"
    variables = [_variable(sample, population, name) for name in names]
    shape = tuple(len(one.shown) for one in variables)
    own = np.stack([one.of_level[crossed.levels[name]] for name, one in zip(names, variables, strict=True)])
    blank = np.asarray((own < 0).any(0))
    codes = np.where(blank, 0, np.ravel_multi_index(tuple(np.maximum(own, 0)), shape))
    # Interviews without a weight need no category: they count nowhere and may be blank.
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
    """Categories of a variable, with those joined that the population merges."""
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
    """Position of a category of the population among all combinations; None when the interviews cannot have it."""
    places = [one.known.get(str(level)) for level, one in zip(category, variables, strict=True)]
    at = 0
    for place, size in zip(places, shape, strict=True):
        if place is None:
            return None
        at = at * size + place
    return at


def _title(variables: Sequence[_Variable], shape: tuple[int, ...], at: int) -> str:
    """Title of a combination of categories, by its position."""
    if len(variables) == 1:
        return variables[0].shown[at]
    places = np.unravel_index(at, shape)
    return " x ".join(one.shown[int(place)] for one, place in zip(variables, places, strict=True))


def _nobody(place: str, category: str, count: float, variables: Sequence[_Variable], reached: Floats) -> WeightingError:
    """Error ``W004`` for a category of the population without interviews."""
    seen = [variables[0].shown[at] for at in np.flatnonzero(reached)] if len(variables) == 1 else []
    known = f" They have {_listed(seen)}." if seen else ""
    return WeightingError(
        "W004",
        f"{place}, category {category!r}",
        f"The population has {count:,.0f} people here, but no interview with a weight has this category.{known}",
        "Merge it with a neighbour (population.merge), leave the margin out, or look at the codes.",
    )


def _listed(categories: Sequence[str]) -> str:
    """Text with the first eight categories as written."""
    return ", ".join(repr(one) for one in categories[:8]) + (" …" if len(categories) > 8 else "")


def _check(
    place: str, variables: Sequence[_Variable], shape: tuple[int, ...], persons: Floats, reached: Floats
) -> None:
    """Refuse categories with persons but no interviews (``W004``), and with interviews but no persons (``W005``)."""
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
    """Target with a category for interviews without one, which keeps their share of the total (``W003`` if refused)."""
    rows = blank[crossed.of_row]
    held = float(crossed.weights[blank].sum() / crossed.weights.sum())
    if unknown == "error" or (unknown == "few" and held > FEW):
        raise WeightingError(
            "W003",
            place,
            f"There is no category for {name_interviews(sample, rows)}, who hold {held:.1%} of the total.",
            "Complete the answers, or say unknown='hold': these interviews keep their share of the total.",
        )
    return Target(
        target.title,
        (*target.categories, "(blank)"),
        np.where(blank, len(target.categories), target.of_cell),
        np.append(target.persons * (1 - held), target.persons.sum() * held),
        held,
        int(rows.sum() if sample.counts is None else sample.counts[rows].sum()),
    )


def name_interviews(sample: Sample, rows: Mask) -> str:
    """Count of the interviews that a mask selects, and the first one where interviews are known."""
    if sample.counts is None:
        return name_rows(sample.data, rows)
    return f"{int(sample.counts[rows].sum()):,} of {int(sample.counts.sum()):,} interviews"


def check_totals(targets: Sequence[Target], verb: str) -> None:
    """Refuse margins with different totals: they cannot be met together.

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
    """Titles of margin and category of a column, counted over all margins."""
    for target in targets:
        if at < len(target.categories):
            return target.title, target.categories[at]
        at -= len(target.categories)
    raise IndexError(at)


def turn_of(targets: Sequence[Target]) -> Floats | None:
    """(p, p) matrix T of :class:`survey.design.Calibration` for margins with a held share; None when no margin has one.

    The share h that interviews without a category keep is itself estimated from the sample, and the total of a known
    category is its persons times (1 - h). So these totals do have a sampling error, and residuals must keep that part:
    T leaves in the error of h and removes the rest.
    """
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
