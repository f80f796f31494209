"""Margins of the population laid beside the interviews: categories matched, gaps named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey.design.margin import compress
from survey.design.population import Population
from survey.design.sample import Sample
from survey.errors import WeightingError

Unknown = Literal["error", "hold"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One margin to be met.

    Parameters
    ----------
    title : str
        Its variables.
    categories : tuple of str
        With "(blank)" last when interviews without a category are held.
    codes : (n,) array of int
        Category of each interview.
    persons : (categories,) array
        Weights to be reached.
    held : float
        Share of the total that blank interviews keep; 0 when there are none.
    n_held : int
    """

    title: str
    categories: tuple[str, ...]
    codes: NDArray[np.intp]
    persons: Floats
    held: float = 0.0
    n_held: int = 0


def find_targets(
    sample: Sample, population: Population, margins: Sequence[str | Sequence[str]] | None, unknown: Unknown
) -> tuple[Target, ...]:
    """The margins to be met, checked against the interviews.

    Raises
    ------
    WeightingError
        ``W003`` interviews without a category; ``W004`` a category of the population without interviews; ``W005`` a
        category of the interviews without population.
    """
    wanted = population.default_margins if margins is None else margins
    if not wanted:
        raise WeightingError(
            "W001",
            "survey.rake: margins",
            "No margin is named.",
            f"Name at least one; the population has {', '.join(population.names)}.",
        )
    return tuple(_target(sample, population, (one,) if isinstance(one, str) else tuple(one), unknown) for one in wanted)


def _target(sample: Sample, population: Population, names: tuple[str, ...], unknown: Unknown) -> Target:
    margin = population.margin(names)
    place = f"survey.rake: margin {margin.title!r}"
    codes, size = np.zeros(len(sample), np.intp), 1
    aliases: list[dict[str, int]] = []
    titles: list[list[str]] = []
    blank = np.zeros(len(sample), bool)
    for name in names:
        own, groups, shown = _categories(sample, population, name)
        blank |= own < 0
        codes = codes * len(shown) + own
        size *= len(shown)
        aliases.append(groups)
        titles.append(shown)
    persons = np.zeros(size)
    for category, count in zip(margin.categories, margin.counts.tolist(), strict=True):
        at = 0
        for one, groups, shown in zip(category, aliases, titles, strict=True):
            if str(one) not in groups:
                at = -1
                break
            at = at * len(shown) + groups[str(one)]
        if at < 0 and count > 0:
            raise _nobody(place, " x ".join(map(str, category)), count)
        if at >= 0:
            persons[at] += count
    if blank.any():
        codes = np.where(blank, size, codes)
    reached = np.asarray(np.bincount(codes, sample.weights, size + 1), np.float64)
    _check(place, titles, persons, reached[:-1])
    kept = np.flatnonzero(persons > 0)
    position = np.full(size + 1, -1, np.intp)
    position[kept] = np.arange(len(kept))
    position[size] = len(kept)
    categories = tuple(_title(titles, at) for at in kept.tolist())
    if not blank.any():
        return Target(margin.title, categories, position[codes], persons[kept])
    return _with_blank(sample, margin.title, categories, position[codes], persons[kept], blank, reached, unknown)


def _categories(
    sample: Sample, population: Population, name: str
) -> tuple[NDArray[np.intp], dict[str, int], list[str]]:
    """Category of each interview after merging, the names each category goes by, and the name shown."""
    found = sample.categories(name)
    merged = population.merged.get(name, {})
    groups: dict[str, int] = {}
    shown: list[str] = []
    of_level = np.empty(len(found.levels) + 1, np.intp)
    of_level[-1] = -1
    for at, (level, title) in enumerate(zip(found.levels, found.ids, strict=True)):
        joint = merged.get(title, merged.get(str(level)))
        if joint is None or joint not in groups:
            shown.append(title if joint is None else joint)
        if joint is None:
            groups[title] = groups[str(level)] = len(shown) - 1
        else:
            groups.setdefault(joint, len(shown) - 1)
        of_level[at] = groups[title if joint is None else joint]
    return of_level[found.codes], groups, shown


def _title(titles: list[list[str]], at: int) -> str:
    positions = np.unravel_index(at, [len(shown) for shown in titles])
    return " x ".join(shown[int(one)] for shown, one in zip(titles, positions, strict=True))


def _nobody(place: str, category: str, count: float) -> WeightingError:
    return WeightingError(
        "W004",
        f"{place}, category {category!r}",
        f"The population has {count:,.0f} people here, but no interview has this category.",
        "Merge it with a neighbour (population.merge), leave the margin out, or look at the codes.",
    )


def _check(place: str, titles: list[list[str]], persons: Floats, reached: Floats) -> None:
    empty = np.flatnonzero((persons > 0) & (reached == 0))
    if len(empty):
        raise _nobody(place, _title(titles, int(empty[0])), float(persons[empty[0]]))
    foreign = np.flatnonzero((persons == 0) & (reached > 0))
    if len(foreign):
        raise WeightingError(
            "W005",
            f"{place}, category {_title(titles, int(foreign[0]))!r}",
            f"Interviews representing {reached[foreign[0]]:,.0f} people have it, but the population has nobody here.",
            "Add the figure, merge the category with a neighbour, or look at the codes.",
        )


def _with_blank(
    sample: Sample,
    title: str,
    categories: tuple[str, ...],
    codes: NDArray[np.intp],
    persons: Floats,
    blank: NDArray[np.bool_],
    reached: Floats,
    unknown: Unknown,
) -> Target:
    n_blank = int(blank.sum())
    if unknown != "hold":
        first = int(np.flatnonzero(blank)[0])
        raise WeightingError(
            "W003",
            f"survey.rake: margin {title!r}",
            f"{n_blank} of {len(sample)} interviews have no category (first: position {first} in the sample).",
            "Complete the answers, or say unknown='hold': these interviews keep their share of the total.",
        )
    held = float(reached[-1] / reached.sum())
    return Target(
        title,
        (*categories, "(blank)"),
        codes,
        np.append(persons * (1 - held), persons.sum() * held),
        held,
        n_blank,
    )


def join_cells(targets: Sequence[Target]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Cell of each interview, and (cells, margins) the category of each cell in every margin."""
    keys, size = targets[0].codes, len(targets[0].categories)
    tables = [np.arange(size)[:, None]]
    for target in targets[1:]:
        width = len(target.categories)
        keys, present = compress(keys * width + target.codes, size * width)
        before, own = np.divmod(present, width)
        tables = [np.hstack([tables[0][before], own[:, None]])]
        size = len(present)
    return keys, tables[0]
