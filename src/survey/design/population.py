"""Population figures: numbers of people by category, to which weights are fitted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal, Protocol, TypeAlias, TypeVar

import numpy as np
import pandas as pd

from survey.argument_errors import noun
from survey.arrays import Floats
from survey.design.population_margin import Level, Margin, code
from survey.errors import PopulationError, nearest
from survey.text import Text

PopulationStatus = Literal["approximate", "official"]

MarginName = TypeVar("MarginName", bound=str | tuple[str, ...])


class MarginFigures(Protocol):
    """Mapping of categories to numbers of persons, or any object with such ``items``."""

    def items(self) -> Iterable[tuple[Level | tuple[Level, ...], float]]:
        """Pairs of a category (a tuple of categories where variables are crossed) and its number of persons."""
        ...


Counts: TypeAlias = MarginFigures | pd.Series | pd.DataFrame
"""Persons by category: a mapping, a series, or a frame whose last column holds the numbers of persons."""

_AGREEMENT = 1e-9
"""Largest relative difference between the totals of two margins of one population: rounding, nothing else."""

_EXACT = 2**53
"""Whole numbers up to this one are exact as floats, too."""


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Persons by category: one joint table, or several margins.

    Parameters
    ----------
    tables : tuple of Margin
        The joint table, or several separate margins.
    default_margins : tuple of tuple of str
        Margins to which weights are fitted unless others are named.
    status : {"approximate", "official"}
        Weights fitted to approximate figures must not be called calibrated to official statistics.
    source : Text or None
        Source of the figures, in the languages of the report.
    date, retrieved : str
        Day to which the figures refer, and day on which they were obtained.
    merged : mapping variable -> mapping category -> joint category
        Categories merged, both in the figures and among the interviews.
    """

    tables: tuple[Margin, ...]
    default_margins: tuple[tuple[str, ...], ...]
    status: PopulationStatus = "approximate"
    source: Text | None = None
    date: str = ""
    retrieved: str = ""
    merged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def from_margins(
        cls,
        margins: Mapping[MarginName, Counts],
        *,
        status: PopulationStatus = "approximate",
        source: Text | None = None,
        date: str = "",
    ) -> Population:
        """Population of separate margins.

        Parameters
        ----------
        margins : mapping name, or tuple of names for crossed variables -> counts
            Counts by category as a mapping (tuples as keys when crossed) or series, or a frame with one column per
            variable and the counts in its last column.

        Raises
        ------
        PopulationError
            ``P001`` a count that is missing, negative or infinite; ``P002`` a category named twice; ``P003`` margins
            that disagree in total; ``P006`` no margin; ``P007`` to ``P009`` counts that do not name the categories;
            ``P023`` a blank category.

        Examples
        --------
        >>> Population.from_margins({"sex": {1: 100, 2: 120}, "urban": {0: 60, 1: 160}})
        <Population: 220 persons, margins sex; urban; approximate>
        """
        tables = tuple(
            _margin((names,) if isinstance(names, str) else tuple(names), counts) for names, counts in margins.items()
        )
        if not tables:
            raise PopulationError(
                "P006",
                "population margins",
                "There is none.",
                'Give counts by category: {"sex": {1: 480, 2: 520}}.',
            )
        return cls(tables, tuple(table.names for table in tables), status, source, date)._checked()

    @property
    def total(self) -> float:
        """Number of persons in the population."""
        return self.tables[0].total

    @property
    def names(self) -> tuple[str, ...]:
        """Variables by which figures are given."""
        return tuple(dict.fromkeys(name for table in self.tables for name in table.names))

    def margin(self, names: str | Sequence[str]) -> Margin:
        """Persons by the categories of one variable, or of several crossed.

        Raises
        ------
        PopulationError
            ``P004`` when the figures do not have this variable, or not these variables crossed.
        """
        wanted = (names,) if isinstance(names, str) else tuple(names)
        for table in self.tables:
            if set(wanted) <= set(table.names):
                return _summed(table, wanted)
        missing = [name for name in wanted if name not in self.names]
        title = " x ".join(wanted)
        if missing:
            fact, remedy = f"The population has no figures by {missing[0]!r}.", nearest(missing[0], self.names)
        else:
            fact = f"The population has no figures by {title} crossed."
            remedy = "Use them as separate margins, or give the crossed table."
        raise PopulationError("P004", f"population margin {title!r}", fact, remedy)

    def merge(self, name: str, joint: Mapping[str, Sequence[Level]]) -> Population:
        """Population with some categories of a variable merged.

        Parameters
        ----------
        name : str
            The variable.
        joint : mapping new category -> categories to merge into it
            The new name may be the name of one of them.

        Raises
        ------
        PopulationError
            ``P005`` when a category does not exist or is named twice.

        Examples
        --------
        >>> people = Population.from_margins({"group": {"a": 5, "b": 1, "c": 4}})
        >>> people.merge("group", {"other": ["b", "c"]}).margin("group").categories
        (('a',), ('other',))
        """
        margin = self.margin(name)
        known = [str(category[0]) for category in margin.categories]
        into: dict[str, str] = {}
        for new, members in joint.items():
            for member in members:
                if str(member) not in known or str(member) in into:
                    fact = "is taken in twice" if str(member) in into else "does not exist"
                    raise PopulationError(
                        "P005",
                        f"population.merge: {name!r}",
                        f"Category {member!r} {fact}.",
                        nearest(str(member), known),
                    )
                into[str(member)] = new
        before = {old: into.get(new, new) for old, new in self.merged.get(name, {}).items()}
        merged = {**self.merged, name: {**into, **before}}
        return dataclasses.replace(
            self, tables=tuple(_renamed(table, name, into) for table in self.tables), merged=merged
        )

    def to_frame(self) -> pd.DataFrame:
        """One row per margin and category of the default margins: margin, category, persons, share."""
        margins = [self.margin(names) for names in self.default_margins]
        return pd.DataFrame(
            {
                "margin": [margin.title for margin in margins for _ in margin.categories],
                "category": [" x ".join(map(str, one)) for margin in margins for one in margin.categories],
                "persons": np.concatenate([margin.counts for margin in margins]),
                "share": np.concatenate([margin.counts / margin.total for margin in margins]),
            }
        )

    def __repr__(self) -> str:
        margins = "; ".join(" x ".join(names) for names in self.default_margins)
        return f"<Population: {self.total:,.0f} persons, margins {margins}; {self.status}>"

    def _repr_html_(self) -> str:
        source = self.source.wordings[-1][1] if self.source else ""
        return f"<p>{escape(repr(self))} {escape(source)}</p>{self.to_frame().to_html(index=False)}"

    def _checked(self) -> Population:
        """The same population, its margins compared in total (``P003``)."""
        first = self.tables[0]
        for other in self.tables[1:]:
            if abs(other.total - first.total) > _AGREEMENT * first.total:
                raise PopulationError(
                    "P003",
                    f"population margins {first.title!r} and {other.title!r}",
                    f"They disagree in total: {first.total:.15g} and {other.total:.15g} persons.",
                    "Bring them to one population: figures of different dates or age limits cannot both be met.",
                )
        return self


