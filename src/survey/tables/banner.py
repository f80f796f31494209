"""Banner: the columns of a table, breaks next to one another, each of them plain or nested."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.arrays import Mask
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import TabulationError, nearest
from survey.estimation.chosen_answers import ChosenCodes, choice_of
from survey.estimation.domains import find_domains, is_condition
from survey.indicators.rule_constants import CROSSED
from survey.tables.answer_rows import choice_of_series, labels_of, title_of
from survey.tables.row_blocks import Break, ColumnsGiven
from survey.tables.table_words import everywhere, words
from survey.text import Text

TOTAL = "total"

_PLACE = "survey.tabulate: columns"

_MOST_COLUMNS = 300


@dataclass(frozen=True, slots=True, eq=False)
class BannerColumn:
    """A column of the banner.

    Parameters
    ----------
    id : str
        ``total``, or break and category: ``sex:1``, ``sex x age4:1 x 18-29``.
    inside : (n,) array of bool
        Interviews of the column.
    heading : Text
    spanners : tuple of Text
        Headings over it, from the outermost: the title of the break, and the outer category of a nested one.
    of_break : int
        Position of its break; -1 for the total.
    family : int
        Columns of one family are compared with one another.
    letter : str
        By which tests refer to it; empty where its family has one column only.
    """

    id: str
    inside: Mask
    heading: Text
    spanners: tuple[Text, ...]
    of_break: int
    family: int
    letter: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _BreakPart:
    """One classification of a break."""

    name: str
    title: Text
    choice: ChosenCodes


@dataclass(frozen=True, slots=True, eq=False)
class Banner:
    """Columns of a table, the total first where it is shown."""

    columns: tuple[BannerColumn, ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.columns)

    def of_break(self, at: int) -> list[int]:
        """Positions of the columns of a break; -1 asks for the total."""
        return [place for place, column in enumerate(self.columns) if column.of_break == at]

    def families(self) -> list[list[int]]:
        """Positions of the columns that are compared with one another, two or more in each family."""
        numbers = dict.fromkeys(column.family for column in self.columns if column.letter)
        return [[at for at, one in enumerate(self.columns) if one.family == number] for number in numbers]

    def members(self, at: int) -> Mask:
        """(n,) interviews in some column of a break."""
        return np.asarray(np.logical_or.reduce([self.columns[place].inside for place in self.of_break(at)]), bool)


def read_banner(sample: Sample, given: ColumnsGiven, *, total: bool) -> Banner:
    """The banner of a table.

    Raises
    ------
    TabulationError
        ``B010`` too many columns; ``B011`` a break that is blank everywhere; ``B012`` no column at all; ``B013`` a
        break twice.
    EstimationError
        ``E005``, ``E012`` an unknown name.
    """
    titled = _titled(given)
    names = tuple(name for name, _, _ in titled)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TabulationError("B013", _PLACE, f"The break {twice!r} is there twice.", "Name it once.")
    columns = [_total(sample)] if total else []
    for at, (name, title, parts) in enumerate((name, title, _parts(sample, source)) for name, title, source in titled):
        _check_size(name, len(columns), parts)
        columns += _columns_of(name, title, parts, at, len(columns))
    if not columns:
        raise TabulationError(
            "B012",
            "survey.tabulate: columns",
            "There is no column.",
            "Name a break, or leave the total in: total=True.",
        )
    return Banner(tuple(_lettered(columns)), names)


def _titled(given: ColumnsGiven) -> list[tuple[str, str | None, Break]]:
    """Id, title and source of each break."""
    if isinstance(given, Mapping):
        return [(str(title), str(title), source) for title, source in given.items()]
    listed: Sequence[Break] = (given,) if isinstance(given, str | pd.Series) else given
    return [(_name(one, at), None, one) for at, one in enumerate(listed)]


def _name(source: Break, at: int) -> str:
    if isinstance(source, str):
        return source
    return str(source.name) if source.name is not None else f"series {at + 1}"


def _total(sample: Sample) -> BannerColumn:
    return BannerColumn(TOTAL, np.ones(len(sample), bool), words("total"), (), -1, -1)


def _parts(sample: Sample, source: Break) -> list[_BreakPart]:
    if not isinstance(source, str):
        name = _name(source, 0)
        return [_BreakPart(name, everywhere(name), choice_of_series(sample, source, name))]
    names = [source] if sample.has(source) else source.split(CROSSED)
    return [_BreakPart(name, title_of(sample, name), choice_of_classes(sample, name.strip(), _PLACE)) for name in names]


def choice_of_classes(sample: Sample, name: str, place: str) -> ChosenCodes:
    """Classes of a name or condition: those of a single answer, a grouping or a multiple choice."""
    if sample.has(name):
        choice = choice_of(sample, name, f"{place} {name!r}")
    elif is_condition(name):
        found = find_domains(sample, name)
        assert found.codes is not None
        (_, levels, labels), codes = found.classes[0], found.codes
        choice = ChosenCodes(levels, labels, codes >= 0, codes=codes)
    else:
        where, fact = f"{place} {name!r}", "Nothing in the sample has this name."
        raise TabulationError("B014", where, fact, nearest(name, sample.names))
    if not choice.levels:
        raise TabulationError(
            "B011",
            f"{place} {name!r}",
            f"It is blank in all of {len(sample)} interviews.",
            "Name a column that says where an interview belongs.",
        )
    return choice


def _check_size(name: str, before: int, parts: Sequence[_BreakPart]) -> None:
    number = before + int(np.prod([len(part.choice.levels) for part in parts]))
    if number > _MOST_COLUMNS:
        raise TabulationError(
            "B010",
            f"survey.tabulate: columns {name!r}",
            f"The table would have {number:,} columns; it may have {_MOST_COLUMNS}.",
            "Group the values first, or nest fewer classifications.",
        )


def _columns_of(
    name: str, title: str | None, parts: Sequence[_BreakPart], at: int, first: int
) -> Iterator[BannerColumn]:
    """Columns of a break, the last classification running fastest; those of one outer category are one family."""
    levels = [list(zip(_ids(part.choice), part.choice.levels, labels_of(part.choice), strict=True)) for part in parts]
    outer_families: dict[tuple[str, ...], int] = {}
    for combination in itertools.product(*levels):
        inside = np.logical_and.reduce(
            [part.choice.chosen([level]) for part, (_, level, _) in zip(parts, combination, strict=True)]
        )
        outer = tuple(shown for shown, _, _ in combination[:-1])
        family = outer_families.setdefault(outer, first + len(outer_families))
        above = everywhere(title) if title is not None else parts[0].title
        spanners = [above, *(label for _, _, label in combination[:-1])]
        yield BannerColumn(
            f"{name}:{CROSSED.join(shown for shown, _, _ in combination)}",
            inside,
            combination[-1][2],
            tuple(spanners),
            at,
            family,
        )


def _ids(choice: ChosenCodes) -> list[str]:
    """Names of the levels as populations and indicators use them, else their codes."""
    own: dict[Level, Level] = {level: name for name, level in choice.names.items()}
    return [str(own.get(level, level)) for level in choice.levels]


def _lettered(columns: Sequence[BannerColumn]) -> Iterator[BannerColumn]:
    sizes = {one.family: sum(other.family == one.family for other in columns) for one in columns}
    letters = _letters()
    for one in columns:
        letter = next(letters) if one.of_break >= 0 and sizes[one.family] > 1 else ""
        yield BannerColumn(one.id, one.inside, one.heading, one.spanners, one.of_break, one.family, letter)


def _letters() -> Iterator[str]:
    """Letters A, B, …, Z, AA, AB and so on.

    Examples
    --------
    >>> found = list(itertools.islice(_letters(), 28))
    >>> found[0], found[25], found[26], found[27]
    ('A', 'Z', 'AA', 'AB')
    """
    alphabet = [chr(ord("A") + at) for at in range(26)]
    for size in itertools.count(1):
        yield from map("".join, itertools.product(alphabet, repeat=size))
