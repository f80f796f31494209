"""Persons behind the indicators of a table in a database: how many are in which groups, counted by the database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from survey.arrays import Floats
from survey.errors import IndicatorError
from survey.estimation.database import DatabaseSample
from survey.estimation.database.database_selection import weight_of
from survey.estimation.database.grouped_table import MOST_GROUPS
from survey.indicators.areas import Area
from survey.indicators.database.sql_columns import DONT_KNOW, REFUSED, IndicatorColumn, SqlRespondents
from survey.indicators.definitions import AREA_ONLY, Gap, GeometricMean, Indicators, ListExperiment
from survey.indicators.kindred_indicators import AnswerRelations, amounts, differs, is_small
from survey.indicators.respondent_groups import Persons, respondent_groups

_AT_ONCE = 400
"""Sums of a statement."""
_RANK = 1e-12


class PersonsOfTable:
    """Persons of a table: a row per combination of categories of all groupings.

    Parameters
    ----------
    indicators : Indicators
    source : DatabaseSample
    areas : sequence of Area
        Without codes, the region first.

    Raises
    ------
    IndicatorError
        ``I090`` more combinations than can be moved.
    """

    def __init__(self, indicators: Indicators, source: DatabaseSample, areas: Sequence[Area]) -> None:
        self.indicators = indicators
        people = SqlRespondents(indicators, source)
        mine = [one.id for one in indicators if not isinstance(one.formula, AREA_ONLY)]
        columns = {name: people.column(name) for name in mine}
        self.relations: AnswerRelations = RelationsOfTable(people, columns)
        bases = {one.id: self._base_of(one.id, people) for one in indicators}
        codes = [people.level(place) for place in areas]
        answers = people.source.answers(people.bound)
        weight = weight_of(answers, people.bound.dialect, source.design)
        weighed, _ = people.stages.add(f"CASE WHEN {weight} > 0 THEN 1 ELSE 0 END", 0)
        counted = {"n": f"{weighed} = 1"}
        counted |= {f"b{at}": f"{weighed} = 1 AND {base}" for at, base in enumerate(bases.values())}
        counted |= {f"x{at}": f"{weighed} = 1 AND {one.value} > 0" for at, one in enumerate(columns.values())}
        sums = ", ".join(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {n}" for n, condition in counted.items())
        table = people.extended(people.stages.names_in(f"{sums} {codes}")).table
        keys = ", ".join(codes)
        shown = ", ".join(f"{code} AS g{at}" for at, code in enumerate(codes))
        frame = table.read(f"SELECT {shown}, {sums} FROM {table.source} GROUP BY {keys} LIMIT {MOST_GROUPS + 1}")
        if len(frame) > MOST_GROUPS:
            raise IndicatorError(
                "I090",
                f"survey.compute: {source.table.title}",
                f"There are more than {MOST_GROUPS:,} combinations of categories of all domains; each of them would be moved.",
                "Compute the domains in several calls.",
            )
        placed = []
        for at, area in enumerate(areas):
            own = frame[f"g{at}"].to_numpy(np.float64, na_value=np.nan)
            placed.append(Area(area.domain, area.levels, np.where(np.isnan(own), -1, own).astype(np.intp)))
        self.everybody: Persons = frame["n"].to_numpy(np.float64)
        self.groups = respondent_groups(placed, (), np.zeros(len(frame), np.intp))
        self._bases = {name: frame[f"b{at}"].to_numpy(np.float64) for at, name in enumerate(bases)}
        self._cases = {name: frame[f"x{at}"].to_numpy(np.float64) for at, name in enumerate(columns)}

    def base(self, name: str) -> Persons:
        """(r,) persons in the base of an indicator."""
        return self._bases[name]

    def cases(self, name: str) -> Persons:
        """(r,) persons in it who show the trait."""
        return self._cases[name]

    def _base_of(self, name: str, people: SqlRespondents) -> str:
        """Condition of the base of an indicator; of an indicator for areas that of what it is made of."""
        formula = self.indicators[name].formula
        match formula:
            case Gap(item):
                return self._base_of(item, people)
            case GeometricMean(items):
                return self._base_of(items[0], people)
            case ListExperiment():
                treated, control = people.versions(formula)
                return f"({treated[0]} IS NOT NULL OR {control[0]} IS NOT NULL)"
        return f"{people.column(name).value} IS NOT NULL"


class RelationsOfTable:
    """Relations between indicators that are read from sums of products, which the database adds up once each.

    Parameters
    ----------
    people : SqlRespondents
    columns : mapping of str to IndicatorColumn
        Columns of the indicators.
    """

    def __init__(self, people: SqlRespondents, columns: dict[str, IndicatorColumn]) -> None:
        self._people = people
        self._said = {name: _said_of(one) for name, one in columns.items()}
        self._products: dict[tuple[str, str], float] = {}

    def entering(self, hidden: str, sharing: Sequence[str]) -> Floats | None:
        """Amount by which each indicator enters the combination that gives the hidden one; None when there is none."""
        n = len(self._people.source)
        said = [column for name in sharing for column in self._said[name]]
        if is_small(n, len(said)):
            return np.ones(len(sharing))
        target = self._said[hidden][0]
        self._ask([*itertools.combinations_with_replacement(dict.fromkeys((target, *said)), 2), (target, "1")])
        gram = np.array([[self._product(one, other) for other in said] for one in said])
        mixed = np.array([self._product(one, target) for one in said])
        own, total = self._product(target, target), self._product(target, "1")
        weights = np.linalg.pinv(gram, rcond=_RANK, hermitian=True) @ mixed
        if differs(own - float(mixed @ weights), own - total**2 / n):
            return None
        return amounts(weights, np.diag(gram), len(sharing))

    def _product(self, one: str, other: str) -> float:
        return self._products[min(one, other), max(one, other)]

    def _ask(self, pairs: Sequence[tuple[str, str]]) -> None:
        wanted = {(min(pair), max(pair)) for pair in pairs} - self._products.keys()
        for some in _parts_of(sorted(wanted)):
            sums = ", ".join(f"SUM({one} * {other}) AS p{at}" for at, (one, other) in enumerate(some))
            table = self._people.extended(self._people.stages.names_in(sums)).table
            found = table.read(f"SELECT {sums} FROM {table.source}")
            self._products |= {pair: float(found[f"p{at}"].iloc[0]) for at, pair in enumerate(some)}


def _parts_of(pairs: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(pairs), _AT_ONCE):
        yield pairs[start : start + _AT_ONCE]


def _said_of(column: IndicatorColumn) -> tuple[str, ...]:
    """Expressions whose totals a table of indicators gives: value, base, does not know, refused; never NULL."""
    truths = (f"{column.value} IS NOT NULL", f"{column.state} = {DONT_KNOW}", f"{column.state} = {REFUSED}")
    return (
        f"COALESCE({column.value}, 0)",
        *(f"(CASE WHEN {one} THEN 1 ELSE 0 END)" for one in truths),
    )