def margin_from_frame(frame: pd.DataFrame, names: tuple[str, ...], counts: str, place: str) -> Margin:
    """Margin made of the columns of a frame, one category per row.

    Raises
    ------
    PopulationError
        ``P001`` when a count is missing, negative or infinite, or no count is above zero; ``P023`` a blank category.
    """
    numbers = pd.to_numeric(frame[counts], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    bad = np.flatnonzero(~(numbers >= 0) | np.isinf(numbers))
    if len(bad) or not numbers.sum() > 0:
        at = int(bad[0]) if len(bad) else 0
        category = ", ".join(str(frame[name].iloc[at]) for name in names) if len(frame) else "-"
        raise PopulationError(
            "P001",
            f"{place}: category {category}",
            "The number of persons is missing, negative, infinite or nowhere above zero.",
            "Give persons; leave out categories that do not exist.",
        )
    coded = [code(frame[name]) for name in names]
    for name, (codes, _) in zip(names, coded, strict=True):
        if (codes < 0).any():
            fact = f"A category of {name!r} is blank."
            raise PopulationError("P023", place, fact, "Name it as the data do, or leave these people out.")
    keys = tuple(
        tuple(levels[at] for (_, levels), at in zip(coded, row, strict=True))
        for row in zip(*(codes.tolist() for codes, _ in coded), strict=True)
    )
    return Margin(names, keys, numbers)


Figured: TypeAlias = Population | Mapping[MarginName, Counts]
"""A population, or separate margins in the form that :meth:`Population.from_margins` accepts."""


def as_population(given: Figured[MarginName]) -> Population:
    """Population given as such, or as a mapping of margins, to a verb of weighting."""
    if isinstance(given, Population):
        return given
    if not isinstance(given, Mapping):
        raise TypeError("neither a population nor margins")
    return Population.from_margins(given)


def _margin(names: tuple[str, ...], counts: Counts) -> Margin:
    place = f"population margin {' x '.join(names)!r}"
    if isinstance(counts, pd.DataFrame):
        missing = [name for name in names if name not in counts.columns[:-1]]
        if missing:
            raise PopulationError(
                "P007",
                place,
                f"The frame has no column {missing[0]!r} before its last one, which counts.",
                nearest(missing[0], [str(name) for name in counts.columns[:-1]]),
            )
        margin = margin_from_frame(counts, names, str(counts.columns[-1]), place)
        _check_once(margin.categories, place)
        return margin
    given = _by_category(counts, names, place)
    _check_once([key for key, _ in given], place)
    plain = _plain_margin(names, given)
    if plain is not None:
        return plain
    frame = pd.DataFrame({name: pd.Series([key[at] for key, _ in given]) for at, name in enumerate(names)})
    frame["persons"] = pd.Series([persons for _, persons in given], dtype=object)
    return margin_from_frame(frame, names, "persons", place)


def _plain_margin(names: tuple[str, ...], given: Sequence[tuple[tuple[Level, ...], float]]) -> Margin | None:
    """Margin whose categories are whole numbers or texts and whose counts are numbers already; None for any other.

    Nearly all margins are such, and a frame, which reads everything else, takes twenty times as long as they do.
    """
    by_variable = [{type(key[at]) for key, _ in given} for at in range(len(names))]
    is_plain = all(kinds == {str} for kinds in by_variable if kinds != {int})
    if not is_plain or any(type(persons) not in (int, float) for _, persons in given):
        return None
    if any(part == "" or (type(part) is int and abs(part) > _EXACT) for key, _ in given for part in key):
        return None
    numbers = np.array([persons for _, persons in given], np.float64)
    if not (np.isfinite(numbers).all() and (numbers >= 0).all() and numbers.sum() > 0):
        return None
    return Margin(names, tuple(key for key, _ in given), numbers)


def _by_category(
    counts: MarginFigures | pd.Series, names: tuple[str, ...], place: str
) -> list[tuple[tuple[Level, ...], float]]:
    """Pairs of a category tuple, one category for each of the names, and its count."""
    example = {1: 480, 2: 520} if len(names) == 1 else {(1, "a"): 480, (2, "a"): 520}
    remedy = f"Give counts by category{', one category per variable' if len(names) > 1 else ''}: {example}."
    if not callable(getattr(counts, "items", None)):
        raise PopulationError(
            "P008", place, f"{type(counts).__name__} is not a mapping of categories to persons.", remedy
        )
    given = [(key if isinstance(key, tuple) else (key,), persons) for key, persons in counts.items()]
    for key, _ in given:
        if len(key) != len(names):
            fact = f"Category {key!r} has {len(key)} part(s), the margin {len(names)} variable(s)."
            raise PopulationError("P009", place, fact, remedy)
    return given


def _check_once(categories: Sequence[tuple[Level, ...]], place: str) -> None:
    """Refuse a category given twice (``P002``); interviews are matched by text, so 1 and "1" are the same."""
    seen: set[tuple[str, ...]] = set()
    for category in categories:
        read = tuple(map(str, category))
        if read in seen:
            raise PopulationError(
                "P002",
                place,
                f"Category {' x '.join(read)} is given twice.",
                "Add the two figures or remove one.",
            )
        seen.add(read)


def _summed(table: Margin, names: tuple[str, ...]) -> Margin:
    """Margin of some variables of a table, categories in order of appearance."""
    if names == table.names:
        return table
    at = [table.names.index(name) for name in names]
    return _collected(names, [tuple(category[one] for one in at) for category in table.categories], table.counts)


def _collected(names: tuple[str, ...], keys: list[tuple[Level, ...]], counts: Floats) -> Margin:
    """Margin in which the counts of equal categories are added."""
    place: dict[tuple[Level, ...], int] = {}
    codes = np.array([place.setdefault(key, len(place)) for key in keys], np.intp)
    return Margin(names, tuple(place), np.asarray(np.bincount(codes, counts, len(place)), np.float64))


def _renamed(table: Margin, name: str, into: Mapping[str, str]) -> Margin:
    """Margin with categories of one variable renamed, and added where they then have the same name."""
    if name not in table.names:
        return table
    at = table.names.index(name)
    keys = [(*key[:at], into.get(str(key[at]), key[at]), *key[at + 1 :]) for key in table.categories]
    return _collected(table.names, keys, table.counts)
